import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { inPlace } from "./rig.ts";

// Made up for this test; the shapes are those of real ones.
const key = "5eed".repeat(16);
const canaries: Readonly<Record<string, string>> = {
  POLYBOT_PRIVATE_KEY: `0x${key}`,
  AWS_SECRET_ACCESS_KEY: "wJalrCANARY/K7MDENG+bPxRfiCYcanary00key1",
  AWS_BEARER_TOKEN_BEDROCK: "bedrock-api-key-canary-2f1c9b7e",
};
const needles = [key.slice(0, 16), "wJalrCANARY", "bedrock-api-key-canary"];

function filesBelow(folder: string): readonly string[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) => {
    const path = `${folder}/${name}`;
    return isDirectory ? filesBelow(path) : [path];
  });
}

function leaks(text: string): readonly string[] {
  return needles.filter((needle) => text.toLowerCase().includes(needle.toLowerCase()));
}

Deno.test("R-284 R-288 no secret of .env or environment is in any output, error or file", () =>
  inPlace(async (place) => {
    const dotenv = Object.entries(canaries).map(([name, value]) => `${name}=${value}\n`).join("");
    Deno.writeTextFileSync(`${place.cwd}/.env`, dotenv);
    Deno.writeTextFileSync(`${place.cwd}/.env.live`, dotenv);
    const commands = [
      ["trade", "--no-ai", "--tape", "tape", "--speed", "max", "-v"],
      ["trade", "--no-ai", "--tape", "tape", "--seed", "9", "-v"],
      ["replay", "tape", "-v", "--json"],
      ["replay", ".env", "-v"],
      ["trade", "--tape", "./.env.live", "-v"],
      ["report"],
      ["halt", "--wait", "0", "--reason", "x"],
      ["audit", "export"],
      ["config", "show"],
      ["config", "show", "--config", ".env"],
      ["config", "validate", "--set", "risk.mark=x", "-v"],
    ];
    const codes: number[] = [];
    for (const argv of commands) {
      const { code, out, err } = await place.run(argv, canaries);
      deepStrictEqual(leaks(out + err), [], argv.join(" "));
      codes.push(code);
    }
    strictEqual(codes[0], 0);
    ok(codes.includes(2) && codes.includes(6));
    const files = filesBelow(place.cwd).filter((path) => !path.includes("/.env"));
    for (const name of ["ledger.db", ".tape", "inbox.db"]) {
      ok(files.some((path) => path.endsWith(name)), name);
    }
    for (const path of files) {
      deepStrictEqual(leaks(new TextDecoder("latin1").decode(Deno.readFileSync(path))), [], path);
    }
  }));
