// Ways to make one alarm of what the layers said, among them the one that is shipped.
import { layers } from "../../detect/registry.ts";
import type { Direction } from "../../types/market.ts";

/** What each layer said, in the order of the registry. */
export type Fired = readonly (Direction | 0)[];

const names = Object.keys(layers);
const CUSUM = names.indexOf("cusum");
const BAND = names.indexOf("ewmaBand");
const ROC = names.indexOf("roc");

/** A rule of alarm: the direction, or 0. */
export interface AlarmRule {
  readonly name: string;
  readonly label: string;
  alarm(fired: Fired): Direction | 0;
}

/** The shipped rule first, then with each layer off, then each layer alone. */
export const alarmRules: readonly AlarmRule[] = [
  { name: "shipped", label: "as shipped", alarm: shipped },
  { name: "noCusum", label: "CUSUM off", alarm: (f) => both(f, BAND, ROC) },
  { name: "noBand", label: "band off", alarm: (f) => both(f, CUSUM, ROC) },
  { name: "noRoc", label: "ROC off", alarm: (f) => both(f, CUSUM, BAND) },
  { name: "two", label: "any two", alarm: twoAgree },
  { name: "cusum", label: "CUSUM only", alarm: (f) => f[CUSUM] ?? 0 },
  { name: "band", label: "band only", alarm: (f) => f[BAND] ?? 0 },
  { name: "roc", label: "ROC only", alarm: (f) => f[ROC] ?? 0 },
  { name: "any", label: "any one", alarm: anyOne },
];

/** Position of a rule in {@link alarmRules}; throws RangeError for a name that is none. */
export function ruleIndex(name: string): number {
  const index = alarmRules.findIndex((rule) => rule.name === name);
  if (index < 0) throw new RangeError(`Cannot find the alarm rule ${name}`);
  return index;
}

/** Alarms by rule with the pause after each that the engine makes. */
export class AlarmCounter {
  /** By rule: steps on which it held, whatever came before. */
  readonly held: number[] = alarmRules.map(() => 0);
  /** By rule: alarms, none within `pause` steps of the last. */
  readonly alarms: number[] = alarmRules.map(() => 0);
  readonly #quiet: number[] = alarmRules.map(() => 0);
  readonly #pause: number;

  constructor(pauseSteps: number) {
    this.#pause = pauseSteps;
  }

  /** Counts from here on; a pause that has begun goes on. */
  restart(): void {
    this.held.fill(0);
    this.alarms.fill(0);
  }

  /** Takes in one sample, `steps` grid steps after the last. */
  add(fired: Fired, steps: number = 1): void {
    // Next to every sample of next to every market: nothing fired.
    const silent = fired.every((direction) => direction === 0);
    for (let i = 0; i < alarmRules.length; i++) {
      const quiet = steps <= (this.#quiet[i] as number);
      this.#quiet[i] = Math.max(0, (this.#quiet[i] as number) - steps);
      if (silent || (alarmRules[i] as AlarmRule).alarm(fired) === 0) continue;
      this.held[i] = (this.held[i] as number) + 1;
      if (quiet) continue;
      this.alarms[i] = (this.alarms[i] as number) + 1;
      this.#quiet[i] = this.#pause;
    }
  }
}

function shipped(fired: Fired): Direction | 0 {
  const direction = fired[CUSUM] ?? 0;
  if (direction === 0) return 0;
  return fired.some((other, i) => i !== CUSUM && other === direction) ? direction : 0;
}

function both(fired: Fired, a: number, b: number): Direction | 0 {
  return fired[a] === fired[b] ? fired[a] ?? 0 : 0;
}

function twoAgree(fired: Fired): Direction | 0 {
  const up = fired.filter((each) => each === 1).length;
  const down = fired.filter((each) => each === -1).length;
  return up >= 2 ? 1 : down >= 2 ? -1 : 0;
}

function anyOne(fired: Fired): Direction | 0 {
  return fired.find((each) => each !== 0) ?? 0;
}
