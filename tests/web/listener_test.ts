import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { Head } from "../../web/answer.ts";
import { HIDDEN_POLL_MS, HIDDEN_SILENCE_MS, SILENCE_MS } from "../../web/connection.ts";
import { LOOK_MS, openListener, type StreamEvents } from "../../web/listener.ts";
import { aHead } from "./head.ts";

/** A listener on a clock that the test moves, with the streams that it opened. */
function rig() {
  const streams: { readonly events: StreamEvents; isOpen: boolean }[] = [];
  const later: (() => void)[] = [];
  let [now, isHidden] = [1_000_000, false];
  const seen = { heads: 0, kinds: [] as string[], renewals: 0, refusals: 0 };
  const listener = openListener({
    open: (events) => {
      const stream = { events, isOpen: true };
      streams.push(stream);
      return () => stream.isOpen = false;
    },
    isHidden: () => isHidden,
    now: () => now,
    after: (_ms, then) => later.push(then),
    head: () => seen.heads++,
    connection: ({ kind }) => seen.kinds.push(kind),
    renew: () => seen.renewals++,
    refused: () => seen.refusals++,
  });
  return {
    listener,
    streams,
    seen,
    open: () => streams.filter((stream) => stream.isOpen),
    hear: (head: Head) => streams.filter((stream) => stream.isOpen).at(-1)?.events.head(head),
    refuse: () => streams.at(-1)?.events.refused(),
    later: () => later.splice(0).forEach((then) => then()),
    hide(hidden: boolean) {
      isHidden = hidden;
      listener.turned();
    },
    /** Looks as often as the page does. */
    pass(ms: number, every = LOOK_MS) {
      for (let passed = 0; passed < ms; passed += every) {
        now += every;
        listener.look();
      }
    },
    /** Without a look, as a machine that sleeps. */
    sleep: (ms: number) => now += ms,
  };
}

Deno.test("a page that is seen listens to one stream, and silence on it is said", () => {
  const { hear, pass, seen, streams } = rig();
  hear(aHead());
  pass(SILENCE_MS + LOOK_MS);
  deepStrictEqual(seen.kinds, ["connecting", "live", "silent"]);
  hear(aHead());
  deepStrictEqual(seen.kinds.slice(3), ["live"]);
  strictEqual(streams.length, 1);
});

Deno.test("a hidden page is not silent: it asks for one head each half minute, and lets go", () => {
  const { hear, hide, open, pass, seen, streams } = rig();
  hear(aHead());
  hide(true);
  strictEqual(open().length, 0);
  pass(HIDDEN_POLL_MS - LOOK_MS);
  deepStrictEqual([streams.length, seen.kinds], [1, ["connecting", "live"]]);
  pass(2 * LOOK_MS);
  strictEqual(open().length, 1);
  hear(aHead({ seq: 2, trader: { alive: false, heardAt: 7 } }));
  deepStrictEqual(seen.kinds, ["connecting", "live", "stopped"]);
  strictEqual(open().length, 0);
  for (let seq = 3; seq < 8; seq++) {
    // A browser may let timers of hidden pages run once a minute.
    pass(60_000, 60_000);
    hear(aHead({ seq }));
  }
  deepStrictEqual(seen.kinds, ["connecting", "live", "stopped", "live"]);
  deepStrictEqual([streams.length, open().length, seen.heads], [7, 0, 7]);
});

Deno.test("a hidden page whose server is gone says so at last", () => {
  const { hear, hide, pass, seen } = rig();
  hear(aHead());
  hide(true);
  pass(HIDDEN_SILENCE_MS);
  deepStrictEqual(seen.kinds, ["connecting", "live"]);
  pass(LOOK_MS);
  deepStrictEqual(seen.kinds, ["connecting", "live", "silent"]);
});

Deno.test("a hidden page makes no report anew; once it is seen it does, if there is news", () => {
  const { hear, hide, pass, seen } = rig();
  hear(aHead());
  strictEqual(seen.renewals, 1);
  hide(true);
  pass(HIDDEN_POLL_MS);
  hear(aHead({ seq: 2 }));
  strictEqual(seen.renewals, 1);
  hide(false);
  hear(aHead({ seq: 2 }));
  hear(aHead({ seq: 2 }));
  strictEqual(seen.renewals, 2);
});

Deno.test("a page that is seen again or whose machine slept listens before it speaks of silence", () => {
  const { hear, hide, pass, seen, sleep } = rig();
  hear(aHead());
  hide(true);
  sleep(20_000);
  hide(false);
  deepStrictEqual(seen.kinds, ["connecting", "live", "connecting"]);
  hear(aHead());
  sleep(3_600_000);
  pass(LOOK_MS);
  deepStrictEqual(seen.kinds.slice(3), ["live", "connecting"]);
  pass(SILENCE_MS + LOOK_MS);
  deepStrictEqual(seen.kinds.slice(5), ["silent"]);
});

Deno.test("a refused stream is tried again, but not by a page that was logged out", () => {
  const { later, listener, open, refuse, seen, streams } = rig();
  refuse();
  deepStrictEqual([seen.refusals, open().length], [1, 0]);
  later();
  strictEqual(open().length, 1);
  refuse();
  listener.close();
  later();
  deepStrictEqual([streams.length, open().length], [2, 0]);
});
