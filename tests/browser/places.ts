// Where a report's numbers stand in a view: in the card of their section, beside their label, in a row
// under the names of their columns, or in a sentence that is known here.
import { cell } from "../../src/report/format.ts";
import type { Cell, Column, Report, Unit } from "../../src/report/report.ts";

/** A card of the page as it is read. */
export interface Card {
  readonly title: string;
  readonly named: readonly (readonly [label: string, value: string])[];
  readonly tables: readonly Table[];
  /** Everything in it, and what is said to those who cannot see. */
  readonly words: string;
}

interface Table {
  readonly heads: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** One number of a report. */
export interface Place {
  readonly where: string;
  readonly shown: string;
  readonly stands: boolean;
}

/** Titles of sections where the view has its own. */
const titles: Readonly<Record<string, string>> = {
  ai: "AI budget",
  models: "What the models had to do with it",
  lives: "Orders, newest first",
  trades: "Closed trades, newest first",
  days: "Profit by day (UTC), newest first",
};

/** Numbers that a view tells in a sentence, by section and key; {} is the number, * another one. */
const sentences: Readonly<Record<string, string>> = {
  "money.equity": "Equity, open positions at exit price{}Today (UTC)",
  "money.dayTotal": "Today (UTC){}Today: ",
  "money.dayClosed": "Today: {} realized, unconfirmed sales included",
  "money.dayOpen": "; {} of open positions.",
  "money.dayLost": "Daily loss limit{} of ",
  "money.dayLimit": " of {} used, ",
  "money.dayUsed": " used, {}",
  "ai.day": "Today (UTC){} of ",
  "ai.dayLimit": "Today (UTC)* of {} spent, ",
  "ai.dayUsed": "AI budget of the day used: {}",
  "ai.month": "This month{} of ",
  "ai.monthLimit": "This month* of {} spent, ",
  "ai.monthUsed": "AI budget of the month used: {}",
  "ai.reserved": " spent, {} reserved",
  "ai.questions": "{} questions so far.",
};

/** Columns that a view draws as a picture, or uses without showing them. */
const drawn: readonly string[] = ["spark", "reachedIndex", "stopped"];

/** Sections whose raw numbers a view leaves out: the sentence beside them, or the gates, tell them. */
const worded: readonly string[] = ["why"];

/** Every number of a section but times, which pages show in local time. */
export function placesOf(section: Report, cards: readonly Card[]): readonly Place[] {
  if (worded.includes(section.name)) return [];
  const own = cards.filter(({ title }) =>
    title === section.title || title === titles[section.name]
  );
  const place = (key: string, shown: string, stands: boolean): Place => (
    { where: `${section.name}.${key}`, shown, stands }
  );
  switch (section.shape) {
    case "log":
      return [];
    case "stats":
    case "series":
      return section.stats.flatMap(({ key, label, unit, value }) => {
        const shown = numberIn(value, { key, unit });
        const sentence = sentences[`${section.name}.${key}`];
        if (shown === null) return [];
        return [place(key, shown, own.some((card) => names(card, label, shown, sentence)))];
      });
    case "table":
      return section.rows.flatMap((row) => {
        const wanted = numbersOf(section.columns, row);
        const stands = own.some((card) => holdsRow(card, row, wanted));
        return wanted.map(({ key, shown }) => place(key, shown, stands));
      });
  }
}

interface Wanted {
  readonly key: string;
  readonly label: string;
  readonly shown: string;
}

function numbersOf(columns: readonly Column[], row: readonly Cell[]): readonly Wanted[] {
  // A raw number has its unit beside it; the page has it in the column of words.
  const own = row[columns.findIndex(({ key }) => key === "unit")] as Unit | undefined;
  return columns.flatMap(({ key, label, unit }, i) => {
    const isRaw = label.endsWith(", raw");
    const shown = numberIn(row[i] ?? null, { key, unit: isRaw ? own ?? unit : unit });
    return shown === null ? [] : [{ key, label: label.replace(/, raw$/, ""), shown }];
  });
}

function numberIn(
  value: Cell,
  { key, unit }: { readonly key: string; readonly unit: Unit },
): string | null {
  if (typeof value !== "number" || unit === "time" || drawn.includes(key)) return null;
  return cell(value, unit);
}

function names(
  { named, words }: Card,
  label: string,
  shown: string,
  sentence: string | undefined,
): boolean {
  if (sentence !== undefined) return told(sentence, shown).test(words);
  return named.some(([name, value]) => name === label.trim() && tells(value, shown));
}

function told(sentence: string, shown: string): RegExp {
  // A gain has its sign.
  const number = `\\+?${RegExp.escape(shown)}`;
  return new RegExp(RegExp.escape(sentence).replace("\\{\\}", number).replace("\\*", "\\S+"));
}

/** One row with all of them, each under its name; or a bar with the row's name. */
function holdsRow(
  { named, tables }: Card,
  row: readonly Cell[],
  wanted: readonly Wanted[],
): boolean {
  const isIn = ({ heads }: Table, shownRow: readonly string[], { label, shown }: Wanted) =>
    heads.some((head, i) => nameOf(head) === label && tells(shownRow[i] ?? "", shown));
  return tables.some((table) =>
    table.rows.some((shownRow) => wanted.every((one) => isIn(table, shownRow, one)))
  ) ||
    named.some(([name, value]) =>
      row.includes(name) && wanted.every(({ shown }) => value.split(/,? /).includes(shown))
    );
}

/** The name of a column without the mark of its order. */
function nameOf(head: string): string {
  return head.replace(/ [\u25be\u25b4]$/, "");
}

/** What it is a share of may stand behind it, "at most" before it. */
function tells(text: string, shown: string): boolean {
  return [shown, `at most ${shown}`, `at least ${shown}`].includes(text) ||
    text.startsWith(`${shown}of `) || text.startsWith(`${shown} `);
}
