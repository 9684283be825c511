// What is true of a market, from what the model of the world did on purpose until now.
import { MICRO, type Millis, millis } from "../../core/types/units.ts";
import type { Exchange, ListedMarket, ScriptedMove, World } from "../types.ts";
import type { Truth } from "./forecaster.ts";

/** A move that is older is no longer what a question is about. */
export const RECENT_MS = 1_800_000;

export interface TruthDeps {
  readonly exchange: Pick<Exchange, "market">;
  readonly world: Pick<World, "history" | "script">;
}

/**
 * The truth about a market at a time. A move begins at the mid before it. The outcomes of a family
 * share one whole: what one of them gains the others lose in proportion.
 */
export function truthOf(deps: TruthDeps, market: ListedMarket, now: Millis): Truth {
  const price = midAt(deps, market, now);
  const move = lastMove(deps, market, now);
  if (move === null) return { price, move: null };
  const justified = move.reverts < 0.5;
  // Beyond 0.001 there is no price; a resolution runs almost to the end.
  const moved = deps.exchange.market(move.market) ?? market;
  const from = midAt(deps, moved, millis(move.at - 1));
  const peak = inside(from + move.size);
  const rests = inside(from + (1 - move.reverts) * move.size);
  const ifJustified = justified ? rests : peak;
  const ifUndone = justified ? from : rests;
  const up = move.size > 0 ? 1 : -1;
  if (moved.id === market.id) {
    return { price, move: { at: move.at, direction: up, justified, ifJustified, ifUndone } };
  }
  const own = midAt(deps, market, millis(move.at - 1));
  const share = (other: number) => inside(own * (1 - other) / (1 - from));
  return {
    price,
    move: {
      at: move.at,
      direction: up === 1 ? -1 : 1,
      justified,
      ifJustified: share(ifJustified),
      ifUndone: share(ifUndone),
    },
  };
}

/** The last move of a market or of a relative, its own before theirs. */
function lastMove(deps: TruthDeps, market: ListedMarket, now: Millis): ScriptedMove | null {
  const script = deps.world.script();
  let found: ScriptedMove | null = null;
  for (let i = script.length - 1; i >= 0; i--) {
    const move = script[i];
    if (move === undefined || move.at < now - RECENT_MS) break;
    if (move.kind === "tickSize" || move.at > now || move.size === 0) continue;
    if (found !== null && move.at < found.at) break;
    if (move.market === market.id) return move;
    if (deps.exchange.market(move.market)?.event.id === market.event.id) found ??= move;
  }
  return found;
}

function midAt({ world }: TruthDeps, { yes }: ListedMarket, at: Millis): number {
  const [point] = world.history(yes, at, at, millis(1));
  return point === undefined ? 0.5 : point.price / MICRO;
}

function inside(price: number): number {
  return Math.min(0.999, Math.max(0.001, price));
}
