import assert from "node:assert/strict";
import fc from "fast-check";
import { cells, MAX_LINE, parseCsv, readLines } from "../../../src/adapters/replay/csv.ts";
import type { SkipReason } from "../../../src/core/types/event.ts";
import { gzip, withFiles } from "./samples.ts";

async function read(path: string): Promise<{ lines: string[]; defects: SkipReason[] }> {
  const lines: string[] = [];
  const defects: SkipReason[] = [];
  for await (const batch of readLines(path)) {
    lines.push(...batch.lines);
    if (batch.defect !== null) defects.push(batch.defect);
  }
  return { lines, defects };
}

Deno.test("lines come the same with and without gzip, carriage returns and a last newline", () =>
  withFiles({
    "a.csv": "x,1\r\ny,2\r\n",
    "b.csv": "x,1\ny,2",
    "c.csv.gz": "x,1\ny,2\n",
  }, async (folder) => {
    for (const name of ["a.csv", "b.csv", "c.csv.gz"]) {
      assert.deepEqual(await read(`${folder}/${name}`), { lines: ["x,1", "y,2"], defects: [] });
    }
  }));

Deno.test("lines survive any cut of a file into chunks", () =>
  withFiles(
    { "long.csv": Array.from({ length: 40_000 }, (_, i) => `${i},\u00e9`).join("\n") },
    async (folder) => {
      const { lines } = await read(`${folder}/long.csv`);
      assert.deepEqual([lines.length, lines[0], lines.at(-1)], [
        40_000,
        "0,\u00e9",
        "39999,\u00e9",
      ]);
    },
  ));

Deno.test("a gzip that breaks off gives the lines before the tear and one torn", () =>
  withFiles({}, async (folder) => {
    const text = Array.from({ length: 50_000 }, (_, i) => `${(i * 7919) % 99_991}`).join("\n");
    const whole = await gzip(new TextEncoder().encode(text));
    await Deno.writeFile(`${folder}/cut.gz`, whole.subarray(0, Math.floor(whole.length / 2)));
    const { lines, defects } = await read(`${folder}/cut.gz`);
    assert.deepEqual(defects, ["torn"]);
    assert.ok(lines.length > 1_000 && lines.length < 50_000, `${lines.length}`);
    assert.equal(lines[1_000], `${(1_000 * 7919) % 99_991}`);
  }));

/** Bytes of this thread alone: tests that run beside it share the process. */
function held(): number {
  const { heapUsed, external } = Deno.memoryUsage();
  return heapUsed + external;
}

Deno.test("a line without an end is dropped in flat memory and the next one is read", () =>
  withFiles({}, async (folder) => {
    const path = `${folder}/endless.csv`;
    using file = await Deno.open(path, { write: true, create: true });
    await file.write(new TextEncoder().encode("a\n"));
    await file.seek(6 * MAX_LINE, Deno.SeekMode.Start);
    await file.write(new TextEncoder().encode("\nb\n"));
    const before = held();
    assert.deepEqual(await read(path), { lines: ["a", "b"], defects: ["tooLong"] });
    assert.ok(held() - before < 5 * MAX_LINE, `${held() - before}`);
  }));

Deno.test("quoted cells may hold commas, quotes and line ends (RFC 4180, section 2)", () => {
  assert.deepEqual(parseCsv('a,"b,c","d ""e"""\r\n"f\ng",,\n'), [
    ["a", "b,c", 'd "e"'],
    ["f\ng", "", ""],
  ]);
  assert.deepEqual(cells('1,"x, y",z'), ["1", "x, y", "z"]);
  assert.deepEqual(cells("1,,2"), ["1", "", "2"]);
});

Deno.test("what is quoted as RFC 4180 says is read back", () => {
  const row = fc.array(fc.string({ maxLength: 6 }), { minLength: 1, maxLength: 5 });
  fc.assert(fc.property(fc.array(row, { minLength: 1, maxLength: 4 }), (rows) => {
    const quote = (cell: string) => `"${cell.replaceAll('"', '""')}"`;
    const text = rows.map((cells) => cells.map(quote).join(",")).join("\n");
    assert.deepEqual(parseCsv(text), rows);
  }));
});
