import type { JSX } from "preact";
import { useReport } from "../data.ts";
import { Loaded } from "../loaded.tsx";
import { Sections } from "../sections.tsx";

/** Any report by name, as it is. */
export function ReportView({ params }: { readonly params: URLSearchParams }): JSX.Element {
  const report = useReport(params.get("name") ?? "summary");
  return <Loaded report={report}>{(answer) => <Sections sections={answer.sections} />}</Loaded>;
}
