import { useEffect, useRef, useState } from "preact/hooks";
import type { JSX } from "preact";
import type { Failure } from "./answer.ts";
import { openSession, post } from "./api.ts";
import { LastCommand } from "./control.tsx";
import { iconOf } from "./mode.ts";
import { head } from "./stream.ts";
import { showTab } from "./tab.ts";

/** Asks for the token that `polybot serve` printed. */
export function Login(): JSX.Element {
  const [token, setToken] = useState("");
  const [failure, setFailure] = useState<Failure | null>(null);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    field.current?.focus();
    // What the tab said of a mode is no longer heard of.
    const title = head.peek() === null ? "polybot" : "[logged out] polybot";
    showTab(title, iconOf(null, { kind: "connecting" }, null));
  }, []);
  const [busy, setBusy] = useState(false);

  async function enter(event: Event): Promise<void> {
    event.preventDefault();
    setBusy(true);
    const reply = await post("/login", { token: token.trim() });
    setBusy(false);
    if (!reply.ok) return setFailure(reply.failure);
    await openSession(true);
  }

  return (
    <main class="login">
      <h1>polybot</h1>
      <form onSubmit={(event) => void enter(event)}>
        <label for="token">Token</label>
        <input
          id="token"
          type="password"
          autocomplete="off"
          spellcheck={false}
          required
          ref={field}
          value={token}
          onInput={(event) => setToken(event.currentTarget.value)}
        />
        <button type="submit" class="primary" disabled={busy}>Log in</button>
      </form>
      <p class="hint">
        <code>polybot serve</code> printed it when it started. It is a new one after each start.
      </p>
      {failure !== null && <p class="trouble" role="alert">{loginWords(failure)}</p>}
      <LastCommand />
    </main>
  );
}

function loginWords({ status, message, hint }: Failure): string {
  if (status === 401 || status === 403) return `That is not the token. ${hint ?? ""}`.trim();
  if (status === 429) return `Too many attempts. ${hint ?? "Wait a moment and try again."}`;
  return hint === null ? message : `${message}: ${hint}`;
}
