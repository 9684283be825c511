// What an account is worth at the end of its futures, and where among other stakes the chosen one is.
import type { AccountSpec } from "../core/simulate/account.ts";
import type { Outputs } from "../core/simulate/outputs.ts";
import type { Storage } from "../core/simulate/storage.ts";
import { ratio, usd } from "./format.ts";
import type { Histogram, Mark, Picture } from "./picture.ts";

/** What the picture is made of; `final` holds every future's end, micro-dollars. */
export interface TerminalInput {
  readonly outputs: Outputs;
  readonly spec: AccountSpec;
  readonly final: Storage;
}

const MICRO = 1e6;
const BARS = 30;

/** Terminal wealth with the chances of loss and ruin and the mean of the worst twentieth. */
export function terminalPicture({ outputs, spec, final }: TerminalInput): Histogram {
  const at = (p: number) => (outputs.final.find((point) => point.p === p)?.at.value ?? 0) * MICRO;
  const low = Math.min(at(0.01), spec.capital);
  const high = Math.max(at(0.99), spec.capital);
  const width = Math.max(1, high - low);
  const shares = outputs.accounts[0]?.shares;
  const { value, low: least, high: most } = outputs.horizon.cvar95;
  const worst = spec.capital - value * MICRO;
  const chance = (name: "lossAtEnd" | "halved") => {
    const share = shares?.[name];
    return share === undefined
      ? "is not known"
      : `${ratio(share.value)} (${ratio(share.low)} to ${ratio(share.high)})`;
  };
  const money = (dollars: number) => usd(Math.round(dollars * MICRO));
  // One future alone says nothing of its error.
  const interval = Number.isFinite(least) && Number.isFinite(most)
    ? ` (${money(least)} to ${money(most)})`
    : "";
  return {
    kind: "histogram",
    name: "terminal",
    title: "The account at the end",
    x: { label: "account at the end", unit: "usd" },
    y: { label: "futures", unit: "count" },
    marks: [
      { axis: "x", at: spec.capital, label: "start" },
      { axis: "x", at: Math.round(worst), label: "mean of the worst 5 %" },
    ],
    assumptions: ["The first and the last bar hold everything beyond them."],
    words:
      `P(loss) ${chance("lossAtEnd")}; P(ruin), half lost at some time, ${chance("halved")}; ` +
      `CVaR 95 %, the mean loss of the worst twentieth, ${money(value)}${interval}.`,
    bins: final.spread(low, low + width, BARS).map((count, i) => ({
      from: low + (i * width) / BARS,
      to: low + ((i + 1) * width) / BARS,
      value: count,
    })),
  };
}

/** The picture of growth with a mark where the account's own stake is, as a share of its capital. */
export function withChosenStake(picture: Picture, { stakes, capital }: AccountSpec): Picture {
  const share = stakes.kind === "flat" ? stakes.stake / capital : stakes.kelly * stakes.fraction;
  const chosen: Mark = { axis: "x", at: share, label: "chosen" };
  const words = stakes.kind === "flat"
    ? `Chosen: ${usd(stakes.stake)}, ${ratio(share)} of the capital.`
    : `Chosen: ${ratio(stakes.fraction)} of full Kelly, ${ratio(share)} of the bankroll.`;
  return { ...picture, marks: [...picture.marks, chosen], words: `${picture.words} ${words}` };
}
