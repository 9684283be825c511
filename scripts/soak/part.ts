// A process of the soak test. It says what it has come to in lines of JSON, and hears words of a line.

/** A line of a part. */
export type Said = Readonly<Record<string, unknown>>;

/** A running part. */
export interface Part {
  readonly pid: number;
  /** The line of this phase. Rejects when the process ends before it. */
  said(phase: string): Promise<Said>;
  tell(word: string): void;
  /** Asks it to end. */
  stop(): void;
  /** Ends it, and waits until it is gone. */
  end(): Promise<void>;
}

/** Starts `scripts/soak/<name>.ts` with leave for `flags` and nothing else. */
export function startPart(
  name: string,
  flags: readonly string[],
  args: readonly string[],
): Part {
  const script = `scripts/soak/${name}.ts`;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "--no-check", "--ignore-env", ...flags, script, ...args],
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const lines = child.stdout.pipeThrough(new TextDecoderStream()).pipeThrough(lineStream())
    .getReader();
  const words = child.stdin.getWriter();
  let ended = false;
  const status = child.status.then(() => {
    ended = true;
  });
  return {
    pid: child.pid,
    async said(phase) {
      for (;;) {
        const { value, done } = await lines.read();
        if (done) throw new Error(`Cannot go on: the ${name} ended before it was ${phase}`);
        const said = JSON.parse(value) as Said;
        if (said["phase"] === phase) return said;
      }
    },
    tell: (word) => void words.write(new TextEncoder().encode(`${word}\n`)),
    stop: () => child.kill("SIGTERM"),
    async end() {
      if (!ended) child.kill("SIGTERM");
      await status;
      await words.close().catch(() => {});
      await lines.cancel();
    },
  };
}

/** The words that come on standard input. */
export function heardWords(): ReadableStreamDefaultReader<string> {
  return Deno.stdin.readable.pipeThrough(new TextDecoderStream()).pipeThrough(lineStream())
    .getReader();
}

/** Says a phase on standard output. */
export function say(phase: string, more: Said = {}): void {
  const line = JSON.stringify({ phase, ...more });
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}

function lineStream(): TransformStream<string, string> {
  let rest = "";
  return new TransformStream({
    transform(text, controller) {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) controller.enqueue(line);
    },
  });
}
