import { isMap, isNode, isScalar, isSeq, LineCounter, type Pair, parseDocument, visit } from "yaml";
import { type ConfigIssue, issue } from "./issue.ts";
import { keys, sections } from "./schema.ts";
import { findKey, secretHint } from "./secret.ts";
import { suggest } from "./suggest.ts";

/** A value for a key, not yet checked, and where it was written. */
export interface Candidate {
  readonly path: string;
  readonly value: unknown;
  readonly from: string;
}

/** What a source of configuration said, and what was wrong with it. */
export interface Reading {
  readonly candidates: readonly Candidate[];
  readonly issues: readonly ConfigIssue[];
}

const maxBytes = 262_144;
const maxIssues = 50;

/** Reads the text of a YAML file; `file` is its name for messages. Never throws on bad input. */
export function readYaml(text: string, file: string): Reading {
  const refused = refuse(text, file);
  if (refused !== null) return { candidates: [], issues: [refused] };
  const lines = new LineCounter();
  // Pretty errors would quote the file, and with it whatever was pasted into it.
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const issues: ConfigIssue[] = [...document.errors, ...document.warnings].slice(0, maxIssues)
    .map((error) => issue(place(file, lines, error.pos[0]), "", error.message, "valid YAML"));
  visit(document, {
    Alias: (_, node) => void issues.push(noAnchors(place(file, lines, node.range?.[0]))),
    Node: (_, node) => {
      if ("anchor" in node && node.anchor !== undefined) {
        issues.push(noAnchors(place(file, lines, node.range?.[0])));
      }
    },
  });
  if (issues.length > 0) return { candidates: [], issues: issues.slice(0, maxIssues) };
  return walk(document.contents, { file, lines });
}

interface Source {
  readonly file: string;
  readonly lines: LineCounter;
}

function refuse(text: string, file: string): ConfigIssue | null {
  if (text.length > maxBytes) {
    const wanted = `a configuration of at most ${maxBytes} bytes`;
    return issue(file, "", `read ${text.length} characters`, wanted);
  }
  const at = findKey(text);
  if (at < 0) return null;
  const before = text.slice(0, at).split("\n");
  const where = `${file}:${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
  return issue(where, "", "read a 64-digit hex number (not shown)", `no secret: ${secretHint}`);
}

function noAnchors(where: string): ConfigIssue {
  return issue(where, "", "read an anchor or alias", "each value written out");
}

function place(file: string, lines: LineCounter, offset: number | undefined): string {
  const { line, col } = lines.linePos(offset ?? 0);
  return `${file}:${line}:${col}`;
}

function walk(root: unknown, source: Source): Reading {
  const candidates: Candidate[] = [];
  const issues: ConfigIssue[] = [];
  if (root === null) return { candidates, issues };
  const sectionsRead = pairs(root, source);
  if (sectionsRead === null) {
    const found = issue(`${source.file}:1:1`, "", "read no mapping", `sections such as "risk:"`);
    return { candidates, issues: [found] };
  }
  for (const { name, keyAt, node } of sectionsRead) {
    if (!Object.hasOwn(sections, name)) {
      issues.push(unknownSection(keyAt, name));
      continue;
    }
    // A section whose keys are all commented out reads as null.
    const inner = isScalar(node) && node.value === null ? [] : pairs(node, source);
    if (inner === null) {
      issues.push(issue(keyAt, name, "read no mapping", "keys below it, indented"));
    }
    for (const entry of inner ?? []) {
      const path = `${name}.${entry.name}`;
      if (keys.has(path)) candidates.push({ path, value: plain(entry.node), from: entry.valueAt });
      else issues.push(unknownKey(entry.keyAt, path));
    }
  }
  return { candidates, issues };
}

interface Entry {
  readonly name: string;
  readonly keyAt: string;
  readonly valueAt: string;
  readonly node: unknown;
}

function pairs(node: unknown, { file, lines }: Source): readonly Entry[] | null {
  if (!isMap(node)) return null;
  return node.items.map(({ key, value }: Pair) => {
    const keyAt = place(file, lines, isNode(key) ? key.range?.[0] : undefined);
    const valueAt = isNode(value) ? place(file, lines, value.range?.[0]) : keyAt;
    const name = isScalar(key) ? String(key.value) : "(not a word)";
    return { name, keyAt, valueAt, node: value };
  });
}

function plain(node: unknown): unknown {
  if (isScalar(node)) return node.value;
  if (isSeq(node)) return node.items.map(plain);
  return isMap(node) ? {} : null;
}

/** An unknown section, or a key that lacks its section. */
function unknownSection(where: string, name: string): ConfigIssue {
  const owner = [...keys.values()].find((key) => key.name === name);
  if (owner !== undefined) return issue(where, name, "read a key outside its section", owner.path);
  return issue(where, name, "read an unknown section", known(name, Object.keys(sections)));
}

/** An unknown `section.key`, with the nearest that exists. Shows no value: it may be a secret. */
export function unknownKey(where: string, path: string): ConfigIssue {
  const [section = "", name = ""] = path.split(".");
  const elsewhere = [...keys.values()].find((key) => key.name === name);
  if (elsewhere !== undefined) return issue(where, path, "read an unknown key", elsewhere.path);
  const near = suggest(path, keys.keys());
  if (near !== null) return issue(where, path, "read an unknown key", `${near}?`);
  const siblings = [...keys.values()].filter((key) => key.section === section);
  const names = siblings.map((key) => key.name);
  const wanted = names.length === 0 ? known(section, Object.keys(sections)) : known(name, names);
  return issue(where, path, "read an unknown key", wanted);
}

function known(name: string, candidates: readonly string[]): string {
  const near = suggest(name, candidates);
  return near === null ? `one of ${candidates.join(", ")}` : `${near}?`;
}
