import type { JSX } from "preact";
import { useReport } from "../data.ts";
import { Loaded } from "../loaded.tsx";
import { type Looks, Sections, withoutRunNotes } from "../sections.tsx";
import { Verdict } from "./verdict.tsx";

// The runtime's "prompt" reads as if somebody would be asked; the program runs without.
const looks: Looks = {
  permissions: {
    draw: {
      state: (value) =>
        value === "granted"
          ? <Verdict kind="yes" text="granted" />
          : <Verdict kind="none" text={value === "prompt" ? "not granted" : String(value)} />,
    },
  },
};

/** Feeds, the process, what it may do; then what the input of the run was worth. */
export function HealthView(_props: { readonly params: URLSearchParams }): JSX.Element {
  const now = useReport("health-now");
  const run = useReport("health");
  return (
    <>
      <Loaded report={now}>
        {({ sections }) => <Sections sections={sections} looks={looks} />}
      </Loaded>
      <Loaded report={run}>
        {({ sections }) => <Sections sections={withoutRunNotes(sections)} />}
      </Loaded>
    </>
  );
}
