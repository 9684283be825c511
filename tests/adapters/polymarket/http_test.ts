import assert from "node:assert/strict";
import type { Miss } from "../../../src/adapters/polymarket/http.ts";
import { tryOnce, type TryOptions } from "../../../src/adapters/polymarket/http.ts";
import { closedPort, get, realTry, withRawServer, withServer } from "./rest_rig.ts";

/** The failure of one try against a server; an answer fails the test. */
async function missed(url: string, more: Partial<TryOptions> = {}): Promise<Miss> {
  const answer = await tryOnce(get(url), realTry(more));
  if (answer.ok) throw new Error(`answered: ${answer.value.text}`);
  return answer.error;
}

const hostIn = (base: string) => new URL(base).host;

Deno.test("an answer is handed on byte for byte, with its JSON read", async () => {
  // Three- and four-byte letters, so that some chunk ends inside one.
  const text = ` {"question": "${"\u20ac\u{1f600}".repeat(20_000)}"}\n`;
  const seen: (string | null)[] = [];
  const answer = await withServer((request) => {
    seen.push(request.headers.get("user-agent"), request.headers.get("accept"), request.method);
    return new Response(text);
  }, (base) => tryOnce(get(base), realTry()));
  assert.equal(answer.ok && answer.value.text === text, true);
  assert.deepEqual(answer.ok && answer.value.json, JSON.parse(text));
  assert.deepEqual(seen, ["polybot/0.0.0", "application/json", "GET"]);
});

Deno.test("a body to send goes as JSON by POST", async () => {
  let seen = "";
  const answer = await withServer(async (request) => {
    seen = `${request.method} ${request.headers.get("content-type")} ${await request.text()}`;
    return Response.json([]);
  }, (base) => tryOnce({ ...get(base), json: '[{"token_id":"1"}]' }, realTry()));
  assert.equal(answer.ok, true);
  assert.equal(seen, 'POST application/json [{"token_id":"1"}]');
});

Deno.test("a server that does not answer in time is a timeout", async () => {
  let release = () => {};
  const held = new Promise<void>((resolve) => release = resolve);
  const { failure, again } = await withServer(async () => {
    await held;
    return new Response("{}");
  }, async (base) => {
    const miss = await missed(base, { timeoutMs: 60 });
    release();
    return miss;
  });
  assert.equal(failure.kind, "timeout");
  assert.equal(failure.detail, `no answer from ${failure.host} within 0.1 s`);
  assert.equal(again, "often");
});

Deno.test("the time limit covers the body too", async () => {
  const { failure } = await withServer(
    // A first byte at once, and then nothing.
    () => new Response(new ReadableStream({ start: (body) => body.enqueue(new Uint8Array([91])) })),
    (base) => missed(base, { timeoutMs: 60 }),
  );
  assert.equal(failure.kind, "timeout");
});

Deno.test("a body that comes slowly but in time is whole", async () => {
  const parts = ['{"a"', ":[1,", "2]}"];
  const answer = await withServer(
    () =>
      new Response(
        new ReadableStream({
          async pull(body) {
            await new Promise((resolve) => setTimeout(resolve, 5));
            const part = parts.shift();
            if (part === undefined) body.close();
            else body.enqueue(new TextEncoder().encode(part));
          },
        }),
      ),
    (base) => tryOnce(get(base), realTry()),
  );
  assert.deepEqual(answer.ok && answer.value.json, { a: [1, 2] });
});

Deno.test("a connection cut inside the body is tried again", async () => {
  for (
    const reply of [
      'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"a":1}',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7\r\n{"a":1}\r\n',
      "",
    ]
  ) {
    const { failure, again } = await withRawServer(reply, missed);
    assert.equal(failure.kind, "network", reply);
    assert.equal(
      failure.detail,
      `${failure.host}: the connection was closed before the answer was complete`,
    );
    assert.equal(again, "often");
  }
});

Deno.test("an answer that is no HTTP is a network failure", async () => {
  const { failure, again } = await withRawServer("SSH-2.0-x\r\n\r\n", missed);
  assert.deepEqual([failure.kind, again], ["network", "often"]);
});

Deno.test("JSON cut short at its source is no answer, even where it ends with a bracket", async () => {
  for (
    const text of ['{"markets":[{"id":"1"}', '{"markets":[{"id":"1"}]', '[{"a":1},', "[", "nul"]
  ) {
    const { failure, again } = await withServer(() => new Response(text), missed);
    assert.equal(
      failure.detail,
      `${failure.host} answered 200 with broken JSON of ${text.length} bytes`,
    );
    assert.deepEqual([failure.kind, failure.status, again], ["status", 200, "often"]);
  }
});

Deno.test("an HTML page with status 200 is no answer", async () => {
  const page = "<!DOCTYPE html><html><head><title>Just a\n moment...</title></head></html>";
  const { failure, again } = await withServer(() => new Response(page), missed);
  assert.equal(
    failure.detail,
    `${failure.host} answered 200 with an HTML page, "Just a moment..."`,
  );
  assert.equal(again, "often");
});

Deno.test("an empty body and one that is no UTF-8 are no answers", async () => {
  const empty = await withServer(() => new Response(""), missed);
  assert.match(empty.failure.detail, /an empty body, wanted JSON/);
  const bytes = new Uint8Array([0x22, 0xff, 0x22]);
  const broken = await withServer(() => new Response(bytes), missed);
  assert.match(broken.failure.detail, /broken JSON of 3 bytes/);
});

Deno.test("a body over its bound is refused before it is all read", async () => {
  let sent = 0;
  const { failure, again } = await withServer(
    () =>
      new Response(
        new ReadableStream({
          pull: (body) => {
            sent += 65_536;
            body.enqueue(new Uint8Array(65_536));
          },
        }),
      ),
    (base) => missed(base, { maxBytes: 200_000 }),
  );
  assert.equal(failure.kind, "tooLarge");
  assert.equal(failure.detail, `${failure.host}: its answer is larger than 200000 bytes`);
  assert.equal(again, "never");
  // The rest is what buffers of the two sockets took.
  assert.ok(sent < 50_000_000, `${sent} bytes were sent`);
});

Deno.test("a body that says it is too long is not read at all", async () => {
  // Read to its end it would be a cut connection.
  const reply = "HTTP/1.1 200 OK\r\nContent-Length: 2000000\r\n\r\n[";
  const { failure } = await withRawServer(reply, missed);
  assert.equal(failure.kind, "tooLarge");
});

Deno.test("a refusal whose body is cut is still a refusal", async () => {
  const reply = "HTTP/1.1 404 Not Found\r\nContent-Length: 100\r\n\r\nab";
  const { failure, again } = await withRawServer(reply, missed);
  assert.equal(failure.detail, `${failure.host} answered 404`);
  assert.deepEqual([failure.kind, again], ["status", "never"]);
});

Deno.test("the bound is of what a compressed body becomes", async () => {
  const small = await new Response(
    new Response("0".repeat(3_000_000)).body?.pipeThrough(new CompressionStream("gzip")),
  ).bytes();
  assert.ok(small.length < 10_000);
  const { failure } = await withServer(
    () => new Response(small, { headers: { "content-encoding": "gzip" } }),
    missed,
  );
  assert.equal(failure.kind, "tooLarge");
});

Deno.test("a redirect is not followed, not even to the same host", async () => {
  let reached = 0;
  await withServer(() => {
    reached++;
    return Response.json({});
  }, async (other) => {
    const { failure, again } = await withServer(
      () => new Response(null, { status: 302, headers: { location: `${other}/x` } }),
      missed,
    );
    assert.equal(
      failure.detail,
      `${failure.host} answered 302: a redirect to ${other}/x, which is not followed`,
    );
    assert.deepEqual([failure.status, again], [302, "never"]);
  });
  assert.equal(reached, 0);
});

Deno.test("the status decides whether to try again", async () => {
  const statuses = [400, 401, 403, 404, 408, 422, 425, 429, 500, 501, 502, 503, 504, 520, 524, 204];
  const again = await withServer(
    (request) => new Response(null, { status: Number(new URL(request.url).pathname.slice(1)) }),
    (base) => Promise.all(statuses.map(async (s) => (await missed(`${base}/${s}`)).again)),
  );
  const retried = statuses.filter((_, i) => again[i] === "often");
  assert.deepEqual(retried, [425, 429, 500, 502, 503, 504, 520, 524]);
});

Deno.test("a refusal says what the venue said", async () => {
  // PROTOCOL 2.3: the CLOB's words for an unknown token.
  const known = await withServer(
    () =>
      Response.json({ error: "No orderbook exists for the requested token id" }, { status: 404 }),
    missed,
  );
  assert.equal(
    known.failure.detail,
    `${known.failure.host} answered 404: No orderbook exists for the requested token id`,
  );
  const plain = await withServer(() => new Response("no\nway", { status: 400 }), missed);
  assert.equal(plain.failure.detail, `${plain.failure.host} answered 400: no way`);
  const silent = await withServer(() => new Response(null, { status: 500 }), missed);
  assert.equal(silent.failure.detail, `${silent.failure.host} answered 500`);
});

Deno.test("R-216 a 403 page is named with its likely reasons and not tried again", async () => {
  const page = "<html><head><title>Attention Required! | Cloudflare</title></head></html>";
  const { failure, again } = await withServer(() => new Response(page, { status: 403 }), missed);
  assert.equal(
    failure.detail,
    `${failure.host} answered 403: an HTML page, "Attention Required! | Cloudflare"; ` +
      "403 is mostly for the region, the address or the User-Agent",
  );
  assert.deepEqual([failure.status, again], [403, "never"]);
});

Deno.test("a closed port is named and seldom tried again", async () => {
  const base = closedPort();
  const { failure, again } = await missed(base);
  assert.deepEqual(failure, {
    kind: "network",
    host: hostIn(base),
    url: base,
    status: null,
    detail: `${hostIn(base)}: connection refused`,
  });
  assert.equal(again, "twice");
});

Deno.test("a host without permission is named and not tried again", async () => {
  // Tests may reach 127.0.0.1 and nothing else.
  const { failure, again } = await missed("http://192.0.2.1/");
  assert.match(failure.detail, /^192\.0\.2\.1: refused by Deno permissions: Requires net access/);
  assert.equal(again, "never");
});

Deno.test("only http and https are asked", async () => {
  let asked = 0;
  const answer = () => {
    asked++;
    return Promise.resolve(Response.json({}));
  };
  for (const url of ["file:///etc/passwd", "ftp://a.test/", "data:application/json,1", "x"]) {
    const { failure, again } = await missed(url, { fetch: answer });
    assert.match(failure.detail, /only http and https are asked/);
    assert.equal(again, "never");
  }
  assert.equal(asked, 0);
});

Deno.test("the caller's abort ends a try at once, and one that comes later is not sent", async () => {
  const stop = new AbortController();
  let asked = 0;
  let release = () => {};
  const held = new Promise<void>((resolve) => release = resolve);
  await withServer(async () => {
    asked++;
    stop.abort();
    await held;
    return new Response("{}");
  }, async (base) => {
    const first = await missed(base, { signal: stop.signal });
    assert.equal(first.failure.kind, "aborted");
    assert.equal(first.failure.detail, `${hostIn(base)}: given up`);
    assert.equal((await missed(base, { signal: stop.signal })).failure.kind, "aborted");
    release();
  });
  assert.equal(asked, 1);
});
