// The mode in every place where it can be seen: the badge, the tab's title, the tab's icon.
import type { Head } from "./answer.ts";
import { type Connection, isOld } from "./connection.ts";

export type Mode = NonNullable<Head["mode"]>;

/** What kind of money it is about. */
export const modeMeaning: Readonly<Record<Mode, string>> = {
  PAPER: "no real money: fills are simulated",
  LIVE: "real money",
  SANDBOX: "no real money: an imitation of the venue",
};

/** Told apart by form and letter as well as by colour. */
const icons: Readonly<Record<Mode, { readonly fill: string; readonly shape: string }>> = {
  PAPER: { fill: "#1d5fa8", shape: '<rect x="2" y="2" width="28" height="28" rx="3"' },
  LIVE: { fill: "#b3261e", shape: '<circle cx="16" cy="16" r="15"' },
  SANDBOX: { fill: "#6b4f00", shape: '<path d="M16 1 31 30H1z"' },
};

/** The tab's title: "PAPER - polybot", and what is wrong before it. */
export function titleOf(mode: Mode | null, connection: Connection, state: string | null): string {
  const name = mode === null ? "polybot" : `${mode} - polybot`;
  if (connection.kind === "stopped") return `[not running] ${name}`;
  if (connection.kind === "unread") return `[not live] ${name}`;
  if (connection.kind === "silent") return `[no connection] ${name}`;
  return isBlocked(state) ? `[${state}] ${name}` : name;
}

/** The tab's icon as an address of its own, so that no request is needed to change it. */
export function iconOf(mode: Mode | null, connection: Connection, state: string | null): string {
  const { fill, shape } = mode === null
    ? { fill: GREY, shape: '<rect x="4" y="4" width="24" height="24"' }
    : icons[mode];
  const letter = mode === null ? "" : mode[0] ?? "";
  const baseline = mode === "SANDBOX" ? 27 : 23;
  const text = `<text x="16" y="${baseline}" font-family="sans-serif" font-size="19" ` +
    `font-weight="700" text-anchor="middle" fill="#fff">${letter}</text>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">` +
    `${shape} fill="${isOld(connection) ? GREY : fill}"/>${text}${
      isBlocked(state) ? STOP : ""
    }</svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

const GREY = "#555555";
/** A square in the corner, as on a recorder's button. */
const STOP = '<path d="M18 18h13v13H18z" fill="#000" stroke="#fff" stroke-width="2"/>';

function isBlocked(state: string | null): boolean {
  return state !== null && state !== "ACTIVE";
}
