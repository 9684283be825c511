import assert from "node:assert/strict";
import { millis } from "../../../src/core/types/units.ts";
import { aRig, fieldsOf } from "./rig.ts";
import type { Rig } from "./rig.ts";

const path = "/v1/heartbeats";

async function beat(rig: Rig, id: string): Promise<string> {
  return String(fieldsOf(await rig.ask("POST", path, { heartbeat_id: id }))["heartbeat_id"]);
}

function wait(rig: Rig, ms: number): void {
  rig.clock.advanceTo(millis(rig.clock.now() + ms));
}

function open(rig: Rig): number {
  return rig.exchange.openOrders(rig.caller.apiKey).length;
}

Deno.test("R-200 open orders end 10 to 15 s after the last heartbeat", async () => {
  for (const between of [0, 1, 4_999]) {
    const rig = aRig();
    const first = await beat(rig, "");
    wait(rig, between);
    await beat(rig, first);
    await rig.post();
    wait(rig, 10_000);
    assert.equal(open(rig), 1, "10 s");
    wait(rig, 5_000);
    assert.equal(open(rig), 0, "15 s");
  }
});

Deno.test("orders stay while heartbeats come, and where none ever came", async () => {
  const silent = aRig();
  await silent.post();
  wait(silent, 3_600_000);
  assert.equal(open(silent), 1);

  const rig = aRig();
  await rig.post();
  let id = "";
  for (let i = 0; i < 20; i++) {
    id = await beat(rig, id);
    wait(rig, 5_000);
  }
  assert.equal(open(rig), 1);
});

Deno.test("a heartbeat that does not name the last one counts for nothing", async () => {
  const rig = aRig();
  const first = await beat(rig, "");
  await rig.post();
  wait(rig, 9_000);
  for (const id of ["", "something", 5, undefined]) {
    const wrong = await rig.ask("POST", path, { heartbeat_id: id });
    assert.deepEqual([wrong.status, wrong.body], [400, {
      error_msg: "Invalid Heartbeat ID",
      heartbeat_id: first,
    }]);
  }
  wait(rig, 6_000);
  assert.equal(open(rig), 0);
});

Deno.test("after a silence heartbeats start anew, and guard the orders again", async () => {
  const rig = aRig();
  const first = await beat(rig, "");
  wait(rig, 60_000);
  const late = await rig.ask("POST", path, { heartbeat_id: first });
  assert.deepEqual(late.body, { error_msg: "Invalid Heartbeat ID", heartbeat_id: "" });
  assert.notEqual(await beat(rig, ""), first);
  await rig.post();
  wait(rig, 15_000);
  assert.equal(open(rig), 0);
});

Deno.test("the other heartbeat route keeps orders alive without a name", async () => {
  const rig = aRig();
  await rig.post();
  for (let i = 0; i < 4; i++) {
    assert.deepEqual(fieldsOf(await rig.ask("POST", "/heartbeats")), { status: "ok" });
    wait(rig, 9_000);
  }
  assert.equal(open(rig), 1);
  wait(rig, 6_000);
  assert.equal(open(rig), 0);
});

Deno.test("one key's silence does not touch another's orders", async () => {
  const rig = aRig();
  const made = rig.keys.create(rig.caller.address, 5n);
  assert.ok(made !== null);
  const other = { ...made, address: rig.caller.address };
  await rig.ask("POST", path, { heartbeat_id: "" }, other);
  await rig.post();
  wait(rig, 15_000);
  assert.equal(open(rig), 1);
});
