import { ClockUnsure, FeedUnreachable, NothingToWatch } from "../adapters/polymarket/feed_error.ts";
import type { RestFailure } from "../adapters/polymarket/failure.ts";
import { CliError } from "../cli/exit.ts";
import type { Millis } from "../core/types/units.ts";
import { duration } from "../report/format.ts";

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
  if (error instanceof ClockUnsure) {
    return new CliError("clock", error.message, { hint: startAgain });
  }
  return error;
}

const startAgain =
  "start again: the venue is asked for the time, and the account is taken up from " +
  "its ledger; keep the machine's clock right (`timedatectl`)";

/** What was written already is later than now, by more than a clock is trimmed. */
export function refuseEarlier(last: Millis | null, now: number): void {
  const ahead = (last ?? now) - now;
  if (ahead <= LATEST_MS) return;
  throw new CliError(
    "clock",
    `Cannot go on: the ledger's last row is ${duration(ahead)} from now`,
    {
      hint: startAgain,
    },
  );
}

/** As long as time may stand still. */
const LATEST_MS = 60_000;
