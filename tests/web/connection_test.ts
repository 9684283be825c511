import { deepStrictEqual, notStrictEqual, ok, strictEqual } from "node:assert/strict";
import type { Head } from "../../web/answer.ts";
import { connectionOf, HIDDEN_SILENCE_MS, SILENCE_MS } from "../../web/connection.ts";
import { iconOf, modeMeaning, titleOf } from "../../web/mode.ts";

function aHead(trader: Head["trader"]): Head {
  const state = { word: "ACTIVE", reason: null, who: null, since: null } as const;
  return { seq: 1, at: 5, now: 9, mode: "PAPER", control: false, trader, state, version: "1" };
}

const alive = aHead({ alive: true, heardAt: 9 });

const live = { kind: "live" } as const;
const stopped = { kind: "stopped", since: null } as const;
const silent = { kind: "silent", since: 1 } as const;

Deno.test("live is only what was heard of within five seconds, of a trader that runs", () => {
  ok(SILENCE_MS < 5_000);
  const heard = { head: alive, heardAt: 1_000, beganAt: 0, isHidden: false };
  deepStrictEqual(connectionOf(heard, 1_000 + SILENCE_MS), { kind: "live" });
  deepStrictEqual(connectionOf(heard, 1_001 + SILENCE_MS), { kind: "silent", since: 1_000 });
});

Deno.test("a trader that is dead is said to be at once, with when it was last heard of", () => {
  const head = aHead({ alive: false, heardAt: 7 });
  deepStrictEqual(connectionOf({ head, heardAt: 1_000, beganAt: 0, isHidden: false }, 1_000), {
    kind: "stopped",
    since: 7,
  });
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
