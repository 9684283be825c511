// What went wrong with a call, by the name of the error; the words of a provider may quote anything,
// signatures and session tokens among it, so they are scrubbed.
import type { CompletionFailure } from "./completer.ts";

type Verdict = Omit<CompletionFailure, "detail">;

/** Nothing was done, and another try may succeed. */
const throttled: Verdict = { reason: "throttled", billable: false, again: true };
const denied: Verdict = { reason: "denied", billable: false, again: false };
const invalid: Verdict = { reason: "invalid", billable: false, again: false };
const refusedLoad: Verdict = { reason: "server", billable: false, again: true };
/** The work may have been done before it failed. */
const failed: Verdict = { reason: "server", billable: true, again: true };
const timeout: Verdict = { reason: "timeout", billable: true, again: false };

const byName: ReadonlyMap<string, Verdict> = new Map([
  ["ThrottlingException", throttled],
  ["TooManyRequestsException", throttled],
  ["ServiceQuotaExceededException", throttled],
  ["ModelNotReadyException", throttled],
  ["AccessDeniedException", denied],
  ["UnrecognizedClientException", denied],
  ["InvalidSignatureException", denied],
  ["SignatureDoesNotMatch", denied],
  ["IncompleteSignatureException", denied],
  ["IncompleteSignature", denied],
  ["InvalidClientTokenId", denied],
  ["MissingAuthenticationTokenException", denied],
  ["MissingAuthenticationToken", denied],
  ["ExpiredTokenException", denied],
  ["ExpiredToken", denied],
  ["RequestExpired", denied],
  ["NotAuthorized", denied],
  ["OptInRequired", denied],
  ["CredentialsProviderError", denied],
  ["TokenProviderError", denied],
  ["ValidationException", invalid],
  ["ResourceNotFoundException", invalid],
  ["ConflictException", invalid],
  ["InternalServerException", failed],
  ["InternalFailure", failed],
  ["ModelErrorException", failed],
  ["ModelStreamErrorException", failed],
  ["ServiceUnavailableException", refusedLoad],
  ["ServiceUnavailable", refusedLoad],
  ["ModelTimeoutException", timeout],
  ["RequestTimeoutException", timeout],
  ["AbortError", timeout],
  ["TimeoutError", timeout],
]);

/** Messages that may hold more of a request than its subject; the name says it all. */
const quotesRequest = /Signature|Token|Credential|Client|Authenticat/;

/** A thrown value as a failure; `secrets` are known not to belong into its words. */
export function failureOf(thrown: unknown, secrets: readonly string[]): CompletionFailure {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const verdict = verdictOf(error);
  const status = statusOf(error);
  const words = quotesRequest.test(error.name) ? "" : scrub(error.message, secrets);
  const http = status === null ? "" : ` (HTTP ${status})`;
  const name = scrub(error.name, secrets);
  return { ...verdict, detail: `${name}${http}${words === "" ? "" : `: ${words}`}` };
}

function verdictOf(error: Error): Verdict {
  const named = byName.get(error.name);
  if (named !== undefined) return named;
  const status = statusOf(error);
  // Deno refuses a host that polybot was not started for.
  if (error.name === "NotCapable") {
    return { reason: "unreachable", billable: false, again: false };
  }
  // An answer that came, and is none: cut off or not JSON.
  if (error instanceof SyntaxError) return { reason: "malformed", billable: true, again: false };
  if (status === null || status < 300) return unreachable(error);
  if (status === 401 || status === 403) return denied;
  if (status === 408) return timeout;
  if (status === 429) return throttled;
  if (status === 503) return refusedLoad;
  return status >= 500 ? failed : invalid;
}

/** What was never connected was never asked; a connection that was lost may have been answered. */
function unreachable(error: Error): Verdict {
  const said = `${error.message} ${error.cause instanceof Error ? error.cause.message : ""}`;
  const connected = !/\(Connect\)|connect error|dns error|connection refused/i.test(said);
  return { reason: "unreachable", billable: connected, again: true };
}

function statusOf(error: Error): number | null {
  const { $metadata } = error as { $metadata?: { httpStatusCode?: unknown } };
  const status = $metadata?.httpStatusCode;
  return typeof status === "number" ? status : null;
}

const MAX_WORDS = 200;

/** Words without what is known to be secret, what looks so, and account numbers. */
export function scrub(text: string, secrets: readonly string[]): string {
  // Longer than what is kept, so that a secret which is cut here is not among it.
  let clean = text.slice(0, 10 * MAX_WORDS);
  for (const secret of secrets) {
    if (secret.length >= 4) clean = clean.replaceAll(secret, "[redacted]");
  }
  return clean
    .replace(/\b(?:Bearer|Basic)\s+\S+/gi, "[redacted]")
    .replace(/\b(?:AKIA|ASIA|ABIA|ACCA)[0-9A-Z]{8,}/g, "[redacted]")
    .replace(/bedrock-api-key-\S+/gi, "[redacted]")
    .replace(/(?=[\w+/=]*\d)[\w+/=]{24,}/g, "[redacted]")
    .replace(/\b\d{12}\b/g, "[account]")
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, " ")
    .trim()
    .slice(0, MAX_WORDS)
    .toWellFormed();
}
