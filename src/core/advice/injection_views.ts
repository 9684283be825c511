// One text in every way a model may read it: as it stands, without what is hidden, with look-alike
// letters and digits read as letters, decoded, turned round. Each is searched.
import { unhidden } from "./injection_hidden.ts";

/**
 * raw: with its punctuation. words: folded to small letters with one blank between words and "." for
 * whatever ends a clause. compact: small Latin letters and digits, nothing between them.
 */
export interface View {
  readonly kind: "raw" | "words" | "compact";
  readonly text: string;
}

/** Encodings inside encodings are opened this often. */
const DEPTH = 2;
/** Compatibility forms can be longer than their letters, at most eighteen times. */
const LONGEST = 24_000;

/** All views of one window of text, without repetitions; each is made when it is asked for. */
export function* viewsOf(text: string): Generator<View, void, void> {
  const raws = new Map([[shown(text), 0]]);
  const seen = new Set<string>();
  // A Map is walked to the end that it has by then: what is decoded is decoded again.
  for (const [raw, depth] of raws) {
    for (const view of readingsOf(raw)) {
      const key = `${view.kind} ${view.text}`;
      if (seen.has(key)) continue;
      seen.add(key);
      yield view;
    }
    if (depth === DEPTH) continue;
    for (const decoded of decodings(raw)) {
      const plain = shown(decoded);
      if (!raws.has(plain)) raws.set(plain, depth + 1);
    }
  }
}

function shown(text: string): string {
  return unhidden(text.normalize("NFKC")).slice(0, LONGEST);
}

function* readingsOf(raw: string): Generator<View, void, void> {
  yield { kind: "raw", text: raw };
  for (const words of readings(raw)) {
    yield { kind: "words", text: words };
    yield { kind: "compact", text: words.replace(/[^a-z0-9]+/g, "") };
  }
  const small = raw.toLowerCase();
  yield { kind: "compact", text: rot13(small).replace(/[^a-z0-9]+/g, "") };
  yield { kind: "compact", text: [...small].reverse().join("").replace(/[^a-z0-9]+/g, "") };
}

/** Words as they are, and with look-alikes read as Latin letters. */
function readings(raw: string): readonly string[] {
  const small = fold(raw);
  const latin = foldLetters(small);
  const found = [wordsOf(small), wordsOf(latin)];
  // One letter stands for two: it has the form of an H and is read as an n.
  if (small.includes("\u043d")) found.push(wordsOf(foldLetters(small.replaceAll("\u043d", "n"))));
  // "|" and "!" stand for letters only inside a word, "1" for either of two.
  if (/[a-z][0134578@$|!]|[0134578@$|!][a-z]/.test(latin)) {
    found.push(wordsOf(unleet(latin, "i")), wordsOf(unleet(latin, "l")));
  }
  return [...new Set(found)];
}

/** Small letters without accents; those of scripts that compose otherwise are left whole. */
function fold(text: string): string {
  return text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "").normalize("NFC")
    .replaceAll("\u0131", "i").replaceAll("\u0142", "l").replaceAll("\u0111", "d");
}

/** Words between blanks and clauses between dots, both ends included; \ue000 keeps a decimal's place. */
function wordsOf(text: string): string {
  const signs = text
    .replace(/['\u2018\u2019`]/g, "")
    .replace(/(\d)[.,](?=\d)/g, "$1\ue000")
    .replace(/[%@]/g, " $& ")
    .replace(
      /[^\p{L}\p{N}\p{M}_%@\ue000]+/gu,
      (gap) => /^[ \-\/&+*~^#=$\u00a0]*$/.test(gap) ? " " : " . ",
    )
    .replaceAll("\ue000", ".");
  return ` . ${signs.replace(/^[ .]+|[ .]+$/g, "")} . `;
}

const leet: ReadonlyMap<string, string> = new Map([
  ...[["0", "o"], ["3", "e"], ["4", "a"], ["5", "s"], ["7", "t"], ["8", "b"]],
  ...[["@", "a"], ["$", "s"], ["!", "i"], ["|", "l"]],
] as [string, string][]);

function unleet(text: string, one: "i" | "l"): string {
  // Numbers stay: only a word that holds a letter is read this way.
  return text.replace(
    /[a-z0-9@$|!]*[a-z][a-z0-9@$|!]*/g,
    (word) => word.replace(/[0-9@$|!]/g, (sign) => sign === "1" ? one : leet.get(sign) ?? sign),
  );
}

function decodings(text: string): readonly string[] {
  const found = [
    replaced(
      text,
      /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]{2,6}));?/gi,
      (_, hex, dec, name) =>
        name === undefined
          ? point(hex === undefined ? Number(dec) : parseInt(hex, 16))
          : entities.get(name.toLowerCase()) ?? null,
    ),
    replaced(text, /(?:%[0-9a-f]{2})+/gi, (run) => utf8(bytesOfHex(run.replaceAll("%", "")))),
    replaced(
      text,
      /\\u\{?([0-9a-f]{4,6})\}?|\\x([0-9a-f]{2})/gi,
      (_, wide, byte) => point(parseInt(wide ?? byte ?? "", 16)),
    ),
    replaced(
      text,
      /(?:\b|0x)(?:[0-9a-f]{2}[ :,]?){8,}/gi,
      (run) => utf8(bytesOfHex(run.replace(/^0x|[ :,]/gi, ""))),
    ),
    replaced(
      text,
      /(?:[01]{8}[ ,]?){4,}/g,
      (run) => utf8((run.match(/[01]{8}/g) ?? []).map((bits) => parseInt(bits, 2))),
    ),
    replaced(text, /[A-Za-z0-9+\/_-]{16,}={0,2}/g, (run) => utf8(bytesOfBase64(run))),
    // Words cut in two by markup or by a comment.
    text.replace(/<!--|-->|<[^<>]{0,200}>|\*\*|__|~~/g, ""),
  ];
  return found.filter((each) => each !== text);
}

/** A text with each run of an encoding decoded; runs that decode to nothing readable stay. */
function replaced(
  text: string,
  form: RegExp,
  decode: (run: string, ...groups: (string | undefined)[]) => string | null,
): string {
  return text.replace(
    form,
    (run: string, ...groups: (string | undefined)[]) => decode(run, ...groups) ?? run,
  );
}

const entities: ReadonlyMap<string, string> = new Map([
  ...[["lt", "<"], ["gt", ">"], ["amp", "&"], ["quot", '"'], ["apos", "'"], ["nbsp", " "]],
  ...[["colon", ":"], ["lbrack", "["], ["rbrack", "]"], ["shy", ""], ["zwnj", ""], ["zwj", ""]],
] as [string, string][]);

function point(code: number): string | null {
  return Number.isInteger(code) && code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : null;
}

function bytesOfHex(digits: string): readonly number[] {
  return (digits.match(/[0-9a-f]{2}/gi) ?? []).map((pair) => parseInt(pair, 16));
}

const SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

function bytesOfBase64(text: string): readonly number[] {
  const bytes: number[] = [];
  let bits = 0;
  let count = 0;
  for (const sign of text.replace(/=+$/, "").replaceAll("-", "+").replaceAll("_", "/")) {
    bits = ((bits << 6) | SIGNS.indexOf(sign)) & 0xffff;
    count += 6;
    if (count >= 8) bytes.push((bits >> (count -= 8)) & 0xff);
  }
  return bytes;
}

/** Bytes as text where it is text: printable, with more letters and blanks than anything else. */
function utf8(bytes: readonly number[]): string | null {
  let escaped = "";
  for (const byte of bytes) escaped += `%${byte.toString(16).padStart(2, "0")}`;
  try {
    const text = decodeURIComponent(escaped);
    const readable = text.match(/[\p{L}\p{N}\p{M}\s]/gu)?.length ?? 0;
    return /\p{Cc}(?<![\n\r\t])/u.test(text) || readable < 0.6 * text.length ? null : text;
  } catch (error) {
    // Not UTF-8.
    if (!(error instanceof URIError)) throw error;
    return null;
  }
}

function rot13(small: string): string {
  return small.replace(
    /[a-z]/g,
    (letter) => String.fromCharCode((letter.charCodeAt(0) - 97 + 13) % 26 + 97),
  );
}

/** Letters of other scripts by the Latin one they look like (after Unicode TS 39, confusables). */
const confusable: Readonly<Record<string, string>> = {
  a: "\u0430\u03b1\u0251\u1d00",
  b: "\u044c\u0299\u0432",
  c: "\u0441\u03f2\u1d04",
  d: "\u0501\u0257\u1d05",
  e: "\u0435\u0454\u03b5\u0451\u1d07",
  f: "\ua730\u0192",
  g: "\u0261\u0262\u050d",
  h: "\u04bb\u043d\u0570\u029c",
  i: "\u0456\u03b9\u026a\u0131\u0457",
  j: "\u0458\u03f3\u1d0a",
  k: "\u043a\u03ba\u1d0b",
  l: "\u04cf\u029f\u0269",
  m: "\u043c\u1d0d",
  n: "\u03b7\u0578\u0274\u043f",
  o: "\u043e\u03bf\u03c3\u0585\u1d0f",
  p: "\u0440\u03c1\u1d18",
  q: "\u051b",
  r: "\u0433\u0280",
  s: "\u0455\ua731",
  t: "\u0442\u03c4\u1d1b",
  u: "\u03c5\u057d\u1d1c",
  v: "\u03bd\u0475\u1d20",
  w: "\u051d\u03c9\u0461\u1d21",
  x: "\u0445\u03c7",
  y: "\u0443\u03b3\u04af\u028f",
  z: "\u1d22",
};

function foldLetters(text: string): string {
  return text.replace(/[\u0080-\uffff]/g, (letter) => looksLike.get(letter) ?? letter);
}

const looksLike: ReadonlyMap<string, string> = new Map(
  Object.entries(confusable).flatMap(([latin, others]) =>
    Array.from(others, (other): [string, string] => [other, latin])
  ),
);
