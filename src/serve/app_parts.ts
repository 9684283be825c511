import type { Answers } from "./answers.ts";
import type { Control, LedgerHealth, Pulse, Simulations, TraderState } from "./contract.ts";
import type { Listening } from "./hosts.ts";
import type { Hub } from "./hub.ts";
import type { ReportInput } from "../report/input.ts";
import type { Bucket } from "./bucket.ts";
import type { Sessions } from "./secrets.ts";

/** A file of the page. */
export interface Asset {
  readonly type: string;
  readonly body: string;
}

/** What the app is made of; nothing in it reaches further than these. */
export interface AppParts {
  readonly version: string;
  /** Called after it listens: port 0 is chosen by the system. */
  readonly listening: () => Listening;
  /** SHA-256 of the token. */
  readonly tokenHash: Uint8Array;
  readonly answers: Answers;
  readonly hub: Hub;
  readonly state: () => State;
  /** null: read-only. */
  readonly control: Control | null;
  readonly simulations: Simulations;
  /** Every row as a line of JSON. */
  readonly exportLedger: () => Iterable<string>;
  /** Files by path, "/" among them. */
  readonly assets: ReadonlyMap<string, Asset>;
  /** Unix ms. */
  readonly now: () => number;
  /** Told of failures that are ours; words without secrets. */
  readonly warn: (words: string) => void;
}

/** How things stand. */
export interface State {
  readonly input: ReportInput | null;
  /** Why there is no input. */
  readonly waiting: string;
  readonly ledger: LedgerHealth;
  readonly trader: TraderState;
  readonly pulse: Pulse | null;
  /** Of this process. */
  readonly server: { readonly lagMs: number; readonly rss: number };
}

/** What requests share. */
export interface Doors {
  readonly sessions: Sessions;
  readonly csrfOfToken: string;
  readonly logins: Bucket;
  readonly commands: Bucket;
}

/** What the guard leaves for the routes behind it. */
export interface Env {
  /** `dressed`: the answer was made with the headers of every answer. */
  Variables: { csrf: string; dressed?: true };
}
