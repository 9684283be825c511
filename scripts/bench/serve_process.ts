// Processes that are talked to while they run: a server beside what asks it.
import type { Figures } from "./jobs.ts";

/** A running process by what it prints. */
export interface Talking {
  /** The next line; null at the end of its output. */
  line(): Promise<string | null>;
  /** CPU time of all its threads so far, us; good to ten thousand. */
  cpuUs(): Promise<number>;
}

/** Runs a program beside a job and ends it with the job; null where there is no such program. */
export async function whileRunning<T>(
  [program, ...args]: readonly [string, ...string[]],
  job: (process: Talking) => Promise<T>,
): Promise<T | null> {
  let child: Deno.ChildProcess;
  try {
    child = new Deno.Command(program, { args, stdout: "piped", stderr: "inherit" }).spawn();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
  const lines = linesOf(child.stdout);
  try {
    return await job({
      line: async () => (await lines.next()).value ?? null,
      cpuUs: () => cpuUsOf(child.pid),
    });
  } finally {
    end(child);
    await lines.return(undefined);
    await child.status;
  }
}

const TICK_US = 10_000;

/** User and system time are the 14th and 15th field of Linux's line; the second may hold spaces. */
async function cpuUsOf(pid: number): Promise<number> {
  // Deno reads there with every permission only.
  const { stdout } = await new Deno.Command("cat", { args: [`/proc/${pid}/stat`] }).output();
  const line = new TextDecoder().decode(stdout);
  const fields = line.slice(line.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * TICK_US;
}

function end(child: Deno.ChildProcess): void {
  try {
    child.kill();
  } catch (error) {
    // It has ended by itself, as what measures does.
    if (!(error instanceof TypeError)) throw error;
  }
}

async function* linesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<string, undefined> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const bytes of stream) {
    const parts = (rest + decoder.decode(bytes, { stream: true })).split("\n");
    rest = parts.pop() ?? "";
    yield* parts;
  }
  if (rest !== "") yield rest;
  return undefined;
}

/** Where a server of ours listens, as its first line says. */
export interface Where extends Figures {
  readonly url: string;
  readonly cookie: string;
}

/** The first line of a server of ours. */
export async function whereOf(process: Talking): Promise<Where> {
  const line = await process.line();
  if (line === null) throw new Error("Cannot measure the dashboard: it has ended");
  return JSON.parse(line) as Where;
}
