import assert from "node:assert/strict";
import { type Ask, type AskOptions, createAsk } from "../../../src/adapters/polymarket/ask.ts";
import type { RestFailure } from "../../../src/adapters/polymarket/failure.ts";
import type { Fetch } from "../../../src/adapters/polymarket/http.ts";
import { createRateBudget } from "../../../src/adapters/polymarket/rate_budget.ts";
import { machineWall, type Wall } from "../../../src/adapters/polymarket/wall.ts";
import { millis } from "../../../src/core/types/units.ts";
import {
  closedPort,
  denoError,
  get,
  scripted,
  silentFetch,
  SimWall,
  status,
  turn,
  withServer,
} from "./rest_rig.ts";

const url = "https://clob.test/time";
const answered = () => new Response("1795305600");

interface Asker {
  readonly ask: Ask;
  readonly said: string[];
}

function asker(wall: Wall, fetch: Fetch, more: Partial<AskOptions> = {}): Asker {
  const said: string[] = [];
  const ask = createAsk({
    fetch,
    wall,
    timeoutMs: 8_000,
    patienceMs: 12_000,
    maxBytes: 1_000,
    userAgent: "polybot/0.0.0",
    budget: createRateBudget({ wall }),
    say: (text) => said.push(text),
    ...more,
  });
  return { ask, said };
}

async function failed(asking: ReturnType<Ask>): Promise<RestFailure> {
  const answer = await asking;
  if (answer.ok) throw new Error(`answered: ${answer.value.text}`);
  return answer.error;
}

Deno.test("a failing host is asked again after 0.25, 0.5, 1, 2, 4 and 8 s, each halved by chance", async () => {
  const wall = new SimWall();
  const { fetch, asked } = scripted(wall, [status(503)]);
  const failure = await wall.run(failed(asker(wall, fetch).ask(get(url))));
  // Sums of 125, 250, 500, 1000, 2000, 4000; the next would end after the patience of 12 s.
  assert.deepEqual(asked, [0, 125, 375, 875, 1_875, 3_875, 7_875]);
  assert.equal(failure.detail, "clob.test answered 503 (7 tries in 7.9 s)");
  assert.deepEqual([failure.kind, failure.status], ["status", 503]);
  assert.equal(wall.clock.nextDue(), null, "no timer is left");
});

Deno.test("tries are bounded where chance makes every wait short", async () => {
  const wall = new SimWall();
  wall.chance = 0;
  const { fetch, asked } = scripted(wall, [status(500)]);
  await wall.run(failed(asker(wall, fetch).ask(get(url))));
  assert.equal(asked.length, 8);
});

Deno.test("the first answer ends the tries", async () => {
  const wall = new SimWall();
  const page = () => new Response("<html><title>x</title></html>");
  const { fetch, asked } = scripted(wall, [status(502), page, () => new Response("[1"), answered]);
  const { ask, said } = asker(wall, fetch);
  const answer = await wall.run(ask(get(url)));
  assert.deepEqual(answer, { ok: true, value: { text: "1795305600", json: 1_795_305_600 } });
  assert.deepEqual([asked, said], [[0, 125, 375, 875], []]);
});

Deno.test("what cannot help is tried once", async () => {
  const denied = () => {
    throw new Deno.errors.NotCapable("Requires net access");
  };
  const cases = [...[400, 401, 403, 404, 422, 302, 501].map((code) => status(code)), denied];
  for (const once of cases) {
    const wall = new SimWall();
    const { fetch, asked } = scripted(wall, [once]);
    await wall.run(failed(asker(wall, fetch).ask(get(url))));
    assert.deepEqual(asked, [0]);
  }
});

Deno.test("without a network a call gives up within a second, after two more tries", async () => {
  const causes = [
    ["client error (Connect): dns error: failed to lookup address information", "name not found"],
    [
      "client error (Connect): tcp connect error: Connection refused (os error 111)",
      "connection refused",
    ],
    ["tcp connect error: Network is unreachable (os error 101)", "network unreachable"],
  ] as const;
  for (const [cause, words] of causes) {
    const wall = new SimWall();
    wall.chance = 0.999;
    const { fetch, asked } = scripted(wall, [denoError(cause)]);
    const failure = await wall.run(failed(asker(wall, fetch).ask(get(url))));
    // 249 and 499: whole milliseconds below 250 and 500.
    assert.deepEqual(asked, [0, 249, 748]);
    assert.equal(failure.detail, `clob.test: ${words} (3 tries in 0.7 s)`);
  }
});

Deno.test("a closed port is given up after three tries, long before the patience ends", async () => {
  const wall = { ...machineWall, random: () => 0.1 };
  const { ask } = asker(wall, fetch, { patienceMs: 600_000 });
  const failure = await failed(ask(get(closedPort())));
  assert.match(
    failure.detail,
    /^127\.0\.0\.1:\d+: connection refused \(3 tries in \d+(\.\d)? s\)$/,
  );
});

Deno.test("a network that swallows everything costs the patience and no more", async () => {
  const wall = new SimWall();
  const failure = await wall.run(failed(asker(wall, silentFetch).ask(get(url))));
  // 8 s for the first try, 125 ms, and what is left of 12 s for the second.
  assert.equal(wall.now(), 12_000);
  assert.equal(failure.kind, "timeout");
  assert.equal(failure.detail, "no answer from clob.test within 3.9 s (2 tries in 12 s)");
});

Deno.test("a short patience still makes one try", async () => {
  const wall = new SimWall();
  const failure = await wall.run(
    failed(asker(wall, silentFetch, { patienceMs: 100 }).ask(get(url))),
  );
  assert.equal(failure.detail, "no answer from clob.test within 0.1 s");
  assert.equal(wall.now(), 100);
});

Deno.test("R-064 a host that sent Retry-After is asked by nobody before that time", async () => {
  for (const code of [425, 429, 503]) {
    const wall = new SimWall();
    const script = [status(code, { "retry-after": "4" }), answered];
    const { fetch, asked } = scripted(wall, script);
    const { ask, said } = asker(wall, fetch);
    const first = ask(get(url));
    await turn();
    const answers = await wall.run(Promise.all([first, ask(get(`${url}?other`))]));
    assert.ok(answers.every(({ ok }) => ok));
    assert.deepEqual(asked, [0, 4_000, 4_000]);
    assert.deepEqual(said, [`clob.test asks to wait 4 s (status ${code})`]);
  }
});

Deno.test("R-064 a Retry-After beyond the patience fails at once, and so do the calls after it", async () => {
  const wall = new SimWall();
  const { fetch, asked } = scripted(wall, [status(429, { "retry-after": "60" }), answered]);
  const { ask, said } = asker(wall, fetch);
  const first = await wall.run(failed(ask(get(url))));
  assert.equal(first.detail, "clob.test answered 429; it asks to wait 60 s");
  const second = await wall.run(failed(ask(get(url))));
  assert.equal(
    second.detail,
    "clob.test: not asked for 60 s more, it asked to wait (clob.test answered 429)",
  );
  assert.deepEqual([asked, wall.now()], [[0], 0]);
  await wall.run(wall.sleep(50_000));
  assert.equal((await wall.run(ask(get(url)))).ok, true, "10 s are within the patience");
  assert.deepEqual(asked, [0, 60_000]);
  assert.equal(said.length, 1);
});

Deno.test("R-064 neither a shorter wait nor another call's answer ends a wait asked for", async () => {
  const wall = new SimWall();
  const script = [
    status(429, { "retry-after": "8" }),
    status(429, { "retry-after": "2" }),
    answered,
  ];
  const { fetch, asked } = scripted(wall, script);
  const { ask } = asker(wall, fetch);
  const underWay = [1, 2, 3, 4].map(() => ask(get(url)));
  await wall.run(Promise.all(underWay));
  // Four at once, two of them answered; the two that were refused go when the longest wait is over.
  assert.deepEqual(asked, [0, 0, 0, 0, 8_000, 8_000]);
});

Deno.test("that a host asks for time is said once in five minutes", async () => {
  const wall = new SimWall();
  const again = status(429, { "retry-after": "1" });
  const { fetch } = scripted(wall, [again, answered, again, answered, again, answered]);
  const { ask, said } = asker(wall, fetch);
  await wall.run(ask(get(url)));
  await wall.run(ask(get(url)));
  assert.equal(said.length, 1);
  await wall.run(wall.sleep(300_000));
  await wall.run(ask(get(url)));
  assert.equal(said.length, 2);
});

Deno.test("R-064 a date in Retry-After is waited for", async () => {
  const wall = new SimWall(784_111_770_000);
  const date = "Sun, 06 Nov 1994 08:49:37 GMT";
  const { fetch, asked } = scripted(wall, [status(503, { "retry-after": date }), answered]);
  assert.equal((await wall.run(asker(wall, fetch).ask(get(url)))).ok, true);
  assert.equal(asked[1], 784_111_777_000);
});

Deno.test("a Retry-After of a year is one of five minutes", async () => {
  const wall = new SimWall();
  const { fetch, asked } = scripted(wall, [status(503, { "retry-after": "31536000" }), answered]);
  const { ask } = asker(wall, fetch);
  await wall.run(failed(ask(get(url))));
  await wall.run(wall.sleep(300_000));
  assert.equal((await wall.run(ask(get(url)))).ok, true);
  assert.deepEqual(asked, [0, 300_000]);
});

Deno.test("R-183 a dead host is closed after ten failures, said once, and probed now and then", async () => {
  const wall = new SimWall();
  let up = false;
  const { fetch, asked } = scripted(wall, [() => up ? answered() : status(500)()]);
  const { ask, said } = asker(wall, fetch);
  const storm = Array.from({ length: 50 }, (_, i) => failed(ask(get(`${url}?${i}`))));
  await wall.run(Promise.all(storm));
  // Fifty were under way when it closed; none of them tried twice.
  assert.equal(asked.length, 50);
  assert.equal(said.length, 1);
  assert.match(
    said[0] ?? "",
    /^clob\.test: 10 failures in a row, the last: clob\.test answered 500/,
  );

  asked.length = 0;
  const closedAt = wall.now();
  for (let i = 0; i < 1_200; i++) {
    const failure = await wall.run(failed(ask(get(url))));
    assert.equal(failure.status, 500);
    await wall.run(wall.sleep(100));
  }
  // Pauses of 5 s, then 10, 20 and 30 s after each probe, in two minutes of asking.
  const gaps = asked.map((at, i) => Math.round((at - (asked[i - 1] ?? closedAt)) / 1_000));
  assert.deepEqual(gaps.slice(0, 4), [5, 10, 20, 30]);
  assert.ok(gaps.length <= 6 && gaps.slice(3).every((gap) => gap >= 30), String(gaps));
  assert.equal(said.length, 1);

  up = true;
  await wall.run(wall.sleep(31_000));
  const answers = await wall.run(
    ask(get(url)).then(() => Promise.all([1, 2, 3].map(() => ask(get(url))))),
  );
  assert.ok(answers.every(({ ok }) => ok));
  assert.match(said[1] ?? "", /^clob\.test answers again after \d+ failures$/);
  assert.equal(said.length, 2);
});

Deno.test("a host that is down does not close another", async () => {
  const wall = new SimWall();
  const fetch: Fetch = (asked) =>
    Promise.resolve(asked.startsWith(url) ? status(500)() : answered());
  const { ask } = asker(wall, fetch);
  await wall.run(Promise.all(Array.from({ length: 20 }, () => failed(ask(get(url))))));
  assert.equal((await wall.run(ask(get("https://gamma.test/")))).ok, true);
});

Deno.test("refusals of a live host do not close it, and end a row of failures", async () => {
  const wall = new SimWall();
  wall.chance = 0;
  const row = new Array(8).fill(status(500));
  const { fetch, asked } = scripted(wall, [...row, status(404), ...row, status(404)]);
  const { ask, said } = asker(wall, fetch);
  for (let i = 0; i < 30; i++) await wall.run(failed(ask(get(url))));
  assert.deepEqual([asked.length, said], [8 + 1 + 8 + 27, []]);
});

Deno.test("a storm of 429 over real connections ends within the bounds", async () => {
  let asked = 0;
  const wall = { ...machineWall, random: () => 0.01 };
  const { ask, said } = asker(wall, fetch, { patienceMs: 10_000 });
  const failures = await withServer(() => {
    asked++;
    return Response.json({ error: "too many requests" }, { status: 429 });
  }, (base) => Promise.all(Array.from({ length: 6 }, () => failed(ask(get(base))))));
  assert.ok(failures.every(({ status }) => status === 429));
  assert.ok(asked >= 10 && asked <= 20, `${asked} requests`);
  assert.equal(said.length, 1);
});

Deno.test("waiting for the budget does not cost patience", async () => {
  const wall = new SimWall();
  const { fetch, asked } = scripted(wall, [status(500), status(500), answered]);
  const budget = createRateBudget({ wall, share: 1, limits: { data: 1 } });
  const { ask } = asker(wall, fetch, { budget, patienceMs: 1_000 });
  const call = { url, scopes: ["data"] } as const;
  assert.equal((await wall.run(ask(call))).ok, true);
  assert.deepEqual(asked, [0, 10_000, 20_000], "every try counts against the budget");
});

Deno.test("a host that is down is probed by one call, whoever else comes meanwhile", async () => {
  const wall = new SimWall();
  const { fetch, asked } = scripted(wall, [status(500)]);
  const { ask } = asker(wall, fetch);
  const ten = () => Promise.all(Array.from({ length: 10 }, () => failed(ask(get(url)))));
  await wall.run(ten());
  await wall.run(wall.sleep(5_000));
  asked.length = 0;
  const failures = await wall.run(ten());
  assert.equal(asked.length, 1);
  assert.match(
    failures[9]?.detail ?? "",
    /^clob\.test: not asked for \d+(\.\d)? s more, it keeps failing \(clob\.test answered 500\)$/,
  );
});

Deno.test("an abort ends every wait: between tries, for the host, for the budget", async () => {
  const cases: readonly (readonly [script: (() => Response)[], limit: number])[] = [
    [[status(500)], 100],
    [[status(503, { "retry-after": "10" })], 100],
    [[answered], 1],
  ];
  for (const [script, limit] of cases) {
    const wall = new SimWall();
    const stop = new AbortController();
    const { fetch, asked } = scripted(wall, script);
    const budget = createRateBudget({ wall, share: 1, limits: { data: limit } });
    const { ask } = asker(wall, fetch, { signal: stop.signal, budget });
    const call = { url, scopes: ["data"] } as const;
    if (limit === 1) await wall.run(ask(call));
    wall.clock.after(millis(300), () => stop.abort());
    assert.equal((await wall.run(failed(ask(call)))).kind, "aborted");
    assert.equal(wall.now(), 300);
    const before = asked.length;
    assert.equal((await wall.run(failed(ask(call)))).kind, "aborted");
    assert.equal(asked.length, before, "nothing is sent after it");
    assert.equal(wall.clock.nextDue(), null, "no timer is left");
  }
});

Deno.test("a client that lives long leaves nothing on its signal", async () => {
  const wall = new SimWall();
  const { signal } = new AbortController();
  const [add, remove] = [signal.addEventListener, signal.removeEventListener];
  const listening = new Set<unknown>();
  signal.addEventListener = (...args: Parameters<typeof add>) => {
    listening.add(args[1]);
    add.apply(signal, args);
  };
  signal.removeEventListener = (...args: Parameters<typeof remove>) => {
    listening.delete(args[1]);
    remove.apply(signal, args);
  };
  const { fetch } = scripted(wall, [answered]);
  const { ask } = asker(wall, fetch, { signal });
  for (let i = 0; i < 20; i++) await wall.run(ask(get(url)));
  assert.equal(listening.size, 0);
});
