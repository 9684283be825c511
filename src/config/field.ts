// The kinds of value a configuration key can have: how it is written, checked and turned into the
// engine's unit. A key's description, its range in a message, its comment in config.yaml and its
// JSON schema all come from here.
import { z } from "zod";
import { type Millis, millis, type Price, price, type Usdc, usdc } from "../core/types/units.ts";
import { durationPattern, formatDuration, parseDuration } from "./duration.ts";

/** A value as it is written in YAML. */
export type Written = boolean | number | string | readonly string[];

/** One configuration key, `T` being what the engine gets. */
export interface Field<T> {
  readonly kind: "flag" | "number" | "integer" | "duration" | "choice" | "text" | "list";
  readonly schema: z.ZodType<T>;
  /** The default as written. */
  readonly initial: Written;
  /** What is accepted, to follow "want" in a message. */
  readonly wanted: string;
  /** Unit and range for the comment. */
  readonly range: string;
  readonly meaning: string;
}

/** A field for each property of `C`: a property without a key, or a key without one, is an error. */
export type FieldsOf<C> = { readonly [K in keyof C]: Field<C[K]> };

/** Bounds in the written unit; `above` and `below` are themselves refused. */
export interface Range {
  readonly min?: number;
  readonly max?: number;
  readonly above?: number;
  readonly below?: number;
}

/** A number, left as it is. */
export function real(initial: number, range: Range, unit: string, meaning: string): Field<number> {
  return field("number", bounded(z.number(), range), { initial, range, unit, meaning }, "a number");
}

/** A whole number. */
export function whole(initial: number, range: Range, unit: string, meaning: string): Field<number> {
  const schema = bounded(z.int(), range);
  return field("integer", schema, { initial, range, unit, meaning }, "a whole number");
}

/** Dollars with at most six decimals. */
export function dollars(initial: number, range: Range, meaning: string): Field<Usdc> {
  const schema = bounded(z.number(), range).refine(isMicro).transform((v) => usdc(toMicro(v)));
  return field("number", schema, { initial, range, unit: "dollars", meaning }, sixDecimals);
}

/** Dollars a share, strictly between 0 and 1. */
export function sharePrice(initial: number, range: Range, meaning: string): Field<Price> {
  const inside = { above: 0, below: 1, ...range };
  const schema = bounded(z.number(), inside).refine(isMicro).transform((v) => price(toMicro(v)));
  const about = { initial, range: inside, unit: "dollars a share", meaning };
  return field("number", schema, about, sixDecimals);
}

/** A span of time, written as "10s" or as seconds; bounds are seconds. */
export function duration(initial: string, range: Range, meaning: string): Field<Millis> {
  const schema = z.union([z.number(), z.string().regex(durationPattern)])
    .transform((written) => parseDuration(written) ?? Number.NaN)
    .refine((ms) => inside(ms / 1000, range))
    .transform(millis);
  const wanted = `a duration ("10s", "30m", "6h" or seconds) ${span(range, seconds)}`;
  return { kind: "duration", schema, initial, wanted, range: span(range, seconds), meaning };
}

/** Yes or no. */
export function flag(initial: boolean, meaning: string): Field<boolean> {
  const words = "true or false";
  return { kind: "flag", schema: z.boolean(), initial, wanted: words, range: words, meaning };
}

/** One of some words, the first being the default. */
export function choice<T extends string>(words: readonly [T, ...T[]], meaning: string): Field<T> {
  const schema: z.ZodType<T> = z.enum(words) as unknown as z.ZodType<T>;
  const range = words.join(" or ");
  return { kind: "choice", schema, initial: words[0], wanted: range, range, meaning };
}

/** Text that is not empty. */
export function text(initial: string, meaning: string): Field<string> {
  const schema = z.string().min(1).max(1000);
  return { kind: "text", schema, initial, wanted: "text", range: "text", meaning };
}

/** Text of one form. */
export function formed(
  initial: string,
  form: RegExp,
  wanted: string,
  meaning: string,
): Field<string> {
  const schema = z.string().max(1000).regex(form);
  return { kind: "text", schema, initial, wanted, range: wanted, meaning };
}

/** A list of words. */
export function words(initial: readonly string[], meaning: string): Field<readonly string[]> {
  const schema = z.array(z.string().min(1)).max(1000);
  return { kind: "list", schema, initial, wanted: "a list of texts", range: "a list", meaning };
}

/** A list of texts of one form, at least one of them. */
export function patterned(
  initial: readonly string[],
  form: RegExp,
  wanted: string,
  meaning: string,
): Field<readonly string[]> {
  const schema = z.array(z.string().regex(form)).min(1).max(100);
  return { kind: "list", schema, initial, wanted, range: "a list", meaning };
}

const sixDecimals = "dollars (at most six decimals)";

interface About {
  readonly initial: number;
  readonly range: Range;
  readonly unit: string;
  readonly meaning: string;
}

function field<T>(
  kind: "number" | "integer",
  schema: z.ZodType<T>,
  about: About,
  noun: string,
): Field<T> {
  const { initial, meaning, unit } = about;
  const limits = span(about.range, String);
  return {
    kind,
    schema,
    initial,
    meaning,
    wanted: `${noun} ${limits}`,
    range: `${unit}, ${limits}`,
  };
}

function bounded<S extends z.ZodNumber>(schema: S, range: Range): S {
  let result = schema;
  if (range.min !== undefined) result = result.min(range.min);
  if (range.max !== undefined) result = result.max(range.max);
  if (range.above !== undefined) result = result.gt(range.above);
  if (range.below !== undefined) result = result.lt(range.below);
  return result;
}

function inside(value: number, range: Range): boolean {
  return value >= (range.min ?? -Infinity) && value <= (range.max ?? Infinity) &&
    value > (range.above ?? -Infinity) && value < (range.below ?? Infinity);
}

function span(range: Range, show: (bound: number) => string): string {
  const low = range.min ?? range.above;
  const high = range.max ?? range.below;
  if (range.min !== undefined && range.max !== undefined) {
    return `from ${show(range.min)} to ${show(range.max)}`;
  }
  const from = low === undefined
    ? ""
    : `${range.min === undefined ? "above" : "from"} ${show(low)}`;
  const to = high === undefined
    ? ""
    : `${range.max === undefined ? "below" : "up to"} ${show(high)}`;
  return [from, to].filter((part) => part !== "").join(", ");
}

function seconds(bound: number): string {
  return formatDuration(bound * 1000);
}

function toMicro(value: number): number {
  return Math.round(value * 1e6);
}

function isMicro(value: number): boolean {
  return Math.abs(value * 1e6 - Math.round(value * 1e6)) < 1e-3;
}
