import type { JSX } from "preact";
import { useReport } from "../data.ts";
import { Loaded } from "../loaded.tsx";
import { Sections } from "../sections.tsx";

/** The report "funnel". */
export function FunnelView(_props: { readonly params: URLSearchParams }): JSX.Element {
  const report = useReport("funnel");
  return <Loaded report={report}>{(answer) => <Sections sections={answer.sections} />}</Loaded>;
}
