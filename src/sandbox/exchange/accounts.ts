// Money and tokens of the venue's users.
// Invariants: 1. a balance is what the chain says and changes when a trade is mined or money comes
// in, never at a match; 2. active + matched never exceed the balance the venue believes in, which
// is never more than the chain's: so nothing can be spent twice and no balance falls below 0.
import { minus, plus } from "../../core/types/units.ts";
import type { TokenId } from "../../core/types/ids.ts";
import type { Millis, Usdc } from "../../core/types/units.ts";
import type { Hex, ListedMarket, SandboxClock } from "../types.ts";
import type { Commitments } from "./texts.ts";

/** Collateral, or a token by its id. */
export type Asset = "collateral" | TokenId;

/** Contracts that trade for an account, as the venue writes their addresses. */
export const SPENDERS = {
  standard: "0xE111180000d2663C0091e4f400237545B87B996B",
  negRisk: "0xe2222d279d744050d28e00520010520000310F59",
  v2: "0xe3333700cA9d93003F00f0F71f8515005F6c00Aa",
} as const;

/** An allowance without limit: as much as a number holds, where the chain has 2^256 - 1. */
export const UNLIMITED: number = Number.MAX_SAFE_INTEGER;

/** Balances remembered for answers of the past; older ones are the oldest remembered. */
const REMEMBERED = 64;

interface Purse {
  /** On the chain. */
  balance: number;
  /** What the venue's cache says; an increase reaches it late. */
  believed: number;
  /** When the cache catches up; null: it has. */
  catchesUpAt: Millis | null;
  active: number;
  matched: number;
  readonly history: { readonly at: Millis; readonly balance: number }[];
}

interface Account {
  approved: boolean;
  readonly purses: Map<Asset, Purse>;
}

/** Contract that settles a market's trades. */
export function spenderOf(market: Pick<ListedMarket, "version" | "negRiskId">): string {
  if (market.version === "v2") return SPENDERS.v2;
  return market.negRiskId === null ? SPENDERS.standard : SPENDERS.negRisk;
}

/** Every account of the venue. */
export class Accounts {
  readonly #clock: SandboxClock;
  readonly #lagMs: Millis;
  readonly #accounts = new Map<Hex, Account>();

  /** `lagMs`: how long the venue's cache takes to see tokens that have come in. */
  constructor(clock: SandboxClock, lagMs: Millis) {
    this.#clock = clock;
    this.#lagMs = lagMs;
  }

  /** Adds money and sets the approval. Throws RangeError for an amount below 0. */
  fund(id: Hex, funds: { readonly collateral?: Usdc; readonly approved?: boolean }): void {
    const amount = funds.collateral ?? 0;
    if (!Number.isSafeInteger(amount) || amount < 0) {
      throw new RangeError(`Cannot fund ${id} with ${amount}: wanted whole micro-dollars`);
    }
    if (amount > 0) this.move(id, "collateral", amount);
    if (funds.approved !== undefined) this.#account(id).approved = funds.approved;
  }

  /** Whether every exchange contract may move the account's money and tokens. */
  approved(id: Hex): boolean {
    return this.#accounts.get(id)?.approved ?? false;
  }

  /** What is there and what is spoken for, as the venue believes. */
  commitments(id: Hex, asset: Asset): Omit<Commitments, "wanted"> {
    const purse = this.#accounts.get(id)?.purses.get(asset);
    if (purse === undefined) return { balance: 0, active: 0, matched: 0 };
    return { balance: this.#believed(purse), active: purse.active, matched: purse.matched };
  }

  /** What a new order may use. */
  free(id: Hex, asset: Asset): number {
    const { balance, active, matched } = this.commitments(id, asset);
    return balance - active - matched;
  }

  /** Changes what resting and delayed orders hold. */
  reserve(id: Hex, asset: Asset, by: number): void {
    if (by !== 0) this.#purse(id, asset).active += by;
  }

  /** Changes what trades that are not settled hold. */
  commit(id: Hex, asset: Asset, by: number): void {
    if (by !== 0) this.#purse(id, asset).matched += by;
  }

  /** Changes a balance on the chain. Throws when it would fall below 0: it was not checked. */
  move(id: Hex, asset: Asset, by: number): void {
    const purse = this.#purse(id, asset);
    const believed = this.#believed(purse);
    purse.balance += by;
    if (purse.balance < 0) {
      throw new Error(`Cannot take ${-by} of ${asset} from ${id}: it leaves ${purse.balance}`);
    }
    purse.history.push({ at: this.#clock.now(), balance: purse.balance });
    if (purse.history.length > REMEMBERED) purse.history.shift();
    this.#believe(purse, asset, believed, by);
  }

  /** Balance for an answer: what the venue believes, or what the chain said `ago` before now. */
  answer(id: Hex, asset: Asset, ago: Millis | null): number {
    const purse = this.#accounts.get(id)?.purses.get(asset);
    if (purse === undefined) return 0;
    if (ago === null) return this.#believed(purse);
    const then = minus(this.#clock.now(), ago);
    const known = purse.history.findLast(({ at }) => at <= then);
    const forgotten = purse.history.length === REMEMBERED ? purse.history[0]?.balance : 0;
    return known?.balance ?? forgotten ?? 0;
  }

  /** Lets the cache catch up now. */
  refresh(id: Hex): void {
    for (const purse of this.#accounts.get(id)?.purses.values() ?? []) catchUp(purse);
  }

  /** Sum over all accounts of what the chain says. */
  total(asset: Asset): number {
    let sum = 0;
    for (const { purses } of this.#accounts.values()) sum += purses.get(asset)?.balance ?? 0;
    return sum;
  }

  #account(id: Hex): Account {
    let account = this.#accounts.get(id);
    if (account === undefined) {
      account = { approved: false, purses: new Map() };
      this.#accounts.set(id, account);
    }
    return account;
  }

  #purse(id: Hex, asset: Asset): Purse {
    const { purses } = this.#account(id);
    let purse = purses.get(asset);
    if (purse === undefined) {
      purse = { balance: 0, believed: 0, catchesUpAt: null, active: 0, matched: 0, history: [] };
      purses.set(asset, purse);
    }
    return purse;
  }

  // Only tokens that come in are seen late: the lag is what makes a sale right after a buy fail.
  #believe(purse: Purse, asset: Asset, believed: number, by: number): void {
    if (by < 0) purse.believed = Math.max(0, believed + by);
    else if (asset === "collateral") catchUp(purse);
    else purse.catchesUpAt ??= plus(this.#clock.now(), this.#lagMs);
  }

  #believed(purse: Purse): number {
    if (purse.catchesUpAt !== null && this.#clock.now() >= purse.catchesUpAt) catchUp(purse);
    return purse.believed;
  }
}

function catchUp(purse: Purse): void {
  purse.believed = purse.balance;
  purse.catchesUpAt = null;
}
