import type { Needs } from "../../ports.ts";
import { venueHosts } from "./hosts.ts";
import type { VenueHosts } from "./types.ts";

/** What the public side of `hosts` touches: each host once, with its port. */
export function needsOf(hosts: VenueHosts): Needs {
  return {
    net: [...new Set(Object.values(hosts).map((url: string) => hostAndPort(new URL(url))))],
  };
}

function hostAndPort({ hostname, port, protocol }: URL): string {
  const usual = protocol === "https:" || protocol === "wss:" ? "443" : "80";
  return `${hostname}:${port === "" ? usual : port}`;
}

/** The public side of the real venue. */
export const needs: Needs = needsOf(venueHosts);
