// What models had to do with a decision. Everything they wrote, and everything that was written for
// them to read, is untrusted: text is only ever text here.
import type { JSX } from "preact";
import { cell, plain } from "../../src/report/format.ts";
import type { Report, Stat, StatsReport, TableReport } from "../../src/report/report.ts";
import { Notes, Section, sectionOf, statOf, Stats, statsOf, tableOf } from "../sections.tsx";
import { Verdict } from "./verdict.tsx";

/** Sections that the panel draws. */
export const aiNames: readonly string[] = [
  ...["models", "evidence", "calls", "rationale", "prompts", "answers"],
];

/** The part that models had; nothing where none was asked. */
export function AiPanel(
  { sections }: { readonly sections: readonly Report[] },
): JSX.Element | null {
  const models = statsOf(sections, "models");
  if (models === undefined) return null;
  const calls = sectionOf(sections, "calls");
  const evidence = tableOf(sections, "evidence");
  const words = statsOf(sections, "rationale");
  return (
    <section class="card" aria-labelledby="ai-panel">
      <h2 id="ai-panel">What the models had to do with it</h2>
      <p class="headline">
        <strong>Without AI:</strong> {cell(statOf(models, "withoutAi"), "text")}
      </p>
      <Flags notes={models.notes} evidence={evidence} />
      <Ruler models={models} />
      <Contributions belief={statsOf(sections, "belief")} />
      <h3>Numbers</h3>
      <Stats stats={models.stats.filter(({ key }) => key !== "withoutAi")} />
      {evidence !== undefined && <Evidence table={evidence} />}
      {words !== undefined && <Words section={words} />}
      {calls !== undefined && <Section section={calls} />}
      <Raw section={statsOf(sections, "prompts")} label="Prompts, to the letter" />
      <Raw
        section={statsOf(sections, "answers")}
        label="Answers, to the letter: the model's words"
      />
    </section>
  );
}

/** What reads like instructions to a model; said first, and in words. */
function Flags(
  { notes, evidence }: {
    readonly notes: readonly string[];
    readonly evidence: TableReport | undefined;
  },
): JSX.Element {
  const hidden = (evidence === undefined ? [] : recordsOf(evidence))
    .filter(({ flagged }) => typeof flagged === "string" && flagged !== "")
    .map(({ id, flagged }) =>
      `WARNING: ${id} was hidden from the models: it reads like ${flagged}.`
    );
  const all = [...hidden, ...notes];
  return all.length === 0
    ? <p class="hint">Nothing that was to be read gives instructions to a model.</p>
    : <Notes notes={all} />;
}

const places = [
  { key: "blind", label: "blind: without the price", mark: "\u25cf" },
  { key: "aware", label: "aware: with the price", mark: "\u25a0" },
  { key: "together", label: "both together", mark: "\u25b2" },
  { key: "pooled", label: "pooled: price moved by the models alone", mark: "\u25c6" },
  { key: "market", label: "market: the price when asked", mark: "\u2503" },
];

/** Where each says the chance of YES is, from 0 to 1. */
function Ruler({ models }: { readonly models: StatsReport }): JSX.Element {
  const known = places.flatMap(({ key, label, mark }) => {
    const value = statOf(models, key);
    return typeof value === "number" ? [{ key, label, mark, value }] : [];
  });
  if (known.length === 0) return <p class="empty">No model gave a chance.</p>;
  const height = 16 * known.length + 22;
  const said = known.map(({ label, value }) => `${label} ${cell(value, "price")}`).join("; ");
  return (
    <>
      <h3>Chance of YES</h3>
      <svg class="ruler" height={height} role="img" aria-label={said}>
        {[0, 25, 50, 75, 100].map((at) => (
          <g key={at}>
            <line class="tick" x1={`${at}%`} x2={`${at}%`} y1="0" y2={height - 16} />
            <text x={`${at}%`} y={height - 3} text-anchor={anchorOf(at)}>{at / 100}</text>
          </g>
        ))}
        {known.map(({ key, mark, value }, i) => (
          <g key={key} class={`ink-${i + 1}`}>
            <line class="lane" x1="0" x2="100%" y1={16 * i + 9} y2={16 * i + 9} />
            <text class="place" x={`${value / 1e4}%`} y={16 * i + 14} text-anchor="middle">
              {mark}
            </text>
          </g>
        ))}
      </svg>
      <ul class="ruler-legend">
        {known.map(({ key, label, mark, value }, i) => (
          <li key={key}>
            <span class={`ink-${i + 1}`} aria-hidden="true">{mark}</span> {label}{" "}
            <strong>{cell(value, "price")}</strong>
          </li>
        ))}
      </ul>
    </>
  );
}

function anchorOf(at: number): "start" | "middle" | "end" {
  return at === 0 ? "start" : at === 100 ? "end" : "middle";
}

const inputs = new Set(["technical", "meanReversion", "ai", "sentiment"]);

/** How far each input moved the estimate, log-odds, either way of nothing. */
function Contributions(
  { belief }: { readonly belief: StatsReport | undefined },
): JSX.Element | null {
  const all = (belief?.stats ?? []).filter(({ key, value }) =>
    inputs.has(key) && typeof value === "number"
  );
  if (all.length === 0) return null;
  const most = Math.max(...all.map(({ value }) => Math.abs(Number(value))), 1e-9);
  return (
    <>
      <h3>What each input adds, in log-odds</h3>
      <ul class="contributions">
        {all.map((stat, i) => <Contribution key={stat.key} stat={stat} most={most} look={i + 1} />)}
      </ul>
    </>
  );
}

function Contribution(
  { stat, most, look }: { readonly stat: Stat; readonly most: number; readonly look: number },
): JSX.Element {
  const value = Number(stat.value);
  const width = (50 * Math.abs(value)) / most;
  return (
    <li>
      <span>{stat.key}</span>
      <svg class={`ink-${look}`} aria-hidden="true">
        <rect x={`${value < 0 ? 50 - width : 50}%`} width={`${width}%`} y="2" height="10" />
        <line x1="50%" x2="50%" y1="0" y2="14" />
      </svg>
      <strong>
        {value > 0 ? "+" : ""}
        {cell(stat.value, "text")} {value < 0 ? "to NO" : "to YES"}
      </strong>
    </li>
  );
}

/** What could be read, a card each, with its time beside that of the spike. */
function Evidence({ table }: { readonly table: TableReport }): JSX.Element {
  return (
    <>
      <h3>{plain(table.title)}</h3>
      <Notes notes={table.notes} />
      <ul class="evidence">
        {recordsOf(table).map(({ id, kind, source, age, title, flagged, hash }) => {
          const isFlagged = typeof flagged === "string" && flagged !== "";
          return (
            <li key={String(id)} class={isFlagged ? "flagged" : ""}>
              <strong>{cell(id ?? null, "text")}</strong> {cell(kind ?? null, "text")},{" "}
              {cell(source ?? null, "text")}
              <p>{cell(title ?? null, "text")}</p>
              <p class="hint">
                {cell(age ?? null, "text")}
                {String(age).includes("unknown") ? "" : " the spike"}
              </p>
              {isFlagged && <Verdict kind="warning" text={`not shown: ${plain(flagged)}`} />}
              <p class="id" title={String(hash)}>SHA-256 {String(hash).slice(0, 12)}</p>
            </li>
          );
        })}
      </ul>
    </>
  );
}

function Words({ section }: { readonly section: StatsReport }): JSX.Element {
  return (
    <>
      <h3>The model's words</h3>
      <Notes notes={section.notes} />
      {section.stats.map(({ key, label, value }) => (
        <blockquote key={key}>
          <p>{cell(value, "text")}</p>
          <footer>{plain(label)}</footer>
        </blockquote>
      ))}
    </>
  );
}

function Raw(
  { section, label }: { readonly section: StatsReport | undefined; readonly label: string },
): JSX.Element | null {
  if (section === undefined || section.stats.length === 0) return null;
  return (
    <details>
      <summary>{label}</summary>
      {section.stats.map((stat) => (
        <div key={stat.key}>
          <h4>{plain(stat.label)}</h4>
          <pre>{String(stat.value ?? "").split("\n").map(plain).join("\n")}</pre>
        </div>
      ))}
    </details>
  );
}

function recordsOf(
  { columns, rows }: TableReport,
): readonly Readonly<Record<string, Stat["value"]>>[] {
  return rows.map((row) => Object.fromEntries(columns.map(({ key }, i) => [key, row[i] ?? null])));
}
