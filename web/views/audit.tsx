import type { JSX } from "preact";
import { useReport } from "../data.ts";
import { Loaded } from "../loaded.tsx";
import { Sections } from "../sections.tsx";

/** The ledger itself: its chain, its rows, and all of it as a file. */
export function AuditView(_props: { readonly params: URLSearchParams }): JSX.Element {
  const report = useReport("audit");
  return (
    <>
      <Loaded report={report}>{({ sections }) => <Sections sections={sections} />}</Loaded>
      <section class="card" aria-labelledby="files">
        <h2 id="files">Take away</h2>
        <p>
          <a href="/export/ledger.ndjson" download>The whole ledger, one JSON row a line</a>. Check
          it without trust in this page: <code>polybot audit verify</code>.
        </p>
      </section>
    </>
  );
}
