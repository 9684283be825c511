import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { verifyLedger } from "../../src/adapters/sqlite/verify.ts";
import { rng } from "../../src/core/math/rng.ts";
import type { LedgerRow } from "../../src/core/types/effect.ts";
import { nameIn, stampedLine } from "../../src/report/line.ts";
import { type Ended, inPlace, type Place, tapeInputs } from "./rig.ts";

const trade = ["trade", "--dry-run", "--no-ai", "--tape", "tape"];
const paced = [...trade, "--speed", "4000"];
const atOnce = [...trade, "--speed", "max"];
const begun = /windowLoss/;
const KILLS = 9;

/** A run of the same tape that nobody disturbed. */
async function leftAlone(place: Place): Promise<readonly LedgerRow[]> {
  const { code, err } = await place.run([...atOnce, "--data-dir", "alone"]);
  strictEqual(code, 0, err);
  const rows = place.rows("alone");
  ok(rows.some(({ body }) => body.kind === "orderFilled"), "the tape must make trades");
  return rows;
}

function rowsNow(place: Place): readonly LedgerRow[] {
  try {
    return place.rows();
  } catch (error) {
    // Killed before there was anything.
    if (error instanceof Error && error.name === "StorageError") return [];
    throw error;
  }
}

function spoken(err: string): readonly string[] {
  return err.split("\n").filter((line) => /^\d{4}-\d\d-\d\dT\S+ {2}\S/.test(line));
}

/** Everything a run that was cut short left: as it would be without the cut, and all of it said. */
function checkCut({ err }: Ended, place: Place, alone: readonly LedgerRow[]): number {
  const rows = rowsNow(place);
  deepStrictEqual(rows, alone.slice(0, rows.length));
  if (rows.length > 0) ok(verifyLedger(`${place.cwd}/data/ledger.db`).ok);
  const names = new Map(rows.map(nameIn).filter((named) => named !== null));
  const known = new Set(rows.map((row) => stampedLine(row, false, names)));
  for (const line of spoken(err)) ok(known.has(line), `said and lost: ${line}`);
  return rows.length;
}

/** After the last run everything is as if it had been the only one. */
async function checkEnd(place: Place, alone: readonly LedgerRow[]): Promise<void> {
  deepStrictEqual(place.rows(), alone);
  strictEqual(place.head(), place.head("alone"));
  const dirs = ["data", "alone"];
  const [status, undisturbed] = await Promise.all(
    dirs.map((dir) => place.json(["status", "--data-dir", dir])),
  );
  deepStrictEqual(status?.data, undisturbed?.data);
  strictEqual((await place.run(["audit", "verify"])).code, 0);
  const [tape, otherTape] = await Promise.all(
    dirs.map((dir) => tapeInputs(`${place.cwd}/${dir}/tape`)),
  );
  deepStrictEqual(tape, otherTape);
}

Deno.test("R-176 a run killed again and again ends as one left alone, and loses nothing it said", () =>
  inPlace(async (place) => {
    const alone = await leftAlone(place);
    const chance = rng(20_260_105);
    let before = 0;
    for (let kill = 0; kill < KILLS; kill++) {
      const process = place.start(paced);
      // The first two at start-up, the others while it trades.
      if (kill >= 2) await process.heard(begun);
      await new Promise((resolve) => setTimeout(resolve, chance.next() * 250));
      process.kill("SIGKILL");
      const rows = checkCut(await process.ended(), place, alone);
      ok(rows >= before, `${before} rows became ${rows}`);
      before = rows;
    }
    const { code, err } = await place.run(atOnce);
    strictEqual(code, 0, err);
    await checkEnd(place, alone);
  }));

Deno.test("SIGINT and SIGTERM close the ledger, print the report and exit 130", () =>
  inPlace(async (place) => {
    const alone = await leftAlone(place);
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      const process = place.start(paced);
      await process.heard(signal === "SIGINT" ? /^\S+ {2}bought/m : begun);
      process.kill(signal);
      const ended = await process.ended();
      deepStrictEqual([ended.code, ended.signal], [130, null], ended.err);
      match(ended.out, /^Verdict$/m);
      match(ended.err, /Stopped before the input's end; the same command goes on\.\n$/);
      const left = [...Deno.readDirSync(`${place.cwd}/data`)].map(({ name }) => name);
      ok(!left.includes("ledger.db-wal"), "the ledger was not closed");
      ok(checkCut(ended, place, alone) > 0);
    }
    strictEqual((await place.run(atOnce)).code, 0);
    await checkEnd(place, alone);
  }));

Deno.test("--max-runtime ends a run that can be gone on with", () =>
  inPlace(async (place) => {
    const alone = await leftAlone(place);
    const first = await place.json([...paced, "--max-runtime", "300ms"]);
    deepStrictEqual([first.code, first.data["complete"]], [0, false]);
    ok(place.rows().length < alone.length);
    const second = await place.json(atOnce);
    deepStrictEqual([second.code, second.data["complete"]], [0, true]);
    await checkEnd(place, alone);
    // Once more changes nothing.
    strictEqual((await place.json(atOnce)).data["chainHead"], place.head("alone"));
  }));

/** Bytes of the live run's tape; 0 before there is one. */
function tapeBytes({ cwd }: Place): number {
  try {
    const names = [...Deno.readDirSync(`${cwd}/data/tape`)].map(({ name }) => name);
    const tape = names.find((name) => name.endsWith(".tape"));
    return tape === undefined ? 0 : Deno.statSync(`${cwd}/data/tape/${tape}`).size;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return 0;
    throw error;
  }
}

/** Waits until more of it is on disk than now. */
async function tapeGrows(place: Place): Promise<void> {
  const before = tapeBytes(place);
  for (let left = 600; tapeBytes(place) <= before; left--) {
    ok(left > 0, "the tape does not grow");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

Deno.test("R-176 a live run that was killed is gone on with, and its tape has both sessions", () =>
  inPlace(async (place) => {
    const live = ["trade", "--no-ai", "--venue", "sandbox", "--scenario", "calm"];
    const process = place.start(live);
    await process.heard(/new day/);
    // What comes after the last row, a quiet market's messages, is on the tape alone.
    for (let i = 0; i < 2; i++) await tapeGrows(place);
    process.kill("SIGKILL");
    await process.ended();
    const { code, err } = await place.run([...live, "--max-runtime", "3s"]);
    strictEqual(code, 0, err);
    const rows = place.rows();
    strictEqual(rows.filter(({ body }) => body.kind === "started").length, 2);
    strictEqual((await place.run(["replay", "data/tape", "--no-ai"])).code, 0);
    deepStrictEqual(place.rows("data/replay"), rows);
  }));
