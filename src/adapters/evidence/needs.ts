import type { Needs } from "../../ports.ts";
import { type EvidenceHosts, publicHosts } from "./hosts.ts";

/** What evidence from `hosts` touches: each host once, with its port, and the folder of data. */
export function needsOf(hosts: EvidenceHosts): Needs {
  const urls = [hosts.gamma, ...(hosts.news === null ? [] : [hosts.news])];
  return {
    net: [...new Set(urls.map((url) => hostAndPort(new URL(url))))],
    read: ["data"],
    write: ["data"],
  };
}

function hostAndPort({ hostname, port, protocol }: URL): string {
  return `${hostname}:${port === "" ? protocol === "https:" ? "443" : "80" : port}`;
}

/** The venue's public side and the news search. */
export const needs: Needs = needsOf(publicHosts);
