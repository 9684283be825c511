// The page, carried in the program: `deno run main.ts serve` needs no build and reads no file.
import script from "../../web/dist/main.js" with { type: "text" };
import style from "../../web/dist/main.css" with { type: "text" };
import page from "../../web/dist/index.html" with { type: "text" };
import type { Asset } from "./app_parts.ts";

/** Every file of the page by its path. */
export const assets: ReadonlyMap<string, Asset> = new Map([
  ["/", { type: "text/html; charset=utf-8", body: page }],
  ["/main.js", { type: "text/javascript; charset=utf-8", body: script }],
  ["/main.css", { type: "text/css; charset=utf-8", body: style }],
]);
