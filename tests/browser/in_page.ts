// What is evaluated in the page, as text: the types here are a server's and know of no document.

/** Background of the badge and of what is around it. */
export const badgeColours = `(() => {
  const colour = (element) => getComputedStyle(element).backgroundColor;
  return [colour(document.querySelector("header .badge")), colour(document.body)];
})()`;

/** Milliseconds to the first paint with content; null: none. */
export const firstPaintMs =
  `performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? null`;

/** Bytes of the page and its files, unpacked. */
export const pageBytes = `performance.getEntriesByType("resource")
  .concat(performance.getEntriesByType("navigation"))
  .filter((entry) => !new URL(entry.name).pathname.startsWith("/api/"))
  .reduce((sum, entry) => sum + entry.decodedBodySize, 0)`;

/** Text of the view, folds and what is said to those who cannot see included. */
export const viewText = `(() => {
  const main = document.querySelector("main");
  const said = [...main.querySelectorAll("[aria-label]")].map((element) => element.ariaLabel);
  return [main.textContent, ...said].join(" ");
})()`;

/** Width that the document takes. */
export const documentWidth = `document.documentElement.scrollWidth`;

/** Rows of a table are alike: the first few stand for all. */
const some = `{ include: [["html"]], exclude: [["tbody tr:nth-child(n+6)"]] }`;

/** The first thing that stands out on the right and is not in something that scrolls by itself. */
export const widest = `(() => {
  const isOut = (element) =>
    element.getBoundingClientRect().right > innerWidth + 1 && element.closest(".scroll") === null;
  const found = [...document.querySelectorAll("body *")].filter(isOut).pop();
  return found === undefined ? "" : found.outerHTML.slice(0, 160);
})()`;

/** Everything that axe knows; needs its source in the page. */
export const axeRun = `axe.run(${some}, { resultTypes: ["violations"] })`;

/** What a theme can break: the rest is the same in all. */
export const axeContrast = `axe.run(${some}, {
  resultTypes: ["violations"], runOnly: ["color-contrast", "link-in-text-block"],
})`;

/** Marks what the keyboard should reach; answers how much it is. */
export const markAll = `(() => {
  document.activeElement?.blur();
  const all = document.querySelectorAll(
    "a[href], button:not(:disabled), input:not(:disabled), select, summary, [tabindex='0']",
  );
  const shown = [...all].filter((element) => element.checkVisibility());
  for (const element of shown) element.dataset.reach = "wanted";
  return shown.length;
})()`;

/** Marks what has the focus, if it shows it. */
export const markFocused = `(() => {
  const element = document.activeElement;
  if (element === null || element === document.body) return;
  const { outlineStyle, boxShadow } = getComputedStyle(element);
  element.dataset.reach = outlineStyle !== "none" || boxShadow !== "none" ? "reached" : "unseen";
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
