// Run as its own process by kill_test.ts: appends groups of rows to a ledger and says so, for ever.
import { openLedger } from "../../../src/adapters/sqlite/ledger.ts";
import { openLedgerReader } from "../../../src/adapters/sqlite/reader.ts";
import { group, header } from "../../contract/ledger_rows.ts";

const path = Deno.args[0] ?? "";
const ledger = openLedger(path, { durability: "commit" });
ledger.begin(header);
const reader = openLedgerReader(path);
let next = (reader.last()?.seq ?? 0) + 1;
reader.close();
Deno.stdout.writeSync(new TextEncoder().encode("open\n"));
for (; Deno.args[1] !== "idle"; next++) {
  ledger.append(group(next, 2));
  Deno.stdout.writeSync(new TextEncoder().encode(`${next}\n`));
}
await new Promise((resolve) => setTimeout(resolve, 60_000));
