// Compiles src/core/simulate/lanes.as and writes the module, as text, to lanes_wasm.ts beside it;
// with --check it only says whether that is what lies there.
import asc from "assemblyscript/asc";

const SOURCE = "src/core/simulate/lanes.as";
const TARGET = "src/core/simulate/lanes_wasm.ts";
const WIDTH = 88;

const built = sourceOf(await compiled());
if (!Deno.args.includes("--check")) {
  Deno.writeTextFileSync(TARGET, built);
} else if (Deno.readTextFileSync(TARGET) !== built) {
  const message = `error: ${TARGET} is not what ${SOURCE} compiles to; run \`deno task wasm\`\n`;
  Deno.stderr.writeSync(new TextEncoder().encode(message));
  Deno.exit(1);
}

async function compiled(): Promise<Uint8Array> {
  let found: Uint8Array | null = null;
  const errors: string[] = [];
  const options = "-O3 --noAssert --runtime stub --enable simd --disable mutable-globals";
  const { error } = await asc.main(["lanes.ts", ...options.split(" "), "-o", "lanes.wasm"], {
    readFile: (name) => name === "lanes.ts" ? Deno.readTextFileSync(SOURCE) : null,
    writeFile: (_name, contents) => {
      if (typeof contents !== "string") found = contents;
    },
    listFiles: () => [],
    stderr: { write: (chunk) => void errors.push(String(chunk)) },
  });
  if (error !== null || found === null) {
    throw new Error(`Cannot compile ${SOURCE}: ${errors.join("") || error?.message}`);
  }
  return found;
}

function sourceOf(module: Uint8Array): string {
  const text = module.toBase64();
  const lines = text.match(new RegExp(`.{1,${WIDTH}}`, "g")) ?? [];
  return [
    "// Written by `deno task wasm` from lanes.as; changes belong there.",
    "",
    "/** A WebAssembly module in base64. */",
    "export const lanesWasm: string = [",
    ...lines.map((line) => `  "${line}",`),
    '].join("");',
    "",
  ].join("\n");
}
