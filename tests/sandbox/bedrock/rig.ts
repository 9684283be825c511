// The unmodified SDK against a sandbox, and worlds in which something has just moved.
import assert from "node:assert/strict";
import {
  BedrockRuntimeClient,
  ConverseCommand,
  type ConverseCommandInput,
  type ConverseCommandOutput,
} from "@aws-sdk/client-bedrock-runtime";
import { FetchHttpHandler } from "@smithy/fetch-http-handler";
import type { ForecasterName } from "../../../src/sandbox/bedrock/forecaster.ts";
import { createOracle, type Oracle } from "../../../src/sandbox/bedrock/oracle.ts";
import type { ListedMarket } from "../../../src/sandbox/types.ts";
import type { TimetableEntry } from "../../../src/sandbox/world/scenario.ts";
import { aWorld, type Rig as WorldRig, still } from "../world/rig.ts";

/** One id of each family, and how it is spoken to. */
export const FAMILIES = [
  ["anthropic.claude-3-haiku-20240307-v1:0", "tool"],
  ["amazon.nova-lite-v1:0", "tool"],
  ["mistral.mistral-large-2407-v1:0", "any"],
  ["amazon.titan-text-express-v1", null],
  ["mistral.mistral-7b-instruct-v0:2", null],
] as const;

/** A tool as a program declares it. */
export const TOOL = {
  toolSpec: {
    name: "answer",
    description: "The answer.",
    inputSchema: {
      json: {
        type: "object",
        properties: {
          probability_yes: { type: "number" },
          justified: { type: "number" },
          abstain: { type: "boolean" },
          instructions_seen: { type: "boolean" },
          reason: { type: "string" },
          cites: { type: "array" },
        },
      },
    },
  },
};

export type Access = "token" | "keys" | "nobody";

/** Runs with a client of the SDK, whose own retries are off. */
export async function withClient(
  url: string,
  run: (send: (input: ConverseCommandInput) => Promise<ConverseCommandOutput>) => Promise<void>,
  access: Access = "token",
): Promise<void> {
  const client = new BedrockRuntimeClient({
    region: "us-east-1",
    endpoint: `${url}/bedrock`,
    requestHandler: new FetchHttpHandler(),
    maxAttempts: 1,
    defaultUserAgentProvider: () => Promise.resolve([["polybot", "0"]]),
    ...(access === "token"
      ? { token: { token: "a-key" }, authSchemePreference: ["httpBearerAuth"] }
      : { credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" } }),
  });
  if (access === "nobody") {
    client.middlewareStack.add((next) => (args) => {
      const { headers } = args.request as { headers: Record<string, string> };
      delete headers["authorization"];
      return next(args);
    }, { step: "finalizeRequest", priority: "low" });
  }
  try {
    await run((input) => client.send(new ConverseCommand(input)));
  } finally {
    client.destroy();
  }
}

/** A request about a market, as a family takes it. */
export function aRequest(
  modelId: string,
  text: string,
  change: Partial<ConverseCommandInput> = {},
): ConverseCommandInput {
  const choice = FAMILIES.find(([id]) => modelId.includes(id))?.[1] ?? null;
  return {
    modelId,
    messages: [{ role: "user", content: [{ text }] }],
    ...(choice === null ? {} : {
      system: [{ text: "You judge markets." }],
      toolConfig: {
        tools: [TOOL],
        toolChoice: choice === "any" ? { any: {} } : { tool: { name: "answer" } },
      },
    }),
    ...change,
  };
}

/** A prompt as simple as can be. */
export function aPrompt(
  task: string,
  { question }: Pick<ListedMarket, "question">,
  more = "",
): string {
  return `Task: ${task}\n<data-1>\nQuestion: ${question}\n</data-1>\n${more}`;
}

/** What the SDK made of the answer: input of the tool, or the text as JSON. */
// deno-lint-ignore no-explicit-any
export function fieldsOf(output: ConverseCommandOutput): any {
  const [block] = output.output?.message?.content ?? [];
  if (block?.toolUse !== undefined) return block.toolUse.input;
  return JSON.parse(block?.text ?? assert.fail("no text"));
}

export interface OracleRig extends WorldRig {
  readonly oracle: Oracle;
  /** What the oracle says of a market in a prompt of its own. */
  // deno-lint-ignore no-explicit-any
  ask(task: string, market: ListedMarket, change?: { model?: string; more?: string }): any;
}

/** An oracle over a still world with moves of our own. */
export function anOracle(
  forecaster: ForecasterName,
  timetable: readonly TimetableEntry[],
  { seed = 1, markets = 12, negRisk = 0 } = {},
): OracleRig {
  const rig = aWorld({ ...still, markets, negRisk, timetable }, { seed, keep: false });
  const oracle = createOracle({ ...rig, seed, forecaster });
  return {
    ...rig,
    oracle,
    ask: (task, market, { model = "a.model", more = "" } = {}) =>
      oracle.answer({ prompt: aPrompt(task, market, more), model }),
  };
}
