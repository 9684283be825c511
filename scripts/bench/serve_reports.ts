// What one look at a long ledger costs: its first reading, then every report of the dashboard made
// anew, as after each new row.
import { permissionFacts } from "../../src/commands/observe/permission_facts.ts";
import { type Beyond, dashboardBuilders } from "../../src/commands/serve/builders.ts";
import { ledgerSource } from "../../src/commands/serve/ledger_source.ts";
import { millis } from "../../src/core/types/units.ts";
import type { ReportInput } from "../../src/report/input.ts";
import type { Builder, ReportArgs } from "../../src/serve/contract.ts";
import { openFollower } from "../../src/serve/follow.ts";
import { peakMiB, quantile } from "./measure.ts";

const TIMES = 7;
/** Longest slice of reading, as `serve` has it, ms. */
const SLICE_MS = 25;

/** One line of JSON a report: `name` to the median and the worst of some makings, ms. */
export async function timeReports(path: string): Promise<Record<string, number>> {
  const follower = openFollower({
    source: ledgerSource(path),
    onRows: () => {},
    onReplaced: () => {},
    sliceMs: SLICE_MS,
    pause: turn,
    now: () => performance.now(),
  });
  const begun = performance.now();
  await follower.poll();
  const figures: Record<string, number> = {
    reading_s: (performance.now() - begun) / 1e3,
    rows: follower.reading()?.rows ?? 0,
    peak_mib: peakMiB(),
    heap_mib: Deno.memoryUsage().heapUsed / 2 ** 20,
  };
  const input = follower.input();
  if (input === null) throw new Error(`Cannot measure reports: ${path} was not read`);
  const builders = dashboardBuilders(beyondOf(path));
  for (const [name, builder] of Object.entries(builders)) {
    for (const args of argsOf(name, input)) {
      const spent = await timed(builder, input, args);
      const label = [name, args.window, args.arm].filter((word) => word !== undefined).join(" ");
      figures[`first ${label}`] = spent[0] ?? NaN;
      figures[`warm ${label}`] = quantile(spent.slice(1), 0.5);
    }
  }
  follower.close();
  return figures;
}

async function timed(builder: Builder, input: ReportInput, args: ReportArgs): Promise<number[]> {
  const spent: number[] = [];
  for (let i = 0; i < TIMES; i++) {
    const begun = performance.now();
    const built = await builder.build(input, args);
    JSON.stringify(built);
    spent.push(performance.now() - begun);
    await turn();
  }
  return spent;
}

/** What a page asks this report for. */
function argsOf(name: string, { facts }: ReportInput): readonly ReportArgs[] {
  const decisions = [...facts.decisions.values()];
  const last = decisions.findLast(({ decision }) => decision.kind === "entry")?.decision.id;
  if (name === "spike" || name === "decision") return last === undefined ? [] : [{ id: last }];
  if (name === "funnel") return [{}, { window: "1h" }, { window: "24h" }, { window: "7d" }];
  const arms = [...facts.shadows.keys()].filter((arm) => arm === "random");
  if (name !== "decisions") return [{}];
  return [{}, ...arms.map((): ReportArgs => ({ arm: "random" }))];
}

function beyondOf(ledger: string): Beyond {
  return {
    ledger,
    tape: () => null,
    verify: () => null,
    turn,
    health: () => ({
      trader: { alive: false, pulse: null },
      server: {
        ledgerTrouble: null,
        tape: null,
        memory: Deno.memoryUsage(),
        lag: null,
        upMs: millis(0),
        errors: 0,
        permissions: permissionFacts({ read: [ledger] }),
      },
    }),
  };
}

function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
