// One call to a stand-in for Bedrock, with the kind of credentials in the first argument; prints what
// came of it and how the request was signed. Run in a process of its own, with few permissions.
import { type BedrockCredentials, openBedrock } from "../../../src/adapters/llm/bedrock.ts";

const hidden = (value: string) => ({ reveal: () => value });
const known: Readonly<Record<string, BedrockCredentials>> = {
  bearer: { kind: "bearer", token: hidden("token") },
  keys: { kind: "keys", accessKeyId: hidden("ID"), secretAccessKey: hidden("secret") },
};
let signed = "";
const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => {
  signed = (request.headers.get("authorization") ?? "").split("/")[0] ?? "";
  const message = { role: "assistant", content: [{ text: "x" }] };
  return Response.json({ output: { message }, stopReason: "end_turn" });
});
const bedrock = openBedrock({
  region: "us-east-1",
  endpoint: `http://127.0.0.1:${server.addr.port}`,
  credentials: known[Deno.args[0] ?? ""] ?? { kind: "chain" },
  version: "0.0.0",
});
const said = await bedrock.complete({
  ask: "blind",
  model: "amazon.nova-lite-v1:0",
  system: "s",
  user: "u",
  maxOutputTokens: 5,
  temperature: 0,
}, new AbortController().signal);
bedrock.close();
await server.shutdown();
const outcome = said.ok ? "answered" : `${said.error.reason}: ${said.error.detail}`;
Deno.stdout.writeSync(new TextEncoder().encode(`${outcome} ${signed}`));
