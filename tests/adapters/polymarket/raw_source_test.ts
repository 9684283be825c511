import assert from "node:assert/strict";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { hostsAt } from "../../../src/adapters/polymarket/hosts.ts";
import { rawFilesIn } from "../../../src/adapters/polymarket/raw_files.ts";
import { openRaw } from "../../../src/adapters/polymarket/raw_source.ts";
import { openRawTape, type RawTape } from "../../../src/adapters/polymarket/raw_tape.ts";
import { StorageError } from "../../../src/core/types/storage_error.ts";
import { millis } from "../../../src/core/types/units.ts";
import type { TimedInput } from "../../../src/ports.ts";
import { assertSource, countsOf, inputsOf } from "../../contract/source_contract.ts";
import { FACTOR, fastWall, Run, watch } from "./feed_rig.ts";
import { Venue, venueMarket } from "./venue.ts";

const many = (count: number) => Array.from({ length: count }, (_, n) => venueMarket(n + 1));

async function withFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = Deno.makeTempDirSync();
  try {
    await run(folder);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

function tapeIn(folder: string, since: number, maxFileBytes = 1e9): RawTape {
  return openRawTape({
    folder,
    hosts: hostsAt("http://venue.test"),
    watch,
    since: millis(since),
    maxFileBytes,
    maxFolderBytes: 1e9,
    notice: (text) => assert.fail(text),
  });
}

/** Records one look at a venue and returns what it gave; `ends`: bytes after the flush of each line. */
async function look(
  folder: string,
  venue: Venue,
  since: number,
  ends: number[] = [],
): Promise<readonly TimedInput[]> {
  const tape = tapeIn(folder, since);
  const run = new Run(venue, hostsAt("http://venue.test"), {
    once: true,
    fetch: venue.fetch,
    clock: clockOf(since),
    record: {
      write: (timed) => {
        tape.write(timed);
        tape.flush();
        ends.push(tape.bytes());
      },
      flush: () => {},
      close: () => tape.close(),
    },
  });
  await run.end();
  await run.stop();
  return run.inputs;
}

/** Each run an hour after the one before it. */
const clockOf = (since: number) => fastWall(FACTOR, Date.UTC(2026, 10, 22, 11 + since));
const pathsIn = (folder: string) => rawFilesIn(folder).map(({ name }) => join(folder, name));
const firstIn = (folder: string) => pathsIn(folder)[0] ?? "";

Deno.test("R-250 a recording gives what the live feed gave, whatever happened to it", () =>
  withFolder(async (folder) => {
    const venue = new Venue([...many(3), venueMarket(4, { mute: true })]);
    const { hosts, stop } = venue.serve();
    const live = new Run(venue, hosts, {
      record: tapeIn(folder, 1, 2_000),
      discoveryEveryMs: millis(2_000),
      truthTtlMs: millis(4_000),
      queue: { maxFrames: 40, maxChars: 1e6 },
    });
    const books = (n: number) => live.count("book", venueMarket(n).yes);
    const changes = (count: number) => {
      for (let i = 0; i < count; i++) venue.change(1 + i % 3, "BUY", 0.44 - i % 5 / 100, i + 1);
    };
    try {
      await live.until("books", () => [1, 2, 3, 4].every((n) => books(n) > 0));
      await live.until("changes", () => {
        changes(20);
        return live.kinds("level").length > 0;
      });
      await live.until("nonsense", () => {
        venue.broadcast("{");
        return (countsOf(live.inputs)["skipped torn"] ?? 0) > 0;
      });
      venue.drop();
      await live.until("books again", () => [1, 2, 3].every((n) => books(n) > 1));
      live.hold();
      await live.until("an overflow", () => {
        changes(20);
        return live.feed.status().dropped > 0;
      });
      live.release();
      await live.until("books once more", () => [1, 2, 3].every((n) => books(n) > 2));
      venue.frozen = true;
      venue.market(2).bid = 0.4;
      await live.until(
        "a frozen one is replaced",
        () => Object.keys(live.feed.status().machine.recycles).length > 0,
      );
      venue.frozen = false;
      venue.market(1).closed = true;
      venue.market(1).accepting = false;
      venue.market(1).payouts = [1_000_000, 0];
      venue.markets.push(venueMarket(5));
      await live.until("a new market", () => books(5) > 0);
      await live.until("an end", () => live.kinds("resolved").length > 0);
    } finally {
      await live.stop();
      await stop();
    }
    const counts = countsOf(live.inputs);
    for (const kind of ["level", "feedDown", "skipped torn", "skipped tooLong", "heartbeat"]) {
      assert.ok((counts[kind] ?? 0) > 0, kind);
    }
    assert.ok(pathsIn(folder).length > 1);
    assert.deepEqual(await inputsOf(openRaw(folder)), live.inputs);
  }));

Deno.test("a raw recording keeps the contract of a source, as a folder and as a file", () =>
  withFolder(async (folder) => {
    const inputs = await look(folder, new Venue(many(3)), 1);
    assert.equal(await assertSource(() => openRaw(folder)), inputs.length);
    assert.equal(await assertSource(() => openRaw(firstIn(folder))), inputs.length);
  }));

Deno.test("a file that breaks off anywhere gives all that was flushed before, and at most one defect", () =>
  withFolder(async (folder) => {
    const ends: number[] = [];
    const inputs = await look(folder, new Venue(many(2)), 1, ends);
    const path = firstIn(folder);
    const whole = Deno.readFileSync(path);
    const cut = async (length: number) => {
      Deno.writeFileSync(path, whole.subarray(0, length));
      const read = await inputsOf(openRaw(folder)).catch((error) => {
        assert.ok(error instanceof StorageError);
        return [];
      });
      const usable = read.filter(({ input }) =>
        input.kind !== "skipped" || input.reason !== "torn"
      );
      assert.ok(read.length - usable.length <= 1);
      assert.deepEqual(usable, inputs.slice(0, usable.length));
      return usable.length;
    };
    assert.equal(ends.at(-1), whole.length);
    assert.equal(await cut(whole.length), inputs.length);
    let flushed = 0;
    for (const [i, end] of ends.entries()) {
      const size = end - (ends[i - 1] ?? 0);
      for (const into of [1, 12, size / 2, size - 9, size - 1]) {
        const usable = await cut(end - size + Math.floor(into));
        assert.ok(usable >= flushed, `${usable} of ${flushed}, ${into} into member ${i}`);
      }
      flushed = await cut(end);
    }
  }));

Deno.test("what was flushed can be read while the recorder lives, or after it was killed", () =>
  withFolder(async (folder) => {
    const killed = new Deno.Command(Deno.execPath(), {
      args: ["eval", "--quiet", "--no-config", writer(folder)],
      stdout: "piped",
      stderr: "null",
    }).spawn();
    const reader = killed.stdout.getReader();
    await reader.read();
    killed.kill("SIGKILL");
    await killed.status;
    await reader.cancel();
    const inputs = await inputsOf(openRaw(folder));
    const lost = inputs.filter(({ input }) => input.kind === "skipped" && input.reason === "time");
    assert.ok(lost.length >= 1_000, String(lost.length));
    assert.deepEqual(lost, inputs.slice(0, lost.length));
    tapeIn(folder, 2).close();
  }));

function writer(folder: string): string {
  const module = new URL("../../../src/adapters/polymarket/raw_tape.ts", import.meta.url);
  return `
    import { openRawTape } from ${JSON.stringify(module.href)};
    const tape = openRawTape({ folder: ${JSON.stringify(folder)}, hosts: {}, since: 1,
      watch: ${JSON.stringify(watch)}, maxFolderBytes: 1e9, notice: console.error });
    for (let at = 1;; at++) {
      tape.write({ at, line: { kind: "skipped", reason: "time", count: 1 } });
      if (at % 100 === 0) tape.flush();
      if (at === 1000) console.log("written");
    }`;
}

Deno.test("damage is counted, and costs no other file", () =>
  withFolder(async (folder) => {
    const first = await look(folder, new Venue(many(2)), 1);
    const second = await look(folder, new Venue(many(2)), 2);
    const bytes = Deno.readFileSync(firstIn(folder));
    const middle = Math.floor(bytes.length / 2);
    bytes.fill(0xff, middle, middle + 20);
    Deno.writeFileSync(firstIn(folder), bytes);
    const inputs = await inputsOf(openRaw(folder));
    const torn = inputs.findIndex(({ input }) => input.kind === "skipped");
    assert.deepEqual(inputs.slice(0, torn), first.slice(0, torn));
    assert.equal(countsOf(inputs)["skipped torn"], 1);
    assert.deepEqual(countsOf(inputs.slice(-second.length)), countsOf(second));
  }));

Deno.test("a recording of two runs begins anew at the second, and nothing settles twice", () =>
  withFolder(async (folder) => {
    const venue = new Venue([venueMarket(1, { endAt: Date.UTC(2026, 10, 22) }), venueMarket(2)]);
    venue.market(1).payouts = [1_000_000, 0];
    const { hosts, stop } = venue.serve();
    const lives: Run[] = [];
    try {
      for (const since of [1, 2]) {
        const live = new Run(venue, hosts, {
          record: tapeIn(folder, since),
          clock: clockOf(since),
        });
        lives.push(live);
        await live.until("an end", () => live.kinds("resolved").length > 0);
        await live.until("a book", () => live.count("book", venueMarket(2).yes) > 0);
        await live.stop();
      }
    } finally {
      await Promise.all(lives.map((live) => live.stop()));
      await stop();
    }
    const [first, second] = lives.map(({ inputs }) => inputs) as [TimedInput[], TimedInput[]];
    const read = await inputsOf(openRaw(folder));
    assert.deepEqual(read.slice(0, first.length), first);
    const rest = read.slice(first.length);
    const isEnd = ({ input }: TimedInput) =>
      input.kind === "feedDown" && input.reason === "the recording ends here";
    assert.deepEqual(rest.filter(isEnd).map(({ input }) => input), [{
      kind: "feedDown",
      token: venueMarket(2).yes,
      reason: "the recording ends here",
    }]);
    assert.deepEqual(
      rest.filter((timed) => !isEnd(timed)),
      second.filter(({ input }) => input.kind !== "resolved"),
    );
    await assertSource(() => openRaw(folder));
  }));

Deno.test("what is no raw recording, or of a later format, is a StorageError that says so", () =>
  withFolder(async (folder) => {
    assert.throws(() => openRaw(folder), StorageError);
    const path = join(folder, "raw-2026-11-22.jsonl.gz");
    const cases: readonly (readonly [string, RegExp])[] = [
      ['{"at":1,"kind":"tick"}\n', /no header in its first line/],
      ["not json\n", /no header in its first line/],
      ['{"kind":"recording","format":2}\n', /a raw recording of format 2, wanted format 1/],
      ['{"kind":"recording","format":1,"since":1,"part":1}\n', /a header without its times/],
      ["", /no whole line/],
    ];
    for (const [text, expected] of cases) {
      Deno.writeFileSync(path, gzipSync(text));
      await assert.rejects(inputsOf(openRaw(folder)), (error) => {
        assert.ok(error instanceof StorageError);
        assert.match(error.message, expected);
        return true;
      });
    }
  }));

Deno.test("a line that is none is counted, and one that goes back in time keeps the time it has", () =>
  withFolder(async (folder) => {
    const path = join(folder, "raw-2026-11-22.jsonl.gz");
    const header = { kind: "recording", format: 1, since: 1, part: 1, hosts: {}, watch };
    const lines = [
      JSON.stringify(header),
      "garbage",
      '{"at":5,"kind":"heartbeat"}',
      '{"at":5,"kind":"skipped","reason":"torn","count":1}',
      '{"at":5,"kind":"heartbeat"}',
      '{"at":6,"kind":"nonsense"}',
      '{"at":3,"kind":"heartbeat"}',
    ];
    Deno.writeFileSync(path, gzipSync(`${lines.join("\n")}\n`));
    const skipped = (reason: string) => ({ kind: "skipped", reason, count: 1 });
    assert.deepEqual(await inputsOf(openRaw(folder)), [
      { at: 5, input: skipped("wrongType") },
      // What beat before anything was heard is not passed on.
      { at: 5, input: skipped("torn") },
      { at: 5, input: { kind: "heartbeat" } },
      { at: 5, input: skipped("wrongType") },
      { at: 5, input: skipped("outOfOrder") },
      { at: 5, input: { kind: "heartbeat" } },
    ]);
  }));
