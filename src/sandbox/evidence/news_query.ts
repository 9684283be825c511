// The query language of the DOC 2.0 API: words and "phrases" that must all be there, (a OR b), -word,
// and operators such as sourcelang:english, which all articles here meet.
import { err, ok, type Result } from "../../core/types/result.ts";

type Matcher = (text: string) => boolean;

const TOKEN = /\s*(-?"[^"]*"|\(|\)|[^\s()"]+)/gy;

/** What a text must be like to be found; the error is what the service says of the query. */
export function matcherOf(query: string): Result<Matcher, string> {
  const tokens = [...query.matchAll(TOKEN)].flatMap(([, token]) => token ?? []);
  const length = tokens.join(" ").length;
  if (length < 3 || length > 2_000 || tokens.length === 0) {
    return err("Your query was too short or too long.");
  }
  const needed: Matcher[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] ?? "";
    if (token === ")") return err("Your query contained mismatched parentheses.");
    if (token === "OR") return err("Queries containing OR'd terms must be surrounded by ().");
    if (token !== "(") {
      const one = termOf(token);
      if (!one.ok) return one;
      needed.push(one.value);
      continue;
    }
    const end = tokens.indexOf(")", i);
    if (end < 0) return err("Your query contained mismatched parentheses.");
    const any: Matcher[] = [];
    for (const term of tokens.slice(i + 1, end).filter((one) => one !== "OR")) {
      const one = termOf(term);
      if (!one.ok) return one;
      any.push(one.value);
    }
    if (any.length === 0) return err("Your query contained an empty ().");
    needed.push((text) => any.some((matches) => matches(text)));
    i = end;
  }
  return ok((text) => needed.every((matches) => matches(text)));
}

function termOf(token: string): Result<Matcher, string> {
  const isUnwanted = token.startsWith("-");
  const bare = (isUnwanted ? token.slice(1) : token).replaceAll('"', "").trim();
  if (/^[a-z]+[:<>=]/i.test(bare)) return ok(() => true);
  if (bare.length < 3) return err("The specified phrase is too short.");
  const literal = bare.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&").replaceAll(/\s+/g, "\\s+");
  const word = new RegExp(`(?<![a-z0-9])${literal}(?![a-z0-9])`, "i");
  return ok((text) => word.test(text) !== isUnwanted);
}
