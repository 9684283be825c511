// Browsers, as far as a server notices: each keeps the stream open and asks for its view anew a second
// after it asked before.
import { quantile } from "./measure.ts";

/** Reports of the views, one after the other; a page looks at one view. */
const views: readonly (readonly string[])[] = [
  ["now"],
  ["markets"],
  ["spikes"],
  ["funnel?window=24h"],
  ["holdings", "day"],
  ["calibration", "arms"],
  ["risk"],
  ["audit"],
  ["health-now", "health"],
  ["logs"],
];

const REST_MS = 1_000;

/** Opens pages for some seconds; times of all answers in ms, and the worst of each report. */
export async function openPages(
  { url, cookie, pages, seconds }: {
    readonly url: string;
    readonly cookie: string;
    readonly pages: number;
    readonly seconds: number;
  },
): Promise<Record<string, number>> {
  const ending = new AbortController();
  const timer = setTimeout(() => ending.abort(), seconds * 1e3);
  const found: Found = { times: [], worst: new Map(), bytes: 0, rows: 0 };
  const all = Array.from({ length: pages }, async (_, i) => {
    // Browsers are not opened in one moment.
    await rest(i * REST_MS / pages);
    const page: Page = { url, cookie, signal: ending.signal, found };
    await Promise.all([listen(page), look(page, views[i % views.length] ?? [])]);
  });
  await Promise.all(all);
  clearTimeout(timer);
  const worst = [...found.worst].map(([name, ms]): [string, number] => [`worst ${name}`, ms]);
  return {
    answers: found.times.length,
    stream_frames: found.rows,
    kb_answer: found.bytes / found.times.length / 1e3,
    p50_ms: quantile(found.times, 0.5),
    p99_ms: quantile(found.times, 0.99),
    max_ms: quantile(found.times, 1),
    ...Object.fromEntries(worst),
  };
}

interface Found {
  readonly times: number[];
  readonly worst: Map<string, number>;
  bytes: number;
  rows: number;
}

interface Page {
  readonly url: string;
  readonly cookie: string;
  readonly signal: AbortSignal;
  readonly found: Found;
}

async function listen({ url, cookie, signal, found }: Page): Promise<void> {
  try {
    const response = await fetch(`${url}/api/stream`, { headers: { Cookie: cookie }, signal });
    if (!response.ok || response.body === null) {
      throw new Error(`Cannot measure: the stream is ${response.status}`);
    }
    for await (const _ of response.body) found.rows += 1;
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

async function look({ url, cookie, signal, found }: Page, reports: readonly string[]) {
  while (!signal.aborted) {
    const begun = performance.now();
    for (const report of reports) {
      const asked = performance.now();
      const headers = { Cookie: cookie };
      const response = await fetch(`${url}/api/report/${report}`, { headers });
      found.bytes += (await response.arrayBuffer()).byteLength;
      if (!response.ok) throw new Error(`Cannot measure: ${report} is ${response.status}`);
      const ms = performance.now() - asked;
      found.times.push(ms);
      found.worst.set(report, Math.max(ms, found.worst.get(report) ?? 0));
    }
    await rest(Math.max(0, begun + REST_MS - performance.now()));
  }
}

function rest(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
