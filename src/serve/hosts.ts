// Who may be meant by a Host header. A page of another site that points its own name at this machine
// (DNS rebinding) sends that name here, so only our own names and bare addresses are let in.

/** Where the server listens. */
export interface Listening {
  /** As given: an address or a name. */
  readonly host: string;
  readonly port: number;
}

const loopback: readonly string[] = ["127.0.0.1", "localhost", "[::1]"];
const everywhere: readonly string[] = ["0.0.0.0", "::", "[::]"];

/** True for an address that only this machine reaches. */
export function isLoopback(host: string): boolean {
  return /^127(\.\d{1,3}){3}$/.test(host) || ["localhost", "::1", "[::1]"].includes(host);
}

/** Whether a request with this Host header is meant for us. */
export function isOwnHost(header: string | undefined, { host, port }: Listening): boolean {
  const [, name, digits] = /^(\[[0-9a-f:.]+\]|[^:[\]]+)(?::(\d+))?$/i.exec(header ?? "") ?? [];
  // Port 80 is not written out in an http URL, nor in what is sent for it.
  if (name === undefined || Number(digits ?? 80) !== port) return false;
  const own = [...loopback, bracketed(host).toLowerCase()];
  if (own.includes(name.toLowerCase())) return true;
  // Listening on every address it has, the machine is called by any of them; an address cannot be
  // pointed elsewhere as a name can.
  return everywhere.includes(host) && isAddress(name);
}

/** Whether a page of this origin is our own. */
export function isOwnOrigin(origin: string, listening: Listening): boolean {
  const match = /^http:\/\/([^/]+)$/.exec(origin);
  return match !== null && isOwnHost(match[1], listening);
}

/** What to open instead of a name that is not ours. */
export function hintFor({ host }: Listening): string {
  return everywhere.includes(host)
    ? "open it by an address in digits; --host NAME --expose listens to a name instead"
    : "open it by the address that it printed; --host NAME --expose listens to a name";
}

/** An address as it stands in a URL. */
export function bracketed(host: string): string {
  return host.includes(":") && !host.startsWith("[") ? `[${host}]` : host;
}

function isAddress(name: string): boolean {
  return /^(\d{1,3}(\.\d{1,3}){3}|\[[0-9a-f:.]+\])$/i.test(name);
}
