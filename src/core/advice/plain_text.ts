// Text of strangers as plain as it can be read: what a page would show, without what it would hide.
// Every step looks at a character a bounded number of times, however the markup is broken.

const CUT = " [cut]";

/** What a page shows of a text: no markup, scripts, comments or hidden characters; links by their host. */
export function plainText(text: string): string {
  return withoutHidden(entitiesRead(withoutMarkup(text.toWellFormed())))
    .replace(/\bhttps?:\/\/[^\s<>"'()[\]{}]*[^\s<>"'()[\]{}.,;:!?]/gi, (link) => hostOf(link))
    .replace(/[^\S\n]+/g, " ")
    .replace(/ ?\n ?/g, "\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

/** The same on one line. */
export function plainLine(text: string): string {
  return plainText(text).replace(/\n+/g, " ");
}

/** At most `most` UTF-16 units, ending on a whole character and saying so when it was cut. */
export function cutText(text: string, most: number): string {
  if (text.length <= most) return text;
  return text.slice(0, Math.max(0, most - CUT.length)).replace(/[\ud800-\udbff]$/, "") + CUT;
}

/** A link without everything that could carry a message. */
function hostOf(link: string): string {
  const authority = /^https?:\/\/([^/?#\\]*)/i.exec(link)?.[1] ?? "";
  const host = authority.slice(authority.lastIndexOf("@") + 1).replace(/:\d*$/, "");
  return /^[a-z0-9.-]{1,80}$/i.test(host) ? host.toLowerCase() : "(link)";
}

const TAG = /<(\/?)([a-z][a-z0-9-]*)(?:\s[^<>]*)?\/?>|<[!?][^<>]*>/iy;
/** Elements of which nothing is shown. */
const UNSEEN = /^(?:script|style|template|noscript|iframe|object|svg|head|title)$/i;
const BREAKS = /^(?:br|p|div|li|ul|ol|tr|table|h[1-6]|blockquote|section|article|hr)$/i;

/** Without tags, comments and unseen elements; what is opened and not closed ends the text. */
function withoutMarkup(text: string): string {
  let plain = "";
  let from = 0;
  for (let at = text.indexOf("<"); at >= 0; at = text.indexOf("<", Math.max(at + 1, from))) {
    if (text.startsWith("<!--", at)) {
      plain += text.slice(from, at);
      from = after(text, "-->", at + 4);
      continue;
    }
    TAG.lastIndex = at;
    const [tag, slash, name = ""] = TAG.exec(text) ?? [];
    if (tag === undefined) continue;
    plain += text.slice(from, at) + (BREAKS.test(name) ? "\n" : "");
    from = at + tag.length;
    if (slash === "" && UNSEEN.test(name) && !tag.endsWith("/>")) {
      from = afterElement(text, name, from);
    }
  }
  return plain + text.slice(from);
}

function after(text: string, end: string, from: number): number {
  const at = text.indexOf(end, from);
  return at < 0 ? text.length : at + end.length;
}

function afterElement(text: string, name: string, from: number): number {
  const end = new RegExp(`</${name}\\b[^<>]*>`, "gi");
  end.lastIndex = from;
  return end.exec(text) === null ? text.length : end.lastIndex;
}

const named: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
  rsquo: "\u2019",
  lsquo: "\u2018",
  rdquo: "\u201d",
  ldquo: "\u201c",
  ndash: "\u2013",
  mdash: "\u2014",
  hellip: "\u2026",
};

function entitiesRead(text: string): string {
  return text.replace(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]{2,6}));/gi,
    (all, hex: string | undefined, decimal: string | undefined, name: string | undefined) => {
      if (name !== undefined) return named[name.toLowerCase()] ?? all;
      const code = hex === undefined ? Number(decimal) : parseInt(hex, 16);
      const isCharacter = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
      return isCharacter ? String.fromCodePoint(code) : " ";
    },
  );
}

/** Joiners are letters of some scripts and parts of emoji; among Latin letters they only hide. */
const JOINER = /(?<=[^\0-\x7f])[\u200c\u200d](?=[^\0-\x7f])/u;
const HIDDEN = /[\p{Cf}\p{Co}\p{Cn}\ufffd\u034f\u115f\u1160\u3164\u{e0100}-\u{e01ef}]/gu;

function withoutHidden(text: string): string {
  return text.replace(/\r\n?|[\u2028\u2029\u0085]/g, "\n")
    .replace(/\p{Cc}/gu, (control) => control === "\n" || control === "\t" ? control : "")
    .replace(/[\ufe00-\ufe0f]{2,}/g, "")
    .replace(HIDDEN, (sign, at: number, all: string) => isJoiner(sign, at, all) ? sign : "");
}

function isJoiner(sign: string, at: number, all: string): boolean {
  return (sign === "\u200c" || sign === "\u200d") &&
    JOINER.test(all.slice(Math.max(0, at - 2), at + 3));
}
