import { useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { ReportAnswer } from "./answer.ts";
import { get } from "./api.ts";
import { EMPTY, openLoader, type ReportState } from "./loader.ts";
import { head, revision } from "./stream.ts";

/** Narrows a report: which account, how long back, of what. */
export interface ReportArgs {
  readonly arm?: "main" | "noAi" | "random";
  readonly window?: "1h" | "24h" | "7d";
  readonly id?: string;
}

/** Where the server has a report. */
export function reportPath(name: string, args: ReportArgs = {}): string {
  const query = new URLSearchParams();
  for (const key of ["arm", "window", "id"] as const) {
    const value = args[key];
    if (value !== undefined) query.set(key, value);
  }
  const text = query.toString();
  return `/api/report/${encodeURIComponent(name)}${text === "" ? "" : `?${text}`}`;
}

/** A report that stays fresh while its view is shown; asked again once a second at most. */
export function useReport(name: string, args: ReportArgs = {}): ReportState {
  const path = reportPath(name, args);
  const state = useSignal<ReportState>(EMPTY);
  const loader = useMemo(() =>
    openLoader({
      get: (where, abort) => get<ReportAnswer>(where, abort),
      show: (next) => state.value = next,
      now: () => performance.now(),
      after: (ms, then) => {
        const id = setTimeout(then, ms);
        return () => clearTimeout(id);
      },
      isHidden: () => document.hidden,
      lastSeq: () => head.peek()?.seq ?? 0,
    }), []);
  useEffect(() => {
    loader.open(path);
    return () => loader.close();
  }, [path]);
  useSignalEffect(() => {
    if (revision.value > 0) loader.refresh();
  });
  return state.value;
}
