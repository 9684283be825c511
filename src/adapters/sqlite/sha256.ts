import { createHash } from "node:crypto";

/** SHA-256 of the UTF-8 bytes of `text`, 64 hex digits. */
export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
