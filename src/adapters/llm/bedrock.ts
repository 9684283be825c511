// Amazon Bedrock through AWS' own SDK, which is loaded when it is first needed.
//
// 1. One HTTP request for one call: the SDK's own retries are off, so that every request is counted.
// 2. Nothing but the endpoint is touched: explicit credentials read no environment and no file; the
//    SDK's chain reads the names in needs.ts and never the metadata service of a cloud machine.
// 3. No secret is in a failure's words.
import type {
  BedrockRuntimeClient,
  BedrockRuntimeClientConfig,
} from "@aws-sdk/client-bedrock-runtime";
import { err, ok, type Result } from "../../core/types/result.ts";
import type { Completer, Completion, CompletionFailure, CompletionRequest } from "./completer.ts";
import { failureOf } from "./failure.ts";
import { boundsOf, familyOf } from "./families.ts";
import { converseInput } from "./request.ts";
import { readCompletion } from "./response.ts";

/** A secret that shows itself only when it is asked to. */
export interface Hidden {
  reveal(): string;
}

/** Who asks: a Bedrock API key, a key pair, or whoever the SDK finds in the environment and ~/.aws. */
export type BedrockCredentials =
  | { readonly kind: "bearer"; readonly token: Hidden }
  | {
    readonly kind: "keys";
    readonly accessKeyId: Hidden;
    readonly secretAccessKey: Hidden;
    readonly sessionToken?: Hidden;
  }
  | { readonly kind: "chain" };

/** How Bedrock is reached. */
export interface BedrockAccess {
  readonly region: string;
  /** null: AWS itself. */
  readonly endpoint: string | null;
  readonly credentials: BedrockCredentials;
  /** Of polybot, for the user agent. */
  readonly version: string;
}

/** Models on Bedrock. Nothing is loaded or opened before the first call. */
export function openBedrock(access: BedrockAccess): Completer {
  const secrets = secretsOf(access.credentials);
  let opening: Promise<Bedrock> | null = null;
  let opened: Bedrock | null = null;
  let closed = false;

  async function send(request: CompletionRequest, signal: AbortSignal) {
    const family = familyOf(request.model);
    if (!family.ok) return err(unsent(family.error));
    opening ??= load(access);
    try {
      opened = await opening;
      if (closed || signal.aborted) return err(aborted);
      return ok(await opened.converse(converseInput(family.value, request), signal));
    } catch (error) {
      // A load that failed may succeed the next time.
      if (opened === null) opening = null;
      return err(failureOf(error, secrets));
    }
  }

  return {
    complete: send satisfies (
      request: CompletionRequest,
      signal: AbortSignal,
    ) => Promise<Result<Completion, CompletionFailure>>,
    bounds: (model, wanted) => {
      const family = familyOf(model);
      return family.ok ? boundsOf(family.value, wanted) : wanted;
    },
    close: () => {
      closed = true;
      opened?.client.destroy();
    },
  };
}

const aborted: CompletionFailure = {
  reason: "timeout",
  detail: "not sent: its time was over",
  billable: false,
  again: false,
};

function unsent(detail: string): CompletionFailure {
  return { reason: "invalid", detail, billable: false, again: false };
}

interface Bedrock {
  readonly client: BedrockRuntimeClient;
  converse(
    input: ReturnType<typeof converseInput>,
    signal: AbortSignal,
  ): Promise<Completion>;
}

async function load(access: BedrockAccess): Promise<Bedrock> {
  const [{ BedrockRuntimeClient, ConverseCommand }, { FetchHttpHandler }] = await Promise.all([
    import("@aws-sdk/client-bedrock-runtime"),
    import("@smithy/fetch-http-handler"),
  ]);
  if (access.credentials.kind === "chain") keepFromMetadata();
  // The default handler speaks HTTP/2 by Node's module; fetch is what Deno does best.
  const client = new BedrockRuntimeClient({
    ...clientConfig(access),
    requestHandler: new FetchHttpHandler(),
  });
  return {
    client,
    converse: async (input, signal) =>
      readCompletion(await client.send(new ConverseCommand(input), { abortSignal: signal })),
  };
}

/** The chain ends at a cloud machine's metadata service unless this says otherwise; SDKs ask for it there. */
function keepFromMetadata(): void {
  Deno.env.set("AWS_EC2_METADATA_DISABLED", "true");
}

/** All that the SDK would else look up in the environment or in files. */
function clientConfig({ region, endpoint, credentials, version }: BedrockAccess) {
  return {
    region,
    ...(endpoint === null ? {} : { endpoint }),
    maxAttempts: 1,
    retryMode: "standard",
    defaultsMode: "standard",
    useDualstackEndpoint: false,
    useFipsEndpoint: false,
    disableClockSkewCorrection: false,
    userAgentAppId: () => Promise.resolve(undefined),
    defaultUserAgentProvider: () => Promise.resolve([["polybot", version]]),
    ...credentialConfig(credentials),
  } satisfies BedrockRuntimeClientConfig;
}

function credentialConfig(credentials: BedrockCredentials): BedrockRuntimeClientConfig {
  switch (credentials.kind) {
    case "chain":
      return {};
    case "bearer":
      return {
        token: { token: credentials.token.reveal() },
        authSchemePreference: ["httpBearerAuth"],
      };
    case "keys": {
      const { accessKeyId, secretAccessKey, sessionToken } = credentials;
      return {
        credentials: {
          accessKeyId: accessKeyId.reveal(),
          secretAccessKey: secretAccessKey.reveal(),
          ...(sessionToken === undefined ? {} : { sessionToken: sessionToken.reveal() }),
        },
        authSchemePreference: ["sigv4"],
      };
    }
  }
}

function secretsOf(credentials: BedrockCredentials): readonly string[] {
  switch (credentials.kind) {
    case "chain":
      return [];
    case "bearer":
      return [credentials.token.reveal()];
    case "keys":
      return [credentials.accessKeyId, credentials.secretAccessKey, credentials.sessionToken]
        .flatMap((secret) => secret === undefined ? [] : [secret.reveal()]);
  }
}
