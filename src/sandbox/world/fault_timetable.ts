// An hour in which everything goes wrong, one thing at a time, so that a log says what caused what.
// Two need each other: a missing snapshot a new connection, a silent resolution a resolution.
import type { ScenarioFault } from "./scenario.ts";

const MINUTE = 60;

type Args = Readonly<Record<string, string | number | boolean>>;

// What ends or bars trading comes last: a bot may stop for good.
const sequence: readonly (readonly [fault: string, args: Args])[] = [
  ["drop", { share: 0.05, for: MINUTE }],
  ["duplicate", { share: 0.1, for: MINUTE }],
  ["reorder", { share: 0.1, for: MINUTE }],
  ["delay", { ms: 800, for: MINUTE }],
  ["freeze", { for: 40 }],
  ["close", { code: 1001 }],
  ["missingSnapshot", { share: 1, for: 50 }],
  ["crossed", { share: 0.05, ms: 300, for: MINUTE }],
  ["garbage", { share: 0.02, for: MINUTE }],
  ["slow", { share: 0.3, ms: 3_000, for: MINUTE }],
  ["http429", { share: 0.2, retryAfterS: 2, for: MINUTE }],
  ["http5xx", { share: 0.2, status: 502, for: MINUTE }],
  ["http5xx", { share: 0.2, status: 500, after: true, for: MINUTE }],
  ["halfJson", { share: 0.1, for: MINUTE }],
  ["html", { share: 0.1, status: 502, for: MINUTE }],
  ["http425", { share: 1, for: MINUTE }],
  ["timeoutAfterAccept", { share: 0.5, ms: 20_000, for: MINUTE }],
  ["clockSkew", { ms: 30_000, for: MINUTE }],
  ["staleBalance", { ms: 60_000, for: MINUTE }],
  ["lateFillAfterCancel", { ms: 500, for: MINUTE }],
  ["neverSettle", { for: MINUTE }],
  ["model", { what: "any", share: 0.5, for: MINUTE }],
  ["injection", { where: "everywhere", for: MINUTE }],
  ["tickChange", { tickSize: "0.001" }],
  ["silentResolution", { for: 3 * MINUTE }],
  ["resolve", { winner: "yes" }],
  ["postOnlyMode", { retryAfterS: 30, for: MINUTE }],
  ["cancelOnly", { for: MINUTE }],
  ["failTrades", { for: MINUTE }],
  ["geoblock403", { for: MINUTE }],
];

/** Every second minute one, from the second on. */
export const faultTimetable: readonly ScenarioFault[] = sequence
  .map(([fault, args], i): ScenarioFault => ({ at: 2 * MINUTE * (i + 1), fault, ...args }))
  .flatMap((entry) =>
    entry.fault === "missingSnapshot"
      ? [entry, { at: entry.at + 5, fault: "close", code: 1001 }]
      : [entry]
  );
