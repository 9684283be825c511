import type { JSX } from "preact";
import { plain } from "../src/report/format.ts";
import { connection, head } from "./stream.ts";
import { Time } from "./time.tsx";

const effects = {
  ACTIVE: "entries and exits allowed",
  REDUCING: "entries blocked, exits allowed",
  HALTED: "no order leaves but a flatten's",
} as const;

/** What must be known before any number is read: that they are old, or that trading is blocked. */
export function StateBanner(): JSX.Element {
  return (
    <div class="banners" role="status" aria-live="polite">
      <ConnectionBanner />
      <HaltBanner />
    </div>
  );
}

function ConnectionBanner(): JSX.Element | null {
  const now = connection.value;
  const at = head.value?.at ?? null;
  const from = at === null ? null : (
    <>
      What you see is from <Time at={at} />.
    </>
  );
  if (now.kind === "silent") {
    return (
      <p class="banner stale">
        <strong>
          Not live: the server has been silent since <Time at={now.since} />.
        </strong>{" "}
        {from} Whether the trader runs is not known here.
      </p>
    );
  }
  if (now.kind === "unread") {
    return (
      <p class="banner stale">
        <strong>Not live: the server cannot read the ledger.</strong> {from}{" "}
        {head.value?.trader.alive === true
          ? "The trader runs, and"
          : "The trader does not run, and"}{" "}
        what it wrote since is not shown{now.why === null ? "" : `: ${plain(now.why)}`}.
      </p>
    );
  }
  if (now.kind !== "stopped") return null;
  return (
    <p class="banner stale">
      <strong>Not live: the trader is not running.</strong> {from}
      {now.since !== null && (
        <>
          {" "}It was last heard of at <Time at={now.since} />.
        </>
      )}
    </p>
  );
}

function HaltBanner(): JSX.Element | null {
  const state = head.value?.state;
  if (state === undefined || state === null || state.word === "ACTIVE") return null;
  return (
    <p class="banner blocked">
      <strong>{state.word}</strong>: {effects[state.word]}
      {state.reason !== null && <>{" \u2013 "}{plain(state.reason)}</>}
      {state.who !== null && <>, by {plain(state.who)}</>}
      {state.since !== null && (
        <>
          , since <Time at={state.since} />
        </>
      )}
    </p>
  );
}
