// Cancel-on-disconnect: who has once sent a heartbeat loses his open orders when he stops.
import { createHash } from "node:crypto";
import { err, ok } from "../../core/types/result.ts";
import type { Result } from "../../core/types/result.ts";
import type { Millis } from "../../core/types/units.ts";
import type { Exchange, SandboxClock } from "../types.ts";

const LIFE_MS = 10_000 as Millis;
const SWEEP_MS = 5_000 as Millis;

/** The heartbeats of every API key. */
export interface Heartbeats {
  /**
   * Takes a heartbeat that names the last one, "" for the first. The value is the name of this one;
   * the error is the name that was wanted, and then nothing has changed.
   */
  beat(owner: string, id: string): Result<string, string>;
  /** Takes a heartbeat without a name. */
  keep(owner: string): void;
}

/** Cancels the orders of a key at the first sweep that finds its last heartbeat too old. */
export function createHeartbeats(exchange: Exchange, clock: SandboxClock): Heartbeats {
  const alive = new Map<string, { last: Millis; id: string; count: number }>();

  function sweep(): void {
    for (const [owner, { last }] of alive) {
      if (clock.now() - last <= LIFE_MS) continue;
      alive.delete(owner);
      exchange.cancelAll(owner);
    }
    if (alive.size > 0) clock.after(SWEEP_MS, sweep);
  }

  function renew(owner: string, id: string, count: number): void {
    if (alive.size === 0) clock.after(SWEEP_MS, sweep);
    alive.set(owner, { last: clock.now(), id, count });
  }

  return {
    beat(owner, id) {
      const known = alive.get(owner);
      const wanted = known?.id ?? "";
      if (id !== wanted) return err(wanted);
      const count = (known?.count ?? 0) + 1;
      const next = nameOf(`${owner}|${clock.now()}|${count}`);
      renew(owner, next, count);
      return ok(next);
    },
    keep(owner) {
      const known = alive.get(owner);
      renew(owner, known?.id ?? "", known?.count ?? 0);
    },
  };
}

function nameOf(origin: string): string {
  const hex = createHash("sha256").update(origin).digest("hex");
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20, 32),
  ]
    .join("-");
}
