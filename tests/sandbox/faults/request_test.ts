import assert from "node:assert/strict";
import { FAULT_NAMES, MENU, specOf } from "../../../src/sandbox/faults/menu.ts";
import { parseFault, parseFaults } from "../../../src/sandbox/faults/request.ts";

function errorOf(value: unknown): string {
  const parsed = parseFault(value);
  return parsed.ok ? assert.fail(`${JSON.stringify(value)} was taken`) : parsed.error;
}

Deno.test("every fault of the menu is taken by its name alone", () => {
  for (const name of FAULT_NAMES) {
    const parsed = parseFault({ name });
    assert.ok(parsed.ok, name);
    const fallbacks = Object.entries(specOf(name).args).map((
      [key, { fallback }],
    ) => [key, fallback]);
    assert.deepEqual(parsed.value, {
      name,
      args: Object.fromEntries(fallbacks),
      scope: {},
      forMs: null,
      times: null,
    });
  }
});

Deno.test("every line of the menu is one sentence, and every argument says what it is", () => {
  for (const name of FAULT_NAMES) {
    const { about, args } = specOf(name);
    assert.match(about, /^[A-Z0-9][^\n]+[.]$/, name);
    for (const argument of Object.values(args)) assert.ok(argument.about.length > 5, name);
  }
});

Deno.test("arguments, scope and limits are taken over", () => {
  const parsed = parseFault({
    name: "http5xx",
    status: 503,
    share: 0.5,
    path: "/book*",
    method: "post",
    forMs: 1_000,
    times: 2,
  });
  assert.deepEqual(parsed.ok && parsed.value, {
    name: "http5xx",
    args: { share: 0.5, status: 503, after: false },
    scope: { path: "/book*", method: "POST" },
    forMs: 1_000,
    times: 2,
  });
});

Deno.test("what is misspelt or out of range is refused by name", () => {
  assert.match(errorOf({ name: "drops" }), /no fault is named "drops"; there are drop, /);
  assert.match(errorOf({ name: "toString" }), /no fault is named/);
  assert.match(errorOf({ name: "drop", chance: 1 }), /drop has no chance; it takes forMs, times/);
  assert.match(errorOf({ name: "drop", path: "/book" }), /drop has no path/);
  assert.match(errorOf({ name: "slow", market: "1" }), /slow has no market/);
  assert.match(errorOf({ name: "drop", share: 1.1 }), /share: wanted a number between 0 and 1/);
  assert.match(errorOf({ name: "delay", ms: -1 }), /ms: wanted milliseconds/);
  assert.match(errorOf({ name: "tickChange", tickSize: "0.02" }), /tickSize: wanted one of 0.1/);
  assert.match(errorOf({ name: "drop", link: 0 }), /link: wanted the number/);
  assert.match(errorOf({ name: "drop", channel: "all" }), /channel: wanted market or user/);
  assert.match(errorOf({ name: "drop", forMs: 0.5 }), /forMs: wanted a whole number/);
  assert.match(errorOf({ name: "drop", afterMs: 1 }), /drop has no afterMs/);
  for (const value of [null, [], "drop", 1]) errorOf(value);
});

Deno.test("a number of YAML is taken where the argument is a text", () => {
  const parsed = parseFault({ name: "tickChange", tickSize: 0.001 });
  assert.equal(parsed.ok && parsed.value.args["tickSize"], "0.001");
});

Deno.test("a file is a list with times, or a mapping from names to arguments", () => {
  const list = parseFaults([{ name: "drop", afterMs: 5, everyMs: 10 }, { name: "freeze" }]);
  assert.ok(list.ok);
  assert.deepEqual(
    list.value.map(({ afterMs, everyMs, request }) => [afterMs, everyMs, request.name]),
    [
      [5, 10, "drop"],
      [0, null, "freeze"],
    ],
  );
  const mapping = parseFaults({ drop: { share: 0.5 }, freeze: true, close: null });
  assert.ok(mapping.ok);
  assert.deepEqual(mapping.value.map(({ request: { name, args } }) => [name, args]), [
    ["drop", { share: 0.5 }],
    ["freeze", {}],
    ["close", { code: 1001 }],
  ]);
  assert.deepEqual(parseFaults(null), { ok: true, value: [] });
});

Deno.test("every error of a file is said at once", () => {
  const parsed = parseFaults([{ name: "drop", afterMs: -1 }, { name: "freeze" }, 7]);
  assert.ok(!parsed.ok);
  assert.deepEqual(parsed.error, [
    "faults[0]: afterMs: wanted milliseconds, whole and not negative",
    "faults[2]: a fault is an object with a name",
  ]);
  assert.ok(!parseFaults("freeze").ok);
});

Deno.test("names of faults are not in two groups", () => {
  assert.equal(new Set(FAULT_NAMES).size, Object.keys(MENU).length);
});
