// Texts about markets that tell a model nothing, among them many that come near: they speak of
// instructions, bots, prompts and probabilities as people do. They lie in a JSON file, as do those
// that must be found.
import texts from "./ordinary_texts.json" with { type: "json" };

/** A text that must not be found. */
export interface OrdinaryText {
  readonly where: "title" | "rules" | "comment" | "news";
  readonly text: string;
}

/** Every text of the file. */
export const ordinaryTexts: readonly OrdinaryText[] = texts as readonly OrdinaryText[];
