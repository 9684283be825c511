// A long ledger from a short run: its rows again and again, each time some hours later with numbers
// and names of their own; what was left open at its end is measured, resolved and paid.
import { canonicalJson } from "../../src/core/canonical.ts";
import type { PendingSpike } from "../../src/core/types/account.ts";
import type { LedgerBody, LedgerRow } from "../../src/core/types/effect.ts";
import type { MarketId } from "../../src/core/types/ids.ts";
import type { Millis, Probability, Seq } from "../../src/core/types/units.ts";

const HOUR_MS = 3_600_000;
/** Times of a run lie this near to it; other numbers of 13 digits are none. */
const NEAR_MS = 400 * 24 * HOUR_MS;
/** Texts of models are the longest rows by far, and few runs ask about every spike. */
const WHOLE_TEXTS_EVERY = 4;
const SHORT_TEXT = 200;

/** Rows of a run in order, repeated until there are `count` or a few more. */
export function* repeatedRows(rows: readonly LedgerRow[], count: number): Generator<LedgerRow> {
  const [first, last] = [rows[0], rows.at(-1)];
  if (first === undefined || last === undefined) return;
  const whole = [...rows, ...endsOf(rows, last)];
  const span = { from: first.at - NEAR_MS, to: last.at + NEAR_MS };
  const texts = whole.map(({ body }) => templateOf(canonicalJson(body), span));
  const slim = whole.map(({ body }) => templateOf(canonicalJson(shortened(body)), span));
  const stepSeq = last.seq + whole.length;
  const stepMs = Math.ceil((last.at - first.at + 1) / HOUR_MS) * HOUR_MS;
  for (let round = 0; round * whole.length < count; round++) {
    const shift = { seq: round * stepSeq, ms: round * stepMs, round };
    const source = round % WHOLE_TEXTS_EVERY === 0 ? texts : slim;
    for (const [i, { seq, n, at }] of whole.entries()) {
      const body = JSON.parse(source[i]?.(shift) ?? "null") as LedgerBody;
      yield { seq: seq + shift.seq as Seq, n, at: at + shift.ms as Millis, body };
    }
  }
}

interface Shift {
  readonly seq: number;
  readonly ms: number;
  readonly round: number;
}

type Template = (shift: Shift) => string;

/** Hex ids, token numbers, row names such as `"41925.2/1"`, and times. */
const moving = /(0x[0-9a-f]{64})|(\d{60,})|("(?:[a-z]+-)?)(\d+)(\.\d+(?:\/\d+)?")|\b(\d{13})\b/g;

/** A row's text, cut where a repetition differs. */
function templateOf(
  text: string,
  { from, to }: { readonly from: number; readonly to: number },
): Template {
  const pieces: (string | Template)[] = [];
  let end = 0;
  for (const match of text.matchAll(moving)) {
    const [found, hex, token, quote = "", seq, rest = "", time] = match;
    const piece = hex ?? token;
    const at = Number(time);
    if (time !== undefined && (at < from || at > to)) continue;
    pieces.push(text.slice(end, match.index));
    end = match.index + found.length;
    if (piece !== undefined) pieces.push((shift) => renamed(piece, shift.round));
    else if (seq !== undefined) pieces.push((shift) => `${quote}${+seq + shift.seq}${rest}`);
    else pieces.push((shift) => String(at + shift.ms));
  }
  pieces.push(text.slice(end));
  return (shift) => pieces.map((p) => typeof p === "string" ? p : p(shift)).join("");
}

const DIGITS = 6;

/** Digits are hex digits, too. */
function renamed(id: string, round: number): string {
  return id.slice(0, -DIGITS) + String(round).padStart(DIGITS, "0");
}

/** What models were sent and sent back, cut short. */
function shortened(body: LedgerBody): LedgerBody {
  if (body.kind !== "advised") return body;
  const cut = (_key: string, value: unknown) =>
    typeof value === "string" && value.length > SHORT_TEXT ? value.slice(0, SHORT_TEXT) : value;
  return JSON.parse(JSON.stringify(body, cut)) as LedgerBody;
}

/** Ends of what is open after the last row: spikes half undone, markets resolved. */
function endsOf(rows: readonly LedgerRow[], last: LedgerRow): readonly LedgerRow[] {
  const spikes = new Map<MarketId, PendingSpike>();
  const markets = new Set<MarketId>();
  for (const { body } of rows) {
    const inner = body.kind === "shadow" ? body.effect : body;
    if (inner.kind === "place") markets.add(inner.order.market);
    if (body.kind === "measure") spikes.delete(body.spike.market);
    const spike = spikeOf(body);
    if (spike !== null) spikes.set(spike.market, spike);
  }
  const later = 0.5 as Probability;
  const measures = [...spikes.values()].map((spike, i): LedgerBody => {
    return { kind: "measure", spike, later, undone: (i % 5) / 4, by: "horizon" };
  });
  const winners = ["yes", "no", "no", null] as const;
  const resolved = [...markets].map((market, i): LedgerBody => {
    return { kind: "resolved", market, winner: winners[i % winners.length] ?? null };
  });
  return [...measures, ...resolved].map((body, i) => {
    return { seq: last.seq + 1 + i as Seq, n: 0, at: last.at, body };
  });
}

function spikeOf(body: LedgerBody): PendingSpike | null {
  if (body.kind === "ask") return body.spike;
  return body.kind === "record" && body.decision.kind === "entry" ? body.decision.spike : null;
}
