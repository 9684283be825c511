import assert from "node:assert/strict";
import { type BedrockCredentials, openBedrock } from "../../../src/adapters/llm/bedrock.ts";
import type {
  Completion,
  CompletionFailure,
  CompletionRequest,
} from "../../../src/adapters/llm/completer.ts";
import type { Result } from "../../../src/core/types/result.ts";
import { errorAnswer, filled, textAnswer, toolAnswer, withBedrock } from "./rig.ts";

const hidden = (value: string) => ({ reveal: () => value });
const canaries = {
  token: "bedrock-api-key-Q0FOQVJZLVRPS0VO",
  id: "AKIACANARYCANARY0001",
  secret: "c4n4ry/SECRET+c4n4ryc4n4ryc4n4ryc4n4ry00",
  session: "CANARY//SESSION0123456789abcdef==",
};
const bearer: BedrockCredentials = { kind: "bearer", token: hidden(canaries.token) };
const keys: BedrockCredentials = {
  kind: "keys",
  accessKeyId: hidden(canaries.id),
  secretAccessKey: hidden(canaries.secret),
  sessionToken: hidden(canaries.session),
};

const request: CompletionRequest = {
  ask: "blind",
  model: "amazon.nova-lite-v1:0",
  system: "S",
  user: "Task: blind\n",
  maxOutputTokens: 300,
  temperature: 0,
};

/** One call, with the client closed after it. */
async function call(
  endpoint: string,
  more: {
    readonly request?: Partial<CompletionRequest>;
    readonly credentials?: BedrockCredentials;
    readonly signal?: AbortSignal;
  } = {},
): Promise<Result<Completion, CompletionFailure>> {
  const bedrock = openBedrock({
    region: "us-east-1",
    endpoint,
    credentials: more.credentials ?? bearer,
    version: "0.0.0",
  });
  try {
    const signal = more.signal ?? new AbortController().signal;
    return await bedrock.complete({ ...request, ...more.request }, signal);
  } finally {
    bedrock.close();
  }
}

/** What one call to a stand-in that answers so comes to. */
function failing(
  answer: (request: Request) => Response | Promise<Response>,
  credentials: BedrockCredentials = bearer,
): Promise<CompletionFailure & { readonly requests: number }> {
  return withBedrock(answer, async (endpoint, count) => {
    const said = await call(endpoint, { credentials });
    if (said.ok) throw new Error(`answered: ${said.value.text}`);
    return { ...said.error, requests: count() };
  });
}

Deno.test("the SDK posts to /model/ID/converse and its answer is read", async () => {
  let seen: unknown = null;
  const said = await withBedrock(async (got) => {
    const { pathname } = new URL(got.url);
    const { authorization, ...headers } = Object.fromEntries(got.headers);
    seen = {
      pathname,
      authorization,
      agent: headers["user-agent"]?.includes("polybot/0.0.0"),
      body: await got.json(),
    };
    return toolAnswer(filled("blind"));
  }, (endpoint) => call(endpoint));
  assert.deepEqual(said, {
    ok: true,
    value: {
      text: JSON.stringify(filled("blind")),
      input: filled("blind"),
      stop: "tool_use",
      usage: { inputTokens: 400, outputTokens: 100 },
    },
  });
  const { body, ...rest } = seen as { body: Record<string, unknown> };
  assert.deepEqual(rest, {
    pathname: "/bedrock/model/amazon.nova-lite-v1%3A0/converse",
    authorization: `Bearer ${canaries.token}`,
    agent: true,
  });
  assert.deepEqual(body["inferenceConfig"], { maxTokens: 300, temperature: 0 });
  assert.deepEqual(body["system"], [{ text: "S" }]);
});

Deno.test("a key pair signs the request and the session token goes along", async () => {
  let headers = new Headers();
  await withBedrock((got) => {
    headers = got.headers;
    return textAnswer("{}");
  }, (endpoint) => call(endpoint, { credentials: keys }));
  const authorization = headers.get("authorization") ?? "";
  assert.ok(authorization.startsWith(`AWS4-HMAC-SHA256 Credential=${canaries.id}/`));
  assert.ok(authorization.includes("/us-east-1/bedrock/aws4_request"));
  assert.equal(headers.get("x-amz-security-token"), canaries.session);
});

/** Runs against a socket that promises 1,000 bytes, sends a few and closes. */
async function withHalfAnAnswer<T>(run: (endpoint: string) => Promise<T>): Promise<T> {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const serving = (async () => {
    for await (const connection of listener) {
      await connection.read(new Uint8Array(65_536));
      const head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 1000";
      await connection.write(new TextEncoder().encode(`${head}\r\n\r\n{"output"`));
      connection.close();
    }
  })();
  try {
    return await run(`http://127.0.0.1:${(listener.addr as Deno.NetAddr).port}/bedrock`);
  } finally {
    listener.close();
    await serving;
  }
}

const named: readonly (readonly [number, string, string, boolean, boolean])[] = [
  [429, "ThrottlingException", "throttled", false, true],
  [429, "ModelNotReadyException", "throttled", false, true],
  [400, "ServiceQuotaExceededException", "throttled", false, true],
  [403, "AccessDeniedException", "denied", false, false],
  [403, "UnrecognizedClientException", "denied", false, false],
  [403, "ExpiredTokenException", "denied", false, false],
  [403, "InvalidSignatureException", "denied", false, false],
  [400, "ValidationException", "invalid", false, false],
  [404, "ResourceNotFoundException", "invalid", false, false],
  [500, "InternalServerException", "server", true, true],
  [503, "ServiceUnavailableException", "server", false, true],
  [424, "ModelErrorException", "server", true, true],
  [408, "ModelTimeoutException", "timeout", true, false],
  [502, "SomethingNewException", "server", true, true],
  [418, "SomethingNewException", "invalid", false, false],
  [401, "SomethingNewException", "denied", false, false],
];

Deno.test("every error of Bedrock has its reason, and the SDK does not try again", async () => {
  for (const [status, name, reason, billable, again] of named) {
    const { detail, ...said } = await failing(() => errorAnswer(status, name, "no"));
    assert.deepEqual(said, { reason, billable, again, requests: 1 }, name);
    assert.ok(detail.startsWith(`${name} (HTTP ${status})`), detail);
  }
});

Deno.test("no failure says a secret, whatever the provider quotes", async () => {
  const quoting = `no: ${
    Object.values(canaries).join(" ")
  } Bearer abc arn:aws:iam::123456789012:user/x`;
  for (const credentials of [bearer, keys]) {
    for (const [status, name] of named) {
      const { detail } = await failing(() => errorAnswer(status, name, quoting), credentials);
      for (const canary of Object.values(canaries)) {
        assert.ok(!detail.includes(canary), detail);
        assert.ok(!detail.includes(canary.slice(-12)), detail);
      }
      assert.ok(!/123456789012|Bearer abc/.test(detail), detail);
    }
  }
});

Deno.test("a torn answer, a closed connection and HTML are no answers, and may be charged", async () => {
  const torn = await failing(() => new Response('{"output": {"mess'));
  assert.deepEqual([torn.reason, torn.billable], ["malformed", true]);
  const page = await failing(() =>
    new Response("<html>", { headers: { "content-type": "text/html" } })
  );
  assert.deepEqual([page.reason, page.billable], ["malformed", true]);
  const cut = await withHalfAnAnswer((endpoint) => call(endpoint));
  if (cut.ok) throw new Error(`answered: ${cut.value.text}`);
  assert.deepEqual([cut.error.reason, cut.error.billable, cut.error.again], [
    "unreachable",
    true,
    true,
  ]);
});

Deno.test("a host that does not listen is unreachable, and nothing was charged", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  listener.close();
  const said = await call(`http://127.0.0.1:${port}/bedrock`);
  assert.ok(!said.ok);
  const { detail: _detail, ...failure } = said.error;
  assert.deepEqual(failure, { reason: "unreachable", billable: false, again: true });
});

Deno.test("a call ends when its signal aborts, before the answer or in the middle of it", async () => {
  for (const isMiddle of [false, true]) {
    const own = new AbortController();
    const release = Promise.withResolvers<void>();
    const said = await withBedrock(async () => {
      if (!isMiddle) {
        own.abort();
        await release.promise;
        return textAnswer("{}");
      }
      return new Response(
        new ReadableStream({
          start: (controller) => controller.enqueue(new TextEncoder().encode("{")),
          pull: () => {
            own.abort();
            return release.promise;
          },
        }),
      );
    }, async (endpoint) => {
      const said = await call(endpoint, { signal: own.signal });
      release.resolve();
      return said;
    });
    assert.equal(said.ok ? "answered" : said.error.reason, "timeout", `middle: ${isMiddle}`);
  }
});

Deno.test("a model of no known family is not asked, and the families are named", async () => {
  await withBedrock(() => textAnswer("{}"), async (endpoint, count) => {
    const said = await call(endpoint, { request: { model: "meta.llama3-8b-instruct-v1:0" } });
    assert.ok(!said.ok);
    assert.equal(said.error.reason, "invalid");
    assert.match(said.error.detail, /meta\.llama3.*Claude.*Nova.*Titan.*Mistral/);
    assert.equal(count(), 0);
  });
});

Deno.test("a closed client sends nothing", async () => {
  await withBedrock(() => textAnswer("{}"), async (endpoint, count) => {
    const bedrock = openBedrock({
      region: "us-east-1",
      endpoint,
      credentials: bearer,
      version: "0.0.0",
    });
    bedrock.close();
    const said = await bedrock.complete(request, new AbortController().signal);
    assert.equal(said.ok ? "answered" : said.error.reason, "timeout");
    assert.equal(count(), 0);
  });
});
