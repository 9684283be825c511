// Parsers of single arguments; what they throw becomes a usage error that names the option.
import { InvalidArgumentError } from "@commander-js/extra-typings";
import { durationForm, parseDuration } from "../config/duration.ts";

/** A path; what a shell makes of an unset variable is none. */
export function parsePath(text: string): string {
  if (text.trim() !== "") return text;
  throw new InvalidArgumentError("Want a path, and it is empty.");
}

/** A hash of the ledger's chain. */
export function parseHash(text: string): string {
  if (/^[0-9a-f]{64}$/i.test(text)) return text.toLowerCase();
  throw new InvalidArgumentError("Want the 64 hex digits that `audit verify` printed as head.");
}

/** The examples part of a help text. */
export function examples(commands: readonly string[]): string {
  return ["", "Examples:", ...commands.map((command) => `  polybot ${command}`)].join("\n");
}

/** Gathers a repeated option. */
export function collect(value: string, before: string[] | undefined): string[] {
  return [...before ?? [], value];
}

/** A seed: a whole number of 32 bits. */
export function parseSeed(text: string): number {
  const seed = Number(text);
  if (/^\d+$/.test(text) && seed <= 0xffff_ffff) return seed;
  throw new InvalidArgumentError("Want a whole number from 0 to 4294967295.");
}

/** Times real time, or as fast as it goes. */
export function parseSpeed(text: string): number | "max" {
  if (text === "max") return "max";
  if (/^\d+(\.\d+)?$/.test(text) && Number(text) > 0) return Number(text);
  throw new InvalidArgumentError('Want a number above 0, or "max".');
}

/** Times real time, of a clock that can go no faster than it is lived through. */
export function parseTimes(text: string): number {
  const speed = parseSpeed(text);
  if (speed !== "max") return speed;
  throw new InvalidArgumentError("Want a number above 0; a live feed has no end to run to.");
}

/** How many; at least one. */
export function parseCount(text: string): number {
  if (/^\d{1,6}$/.test(text) && Number(text) > 0) return Number(text);
  throw new InvalidArgumentError("Want a whole number from 1 to 999999.");
}

/** A port of this machine; 0 lets the system choose. */
export function parsePort(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) < 65_536) return Number(text);
  throw new InvalidArgumentError("Want a port from 0 to 65535.");
}

const byteUnits: Readonly<Record<string, number>> = { "": 1, KB: 1e3, MB: 1e6, GB: 1e9 };

/** Bytes, as in 500MB. */
export function parseBytes(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(KB|MB|GB)?$/i.exec(text);
  const bytes = Number(match?.[1]) * (byteUnits[(match?.[2] ?? "").toUpperCase()] ?? 1);
  if (Number.isSafeInteger(Math.round(bytes)) && bytes >= 1) return Math.round(bytes);
  throw new InvalidArgumentError("Want a size such as 500MB or 2GB.");
}

const MAX_AMOUNT = 1e9;

/** A number that is not negative, and small enough for integer micro-units. */
export function parseAmount(text: string): number {
  if (/^\d+(\.\d+)?$/.test(text) && Number(text) <= MAX_AMOUNT) return Number(text);
  throw new InvalidArgumentError("Want a number from 0 to 1000000000.");
}

/** Dollars between a bid and an ask, both of which lie between 0 and 1. */
export function parseSpread(text: string): number {
  if (/^0?\.\d{1,6}$/.test(text) && Number(text) > 0) return Number(text);
  throw new InvalidArgumentError("Want dollars above 0 and below 1, such as 0.02.");
}

/** Milliseconds of a duration. */
export function parseSpan(text: string): number {
  const ms = parseDuration(text);
  if (ms === null) throw new InvalidArgumentError(`Want ${durationForm}.`);
  return ms;
}
