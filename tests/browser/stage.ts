// What the checks play on: a sandbox, a bot that trades in it on paper, a server beside it, a browser.
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { type Place, polybot } from "../e2e/rig.ts";
import { textOf } from "../support/stream_text.ts";

/** Where distributions put it; null: there is none. */
export function chromiumPath(): string | null {
  for (const path of ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]) {
    if (isFile(path)) return path;
  }
  return null;
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** A process with what it said so far. */
export interface Actor {
  readonly pid: number;
  said(): string;
  /** Waits until the pattern is in what it said; throws after `ms`, or when it ended without. */
  heard(pattern: RegExp, ms?: number): Promise<RegExpExecArray>;
  end(signal: Deno.Signal): Promise<void>;
}

const WAIT_MS = 30_000;

/** Starts polybot in a directory. */
export function startActor(cwd: string, args: readonly string[]): Actor {
  const child = polybot(cwd, args).spawn();
  let text = "";
  let isGone = false;
  const read = async (stream: ReadableStream<Uint8Array>) => {
    for await (const part of textOf(stream)) text += part;
  };
  const ended = Promise.all([read(child.stdout), read(child.stderr), child.status])
    .then(() => void (isGone = true));
  return {
    pid: child.pid,
    said: () => text,
    heard: async (pattern, ms = WAIT_MS) => {
      const end = performance.now() + ms;
      for (;;) {
        const found = pattern.exec(text);
        if (found !== null) return found;
        if (isGone || performance.now() > end) {
          throw new Error(`polybot ${args[0]} did not say ${pattern}:\n${text}`);
        }
        await sleep(20);
      }
    },
    end: async (signal) => {
      if (!isGone) child.kill(signal);
      await ended;
    },
  };
}

/** Waits that many ms. */
export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** A page with what its console complained of. */
export interface Seen {
  readonly page: Page;
  /** Errors of the console and of scripts, and requests that failed. */
  readonly complaints: string[];
  close(): Promise<void>;
}

/** How a page looks. */
export interface Look {
  readonly width: number;
  readonly height: number;
  readonly theme: "light" | "dark";
}

/** The usual window of a desk. */
export const desk: Look = { width: 1440, height: 900, theme: "light" };

/** All that a check may use. */
export interface Stage {
  readonly place: Place;
  readonly url: string;
  readonly token: string;
  readonly trader: Actor;
  readonly browser: Browser;
  /** A page of its own cookies, not logged in. */
  open(look: Look): Promise<Seen>;
  /** The same, logged in, at a view. */
  view(look: Look, name: string): Promise<Seen>;
}

const demo = new URL("../../config/demo.yaml", import.meta.url);

/** The bot's command line; the sandbox is in its own process. */
export const tradeArgs: readonly string[] = [
  ...["trade", "--dry-run", "--config", "config/demo.yaml", "--venue", "sandbox"],
  ...["--scenario", "demo", "--speed", "60", "--max-runtime", "5m"],
];

/** Sets everything up, and takes it down after `play`. */
export async function onStage(place: Place, play: (stage: Stage) => Promise<void>): Promise<void> {
  const executablePath = chromiumPath();
  if (executablePath === null) throw new Error("Cannot look at the page: there is no chromium");
  Deno.copyFileSync(demo, `${place.cwd}/config/demo.yaml`);
  const trader = startActor(place.cwd, tradeArgs);
  const server = startActor(place.cwd, ["serve", "--port", "0", "--control"]);
  let browser: Browser | null = null;
  try {
    // As root chromium has no sandbox of its own, and it sees nothing but our page.
    const args = Deno.uid() === 0 ? ["--no-sandbox"] : [];
    const opening = chromium.launch({ executablePath, args });
    const { url, token } = await addressOf(server);
    browser = await opening;
    await answering(url, token);
    await play(stageOf({ place, url, token, trader, browser }));
  } finally {
    await browser?.close();
    await server.end("SIGINT");
    await trader.end("SIGKILL");
  }
}

async function addressOf(server: Actor): Promise<{ url: string; token: string }> {
  const [, url = ""] = await server.heard(/(http:\/\/127\.0\.0\.1:\d+)/);
  const [, token = ""] = await server.heard(/^Token\b.*: ([\w-]{40,})$/m);
  return { url, token };
}

/** Waits until the server has read what the bot wrote so far: until then it answers that it reads. */
async function answering(url: string, token: string): Promise<void> {
  const end = performance.now() + WAIT_MS;
  for (;;) {
    const headers = { authorization: `Bearer ${token}` };
    const answer = await fetch(`${url}/api/report/now`, { headers });
    const text = await answer.text();
    if (answer.ok) return;
    if (performance.now() > end) throw new Error(`The server says ${answer.status}: ${text}`);
    await sleep(50);
  }
}

function stageOf(parts: Omit<Stage, "open" | "view">): Stage {
  const { browser, url, token } = parts;
  let kept: Kept | null = null;
  const open = async ({ width, height, theme }: Look, storageState: Kept | null): Promise<Seen> => {
    const context = await browser.newContext({
      viewport: { width, height },
      colorScheme: theme,
      ...storageState === null ? {} : { storageState },
    });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on("console", (said) => {
      if (said.type() === "error") complaints.push(said.text());
    });
    page.on("pageerror", (error) => complaints.push(String(error)));
    return { page, complaints, close: () => context.close() };
  };
  return {
    ...parts,
    open: (look) => open(look, null),
    view: async (look, name) => {
      const seen = await open(look, kept);
      await seen.page.goto(url);
      if (kept === null) await logIn(seen.page, token);
      await goTo(seen.page, name);
      // One login serves all: more of them would be a crowd at the door.
      kept = await seen.page.context().storageState();
      return seen;
    },
  };
}

/** What a browser keeps of a login. */
type Kept = Awaited<ReturnType<BrowserContext["storageState"]>>;

/** Types the token into the form. */
export async function logIn(page: Page, token: string): Promise<void> {
  await page.getByLabel("Token").fill(token);
  await page.getByRole("button", { name: "Log in" }).click();
}

/** Goes to a view by its address, and waits until it shows what it was sent. */
export async function goTo(page: Page, name: string): Promise<void> {
  await page.evaluate(`location.hash = ${JSON.stringify(`#/${name}`)}`);
  const [view = name] = name.split("?");
  await page.locator(`nav a[href="#/${view}"][aria-current=page], main h1`).first().waitFor();
  await page.locator("main .card, main .empty, main figure").first().waitFor();
  await page.locator("main").getByText("Loading", { exact: true }).first().waitFor({
    state: "hidden",
  });
}
