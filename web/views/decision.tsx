import type { JSX } from "preact";
import { cell, plain } from "../../src/report/format.ts";
import type { Cell, Report, TableReport } from "../../src/report/report.ts";
import { DataTable } from "../data_table.tsx";
import { useReport } from "../data.ts";
import { Loaded } from "../loaded.tsx";
import { Section, sectionOf, Sections, statOf, Stats, statsOf } from "../sections.tsx";
import { aiNames, AiPanel } from "./decision_ai.tsx";
import { Verdict } from "./verdict.tsx";

/** One decision with every number behind it; without an id the list of all. */
export function DecisionView({ params }: { readonly params: URLSearchParams }): JSX.Element {
  const id = params.get("id");
  return id === null || id === "" ? <List /> : <One id={id} />;
}

function List(): JSX.Element {
  const report = useReport("decisions");
  return (
    <Loaded report={report}>
      {({ sections }) => (
        <Sections
          sections={sections}
          looks={{
            decisions: {
              title: "Decisions, newest first",
              links: { id: "decision" },
              order: { key: "at", descending: true },
              empty: "Nothing was decided yet: there was no signal.",
              draw: { verdict: verdictMark },
              lines: [["market", "verdict"], ["reason", "id"]],
            },
          }}
        />
      )}
    </Loaded>
  );
}

function One({ id }: { readonly id: string }): JSX.Element {
  const report = useReport("decision", { id });
  return (
    <>
      <p>
        <a href="#/decision">All decisions</a>
      </p>
      <Loaded report={report}>{({ sections }) => <Panels sections={sections} />}</Loaded>
    </>
  );
}

/** Drawn here in a way of their own; what else there is follows as it is. */
const known: ReadonlySet<string> = new Set([
  ...["decision", "timeline", "hurdle", "gates", "layers", "belief", "why"],
  ...["followed", ...aiNames],
]);

function Panels({ sections }: { readonly sections: readonly Report[] }): JSX.Element {
  const [decision, timeline, layers, gates, followed, belief] = [
    "decision",
    "timeline",
    "layers",
    "gates",
    "followed",
    "belief",
  ].map((name) => sectionOf(sections, name));
  return (
    <>
      {decision !== undefined && <Headline decision={decision} />}
      <div class="grid">
        {timeline !== undefined && <Section section={timeline} />}
        <Hurdle sections={sections} />
      </div>
      {layers !== undefined && <Section section={layers} look={{ draw: { fired: firedMark } }} />}
      {gates?.shape === "table" && <Gates table={gates} />}
      <AiPanel sections={sections} />
      {belief !== undefined && <Section section={belief} />}
      <Sections sections={sections.filter(({ name }) => !known.has(name))} />
      {followed !== undefined && <Section section={followed} />}
    </>
  );
}

function Headline({ decision }: { readonly decision: Report }): JSX.Element {
  const stats = decision.shape === "stats" ? decision : undefined;
  const verdict = String(statOf(stats, "verdict") ?? "");
  const because = statOf(stats, "because");
  return (
    <Section section={decision}>
      <div>
        <p class="headline">
          <strong>{verdictMark(verdict)}</strong>
          {because !== null && <span>: {cell(because, "text")}</span>}
        </p>
        {stats !== undefined && (
          <Stats
            stats={stats.stats.filter(({ key }) => key !== "verdict" && key !== "because")}
          />
        )}
      </div>
    </Section>
  );
}

/** Gates that failed or have a number first; the others are many, and behind a fold. */
function Gates({ table }: { readonly table: TableReport }): JSX.Element {
  const at = (key: string) => table.columns.findIndex((column) => column.key === key);
  const isTelling = (row: readonly Cell[]) =>
    row[at("verdict")] === "fail" || row[at("value")] !== null;
  const telling = table.rows.filter(isTelling);
  const others = table.rows.filter((row) => !isTelling(row));
  const failed = table.rows.filter((row) => row[at("verdict")] === "fail").length;
  const passed = table.rows.filter((row) => row[at("verdict")] === "pass").length;
  const look = { draw: { verdict: gateMark }, hide: ["value", "limit", "unit"] };
  return (
    <Section section={table}>
      <div>
        <p class="headline">
          {passed} passed, {failed} failed, {table.rows.length - passed - failed} not reached.
        </p>
        {telling.length > 0 && <DataTable table={{ ...table, rows: telling }} look={look} />}
        {others.length > 0 && (
          <details>
            <summary>{others.length} more, without a number</summary>
            <DataTable
              table={{ ...table, title: "More gates", rows: others }}
              look={{ ...look, hide: [...look.hide, "number", "because"] }}
            />
          </details>
        )}
      </div>
    </Section>
  );
}

/** What had to be cleared and what was expected, on one scale. */
function Hurdle({ sections }: { readonly sections: readonly Report[] }): JSX.Element | null {
  const section = statsOf(sections, "hurdle");
  if (section === undefined) return null;
  const number = (key: string) => Number(statOf(section, key) ?? 0);
  const [gross, wanted] = [number("gross"), number("hurdle")];
  const most = Math.max(Math.abs(gross), Math.abs(wanted), 1);
  const share = (micro: number) => `${(100 * Math.max(0, micro)) / most}%`;
  const parts = ["entryCost", "exitCost", "doubt", "aiCost", "needed"].map(number);
  const isCleared = gross >= wanted;
  let from = 0;
  return (
    <Section section={section}>
      <div>
        <p class="headline">
          <Verdict kind={isCleared ? "yes" : "no"} text={isCleared ? "cleared" : "not cleared"} />:
          {" "}
          {cell(gross, "cents")} expected, {cell(wanted, "cents")} needed
        </p>
        <svg
          class="hurdle"
          role="img"
          aria-label="The hurdle, part by part, above what is expected"
        >
          {parts.map((part, i) => {
            const left = from;
            from += Math.max(0, part);
            return (
              <rect
                key={i}
                class={`part ink-${i + 1}`}
                x={share(left)}
                width={share(part)}
                y="2"
                height="14"
              />
            );
          })}
          <rect class="expected" x="0" width={share(gross)} y="22" height="14" />
        </svg>
        <dl class="parts">
          {section.stats.filter(({ unit }) => unit === "cents").map(({ key, label, value }) => (
            <div key={key}>
              <dt>{plain(label)}</dt>
              <dd>{cell(value, "cents")}</dd>
            </div>
          ))}
        </dl>
      </div>
    </Section>
  );
}

function verdictMark(value: Cell): JSX.Element {
  const text = cell(value, "text");
  return <Verdict kind={text.startsWith("refused") ? "no" : "yes"} text={text} />;
}

function firedMark(value: Cell): JSX.Element {
  return value === "yes"
    ? <Verdict kind="yes" text="fired" />
    : <Verdict kind="none" text="quiet" />;
}

function gateMark(value: Cell): JSX.Element {
  if (value === "pass") return <Verdict kind="yes" text="pass" />;
  if (value === "fail") return <Verdict kind="no" text="FAIL" />;
  return <Verdict kind="none" text={cell(value, "text")} />;
}
