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
    recordings: ["r1"],
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

Deno.test("a line that was taken out, doubled or moved, and what begins no line, is found", () => {
  inFile((path) => {
    filled(path);
    const [a = "", b = "", c = ""] = Deno.readTextFileSync(path).split("\n");
    const all = `${a}\n${b}\n${c}\n`;
    for (const text of [`${b}\n${c}\n`, `${a}\n${c}\n`, `${b}\n${a}\n${c}\n`, `${a}\n${a}\n`]) {
      Deno.writeTextFileSync(path, text);
      assert.throws(() => readTrials(path), StorageError, text.slice(0, 40));
    }
    const more = ["{}\n", "\n", "{}", " ", "\0\0\0", `${c.slice(0, 9)}\n`, b.slice(0, 150)];
    for (const tail of more) {
      Deno.writeTextFileSync(path, `${all}${tail}`);
      assert.throws(() => readTrials(path), StorageError, tail);
      assert.throws(() => addTrials(path, [aTrial()]), /line 4.*put back a copy/, tail);
      assert.equal(Deno.readTextFileSync(path), `${all}${tail}`);
    }
  });
});

Deno.test("a line that was begun and never ended is not read, and makes room for the next one", () => {
  inFile((path) => {
    filled(path);
    const all = Deno.readTextFileSync(path);
    const begun = Deno.readTextFileSync(path).split("\n").slice(0, 2).join("\n").length + 1;
    for (let end = begun + 1; end < all.length - 1; end++) {
      Deno.writeTextFileSync(path, all.slice(0, end));
      const { trials, unfinished } = readTrials(path);
      assert.deepEqual([trials.length, unfinished], [2, true], `${end}`);
    }
    // What it was about was never shown: the same line comes next.
    addTrials(path, [aTrial({ mean: null, sd: null })]);
    assert.equal(Deno.readTextFileSync(path), all);
    assert.equal(readTrials(path).unfinished, false);
  });
});

Deno.test("a whole line that only lost its end stays", () => {
  inFile((path) => {
    filled(path);
    const all = Deno.readTextFileSync(path);
    Deno.writeTextFileSync(path, all.slice(0, -1));
    assert.deepEqual([readTrials(path).trials.length, readTrials(path).unfinished], [3, false]);
    addTrials(path, [aTrial({ configHash: "c4" })]);
    assert.ok(Deno.readTextFileSync(path).startsWith(all));
    assert.equal(readTrials(path).trials.length, 4);
  });
});

Deno.test("a write that fails half way leaves what was there, to the byte", () => {
  inFile((path) => {
    filled(path);
    const all = Deno.readTextFileSync(path);
    const { writeSync } = Deno.FsFile.prototype;
    let room = 300;
    Deno.FsFile.prototype.writeSync = function (bytes) {
      if (room === 0) throw new Error("no space left on device");
      const written = writeSync.call(this, bytes.subarray(0, room));
      room -= written;
      return written;
    };
    try {
      assert.throws(() => addTrials(path, [aTrial(), aTrial()]), /no space left/);
    } finally {
      Deno.FsFile.prototype.writeSync = writeSync;
    }
    assert.equal(room, 0);
    assert.equal(Deno.readTextFileSync(path), all);
    addTrials(path, [aTrial()]);
    assert.equal(readTrials(path).trials.length, 4);
  });
});

Deno.test("trials in a form that another version wrote are refused and say so", () => {
  inFile((path) => {
    const { selection: _selection, assumed: _assumed, ...older } = aTrial();
    addTrials(path, [older as Trial]);
    assert.throws(() => readTrials(path), /in a form that this version does not read \(line 1\)/);
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
