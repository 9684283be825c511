// A live run in sessions: each takes up the account from the ledger and knows nothing of markets.
import assert from "node:assert/strict";
import { memoryLedger } from "../../src/adapters/memory/ledger.ts";
import { memorySource } from "../../src/adapters/memory/source.ts";
import { commandStatus, openInbox, putCommand } from "../../src/adapters/sqlite/inbox.ts";
import { type MemoryTape, memoryTape } from "../../src/adapters/memory/tape.ts";
import { evolve, openAccount } from "../../src/core/evolve.ts";
import type { EngineConfig } from "../../src/core/types/config.ts";
import { isFinal } from "../../src/core/evolve.ts";
import type { EngineEvent } from "../../src/core/types/event.ts";
import { millis, usdc } from "../../src/core/types/units.ts";
import type { Inbox, Ledger, SourceInput, TimedInput } from "../../src/ports.ts";
import { appendTo, recoverEngine } from "../../src/runtime/recover.ts";
import { inputsOf, type Ran, rulesOnly, run, tradedSource } from "../support/paper.ts";

const inputs = await inputsOf(tradedSource());
const listings = inputs.filter(({ input }) => input.kind === "listed");
const capital = usdc(75_000_000);

interface Sessions {
  readonly ledger: Ledger;
  readonly tape: MemoryTape;
  readonly last: Ran;
}

function started(at: number): TimedInput {
  const input = { kind: "started", version: "test", configHash: "x", config: null } as const;
  return { at: millis(at), input };
}

function takeUp(config: EngineConfig, ledger: Ledger) {
  const { state, commands } = recoverEngine(ledger, { config, seed: 1, capital });
  return { state, rows: appendTo(ledger, commands) };
}

/** Runs the recording as a live feed would bring it, with the process ended at these shares of it. */
async function inSessions(cuts: readonly number[]): Promise<Sessions> {
  const ledger = memoryLedger();
  const tape = memoryTape();
  const bounds = [0, ...cuts.map((cut) => Math.floor(inputs.length * cut)), inputs.length];
  let last: Ran | null = null;
  for (let i = 0; i + 1 < bounds.length; i++) {
    const part = inputs.slice(bounds[i], bounds[i + 1]);
    const at = part[0]?.at ?? assert.fail();
    const again = listings.filter((listed) => listed.at < at).map(({ input }) => ({ at, input }));
    const source = memorySource([started(at), ...again, ...part]);
    last = await run(source, { ledger, tape, begin: takeUp });
  }
  return { ledger, tape, last: last ?? assert.fail() };
}

/** The same with processes that do not end by themselves: nothing closes them, and their tape is left. */
async function inCutSessions(cuts: readonly number[]): Promise<Pick<Sessions, "ledger" | "tape">> {
  const ledger = memoryLedger();
  const tape = memoryTape();
  const bounds = [0, ...cuts.map((cut) => Math.floor(inputs.length * cut)), inputs.length];
  for (let i = 0; i + 1 < bounds.length; i++) {
    const part = inputs.slice(bounds[i], bounds[i + 1]);
    const at = part[0]?.at ?? assert.fail();
    const again = listings.filter((listed) => listed.at < at).map(({ input }) => ({ at, input }));
    const all = [started(at), ...again, ...part];
    const isLast = i + 2 === bounds.length;
    const source = memorySource(all);
    const begin = (config: EngineConfig, on: Ledger) => {
      const begun = takeUp(config, on);
      const last = tape.events.at(-1)?.seq ?? 0;
      if (last > begun.state.lastSeq) begun.state.lastSeq = last;
      return begun;
    };
    let seen = 0;
    const stopped = () => !isLast && seen++ >= part.length;
    await run(source, { ledger, tape, begin, stopped });
  }
  return { ledger, tape };
}

function timed(event: EngineEvent): TimedInput {
  const { seq: _seq, at, ...input } = event;
  return { at, input: input as SourceInput };
}

const bodies = (ledger: Ledger) => [...ledger.read()].map((row) => JSON.stringify(row));

Deno.test("R-161 a session takes up the account as the fold over the ledger gives it", async () => {
  const { ledger, last } = await inSessions([0.4, 0.7]);
  let account = openAccount(capital);
  for (const row of ledger.read()) account = evolve(account, row);
  assert.deepStrictEqual(last.state.account, account);
  const kinds = [...ledger.read()].map(({ body }) => body.kind);
  assert.equal(kinds.filter((kind) => kind === "started").length, 3);
  assert.ok(kinds.filter((kind) => kind === "orderFilled").length >= 6);
});

Deno.test("the tape of all sessions replays to the ledger they wrote, row for row", async () => {
  const { ledger, tape } = await inSessions([0.35, 0.62, 0.8]);
  const replayed = await run(memorySource(tape.events.map(timed)), { config: rulesOnly() });
  assert.deepStrictEqual(bodies(replayed.ledger), bodies(ledger));
});

Deno.test("R-176 processes that are cut off leave a tape that goes on, and replays to their rows", async () => {
  const { ledger, tape } = await inCutSessions([0.35, 0.62, 0.8]);
  const seqs = tape.events.map(({ seq }) => seq);
  assert.deepStrictEqual(seqs, [...new Set(seqs)].sort((a, b) => a - b));
  const last = tape.events.findLast(({ kind }, i) =>
    tape.events[i + 1]?.kind === "started" && kind !== "ended"
  );
  assert.ok(last !== undefined, "none was cut off");
  assert.ok(![...ledger.read()].some((row) => row.seq === last.seq), "its last event made a row");
  const replayed = await run(memorySource(tape.events.map(timed)), { config: rulesOnly() });
  assert.deepStrictEqual(bodies(replayed.ledger), bodies(ledger));
});

Deno.test("orders and unsettled fills of an ended process have an end in the next session", async () => {
  const reference = await run(tradedSource());
  const placed = reference.rows.filter(({ body }) => body.kind === "place");
  assert.ok(placed.length > 3);
  for (const { at } of placed.slice(0, 4)) {
    // Cut in the second between the order and the match, and again right after it.
    for (const after of [at + 1, at + 1_500]) {
      const cut = inputs.findIndex((input) => input.at >= after) / inputs.length;
      const { last } = await inSessions([cut]);
      const { orders, unsettled } = last.state.account;
      const open = [...orders.values()].filter((order) => !isFinal(order.status));
      assert.deepStrictEqual(open.filter((order) => order.placedAt <= after), []);
      assert.ok([...unsettled.values()].every((fill) => fill.at > after));
    }
  }
});

Deno.test("a restart renews no limit: the day's start and the marks stay where they were", async () => {
  const { ledger } = await inSessions([0.5, 0.55, 0.6]);
  const days = new Map<number, number>();
  for (const { body, at } of ledger.read()) {
    if (body.kind !== "mark" || !body.newDay) continue;
    const day = Math.floor(at / 86_400_000);
    days.set(day, (days.get(day) ?? 0) + 1);
  }
  assert.ok(days.size > 0);
  assert.deepStrictEqual([...days.values()].filter((count) => count > 1), []);
});

Deno.test("a run that ends in the middle of an order leaves none open, with or without a next one", async () => {
  const reference = await run(tradedSource());
  const [placed] = reference.rows.filter(({ body }) => body.kind === "place");
  assert.ok(placed !== undefined);
  const { last, tape } = await inSessions([
    inputs.findIndex(({ at }) => at > placed.at) / inputs.length,
  ]);
  const first = tape.events.findIndex(({ kind }) => kind === "ended");
  const alone = await run(memorySource(tape.events.slice(0, first).map(timed)));
  for (const { rows } of [alone, last]) {
    const ended = rows.find(({ body }) =>
      body.kind === "orderCanceled" && body.reason === "the run ended"
    );
    assert.equal(ended?.at, tape.events[first]?.at);
  }
  const { orders } = alone.state.account;
  assert.ok([...orders.values()].every(({ status }) => isFinal(status)));
});

Deno.test("R-273 a command whose process ended before it was confirmed is obeyed once", async () => {
  const folder = Deno.makeTempDirSync();
  const path = `${folder}/inbox.db`;
  const put = (kind: "haltRequested" | "resumeRequested") =>
    putCommand(path, { kind, by: "ann", reason: "checked", at: millis(1) });
  const halt = put("haltRequested");
  const resume = put("resumeRequested");
  const ledger = memoryLedger();
  const session = async (confirms: boolean) => {
    const inbox = openInbox(path);
    const dying: Inbox = { ...inbox, confirm: () => assert.fail("killed") };
    const source = memorySource([started(listings[0]?.at ?? 0), ...listings]);
    try {
      await run(source, { ledger, begin: takeUp, inbox: confirms ? inbox : dying });
    } finally {
      inbox.close();
    }
  };
  try {
    await assert.rejects(session(false), /killed/);
    await session(true);
    await session(true);
    const obeyed = [...ledger.read()].flatMap(({ body }) =>
      "command" in body ? [body.command] : []
    );
    assert.deepStrictEqual(obeyed, [halt, resume]);
    for (const id of obeyed) assert.equal(commandStatus(path, id).status, "taken");
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});
