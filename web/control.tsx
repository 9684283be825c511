// Halt and its kin. Each is pressed twice, goes through the inbox, and says when the trader obeyed.
import { useEffect, useRef, useState } from "preact/hooks";
import type { JSX } from "preact";
import type { Failure } from "./answer.ts";
import { get, post } from "./api.ts";
import { connection, head } from "./stream.ts";

type Command = "halt" | "reduce" | "resume" | "flatten";

const meaning: Readonly<Record<Command, string>> = {
  halt: "no order leaves, not even one to exit; open positions stay",
  reduce: "no new entries; open positions may be left",
  resume: "every halt is lifted; drawdown counts from now",
  flatten: "everything is sold at what the books pay, and entries stay blocked",
};

const order: readonly Command[] = ["halt", "reduce", "resume", "flatten"];
const POLL_MS = 500;
const MOST_POLLS = 40;

type Progress =
  | { readonly kind: "asking" }
  | { readonly kind: "waiting" }
  | { readonly kind: "taken" }
  | { readonly kind: "late" }
  | { readonly kind: "failed"; readonly failure: Failure };

/** The controls; where the server is read-only it says how to get them. */
export function Control(): JSX.Element {
  const [chosen, choose] = useState<Command | null>(null);
  const [sent, setSent] = useState<Command | null>(null);
  const [progress, setProgress] = useState<Progress | null>(null);
  if (head.value?.control !== true) return <ReadOnly />;

  async function send(command: Command, reason: string): Promise<void> {
    choose(null);
    setSent(command);
    setProgress({ kind: "asking" });
    const reply = await post<{ id: string }>("/api/command", { command, reason, confirm: command });
    if (!reply.ok) return setProgress({ kind: "failed", failure: reply.failure });
    setProgress({ kind: "waiting" });
    setProgress(await obeyed(reply.value.id));
  }

  return (
    <section class="card control" aria-labelledby="control">
      <h2 id="control">Control</h2>
      {chosen === null
        ? (
          <fieldset>
            <legend class="hint">Each asks once more before it is sent.</legend>
            {order.map((command) => (
              <button
                type="button"
                key={command}
                class={command === "halt" || command === "flatten" ? "danger" : ""}
                title={meaning[command]}
                onClick={() => choose(command)}
              >
                {nameOf(command)}
              </button>
            ))}
          </fieldset>
        )
        : (
          <Confirm
            command={chosen}
            onSend={(reason) => void send(chosen, reason)}
            onCancel={() => choose(null)}
          />
        )}
      {connection.value.kind === "stopped" && (
        <p class="hint">
          No trader is running: a command waits until one starts, and is obeyed then.
        </p>
      )}
      {progress !== null && sent !== null && (
        <p role="status" class={progress.kind === "failed" ? "trouble" : ""}>
          {progressWords(sent, progress)}
        </p>
      )}
    </section>
  );
}

function Confirm(
  { command, onSend, onCancel }: {
    readonly command: Command;
    readonly onSend: (reason: string) => void;
    readonly onCancel: () => void;
  },
): JSX.Element {
  const [reason, setReason] = useState("");
  const wants = command === "resume";
  const first = useRef<HTMLInputElement>(null);
  // The browser minds `autofocus` only while the page loads.
  useEffect(() => first.current?.focus(), []);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onSend(reason.trim());
      }}
      onKeyDown={(event) => event.key === "Escape" && onCancel()}
    >
      <p>
        <strong>{nameOf(command)}?</strong> {meaning[command]}.
      </p>
      <fieldset>
        <label for="reason">Reason{wants ? "" : " (may be left out)"}</label>
        <input
          id="reason"
          maxLength={200}
          required={wants}
          ref={first}
          value={reason}
          onInput={(event) => setReason(event.currentTarget.value)}
        />
        <button type="submit" class="danger sure">Yes, {command} now</button>
        <button type="button" onClick={onCancel}>No, change nothing</button>
      </fieldset>
    </form>
  );
}

function ReadOnly(): JSX.Element {
  return (
    <section class="card control" aria-labelledby="control">
      <h2 id="control">Control</h2>
      <p class="hint">
        This page only looks. In a terminal:{" "}
        <code>polybot halt</code>. To have the buttons here, start{" "}
        <code>polybot serve --control</code>.
      </p>
    </section>
  );
}

/** Asks until the trader has taken the command, for twenty seconds. */
async function obeyed(id: string): Promise<Progress> {
  for (let i = 0; i < MOST_POLLS; i++) {
    const reply = await get<{ status: string }>(`/api/command/${encodeURIComponent(id)}`);
    if (reply.ok && reply.value.status === "taken") return { kind: "taken" };
    if (!reply.ok && reply.failure.status !== 0) return { kind: "failed", failure: reply.failure };
    await new Promise((done) => setTimeout(done, POLL_MS));
  }
  return { kind: "late" };
}

function nameOf(command: Command): string {
  return command.slice(0, 1).toUpperCase() + command.slice(1);
}

function progressWords(command: Command, progress: Progress): string {
  switch (progress.kind) {
    case "asking":
      return `${nameOf(command)}: sending.`;
    case "waiting":
      return `${nameOf(command)}: in the inbox; the trader has not taken it yet.`;
    case "taken":
      return `${nameOf(command)}: taken by the trader.`;
    case "late":
      return `${
        nameOf(command)
      }: in the inbox, and not taken for 20 seconds. Is the trader running?`;
    case "failed": {
      const { message, hint } = progress.failure;
      return `${nameOf(command)} was NOT sent: ${message}${hint === null ? "" : ` (${hint})`}`;
    }
  }
}
