import assert from "node:assert/strict";
import { memoryInbox } from "../../src/adapters/memory/inbox.ts";
import { memoryLedger } from "../../src/adapters/memory/ledger.ts";
import { memorySource } from "../../src/adapters/memory/source.ts";
import { memoryTape } from "../../src/adapters/memory/tape.ts";
import { evolve, openAccount } from "../../src/core/evolve.ts";
import type { EngineEvent } from "../../src/core/types/event.ts";
import type { LedgerRow } from "../../src/core/types/effect.ts";
import { usdc } from "../../src/core/types/units.ts";
import type { Ledger, SourceInput, TimedInput } from "../../src/ports.ts";
import { DivergedError } from "../../src/runtime/catch_up.ts";
import { fakeWall, inputsOf, type Ran, rulesOnly, run, tradedSource } from "../support/paper.ts";

const reference = await run(tradedSource());

function kinds(rows: readonly LedgerRow[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { body } of rows) counts.set(body.kind, (counts.get(body.kind) ?? 0) + 1);
  return counts;
}

/** A ledger that holds the first rows of another, as a killed process leaves it. */
function cutLedger(of: Ran, seq: number): Ledger {
  const ledger = memoryLedger();
  const header = of.ledger.header();
  assert.ok(header !== null);
  ledger.begin(header);
  const groups = Map.groupBy(of.rows.filter((row) => row.seq <= seq), (row) => row.seq);
  for (const rows of groups.values()) ledger.append(rows);
  return ledger;
}

Deno.test("the reference run trades: fills, exits and settled trades are all in it", () => {
  const counts = kinds(reference.rows);
  for (
    const kind of ["record", "place", "orderFilled", "fillSettled", "measure", "mark", "tally"]
  ) {
    assert.ok((counts.get(kind) ?? 0) > 0, `${kind}: ${counts.get(kind)}`);
  }
  assert.ok((counts.get("orderFilled") ?? 0) >= 10);
});

Deno.test("R-010 R-257 the same recording twice gives the same chain", async () => {
  const again = await run(tradedSource());
  assert.equal(again.head, reference.head);
});

Deno.test("R-250 paced by the wall or at full speed: the same rows", async () => {
  const paced = await run(tradedSource(), { speed: 3600, wall: fakeWall() });
  assert.equal(paced.head, reference.head);
});

Deno.test("R-161 folding the ledger gives the account of the run that wrote it, at every row", () => {
  let account = openAccount(usdc(75_000_000));
  for (const row of reference.rows) account = evolve(account, row);
  assert.deepStrictEqual(account, reference.state.account);
});

Deno.test("a run killed anywhere and resumed ends as the one left alone", async () => {
  const last = reference.rows.at(-1)?.seq ?? 0;
  for (const share of [0, 0.2, 0.51, 0.8, 0.999, 1]) {
    const ledger = cutLedger(reference, Math.floor(last * share));
    const resumed = await run(tradedSource(), { ledger });
    assert.equal(resumed.head, reference.head, `cut at ${share}`);
    assert.deepStrictEqual(resumed.state.account, reference.state.account);
  }
});

Deno.test("a ledger that its input does not give is not continued", async () => {
  const ledger = cutLedger(reference, Infinity);
  const config = rulesOnly();
  const risk = { ...config.risk, maxPositionSize: usdc(1_500_000) };
  await assert.rejects(run(tradedSource(), { ledger, config: { ...config, risk } }), DivergedError);
});

Deno.test("a person's command comes back at its own place when the run is made again", async () => {
  const inbox = memoryInbox();
  let fed = 0;
  const source = tradedSource();
  const withHalt = {
    ...source,
    read: async function* () {
      for await (const batch of source.read()) {
        fed += batch.length;
        const due = fed > 60_000 && inbox.takenBy("c1") === null;
        if (due) inbox.put({ kind: "haltRequested", by: "me", reason: "lunch", command: "c1" });
        yield batch;
      }
    },
  };
  const wall = fakeWall();
  const halted = await run(withHalt, {
    inbox,
    wall: { ...wall, now: () => (fed += 0, wall.now() + fed) },
  });
  const command = halted.rows.find(({ body }) => body.kind === "haltRequested");
  assert.ok(command !== undefined, "the command was not taken");
  const places = halted.rows.filter(({ body }) => body.kind === "place");
  assert.ok(places.every((row) => row.seq < command.seq), "R-072 an order left after the halt");
  assert.equal(halted.state.account.risk.halts.length, 1);
  const cut = cutLedger(halted, command.seq + 1000);
  const resumed = await run(tradedSource(), { ledger: cut });
  assert.equal(resumed.head, halted.head);
});

Deno.test("R-256 nothing before t changes when the recording after t is cut or altered", async () => {
  const inputs = await inputsOf(tradedSource());
  for (const share of [0.4, 0.85]) {
    const at = inputs[Math.floor(inputs.length * share)]?.at ?? assert.fail();
    const before = (rows: readonly LedgerRow[]) =>
      rows.filter((row) => row.at < at).map((row) => JSON.stringify(row));
    const expected = before(reference.rows);
    const cut = await run(memorySource(inputs.filter((input) => input.at < at)));
    assert.deepStrictEqual(before(cut.rows).slice(0, expected.length), expected);
    const altered = inputs.map((input) =>
      input.at < at ? input : { ...input, input: moved(input) }
    );
    const other = await run(memorySource(altered));
    assert.deepStrictEqual(before(other.rows), expected);
  }
});

function moved({ input }: TimedInput): SourceInput {
  if (input.kind !== "level") return input;
  return { ...input, size: (input.size * 3) as typeof input.size };
}

Deno.test("polybot's own tape of a run gives the same decisions", async () => {
  const tape = memoryTape();
  const recorded = await run(tradedSource(), { tape });
  const replayed = await run(memorySource(tape.events.map(timed)));
  assert.equal(bodies(replayed.rows), bodies(recorded.rows));
});

function timed(event: EngineEvent): TimedInput {
  const { seq: _seq, at, ...input } = event;
  return { at, input: input as SourceInput };
}

/** Rows without the closing one: the tape has an `ended` of its own. */
function bodies(rows: readonly LedgerRow[]): string {
  return rows.filter(({ body }) => body.kind !== "tally" && body.kind !== "mark")
    .map((row) => JSON.stringify(row)).join("\n");
}

Deno.test("R-193 another seed may change chance, never the input that was decided on", async () => {
  const other = await run(tradedSource(), { seed: 2 });
  assert.notEqual(other.head, reference.head);
  const spikes = (ran: Ran) =>
    ran.rows.flatMap(({ body }) =>
      body.kind === "record" && body.decision.kind === "entry" ? [body.decision.signal] : []
    );
  assert.deepStrictEqual(spikes(other).length, spikes(reference).length);
});
