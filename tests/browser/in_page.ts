// What is evaluated in the page, as text: the types here are a server's and know of no document.

/** Background of the badge and of what is around it. */
export const badgeColours = `(() => {
  const colour = (element) => getComputedStyle(element).backgroundColor;
  return [colour(document.querySelector("header .badge")), colour(document.body)];
})()`;

/** The equity: what a person looks for first. */
export const firstNumber = "main .figures dd >> nth=0";

/** Notes when the first number of Now is on the screen, ms after the page was asked for. */
export const notePaint = `globalThis.painted = new Promise((resolve) => {
  new MutationObserver((_changes, observer) => {
    if (document.querySelector("main .figures dd") === null) return;
    observer.disconnect();
    // The second frame begins when the first is painted.
    requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now())));
  }).observe(document, { childList: true, subtree: true });
})`;

/** What was noted. */
export const paintedMs = "globalThis.painted";

/** Bytes of the page and its files, unpacked. */
export const pageBytes = `performance.getEntriesByType("resource")
  .concat(performance.getEntriesByType("navigation"))
  .filter((entry) => !new URL(entry.name).pathname.startsWith("/api/"))
  .reduce((sum, entry) => sum + entry.decodedBodySize, 0)`;

/** Every card of the view: title, named values, tables, and all its words; folds included. */
export const cardsShown = `(() => {
  const text = (element) => (element?.textContent ?? "").replace(/\\s+/g, " ").trim();
  const texts = (element, what) => [...element.querySelectorAll(what)].map(text);
  return [...document.querySelectorAll("main section")].map((card) => ({
    title: text(card.querySelector("h2")),
    named: [
      ...[...card.querySelectorAll("dt")].map((dt) => [text(dt), text(dt.nextElementSibling)]),
      ...[...card.querySelectorAll(".step")].map((bar) => [...bar.children].map(text))
        .map(([name, , value]) => [name, value]),
    ],
    tables: [...card.querySelectorAll("table")].map((table) => ({
      heads: texts(table, "thead th"),
      rows: [...table.querySelectorAll("tbody tr, tfoot tr")].map((row) => texts(row, "td")),
    })),
    words: [text(card), ...[...card.querySelectorAll("[aria-label]")].map((one) => one.ariaLabel)]
      .join(" "),
  }));
})()`;

/** Width that the document takes. */
export const documentWidth = `document.documentElement.scrollWidth`;

/** The first thing that stands out on the right and is not in something that scrolls by itself. */
export const widest = `(() => {
  const isOut = (element) =>
    element.getBoundingClientRect().right > innerWidth + 1 && element.closest(".scroll") === null;
  const found = [...document.querySelectorAll("body *")].filter(isOut).pop();
  return found === undefined ? "" : found.outerHTML.slice(0, 160);
})()`;

/** Everything that axe knows; needs its source in the page. */
export const axeRun = `axe.run({ resultTypes: ["violations"] })`;

/** What a theme can break: the rest is the same in all. */
export const axeContrast = `axe.run({
  resultTypes: ["violations"], runOnly: ["color-contrast", "link-in-text-block"],
})`;

/** Marks what the keyboard should reach, and then what it reaches; answers how much it should. */
export const markAll = `(() => {
  document.activeElement?.blur();
  document.addEventListener("focusin", ({ target }) => {
    if (target.dataset.reach === undefined) return;
    const { outlineStyle, boxShadow } = getComputedStyle(target);
    target.dataset.reach = outlineStyle !== "none" || boxShadow !== "none" ? "reached" : "unseen";
  });
  const all = document.querySelectorAll(
    "a[href], button:not(:disabled), input:not(:disabled), select, summary, [tabindex='0']",
  );
  const shown = [...all].filter((element) => element.checkVisibility());
  for (const element of shown) element.dataset.reach = "wanted";
  return shown.length;
})()`;

/** What was not reached, or did not show that it was. */
export const unreached = `(() => {
  const left = document.querySelectorAll("[data-reach=wanted], [data-reach=unseen]");
  return [...left].map((element) => element.dataset.reach + " " + element.outerHTML.slice(0, 120));
})()`;

/** Tells the page that another one is in front of it. */
export const hide = `(() => {
  Object.defineProperty(document, "hidden", { value: true });
  document.dispatchEvent(new Event("visibilitychange"));
})()`;
