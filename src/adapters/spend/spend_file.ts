// What people spend on models by hand: one line of JSON each, only ever added to. A trader's spending is
// in its ledger and not in here.
//
// 1. Before a call its worst case is a line; after it, what it cost less than that is another.
// 2. A line is added and made durable under an exclusive lock, after all before it were read: two
//    commands cannot take the same money.
// 3. A command that was killed leaves its worst case spent: nobody knows better.
// 4. A file with a line that cannot be read says nothing of what is left, and nothing is spent.
import { dirname } from "node:path";
import { canonicalJson } from "../../core/canonical.ts";
import { budgetLeft, monthOf, noSpend } from "../../core/advice/spend.ts";
import type { AiConfig } from "../../core/types/config.ts";
import { err, ok, type Result } from "../../core/types/result.ts";
import { StorageError, unwritten } from "../../core/types/storage_error.ts";
import { type Millis, type Usdc, usdc } from "../../core/types/units.ts";

/** A line: `cost` is 1e-6 dollars, below zero for what was reserved and not spent. */
interface Line {
  readonly at: Millis;
  readonly by: string;
  readonly cost: number;
}

/** What is to be spent, by which command and when. */
export interface Spending {
  readonly at: Millis;
  readonly by: string;
  readonly worst: Usdc;
}

/** What was spent by hand, 1e-6 dollars: worst cases of commands that ask now, or were killed, included. */
export interface Spent {
  readonly day: Usdc;
  readonly month: Usdc;
}

/** Money that was taken off; what it did cost is said once. */
export interface Taken {
  settle(actual: Usdc): void;
}

const DAY_MS = 86_400_000;

/**
 * Takes the worst case off what the day and the month leave; an error is what they do. The file and
 * its folder are made when absent. Throws StorageError for a file that holds anything else, or takes none.
 */
export function takeFrom(
  path: string,
  { at, by, worst }: Spending,
  config: AiConfig,
): Result<Taken, Usdc> {
  const left = add(path, (lines) => {
    const left = leftOf(lines, config, at);
    return { result: left, line: worst > left ? null : { at, by, cost: worst } };
  });
  if (worst > left) return err(left);
  return ok({
    // Of the day that reserved it, or midnight would make money.
    settle: (actual) =>
      add(path, () => ({ result: undefined, line: { at, by, cost: actual - worst } })),
  });
}

/** What the day and the month of `at` have spent so far; nothing without a file. */
export function spentByHand(path: string, at: Millis): Spent {
  let file: Deno.FsFile | null = null;
  try {
    file = Deno.openSync(path);
    // Nobody is in the midst of a line then.
    file.lockSync(false);
    return spentIn(parse(path, Deno.readTextFileSync(path)), at);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return spentIn([], at);
    if (error instanceof StorageError) throw error;
    const found = error instanceof Error ? error.message : String(error);
    throw new StorageError(path, found, "a file that can be read");
  } finally {
    file?.close();
  }
}

function leftOf(lines: readonly Line[], config: AiConfig, at: Millis): Usdc {
  const day = Math.floor(at / DAY_MS);
  const { day: daySpent, month: monthSpent } = spentIn(lines, at);
  return budgetLeft({ ...noSpend, day, month: monthOf(day), daySpent, monthSpent }, config, at);
}

function spentIn(lines: readonly Line[], at: Millis): Spent {
  const day = Math.floor(at / DAY_MS);
  let [ofDay, ofMonth] = [0, 0];
  for (const line of lines) {
    const of = Math.floor(line.at / DAY_MS);
    if (of === day) ofDay += line.cost;
    if (monthOf(of) === monthOf(day)) ofMonth += line.cost;
  }
  return { day: usdc(ofDay), month: usdc(ofMonth) };
}

/** Reads all, and adds the line that comes of it, if any. */
function add<T>(
  path: string,
  work: (lines: readonly Line[]) => { readonly result: T; readonly line: Line | null },
): T {
  const file = openToAdd(path);
  try {
    file.lockSync(true);
    const { result, line } = work(parse(path, Deno.readTextFileSync(path)));
    if (line !== null) addLine(file, `${canonicalJson(line)}\n`);
    return result;
  } catch (error) {
    throw unwritten(path, error);
  } finally {
    file.close();
  }
}

/** The whole line, or nothing of it: half a line would let nobody spend any more. */
function addLine(file: Deno.FsFile, text: string): void {
  const { size } = file.statSync();
  const bytes = new TextEncoder().encode(text);
  try {
    for (let done = 0; done < bytes.length;) done += file.writeSync(bytes.subarray(done));
    file.syncSync();
  } catch (error) {
    file.truncateSync(size);
    throw error;
  }
}

function openToAdd(path: string): Deno.FsFile {
  try {
    Deno.mkdirSync(dirname(path), { recursive: true });
    return Deno.openSync(path, { read: true, append: true, create: true });
  } catch (error) {
    throw unwritten(path, error);
  }
}

function parse(path: string, text: string): readonly Line[] {
  const lines = text.split("\n");
  if (lines.pop() !== "") throw unreadable(path, lines.length + 1);
  return lines.map((each, i) => {
    const line = lineOf(each);
    if (line === null) throw unreadable(path, i + 1);
    return line;
  });
}

function lineOf(text: string): Line | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
  if (typeof value !== "object" || value === null) return null;
  const { at, by, cost } = value as Partial<Line>;
  const isWhole = Number.isSafeInteger(at) && typeof by === "string" && Number.isSafeInteger(cost);
  return isWhole ? value as Line : null;
}

function unreadable(path: string, line: number): StorageError {
  return new StorageError(
    path,
    `what is no spending (line ${line})`,
    "at, by and cost in each line",
  );
}
