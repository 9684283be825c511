// Trading with models as a person runs it: the real SDK to the sandbox's own Bedrock, in one process.
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import type { LedgerRow } from "../../src/core/types/effect.ts";
import { inPlace, type Place } from "./rig.ts";
import { believing, tradeUntil, writeSpikes } from "./spikes.ts";

const withModels = [
  ...believing,
  ...["--set", "ensemble.weight_ai=1"],
  ...["--set", "ai.deadline=10m"],
];

function trade(place: Place, until: RegExp, ...more: string[]) {
  return tradeUntil(place, until, [...withModels, ...more]);
}

const bought = /^\S+ {2}bought/m;
/** Models had no opinion, three times. */
const threeAbstentions = /(?:models have no opinion.*\n[^]*){3}/;

function asked(place: Place) {
  return place.rows().flatMap(({ body }) => body.kind === "advised" ? [body.advice] : []);
}

Deno.test("R-227 R-231 a run with models replays row for row where no model can be reached", () =>
  inPlace(async (place) => {
    writeSpikes(place, { negRisk: 0 });
    const live = await trade(place, /models answered[^]* {2}bought/);
    match(live.err, /Models: amazon\.nova-lite-v1:0, the sandbox\. At most \$0\.0071 a question/);
    const answered = asked(place).filter(({ abstained }) => abstained === null);
    ok(answered.length > 0, "no model answered");
    const rows = place.rows();
    // replay has no network at all: what models said is on the tape.
    const replay = await place.run(["replay", "data/tape", ...withModels]);
    strictEqual(replay.code, 0, replay.err);
    deepStrictEqual(place.rows("data/replay"), rows);
    // Its own report and explanation come from the ledger alone.
    const bill = await place.json(["report", "ai-costs"]);
    strictEqual(bill.code, 0);
    const lines = Deno.readTextFileSync(onlyFile(`${place.cwd}/data/reasoning`)).trim().split("\n");
    const decided = rows.flatMap(({ body }) =>
      body.kind === "record" && body.decision.kind === "entry" &&
        body.decision.ai?.question !== undefined && body.decision.ai.question !== null
        ? [body.decision.id]
        : []
    );
    deepStrictEqual(lines.map((line) => JSON.parse(line).decision.id), decided);
  }));

function onlyFile(folder: string): string {
  const [entry] = [...Deno.readDirSync(folder)];
  return `${folder}/${entry?.name}`;
}

Deno.test("R-234 with autonomy 0 models are not asked, and every row is that of --no-ai", () =>
  inPlace(async (place) => {
    writeSpikes(place, { negRisk: 0 });
    await trade(place, bought, "--no-ai");
    const replay = async (...more: string[]) => {
      const { code, err } = await place.run(["replay", "data/tape", ...withModels, ...more]);
      strictEqual(code, 0, err);
      return place.rows("data/replay");
    };
    const without = await replay("--no-ai");
    ok(without.some(({ body }) => body.kind === "place"), "nothing was traded");
    deepStrictEqual(await replay("--set", "ensemble.autonomy=0"), without);
    deepStrictEqual(without, place.rows());
  }));

Deno.test("R-207 R-210 models that fail cost a run nothing but their answers", () =>
  inPlace(async (place) => {
    const faults = [{ at: 0, fault: "model", what: "denied" }];
    writeSpikes(place, { negRisk: 0, faults });
    await trade(place, bought);
    const advice = asked(place);
    ok(advice.length > 0);
    deepStrictEqual([...new Set(advice.map(({ abstained }) => abstained))], ["denied"]);
    strictEqual(advice.reduce((sum, { cost }) => sum + cost, 0), 0);
    ok(place.rows().some(({ body }) => body.kind === "place"), "the rules went on");
  }));

Deno.test("R-223 a venue whose texts give orders to models sells nothing by them", () =>
  inPlace(async (place) => {
    const faults = [{ at: 0, fault: "injection", where: "everywhere" }];
    writeSpikes(place, { negRisk: 0, faults, forecaster: "injected" });
    const placed = (rows: readonly LedgerRow[]) =>
      rows.map(({ body }) =>
        body.kind === "shadow" && body.effect.kind === "place" ? body.arm : body.kind
      );
    // The arm without models, beside it, trades on; on a busy machine not at the first spikes.
    await tradeUntil(place, threeAbstentions, withModels, (rows) => placed(rows).includes("noAi"));
    const advice = asked(place);
    ok(advice.length > 0);
    deepStrictEqual([...new Set(advice.map(({ abstained }) => abstained))], ["injection"]);
    ok(placed(place.rows()).includes("noAi"));
    ok(!placed(place.rows()).includes("place"), "something was bought on it");
  }));

Deno.test("measured only, models change no order, and their arm trades on paper", () =>
  inPlace(async (place) => {
    writeSpikes(place, { negRisk: 0 });
    const live = await trade(place, /models answered/, "--set", "ai.arm=no_ai");
    match(live.err, /measured only: orders are the rules'/);
    const shadows = place.rows().flatMap(({ body }) => body.kind === "shadow" ? [body] : []);
    const kinds = new Set(
      shadows.filter(({ arm }) => arm === "ai").map(({ effect }) => effect.kind),
    );
    ok(kinds.has("ask"));
    const replay = await place.run(["replay", "data/tape", ...withModels, "--set", "ai.arm=no_ai"]);
    strictEqual(replay.code, 0, replay.err);
    deepStrictEqual(place.rows("data/replay"), place.rows());
  }));
