// Requests and signatures of the venue's own clients, recorded with a fixed clock and the public
// Anvil test keys. They are not part of the project: tests of them skip where they are absent.
import { exists } from "../../support/shared.ts";

const root = new URL("../../../../shared/polymarket/samples/vectors/", import.meta.url);

const present = exists(root);

/** Registers a test that reads vector files as JSON; ignored, saying why, where they are absent. */
export function vectorTest(
  name: string,
  run: (read: <T>(file: string) => T) => void | Promise<void>,
): void {
  Deno.test({
    name: present ? name : `${name} (needs ../shared/polymarket/samples)`,
    ignore: !present,
    fn: () => run((file) => JSON.parse(Deno.readTextFileSync(new URL(file, root)))),
  });
}

/** A request of `sdk_requests_clob-client-v2_1.1.0.json`. */
export interface RecordedRequest {
  readonly label: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

export const REQUESTS = "sdk_requests_clob-client-v2_1.1.0.json";

/** Those that carry a signature. */
export function signedRequests(read: <T>(file: string) => T): readonly RecordedRequest[] {
  return read<readonly Partial<RecordedRequest>[]>(REQUESTS)
    .filter((entry) => entry.headers?.["poly_signature"] !== undefined)
    .map((entry) => entry as RecordedRequest);
}

/** The clock of the recording, Unix seconds. */
export const RECORDED_AT = 1_795_305_600;

/** Address of the key that signed, Anvil's first. */
export const ANVIL_0 = "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266";

/** The private key of it, known to everybody. */
export const ANVIL_KEY_0 = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";

/** The credentials of the recording. */
export const RECORDED_CREDENTIALS = {
  apiKey: "00000000-0000-4000-8000-000000000001",
  secret: "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3I=",
  passphrase: "0".repeat(64),
} as const;

/** The recording's headers by the names in which they were sent. */
export function headersOf(request: RecordedRequest): Headers {
  return new Headers(request.headers);
}

/** Every way to change one byte of a hex text by one bit. */
export function* flippedBytes(hex: string): Generator<`0x${string}`> {
  for (let i = 2; i < hex.length; i += 2) {
    const byte = Number.parseInt(hex.slice(i, i + 2), 16) ^ 1;
    yield `0x${hex.slice(2, i)}${byte.toString(16).padStart(2, "0")}${hex.slice(i + 2)}`;
  }
}
