import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { Failure } from "../../web/answer.ts";
import type { Reply } from "../../web/api.ts";
import { type Fate, fateWords, sendCommand } from "../../web/command.ts";

function failed(status: number, message = "no"): { ok: false; failure: Failure } {
  return { ok: false, failure: { status, message, hint: null } };
}

const accepted: Reply<{ id: string }> = { ok: true, value: { id: "of the server" } };
const isWaiting: Reply<{ status: string }> = { ok: true, value: { status: "waiting" } };
const isTaken: Reply<{ status: string }> = { ok: true, value: { status: "taken" } };

const id = "00000000-0000-4000-8000-00000000000a";
const newId = () => id;

/** A halt that is sent to a server which answers so in turn, and at last that it was taken. */
async function sent(first: Reply<{ id: string }>, ...then: readonly Reply<{ status: string }>[]) {
  const shown: Fate[] = [];
  const asked: string[] = [];
  let waited = 0;
  await sendCommand({ command: "halt", reason: "why" }, {
    post: (path, body) => {
      asked.push(path);
      deepStrictEqual(body, { id, command: "halt", reason: "why", confirm: "halt" });
      return Promise.resolve(first);
    },
    get: (path) => {
      asked.push(path);
      return Promise.resolve(then[asked.length - 2] ?? isTaken);
    },
    wait: (ms) => Promise.resolve(void (waited += ms)),
    newId,
    show: (fate) => shown.push(fate),
    isLast: () => true,
  });
  return { shown, asked, waited };
}

Deno.test("a command that the server refuses was not sent, and is not asked about", async () => {
  for (const status of [400, 401, 403, 409, 413, 429]) {
    const reply = failed(status);
    const { shown, asked } = await sent(reply);
    deepStrictEqual(shown, [{ kind: "sending" }, { kind: "refused", failure: reply.failure }]);
    deepStrictEqual(asked, ["/api/command"]);
  }
});

Deno.test("a command whose answer was lost may have been sent, and is never said not to be", async () => {
  for (const status of [0, 500, 502, 504]) {
    const reply = failed(status);
    const { shown } = await sent(reply, reply, isWaiting, isTaken);
    deepStrictEqual(shown, [
      { kind: "sending" },
      { kind: "doubtful", failure: reply.failure },
      { kind: "doubtful", failure: reply.failure },
      { kind: "waiting" },
      { kind: "taken" },
    ]);
  }
});

Deno.test("a command that did not arrive is said not to be sent once it cannot be on its way", async () => {
  const { shown, waited } = await sent(failed(0), ...Array(20).fill(failed(404)));
  deepStrictEqual(shown.at(-1), { kind: "absent" });
  deepStrictEqual(shown.slice(1, -1).map(({ kind }) => kind), Array(11).fill("doubtful"));
  strictEqual(waited, 5_000);
});

Deno.test("a command in the inbox is asked about until it was taken, through every failure", async () => {
  for (const status of [0, 401, 404, 500]) {
    const reply = failed(status);
    const { shown, asked } = await sent(accepted, reply, reply, isWaiting, isTaken);
    deepStrictEqual(shown, [
      { kind: "sending" },
      { kind: "waiting" },
      { kind: "unknown", failure: reply.failure },
      { kind: "unknown", failure: reply.failure },
      { kind: "waiting" },
      { kind: "taken" },
    ]);
    deepStrictEqual(asked.slice(1), Array(4).fill(`/api/command/${id}`));
  }
});

Deno.test("a command not taken for twenty seconds is late, and is asked about more seldom", async () => {
  const { shown, waited } = await sent(accepted, ...Array(42).fill(isWaiting), isTaken);
  deepStrictEqual(shown.slice(-3).map(({ kind }) => kind), ["late", "late", "taken"]);
  strictEqual(shown.filter(({ kind }) => kind === "waiting").length, 1 + 40);
  strictEqual(waited, 40 * 500 + 2 * 5_000);
});

Deno.test("a command is no longer asked about when another one was sent", async () => {
  const fates: Fate[] = [];
  let isLast = true;
  await sendCommand({ command: "reduce", reason: "" }, {
    post: () => Promise.resolve(accepted),
    get: () => Promise.resolve(isWaiting),
    wait: () => Promise.resolve(void (isLast = false)),
    newId,
    show: (fate) => fates.push(fate),
    isLast: () => isLast,
  });
  deepStrictEqual(fates.map(({ kind }) => kind), ["sending", "waiting", "waiting"]);
});

Deno.test("only a refusal, or that it is not there, says that a command was not sent", () => {
  const { failure } = failed(500, "The server could not answer");
  const words = (fate: Fate) => fateWords("halt", fate);
  strictEqual(
    words({ kind: "refused", failure: { ...failure, hint: "log in" } }),
    "Halt was NOT sent. The server could not answer (log in).",
  );
  strictEqual(
    words({ kind: "doubtful", failure }),
    "Halt may have been sent or not. The server could not answer. " +
      "Look at the state on Now, or run polybot status. The page goes on asking.",
  );
  strictEqual(
    words({ kind: "absent" }),
    "Halt was NOT sent: the server was reached again, and does not have it.",
  );
  strictEqual(
    words({ kind: "unknown", failure }),
    "Halt was sent, and what became of it is not known. The server could not answer. " +
      "Look at the state on Now, or run polybot status. The page goes on asking.",
  );
  for (const kind of ["sending", "waiting", "late", "taken"] as const) {
    strictEqual(/not sent/i.test(words({ kind })), false, kind);
  }
});
