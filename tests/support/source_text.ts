// A scanner for what a rule about source text must not trip over: comments, strings, templates and
// regular expressions. It knows no grammar; blanks stand in for what it takes out, so that line
// numbers and columns stay.

/** One file's text in three views of equal length. */
export interface SourceText {
  /** Without comments, strings and regular expressions. */
  readonly code: string;
  /** Without comments: import paths are still there. */
  readonly strings: string;
  /** Comments only. */
  readonly comments: string;
}

type Kind = "code" | "string" | "comment";

/** Splits TypeScript into its views. */
export function splitSource(text: string): SourceText {
  const kinds: Kind[] = [];
  // Depth of braces inside each open `${`; empty outside templates.
  const templates: number[] = [];
  let i = 0;
  const take = (end: number, kind: Kind) => {
    while (i < end) kinds[i++] = kind;
  };
  const takeTemplate = (from: number) => {
    const end = endOfTemplatePart(text, from);
    const opens = text.slice(from, end).endsWith("${");
    take(opens ? end - 2 : end, "string");
    if (opens) {
      take(end, "code");
      templates.push(0);
    }
  };
  while (i < text.length) {
    const rest = text[i] === "/" || text[i] === "`" || text[i] === "}" ? text.slice(i, i + 2) : "";
    if (rest === "//") take(endOf(text, i, "\n"), "comment");
    else if (rest === "/*") take(endOf(text, i + 2, "*/") + 2, "comment");
    else if (text[i] === '"' || text[i] === "'") take(endOfQuoted(text, i), "string");
    else if (text[i] === "/" && startsRegex(text, i, kinds)) take(endOfRegex(text, i), "string");
    else if (text[i] === "`") takeTemplate(i + 1);
    else if (text[i] === "}" && templates.at(-1) === 0) {
      templates.pop();
      take(i + 1, "code");
      takeTemplate(i);
    } else {
      const depth = templates.length - 1;
      if (depth >= 0 && text[i] === "{") templates[depth] = (templates[depth] ?? 0) + 1;
      if (depth >= 0 && text[i] === "}") templates[depth] = (templates[depth] ?? 0) - 1;
      take(i + 1, "code");
    }
  }
  return {
    code: view(text, kinds, ["code"]),
    strings: view(text, kinds, ["code", "string"]),
    comments: view(text, kinds, ["comment"]),
  };
}

function view(text: string, kinds: readonly Kind[], wanted: readonly Kind[]): string {
  let result = "";
  for (let i = 0; i < text.length; i++) {
    const kind = kinds[i] ?? "code";
    result += text[i] === "\n" || wanted.includes(kind) ? text[i] : " ";
  }
  return result;
}

function endOf(text: string, from: number, mark: string): number {
  const at = text.indexOf(mark, from);
  return at < 0 ? text.length : at;
}

function endOfQuoted(text: string, start: number): number {
  let i = start + 1;
  while (i < text.length && text[i] !== text[start] && text[i] !== "\n") {
    i += text[i] === "\\" ? 2 : 1;
  }
  return Math.min(i + 1, text.length);
}

/** Just behind the closing backtick or the next `${`. */
function endOfTemplatePart(text: string, start: number): number {
  let i = start;
  while (i < text.length && text[i] !== "`") {
    if (text[i] === "$" && text[i + 1] === "{") return i + 2;
    i += text[i] === "\\" ? 2 : 1;
  }
  return Math.min(i + 1, text.length);
}

/** A slash opens a regular expression where a value is expected, and divides where one has ended. */
function startsRegex(text: string, at: number, kinds: readonly Kind[]): boolean {
  let i = at - 1;
  while (i >= 0 && (/\s/.test(text[i] ?? "") || kinds[i] === "comment")) i--;
  if (i < 0) return true;
  if (kinds[i] === "string") return false;
  // In markup "</" ends an element; nobody compares with a regular expression.
  if (/[)\]}<]/.test(text[i] ?? "")) return false;
  if (!/[\w$]/.test(text[i] ?? "")) return true;
  const word = /[\w$]+$/.exec(text.slice(Math.max(0, i - 12), i + 1))?.[0] ?? "";
  return ["return", "typeof", "case", "in", "of", "yield", "await"].includes(word);
}

function endOfRegex(text: string, start: number): number {
  let inClass = false;
  let i = start + 1;
  while (i < text.length && text[i] !== "\n" && (inClass || text[i] !== "/")) {
    if (text[i] === "[") inClass = true;
    if (text[i] === "]") inClass = false;
    i += text[i] === "\\" ? 2 : 1;
  }
  return Math.min(i + 1, text.length);
}
