// Texts that tell a model what to do, as they could stand in a market's title or rules, in a comment
// or in a headline. They lie in a JSON file, where their letters can be read.
//
// What patterns find of texts they were made from says little. Each further part was written before
// the patterns had seen it and was left as it was; this is how much of it was found at first sight,
// before the ideas that were missing went into the patterns:
//   tuned    the patterns were made with it in sight
//   heldOut  written with `tuned`, before any pattern: 28 of 32
//   later    written to evade the first patterns: 8 of 32
//   last     written to evade the second patterns: 8 of 28
// So whoever knows the patterns gets round them: they are a fence among others.
import texts from "./injections.json" with { type: "json" };

/** A text that should be found. */
export interface InjectionText {
  readonly where: "title" | "rules" | "comment" | "news";
  readonly part: "tuned" | "heldOut" | "later" | "last";
  readonly text: string;
}

/** Every text of the file. */
export const injections: readonly InjectionText[] = texts as readonly InjectionText[];
