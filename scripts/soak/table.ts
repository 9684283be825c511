import type { Said } from "./part.ts";
import { type Sample, slopeOf } from "./usage.ts";

export interface Soak {
  readonly seconds: number;
  readonly readyMs: number;
  /** Before and after memory should have come to rest. */
  readonly samples: { readonly before: readonly Sample[]; readonly after: readonly Sample[] };
  /** What was in use then and at the end, after a collection, MiB. */
  readonly heap: { readonly warm: number; readonly end: number };
  readonly ready: Said;
  readonly compared: Said;
  readonly sent: Said;
  readonly ended: Said;
}

const MS_AN_HOUR = 3_600_000;

/** A soak test as lines for a person. */
export function soakTable(soak: Soak): string {
  const { seconds, readyMs, samples, heap, ready, compared, sent, ended } = soak;
  const { before, after } = samples;
  const [first, middle, last] = [before[0], after[0], after.at(-1)] as [Sample, Sample, Sample];
  const share = (from: Sample, to: Sample) => (to.cpuS - from.cpuS) / (to.at - from.at) * 1e5;
  const { slope, error } = slopeOf(after.map(({ at, rssMiB }) => [at / MS_AN_HOUR, rssMiB]));
  const counts = compared["counts"] as Readonly<Record<string, number>>;
  const lost = compared["lost"] as readonly string[];
  const rows: readonly (readonly [string, string])[] = [
    ["markets with a book", `${ready["up"]}`],
    ["until all had one", `${(readyMs / 1_000).toFixed(0)} s`],
    ["measured", `${seconds} s`],
    ["share of a core", `${share(first, last).toFixed(1)} %`],
    ["  without the first fifth", `${share(middle, last).toFixed(1)} %`],
    ["memory after a fifth", `${middle.rssMiB.toFixed(1)} MiB`],
    ["memory at the end", `${last.rssMiB.toFixed(1)} MiB`],
    ["  slope between", `${slope.toFixed(1)} +- ${error.toFixed(1)} MiB/h`],
    ["  highest", `${Math.max(...after.map(({ rssMiB }) => rssMiB)).toFixed(1)} MiB`],
    ["of it in use then", `${heap.warm.toFixed(1)} MiB`],
    ["in use at the end", `${heap.end.toFixed(1)} MiB`],
    ["frames sent", `${sent["frames"]}`],
    ["frames received", `${ended["received"]}`],
    ["levels changed", `${counts["levels"]}`],
    ["books compared", `${compared["books"]}, right ${compared["right"]}`],
    ["  of them a moment later", `${compared["late"]}`],
    ["books lost", `${lost.length} ${lost.slice(0, 5).join(", ")}`.trimEnd()],
    ["connections", `${compared["links"]}, reconnects ${compared["reconnects"]}`],
    ["markets taken down", named(compared["downs"])],
    ["books asked of REST", named(compared["resyncs"])],
    ["connections given up", named(compared["recycles"])],
    ["frames dropped", `${compared["dropped"]}`],
    ["rows in the ledger", `${compared["rows"]}`],
    ["the venue's own errors", `${sent["errors"]}, behind by ${sent["lagMs"]} ms`],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join("\n");
}

/** `reason 3, other 1`; "none" of nothing. */
function named(counts: unknown): string {
  const all = Object.entries(counts as Readonly<Record<string, number>>);
  const there = all.filter(([, count]) => count !== 0);
  return there.length === 0 ? "none" : there.map(([name, n]) => `${name} ${n}`).join(", ");
}
