import type { JSX } from "preact";
import { useReport } from "../data.ts";
import { Loaded } from "../loaded.tsx";
import { Sections } from "../sections.tsx";

/** The report "logs". */
export function LogsView(_props: { readonly params: URLSearchParams }): JSX.Element {
  const report = useReport("logs");
  return <Loaded report={report}>{(answer) => <Sections sections={answer.sections} />}</Loaded>;
}
