import assert from "node:assert/strict";
import { spentByHand, takeFrom } from "../../../src/adapters/spend/spend_file.ts";
import { StorageError } from "../../../src/core/types/storage_error.ts";
import { millis, usdc } from "../../../src/core/types/units.ts";
import { aConfig } from "../llm/rig.ts";

const DAY = 86_400_000;
const AT = Date.UTC(2026, 10, 26, 23, 59);
const config = aConfig({ budgetDay: usdc(1_000), budgetMonth: usdc(2_500) });

function inFile(test: (path: string) => void): void {
  const folder = Deno.makeTempDirSync();
  try {
    test(`${folder}/data/ai-spend.jsonl`);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

function take(path: string, worst: number, at: number = AT) {
  return takeFrom(path, { at: millis(at), by: "ai ask", worst: usdc(worst) }, config);
}

function takes(path: string, worst: number, at: number = AT) {
  const taken = take(path, worst, at);
  return taken.ok ? taken.value : assert.fail(`only ${taken.error} is left`);
}

function left(path: string, at: number = AT): number {
  const taken = take(path, 1_000_000, at);
  return taken.ok ? assert.fail("it was not to be paid") : taken.error;
}

Deno.test("what is taken is gone until it is known what it cost", () => {
  inFile((path) => {
    assert.equal(left(path), 1_000);
    const taken = takes(path, 600);
    assert.equal(left(path), 400);
    assert.deepEqual(take(path, 401), { ok: false, error: 400 });
    taken.settle(usdc(50));
    assert.equal(left(path), 950);
    // The provider may count more than was thought possible.
    takes(path, 950).settle(usdc(1_200));
    assert.equal(left(path), 0);
  });
});

Deno.test("a day and a month begin with nothing spent, and midnight gives nothing back", () => {
  inFile((path) => {
    const taken = takes(path, 1_000);
    assert.equal(left(path, AT + DAY), 1_000);
    takes(path, 1_000, AT + DAY);
    // 2,000 of the month are gone; the first is known to have cost 100 only, of its own day.
    assert.equal(left(path, AT + 2 * DAY), 500);
    taken.settle(usdc(100));
    assert.equal(left(path, AT + DAY), 0);
    assert.equal(left(path), 900);
    assert.equal(left(path, AT + 2 * DAY), 1_000);
    assert.equal(left(path, AT + 5 * DAY), 1_000);
  });
});

Deno.test("a file that cannot be read in full pays for nothing and is left as it is", () => {
  const spoiled = [
    '{"at":1,"by":"ai ask","cost":1}',
    "[]\n",
    '{"at":1,"by":"ai ask"}\n',
    "\n",
    "x\n",
  ];
  for (const text of spoiled) {
    inFile((path) => {
      takes(path, 1);
      Deno.writeTextFileSync(path, text, { append: true });
      const before = Deno.readTextFileSync(path);
      assert.throws(() => take(path, 1), StorageError);
      assert.equal(Deno.readTextFileSync(path), before);
    });
  }
});

Deno.test("two that ask at the same time do not take the same money", async () => {
  const folder = Deno.makeTempDirSync();
  const path = `${folder}/ai-spend.jsonl`;
  const module = import.meta.resolve("../../../src/adapters/spend/spend_file.ts");
  const code = `
    import { spentByHand, takeFrom } from ${JSON.stringify(module)};
    const limits = { budgetDay: 1_000, budgetMonth: 1_000 };
    let taken = 0;
    for (let i = 0; i < 40; i++) {
      const one = { at: ${AT}, by: "ai ask", worst: 20 };
      if (takeFrom(${JSON.stringify(path)}, one, limits).ok) taken++;
    }
    console.log(taken);
  `;
  const run = async () => {
    const args = ["eval", "--no-check", code];
    const { stdout, stderr } = await new Deno.Command(Deno.execPath(), { args }).output();
    const text = new TextDecoder().decode(stdout);
    return /^\d+$/m.test(text) ? Number(text) : assert.fail(new TextDecoder().decode(stderr));
  };
  try {
    const [one, other] = await Promise.all([run(), run()]);
    assert.equal(one + other, 50);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});

Deno.test("what was spent is said without a file, while a command asks, and after it", () => {
  inFile((path) => {
    const spent = (at: number = AT) => spentByHand(path, millis(at));
    assert.deepEqual(spent(), { day: 0, month: 0 });
    const taken = takes(path, 600);
    assert.deepEqual(spent(), { day: 600, month: 600 });
    taken.settle(usdc(50));
    assert.deepEqual([spent(), spent(AT + DAY)], [{ day: 50, month: 50 }, { day: 0, month: 50 }]);
    assert.deepEqual(spent(AT + 5 * DAY), { day: 0, month: 0 });
    Deno.writeTextFileSync(path, "half a li");
    assert.throws(() => spent(), StorageError);
  });
});

Deno.test("a file that cannot be written or read is named, with what it needs", () => {
  inFile((path) => {
    Deno.mkdirSync(path, { recursive: true });
    const named = { name: "StorageError", path };
    assert.throws(() => take(path, 600), {
      ...named,
      wanted: "room on its disk, and leave to write",
    });
    assert.throws(() => spentByHand(path, millis(AT)), {
      ...named,
      wanted: "a file that can be read",
    });
  });
});

Deno.test("of a line that the disk has no room for nothing stays", () => {
  inFile((path) => {
    takes(path, 600);
    const before = Deno.readTextFileSync(path);
    // A disk that takes ten bytes and no more.
    const write = Deno.FsFile.prototype.writeSync;
    let room = 10;
    Deno.FsFile.prototype.writeSync = function (bytes) {
      const most = bytes.subarray(0, room);
      if (most.length === 0) throw new Error("No space left on device (os error 28)");
      room -= most.length;
      return write.call(this, most);
    };
    try {
      assert.throws(() => take(path, 100), { name: "StorageError", path });
    } finally {
      Deno.FsFile.prototype.writeSync = write;
    }
    assert.equal(Deno.readTextFileSync(path), before);
    assert.equal(left(path), 400);
  });
});
