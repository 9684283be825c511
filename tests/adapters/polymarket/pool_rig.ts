import assert from "node:assert/strict";
import {
  createPool,
  type SocketPool,
  type TokenPair,
} from "../../../src/adapters/polymarket/sockets.ts";
import type { RawInput } from "../../../src/adapters/polymarket/types.ts";
import type { TokenId } from "../../../src/core/types/ids.ts";
import { FakeSocket } from "./fake_socket.ts";

/** A pool with the venue's ends of its connections, and a clock that stands still by itself. */
export interface PoolRig {
  readonly pool: SocketPool;
  readonly sockets: FakeSocket[];
  readonly emitted: RawInput[];
  readonly notices: string[];
  tooLong: number;
  random: number;
  /** Lets time pass in steps of 50 ms. */
  pass(ms: number): void;
  /** Accepts every connection until all are open. */
  settle(): void;
}

export function poolRig(
  limits: Partial<{ idsPerLink: number; idsPerFrame: number; maxFrame: number }> = {},
): PoolRig {
  let now = 0;
  const sockets: FakeSocket[] = [];
  const emitted: RawInput[] = [];
  const notices: string[] = [];
  const made: PoolRig = {
    pool: createPool({
      url: "wss://venue.test/ws/market",
      connect: (url) => {
        sockets.push(new FakeSocket(url));
        return sockets.at(-1) as FakeSocket;
      },
      now: () => now,
      random: () => made.random,
      idsPerLink: 200,
      idsPerFrame: 100,
      ...limits,
      emit: (raw) => emitted.push(raw),
      notice: (text) => notices.push(text),
      tooLong: () => made.tooLong++,
    }),
    sockets,
    emitted,
    notices,
    tooLong: 0,
    random: 1,
    pass: (ms) => {
      for (const end = now + ms; now < end;) {
        now += 50;
        made.pool.tick();
      }
    },
    settle: () => {
      for (let i = 0; i < 1_000; i++) {
        if (made.pool.status().every(({ state }) => state === "open")) return;
        made.pass(50);
        for (const socket of sockets) socket.accept();
      }
      assert.fail("the connections do not open");
    },
  };
  return made;
}

/** Two tokens of a made-up market. */
export function pair(n: number): TokenPair {
  return [`${n}y` as TokenId, `${n}n` as TokenId];
}

export function pairs(from: number, to: number): TokenPair[] {
  return Array.from({ length: to - from }, (_, i) => pair(from + i));
}

/** Tokens that a socket is subscribed to by the frames it was sent. */
export function carried(socket: FakeSocket): string[] {
  const held = new Set<string>();
  for (const { operation, assets_ids } of socket.frames()) {
    for (const id of assets_ids) operation === "unsubscribe" ? held.delete(id) : held.add(id);
  }
  return [...held];
}
