// What a study prints: sections, pictures where there is a terminal, and how to get the same again.
import { sha256 } from "../../adapters/sqlite/sha256.ts";
import type { CommandContext } from "../../cli/context.ts";
import { printAnswer } from "../../cli/print.ts";
import { canonicalJson } from "../../core/canonical.ts";
import { page } from "../../report/page.ts";
import type { Picture } from "../../report/picture.ts";
import { glyphsOf, plot } from "../../report/plot.ts";
import type { Report, Stat } from "../../report/report.ts";
import { sectionsText } from "../reading.ts";

/** A study that is over. */
export interface Study {
  /** As typed: "simulate spikes". */
  readonly command: string;
  readonly title: string;
  readonly sections: readonly Report[];
  readonly pictures: readonly Picture[];
  /** What the configuration was. */
  readonly config: unknown;
  readonly seed: number;
  /** Hash of the recordings; null: there were none. */
  readonly dataHash: string | null;
  /** Hash of the markets that took part, null for all; absent where none can be left out. */
  readonly selection?: string | null;
  /** The whole line that gives the same. */
  readonly line: string;
  readonly complete: boolean;
  /** Where a page is written as well. */
  readonly html: string | undefined;
  /** More for --json. */
  readonly more: Readonly<Record<string, unknown>>;
}

const PLOT_ROWS = 14;

/** Prints a study and writes its page. */
export function answerStudy(context: CommandContext, study: Study): void {
  const { sections, pictures, title } = study;
  const configHash = sha256(canonicalJson(study.config));
  const reproduce = reproduceStats(study, { version: context.version, configHash });
  if (study.html !== undefined) {
    Deno.writeTextFileSync(study.html, page({ title, sections, pictures, reproduce }));
    context.err(`page: ${study.html}`);
  }
  printAnswer(context, {
    command: study.command,
    data: { complete: study.complete, ...study.more, sections, pictures, reproduce },
    meta: { configHash, seed: study.seed },
    text: () =>
      [sectionsText(sections, context), ...plots(context, pictures), foot(reproduce)]
        .join("\n\n"),
  });
}

/** Pictures drawn with characters, where there is a terminal to see them. */
export function plots(context: CommandContext, pictures: readonly Picture[]): readonly string[] {
  if (!context.isTerminal) return [];
  const { columns, term, globals: { color } } = context;
  const options = { columns, rows: PLOT_ROWS, color, glyphs: glyphsOf(term) };
  return pictures.map((picture) => plot(picture, options).join("\n"));
}

function foot(reproduce: readonly Stat[]): string {
  const width = Math.max(...reproduce.map(({ label }) => label.length));
  return reproduce.map(({ label, value }) => `${label.padEnd(width)}  ${value ?? "-"}`).join("\n");
}

function reproduceStats(
  { seed, dataHash, selection, line }: Study,
  { version, configHash }: { version: string; configHash: string },
): readonly Stat[] {
  const text = (key: string, label: string, value: string | null): Stat => {
    return { key, label, unit: "text", value };
  };
  return [
    text("seed", "seed", String(seed)),
    text("dataHash", "data", dataHash),
    ...selection === undefined ? [] : [text("selection", "markets", selection ?? "all")],
    text("configHash", "configuration", configHash),
    text("version", "polybot", version),
    text("command", "command", line),
  ];
}

/** A word of a command line as a shell takes it. */
export function quoted(word: string): string {
  return /^[\w./:=,+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
