import type { JSX } from "preact";

const marks = { yes: "\u2713", no: "\u2717", none: "\u2013", warning: "\u26a0" } as const;

/** A judgement by mark, word and colour: any two of them may be missed. */
export function Verdict(
  { kind, text }: { readonly kind: keyof typeof marks; readonly text: string },
): JSX.Element {
  const look = kind === "warning" ? "no" : kind;
  return (
    <span class={`verdict ${look}`}>
      <span aria-hidden="true">{marks[kind]}</span> {text}
    </span>
  );
}
