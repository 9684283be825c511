// The times of the table in machine.ts, and how a rehearsal is held to them.
import assert from "node:assert/strict";
import { type Arrival, type Rehearsal, WATCH } from "./rehearsal.ts";

/** The watchdogs, by the letters of the table. */
export const { quietMs: q, frozenMs: f, resyncMs: r, assetCheckMs: c } = WATCH;
/** A tick, and an answer of REST. */
export { REST_MS as a, TICK_MS as t } from "./rehearsal.ts";
/** What the stated times leave out: latency, a look of the test, the venue's next message. */
export const SLACK = 700;
/** What arrives of a frame that is lost. */
export const lost: readonly Arrival[] = [];

/** Holds a fault to the longest silent error and the time until all is well. */
export function assertHealed(
  world: Rehearsal,
  faultAt: number,
  stated: { readonly wrongMs: number; readonly wellMs: number },
): void {
  assert.ok(world.wrongMs <= stated.wrongMs + SLACK, `wrong for ${world.wrongMs} ms`);
  const healedMs = world.wellAt - faultAt;
  assert.ok(healedMs <= stated.wellMs + SLACK, `well again after ${healedMs} ms`);
}
