// One fault of market data, from the moment before it to the moment after the books are right again.
import assert from "node:assert/strict";
import { reportInput } from "../../src/commands/closing.ts";
import type { LedgerRow } from "../../src/core/types/effect.ts";
import type { Ledger } from "../../src/ports.ts";
import { buildReport } from "../../src/report/registry.ts";
import type { Cell, Report } from "../../src/report/report.ts";
import { type LiveRig, STEP_MS } from "./live_rig.ts";
import type { Judged } from "./truth_log.ts";

/** As the sandbox's control endpoint takes it. */
export type Fault = Readonly<Record<string, unknown>> & { readonly name: string };

/** The longest that something may take, ms. */
export interface Bounds {
  /** A book is behind, or wrong, and the engine does not see it. */
  readonly unseenMs: number;
  /** The same of best prices; as long as that where not given. */
  readonly pricesMs?: number;
  /** A market has no usable, true book at a time while the fault is on; Infinity: nothing is said. */
  readonly outMs: number;
  /** From the end of the fault until every book is right. */
  readonly rightMs: number;
}

/** What came of a fault. */
export interface Found extends Judged {
  readonly unseenMs: number;
  readonly pricesMs: number;
  readonly outMs: number;
  readonly rightMs: number;
  /** When it was switched on and off, Unix ms. */
  readonly from: number;
  readonly to: number;
  readonly rows: readonly LedgerRow[];
  readonly health: Health;
}

/** `report health` of the run, to ask. */
export interface Health {
  /** 0 where it is not there. */
  stat(key: string): number;
  /** First two columns of a table. */
  table(name: string): Readonly<Record<string, Cell>>;
}

/** From the rig's start until the prices begin to move, and from the last fault on. */
const BEFORE_MS = 2_500;
const AFTER_MS = 6_000;
/** Two looks of the test. */
const SLACK_MS = 2 * STEP_MS;
/** A message on its way when a decision is made, in looks of the test. */
const IN_FLIGHT_MS = 300;

/**
 * Lets the faults act for `lastsMs` while prices move, holds what happens to the bounds, lets the bot
 * go on for a while and ends the run. Throws where a bound is passed, a fault never struck, or an
 * order was decided on a book that was crossed, stale, or wrong for longer than may be.
 */
export async function underFault(
  rig: LiveRig,
  given: { readonly faults: readonly Fault[]; readonly lastsMs: number; readonly bounds: Bounds },
): Promise<Found> {
  const { faults, lastsMs, bounds } = given;
  await rig.run(BEFORE_MS);
  rig.watch.begin();
  const from = rig.now;
  for (const fault of faults) await rig.fault(fault);
  await rig.run(lastsMs);
  const { outMs } = rig.watch;
  for (const { name } of faults) if (rig.isOn(name)) await rig.clear(name);
  const to = rig.now;
  const rightMs = await rig.untilRight(bounds.rightMs);
  await rig.run(AFTER_MS);
  await rig.untilRight(bounds.rightMs);
  const { wrongMs: unseenMs, wrongPricesMs: pricesMs } = rig.watch;
  const rows = await rig.end();
  const judged = rig.judge();
  const found = {
    ...judged,
    unseenMs,
    pricesMs,
    outMs,
    rightMs,
    from,
    to,
    rows,
    health: healthOf(rig.ledger),
  };
  for (const { name } of faults) assert.ok(rig.acted(name) > 0, `${name} never struck`);
  atMost(unseenMs, bounds.unseenMs, "a book was wrong and usable");
  atMost(pricesMs, bounds.pricesMs ?? bounds.unseenMs, "best prices were wrong and usable");
  atMost(outMs, bounds.outMs, "a market had no usable, true book");
  for (const blind of judged.blindMs) {
    atMost(blind, bounds.unseenMs + IN_FLIGHT_MS, "an order was decided on a wrong book");
  }
  assert.ok(judged.entries > 0, "nothing was entered: decisions were not tested");
  const isLater = ({ at, body }: LedgerRow) => at > to && body.kind === "record";
  assert.ok(rows.some(isLater), "nothing was decided after the fault");
  return found;
}

function atMost(ms: number, most: number, what: string): void {
  assert.ok(ms <= most + SLACK_MS, `${what} for ${ms} ms, stated are ${most}`);
}

function healthOf(ledger: Ledger): Health {
  const sections = buildReport("health", reportInput(ledger));
  return {
    stat(key) {
      const stats = sections.flatMap((one) => one.shape === "stats" ? one.stats : []);
      return Number(stats.find((one) => one.key === key)?.value ?? 0);
    },
    table(name) {
      const found = sections.find((one) => one.name === name) as Report | undefined;
      const rows = found?.shape === "table" ? found.rows : [];
      return Object.fromEntries(rows.map(([key, value]) => [String(key), value ?? null]));
    },
  };
}
