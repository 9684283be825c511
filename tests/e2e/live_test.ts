import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { inPlace, type Place } from "./rig.ts";
import { believing, fast, tradeUntil, writeSpikes } from "./spikes.ts";

function freePort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  return port;
}

/** Resolves when a server answers there; throws after ten seconds. */
async function answers(url: string): Promise<void> {
  for (let left = 200; left > 0; left--) {
    try {
      await (await fetch(url)).body?.cancel();
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  throw new Error(`nothing answers at ${url}`);
}

function bodies(place: Place, dataDir?: string): readonly string[] {
  return place.rows(dataDir).map((row) => JSON.stringify(row));
}

Deno.test("R-250 what a live run recorded, and its own tape, replay to the rows it wrote", () =>
  inPlace(async (place) => {
    writeSpikes(place, { negRisk: 0 });
    await tradeUntil(place, /^\S+ {2}bought/m, ["--no-ai", "--record", ...believing]);
    const rows = bodies(place);
    const kinds = new Set(place.rows().map(({ body }) => body.kind));
    for (const kind of ["started", "record", "place", "tally"] as const) ok(kinds.has(kind), kind);
    for (const recording of ["data/raw", "data/tape"]) {
      const replay = ["replay", recording, "--no-ai", ...believing];
      strictEqual((await place.run(replay)).code, 0);
      deepStrictEqual(bodies(place, "data/replay"), rows, recording);
    }
  }));

Deno.test("R-160 R-161 R-208 the next session takes up its account, under the limits it is given", () =>
  inPlace(async (place) => {
    writeSpikes(place);
    const trade = ["trade", "--no-ai", "--max-runtime", "2s", ...fast];
    strictEqual((await place.run(trade)).code, 0);
    const second = await place.run([...trade, "--set", "risk.max_position_size=1.5"]);
    strictEqual(second.code, 0, second.err);
    const sessions = place.rows().flatMap(({ body }) => body.kind === "started" ? [body] : []);
    strictEqual(sessions.length, 2);
    strictEqual(sessions[0]?.config, null);
    match(sessions[1]?.config ?? "", /"maxPositionSize":1500000/);
    match(second.err, /last session: positionSize \$6\.00 -> \$1\.50/);
    const sizes = (text: string) => /^positionSize .*?(\$\d+\.\d\d)(?= +held)/m.exec(text)?.[1];
    strictEqual(sizes(second.err), "$1.50");
    strictEqual(sizes((await place.run(["report", "limits"])).out), "$1.50");
    const richer = await place.run([...trade, "--set", "money.initial_capital=200"]);
    strictEqual(richer.code, 2);
    match(richer.err, /its capital is \$75\.00, this run's is \$200\.00/);
    const luckier = await place.run([...trade, "--seed", "99"]);
    strictEqual(luckier.code, 2);
    match(luckier.err, /its seed is 1, this run's is 99/);
    const other = await place.run(["trade", "--venue", "http://127.0.0.1:1"]);
    strictEqual(other.code, 2);
    match(other.err, /its source is sandbox spikes\.json, this run's is sandbox http/);
  }));

Deno.test("scan ranks the sandbox's markets, with what they cost and why not", () =>
  inPlace(async (place) => {
    const { data } = await place.json(["scan", "--venue", "sandbox", "--limit", "5"]);
    const [markets, passed] = data["sections"] as {
      columns: { key: string }[];
      rows: unknown[][];
    }[];
    deepStrictEqual(markets?.columns.map(({ key }) => key), [
      ...["market", "category", "price", "spread", "depth"],
      ...["volume24h", "endsIn", "fee", "hurdle", "tradeable"],
    ]);
    strictEqual(markets?.rows.length, 5);
    const text = (await place.run(["scan", "--venue", "sandbox", "--sort", "depth"])).out;
    match(text, /^market +price +spread +depth +24 h volume +hurdle +tradeable$/m);
    const volumes = markets?.rows.map((row) => row[5] as number) ?? [];
    deepStrictEqual(volumes, volumes.toSorted((a, b) => b - a));
    ok((passed?.rows.length ?? 0) > 0, "markets of protocol v2 are passed over");
  }));

Deno.test("sandbox lists what it can be, and runs until it is told to stop", () =>
  inPlace(async (place) => {
    const { data } = await place.json(["sandbox", "--list"]);
    const names = (data["sections"] as { name: string }[]).map(({ name }) => name);
    deepStrictEqual(names, ["scenarios", "forecasters", "faults"]);
    const port = freePort();
    const url = `http://127.0.0.1:${port}`;
    const venue = place.start(["sandbox", "--port", String(port), "--scenario", "calm"]);
    await answers(`${url}/sandbox/status`);
    const found = await place.json(["scan", "--venue", url, "--limit", "3"]);
    strictEqual(found.data["source"], `sandbox ${url}`);
    venue.kill("SIGTERM");
    const { code, out } = await venue.ended();
    strictEqual(code, 130);
    match(out, new RegExp(`listens at ${url}`));
  }));

Deno.test("a scenario that is wrong says where, one that is not there what there is", () =>
  inPlace(async (place) => {
    Deno.writeTextFileSync(
      `${place.cwd}/wrong.yaml`,
      "extends: demo\nmarkets: many\ncolour: red\n",
    );
    const wrong = await place.run(["sandbox", "--scenario", "wrong.yaml"]);
    strictEqual(wrong.code, 6);
    match(wrong.err, /wrong\.yaml.*markets/s);
    match(wrong.err, /colour/);
    const misspelt = await place.run(["scan", "--venue", "sandbox", "--scenario", "revertin"]);
    strictEqual(misspelt.code, 2);
    match(misspelt.err, /did you mean reverting\?/);
    const absent = await place.run(["sandbox", "--scenario", "absent.yaml"]);
    strictEqual(absent.code, 3);
  }));
