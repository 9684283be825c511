import type { JSX } from "preact";
import { cell } from "../../src/report/format.ts";
import type { Cell } from "../../src/report/report.ts";
import { Control } from "../control.tsx";
import { useReport } from "../data.ts";
import { Gauge, numberOf } from "../gauge.tsx";
import { Loaded } from "../loaded.tsx";
import { type Looks, Sections } from "../sections.tsx";

const looks: Looks = {
  limits: {
    hide: ["value", "limitValue", "unit"],
    lines: [["limit", "state"], ["formula", "nowText", "limitText"]],
    draw: {
      state: (value: Cell) => {
        const blocks = value === "BLOCKS NOW";
        return <span class={blocks ? "down" : ""}>{blocks ? "\u25a0 " : ""}{String(value)}</span>;
      },
      used: (value: Cell) => (
        <>
          {cell(value, "ratio")}
          <Gauge used={numberOf(value)} label="used" />
        </>
      ),
    },
  },
};

/** Each limit with its value, its formula and its last trip. */
export function RiskView(_props: { readonly params: URLSearchParams }): JSX.Element {
  const report = useReport("risk");
  return (
    <>
      <Loaded report={report}>
        {({ sections }) => <Sections sections={sections} looks={looks} />}
      </Loaded>
      <Control />
    </>
  );
}
