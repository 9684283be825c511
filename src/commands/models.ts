// Models as the commands reach them: on AWS with the credentials that were given, or on the stand-in of a
// sandbox, which needs none. Without credentials nobody is asked, and that is said before the first figure.
import { openEvidence } from "../adapters/evidence/evidence.ts";
import { type EvidenceHosts, evidenceHostsAt, publicHosts } from "../adapters/evidence/hosts.ts";
import { createAdvisor } from "../adapters/llm/advisor.ts";
import {
  type BedrockAccess,
  type BedrockCredentials,
  openBedrock,
} from "../adapters/llm/bedrock.ts";
import type { Completer } from "../adapters/llm/completer.ts";
import { boundsOf, familyOf } from "../adapters/llm/families.ts";
import { systemClock } from "../adapters/clock/system.ts";
import { sha256 } from "../adapters/sqlite/sha256.ts";
import { CliError } from "../cli/exit.ts";
import type { LoadedConfig } from "../config/load.ts";
import { Secret } from "../config/secret.ts";
import type { AiConfig } from "../core/types/config.ts";
import { worstCase } from "../core/advice/cost.ts";
import { LEAST_PROMPT_BYTES } from "../core/advice/prompt.ts";
import { usd } from "../report/format.ts";
import { type Millis, millis } from "../core/types/units.ts";
import type { Advisor, Evidence } from "../ports.ts";
import type { OpenVenue } from "./venue.ts";

/** Where models are, and who asks. */
export interface ModelAccess {
  readonly access: BedrockAccess;
  /** In words: "us-east-1 on AWS", "the sandbox". */
  readonly place: string;
}

/** How models are reached at this venue; null: there are no credentials. */
export function modelAccess(
  loaded: Pick<LoadedConfig, "ai" | "secrets">,
  venue: Pick<OpenVenue, "standIn">,
  version: string,
): ModelAccess | null {
  const { region, endpoint } = loaded.ai;
  if (venue.standIn !== null) {
    const credentials = { kind: "bearer", token: new Secret("sandbox") } as const;
    const access = { region, endpoint: `${venue.standIn}/bedrock`, credentials, version };
    return { access, place: "the sandbox" };
  }
  const credentials = credentialsIn(loaded.secrets);
  if (credentials === null) return null;
  const isAws = endpoint === "aws";
  return {
    access: { region, endpoint: isAws ? null : endpoint, credentials, version },
    place: isAws ? `${region} on AWS` : endpoint,
  };
}

/** Explicit credentials go first; then a profile, which the SDK reads itself. */
function credentialsIn(secrets: LoadedConfig["secrets"]): BedrockCredentials | null {
  const token = secrets.get("AWS_BEARER_TOKEN_BEDROCK");
  if (token !== undefined) return { kind: "bearer", token };
  const accessKeyId = secrets.get("AWS_ACCESS_KEY_ID");
  const secretAccessKey = secrets.get("AWS_SECRET_ACCESS_KEY");
  const sessionToken = secrets.get("AWS_SESSION_TOKEN");
  if (accessKeyId !== undefined && secretAccessKey !== undefined) {
    return {
      kind: "keys",
      accessKeyId,
      secretAccessKey,
      ...(sessionToken === undefined ? {} : { sessionToken }),
    };
  }
  return hasProfile() ? { kind: "chain" } : null;
}

/** A named profile, or files where the SDK looks for the usual one. */
function hasProfile(): boolean {
  const named = ["AWS_PROFILE", "AWS_SHARED_CREDENTIALS_FILE", "AWS_CONFIG_FILE"];
  if (named.some((name) => Deno.env.get(name) !== undefined)) return true;
  const home = Deno.env.get("HOME");
  return home !== undefined && ["credentials", "config"].some((name) => {
    try {
      return Deno.statSync(`${home}/.aws/${name}`).isFile;
    } catch (error) {
      // Not there, or not ours to read: either way the SDK could not read it.
      if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotCapable) {
        return false;
      }
      throw error;
    }
  });
}

/** What is said once where models were to be asked and cannot be. */
export const withoutCredentials = "AI is on and there are no AWS credentials: going on without " +
  "models. Set AWS_BEARER_TOKEN_BEDROCK or an access key (docs/AI_INTEGRATION.md), or give --no-ai.";

/** Which models are asked, where, and the most that they may cost. */
export function modelsLine(config: AiConfig, access: ModelAccess | null): string {
  const ids = config.models.map(({ id }) => id).join(", ");
  const role = config.arm === "ai" ? "" : ", measured only: orders are the rules'";
  return `Models: ${ids}, ${access?.place ?? "nowhere"}${role}. At most ` +
    `${usd(worstCase(config), 4)} a question, ${usd(config.budgetDay)} a day, ` +
    `${usd(config.budgetMonth)} a month.`;
}

/** Throws CliError where a model's context has no room for a prompt beside the longest answer. */
export function checkRoom(config: AiConfig): void {
  for (const { id } of config.models) {
    const family = familyOf(id);
    const left = family.ok ? boundsOf(family.value, config).maxPromptBytes : Infinity;
    if (left >= LEAST_PROMPT_BYTES) continue;
    throw new CliError(
      "config",
      `Cannot ask ${id}: ai.max_output_tokens ${config.maxOutputTokens} leaves ${left} bytes of its ` +
        `context for a prompt, wanted at least ${LEAST_PROMPT_BYTES}`,
      { hint: "lower ai.max_output_tokens, or name another model in ai.models" },
    );
  }
}

/** Everything that an advisor needs of a command. */
export interface ModelsInput {
  readonly loaded: Pick<LoadedConfig, "ai" | "secrets">;
  readonly config: AiConfig;
  readonly venue: OpenVenue;
  readonly access: ModelAccess;
  /** Folder of the evidence that was shown; null: it is not kept. */
  readonly archive: string | null;
}

/** Models and what they may read, to be closed together. */
export interface OpenModels {
  readonly advisor: Advisor;
  readonly completer: Completer;
  readonly evidence: Evidence;
  close(): void;
}

/** Opens the models; nothing is loaded or sent before the first question. Throws as {@link checkRoom}. */
export function openModels({ loaded, config, venue, access, archive }: ModelsInput): OpenModels {
  checkRoom(config);
  const completer = openBedrock(access.access);
  const clock = systemClock();
  const evidence = openEvidence({
    hosts: evidenceHosts(loaded, venue),
    fetch: (url, init) => fetch(url, init),
    // What is later than the question is so by the venue's time; waiting is by the machine's.
    clock: { now: () => millis(Math.floor(venue.clock.now())), after: clock.after },
    archive,
    hash: sha256,
    comments: loaded.ai.comments,
    userAgent: `polybot/${access.access.version}`,
  });
  const { requestTimeoutMs, retries, concurrency, cacheMs } = loaded.ai;
  const advisor = createAdvisor({
    // A venue that runs faster than the wall waits the shorter for it.
    config: { ...config, deadlineMs: Math.ceil(config.deadlineMs / venue.speed) as Millis },
    completer,
    evidence,
    clock,
    random: Math.random,
    hash: sha256,
    requestTimeoutMs,
    retries,
    concurrency,
    cacheMs,
  });
  return {
    advisor,
    completer,
    evidence,
    close: () => {
      advisor.close();
      clock.close();
    },
  };
}

function evidenceHosts({ ai }: Pick<LoadedConfig, "ai">, { standIn }: OpenVenue): EvidenceHosts {
  const hosts = standIn === null ? publicHosts : evidenceHostsAt(standIn);
  return ai.news === "none" ? { ...hosts, news: null } : hosts;
}
