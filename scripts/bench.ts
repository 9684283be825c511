// Measures polybot beside what one would use instead, in one run, and prints ours, theirs and the
// ratio with what docs/PERFORMANCE.md asks for.
//
//   deno task bench [--quick] [--peers DIR] [--only D1,F1,F2,F4,R1,R2,R3,M1,M2,M3,L1,W1,scaling] [--rounds N]
//
// DIR holds the compiled peers (docs/PERFORMANCE.md says where they come from); without it, and
// without POLYBOT_PEERS, their column says so. Ours runs in any case.
import { parseArgs } from "node:util";
import { feedLive, feedMemory, feedParse } from "./bench/feed_sections.ts";
import type { Setting } from "./bench/jobs.ts";
import { ledger } from "./bench/ledger_sections.ts";
import { kernel, process, threads } from "./bench/monte_carlo_sections.ts";
import { pages, reports, requests } from "./bench/serve_sections.ts";
import { detectors, levels, quotes, scaling, tape } from "./bench/sections.ts";
import { type Line, tableText } from "./bench/table.ts";

const sections: Readonly<Record<string, (setting: Setting) => Promise<Line[]>>> = {
  D1: detectors,
  F1: feedParse,
  F2: feedLive,
  F4: feedMemory,
  R1: quotes,
  R2: levels,
  R3: tape,
  M1: kernel,
  M2: threads,
  M3: process,
  L1: ledger,
  W1: requests,
  "W1-reports": reports,
  "W1-pages": pages,
  scaling,
};

const { values } = parseArgs({
  args: Deno.args,
  options: {
    quick: { type: "boolean", default: false },
    peers: { type: "string" },
    only: { type: "string" },
    rounds: { type: "string" },
  },
});

const setting: Setting = {
  folder: "data/bench",
  peers: values.peers ?? Deno.env.get("POLYBOT_PEERS") ?? null,
  rounds: Number(values.rounds ?? (values.quick ? 1 : 3)),
  quick: values.quick,
};
const wanted = values.only?.split(",") ?? Object.keys(sections);

clear();
Deno.mkdirSync(setting.folder, { recursive: true });
try {
  const lines: Line[] = [];
  for (const name of wanted) {
    const section = sections[name];
    if (section === undefined) throw new Error(`Cannot measure ${name}: no such section`);
    say(Deno.stderr, `measuring ${name} ...`);
    lines.push(...await section(setting));
  }
  // A short run is mostly compiling, and says nothing of what was asked for.
  say(Deno.stdout, tableText(lines, { judged: !setting.quick }));
} finally {
  clear();
}

/** Removes the scratch folder, also that of a run that was killed. */
function clear(): void {
  try {
    Deno.removeSync(setting.folder, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

function say(stream: { writeSync(bytes: Uint8Array): number }, text: string): void {
  stream.writeSync(new TextEncoder().encode(`${text}\n`));
}
