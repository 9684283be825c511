import { permissionFlags } from "../../scripts/permissions.ts";

const root = new URL("../../", import.meta.url);

/** How a process ended. */
export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** What a process is given. */
export interface Start {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Permission flags; those of the `polybot` task unless given. */
  readonly flags?: readonly string[];
}

/** Runs a script of this project as people do: own process, own permissions, own directory. */
export async function runScript(
  script: string,
  args: readonly string[],
  start: Start,
): Promise<Ended> {
  const flags = start.flags ?? permissionFlags();
  const config = `--config=${new URL("deno.json", root).pathname}`;
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", config, ...flags, new URL(script, root).pathname, ...args],
    cwd: start.cwd,
    clearEnv: true,
    env: { ...cacheEnv(), ...start.env },
    stdin: "null",
  });
  const { code, stdout, stderr } = await command.output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, out: text(stdout), err: text(stderr) };
}

/** Where Deno finds its module cache; RUST_BACKTRACE, which would lengthen errors, is left out. */
function cacheEnv(): Record<string, string> {
  const names = ["HOME", "PATH", "DENO_DIR", "XDG_CACHE_HOME", "NODE_EXTRA_CA_CERTS"];
  const found = names.flatMap((name) => {
    const value = Deno.env.get(name);
    return value === undefined ? [] : [[name, value]];
  });
  return { ...Object.fromEntries(found), DENO_NO_UPDATE_CHECK: "1" };
}

/** A directory with what a checkout has beside the sources, and a recording next to it. */
export function makeWorkplace(): { readonly cwd: string; remove(): void } {
  const top = Deno.makeTempDirSync();
  const cwd = `${top}/polybot`;
  Deno.mkdirSync(`${cwd}/config`, { recursive: true });
  for (const folder of ["data", "data/replay", "runs", "runs/replay"]) {
    Deno.mkdirSync(`${cwd}/${folder}`);
    Deno.writeTextFileSync(`${cwd}/${folder}/seen`, "");
  }
  Deno.writeTextFileSync(`${cwd}/config/config.yaml`, "");
  Deno.writeTextFileSync(`${cwd}/.env`, "CANARY_KEY=canary\n");
  Deno.writeTextFileSync(`${top}/tape`, "");
  return { cwd, remove: () => Deno.removeSync(top, { recursive: true }) };
}
