// `serve`: its name, options and help.
import { examples, parsePort } from "./arguments.ts";
import { InvalidArgumentError } from "@commander-js/extra-typings";
import type { Call, Root } from "./program.ts";

/** Where the dashboard is unless told otherwise. */
export const SERVE_HOST = "127.0.0.1";
export const SERVE_PORT = 8501;

/** A page for browsers. */
export function addServe(root: Root, call: Call): void {
  root.command("serve")
    .description(
      "Show the bot to a browser: what it sees, thinks, holds and risks. Reads the ledger beside " +
        "a running bot, or without one.",
    )
    .option("--host <address>", "address to listen on", parseHost, SERVE_HOST)
    .option("--port <n>", "port; 0 takes a free one", parsePort, SERVE_PORT)
    .option("--control", "let the page halt, reduce, resume and flatten")
    .option(
      "--expose",
      "listen on an address that other machines reach: unencrypted, guarded by the token alone",
    )
    .addHelpText(
      "after",
      examples(["serve", "serve --control", "serve --port 0 --data-dir data/rehearsal"]),
    )
    .action(({ host, port, control, expose }) =>
      call("serve", "serve", { host, port, control: control ?? false, expose: expose ?? false })
    );
}

function parseHost(text: string): string {
  if (/^[\w.:[\]-]+$/.test(text)) return text;
  throw new InvalidArgumentError("Want an address of this machine, such as 127.0.0.1.");
}
