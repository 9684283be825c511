// The dashboard's reports: those of the registry, and those that know more than the ledger.
import { openLedgerReader } from "../../adapters/sqlite/reader.ts";
import type { ReportInput } from "../../report/input.ts";
import { audit, type VerifyFact } from "../../report/audit.ts";
import { decisionView, findDecision } from "../../report/decision_view.ts";
import { type HealthFacts, healthNow } from "../../report/health_now.ts";
import { buildPictures, buildReport, type ReportName, reports } from "../../report/registry.ts";
import { lastRows, type Report, withRunNotes } from "../../report/report.ts";
import { spike } from "../../report/spike.ts";
import { findSignal } from "../../report/signal_fact.ts";
import type { Shown } from "../../report/shown.ts";
import { spikes } from "../../report/spikes.ts";
import { verbatim } from "../../report/verbatim.ts";
import type { Builder, Built, ReportArgs } from "../../serve/contract.ts";
import { adviceOn } from "../advice_row.ts";
import type { TapeFollower } from "../observe/follower.ts";
import { findRows } from "../observe/ledger_check.ts";

/** What is known beyond the ledger's fold. */
export interface Beyond {
  readonly ledger: string;
  /** null until the ledger says with which configuration to look. */
  readonly tape: () => TapeFollower | null;
  readonly health: () => HealthFacts;
  /** The last check of the chain; asking for it starts the next one. */
  readonly verify: () => VerifyFact | null;
  /** Lets others run. */
  readonly turn: () => Promise<void>;
}

/** Every report by name. */
export function dashboardBuilders(beyond: Beyond): Readonly<Record<string, Builder>> {
  const fromRegistry = Object.entries(reports).map(([name, { about }]): [string, Builder] => [
    name,
    { about, build: (input, args) => registered(name as ReportName, input, args) },
  ]);
  return { ...Object.fromEntries(fromRegistry), ...deepViews(beyond), ...outside(beyond) };
}

function registered(name: ReportName, input: ReportInput, args: ReportArgs): Built | null {
  const own = ofArm(input, args);
  if (own === null) return null;
  const { window, whole } = args;
  const isMany = whole !== true && name === "decisions" && own.facts.decisions.size > MOST_ROWS;
  const sections = buildReport(name, isMany ? latest(own) : own, {
    ...(window === undefined ? {} : { window }),
  });
  const of = own.facts.decisions.size;
  const note = `The last ${MOST_ROWS} of ${of} decisions; the CSV has all.`;
  return {
    sections: whole === true
      ? sections
      : sections.map((section) => isMany ? noted(section, note) : cut(section)),
    pictures: buildPictures(name, own, sections),
  };
}

/** Rows of a table that a page is given; a file has all. */
const MOST_ROWS = 1_000;

function cut(section: Report): Report {
  return section.shape === "table" ? lastRows(section, MOST_ROWS) : section;
}

function noted(section: Report, note: string): Report {
  return { ...section, notes: [...section.notes, note] };
}

/** The latest decisions alone: words for a hundred thousand take a second. */
function latest(input: ReportInput): ReportInput {
  const { facts } = input;
  const last = new Map([...facts.decisions].slice(-MOST_ROWS));
  return { ...input, facts: { ...facts, decisions: last } };
}

/** The same run as another arm lived it; null: that arm did not run. */
export function ofArm(input: ReportInput, { arm = "main" }: ReportArgs): ReportInput | null {
  const { facts } = input;
  if (arm === "main" || arm === facts.arm) return input;
  const shadow = facts.shadows.get(arm);
  if (shadow === undefined) return null;
  const { orders, trades, marks, markOutdated, lastMark, decisions, account } = shadow;
  const seen = { ...facts, orders, trades, marks, markOutdated, lastMark, decisions };
  return { ...input, account, facts: { ...seen, arm } };
}

function deepViews(beyond: Beyond): Readonly<Record<string, Builder>> {
  return {
    spikes: {
      about: "signals, newest first",
      build: (input) => sectionsOf(withRunNotes(spikes(input), input.run)),
    },
    spike: {
      about: "one signal: price, book and detectors on one time axis",
      // Its tape may still be read.
      maxAgeMs: 5_000,
      build: async (input, { id = "" }) => {
        const found = findSignal(input.facts, id);
        if (found === null) return null;
        const observed = await beyond.tape()?.observed(found.signal) ?? null;
        return spike(input, id, observed);
      },
    },
    decision: {
      about: "every number behind one decision",
      build: (input, { id = "" }) => withWords(decisionView(input, id), { input, id, beyond }),
    },
  };
}

/** A decision with what models were sent and sent back; the page keeps it behind a fold. */
function withWords(
  shown: Shown | null,
  { input, id, beyond }: {
    readonly input: ReportInput;
    readonly id: string;
    readonly beyond: Beyond;
  },
): Shown | null {
  const found = findDecision(input.facts, id)?.decision;
  const question = found?.kind === "entry" ? found.ai?.question ?? null : null;
  if (shown === null || question === null) return shown;
  const reader = openLedgerReader(beyond.ledger);
  try {
    const advice = adviceOn(reader, question);
    const words = advice === null ? [] : verbatim(advice);
    return { ...shown, sections: [...shown.sections, ...words] };
  } finally {
    reader.close();
  }
}

function outside(beyond: Beyond): Readonly<Record<string, Builder>> {
  return {
    markets: {
      about: "every tracked market as the detectors see it",
      maxAgeMs: 1_000,
      build: () => sectionsOf(noTapeOr(beyond.tape())),
    },
    audit: {
      about: "chain head, last check, rows that hold the words of id",
      maxAgeMs: 2_000,
      build: async (input, { id = "" }) => {
        const reader = openLedgerReader(beyond.ledger);
        try {
          const found = await findRows(reader, id, beyond);
          return sectionsOf(audit(input, { verify: beyond.verify(), found }));
        } finally {
          reader.close();
        }
      },
    },
    "health-now": {
      about: "the trader, its connections, this server, permissions",
      maxAgeMs: 1_000,
      build: (input) => sectionsOf(healthNow(input, beyond.health())),
    },
  };
}

function noTapeOr(tape: TapeFollower | null): readonly Report[] {
  if (tape !== null) return [tape.markets()];
  const notes = ["There is no tape yet: no market was seen."];
  return [{ name: "markets", title: "Markets", notes, shape: "stats", stats: [] }];
}

function sectionsOf(sections: readonly Report[]): Built {
  return { sections, pictures: [] };
}
