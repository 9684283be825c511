import type { JSX } from "preact";
import { useReport } from "../data.ts";
import { Loaded } from "../loaded.tsx";
import { Sections } from "../sections.tsx";

/** The report "positions". */
export function PositionsView(_props: { readonly params: URLSearchParams }): JSX.Element {
  const report = useReport("positions");
  return <Loaded report={report}>{(answer) => <Sections sections={answer.sections} />}</Loaded>;
}
