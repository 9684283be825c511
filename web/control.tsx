// Halt and its kin. Each is pressed twice, goes through the inbox, and says when the trader obeyed.
import { signal } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import type { JSX } from "preact";
import { get, post } from "./api.ts";
import { type Command, type Fate, fateWords, nameOf, sendCommand } from "./command.ts";
import { head } from "./stream.ts";
import { Time } from "./time.tsx";

const meaning: Readonly<Record<Command, string>> = {
  halt: "no order leaves, not even one to exit; open positions stay",
  reduce: "no new entries; open positions may be left",
  resume: "every halt is lifted; drawdown counts from now",
  flatten: "everything is sold at what the books pay, and entries stay blocked",
};

const order: readonly Command[] = ["halt", "reduce", "resume", "flatten"];

/** No answer for so long is none. */
const PATIENCE_MS = 10_000;

interface Sent {
  readonly command: Command;
  /** This machine's clock. */
  readonly at: number;
  readonly fate: Fate;
}

/** The last command of this page; of the page and not of a view, or going to another one would lose it. */
const sent = signal<Sent | null>(null);
let count = 0;

const troubles: readonly Fate["kind"][] = ["refused", "doubtful", "absent", "unknown"];

function send(command: Command, reason: string): void {
  const mine = ++count;
  const at = Date.now();
  void sendCommand({ command, reason }, {
    post: (path, body) => post(path, body, AbortSignal.timeout(PATIENCE_MS)),
    get: (path) => get(path, AbortSignal.timeout(PATIENCE_MS)),
    wait: (ms) => new Promise((done) => setTimeout(done, ms)),
    newId,
    show: (fate) => sent.value = { command, at, fate },
    isLast: () => mine === count,
  });
}

/** By what there is on every page: randomUUID wants https, or this machine. */
function newId(): string {
  const hex = [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** What became of the last command of this page; nothing before the first. */
export function LastCommand(): JSX.Element | null {
  if (sent.value === null) return null;
  const { command, at, fate } = sent.value;
  const isTrouble = troubles.includes(fate.kind);
  return (
    <p role="status" class={isTrouble ? "trouble" : ""}>
      <Time at={at} /> {fateWords(command, fate)}
    </p>
  );
}

/** The controls; where the server is read-only it says how to get them. */
export function Control(): JSX.Element {
  const [chosen, choose] = useState<Command | null>(null);
  if (head.value?.control !== true) return <ReadOnly />;
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
            onSend={(reason) => {
              choose(null);
              send(chosen, reason);
            }}
            onCancel={() => choose(null)}
          />
        )}
      {!head.value.trader.alive && (
        <p class="hint">
          No trader is running: a command waits until one starts, and is obeyed then.
        </p>
      )}
      <LastCommand />
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
