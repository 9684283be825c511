import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import axe from "axe-core";
import type { Page } from "playwright-core";
import { openLedgerReader } from "../../src/adapters/sqlite/reader.ts";
import { foldLedger } from "../../src/commands/reading.ts";
import { buildReport, type ReportName, reports } from "../../src/report/registry.ts";
import type { Cell, Report } from "../../src/report/report.ts";
import type { Check } from "./run_checks.ts";
import {
  axeContrast,
  axeRun,
  cardsShown,
  documentWidth,
  markAll,
  unreached,
  widest,
} from "./in_page.ts";
import { type Card, type Place, placesOf } from "./places.ts";
import { desk, goTo, type Look, type Stage } from "./stage.ts";

/** With the trader gone, so that nothing moves while it is compared. */
export const viewChecks: readonly Check[] = [
  { name: "every report of the server is what `polybot report` prints", run: sameAsTerminal },
  { name: "a check of the chain comes to the page when it ends, though nobody trades", run: chain },
  {
    name: "every number of a view's reports stands under its name, without a console error",
    run: numbers,
  },
  {
    name: "the account is simulated from the page, with its pictures and its actual path",
    run: simulated,
  },
  { name: "at 380 px no view scrolls sideways, and none has a console error", run: narrow },
  { name: "axe finds nothing serious, in light and dark", run: accessible },
  { name: "the keyboard reaches everything, and it shows where it is", run: keyboard },
];

/** Views by their address with the reports that they are made of. */
const views: Readonly<Record<string, readonly string[]>> = {
  now: ["now"],
  markets: ["markets"],
  spikes: ["spikes"],
  funnel: ["funnel?window=24h"],
  positions: ["holdings", "equity", "day"],
  decision: [],
  montecarlo: [],
  calibration: ["calibration", "arms", "ai-costs"],
  risk: ["risk"],
  audit: ["audit"],
  health: ["health"],
  logs: ["logs"],
};

/** Asked of the program itself; the others of the same functions on the same ledger. */
const printed: readonly string[] = ["now", "summary", "holdings"];

/** The views, and where there are any one signal, its decision, and one that models took part in. */
async function allViews(stage: Stage): Promise<Readonly<Record<string, readonly string[]>>> {
  const signals = await rowsOf(stage, "spikes");
  const decisions = await rowsOf(stage, "decisions");
  const asked = decisions.findLast((row) => row["ai"] !== null);
  const single = [
    ["spike", signals[0]?.["signalId"]],
    ["decision", signals[0]?.["decision"]],
    ["decision", asked?.["id"]],
  ].flatMap(([name, id]) => typeof id === "string" ? [`${name}?id=${encodeURIComponent(id)}`] : []);
  return { ...views, ...Object.fromEntries(single.map((address) => [address, [address]])) };
}

/** Rows of a report's table of the same name, by column. */
async function rowsOf(
  stage: Stage,
  name: string,
): Promise<readonly Readonly<Record<string, Cell>>[]> {
  const { sections } = await reportOf(stage, name);
  const table = sections.find((section) => section.name === name);
  if (table?.shape !== "table") throw new Error(`The report ${name} has no table of that name`);
  return table.rows.map((row) =>
    Object.fromEntries(table.columns.map(({ key }, i) => [key, row[i] ?? null]))
  );
}

interface Answer {
  readonly sections: readonly Report[];
}

async function reportOf({ url, token }: Stage, name: string): Promise<Answer> {
  const headers = { authorization: `Bearer ${token}` };
  const answer = await fetch(`${url}/api/report/${name}`, { headers });
  if (!answer.ok) throw new Error(`/api/report/${name}: ${answer.status} ${await answer.text()}`);
  return await answer.json();
}

async function sameAsTerminal(stage: Stage): Promise<void> {
  const documents = await Promise.all(printed.map((name) => stage.place.json(["report", name])));
  for (const [i, name] of printed.entries()) {
    const { sections } = await reportOf(stage, name);
    deepStrictEqual(sections, documents[i]?.data["sections"], name);
  }
  const reader = openLedgerReader(`${stage.place.cwd}/data/ledger.db`);
  const input = foldLedger(reader);
  reader.close();
  ok(input !== null);
  for (const name of Object.keys(reports) as ReportName[]) {
    const { sections } = await reportOf(stage, name);
    deepStrictEqual(sections, JSON.parse(JSON.stringify(buildReport(name, input))), name);
  }
}

async function chain(stage: Stage): Promise<void> {
  const { page, complaints, close } = await stage.view(desk, "audit");
  await page.locator("main").getByText("ok: every row as it was written").waitFor();
  deepStrictEqual(complaints, []);
  await close();
}

async function numbers(stage: Stage): Promise<void> {
  const { page, complaints, close } = await stage.view(desk, "now");
  const inNavigation = await page.locator("nav a").evaluateAll((links) =>
    links.map((link) => String(link.getAttribute("href")).replace("#/", ""))
  );
  deepStrictEqual(inNavigation.toSorted(), Object.keys(views).toSorted(), "views that are checked");
  const missing: string[] = [];
  let found = 0;
  for (const [view, reports] of Object.entries(await allViews(stage))) {
    await goTo(page, view);
    let places = await placesIn(stage, page, reports);
    // An answer may be on its way, or be of a moment before; what is never shown fails.
    for (const end = performance.now() + 10_000; places.some(({ stands }) => !stands);) {
      if (performance.now() > end) break;
      await page.waitForTimeout(200);
      places = await placesIn(stage, page, reports);
    }
    deepStrictEqual(complaints, [], view);
    strictEqual(await page.locator("main [role=alert], main .trouble").count(), 0, view);
    found += places.length;
    for (const { where, shown, stands } of places) {
      if (!stands) missing.push(`${view}: ${where} ${shown}`);
    }
  }
  deepStrictEqual(missing, []);
  ok(found > 200, `${found} numbers`);
  await close();
}

/** Every number of the reports, and whether it stands on the page with everything unfolded. */
async function placesIn(
  stage: Stage,
  page: Page,
  reports: readonly string[],
): Promise<readonly Place[]> {
  const more = page.locator("main").getByRole("button", { name: /^Show more/ });
  while (await more.count() > 0) await more.first().click();
  const answers = await Promise.all(reports.map((report) => reportOf(stage, report)));
  const cards = await page.evaluate(cardsShown) as readonly Card[];
  return answers.flatMap(({ sections }) => sections.flatMap((section) => placesOf(section, cards)));
}

async function simulated(stage: Stage): Promise<void> {
  const { page, complaints, close } = await stage.view(desk, "montecarlo");
  await page.getByLabel("futures").fill("2000");
  await page.getByLabel("days").fill("30");
  await page.getByRole("button", { name: "Start" }).click();
  await page.getByText("2,000 futures of 30 days from seed 1").waitFor();
  ok(await page.locator("main figure").count() >= 5);
  await page.locator("main figure").getByText("this account").first().waitFor();
  strictEqual(await page.locator("main .trouble").count(), 0);
  deepStrictEqual(complaints, []);
  await close();
}

const phone: Look = { width: 380, height: 800, theme: "light" };

async function narrow(stage: Stage): Promise<void> {
  const { page, complaints, close } = await stage.view(phone, "now");
  const wide: string[] = [];
  for (const name of Object.keys(await allViews(stage))) {
    await goTo(page, name);
    await page.waitForTimeout(200);
    const width = await page.evaluate(documentWidth) as number;
    if (width > phone.width) {
      wide.push(`${name}: ${width} px, ${await page.evaluate(widest)}`);
    }
    deepStrictEqual(complaints, [], name);
  }
  deepStrictEqual(wide, []);
  await close();
}

async function accessible(stage: Stage): Promise<void> {
  const problems: string[] = [];
  const { page, close } = await stage.view(desk, "now");
  await page.evaluate(axe.source);
  for (const name of Object.keys(await allViews(stage))) {
    await goTo(page, name);
    await page.waitForTimeout(150);
    for (const [theme, run] of [["light", axeRun], ["dark", axeContrast]] as const) {
      await page.emulateMedia({ colorScheme: theme });
      problems.push(...(await violations(page, run)).map((found) => `${theme} ${name}: ${found}`));
    }
    await page.emulateMedia({ colorScheme: "light" });
  }
  deepStrictEqual([...new Set(problems)], []);
  await close();
}

async function violations(page: Page, run: string): Promise<readonly string[]> {
  const found = await page.evaluate(run) as {
    readonly violations: readonly {
      readonly id: string;
      readonly impact: string | null;
      readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
    }[];
  };
  return found.violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) =>
      `${id} in ${nodes.length}: ${nodes[0]?.html.slice(0, 160)} ${
        (nodes[0]?.failureSummary ?? "").replace(/\s+/g, " ").slice(0, 240)
      }`
    );
}

async function keyboard(stage: Stage): Promise<void> {
  const { page, close } = await stage.view(desk, "now");
  for (const name of Object.keys(await allViews(stage))) {
    await goTo(page, name);
    await page.waitForTimeout(200);
    const wanted = await page.evaluate(markAll) as number;
    ok(wanted > 5, name);
    // Two more: the browser's own, before and after the page.
    for (let i = 0; i < wanted + 2; i++) await page.keyboard.press("Tab");
    deepStrictEqual(await page.evaluate(unreached), [], `${name}, ${wanted} stops`);
  }
  await page.locator("nav a", { hasText: "Risk" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "Risk" }).waitFor();
  await close();
}
