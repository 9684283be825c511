// Least privilege at run time: the process starts with what any command may need, and gives up all
// that the chosen one does not before that command's code is loaded.
//
// 1. What is given up cannot come back: --no-prompt makes a later request fail.
// 2. Revoking one entry under a global grant (deno run -A) silently does nothing, so the result is
//    asked for afterwards, and a grant that is still there stops the program.
import { resolve } from "node:path";
import type { Needs } from "../ports.ts";
import { CliError } from "./exit.ts";

type Kind = "read" | "write";

/** Needs of several parts as one, without repeats. */
export function union(parts: readonly Needs[]): Required<Needs> {
  const all = (pick: (needs: Needs) => readonly string[] | undefined) => [
    ...new Set(parts.flatMap((part) => pick(part) ?? [])),
  ];
  return {
    net: all((needs) => needs.net),
    env: all((needs) => needs.env),
    read: all((needs) => needs.read),
    write: all((needs) => needs.write),
    sys: all((needs) => needs.sys),
  };
}

/**
 * Revokes everything in `granted` that `needed` does not name, and every other kind of permission.
 * Returns what is needed by its real names. Throws CliError (exit 4) when something needed was never
 * granted or something revoked still is.
 */
export function narrow(granted: Needs, needed: Needs): Needs {
  const real = named(needed);
  narrowTo(named(granted), real);
  return real;
}

/**
 * Paths that begin with a variable, as a shell writes it, by their real names. What is not set, or was
 * not granted under its real name, is left out: whoever wants it does without.
 */
function named(needs: Needs): Needs {
  const read = (needs.read ?? []).flatMap((path) => {
    const [, variable, rest] = /^\$(\w+)(.*)$/.exec(path) ?? [];
    if (variable === undefined) return [path];
    const value = Deno.env.get(variable);
    const real = `${value ?? ""}${rest ?? ""}`;
    return value !== undefined && isGranted({ name: "read", path: real }) ? [real] : [];
  });
  return { ...needs, read };
}

function narrowTo(granted: Needs, needed: Needs): void {
  requirePaths(granted, needed);
  for (const kind of ["read", "write"] as const) narrowPaths(kind, granted, needed);
  narrowNames("net", granted.net ?? [], needed.net ?? []);
  narrowNames("env", granted.env ?? [], needed.env ?? []);
  narrowNames("sys", granted.sys ?? [], needed.sys ?? []);
  for (const name of ["run", "ffi", "import"] as const) Deno.permissions.revokeSync({ name });
  verify(needed);
}

/** Everything that is missing at once, so that nobody widens one kind only to be refused the other. */
function requirePaths(granted: Needs, needed: Needs): void {
  const missing = (["read", "write"] as const).flatMap((kind) => {
    const paths = (needed[kind] ?? []).filter((path) => !isGranted({ name: kind, path }));
    return paths.length === 0 ? [] : [{ kind, paths }];
  });
  if (missing.length === 0) return;
  const wanted = missing.map(({ kind, paths }) => `${kind} ${paths.join(", ")}`).join(" and ");
  const may = missing.map(({ kind }) => `${kind} only ${(granted[kind] ?? []).join(", ")}`);
  const flags = missing.flatMap(({ kind, paths }) => paths.map((path) => `--${kind}=${path}`));
  throw new CliError("config", `Cannot ${wanted}: polybot may ${may.join("; ")}`, {
    hint: `use a place inside these, or start polybot with more: deno run $(deno run ` +
      `--allow-read=. scripts/permissions.ts ${flags.join(" ")}) main.ts ...`,
  });
}

function narrowPaths(kind: Kind, granted: Needs, needed: Needs): void {
  const grants = granted[kind] ?? [];
  const kept = new Set((needed[kind] ?? []).map((path) => narrowest(grants, path)));
  if (kept.size === 0) {
    Deno.permissions.revokeSync({ name: kind });
    return;
  }
  for (const path of dropped(grants, kept)) Deno.permissions.revokeSync({ name: kind, path });
  for (const path of dropped(grants, kept)) {
    if (isGranted({ name: kind, path })) throw tooMuch(`${kind} ${path}`);
  }
}

/** The smallest grant around `path`; null when it is granted by a flag this program does not know. */
function narrowest(grants: readonly string[], path: string): string | null {
  const around = grants.filter((grant) => contains(grant, path));
  around.sort((a, b) => resolve(b).length - resolve(a).length);
  return around[0] ?? null;
}

/** Grants to give up. One inside a kept grant stays: revoking it would take the kept one too. */
function dropped(grants: readonly string[], kept: ReadonlySet<string | null>): readonly string[] {
  return grants.filter((grant) =>
    ![...kept].some((keep) => keep !== null && contains(keep, grant))
  );
}

function contains(outer: string, inner: string): boolean {
  const parent = resolve(outer);
  const child = resolve(inner);
  return child === parent || child.startsWith(parent === "/" ? "/" : `${parent}/`);
}

function narrowNames(
  name: "net" | "env" | "sys",
  granted: readonly string[],
  needed: readonly string[],
): void {
  if (needed.length === 0) {
    Deno.permissions.revokeSync({ name });
    return;
  }
  for (const entry of granted.filter((entry) => !needed.includes(entry))) {
    // A wildcard cannot be revoked by its own name; any member takes the whole rule away.
    const member = entry.replace("*", "X");
    const descriptor = descriptorOf(name, member);
    Deno.permissions.revokeSync(descriptor);
    if (isGranted(descriptor)) throw tooMuch(`${name} ${entry}`);
  }
}

function descriptorOf(name: "net" | "env" | "sys", item: string): Deno.PermissionDescriptor {
  if (name === "net") return { name, host: item };
  if (name === "env") return { name, variable: item };
  return { name, kind: item } as Deno.PermissionDescriptor;
}

function verify(needed: Needs): void {
  const probes: readonly Deno.PermissionDescriptor[] = [
    { name: "run" },
    { name: "ffi" },
    { name: "sys" },
    { name: "import" },
    { name: "net" },
    { name: "net", host: "not-granted.invalid" },
    { name: "env" },
    { name: "env", variable: "POLYBOT_NOT_GRANTED" },
    { name: "read", path: "/" },
    { name: "write", path: "/" },
    ...(needed.write?.length ? [] : [{ name: "write", path: "." } as const]),
    ...(needed.read?.length ? [] : [{ name: "read", path: "." } as const]),
  ];
  const left = probes.filter(isGranted);
  if (left.length > 0) throw tooMuch(left.map(({ name }) => name).join(", "));
}

function isGranted(descriptor: Deno.PermissionDescriptor): boolean {
  return Deno.permissions.querySync(descriptor).state === "granted";
}

function tooMuch(what: string): CliError {
  return new CliError("config", `Cannot give up a permission: ${what} is still granted`, {
    hint: "start polybot by `deno task polybot`, not with -A or a permission without a list",
  });
}
