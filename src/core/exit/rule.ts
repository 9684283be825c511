import type { Position } from "../types/account.ts";
import type { ExitConfig } from "../types/config.ts";
import type { Market } from "../types/market.ts";
import type { Millis } from "../types/units.ts";

/** What a way out may look at. */
export interface ExitView {
  readonly position: Position;
  readonly market: Market;
  /** The token's own best bid in 1e-6; 0 where nobody buys; null while no book may be believed. */
  readonly bid: number | null;
  readonly at: Millis;
  readonly config: ExitConfig;
  /** A person asked for everything to be sold. */
  readonly flatten: boolean;
}

/** True when the position is to be left this way now. */
export type ExitRule = (view: ExitView) => boolean;
