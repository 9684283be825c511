// Texts that tell a model what to do, as they could stand in a market's title or rules, in a comment
// or in a headline. They lie in a JSON file, where their letters can be read.
//
// The patterns were made with `tuned` in sight. `heldOut` was written before them, at the same time
// as `tuned`, and is left as it was: what is found of it says what the patterns are worth.
import texts from "./injections.json" with { type: "json" };

/** A text that must be found. */
export interface InjectionText {
  readonly where: "title" | "rules" | "comment" | "news";
  readonly part: "tuned" | "heldOut";
  readonly text: string;
}

/** Every text of the file. */
export const injections: readonly InjectionText[] = texts as readonly InjectionText[];
