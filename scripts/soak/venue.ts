// The venue of the soak test: the sandbox until SIGTERM.
import { startSandbox } from "../../src/sandbox/server.ts";
import { say } from "./part.ts";

const [scenario = "firehose"] = Deno.args;
const sandbox = await startSandbox({ port: 0, scenario, seed: 1 });
say("listening", { url: sandbox.url });
await new Promise<void>((resolve) => Deno.addSignalListener("SIGTERM", resolve));
await sandbox.close();
const { sockets: { market }, errors, lagMs } = sandbox.status();
say("closed", { frames: market.frames, messages: market.messages, lagMs, errors: errors.count });
Deno.exit(0);
