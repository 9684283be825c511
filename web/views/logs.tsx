import type { JSX } from "preact";
import type { Cell } from "../../src/report/report.ts";
import { useReport } from "../data.ts";
import { Loaded } from "../loaded.tsx";
import { type Looks, Sections } from "../sections.tsx";

const marks: Readonly<Record<string, string>> = { alarm: "\u26a0 alarm", warn: "\u25b3 warning" };

const looks: Looks = {
  logs: {
    empty: "Nothing happened yet.",
    lines: [["at", "kind"], ["text"]],
    draw: {
      weight: (value: Cell) => {
        const mark = marks[String(value)];
        return <span class={value === "alarm" ? "down" : ""}>{mark ?? ""}</span>;
      },
    },
  },
};

/** What happened, in words. */
export function LogsView(_props: { readonly params: URLSearchParams }): JSX.Element {
  const report = useReport("logs");
  return (
    <Loaded report={report}>
      {({ sections }) => <Sections sections={sections} looks={looks} />}
    </Loaded>
  );
}
