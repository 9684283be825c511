import { deepStrictEqual, doesNotMatch, match, ok } from "node:assert/strict";
import { buildPage, PAGE_LIMIT, stale } from "../../scripts/web.ts";

Deno.test("web/dist is what today's source makes, twice the same, and not too large", async () => {
  const page = await buildPage();
  deepStrictEqual(stale(page), [], "run scripts/web.ts and commit web/dist");
  deepStrictEqual(await buildPage(), page);
  const total = [...page.values()].reduce((sum, text) => sum + new Blob([text]).size, 0);
  ok(total < PAGE_LIMIT, `${total} bytes`);
});

Deno.test("the page asks nobody but its server, and has no script or style of its own inside", () => {
  const read = (name: string) =>
    Deno.readTextFileSync(new URL(`../../web/dist/${name}`, import.meta.url));
  const html = read("index.html");
  doesNotMatch(html, /<style|style=|\son\w+=|<script(?![^>]*\ssrc="\/main\.js")/);
  match(html, /<html lang="en">/);
  for (const name of ["index.html", "main.css", "main.js"]) {
    // Names of XML vocabularies are no addresses that anybody asks.
    const addresses = read(name).match(/(?:https?:)?\/\/[a-z0-9.-]+\.[a-z]{2,}/gi) ?? [];
    deepStrictEqual(addresses.filter((one) => !one.includes("//www.w3.org")), [], name);
  }
});
