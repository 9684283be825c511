import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import type { Check } from "./run_checks.ts";
import { desk, logIn, type Stage } from "./stage.ts";

/** What the server must not do, asked for as a stranger, another site or a rebound name would. */
export const refusals: readonly Check[] = [
  { name: "a wrong token is refused in words, and the right one lets in", run: wrongToken },
  { name: "without the token there is no data, and the page holds none", run: noData },
  { name: "another name, another site and a missing CSRF value are refused", run: foreign },
  {
    name: "nothing inline, no other host: the policy is strict and the page obeys it",
    run: policy,
  },
];

async function wrongToken(stage: Stage): Promise<void> {
  const seen = await stage.open(desk);
  await seen.page.goto(stage.url);
  await logIn(seen.page, "not-the-token");
  await seen.page.getByRole("alert").waitFor();
  match(await seen.page.getByRole("alert").innerText(), /not the token/i);
  await logIn(seen.page, stage.token);
  await seen.page.getByRole("navigation").waitFor();
  const cookies = await seen.page.context().cookies();
  deepStrictEqual(cookies.map(({ httpOnly, sameSite }) => [httpOnly, sameSite]), [[
    true,
    "Strict",
  ]]);
  strictEqual(await seen.page.evaluate("document.cookie"), "");
  await seen.close();
}

async function noData({ url }: Stage): Promise<void> {
  for (const path of ["/api/report/now", "/api/stream", "/api/session", "/export/ledger.ndjson"]) {
    strictEqual(await statusOf(url, { path }), 401, path);
  }
  strictEqual(await statusOf(url, { path: "/healthz" }), 200);
  strictEqual(await statusOf(url, { path: "/../../etc/passwd" }), 401);
}

async function foreign({ url, token }: Stage): Promise<void> {
  const bearer = { authorization: `Bearer ${token}` };
  const path = "/api/report/now";
  strictEqual(await statusOf(url, { path, headers: bearer }), 200);
  strictEqual(await statusOf(url, { path, host: "rebound.example", headers: bearer }), 403);
  const origin = { ...bearer, origin: "http://another.example" };
  strictEqual(await statusOf(url, { path, headers: origin }), 403);
  const site = { ...bearer, "sec-fetch-site": "cross-site" };
  strictEqual(await statusOf(url, { path, headers: site }), 403);
  const body = JSON.stringify({ command: "halt", reason: "from elsewhere", confirm: "halt" });
  const command = { path: "/api/command", body, headers: bearer };
  strictEqual(await statusOf(url, command), 403, "no CSRF value");
  const guessed = { ...bearer, "x-polybot-csrf": "a".repeat(43) };
  strictEqual(await statusOf(url, { ...command, headers: guessed }), 403, "a wrong CSRF value");
  const large = { ...command, body: JSON.stringify({ reason: "x".repeat(10_000) }) };
  strictEqual(await statusOf(url, large), 413);
}

async function policy(stage: Stage): Promise<void> {
  const answer = await fetch(stage.url);
  const text = await answer.text();
  const csp = answer.headers.get("content-security-policy") ?? "";
  match(csp, /default-src 'none'/);
  strictEqual(/unsafe|https?:|\*/.test(csp), false, csp);
  strictEqual(/<script(?![^>]*\bsrc=)|\bstyle=|\bon\w+=/i.test(text), false, text);
  strictEqual(/https?:\/\//.test(text), false, text);
}

interface Asked {
  readonly path: string;
  /** Name it is called by; its own when absent. */
  readonly host?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Asks by a bare socket: fetch would not send these names and paths. */
async function statusOf(url: string, { path, host, headers = {}, body }: Asked): Promise<number> {
  const { hostname, port } = new URL(url);
  const connection = await Deno.connect({ hostname, port: Number(port) });
  const length = body === undefined ? {} : { "content-type": "application/json" };
  const bytes = new TextEncoder().encode(body ?? "");
  const all = { host: `${host ?? hostname}:${port}`, connection: "close", ...length, ...headers };
  const lines = [
    `${body === undefined ? "GET" : "POST"} ${path} HTTP/1.1`,
    ...Object.entries(all).map(([name, value]) => `${name}: ${value}`),
    ...body === undefined ? [] : [`content-length: ${bytes.length}`],
  ];
  const writer = connection.writable.getWriter();
  await writer.write(new TextEncoder().encode(`${lines.join("\r\n")}\r\n\r\n${body ?? ""}`));
  const { value } = await connection.readable.getReader().read();
  connection.close();
  const answer = new TextDecoder().decode(value);
  return Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]);
}
