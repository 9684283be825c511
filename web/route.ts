// The address behind the #: "#/decision?id=12.1".

/** Which view, of what. */
export interface Route {
  readonly view: string;
  readonly params: URLSearchParams;
}

/** The route of an address; without one, what matters now. */
export function routeOf(hash: string): Route {
  const text = hash.replace(/^#\/?/, "");
  const [view = "", query = ""] = text.split("?");
  return { view: view === "" ? "now" : view, params: new URLSearchParams(query) };
}
