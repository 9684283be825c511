import { FeedUnreachable, NothingToWatch } from "../adapters/polymarket/feed_error.ts";
import type { RestFailure } from "../adapters/polymarket/failure.ts";
import { CliError } from "../cli/exit.ts";

const without = "without it: --venue sandbox has made-up markets, " +
  "trade --tape PATH and replay PATH work on recordings";

/** The venue does not answer: which host, why, and what can be done without it. */
export function unreachable({ detail, host, url, status }: RestFailure): CliError {
  return new CliError("venue", `Cannot reach the venue: ${detail}`, {
    hint: without,
    data: { host, url, status },
  });
}

/** A feed's own errors as failures of a command; others as they are. */
export function named(error: unknown): unknown {
  if (error instanceof FeedUnreachable) {
    return new CliError("venue", error.message, { hint: without, data: { host: error.host } });
  }
  if (error instanceof NothingToWatch) {
    return new CliError("notFound", error.message, {
      hint: "--query, --tag and --min-volume narrow it, for trade detection.min_volume does",
    });
  }
  return error;
}
