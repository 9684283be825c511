import type { ComponentChildren, JSX } from "preact";
import type { Failure, ReportAnswer } from "./answer.ts";
import type { ReportState } from "./loader.ts";

/** What a view shows while it waits, when that failed, and what it is for. */
export function Loaded(
  { report, children }: {
    readonly report: ReportState;
    readonly children: (answer: ReportAnswer) => ComponentChildren;
  },
): JSX.Element {
  const { answer, error } = report;
  if (answer === null && error === null) {
    return <p class="empty" role="status">Loading</p>;
  }
  return (
    <>
      {error !== null && <Trouble failure={error} old={answer !== null} />}
      {answer !== null && children(answer)}
    </>
  );
}

/** Why there is nothing, or nothing new, and what to do. */
export function Trouble(
  { failure, old }: { readonly failure: Failure; readonly old: boolean },
): JSX.Element {
  const { message, hint } = failure;
  return (
    <div class="trouble" role="alert">
      <strong>{message}</strong>
      {hint !== null && <p>What to do: {hint}</p>}
      {old && <p>What stands below is what was known before.</p>}
    </div>
  );
}
