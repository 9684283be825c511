// Category and group of a market from its name alone, for recordings that give neither.

// The first list with a word of the slug in it decides, so the specific stand before the general.
const topics: readonly (readonly [category: string, words: RegExp])[] = [
  ["weather", anyOf("temperature weather hurricane rain snow hottest")],
  ["crypto", anyOf("bitcoin btc ethereum eth solana sol xrp dogecoin crypto microstrategy updown")],
  ["mentions", anyOf("said say mention mentions tweets post posts")],
  [
    "geopolitics",
    anyOf(
      "iran iranian israel ukraine russia russian ceasefire hormuz hezbollah hamas gaza nato " +
        "taiwan venezuela maduro khamenei strike strikes invade invasion military blockade " +
        "airspace peace regime nuclear",
    ),
  ],
  [
    "sports",
    anyOf(
      "nba nfl mlb nhl epl ucl uel atp wta ufc lol cs2 dota2 f1 pga ipl mls cbb fifa league cup " +
        "champion champions championship open stanley masters ballon playoffs finals premier " +
        "super spread grand vs match",
    ),
  ],
  [
    "politics",
    anyOf(
      "president presidential election senate house governor mayor minister nominee nomination " +
        "party congress trump vote parliamentary primary impeach cabinet resign seats leader " +
        "shutdown",
    ),
  ],
  ["technology", anyOf("ai openai gpt claude gemini model apple google tesla spacex")],
  ["economics", anyOf("fed rate rates inflation cpi gdp recession tariff tariffs unemployment")],
  ["finance", anyOf("oil wti crude gold silver nasdaq stock ipo company acquire earnings")],
  ["culture", anyOf("movie film album oscar oscars grammy box gross song spotify netflix")],
];

function anyOf(words: string): RegExp {
  return new RegExp(`\\b(?:${words.replaceAll(" ", "|")})\\b`);
}

/**
 * The category a name speaks of, lower case; "other" when it speaks of none. Up-or-down windows
 * have one for each length: "crypto-15m".
 */
export function guessCategory(slug: string, question = ""): string {
  const window = /-updown-(\d+[mhd])\b/.exec(slug);
  if (window !== null) return `crypto-${window[1]}`;
  const text = `${slug.replaceAll("-", " ")} ${question}`.toLowerCase();
  // "nba-mil-mia-2026-03-12": a league, the sides and a day, whatever the words.
  if (/^[a-z0-9]{2,6}(-[a-z0-9]+){2,3}-20\d\d-\d\d-\d\d/.test(slug)) return "sports";
  return topics.find(([, words]) => words.test(text))?.[0] ?? "other";
}

/**
 * Markets that settle together by their slugs: one game, one race, one ladder of dates or
 * strikes.
 */
export function guessGroup(slug: string): string {
  const game = /^(.*?20\d\d-\d\d-\d\d)/.exec(slug);
  if (game?.[1] !== undefined) return game[1];
  const subject = /\b(bitcoin|ethereum|solana|xrp|fed|wti|crude-oil)\b/.exec(slug);
  if (subject?.[1] !== undefined) return subject[1];
  // Gamma appends numbers to a slug that was taken.
  const bare = slug.replace(/(-\d+)+$/, "");
  const race = /^will-.+?-(?:win|be|finish|advance)-(.+)$/.exec(bare);
  if (race?.[1] !== undefined) return race[1];
  const ladder = /^(.+?)-(?:by|on|in|before)-(?:end-of-)?(?:[a-z]+|20\d\d)$/.exec(bare);
  return ladder?.[1] ?? bare;
}
