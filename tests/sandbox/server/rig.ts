// A whole sandbox on a port of the loopback, its clock moved by hand, and clients of it.
import assert from "node:assert/strict";
import type { ListedMarket } from "../../../src/sandbox/types.ts";
import type { SandboxOptions } from "../../../src/sandbox/options.ts";
import { type Sandbox, startSandbox } from "../../../src/sandbox/server.ts";
import { exchangeOf, orderId } from "../../../src/sandbox/auth/order_signature.ts";
import type { ApiKey } from "../../../src/sandbox/auth/keys.ts";
import type { Hex } from "../../../src/sandbox/types.ts";
import type { Scenario } from "../../../src/sandbox/world/scenario.ts";
import { scenarios } from "../../../src/sandbox/world/scenarios.ts";
import { anOrder, sign } from "../auth/orders.ts";
import { ANVIL_0 } from "../auth/vectors.ts";
import { START } from "../exchange/rig.ts";
import { signedRequest } from "../private/rig.ts";

/** Six markets on which nothing happens on its own. */
export const STILL: Scenario = {
  ...(scenarios["calm"] ?? assert.fail("no scenario calm")),
  markets: 6,
  messagesPerSecond: 0,
  volatility: 0,
  negRisk: 0,
  version2: 0,
};

export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
  /** The body as JSON; null for anything else. Fields are what the test wants them to be. */
  // deno-lint-ignore no-explicit-any
  readonly body: any;
}

export interface Rig {
  readonly sandbox: Sandbox;
  readonly market: ListedMarket;
  /** Any request. */
  ask(method: string, path: string, body?: unknown, init?: RequestInit): Promise<Answer>;
  get(path: string): Promise<Answer>;
  fault(value: Readonly<Record<string, unknown>>): Promise<Answer>;
  /** How often a fault acted. */
  acted(name: string): number;
  /** A request with the L2 headers of the rig's account, which has 1,000 dollars. */
  signed(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<Answer>;
  /** A body of `POST /order`: ten YES of the market at the best ask, unless said otherwise. */
  anOrder(change?: OrderChange): Promise<{ id: Hex; body: unknown }>;
  connect(path: string): Promise<Socket>;
}

export interface OrderChange {
  readonly postOnly?: boolean;
  readonly makerAmount?: bigint;
  readonly takerAmount?: bigint;
}

/** A client's end of a WebSocket. */
export interface Socket {
  readonly frames: string[];
  say(message: unknown): void;
  /** Waits until everything that was sent so far has arrived. */
  settled(): Promise<void>;
  /** The code with which the connection was closed. */
  closed(): Promise<number>;
  // deno-lint-ignore no-explicit-any
  messages(): any[];
}

/** Runs with a sandbox of its own, and closes it and its clients. */
export async function withSandbox(
  run: (rig: Rig) => Promise<void>,
  options: Partial<SandboxOptions> = {},
): Promise<void> {
  const sandbox = await startSandbox({
    port: 0,
    scenario: STILL,
    seed: 1,
    startAt: START,
    manual: true,
    ...options,
  });
  const sockets: WebSocket[] = [];
  try {
    await run(rigOf(sandbox, sockets));
  } finally {
    await sandbox.close();
    await Promise.all(sockets.map(ended));
  }
  assert.deepEqual(sandbox.status().errors, { count: 0, last: [] });
}

function rigOf(sandbox: Sandbox, sockets: WebSocket[]): Rig {
  const market = sandbox.exchange.markets()[0] ?? assert.fail("no market");
  const made = sandbox.keys.create(ANVIL_0, 0n) ?? assert.fail("no key");
  const caller: ApiKey = { ...made, address: ANVIL_0 };
  let salt = 1n;

  async function ask(method: string, path: string, body?: unknown, init: RequestInit = {}) {
    const text = body === undefined ? {} : { body: JSON.stringify(body) };
    return await answerOf(await fetch(`${sandbox.url}${path}`, { method, ...text, ...init }));
  }

  return {
    sandbox,
    market,
    ask,
    get: (path) => ask("GET", path),
    fault: (value) => ask("POST", "/sandbox/faults", value),
    acted: (name) => sandbox.faults.list().find((fault) => fault.name === name)?.acted ?? 0,
    async signed(method, path, body, signal) {
      const seconds = Math.floor(sandbox.clock.now() / 1_000);
      const text = body === undefined ? "" : JSON.stringify(body);
      const init = signedRequest(caller, seconds, method, path, text);
      return await ask(method, path, undefined, signal === undefined ? init : { ...init, signal });
    },
    async anOrder({ postOnly = false, ...amounts } = {}) {
      const ask = sandbox.exchange.book(market.yes)?.asks.at(-1)?.price ?? assert.fail("no ask");
      const struct = anOrder({
        salt: salt++,
        tokenId: BigInt(market.yes),
        makerAmount: BigInt(10 * ask),
        takerAmount: 10_000_000n,
        ...amounts,
      });
      const domain = exchangeOf(market, 137);
      const signature = await sign(struct, domain);
      const order = {
        salt: Number(struct.salt),
        maker: struct.maker,
        signer: struct.signer,
        tokenId: String(struct.tokenId),
        makerAmount: String(struct.makerAmount),
        takerAmount: String(struct.takerAmount),
        side: "BUY",
        signatureType: 0,
        timestamp: String(struct.timestamp),
        expiration: "0",
        metadata: struct.metadata,
        builder: struct.builder,
        signature,
      };
      const body = { deferExec: false, postOnly, order, owner: caller.apiKey, orderType: "GTC" };
      return { id: orderId(struct, domain), body };
    },
    connect: (path) => connect(`${sandbox.url.replace("http", "ws")}${path}`, sockets),
  };
}

async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.startsWith("application/json") === true;
  let body: unknown = null;
  try {
    if (isJson) body = JSON.parse(text);
  } catch (error) {
    assert.ok(error instanceof SyntaxError);
  }
  return { status: response.status, text, headers: response.headers, body };
}

async function connect(url: string, sockets: WebSocket[]): Promise<Socket> {
  const socket = new WebSocket(url);
  sockets.push(socket);
  const frames: string[] = [];
  let heardPong = (): void => {};
  const end = Promise.withResolvers<number>();
  const opened = Promise.withResolvers<void>();
  socket.onopen = () => opened.resolve();
  socket.onerror = () => opened.reject(new Error(`Cannot connect to ${url}`));
  socket.onclose = ({ code }) => end.resolve(code);
  socket.onmessage = ({ data }) => data === "PONG" ? heardPong() : frames.push(data);
  await opened.promise;
  return {
    frames,
    say: (message) => socket.send(typeof message === "string" ? message : JSON.stringify(message)),
    settled() {
      const { promise, resolve } = Promise.withResolvers<void>();
      heardPong = resolve;
      socket.send("PING");
      return promise;
    },
    closed: () => end.promise,
    messages: () => frames.flatMap((text) => JSON.parse(text)),
  };
}

function ended(socket: WebSocket): Promise<void> {
  if (socket.readyState === WebSocket.CLOSED) return Promise.resolve();
  return new Promise((done) => {
    socket.addEventListener("close", () => done());
    if (socket.readyState === WebSocket.OPEN) socket.close();
  });
}
