const unitMs: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** How durations are written, for messages and help. */
export const durationForm = 'a duration such as "500ms", "10s", "30m", "6h" or a number of seconds';

/** What a duration written as text looks like; a bare number is seconds. */
export const durationPattern: RegExp = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/;

/** Whole milliseconds of "10s", "1.5h", "90" or 90; null when it is no duration. */
export function parseDuration(written: string | number): number | null {
  const text = typeof written === "number" ? `${written}s` : written.trim();
  const match = durationPattern.exec(/^[\d.]+$/.test(text) ? `${text}s` : text);
  const unit = unitMs[match?.[2] ?? ""];
  if (match === null || unit === undefined) return null;
  const ms = Number(match[1]) * unit;
  const whole = Math.round(ms);
  return Math.abs(ms - whole) < 1e-6 && Number.isSafeInteger(whole) ? whole : null;
}

/** The shortest exact text: 5400000 is "90m", 1500 is "1500ms". */
export function formatDuration(ms: number): string {
  for (const unit of ["d", "h", "m", "s"] as const) {
    const size = unitMs[unit] ?? 1;
    if (ms !== 0 && ms % size === 0) return `${ms / size}${unit}`;
  }
  return ms === 0 ? "0s" : `${ms}ms`;
}
