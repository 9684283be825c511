// The Converse API of Amazon Bedrock, as far as a client that asks one question can tell. Signatures
// are not checked: only that there is one, or a key.
import { type Context, Hono } from "hono";
import { type Millis, millis } from "../../core/types/units.ts";
import type { Faults } from "../faults/switchboard.ts";
import type { Waiting } from "../faults/waiting.ts";
import { createIds } from "../exchange/ids.ts";
import { jsonOf } from "../json.ts";
import type { SandboxClock } from "../types.ts";
import { type ConverseBody, converseBody, saidOf } from "./converse_answer.ts";
import { type ConverseRequest, readConverse } from "./converse_request.ts";
import type { Desk } from "./desk.ts";
import { drawOf } from "./draws.ts";
import {
  invalid,
  type Refusal,
  refusals,
  refused,
  UNKNOWN_OPERATION,
  UNRECOGNIZED,
  UNRESOLVED,
  UNSIGNED,
} from "./failures.ts";
import { abstention } from "./forecaster.ts";
import { modelOf, type ModelSpec } from "./models.ts";
import { readPrompt } from "./prompt.ts";
import { spoilers, withoutUsage } from "./spoiled.ts";
import { MODEL_FAULTS, type ModelFault } from "../faults/menu.ts";

export interface BedrockDeps {
  readonly desk: Desk;
  readonly clock: SandboxClock;
  readonly seed: number;
  readonly faults: Faults;
  readonly waiting: Waiting;
}

const SLOW_MS = millis(3_000);
const HANG_MS = millis(600_000);

/** Routes below the Bedrock host. */
export function bedrockRoutes(deps: BedrockDeps): Hono {
  const { desk, seed, clock } = deps;
  const app = new Hono();
  const ids = createIds(seed);
  const nextFault = faultDraws(deps);
  app.post("/model/:model/converse", async (c) => {
    const headers = { "x-amzn-requestid": ids.uuid() };
    const at = clock.now();
    const name = c.req.param("model");
    const found = modelOf(name);
    const model = found.kind === "model" ? found.id : null;
    const fault = nextFault(c);
    const refuse = (refusal: Refusal) => {
      desk.refused(model);
      return refused(refusal, headers);
    };
    if (fault !== null) await pause(deps, fault);
    const failure = failureOf(fault, c);
    if (failure !== null) return refuse(failure);
    if (found.kind !== "model") {
      const wrong = invalid("The provided model identifier is invalid.");
      return refuse(found.kind === "unresolved" ? UNRESOLVED : wrong);
    }
    const request = readConverse(jsonOf(await c.req.text()), found.spec);
    if (!request.ok) return refuse(invalid(request.error));
    const body = answered(deps, { model: found.id, spec: found.spec, fault: fault?.what ?? null }, {
      request: request.value,
      toolUseId: `tooluse_${ids.uuid().replaceAll("-", "")}`,
      latencyMs: clock.now() - at,
    });
    desk.answered(found.id, body);
    return fault?.what === "closed"
      ? torn(JSON.stringify(body.body), headers)
      : Response.json(body.body, { headers });
  });
  app.all("*", () => {
    desk.refused(null);
    return refused(UNKNOWN_OPERATION, { "x-amzn-requestid": ids.uuid() });
  });
  return app;
}

interface Fault {
  readonly what: ModelFault;
  readonly ms: Millis | null;
}

/** The fault that strikes a request, if one does; which of all is decided by how often it did. */
function faultDraws({ faults, seed }: BedrockDeps): (c: Context) => Fault | null {
  let times = 0;
  return (c) => {
    const struck = faults.strikes("model", { path: c.req.path, method: c.req.method });
    if (struck === null) return null;
    const ms = struck.ms === null ? null : millis(struck.ms);
    const known = MODEL_FAULTS.find((one) => one === struck.what);
    if (known !== undefined) return { what: known, ms };
    const place = Math.floor(drawOf(seed, "any", times++).next() * MODEL_FAULTS.length);
    return { what: MODEL_FAULTS[place] ?? "throttled", ms };
  };
}

async function pause({ waiting }: BedrockDeps, { what, ms }: Fault): Promise<void> {
  if (what === "slow") await waiting.wait(ms ?? SLOW_MS);
  else if (what === "hang") await waiting.wait(ms ?? HANG_MS);
}

function failureOf(fault: Fault | null, c: Context): Refusal | null {
  if (fault !== null && Object.hasOwn(refusals, fault.what)) {
    return refusals[fault.what as keyof typeof refusals];
  }
  // A request that hung was given up by everybody by then.
  if (fault?.what === "hang") return refusals.modelTimeout;
  const authorization = c.req.header("authorization");
  if (authorization === undefined) return UNSIGNED;
  return /^(Bearer \S+|AWS4-HMAC-SHA256 Credential=\S+\/bedrock\/aws4_request,)/
      .test(authorization)
    ? null
    : UNRECOGNIZED;
}

function answered(
  { desk }: BedrockDeps,
  { model, spec, fault }: {
    readonly model: string;
    readonly spec: ModelSpec;
    readonly fault: ModelFault | null;
  },
  { request, toolUseId, latencyMs }: {
    readonly request: ConverseRequest;
    readonly toolUseId: string;
    readonly latencyMs: number;
  },
): ConverseBody {
  const { prompt } = request;
  const answer = fault === "abstains"
    ? abstention(readPrompt(prompt, []).task ?? "blind", "I cannot tell.")
    : desk.oracle.answer({ prompt, model });
  const said = saidOf(answer, request, spec);
  const spoiler = fault === null ? undefined : spoilers[fault];
  const body = converseBody(spoiler?.(said) ?? said, request, { toolUseId, latencyMs });
  return fault === "noUsage" ? withoutUsage(body) : body;
}

/** Half of a body whose length was said: the connection ends before it is whole. */
function torn(text: string, headers: Readonly<Record<string, string>>): Response {
  const bytes = new TextEncoder().encode(text);
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start(controller) {
      controller.enqueue(bytes.slice(0, bytes.length >> 1));
      controller.close();
    },
  });
  return new Response(body, {
    headers: {
      ...headers,
      "content-type": "application/json",
      "content-length": String(bytes.length),
    },
  });
}
