// Requests to the server. A failure is a value with words for a person; only 401 has a consequence of
// its own: the page asks for the token.
import { signal } from "@preact/signals";
import type { Failure, Session } from "./answer.ts";

/** Logged in, not logged in, or not known yet. */
export const session = signal<Session | "login" | null>(null);

/** What was asked for, or why it is not there. */
export type Reply<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: Failure };

/** GET as JSON. The shape is the server's promise; tests of the server hold it to that. */
export async function get<T>(path: string, abort?: AbortSignal): Promise<Reply<T>> {
  return await request<T>(path, abort === undefined ? {} : { signal: abort });
}

/** POST of JSON with the page's proof that it is no other site's. */
export async function post<T>(
  path: string,
  body: unknown,
  abort?: AbortSignal,
): Promise<Reply<T>> {
  const known = session.value;
  const csrf = known === null || known === "login" ? {} : { "X-Polybot-CSRF": known.csrf };
  return await request<T>(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...csrf },
    body: JSON.stringify(body),
    ...abort === undefined ? {} : { signal: abort },
  });
}

async function request<T>(path: string, init: RequestInit): Promise<Reply<T>> {
  try {
    const response = await fetch(path, { credentials: "same-origin", ...init });
    if (response.status === 401 && path !== "/login") session.value = "login";
    const text = await response.text();
    if (response.ok) return { ok: true, value: (text === "" ? null : JSON.parse(text)) as T };
    return { ok: false, failure: failureOf(response.status, text) };
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    const hint = "is `polybot serve` still running?";
    return { ok: false, failure: { status: 0, message: "The server does not answer", hint } };
  }
}

/** The server's own words when it has any; else the status. */
export function failureOf(status: number, text: string): Failure {
  try {
    const { error } = JSON.parse(text) as { error?: unknown };
    if (typeof error === "string") return { status, message: error, hint: null };
    const { message, hint } = error as { message?: unknown; hint?: unknown };
    if (typeof message === "string") {
      return { status, message, hint: typeof hint === "string" ? hint : null };
    }
  } catch (error) {
    // Not JSON, or without an error in it: a proxy's page, say.
    if (!(error instanceof SyntaxError || error instanceof TypeError)) throw error;
  }
  return { status, message: `The server answered with status ${status}`, hint: null };
}

const KEY = "polybot-was-here";

/**
 * Asks who is logged in; `sure`: after a login. A browser that never was shows the form at once: a
 * question that must fail would stand in its console as an error.
 */
export async function openSession(sure: boolean = false): Promise<void> {
  if (!sure && !wasHere()) {
    session.value = "login";
    return;
  }
  const reply = await get<Session>("/api/session");
  if (!reply.ok) {
    if (reply.failure.status === 0) setTimeout(() => void openSession(sure), RETRY_MS);
    else if (reply.failure.status === 401) remember(false);
    return;
  }
  remember(true);
  session.value = reply.value;
}

const RETRY_MS = 2_000;

/** True also where nothing can be remembered: then the server is asked. */
function wasHere(): boolean {
  try {
    return localStorage.getItem(KEY) !== null;
  } catch (error) {
    if (error instanceof DOMException) return true;
    throw error;
  }
}

function remember(here: boolean): void {
  try {
    if (here) localStorage.setItem(KEY, "yes");
    else localStorage.removeItem(KEY);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
}
