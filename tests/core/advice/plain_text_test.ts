import assert from "node:assert/strict";
import fc from "fast-check";
import { cutText, plainLine, plainText } from "../../../src/core/advice/plain_text.ts";

Deno.test("text without markup stays as it is", () => {
  for (
    const text of ["BTC < 100k, ETH > 3k", "</3 <3 :)", "a & b", "5 < 6 && 7 > 2", "caf\u00e9"]
  ) {
    assert.equal(plainText(text), text);
  }
});

Deno.test("markup goes, what it shows stays", () => {
  const pages: readonly (readonly [string, string])[] = [
    ["<p>one</p><p>two</p>", "one\n\ntwo"],
    ["one<br/>two<BR>three", "one\ntwo\nthree"],
    ["a<b title='x'>b</b>c", "abc"],
    ["a<!-- b -->c<!-- d", "ac"],
    ["a<script>b</script >c<style>d", "ac"],
    ["a<script src=x />b", "ab"],
    ["Tom &amp; Jerry&#39;s &quot;x&quot; &#x41;&unknown;", 'Tom & Jerry\'s "x" A&unknown;'],
    ["a&lt;script&gt;b", "a<script>b"],
    ["a\r\nb\rc\u2028d", "a\nb\nc\nd"],
    ["a \t\u00a0 b\n\n\n\nc", "a b\n\nc"],
  ];
  for (const [page, shown] of pages) assert.equal(plainText(page), shown, page);
});

Deno.test("a link is its host, whatever else it carries", () => {
  assert.equal(
    plainText("see https://user:word@www.Example.com:8443/a/b?c=d#e, and (http://x.org)."),
    "see www.example.com, and (x.org).",
  );
  assert.equal(plainText("https://ex\u00e4mple.com/ https://[::1]/x"), "(link) https://[::1]/x");
});

Deno.test("hidden characters go, joiners stay where a script needs them", () => {
  assert.equal(
    plainText("pre\u200bvi\u00adous \u202eabc\u202c\u{e0041}\u0000\u0007"),
    "previous abc",
  );
  const family = "\u{1f468}\u200d\u{1f469}\u200d\u{1f467}";
  const persian = "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645";
  assert.equal(plainText(`${family} ${persian} \u2764\ufe0f`), `${family} ${persian} \u2764\ufe0f`);
  assert.equal(plainText("a\u200db"), "ab");
});

Deno.test("a line has no line ends", () => {
  assert.equal(plainLine("one\n\ntwo<br>three"), "one two three");
});

Deno.test("a cut text says so and ends on a whole character", () => {
  assert.equal(cutText("0123456789", 10), "0123456789");
  assert.equal(cutText("01234567890", 10), "0123 [cut]");
  assert.equal(cutText(`0123\u{1f600}678901`, 11), "0123 [cut]");
});

Deno.test("any text becomes plain, without control or hidden characters, and no longer", () => {
  const odd = fc.constantFrom(
    ...[
      "<",
      ">",
      "<p>",
      "<script>",
      "</script>",
      "<!--",
      "-->",
      "&#",
      "&#x202e;",
      "&lt;",
      "\u202e",
    ],
    ...[
      "\u200b",
      "\u200d",
      "\ud800",
      "https://",
      "a@b",
      "/",
      "\u0000",
      "\r",
      "\ufe0f",
      "<a href='",
    ],
  );
  const text = fc.array(fc.oneof(odd, fc.string({ unit: "binary", maxLength: 5 })), {
    maxLength: 80,
  }).map((parts) => parts.join(""));
  fc.assert(
    fc.property(text, (each) => {
      const plain = plainText(each);
      assert.ok(plain.isWellFormed());
      assert.doesNotMatch(
        plain,
        /(?!\n)\p{Cc}|[\u202a-\u202e\u2066-\u2069\u200b\u{e0000}-\u{e007f}]/u,
      );
      assert.doesNotMatch(plain, /^\s|\s$|\n{3}| {2}/);
      assert.ok(plain.length <= each.length, plain);
    }),
    { seed: 7, numRuns: 100 },
  );
});

Deno.test("markup that never ends costs no more than its length", () => {
  for (const piece of ["<", "<!--", "<script>", "<a ", "&#", "https://", "</", "<p"]) {
    const text = piece.repeat(100_000 / piece.length);
    assert.ok(plainText(text).length <= text.length);
  }
});
