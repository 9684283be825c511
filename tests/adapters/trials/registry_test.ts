import assert from "node:assert/strict";
import fc from "fast-check";
import { addTrials, holdsHead, readTrials } from "../../../src/adapters/trials/registry.ts";
import type { Trial } from "../../../src/core/simulate/backtest/trial.ts";
import { StorageError } from "../../../src/core/types/storage_error.ts";

function aTrial(change: Partial<Trial> = {}): Trial {
  return {
    at: 1_795_000_000_000,
    command: "polybot simulate backtest demo --seed 1",
    strategy: "as configured",
    configHash: "c1",
    dataHash: "d1",
    selection: null,
    assumed: "{}",
    seed: 1,
    complete: true,
    trades: 40,
    events: 20,
    mean: -0.01,
    sd: 0.2,
    skew: 0.5,
    kurtosis: 3.5,
    verdict: "not distinguishable from nothing",
    ...change,
  };
}

function inFile(test: (path: string) => void): void {
  const folder = Deno.makeTempDirSync();
  try {
    test(`${folder}/trials.jsonl`);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

/** Three trials in two writes. */
function filled(path: string): string {
  addTrials(path, [aTrial()]);
  return addTrials(path, [aTrial({ configHash: "c2" }), aTrial({ mean: null, sd: null })]);
}

Deno.test("what was added is read back in order", () => {
  inFile((path) => {
    assert.deepEqual(readTrials(path).trials, []);
    const head = filled(path);
    const found = readTrials(path);
    assert.deepEqual(found.trials.map(({ configHash }) => configHash), ["c1", "c2", "c1"]);
    assert.equal(found.head, head);
    assert.deepEqual(found.trials[0], aTrial());
  });
});

Deno.test("adding leaves every line before as it was", () => {
  inFile((path) => {
    filled(path);
    const before = Deno.readTextFileSync(path);
    addTrials(path, [aTrial()]);
    assert.ok(Deno.readTextFileSync(path).startsWith(before));
  });
});

Deno.test("any changed letter or digit is found, and nothing is added to such a file", () => {
  inFile((path) => {
    filled(path);
    const text = Deno.readTextFileSync(path);
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.constantFrom("7", "x", "A"), (i, letter) => {
        fc.pre(/[a-zA-Z0-9]/.test(text[i] ?? "") && text[i] !== letter);
        Deno.writeTextFileSync(path, text.slice(0, i) + letter + text.slice(i + 1));
        assert.throws(() => readTrials(path), StorageError);
        assert.throws(() => addTrials(path, [aTrial()]), StorageError);
      }),
      { seed: 1, numRuns: 150 },
    );
  });
});

Deno.test("a line that was taken out, doubled, moved or torn is found", () => {
  inFile((path) => {
    filled(path);
    const [a = "", b = "", c = ""] = Deno.readTextFileSync(path).split("\n");
    const all = `${a}\n${b}\n${c}\n`;
    for (const text of [`${b}\n${c}\n`, `${a}\n${c}\n`, `${b}\n${a}\n${c}\n`, `${a}\n${a}\n`]) {
      Deno.writeTextFileSync(path, text);
      assert.throws(() => readTrials(path), StorageError, text.slice(0, 40));
    }
    for (const torn of [all.slice(0, -1), all.slice(0, -20), `${all}{}\n`, `${all}\n`]) {
      Deno.writeTextFileSync(path, torn);
      assert.throws(() => readTrials(path), StorageError, torn.slice(-40));
    }
  });
});

Deno.test("lines cut off at the end leave a chain that only a head kept elsewhere betrays", () => {
  inFile((path) => {
    const head = filled(path);
    assert.ok(holdsHead(path, head));
    const lines = Deno.readTextFileSync(path).split("\n");
    Deno.writeTextFileSync(path, `${lines[0]}\n`);
    assert.equal(readTrials(path).trials.length, 1);
    assert.ok(!holdsHead(path, head));
  });
});

Deno.test("processes that add at the same time make one chain", async () => {
  const folder = Deno.makeTempDirSync();
  const path = `${folder}/trials.jsonl`;
  const registry = new URL("../../../src/adapters/trials/registry.ts", import.meta.url).href;
  const code = `const { addTrials } = await import("${registry}");` +
    `for (let i = 0; i < 10; i++) addTrials(Deno.args[0], [JSON.parse(Deno.args[1])]);`;
  Deno.writeTextFileSync(`${folder}/add.ts`, code);
  try {
    const one = () =>
      new Deno.Command(Deno.execPath(), {
        args: [
          "run",
          "--no-prompt",
          "--no-config",
          "--allow-read",
          "--allow-write",
          `${folder}/add.ts`,
          path,
          JSON.stringify(aTrial()),
        ],
      }).output();
    const ended = await Promise.all([one(), one()]);
    for (const { success, stderr } of ended) {
      assert.ok(success, new TextDecoder().decode(stderr));
    }
    assert.equal(readTrials(path).trials.length, 20);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});
