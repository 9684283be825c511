// Characters that people do not see and models read.

/** What was found, by the pattern's name. */
export interface Hidden {
  readonly pattern: string;
  readonly excerpt: string;
}

/** Tag characters spell ASCII; the flags of England, Scotland and Wales are the only use of them. */
const TAGS = /[\u{e0020}-\u{e007e}]+\u{e007f}?/gu;
const FLAG = /\u{1f3f4}[\u{e0020}-\u{e007e}]{1,8}\u{e007f}/gu;
/** One variation selector is emoji style; in a row they are bytes. */
const SELECTORS = /[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]{3,}/u;
/** Order of display turned round: what is shown is not what is read. */
const OVERRIDES = /[\u202a-\u202e\u2066-\u2069]/u;
/** Between letters of scripts that do not need them. */
const JOINERS =
  /(?<=[a-z0-9\u0400-\u04ff])[\u00ad\u034f\u200b-\u200f\u2060-\u2064\ufeff]+(?=[a-z0-9\u0400-\u04ff])/giu;
/** A soft hyphen or two come with copied text. */
const MOST_JOINERS = 2;
const CONTROLS = /(?:\p{Cc}(?<![\t\n\v\f\r])){2,}/u;

/** Hidden characters of a text; ordinary emoji, Persian and Hindi hold some and are not named. */
export function hiddenIn(text: string): readonly Hidden[] {
  const found: Hidden[] = [];
  const tags = text.replace(FLAG, "").match(TAGS);
  if (tags !== null) found.push({ pattern: "hidden.tags", excerpt: tagText(tags.join(" ")) });
  if (SELECTORS.test(text)) {
    found.push({ pattern: "hidden.selectors", excerpt: "variation selectors in a row" });
  }
  if (OVERRIDES.test(text)) {
    found.push({
      pattern: "hidden.direction",
      excerpt: "characters that turn the order of display",
    });
  }
  const joiners = text.match(JOINERS)?.length ?? 0;
  if (joiners > MOST_JOINERS) {
    found.push({ pattern: "hidden.joiners", excerpt: `${joiners} invisible characters in words` });
  }
  if (CONTROLS.test(text)) {
    found.push({ pattern: "hidden.controls", excerpt: "control characters in a row" });
  }
  return found;
}

/** Text with tag characters as the ASCII they spell, and without whatever else is not seen. */
export function unhidden(text: string): string {
  return tagText(text.replace(FLAG, ""))
    .replace(/[\p{Cf}\u034f\u115f\u1160\u3164\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/gu, "")
    .replace(/\p{Cc}(?<![\t\n\r])/gu, "");
}

function tagText(text: string): string {
  return text.replace(
    TAGS,
    (run) =>
      Array.from(run, (tag) => String.fromCharCode((tag.codePointAt(0) ?? 0) & 0x7f)).join(""),
  );
}
