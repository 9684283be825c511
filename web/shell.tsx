// What surrounds every view: the mode, the state, whether it is live, and the ways to the others.
import { useSignalEffect } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Route } from "./route.ts";
import { iconOf, modeMeaning, titleOf } from "./mode.ts";
import { places } from "./router.ts";
import { connection, head } from "./stream.ts";
import { showTab } from "./tab.ts";
import { StateBanner } from "./banner.tsx";
import { ThemeButton } from "./theme.tsx";

/** The page around the view of `route`. */
export function Shell({ route }: { readonly route: Route }): JSX.Element {
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);
  useSignalEffect(showMode);
  useEffect(() => {
    // Whoever followed a link by keyboard goes on reading in the new view, not in the navigation.
    if (!first.current) main.current?.focus();
    first.current = false;
    scrollTo(0, 0);
  }, [route.view]);
  const place = Object.hasOwn(places, route.view) ? places[route.view] : undefined;
  const { kind } = connection.value;
  return (
    <div class={`page ${kind}`}>
      <header>
        <a
          class="skip"
          href={`#/${route.view}`}
          onClick={(event) => {
            event.preventDefault();
            main.current?.focus();
          }}
        >
          Skip to content
        </a>
        <Badge />
        <LiveMark />
        <Navigation view={route.view} />
        <ThemeButton />
      </header>
      <StateBanner />
      <main id="main" tabIndex={-1} ref={main}>
        <h1>{place?.title ?? "Not here"}</h1>
        {place === undefined
          ? (
            <p class="empty">
              There is no view of that name. <a href="#/now">See what is now.</a>
            </p>
          )
          : <place.view key={route.view} params={route.params} />}
      </main>
      <footer>
        polybot {head.value?.version ?? ""} <span>Times in your zone; point at one for UTC.</span>
      </footer>
    </div>
  );
}

function showMode(): void {
  const [mode, state] = [head.value?.mode ?? null, head.value?.state?.word ?? null];
  showTab(titleOf(mode, connection.value, state), iconOf(mode, connection.value, state));
}

function Badge(): JSX.Element {
  const mode = head.value?.mode ?? null;
  if (mode === null) {
    return (
      <p class="badge">
        <strong>polybot</strong> {head.value !== null && <span>the mode is not known yet</span>}
      </p>
    );
  }
  return (
    <p class={`badge ${mode.toLowerCase()}`} title={modeMeaning[mode]}>
      <strong>{mode}</strong> <span>{modeMeaning[mode]}</span>
    </p>
  );
}

function LiveMark(): JSX.Element {
  const { kind } = connection.value;
  const words = {
    connecting: "connecting\u2026",
    reading: "reading the ledger\u2026",
    live: "live",
    stopped: "not running",
    unread: "not live",
    silent: "no connection",
  }[kind];
  return <p class={`live-mark ${kind}`} role="status">{words}</p>;
}

function Navigation({ view }: { readonly view: string }): JSX.Element {
  const shown = Object.entries(places).filter(([, { hidden }]) => hidden !== true);
  return (
    <nav aria-label="Views">
      <ul>
        {shown.map(([name, { title }]) => (
          <li key={name}>
            <a href={`#/${name}`} {...name === view ? { "aria-current": "page" as const } : {}}>
              {title}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
