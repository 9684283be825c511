import assert from "node:assert/strict";
import { commandStatus, openInbox } from "../../src/adapters/sqlite/inbox.ts";
import { lockForWriting } from "../../src/adapters/sqlite/writer_lock.ts";
import { CliError } from "../../src/cli/exit.ts";
import { serveCommand } from "../../src/commands/serve.ts";
import { type Dashboard, startDashboard } from "../../src/commands/serve/dashboard.ts";
import { openPulse, pulsePath, readPulse } from "../../src/commands/serve/pulse.ts";
import { openTraderWatch } from "../../src/commands/serve/trader_watch.ts";
import { openSimulations } from "../../src/commands/serve/simulations.ts";
import type { Report } from "../../src/report/report.ts";
import type { Picture } from "../../src/report/picture.ts";
import { reports } from "../../src/report/registry.ts";
import { polybot } from "../support/command_line.ts";
import { loaded } from "../support/config.ts";
import { CAPITAL, entered, entry, place, rowLog } from "../support/rows.ts";
import { inRunFolder, type RunFolder } from "../support/run_folder.ts";

interface Open {
  readonly dashboard: Dashboard;
  get(path: string): Promise<Response>;
  post(path: string, body: unknown): Promise<Response>;
}

const options = { host: "127.0.0.1", port: 0, control: true, sliceMs: 25, restMs: 0 };

async function serving(folder: RunFolder, test: (open: Open) => Promise<void>): Promise<void> {
  const { context } = folder.context();
  const dashboard = startDashboard(
    { ...context, now: () => Date.now(), loadConfig: () => loaded({}) },
    options,
  );
  const { url, token } = dashboard;
  const Authorization = `Bearer ${token}`;
  const get: Open["get"] = (path) => fetch(`${url}${path}`, { headers: { Authorization } });
  const post: Open["post"] = async (path, body) => {
    const { csrf } = await (await get("/api/session")).json();
    return await fetch(`${url}${path}`, {
      method: "POST",
      body: JSON.stringify(body),
      headers: { Authorization, "Content-Type": "application/json", "X-Polybot-CSRF": csrf },
    });
  };
  try {
    await test({ dashboard, get, post });
  } finally {
    await dashboard.close();
  }
}

function someRows() {
  const { rows, add } = rowLog();
  add(entry("1.1"));
  add(entered("2.1", "2.2"));
  add(place("2.2"));
  return rows;
}

/** Asks until the answer is there, a few times a second. */
async function when<T>(ask: () => Promise<T | null>): Promise<T> {
  // A thread started for the first time has its code to read and to compile.
  for (let i = 0; i < 3_000; i++) {
    const answer = await ask();
    if (answer !== null) return answer;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error("the answer never came");
}

const secret = "planted-5ecret-value";

Deno.test("every report is served, and no answer holds a secret of the environment", async () => {
  Deno.env.set("AWS_SECRET_ACCESS_KEY", secret);
  try {
    await inRunFolder(someRows(), (folder) =>
      serving(folder, async ({ dashboard, get }) => {
        const texts: string[] = [];
        const read = async (path: string, status: number) => {
          const response = await get(path);
          texts.push(await response.text(), JSON.stringify([...response.headers]));
          assert.equal(response.status, status, `${path}: ${texts.at(-2)}`);
        };
        const beyond = ["spikes", "markets", "audit", "health-now"];
        for (const name of [...Object.keys(reports), ...beyond]) {
          await read(`/api/report/${name}`, 200);
          const answer = JSON.parse(texts.at(-2) ?? "");
          assert.deepEqual([answer.report, answer.seq], [name, 3]);
          assert.ok(Array.isArray(answer.sections) && Array.isArray(answer.pictures));
        }
        await read("/api/report/decision?id=1.1", 200);
        await read("/api/report/spike?id=1.1", 200);
        await read("/api/report/decision?id=9.9", 404);
        await read("/api/report/equity?arm=random", 404);
        for (const path of ["/", "/main.js", "/main.css", "/metrics", "/api/openapi.json"]) {
          await read(path, 200);
        }
        await read("/readyz", 503);
        await read("/export/ledger.ndjson", 200);
        const { token } = dashboard;
        assert.deepEqual(texts.filter((text) => text.includes(secret) || text.includes(token)), []);
      }));
  } finally {
    Deno.env.delete("AWS_SECRET_ACCESS_KEY");
  }
});

Deno.test("the permissions that are shown are those of the command that serves", async () => {
  await inRunFolder(someRows(), (folder) =>
    serving(folder, async ({ get }) => {
      const { sections } = await when(async () => {
        const response = await get("/api/report/health-now");
        const body = await response.json();
        return response.status === 200 ? body : null;
      });
      const { rows } = sections.find(({ name }: Report) => name === "permissions");
      assert.deepEqual(rows.filter(([name]: string[]) => name === "read")[1], [
        "read",
        folder.dataDir,
        "granted",
      ]);
    }));
});

Deno.test("without a ledger there is a page that says so, and it comes to life with one", async () => {
  await inRunFolder(null, (folder) =>
    serving(folder, async ({ get }) => {
      const none = await get("/api/report/now");
      assert.equal(none.status, 503);
      assert.match((await none.json()).error.message, /there is no run yet/);
      await inRunFolder(someRows(), ({ ledger }) => Deno.copyFileSync(ledger, folder.ledger));
      const answer = await when(async () => {
        const response = await get("/api/report/now");
        const body = await response.json();
        return response.status === 200 ? body : null;
      });
      assert.equal(answer.seq, 3);
    }));
});

Deno.test("a command of the page lies in the inbox under its id until it is taken", async () => {
  await inRunFolder(someRows(), (folder) =>
    serving(folder, async ({ get, post }) => {
      const halt = { command: "halt", reason: "looks wrong", confirm: "halt" };
      const { id } = await (await post("/api/command", halt)).json();
      const path = `${folder.dataDir}/inbox.db`;
      assert.equal(commandStatus(path, id).status, "waiting");
      assert.deepEqual(await (await get(`/api/command/${id}`)).json(), { status: "waiting" });
      const inbox = openInbox(path);
      const [command] = inbox.poll();
      assert.deepEqual(command?.input, {
        kind: "haltRequested",
        by: "dashboard",
        reason: "looks wrong",
        command: id,
      });
      // Sent again, as by a page whose answer was lost.
      assert.deepEqual(await (await post("/api/command", { ...halt, id })).json(), { id });
      assert.deepEqual(inbox.poll(), []);
      const other = await post("/api/command", {
        ...halt,
        command: "flatten",
        confirm: "flatten",
        id,
      });
      assert.equal(other.status, 409);
      await other.body?.cancel();
      inbox.confirm(id, 4 as never);
      inbox.close();
      assert.deepEqual(await (await get(`/api/command/${id}`)).json(), { status: "taken" });
      Deno.writeTextFileSync(`${folder.dataDir}/HALT`, "");
      const resume = await post("/api/command", { ...halt, command: "resume", confirm: "resume" });
      assert.equal(resume.status, 409);
      await resume.body?.cancel();
    }));
});

Deno.test("a simulation runs on its own thread, once at a time, and gives sections and pictures", async () => {
  await inRunFolder(someRows(), async (folder) => {
    // The thread gives back what it opened when it is ended, which is before the server is closed.
    await serving(folder, async ({ get, post }) => {
      const wanted = { runs: 1_000, days: 5, seed: 3 };
      const { id } = await (await post("/api/simulate", wanted)).json();
      const second = await post("/api/simulate", wanted);
      assert.equal(second.status, 409);
      await second.body?.cancel();
      const state = await when(async () => {
        const found = await (await get(`/api/simulate/${id}`)).json();
        return found.done ? found : null;
      });
      assert.equal(state.failed, undefined);
      assert.equal(state.runs, 1_000);
      assert.ok(state.result.sections.length > 1 && state.result.pictures.length > 1);
      // The ledger's capital: the server's own configuration has another.
      assert.notEqual(loaded({}).engine.initialCapital, CAPITAL);
      const fan = state.result.pictures.find(({ name }: Picture) => name === "account");
      assert.deepEqual(fan.marks, [{ axis: "y", at: CAPITAL, label: "start" }]);
      assert.match(fan.assumptions[0], /goes on from its equity of \$1,000\.00, under the limits/);
    });
  });
});

Deno.test("simulations that could not begin are kept as few as others", async () => {
  await inRunFolder(null, (folder) => {
    const { context } = folder.context();
    const loadConfig = () => {
      throw new CliError("config", "a key is wrong");
    };
    const simulations = openSimulations({ context: { ...context, loadConfig }, input: () => null });
    const start = () => simulations.start({ runs: 1, days: 1, seed: 1 }) ?? "";
    const ids = Array.from({ length: 6 }, start);
    const failures = ids.map((id) => simulations.state(id)?.failed);
    assert.deepEqual(failures, [undefined, undefined, ...Array(4).fill("a key is wrong")]);
  });
});

Deno.test("a lock without a pulse, a pulse without a lock, both: only the last is a trader", async () => {
  await inRunFolder([], ({ dataDir, ledger }) => {
    let clock = 1_000_000;
    const watch = openTraderWatch({ dataDir, ledger, now: () => clock });
    const beat = () => {
      const pulse = { pid: 1, at: clock, lagMs: 2, rss: 3 };
      Deno.writeTextFileSync(pulsePath(dataDir), JSON.stringify(pulse));
    };
    const state = () => {
      clock += 1_000;
      return watch.state();
    };
    assert.deepEqual(state(), { alive: false, heardAt: null });
    const lock = lockForWriting(ledger);
    assert.equal(state().alive, false);
    beat();
    assert.deepEqual(state(), { alive: true, heardAt: clock - 1_000 });
    // It holds the lock and hangs: said within five seconds.
    let seconds = 1;
    while (state().alive) seconds += 1;
    assert.ok(seconds < 5, `noticed after ${seconds} s`);
    beat();
    assert.equal(state().alive, true);
    // Killed: the kernel takes the lock, and the next look sees it.
    lock.release();
    beat();
    assert.equal(state().alive, false);
    // Caught while it is written.
    Deno.writeTextFileSync(pulsePath(dataDir), '{"pid":');
    assert.equal(state().heardAt, clock - 2_000);
    assert.equal(watch.pulse()?.lagMs, 2);
  });
});

Deno.test("a pulse tells process, memory and connections, from its beginning on", () => {
  const dataDir = Deno.makeTempDirSync();
  const warned: string[] = [];
  const pulse = openPulse(dataDir, (words) => void warned.push(words));
  try {
    pulse.watch(() => [{ name: "1", ageMs: 5 }]);
    assert.equal(readPulse(dataDir), null);
    pulse.begin();
    const read = readPulse(dataDir);
    assert.equal(read?.pid, Deno.pid);
    assert.deepEqual(read?.feeds, [{ name: "1", ageMs: 5 }]);
    assert.ok((read?.rss ?? 0) > 1e6);
    assert.deepEqual(warned, []);
    // What cannot be written is said once and stops nothing.
    Deno.removeSync(pulsePath(dataDir));
    Deno.mkdirSync(pulsePath(dataDir));
    pulse.begin();
    pulse.begin();
    assert.equal(warned.length, 1);
    assert.match(warned[0] ?? "", /cannot see that this bot runs: .*directory/);
  } finally {
    pulse.stop();
    Deno.removeSync(dataDir, { recursive: true });
  }
});

Deno.test("a port that is taken, an address elsewhere and an open door are refused with words", async () => {
  await inRunFolder([], async (folder) => {
    const { context } = folder.context();
    await serving(folder, ({ dashboard }) => {
      const port = Number(new URL(dashboard.url).port);
      assert.throws(
        () => startDashboard(context, { ...options, port }),
        (error) =>
          error instanceof CliError && error.exit === "refused" &&
          /port is taken/.test(error.message),
      );
      return Promise.resolve();
    });
    const open = { port: 0, control: false, expose: false };
    await assert.rejects(
      serveCommand(context, { ...open, host: "0.0.0.0" }),
      (error) =>
        error instanceof CliError && error.exit === "usage" && /others could/.test(error.message),
    );
  });
});

Deno.test("serve and trade --serve hand their options over", async () => {
  const call = async (...argv: string[]) => (await polybot(argv)).calls[0]?.options;
  const defaults = { host: "127.0.0.1", port: 8501, control: false, expose: false };
  assert.deepEqual(await call("serve"), defaults);
  assert.deepEqual(
    await call("serve", "--host", "0.0.0.0", "--port", "0", "--control", "--expose"),
    { host: "0.0.0.0", port: 0, control: true, expose: true },
  );
  const serve = async (...argv: string[]) =>
    (await call("trade", ...argv) as { serve?: unknown }).serve;
  assert.equal(await serve(), undefined);
  assert.deepEqual(await serve("--serve"), { port: 8501, control: false });
  assert.deepEqual(await serve("--serve", "--port", "9", "--control"), { port: 9, control: true });
  for (
    const argv of [["trade", "--port", "9"], ["trade", "--control"], ["serve", "--host", "a b"]]
  ) {
    assert.equal((await polybot(argv)).code, 2, argv.join(" "));
  }
});
