import type { PermissionFact } from "../../report/health_now.ts";

/** What a process was started for, as lists; what is not listed is asked for as a whole. */
export interface AskedFor {
  readonly net: readonly string[];
  readonly read: readonly string[];
  readonly write: readonly string[];
}

/** What the runtime says of every kind of permission now, and of each item that was to be granted. */
export function permissionFacts({ net, read, write }: AskedFor): readonly PermissionFact[] {
  const fact = (name: string, scope: string | null, descriptor: Deno.PermissionDescriptor) => {
    return { name, scope, state: Deno.permissions.querySync(descriptor).state };
  };
  return [
    fact("net", null, { name: "net" }),
    ...net.map((host) => fact("net", host, { name: "net", host })),
    fact("read", null, { name: "read" }),
    ...read.map((path) => fact("read", path, { name: "read", path })),
    fact("write", null, { name: "write" }),
    ...write.map((path) => fact("write", path, { name: "write", path })),
    fact("env", null, { name: "env" }),
    fact("run", null, { name: "run" }),
    fact("ffi", null, { name: "ffi" }),
    fact("sys", null, { name: "sys" }),
  ];
}
