// Any report as a person reads it, by its shape. Views that want more pick sections by name.
import type { JSX } from "preact";
import { useId } from "preact/hooks";
import { plain } from "../src/report/format.ts";
import type {
  LogReport,
  Report,
  SeriesReport,
  Stat,
  StatsReport,
  TableReport,
} from "../src/report/report.ts";
import { DataTable, type TableLook } from "./data_table.tsx";
import { Time } from "./time.tsx";
import { isNumber, type Links, Value } from "./value.tsx";

/** How some sections are drawn; by the section's name. */
export type Looks = Readonly<Record<string, TableLook>>;

/** Sections in their order, each under its title. */
export function Sections(
  { sections, looks = {}, links }: {
    readonly sections: readonly Report[];
    readonly looks?: Looks;
    readonly links?: Links;
  },
): JSX.Element {
  return (
    <>
      {sections.map((section) => (
        <Section
          key={section.name}
          section={section}
          look={looks[section.name] ?? (links === undefined ? {} : { links })}
        />
      ))}
    </>
  );
}

/** One section: title, notes, then its values. */
export function Section(
  { section, look = {}, children }: {
    readonly section: Report;
    readonly look?: TableLook;
    readonly children?: JSX.Element;
  },
): JSX.Element {
  // A view may show two reports that have sections of one name.
  const id = useId();
  return (
    <section class={`card is-${section.shape}`} aria-labelledby={id}>
      <h2 id={id}>{look.title ?? section.title}</h2>
      <Notes notes={section.notes} />
      {children ?? <Body section={section} look={look} />}
    </section>
  );
}

/** What stands above any number; warnings look like warnings and say so in words. */
export function Notes({ notes }: { readonly notes: readonly string[] }): JSX.Element | null {
  if (notes.length === 0) return null;
  return (
    <ul class="notes">
      {notes.map((note, i) => (
        <li key={i} class={/^(WARNING|FAULT|HALTED|NOT RUNNING)/.test(note) ? "warning" : ""}>
          {plain(note)}
        </li>
      ))}
    </ul>
  );
}

function Body(
  { section, look }: { readonly section: Report; readonly look: TableLook },
): JSX.Element {
  switch (section.shape) {
    case "stats":
      return <Stats stats={section.stats} {...linksOf(look)} />;
    case "table":
      return <DataTable table={section} look={look} />;
    case "series":
      return <Series section={section} />;
    case "log":
      return <Log section={section} />;
  }
}

function linksOf({ links }: TableLook): { readonly links?: Links } {
  return links === undefined ? {} : { links };
}

/** Named values; a label that begins with spaces belongs to the one above it. */
export function Stats(
  { stats, links }: { readonly stats: readonly Stat[]; readonly links?: Links },
): JSX.Element {
  return (
    <dl class="stats">
      {stats.map((stat) => (
        <OneStat key={stat.key} stat={stat} {...links === undefined ? {} : { links }} />
      ))}
    </dl>
  );
}

function OneStat(
  { stat, links }: { readonly stat: Stat; readonly links?: Links },
): JSX.Element {
  const { key, label, unit, value, of } = stat;
  const whole = of === undefined || value === null ? null : <small>of {of}</small>;
  return (
    <div class={label.startsWith(" ") ? "under" : ""}>
      <dt>{label.trim()}</dt>
      <dd class={isNumber(unit) ? "number" : "words"}>
        <Value value={value} unit={unit} column={key} {...links === undefined ? {} : { links }} />
        {whole}
      </dd>
    </div>
  );
}

function Series({ section }: { readonly section: SeriesReport }): JSX.Element {
  const { name, title, columns, rows } = section;
  const table: TableReport = {
    name,
    title,
    notes: [],
    shape: "table",
    columns,
    rows,
    totals: null,
  };
  return (
    <>
      <Stats stats={section.stats} />
      <details>
        <summary>Values ({rows.length})</summary>
        <DataTable
          table={table}
          look={{ order: { key: columns[0]?.key ?? "", descending: true } }}
        />
      </details>
    </>
  );
}

function Log({ section }: { readonly section: LogReport }): JSX.Element {
  if (section.lines.length === 0) return <p class="empty">Nothing happened yet.</p>;
  return (
    <ol class="log">
      {section.lines.map(({ at, text }, i) => (
        <li key={i}>
          <Time at={at} /> <span>{plain(text)}</span>
        </li>
      ))}
    </ol>
  );
}

/** Sections without what their run is and assumes: an earlier report of the same view says it. */
export function withoutRunNotes(sections: readonly Report[]): readonly Report[] {
  return sections.map((section) => ({
    ...section,
    notes: section.notes.filter((note) => !/^(PAPER|LIVE|Assumed): /.test(note)),
  }));
}

/** The section of that name. */
export function sectionOf(sections: readonly Report[], name: string): Report | undefined {
  return sections.find((section) => section.name === name);
}

/** The section of stats of that name. */
export function statsOf(sections: readonly Report[], name: string): StatsReport | undefined {
  const found = sectionOf(sections, name);
  return found?.shape === "stats" ? found : undefined;
}

/** The table of that name. */
export function tableOf(sections: readonly Report[], name: string): TableReport | undefined {
  const found = sectionOf(sections, name);
  return found?.shape === "table" ? found : undefined;
}

/** A stat's raw value; null when there is none. */
export function statOf(report: StatsReport | undefined, key: string): Stat["value"] {
  return report?.stats.find((stat) => stat.key === key)?.value ?? null;
}
