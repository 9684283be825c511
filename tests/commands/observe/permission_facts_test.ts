import assert from "node:assert/strict";
import { permissionFacts } from "../../../src/commands/observe/permission_facts.ts";

Deno.test({
  name: "each item that a command needs is asked for, and what it does not have is not claimed",
  permissions: { net: ["127.0.0.1:8501"], env: ["POLYBOT_ONE"] },
  fn: () => {
    const facts = permissionFacts({
      net: ["127.0.0.1:8501", "elsewhere.invalid"],
      env: ["POLYBOT_ONE"],
      write: ["/"],
    });
    const granted = facts.filter(({ state }) => state === "granted");
    assert.deepEqual(granted.map(({ name, scope }) => [name, scope]), [
      ["net", "127.0.0.1:8501"],
      ["env", "POLYBOT_ONE"],
    ]);
    const asked = facts.map(({ name, scope }) => `${name} ${scope}`);
    for (const item of ["net elsewhere.invalid", "write /", "run null", "import null"]) {
      assert.ok(asked.includes(item), item);
    }
  },
});
