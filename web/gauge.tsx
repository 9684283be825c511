import type { JSX } from "preact";
import { ratio } from "../src/report/format.ts";

/** How much of a limit is used; the words beside it say the same. */
export function Gauge(
  { used, label }: { readonly used: number | null; readonly label: string },
): JSX.Element | null {
  if (used === null) return null;
  const width = Math.max(0, Math.min(1, used)) * 100;
  const how = used >= 1 ? "over" : used >= 0.75 ? "near" : "";
  return (
    <svg
      class="gauge"
      viewBox="0 0 100 4"
      preserveAspectRatio="none"
      role="img"
      aria-label={`${label}: ${ratio(used)}`}
    >
      <rect class="all" width="100" height="4" />
      <rect class={`used ${how}`} width={width} height="4" />
    </svg>
  );
}

/** A stat's value where it is a number; else null. */
export function numberOf(value: number | string | null): number | null {
  return typeof value === "number" ? value : null;
}
