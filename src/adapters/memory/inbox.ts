import type { CommandInput } from "../../core/types/event.ts";
import type { Inbox, InboxCommand } from "../../ports.ts";

/** An inbox of this process. */
export interface MemoryInbox extends Inbox {
  put(input: CommandInput): void;
  /** Seq of the row a command became; null while it waits. */
  takenBy(id: string): number | null;
}

/** An inbox for simulations and tests: each command is polled once. */
export function memoryInbox(): MemoryInbox {
  const waiting: InboxCommand[] = [];
  const taken = new Map<string, number>();
  return {
    put: (input) => void waiting.push({ id: input.command, input }),
    poll: () => waiting.splice(0),
    confirm: (id, seq) => void taken.set(id, seq),
    takenBy: (id) => taken.get(id) ?? null,
  };
}
