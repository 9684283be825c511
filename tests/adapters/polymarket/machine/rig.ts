// A machine that is fed by hand, in milliseconds after noon.
import type { LinkId, TokenId } from "../../../../src/core/types/ids.ts";
import type { Millis } from "../../../../src/core/types/units.ts";
import { type Machine, machineOn } from "../../../../src/adapters/polymarket/machine.ts";
import { venueParsers } from "../../../../src/adapters/polymarket/machine/parsers.ts";
import { type MachineState, newState } from "../../../../src/adapters/polymarket/machine/state.ts";
import type {
  RawInput,
  RestName,
  Want,
  WatchConfig,
} from "../../../../src/adapters/polymarket/types.ts";
import type { SourceInput } from "../../../../src/ports.ts";
import { NOON } from "../../../support/builders.ts";
import { WATCH } from "./rehearsal.ts";
import {
  applyMoves,
  bookOf,
  gammaPage,
  type Move,
  snapshot,
  type TrueMarket,
  trueMarket,
  truthOf,
} from "./true_venue.ts";

export class Rig {
  readonly machine: Machine;
  readonly state: MachineState;
  readonly notices: string[] = [];
  /** Milliseconds after noon. */
  at = 0;

  constructor(config: WatchConfig = WATCH) {
    const notice = (text: string) => void this.notices.push(text);
    this.state = newState(config, notice, venueParsers(notice));
    this.machine = machineOn(this.state);
  }

  /** The venue's time now. */
  get time(): number {
    return NOON + this.at;
  }

  give(raw: RawInput): SourceInput[] {
    const inputs: SourceInput[] = [];
    this.machine.accept({ at: this.time as Millis, raw }, (input) => inputs.push(input));
    return inputs;
  }

  /** What a frame says of markets. */
  frame(text: string, link = 1): SourceInput[] {
    return this.hear(text, link).filter(({ kind }) => kind !== "linkHeard");
  }

  /** The same, and that its connection was heard. */
  hear(text: string, link = 1): SourceInput[] {
    return this.give({ kind: "frame", link: link as LinkId, text });
  }

  rest(name: RestName, body: string, key = ""): SourceInput[] {
    return this.give({ kind: "rest", name, key, body });
  }

  open(link: number, tokens: readonly TokenId[]): SourceInput[] {
    return this.give({ kind: "opened", link: link as LinkId, tokens });
  }

  /** Lets whole seconds pass, a tick each; what was said in them. */
  pass(seconds: number): SourceInput[] {
    const inputs: SourceInput[] = [];
    for (let i = 0; i < seconds; i++) {
      this.at += 1_000;
      inputs.push(...this.give({ kind: "tick" }));
    }
    return inputs;
  }

  wants(): readonly Want[] {
    return this.machine.wants();
  }

  /** Lists markets. */
  list(...markets: readonly TrueMarket[]): SourceInput[] {
    const inputs = this.rest("markets", gammaPage(markets));
    for (const market of markets) inputs.push(...this.rest("truth", truthOf(market), market.id));
    return inputs;
  }

  /** Lists markets and brings their books up on link 1. */
  watch(...markets: readonly TrueMarket[]): void {
    this.list(...markets);
    this.open(1, markets.flatMap(({ yes, no }) => [yes, no]));
    for (const market of markets) this.frame(snapshot(market));
  }

  /** Changes the true book and tells it. */
  move(market: TrueMarket, ...moves: readonly Move[]): SourceInput[] {
    return this.frame(applyMoves(market, moves, this.time));
  }

  /** REST answers with the true books. */
  answer(...markets: readonly TrueMarket[]): SourceInput[] {
    return this.rest("books", JSON.stringify(markets.map((market) => bookOf(market, market.yes))));
  }
}

/** Market number `n`, quiet since a minute before noon. */
export function aMarket(n = 0): TrueMarket {
  return trueMarket(n, NOON - 60_000);
}

/** Kinds of inputs in order. */
export function kinds(inputs: readonly SourceInput[]): string[] {
  return inputs.map(({ kind }) => kind);
}

/** What was skipped, by reason. */
export function skips(inputs: readonly SourceInput[]): Record<string, number> {
  return Object.fromEntries(
    inputs.flatMap((input) => input.kind === "skipped" ? [[input.reason, input.count]] : []),
  );
}

/** A bid two levels below the best of {@link aMarket}. */
export const BID = { side: "buy", price: 480_000, size: 7_000_000 } as const satisfies Move;
