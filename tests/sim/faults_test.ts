import assert from "node:assert/strict";
import { SimClock } from "../../src/core/sim_clock.ts";
import { memoryLedger } from "../../src/adapters/memory/ledger.ts";
import { createPaperBroker } from "../../src/adapters/paper/broker.ts";
import { evolve, isFinal, openAccount } from "../../src/core/evolve.ts";
import { openEngine } from "../../src/core/step.ts";
import type { LedgerRow } from "../../src/core/types/effect.ts";
import type { EngineState } from "../../src/core/types/state.ts";
import { millis } from "../../src/core/types/units.ts";
import { catchUp } from "../../src/runtime/catch_up.ts";
import { createEngine } from "../../src/runtime/run.ts";
import { header } from "../runtime/rig.ts";
import { type Faults, FaultyBroker } from "./faults_broker.ts";
import { Invariants } from "./faults_invariants.ts";
import { configOf, QUIET_SECONDS, SECONDS, START, World } from "./faults_world.ts";

const SEEDS = 40;

/** Every third line loses messages; on the others they are late and told twice. */
function faultsOf(seed: number): Faults {
  const drop = seed % 3 === 0 ? 0.03 : 0;
  return { drop, repeat: 0.15, delay: 0.2, reject: 0.05 };
}

interface Played {
  readonly state: EngineState;
  readonly seen: Invariants;
  readonly broker: FaultyBroker;
  readonly rows: readonly LedgerRow[];
  readonly head: string;
}

function play(seed: number): Played {
  const config = configOf(seed);
  const state = openEngine(config, seed);
  const clock = new SimClock(START);
  const seen = new Invariants(config);
  const ledger = memoryLedger();
  ledger.begin(header);
  const sink = catchUp(ledger);
  const inner = createPaperBroker({
    config: config.paper,
    clock,
    seed,
    markets: (token) => {
      const found = state.tokens.get(token);
      if (found === undefined) return undefined;
      const { state: known, outcome } = found;
      const usable = known.up && !known.awaitingSnapshot;
      return { book: known.book, outcome, market: known.market, usable };
    },
  });
  const isOnDisk = seen.isOnDisk.bind(seen);
  const broker = new FaultyBroker(inner, clock, faultsOf(seed), { seed, isOnDisk });
  const rows = {
    ...sink,
    append(made: readonly LedgerRow[]) {
      const added = sink.append(made);
      for (const row of added) seen.take(row);
      return added;
    },
  };
  const engine = createEngine({ state, clock, broker, rows, tape: null, notifiers: [] });
  const world = new World(seed);
  for (const input of world.listings()) engine.emit(input);
  for (let second = 1; second <= SECONDS + QUIET_SECONDS; second++) {
    clock.advanceTo(millis(START + second * 1000));
    for (const input of world.second(second)) {
      if (input.kind === "resolved") broker.deliverAll(input.market);
      engine.emit(input);
    }
    if (second === SECONDS) engine.emit(world.ask("resumeRequested"));
    const command = second < SECONDS ? world.command(second) : null;
    if (command !== null) engine.emit(command);
    if (second === SECONDS) engine.emit(world.ask("flattenRequested"));
    engine.emit({ kind: "heartbeat" });
  }
  engine.emit({ kind: "ended" });
  return { state, seen, broker, rows: [...ledger.read()], head: ledger.head() };
}

const played = new Map<number, Played>();

for (let seed = 1; seed <= SEEDS; seed++) {
  Deno.test(`R-245 R-072 R-202 no invariant breaks behind a bad line, seed ${seed}`, () => {
    const run = play(seed);
    played.set(seed, run);
    const { state, seen, rows } = run;
    const folded = rows.reduce(evolve, openAccount(state.config.initialCapital));
    assert.deepStrictEqual(folded, state.account, "R-161 the ledger gives another account");
    assert.deepStrictEqual(seen.account, state.account);
    if (faultsOf(seed).drop > 0) return;
    // Nothing was lost, so whatever was begun has come to its end.
    for (const { order, status } of state.account.orders.values()) {
      assert.ok(isFinal(status), `order ${order.id} is ${status} at the end`);
    }
    assert.deepStrictEqual([...state.account.unsettled.keys()], []);
    for (const position of state.account.positions.values()) {
      // What is left is what the venue does not take: less than a dollar of it.
      const { bids, asks } = state.markets.get(position.market)?.book ?? assert.fail();
      const best = position.outcome === "yes"
        ? bids.prices.at(-1)
        : 1e6 - (asks.prices.at(-1) ?? 0);
      assert.ok(position.shares * (best ?? 0) < 1.2e12, `${position.token} was not sold`);
    }
  });
}

Deno.test("the forty worlds were not idle: everything that can go wrong did", () => {
  const counts = new Map<string, number>();
  const add = (name: string, by: number) => counts.set(name, (counts.get(name) ?? 0) + by);
  for (const { seen, broker } of played.values()) {
    for (const [name, by] of seen.counts) add(name, by);
    for (const [name, by] of Object.entries(broker.counts)) add(name, by);
  }
  const wanted = {
    "placed entry": 400,
    "placed target": 50,
    "placed stop": 50,
    "placed time": 20,
    "placed flatten": 20,
    orderFilled: 500,
    fillSettled: 300,
    fillReverted: 50,
    orderRejected: 20,
    orderCanceled: 100,
    resolved: 20,
    haltRequested: 20,
    halt: 5,
    trip: 10,
    cancel: 20,
    lost: 20,
    repeated: 100,
    delayed: 100,
    turnedAway: 10,
  };
  if (played.size < SEEDS) return;
  for (const [name, least] of Object.entries(wanted)) {
    assert.ok((counts.get(name) ?? 0) >= least, `${name}: ${counts.get(name) ?? 0} of ${least}`);
  }
});

Deno.test("R-257 a world played again is the same world", () => {
  for (const seed of [3, 8]) {
    assert.equal(play(seed).head, played.get(seed)?.head ?? play(seed).head);
  }
});
