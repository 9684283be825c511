// Narrows like main.ts does for the command in the first argument, then tries everything a process
// can reach and prints what it got. Run it in a directory of its own.
import { getPriority, setPriority } from "node:os";
import { narrow } from "../../src/cli/permissions.ts";
import { commands, granted } from "../../src/commands/table.ts";

const [command = "", dataDir = "data", venue = "polymarket", ...paths] = Deno.args;
const entry = Object.entries(commands).find(([name]) => name === command)?.[1];
// "start" shows what there was before anything was given up.
if (entry !== undefined) {
  const listen = { host: "127.0.0.1", control: false };
  const places = { dataDir, paths, venue, scenarioFile: null, models: null };
  narrow(granted, entry.needs({ ...places, listen: command === "serve" ? listen : null }));
}

const tries: Readonly<Record<string, () => unknown>> = {
  "read data": () => Deno.readTextFileSync(`${dataDir}/seen`),
  "read replays": () => Deno.readTextFileSync(`${dataDir}/replay/seen`),
  "read config": () => Deno.readTextFileSync("config/config.yaml"),
  "read .env": () => Deno.readTextFileSync(".env"),
  "read tape": () => Deno.readTextFileSync("../tape"),
  "read /etc": () => Deno.readTextFileSync("/etc/hostname"),
  "write data": () => Deno.writeTextFileSync(`${dataDir}/by-${command}`, ""),
  "write replays": () => Deno.writeTextFileSync(`${dataDir}/replay/by-${command}`, ""),
  "write .": () => Deno.writeTextFileSync(`written-by-${command}`, ""),
  "write ..": () => Deno.writeTextFileSync(`../written-by-${command}`, ""),
  "env override": () => given(Deno.env.get("POLYBOT_RISK_MAX_DAILY_LOSS")),
  "env other": () => given(Deno.env.get("CANARY_KEY")),
  "net venue": () => allowed("clob.polymarket.com:443"),
  "net here": () => allowed("127.0.0.1:8400"),
  "net other": () => allowed("example.com:443"),
  "run": () => new Deno.Command(Deno.execPath(), { args: ["--version"] }).outputSync(),
  "sys": () => Deno.hostname(),
  "priority": () => setPriority(0, getPriority()),
  "import": () => import(["https:", "", "deno.land", "x.ts"].join("/")),
};

function allowed(host: string): void {
  const { state } = Deno.permissions.querySync({ name: "net", host });
  if (state !== "granted") throw new Deno.errors.NotCapable(host);
}

function given(value: string | undefined): string {
  if (value === undefined) throw new Deno.errors.NotCapable("undefined");
  return value;
}

const reached: string[] = [];
for (const [name, attempt] of Object.entries(tries)) {
  try {
    await attempt();
    reached.push(name);
  } catch (error) {
    const refused = error instanceof Deno.errors.NotCapable ||
      (error instanceof TypeError && /--allow-import/.test(error.message));
    if (!refused) reached.push(`${name}: ${String(error)}`);
  }
}
Deno.stdout.writeSync(new TextEncoder().encode(JSON.stringify(reached)));
