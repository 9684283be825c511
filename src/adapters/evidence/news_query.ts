// A search for a market's question. The question is a stranger's text: nothing but its letters gets
// into the query, so that no operator of the search can.

const TERMS = 2;
const PHRASE_WORDS = 3;
/** The service refuses shorter ones. */
const SHORTEST = 3;
const LONGEST = 30;

/** Words that say nothing of what a question is about. */
const common: ReadonlySet<string> = new Set(
  [
    "will would shall should can could may might must the and for from with without into onto over",
    "under above below between before after during until till than then that this these those there",
    "what which who whom whose when where why how many much more most less least any all each every",
    "some none not yes does did done has have had been being are was were its his her their our your",
    "win wins won lose loses reach reaches hit hits end ends close closes open opens say says said",
    "get gets make makes take takes become becomes happen happens next last first second third new",
    "january february march april may june july august september october november december jan feb",
    "mar apr jun jul aug sep sept oct nov dec monday tuesday wednesday thursday friday saturday",
    "sunday today tomorrow day days week weeks month months year years date time market price prices",
    "least highest lowest high low higher lower number total top out off per est utc deadline winner",
  ].flatMap((line) => line.split(" ")),
);

/** A name with a number, such as GPT-6 or F-35. */
const CODE = /^\p{Lu}[\p{L}\p{N}]*(?:-[\p{L}\p{N}]+)*-\p{N}+(?:-\p{L})?$/u;
const TOKEN = /[\p{L}\p{N}]+(?:-[\p{L}\p{N}]+)*|[^\p{L}\p{N}\s]+/gu;

/** What to search for: names first, then other words that stand out; null: nothing does. */
export function newsQuery(question: string): string | null {
  const names: string[][] = [];
  const others: string[] = [];
  let isRun = false;
  for (const token of question.normalize("NFC").match(TOKEN) ?? []) {
    const isCode = token.length >= SHORTEST && token.length <= LONGEST && CODE.test(token);
    if (isCode) {
      names.push([token]);
      isRun = false;
      continue;
    }
    for (const word of token.split("-")) {
      const isWord = /^\p{L}+$/u.test(word) && word.length <= LONGEST &&
        !common.has(word.toLowerCase());
      const isName = isWord && /^\p{Lu}/u.test(word) && word.length >= SHORTEST;
      if (isName && isRun && (names.at(-1)?.length ?? 0) < PHRASE_WORDS) names.at(-1)?.push(word);
      else if (isName) names.push([word]);
      else if (isWord && word.length > SHORTEST) others.push(word.toLowerCase());
      isRun = isName;
    }
  }
  const phrases = names.map((name) => name.join(" ")).map((name) =>
    /[ -]/.test(name) ? `"${name}"` : name
  );
  const terms = [...new Set([...phrases, ...others])].slice(0, TERMS);
  return terms.length === 0 ? null : terms.join(" ");
}
