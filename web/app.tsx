import { signal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { openSession, session } from "./api.ts";
import { routeOf } from "./route.ts";
import { listen } from "./stream.ts";
import { Login } from "./login.tsx";
import { Shell } from "./shell.tsx";

const route = signal(routeOf(location.hash));
addEventListener("hashchange", () => route.value = routeOf(location.hash));

/** The page: a form for the token, or the dashboard. */
export function App(): JSX.Element {
  const loggedIn = session.value !== null && session.value !== "login";
  useEffect(() => void openSession(), []);
  useEffect(() => {
    return loggedIn ? listen() : undefined;
  }, [loggedIn]);
  if (session.value === null) return <p class="empty" role="status">Loading</p>;
  if (session.value === "login") return <Login />;
  return <Shell route={route.value} />;
}
