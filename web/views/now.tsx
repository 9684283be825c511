import type { JSX } from "preact";
import { useReport } from "../data.ts";
import { Loaded } from "../loaded.tsx";
import { Sections } from "../sections.tsx";

/** The report "now". */
export function NowView(_props: { readonly params: URLSearchParams }): JSX.Element {
  const report = useReport("now");
  return <Loaded report={report}>{(answer) => <Sections sections={answer.sections} />}</Loaded>;
}
