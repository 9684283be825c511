/** Where evidence comes from. */
export interface EvidenceHosts {
  /** Base URL of Gamma. */
  readonly gamma: string;
  /** URL of a search that answers like GDELT's DOC 2.0 API; null: no news. */
  readonly news: string | null;
}

/** The venue itself, and GDELT, which needs no key. */
export const publicHosts: EvidenceHosts = {
  gamma: "https://gamma-api.polymarket.com",
  news: "https://api.gdeltproject.org/api/v2/doc/doc",
};

/** A sandbox that serves both at one base URL; `news` as configured. */
export function evidenceHostsAt(base: string): EvidenceHosts {
  const root = base.replace(/\/+$/, "");
  return { gamma: `${root}/gamma`, news: `${root}/gdelt/api/v2/doc/doc` };
}
