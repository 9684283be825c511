import { deepStrictEqual, notStrictEqual, ok, strictEqual } from "node:assert/strict";
import type { Head } from "../../web/answer.ts";
import {
  connectionOf,
  type Heard,
  HIDDEN_SILENCE_MS,
  isOld,
  SILENCE_MS,
} from "../../web/connection.ts";
import { iconOf, modeMeaning, titleOf } from "../../web/mode.ts";
import { aHead } from "./head.ts";

const alive = aHead();

function justHeard(head: Head): Heard {
  return { head, heardAt: 1_000, beganAt: 0, isHidden: false };
}

const live = { kind: "live" } as const;
const stopped = { kind: "stopped", since: null } as const;
const silent = { kind: "silent", since: 1 } as const;

Deno.test("live is only what was heard of within five seconds, of a trader that runs", () => {
  ok(SILENCE_MS < 5_000);
  const heard = justHeard(alive);
  deepStrictEqual(connectionOf(heard, 1_000 + SILENCE_MS), { kind: "live" });
  deepStrictEqual(connectionOf(heard, 1_001 + SILENCE_MS), { kind: "silent", since: 1_000 });
});

Deno.test("a trader that is dead is said to be at once, with when it was last heard of", () => {
  const head = aHead({ trader: { alive: false, heardAt: 7 } });
  deepStrictEqual(connectionOf(justHeard(head), 1_000), { kind: "stopped", since: 7 });
});

Deno.test("a ledger that is not read yet is neither live nor of any mode", () => {
  const head = aHead({ seq: 0, at: null, mode: null, state: null });
  deepStrictEqual(connectionOf(justHeard(head), 1_000), { kind: "reading" });
  strictEqual(titleOf(head.mode, { kind: "reading" }, null), "polybot");
  strictEqual(isOld({ kind: "reading" }), false);
});

Deno.test("a ledger that cannot be read further is not live, whether the trader runs or not", () => {
  const ledger = { ok: false, why: "row 7.1 cannot be folded" };
  const unread = { kind: "unread", why: "row 7.1 cannot be folded" } as const;
  deepStrictEqual(connectionOf(justHeard(aHead({ ledger })), 1_000), unread);
  const trader = { alive: false, heardAt: 7 };
  deepStrictEqual(connectionOf(justHeard(aHead({ ledger, trader })), 1_000), unread);
  strictEqual(titleOf("LIVE", unread, "ACTIVE"), "[not live] LIVE - polybot");
  strictEqual(isOld(unread), true);
});

Deno.test("a server that never answered is silent, not connecting for ever", () => {
  const heard = { head: null, heardAt: null, beganAt: 100, isHidden: false };
  deepStrictEqual(connectionOf(heard, 200), { kind: "connecting" });
  deepStrictEqual(connectionOf(heard, 101 + SILENCE_MS), { kind: "silent", since: 100 });
});

Deno.test("a hidden page is given the time between two of its questions", () => {
  const heard = { head: alive, heardAt: 1_000, beganAt: 0, isHidden: true };
  deepStrictEqual(connectionOf(heard, 1_000 + HIDDEN_SILENCE_MS), { kind: "live" });
  deepStrictEqual(connectionOf(heard, 1_001 + HIDDEN_SILENCE_MS), { kind: "silent", since: 1_000 });
});

Deno.test("the tab's title begins with what is wrong, then the mode", () => {
  strictEqual(titleOf("PAPER", live, "ACTIVE"), "PAPER - polybot");
  strictEqual(titleOf("LIVE", live, "HALTED"), "[HALTED] LIVE - polybot");
  strictEqual(titleOf("LIVE", stopped, "ACTIVE"), "[not running] LIVE - polybot");
  strictEqual(titleOf("LIVE", silent, "HALTED"), "[no connection] LIVE - polybot");
  strictEqual(titleOf(null, { kind: "connecting" }, null), "polybot");
});

Deno.test("each mode has an icon, a letter and a meaning of its own", () => {
  const modes = ["PAPER", "LIVE", "SANDBOX"] as const;
  const icons = modes.map((mode) => decodeURIComponent(iconOf(mode, live, "ACTIVE")));
  strictEqual(new Set(icons.map((icon) => /<(?:rect|circle|path)[^>]*d?/.exec(icon)?.[0])).size, 3);
  modes.forEach((mode, i) => ok(icons[i]?.includes(`>${mode[0]}</text>`), mode));
  for (const mode of modes) ok(mode === "LIVE" || modeMeaning[mode].startsWith("no real money"));
  notStrictEqual(iconOf(null, live, null), iconOf("PAPER", live, "ACTIVE"));
});

Deno.test("the icon alone tells that trading is blocked, and that nothing is live", () => {
  const icon = (...of: Parameters<typeof iconOf>) => decodeURIComponent(iconOf(...of));
  const [active, halted] = [icon("LIVE", live, "ACTIVE"), icon("LIVE", live, "HALTED")];
  notStrictEqual(active, halted);
  strictEqual(icon("LIVE", live, "REDUCING"), halted);
  strictEqual(active.includes("#b3261e"), true);
  for (const gone of [stopped, silent]) {
    strictEqual(icon("LIVE", gone, "ACTIVE"), active.replace("#b3261e", "#555555"));
    strictEqual(icon("LIVE", gone, "HALTED"), halted.replace("#b3261e", "#555555"));
  }
});
