import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import type { ReportAnswer } from "../../web/answer.ts";
import type { Reply } from "../../web/api.ts";
import { type Loader, openLoader, type ReportState } from "../../web/loader.ts";

function answer(seq: number): ReportAnswer {
  return { report: "now", seq, at: 0, sections: [], pictures: [] };
}

/** A loader whose server answers when the test says so, on a clock that the test moves. */
function rig() {
  const asked: { path: string; abort: AbortSignal; reply(to: Reply<ReportAnswer>): void }[] = [];
  const shown: ReportState[] = [];
  let now = 0;
  let timers: { at: number; then: () => void }[] = [];
  let lastSeq = 0;
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
    lastSeq: () => lastSeq,
  });
  return {
    loader,
    rows(seq: number) {
      lastSeq = seq;
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
