const redacted = "[redacted]";

/** A value that never shows itself: printed, inspected or serialised it is "[redacted]". */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value, for the one call that needs it. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return redacted;
  }

  toJSON(): string {
    return redacted;
  }

  [Symbol.toPrimitive](): string {
    return redacted;
  }
}

for (const inspect of ["Deno.customInspect", "nodejs.util.inspect.custom"]) {
  Object.defineProperty(Secret.prototype, Symbol.for(inspect), { value: () => redacted });
}

// A private key is 64 hex digits; so is a hash, which is why some arguments are exempt.
const key = /(?<![0-9a-f])(?:0x)?[0-9a-f]{64}(?![0-9a-f])/gi;

/** What to do about a secret that stood where none belongs. */
export const secretHint: string =
  "secrets belong in .env or in the environment, never in arguments or configuration; " +
  "treat a key that was typed here as exposed";

/** Position of the first thing in `text` that looks like a private key, or -1. */
export function findKey(text: string): number {
  return text.search(key);
}

/** `text` with everything that looks like a private key replaced. */
export function redact(text: string): string {
  return text.replaceAll(key, redacted);
}

/** True for names whose values must not be shown; a number of tokens is no token. */
export function isSecretName(name: string): boolean {
  return /KEY|SECRET|TOKEN(?!S$)|PASSPHRASE|PASSWORD/i.test(name);
}
