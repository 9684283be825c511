// A signal's market on one time axis: price and book, CUSUM, EWMA band, rate of change, money in the
// book. All prices are of YES; a trade in NO is shown where YES stood then.
import type { EngineConfig } from "../core/types/config.ts";
import { cents, decimal, duration, price, ratio, usd } from "./format.ts";
import type { Observed, ObservedPoint } from "./observed.ts";
import type { Axis, Band, Curve, Lines, Mark } from "./picture.ts";
import { type Spike, spikeOf } from "./signal_fact.ts";
import { gapsAmong } from "./stretches.ts";

type Dots = readonly (readonly [at: number, micro: number])[];

/** What was done about a signal, in prices of YES, 1e-6. */
export interface SpikeMarks {
  readonly bought: Dots;
  readonly sold: Dots;
  readonly target: number | null;
  readonly stop: number | null;
  /** Its size in 1e-6 dollars, and where fair value had to be to clear it. */
  readonly hurdle: { readonly size: number; readonly at: number } | null;
  readonly words: string;
}

/** What the pictures are about. */
export interface SpikeAbout {
  readonly signal: Spike;
  readonly marks: SpikeMarks;
  readonly config: EngineConfig;
}

type Value = Exclude<keyof ObservedPoint, "at">;

const TIME: Axis = { label: "time", unit: "time" };
const PRICE: Axis = { label: "price of YES", unit: "price" };

/** Price and book, CUSUM, EWMA, rate of change and depth, each with the same marks in time. */
export function spikePictures(about: SpikeAbout, observed: Observed): readonly Lines[] {
  return [
    book(about, observed),
    cusum(about, observed),
    ewma(about, observed),
    roc(about, observed),
    depth(about, observed),
  ];
}

/** The few prices that the ledger holds, where no recording is at hand. */
export function priceAlone(about: SpikeAbout): Lines {
  const { signal, marks } = about;
  const seen: Curve = {
    name: "mid at the signal",
    style: "dots",
    points: [[signal.at, Math.round(signal.mid * 1e6)]],
  };
  return {
    ...frame("price", "Price"),
    y: PRICE,
    marks: [...moments(about), ...levels(about)],
    assumptions: ["From the ledger alone: the price between these points is not known here."],
    words: priceWords(about),
    curves: [seen, ...traded(marks)],
    bands: [],
  };
}

function book(about: SpikeAbout, { points }: Observed): Lines {
  return {
    ...frame("price", "Price and book"),
    y: PRICE,
    marks: [...moments(about), ...levels(about)],
    assumptions: [],
    words: priceWords(about),
    curves: [
      curve("mid", "line", points, "mid"),
      curve("bid", "step", points, "bid"),
      curve("ask", "step", points, "ask"),
      ...traded(about.marks),
    ],
    bands: [between("spread", points, "bid", "ask")],
  };
}

function cusum(about: SpikeAbout, { points }: Observed): Lines {
  const h = points.at(-1)?.cusumThreshold ?? about.config.detection.cusumThreshold;
  const most = Math.max(highest(points, "cusumUp") ?? 0, highest(points, "cusumDown") ?? 0);
  return {
    ...frame("cusum", "CUSUM against its threshold h"),
    y: { label: "sum, in sigma", unit: "text" },
    marks: [...moments(about), { axis: "y", at: h, label: "h" }],
    assumptions: ["Both sums start from zero after an alarm and after a gap."],
    words: `The sums reach ${decimal(most)} after restarts; an alarm is anything over ${
      decimal(h)
    }, and it sets them back to zero.`,
    curves: [
      curve("S+ (up)", "line", points, "cusumUp"),
      curve("S- (down)", "line", points, "cusumDown"),
    ],
    bands: [],
  };
}

function ewma(about: SpikeAbout, { points }: Observed): Lines {
  const outside =
    points.filter(({ mid, ewmaLow, ewmaHigh }) =>
      mid !== null && ewmaLow !== null && ewmaHigh !== null && (mid < ewmaLow || mid > ewmaHigh)
    ).length;
  const { ewmaBandWidth } = about.config.detection;
  return {
    ...frame("ewma", "Mid against the EWMA band"),
    y: PRICE,
    marks: moments(about),
    assumptions: [`The band is ${decimal(ewmaBandWidth)} forecast sigma either way.`],
    words: `The mid left the band at ${outside} of ${points.length} samples.`,
    curves: [
      curve("mid", "line", points, "mid"),
      curve("forecast", "line", points, "ewma"),
    ],
    bands: [between("band", points, "ewmaLow", "ewmaHigh")],
  };
}

function roc(about: SpikeAbout, { points }: Observed): Lines {
  const { rocWindowMs, rocThreshold } = about.config.detection;
  const limit = points.at(-1)?.rocThreshold ?? rocThreshold;
  const most = points.reduce((size, point) => Math.max(size, Math.abs(point.roc ?? 0)), 0);
  return {
    ...frame("roc", `Rate of change over ${duration(rocWindowMs)}`),
    y: { label: "change, of the dearer token", unit: "ratio" },
    marks: [
      ...moments(about),
      { axis: "y", at: limit, label: "threshold" },
      { axis: "y", at: -limit, label: "threshold" },
    ],
    assumptions: [],
    words: `The largest change is ${ratio(most)}; ${ratio(limit)} either way is needed.`,
    curves: [curve("rate of change", "line", points, "roc")],
    bands: [],
  };
}

function depth(about: SpikeAbout, { points }: Observed): Lines {
  const at = points.findLast((point) => point.at <= about.signal.at)?.depth ?? null;
  const now = at === null ? "is not known" : `was ${usd(at)}`;
  return {
    ...frame("depth", "Money in the book"),
    y: { label: "depth", unit: "usd" },
    marks: moments(about),
    assumptions: [],
    words: `At the signal the money in the book that an order could meet ${now}.`,
    curves: [curve("depth", "step", points, "depth")],
    bands: [],
  };
}

function frame(name: string, title: string) {
  return { kind: "lines", name, title, x: TIME } as const;
}

/** The same in every picture: signal, first purchase, last sale. */
function moments({ signal, marks }: SpikeAbout): readonly Mark[] {
  const entry = marks.bought[0];
  const exit = marks.sold.at(-1);
  return [
    { axis: "x", at: signal.at, label: "signal" },
    ...entry === undefined ? [] : [{ axis: "x", at: entry[0], label: "entry" } as const],
    ...exit === undefined ? [] : [{ axis: "x", at: exit[0], label: "exit" } as const],
  ];
}

function levels({ signal, marks }: SpikeAbout): readonly Mark[] {
  const level = (at: number | null, label: string): readonly Mark[] =>
    at === null ? [] : [{ axis: "y", at, label }];
  const { hurdle } = marks;
  return [
    ...level(Math.round(signal.anchor * 1e6), "before the spike"),
    ...level(hurdle?.at ?? null, `hurdle ${cents(hurdle?.size ?? 0)}`),
    ...level(marks.target, "target"),
    ...level(marks.stop, "stop"),
  ];
}

function traded({ bought, sold }: SpikeMarks): readonly Curve[] {
  const dots = (name: string, points: Dots): readonly Curve[] =>
    points.length === 0 ? [] : [{ name, style: "dots", points }];
  return [...dots("bought", bought), ...dots("sold", sold)];
}

function priceWords({ signal, marks }: SpikeAbout): string {
  const [entry] = marks.bought;
  const exit = marks.sold.at(-1);
  const traded = [
    ...entry === undefined ? [] : [`Entered where YES stood at ${price(entry[1])}.`],
    ...exit === undefined ? [] : [`Left where YES stood at ${price(exit[1])}.`],
  ];
  const hurdle = marks.hurdle === null ? [] : [`The hurdle was ${cents(marks.hurdle.size)}.`];
  const way = signal.direction === 1 ? "up" : "down";
  return [
    `YES went ${way} by ${cents(Math.abs(spikeOf(signal)))} to ${
      price(Math.round(signal.mid * 1e6))
    }.`,
    ...hurdle,
    marks.words,
    ...traded,
  ].join(" ");
}

function curve(
  name: string,
  style: Curve["style"],
  points: readonly ObservedPoint[],
  value: Value,
): Curve {
  const known = points.flatMap((point) => {
    const y = point[value];
    return y === null ? [] : [[point.at, y] as const];
  });
  const gaps = gapsAmong(points, {
    ...sampling(points),
    isKnown: (point) => point[value] !== null,
  });
  return { name, style, points: known, ...gaps.length === 0 ? {} : { gaps } };
}

function between(name: string, points: readonly ObservedPoint[], low: Value, high: Value): Band {
  const known = points.flatMap((point) => {
    const [from, to] = [point[low], point[high]];
    return from === null || to === null ? [] : [[point.at, from, to] as const];
  });
  const gaps = gapsAmong(points, {
    ...sampling(points),
    isKnown: (point) => point[low] !== null && point[high] !== null,
  });
  return { name, points: known, ...gaps.length === 0 ? {} : { gaps } };
}

/** Samples are evenly apart while somebody looked: a far longer step is a time when nobody did. */
function sampling(points: readonly ObservedPoint[]) {
  const apart = points.slice(1).map(({ at }, i) => at - (points[i]?.at ?? at)).sort((a, b) =>
    a - b
  );
  const usual = apart[Math.floor(apart.length / 2)] ?? Infinity;
  return { at: ({ at }: ObservedPoint) => at, most: LONG_STEP * usual };
}

const LONG_STEP = 5;

function highest(points: readonly ObservedPoint[], value: Value): number | null {
  return points.reduce<number | null>((most, point) => {
    const y = point[value];
    return y === null ? most : most === null || y > most ? y : most;
  }, null);
}
