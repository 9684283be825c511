import { deepStrictEqual, doesNotMatch, match, ok, strictEqual } from "node:assert/strict";
import type { LedgerRow } from "../../src/core/types/effect.ts";
import type { Check } from "./run_checks.ts";
import type { Head } from "../../web/answer.ts";
import { HIDDEN_POLL_MS, SILENCE_MS } from "../../web/connection.ts";
import { aHead } from "../web/head.ts";
import { badgeColours, firstNumber, hide, notePaint, pageBytes, paintedMs } from "./in_page.ts";
import { desk, goTo, type Look, type Seen, sleep, type Stage } from "./stage.ts";

/** While the bot trades, until it is killed. */
export const liveChecks: readonly Check[] = [
  { name: "the mode cannot be mistaken: word, title, icon and colour", run: mode },
  {
    name: "Now stands with its numbers in under a second, and the page is under 300 kB",
    run: paint,
  },
  { name: "a ledger that is not read, or cannot be, is of no mode and not live", run: unread },
  { name: "what happens is on the page within seconds, without a reload", run: live },
  { name: "a command is said not to be sent only when it was refused", run: fate },
  { name: "a halt from the page stops orders, and the page says who and why", run: halt },
  { name: "a trader that is killed is said to be gone within five seconds", run: killed },
];

async function mode(stage: Stage): Promise<void> {
  const { page, close } = await stage.view(desk, "now");
  const badge = page.locator("header .badge");
  await badge.getByText("SANDBOX").waitFor();
  await page.locator("header .live-mark.live").waitFor();
  match(await page.title(), /^SANDBOX - polybot$/);
  const icon = await page.locator("link[rel=icon]").getAttribute("href");
  ok(icon !== null && icon.length > 0);
  const [own, around] = await page.evaluate(badgeColours) as readonly string[];
  ok(own !== around, `${own} on ${around}`);
  await close();
}

async function paint(stage: Stage): Promise<void> {
  const { page, close } = await stage.view(desk, "now");
  await page.addInitScript(notePaint);
  const paints: number[] = [];
  // The best of a few: what else runs on this machine is not the page's doing.
  while (paints.length < 5 && !paints.some((ms) => ms < 1_000)) {
    await page.reload();
    await page.locator(firstNumber).waitFor();
    paints.push(await page.evaluate(paintedMs) as number);
    const bytes = await page.evaluate(pageBytes) as number;
    ok(bytes > 10_000 && bytes < 300_000, `${bytes} bytes`);
  }
  ok(paints.some((ms) => ms < 1_000), `${paints.join(", ")} ms`);
  await close();
}

/** The stream and the reports say so themselves; the server's own are another test's. */
async function unread(stage: Stage): Promise<void> {
  const { page, close } = await stage.view(desk, "now");
  const says = async (head: Head) => {
    const body = `event: head\ndata: ${JSON.stringify(head)}\n\n`;
    await page.route(
      "**/api/stream",
      (route) => route.fulfill({ contentType: "text/event-stream", body }),
    );
    await page.reload();
  };
  await says(aHead({ ledger: { ok: false, why: "row 7.1 cannot be folded" } }));
  const banner = page.locator(".banner.stale");
  await banner.getByText("row 7.1 cannot be folded").waitFor();
  match(await page.title(), /^\[not live\] PAPER - polybot$/);
  strictEqual(await page.locator("header .live-mark.live").count(), 0);

  const message = "There is nothing to show: the ledger is being read";
  await page.route(
    "**/api/report/**",
    (route) => route.fulfill({ status: 503, json: { error: { message, hint: null } } }),
  );
  await says(aHead({ seq: 0, at: null, mode: null, state: null }));
  await page.locator("header").getByText("reading the ledger").waitFor();
  await page.locator("main").getByText(message).waitFor();
  strictEqual(await page.title(), "polybot");
  doesNotMatch(await page.locator("body").innerText(), /PAPER|real money|ACTIVE|1970/);
  await close();
}

async function live(stage: Stage): Promise<void> {
  const { page, complaints, close } = await stage.view(desk, "logs");
  const marker = await page.evaluate(() => Reflect.set(globalThis, "loadedOnce", true));
  strictEqual(marker, true);
  await page.locator("header .live-mark.live").waitFor();
  const text = () => page.locator("main").innerText();
  const before = await text();
  // Not by a function in the page, which its policy forbids to make out of text.
  for (const end = performance.now() + 15_000; await text() === before;) {
    ok(performance.now() < end, "nothing happened on the page");
    await sleep(100);
  }
  strictEqual(await page.evaluate(() => Reflect.get(globalThis, "loadedOnce")), true);
  deepStrictEqual(complaints, []);
  await close();
}

/** The command's own routes answer as a server in trouble does; none of it reaches the trader. */
async function fate(stage: Stage): Promise<void> {
  const { page, close } = await stage.view(desk, "now");
  const said = page.locator(".control [role=status]");
  const send = async () => {
    await page.getByRole("button", { name: "Halt", exact: true }).click();
    await page.getByRole("button", { name: "Yes, halt now" }).click();
  };
  await page.route("**/api/command", (route) => route.fulfill({ status: 429, json: {} }));
  await send();
  await said.getByText("Halt was NOT sent.").waitFor();
  await page.route("**/api/command", (route) => route.abort());
  await send();
  await said.getByText("may have been sent or not").waitFor();
  await said.getByText("was NOT sent: the server was reached again").waitFor();
  await page.route("**/api/command", (route) => route.fulfill({ status: 202, json: { id: "x" } }));
  await page.route("**/api/command/*", (route) => route.fulfill({ status: 500, json: {} }));
  await send();
  await said.getByText("was sent, and what became of it is not known").waitFor();
  await goTo(page, "risk");
  await said.getByText("was sent, and what became of it is not known").waitFor();
  const taken = { status: 200, json: { status: "taken" } };
  await page.route("**/api/command/*", (route) => route.fulfill(taken));
  await said.getByText("taken by the trader").waitFor();
  strictEqual(commandsIn(stage), 0);
  await close();
}

/** A page behind another one, whose clock the check moves. */
async function behind(stage: Stage): Promise<Seen> {
  const seen = await stage.view(desk, "logs");
  const { page } = seen;
  await page.locator("header .live-mark.live").waitFor();
  await page.clock.install();
  await page.evaluate(hide);
  await page.clock.fastForward(2 * SILENCE_MS);
  match(await page.title(), /^(\[HALTED\] )?SANDBOX - polybot$/);
  return seen;
}

/** Whether its tab says so after it had time to ask. */
async function tabSays({ page }: Seen, title: string): Promise<void> {
  await page.clock.fastForward(HIDDEN_POLL_MS);
  for (const end = performance.now() + 10_000; await page.title() !== title; await sleep(50)) {
    ok(performance.now() < end, `${await page.title()}, not ${title}`);
  }
}

async function halt(stage: Stage): Promise<void> {
  const hidden = await behind(stage);
  const { page, complaints, close } = await stage.view(desk, "now");
  await page.getByRole("button", { name: "Halt", exact: true }).click();
  await page.getByRole("button", { name: "No, change nothing" }).click();
  strictEqual(commandsIn(stage), 0, "one press is not enough");
  await page.getByRole("button", { name: "Halt", exact: true }).click();
  await page.getByRole("button", { name: "Yes, halt now" }).click();
  await page.getByText("taken by the trader").waitFor();
  const banner = page.locator(".banner.blocked");
  await banner.waitFor();
  match(await banner.innerText(), /HALTED.*no reason given/s);
  strictEqual(commandsIn(stage), 1);
  await tabSays(hidden, "[HALTED] SANDBOX - polybot");
  // Where nothing wants to be an order, a halt that stops nothing would pass.
  for (const end = performance.now() + WAIT_MS; afterHalt(stage).filter(isStopped).length < 3;) {
    ok(performance.now() < end, "the halt was in the way of too few signals");
    await sleep(500);
  }
  deepStrictEqual(afterHalt(stage).filter(({ body }) => body.kind === "place"), []);
  deepStrictEqual([...complaints, ...hidden.complaints], []);
  await hidden.close();
  await close();
}

function commandsIn({ place }: Stage): number {
  return place.rows().filter(({ body }) => body.kind === "haltRequested").length;
}

function afterHalt({ place }: Stage): readonly LedgerRow[] {
  const rows = place.rows();
  return rows.slice(rows.findIndex(({ body }) => body.kind === "haltRequested"));
}

/** A signal or an exit that the halt alone was in the way of when it came to it. */
function isStopped({ body }: LedgerRow): boolean {
  if (body.kind !== "record") return false;
  const { refusals } = body.decision;
  return refusals.length === 1 && refusals[0]?.rule === "halted";
}

/** Signals are rare, and a busy machine's books are too old for most of them. */
const WAIT_MS = 120_000;

const phone: Look = { width: 380, height: 800, theme: "dark" };

async function killed(stage: Stage): Promise<void> {
  const wide = await stage.view(desk, "now");
  const narrow = await stage.view(phone, "positions");
  const hidden = await behind(stage);
  for (const { page } of [wide, narrow]) await page.locator("header .live-mark.live").waitFor();
  const at = performance.now();
  await stage.trader.end("SIGKILL");
  for (const { page } of [wide, narrow]) {
    await page.getByText("Not live: the trader is not running.").waitFor({ timeout: 10_000 });
    strictEqual(await page.locator("header .live-mark.live").count(), 0);
    match(await page.title(), /^\[not running\]/);
  }
  const took = performance.now() - at;
  ok(took < 5_000, `${Math.round(took)} ms`);
  await tabSays(hidden, "[not running] SANDBOX - polybot");
  await hidden.close();
  await goTo(wide.page, "risk");
  await wide.page.getByText("Not live: the trader is not running.").waitFor();
  await wide.close();
  await narrow.close();
}
