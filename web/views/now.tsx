import type { JSX } from "preact";
import { plain, ratio, signedUsd, usd } from "../../src/report/format.ts";
import type { StatsReport } from "../../src/report/report.ts";
import type { ReportAnswer } from "../answer.ts";
import { Control } from "../control.tsx";
import { useReport } from "../data.ts";
import { Gauge, numberOf } from "../gauge.tsx";
import { Loaded } from "../loaded.tsx";
import { Notes, Section, sectionOf, statOf, Stats, statsOf } from "../sections.tsx";
import { connection } from "../stream.ts";
import { Time } from "../time.tsx";
import { heldLines } from "./positions.tsx";

/** What matters now, and the button that stops it. */
export function NowView(_props: { readonly params: URLSearchParams }): JSX.Element {
  const report = useReport("now");
  const health = useReport("health-now");
  return (
    <Loaded report={report}>
      {({ sections }) => (
        <>
          <div class="grid">
            <Money report={statsOf(sections, "money")} />
            <div class="stack">
              <State report={statsOf(sections, "state")} />
              <Control />
            </div>
            <div class="stack">
              <Last report={statsOf(sections, "last")} />
              <Models report={statsOf(sections, "ai")} />
            </div>
          </div>
          <Part sections={sections} name="positions" empty="Nothing is held." />
          <Feeds answer={health.answer} />
        </>
      )}
    </Loaded>
  );
}

function Part(
  { sections, name, empty }: {
    readonly sections: ReportAnswer["sections"];
    readonly name: string;
    readonly empty: string;
  },
): JSX.Element | null {
  const section = sectionOf(sections, name);
  return section === undefined
    ? null
    : <Section section={section} look={{ empty, lines: heldLines }} />;
}

function Money({ report }: { readonly report: StatsReport | undefined }): JSX.Element | null {
  if (report === undefined) return null;
  const of = (key: string) => numberOf(statOf(report, key));
  const [equity, today, used] = [of("equity"), of("dayTotal"), of("dayUsed")];
  const [lost, limit] = [of("dayLost"), of("dayLimit")];
  const parts = report.stats.flatMap(({ key, label, value }) =>
    (key === "dayClosed" || key === "dayOpen") && typeof value === "number"
      ? [`${usd(value)} ${plain(label.trim())}`]
      : []
  );
  const isTold = (key: string) => key === "equity" || key.startsWith("day");
  return (
    <section class="card" aria-labelledby="money">
      <h2 id="money">{report.title}</h2>
      <dl class="figures">
        <div>
          <dt>Equity, open positions at exit price</dt>
          <dd>{equity === null ? "not known" : usd(equity)}</dd>
        </div>
        <div>
          <dt>Today (UTC)</dt>
          <dd class={today === null || today === 0 ? "" : today > 0 ? "up" : "down"}>
            {today === null ? "not known" : signedUsd(today)}
          </dd>
        </div>
      </dl>
      {parts.length > 0 && <p class="hint">Today: {parts.join("; ")}.</p>}
      <h3>Daily loss limit</h3>
      <Gauge used={used} label="daily loss limit used" />
      <p class="hint">
        {used === null || lost === null || limit === null
          ? "Not known yet."
          : `${usd(lost)} of ${usd(limit)} used, ${ratio(used)}`}
      </p>
      <h3>Cash and positions</h3>
      <Stats stats={report.stats.filter(({ key }) => !isTold(key))} />
      <Notes notes={report.notes} />
    </section>
  );
}

const marks: Readonly<Record<string, string>> = {
  ACTIVE: "\u25b6",
  REDUCING: "\u25bd",
  HALTED: "\u25a0",
};

function State({ report }: { readonly report: StatsReport | undefined }): JSX.Element | null {
  if (report === undefined) return null;
  const text = (key: string) => {
    const value = statOf(report, key);
    return typeof value === "string" ? plain(value) : null;
  };
  const word = text("state") ?? "";
  const since = numberOf(statOf(report, "since"));
  const until = numberOf(statOf(report, "breaker"));
  // One that is alone has been said above.
  const blocks = report.notes.filter((note) => note.startsWith("-"));
  return (
    <section class="card" aria-labelledby="state">
      <h2 id="state">{report.title}</h2>
      <dl class="figures">
        <div>
          <dt>
            {connection.value.kind === "live" ? "Trading is" : "When last heard of, trading was"}
          </dt>
          <dd class={word === "ACTIVE" ? (blocks.length === 0 ? "up" : "") : "down"}>
            <span aria-hidden="true">{marks[word] ?? ""}</span> {word}
            <small>{text("meaning")}</small>
          </dd>
        </div>
      </dl>
      {word !== "ACTIVE" && (
        <p>
          Because: {text("reason") ?? "not known"}
          <br />By {text("by") ?? "not known"}, since <Time at={since} />
        </p>
      )}
      {until !== null && (
        <p>
          The loss breaker was last set until <Time at={until} />.
        </p>
      )}
      {(blocks.length > 1 || word === "ACTIVE") && <Notes notes={blocks} />}
    </section>
  );
}

function Last({ report }: { readonly report: StatsReport | undefined }): JSX.Element | null {
  if (report === undefined) return null;
  const row = numberOf(statOf(report, "lastRow"));
  return (
    <section class="card" aria-labelledby="last">
      <h2 id="last">{report.title}</h2>
      <Said report={report} name="made" title="Acted" empty="It has not acted yet." />
      <Said report={report} name="refused" title="Did not act" empty="No signal was refused yet." />
      <p class="hint">
        Last row of the ledger: <Time at={row} />
      </p>
    </section>
  );
}

function Said(
  { report, name, title, empty }: {
    readonly report: StatsReport;
    readonly name: string;
    readonly title: string;
    readonly empty: string;
  },
): JSX.Element {
  const id = statOf(report, name);
  const of = (part: string) => {
    const value = statOf(report, `${name}${part}`);
    return typeof value === "string" ? plain(value) : "";
  };
  if (typeof id !== "string") return <p class="empty">{empty}</p>;
  return (
    <>
      <h3>
        {title}: <a href={`#/decision?id=${encodeURIComponent(id)}`}>decision {id}</a>
      </h3>
      <p>
        <Time at={numberOf(statOf(report, `${name}At`))} />, {of("What")}: {of("Market")}
        <br />
        {of("Why")}
      </p>
    </>
  );
}

function Models({ report }: { readonly report: StatsReport | undefined }): JSX.Element | null {
  if (report === undefined) return null;
  const of = (key: string) => numberOf(statOf(report, key));
  return (
    <section class="card" aria-labelledby="models">
      <h2 id="models">AI budget</h2>
      {(["day", "month"] as const).map((span) => (
        <div key={span}>
          <h3>{span === "day" ? "Today (UTC)" : "This month"}</h3>
          <Gauge used={of(`${span}Used`)} label={`AI budget of the ${span} used`} />
          <p class="hint">
            {usd(of(span) ?? 0)} of {usd(of(`${span}Limit`) ?? 0)} spent, {usd(of("reserved") ?? 0)}
            {" "}
            reserved
          </p>
        </div>
      ))}
      <p>{of("questions") ?? 0} questions so far.</p>
      <Notes notes={report.notes} />
    </section>
  );
}

/** Of the process that is shown; a server that knows of no feed says so itself. */
function Feeds({ answer }: { readonly answer: ReportAnswer | null }): JSX.Element | null {
  const feeds = answer === null ? undefined : sectionOf(answer.sections, "feeds");
  if (feeds === undefined) return null;
  return <Section section={feeds} look={{ empty: "No connection to show." }} />;
}
