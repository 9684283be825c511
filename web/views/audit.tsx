import { useState } from "preact/hooks";
import type { JSX } from "preact";
import { plain } from "../../src/report/format.ts";
import type { Cell } from "../../src/report/report.ts";
import { useReport } from "../data.ts";
import { Loaded } from "../loaded.tsx";
import { type Looks, Sections } from "../sections.tsx";

const looks: Looks = {
  rows: {
    searched: true,
    empty: "No row holds all of these words.",
    draw: { body: (value: Cell) => <Written text={typeof value === "string" ? value : ""} /> },
  },
};

/** The ledger itself: its chain, its rows, and all of it as a file. */
export function AuditView({ params }: { readonly params: URLSearchParams }): JSX.Element {
  const search = params.get("search") ?? "";
  const report = useReport("audit", search === "" ? {} : { id: search });
  return (
    <>
      <Search before={search} />
      <Loaded report={report}>
        {({ sections }) => <Sections sections={sections} looks={looks} />}
      </Loaded>
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

function Search({ before }: { readonly before: string }): JSX.Element {
  const [words, setWords] = useState(before);
  return (
    <form
      class="search"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        location.hash = `#/audit?search=${encodeURIComponent(words.trim())}`;
      }}
    >
      <label for="rows-search">Rows that hold</label>
      <input
        id="rows-search"
        type="search"
        maxLength={200}
        value={words}
        onInput={(event) => setWords(event.currentTarget.value)}
      />
      <button type="submit">Search the ledger</button>
    </form>
  );
}

/** A row may hold a model's whole prompt: it is opened by who wants it. */
function Written({ text }: { readonly text: string }): JSX.Element {
  return (
    <details>
      <summary>JSON</summary>
      <pre>{plain(text)}</pre>
    </details>
  );
}
