// What people and papers say of the markets: made up, from the seed, the time and what the model of
// the world did until now. Nothing of it is from the future. A fault may plant text in it.
import type { Millis } from "../../core/types/units.ts";
import { findMarket } from "../faults/effects.ts";
import type { Faults } from "../faults/switchboard.ts";
import type { Exchange, ListedMarket, ScriptedMove, World } from "../types.ts";
import { type Comment, commentsOf, plantedComment } from "./comments.ts";
import { type Article, articlesOf, generalNews, plantedArticle } from "./headlines.ts";

export interface EvidenceDeps {
  readonly exchange: Exchange;
  readonly world: Pick<World, "script">;
  readonly clock: { now(): Millis };
  readonly seed: number;
  readonly faults: Faults;
}

/** An event, what moved it, and when one looks. */
export interface Subject {
  readonly seed: number;
  readonly now: Millis;
  readonly event: ListedMarket["event"];
  readonly markets: readonly ListedMarket[];
  /** Oldest first. */
  readonly moves: readonly ScriptedMove[];
}

/** Where text can be planted. */
export type Place = "comment" | "news" | "rules" | "title";

export interface Evidence {
  /** Newest first; empty for an event that is not listed. */
  comments(event: string): readonly Comment[];
  /** Of every event, and of none; newest first. */
  articles(): readonly Article[];
  /** The market with what is planted in its own words; itself when nothing is. */
  worded(market: ListedMarket): ListedMarket;
}

/** Evidence about what an exchange lists. */
export function createEvidence(deps: EvidenceDeps): Evidence {
  const { exchange, world, clock, seed, faults } = deps;
  return {
    comments(event) {
      const markets = exchange.markets().filter((market) => market.event.id === event);
      const subject = subjectOf(markets, world.script());
      if (subject === null) return [];
      const made = commentsOf(subject);
      const text = plantedIn("comment", markets);
      return text === null ? made : [plantedComment(subject, text), ...made];
    },
    articles() {
      const script = world.script();
      const events = Map.groupBy(exchange.markets(), (market) => market.event.id);
      const all = [...events.values()].flatMap((markets) => {
        const subject = subjectOf(markets, script);
        if (subject === null) return [];
        const text = plantedIn("news", markets);
        const made = articlesOf(subject);
        return text === null ? made : [plantedArticle(subject, text), ...made];
      });
      return [...all, ...generalNews(seed, clock.now())].sort((a, b) => b.seenAt - a.seenAt);
    },
    worded(market) {
      const title = plantedIn("title", [market]);
      const rules = plantedIn("rules", [market]);
      if (title === null && rules === null) return market;
      return {
        ...market,
        ...(title === null ? {} : { question: `${market.question} ${title}` }),
        ...(rules === null ? {} : { description: `${market.description} ${rules}` }),
      };
    },
  };

  function subjectOf(
    markets: readonly ListedMarket[],
    script: readonly ScriptedMove[],
  ): Subject | null {
    const [first] = markets;
    if (first === undefined) return null;
    const ids = new Set(markets.map(({ id }) => id));
    const moves = script.filter(({ market, size }) => size !== 0 && ids.has(market));
    return { seed, now: clock.now(), event: first.event, markets, moves };
  }

  /** The text that is planted now in what is about one of these markets. */
  function plantedIn(place: Place, markets: readonly ListedMarket[]): string | null {
    const fault = faults.args("injection");
    if (fault === null || (fault.where !== "everywhere" && fault.where !== place)) return null;
    const target = fault.market === null ? undefined : findMarket(exchange, fault.market);
    const isMeant = fault.market === null || markets.some(({ id }) => id === target?.id);
    if (!isMeant) return null;
    faults.acted("injection");
    return fault.text;
  }
}
