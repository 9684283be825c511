// Pictures of every view of a dashboard that runs: at a desk and on a phone, in light and dark.
//
//   polybot serve
//   deno run -A scripts/screenshots.ts http://127.0.0.1:8501 TOKEN build/screenshots [view ...]
import { type BrowserContext, chromium } from "playwright-core";

const sizes = { desk: { width: 1440, height: 900 }, phone: { width: 380, height: 800 } };
const themes = ["light", "dark"] as const;

const [url, token, folder, ...wanted] = Deno.args;
if (url === undefined || token === undefined || folder === undefined) {
  throw new Error("Cannot take pictures without the dashboard's address, its token and a folder");
}
const executablePath = Deno.env.get("CHROMIUM") ?? "/usr/bin/chromium";
const args = Deno.uid() === 0 ? ["--no-sandbox"] : [];
const browser = await chromium.launch({ executablePath, args });
try {
  const login = await browser.newContext();
  const names = (await viewsAfter(login, url, token))
    .filter((name) => wanted.length === 0 || wanted.includes(name.split("?")[0] ?? ""));
  const storageState = await login.storageState();
  Deno.mkdirSync(folder, { recursive: true });
  for (const [size, viewport] of Object.entries(sizes)) {
    for (const colorScheme of themes) {
      const context = await browser.newContext({ viewport, colorScheme, storageState });
      await takeAll(context, {
        url,
        names,
        name: (view) => `${folder}/${view}-${size}-${colorScheme}`,
      });
      await context.close();
    }
  }
} finally {
  await browser.close();
}
Deno.exit(0);

/** Logs in and returns the views of the navigation, and the newest spike and decision. */
async function viewsAfter(
  context: BrowserContext,
  url: string,
  token: string,
): Promise<readonly string[]> {
  const page = await context.newPage();
  await page.goto(url);
  await page.getByLabel("Token").fill(token);
  await page.getByRole("button", { name: "Log in" }).click();
  await page.getByRole("navigation").waitFor();
  const places = await page.locator("nav a").evaluateAll((links) =>
    links.map((link) => String(link.getAttribute("href")).replace("#/", ""))
  );
  await page.goto(`${url}/#/spikes`);
  await page.locator("main .card").first().waitFor();
  const hrefs = (where: string) =>
    page.locator(`${where} a[href*='?id=']`).evaluateAll((links) =>
      links.map((link) => String(link.getAttribute("href")).replace("#/", ""))
    );
  // One that was traded has more to show.
  const deep = [...await hrefs("main tr:has-text('closed')"), ...await hrefs("main")];
  const first = (view: string) => deep.filter((name) => name.startsWith(`${view}?`)).slice(0, 1);
  return [...places, ...first("spike"), ...first("spikes"), ...first("decision")];
}

interface Taking {
  readonly url: string;
  readonly names: readonly string[];
  readonly name: (view: string) => string;
}

async function takeAll(context: BrowserContext, { url, names, name }: Taking): Promise<void> {
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await page.goto(url);
  for (const view of names) {
    await page.evaluate(`location.hash = ${JSON.stringify(`#/${view}`)}`);
    await page.locator("main .card, main .empty, main figure").first().waitFor();
    await page.locator("main").getByText("Loading", { exact: true }).first().waitFor({
      state: "hidden",
    });
    if (view === "montecarlo") {
      await page.locator("main form button[type=submit]").click();
      await page.locator("main figure").first().waitFor();
    }
    // Charts are drawn a moment after their numbers are there.
    await page.waitForTimeout(1_000);
    const [short = view, id] = view.split("?");
    // The same in a third of the bytes of the format that playwright would write.
    const picture = { format: "webp", quality: 40 } as const;
    const { data } = await session.send("Page.captureScreenshot", picture);
    const path = `${name(id === undefined ? short : `${short}-one`)}.webp`;
    Deno.writeFileSync(path, Uint8Array.fromBase64(data));
  }
}
