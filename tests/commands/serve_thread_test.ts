import assert from "node:assert/strict";
import { getPriority } from "node:os";
import { CliError } from "../../src/cli/exit.ts";
import { startDashboardThread } from "../../src/commands/serve/dashboard_thread.ts";
import { entered, entry, place, rowLog } from "../support/rows.ts";
import { loaded } from "../support/config.ts";
import { inRunFolder, type RunFolder } from "../support/run_folder.ts";

const options = { host: "127.0.0.1", port: 0, control: false };

function contextOf(folder: RunFolder, warned: string[] = []) {
  const { globals, version, needs } = folder.context().context;
  return { globals, version, needs, err: (words: string) => void warned.push(words) };
}

/** Threads of this process that are behind one of such niceness; the 17th field after the name is theirs. */
async function threadsBehind(own: number): Promise<number> {
  const args = ["-c", `cat /proc/${Deno.pid}/task/*/stat`];
  const { stdout } = await new Deno.Command("sh", { args }).output();
  const lines = new TextDecoder().decode(stdout).trim().split("\n");
  return lines.filter((line) => Number(line.slice(line.lastIndexOf(")") + 2).split(" ")[16]) > own)
    .length;
}

/** Holds this thread's loop, as a commit or a long decision does. */
function hold(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

Deno.test("a trader's dashboard reads and answers while the trader's loop is held", async () => {
  const { rows, add } = rowLog();
  add(entry("1.1"));
  add(entered("2.1", "2.2"));
  add(place("2.2"));
  await inRunFolder(rows, async (folder) => {
    const warned: string[] = [];
    const context = { ...contextOf(folder, warned), loadConfig: () => loaded({}) };
    const own = getPriority();
    const dashboard = await startDashboardThread(context, options);
    // Its first reading and its timers need this loop for nothing.
    hold(600);
    const headers = { Authorization: `Bearer ${dashboard.token}` };
    const response = await fetch(`${dashboard.url}/api/report/now`, { headers });
    assert.equal(response.status, 200);
    assert.equal((await response.json()).seq, 3);
    if (Deno.build.os === "linux") {
      assert.equal(getPriority(), own, "the trader's does not make way");
      assert.ok(await threadsBehind(own) > 0, "and no other does");
    }
    await dashboard.close();
    await assert.rejects(fetch(dashboard.url));
    assert.deepEqual(warned, []);
  });
});

Deno.test("why a thread cannot listen comes back as the command's own error", async () => {
  await inRunFolder([], async (folder) => {
    const broken = () => {
      throw new CliError("config", "a key is wrong", { hint: "mend it" });
    };
    // A configuration with mistakes hinders a simulation, not the page.
    const context = { ...contextOf(folder), loadConfig: broken };
    const first = await startDashboardThread(context, options);
    const port = Number(new URL(first.url).port);
    await assert.rejects(
      startDashboardThread(context, { ...options, port }),
      (error) =>
        error instanceof CliError && error.exit === "refused" &&
        /port is taken/.test(error.message) && /--port 0/.test(error.hint ?? ""),
    );
    await first.close();
  });
});
