import type { JSX } from "preact";
import { useReport } from "../data.ts";
import { Loaded } from "../loaded.tsx";
import { Sections, withoutRunNotes } from "../sections.tsx";

/** Feeds, the process, what it may do; then what the input of the run was worth. */
export function HealthView(_props: { readonly params: URLSearchParams }): JSX.Element {
  const now = useReport("health-now");
  const run = useReport("health");
  return (
    <>
      <Loaded report={now}>{({ sections }) => <Sections sections={sections} />}</Loaded>
      <Loaded report={run}>
        {({ sections }) => <Sections sections={withoutRunNotes(sections)} />}
      </Loaded>
    </>
  );
}
