// Text into a page. Everything goes through here: names of markets are written by strangers.
import { plain } from "./format.ts";

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text from anywhere as it may stand between tags and inside quoted attributes. */
export function html(text: string): string {
  return plain(text).replace(/[&<>"']/g, (char) => entities[char] ?? "");
}

/** An element; `inside` is markup already, attributes are escaped here. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  inside: string = "",
): string {
  const written = Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${html(String(value))}"`).join("");
  return `<${name}${written}>${inside}</${name}>`;
}
