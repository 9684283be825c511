import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import type { ReportAnswer } from "../../web/answer.ts";
import type { Reply } from "../../web/api.ts";
import { type Loader, openLoader, type ReportState } from "../../web/loader.ts";

function answer(seq: number, maxAgeMs: number | null = null): ReportAnswer {
  return { report: "now", seq, at: 0, maxAgeMs, sections: [], pictures: [] };
}

/** A loader whose server answers when the test says so, on a clock that the test moves. */
function rig() {
  const asked: { path: string; abort: AbortSignal; reply(to: Reply<ReportAnswer>): void }[] = [];
  const shown: ReportState[] = [];
  let now = 0;
  let timers: { at: number; then: () => void }[] = [];
  let lastSeq = 0;
  let isHidden = false;
  const loader: Loader = openLoader({
    get: (path, abort) => {
      const { promise, resolve } = Promise.withResolvers<Reply<ReportAnswer>>();
      asked.push({ path, abort, reply: resolve });
      return promise;
    },
    show: (state) => shown.push(state),
    now: () => now,
    after: (ms, then) => {
      const timer = { at: now + ms, then };
      timers.push(timer);
      return () => timers = timers.filter((one) => one !== timer);
    },
    isHidden: () => isHidden,
    lastSeq: () => lastSeq,
  });
  return {
    loader,
    rows(seq: number) {
      lastSeq = seq;
    },
    hide(hidden: boolean) {
      isHidden = hidden;
    },
    asked,
    shown,
    pass(ms: number) {
      now += ms;
      const due = timers.filter(({ at }) => at <= now);
      timers = timers.filter(({ at }) => at > now);
      for (const { then } of due) then();
    },
    async answer(index: number, to: Reply<ReportAnswer>) {
      asked[index]?.reply(to);
      await Promise.resolve();
      await Promise.resolve();
      await Promise.resolve();
    },
  };
}

const good = (seq: number): Reply<ReportAnswer> => ({ ok: true, value: answer(seq) });

Deno.test("a report is asked for again once a second at most, however many rows arrive", async () => {
  const { loader, asked, pass, answer: reply } = rig();
  loader.open("/a");
  await reply(0, good(1));
  for (let i = 0; i < 20; i++) {
    loader.refresh();
    pass(10);
  }
  strictEqual(asked.length, 1);
  pass(800);
  strictEqual(asked.length, 2);
});

Deno.test("rows that arrive while an answer is on its way are not missed, nor asked for twice", async () => {
  const { loader, asked, pass, answer: reply } = rig();
  loader.open("/a");
  loader.refresh();
  loader.refresh();
  pass(5_000);
  strictEqual(asked.length, 1);
  await reply(0, good(1));
  pass(0);
  strictEqual(asked.length, 2);
});

Deno.test("an answer that comes after another report was opened is not shown", async () => {
  const { loader, asked, shown, answer: reply } = rig();
  loader.open("/a");
  loader.open("/b");
  ok(asked[0]?.abort.aborted);
  await reply(0, good(1));
  deepStrictEqual(shown.at(-1), { answer: null, error: null, loading: true });
  await reply(1, good(2));
  strictEqual(shown.at(-1)?.answer?.seq, 2);
});

Deno.test("a failure keeps the last answer and says so; the next answer takes it back", async () => {
  const { loader, shown, pass, answer: reply } = rig();
  loader.open("/a");
  await reply(0, good(1));
  loader.refresh();
  pass(1_000);
  const failure = { status: 0, message: "no answer", hint: null };
  await reply(1, { ok: false, failure });
  deepStrictEqual(shown.at(-1), { answer: answer(1), error: failure, loading: false });
  loader.refresh();
  pass(1_000);
  await reply(2, good(3));
  deepStrictEqual(shown.at(-1), { answer: answer(3), error: null, loading: false });
});

Deno.test("a closed loader asks for nothing", async () => {
  const { loader, asked, pass, answer: reply } = rig();
  loader.open("/a");
  await reply(0, good(1));
  loader.refresh();
  loader.close();
  loader.refresh();
  pass(10_000);
  strictEqual(asked.length, 1);
});

Deno.test("an answer that lacks the last rows is asked for again until it has them", async () => {
  const { loader, asked, pass, rows, answer: reply } = rig();
  rows(7);
  loader.open("/a");
  await reply(0, good(5));
  pass(1_000);
  strictEqual(asked.length, 2);
  await reply(1, good(7));
  pass(5_000);
  strictEqual(asked.length, 2);
});

const aged = (maxAgeMs: number): Reply<ReportAnswer> => ({ ok: true, value: answer(1, maxAgeMs) });

Deno.test("what is of more than the ledger is asked for again with no row, for as long as it says", async () => {
  const { loader, asked, pass, answer: reply } = rig();
  loader.open("/a");
  await reply(0, aged(5_000));
  pass(4_999);
  strictEqual(asked.length, 1);
  pass(1);
  strictEqual(asked.length, 2);
  await reply(1, good(1));
  pass(60_000);
  strictEqual(asked.length, 2);
});

Deno.test("a row does not wait for that time, and takes its place", async () => {
  const { loader, asked, pass, answer: reply } = rig();
  loader.open("/a");
  await reply(0, aged(5_000));
  loader.refresh();
  pass(1_000);
  strictEqual(asked.length, 2);
  await reply(1, aged(5_000));
  pass(4_000);
  strictEqual(asked.length, 2);
  pass(1_000);
  strictEqual(asked.length, 3);
});

Deno.test("on a page that nobody sees it is not asked for until somebody does", async () => {
  const { loader, asked, pass, hide, answer: reply } = rig();
  loader.open("/a");
  await reply(0, aged(1_000));
  hide(true);
  for (let i = 0; i < 100; i++) pass(1_000);
  strictEqual(asked.length, 1);
  hide(false);
  pass(2_000);
  strictEqual(asked.length, 2);
});

Deno.test("a server that is gone or busy is asked again, one that refuses is not", async () => {
  for (const [status, times] of [[0, 2], [503, 2], [404, 1], [500, 1]] as const) {
    const { loader, asked, pass, answer: reply } = rig();
    loader.open("/a");
    await reply(0, { ok: false, failure: { status, message: "", hint: null } });
    pass(2_000);
    strictEqual(asked.length, times, String(status));
    loader.close();
    pass(60_000);
    strictEqual(asked.length, times, String(status));
  }
});
