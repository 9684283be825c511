import { signal } from "@preact/signals";
import type { JSX } from "preact";

type Theme = "auto" | "light" | "dark";

const KEY = "polybot-theme";
const order: readonly Theme[] = ["auto", "light", "dark"];

const theme = signal<Theme>(stored());
apply(theme.value);

function stored(): Theme {
  try {
    const text = localStorage.getItem(KEY);
    return order.find((known) => known === text) ?? "auto";
  } catch (error) {
    // Storage may be forbidden; then a choice lasts as long as the page.
    if (error instanceof DOMException) return "auto";
    throw error;
  }
}

function apply(next: Theme): void {
  const { documentElement } = document;
  if (next === "auto") delete documentElement.dataset["theme"];
  else documentElement.dataset["theme"] = next;
  // Canvases have to be told: they do not follow custom properties by themselves.
  dispatchEvent(new CustomEvent("polybot-theme"));
}

function choose(next: Theme): void {
  theme.value = next;
  try {
    localStorage.setItem(KEY, next);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
  apply(next);
}

/** Changes between the system's theme, light and dark. */
export function ThemeButton(): JSX.Element {
  const now = theme.value;
  const next = order[(order.indexOf(now) + 1) % order.length] ?? "auto";
  return (
    <button type="button" onClick={() => choose(next)} title={`change to ${next}`}>
      Theme: {now}
    </button>
  );
}
