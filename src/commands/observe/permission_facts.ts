import type { Needs } from "../../ports.ts";
import type { PermissionFact } from "../../report/health_now.ts";

/** What the runtime says of every kind of permission now, and of each item that is needed. */
export function permissionFacts(needs: Needs): readonly PermissionFact[] {
  const { net = [], read = [], write = [], env = [], sys = [] } = needs;
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
    ...env.map((variable) => fact("env", variable, { name: "env", variable })),
    fact("run", null, { name: "run" }),
    fact("ffi", null, { name: "ffi" }),
    fact("sys", null, { name: "sys" }),
    ...sys.map((kind) => fact("sys", kind, { name: "sys", kind } as Deno.PermissionDescriptor)),
    fact("import", null, { name: "import" }),
  ];
}
