import assert from "node:assert/strict";
import type { OrderContext } from "../../../src/sandbox/private/deps.ts";
import { aRig, fieldsOf, signedRequest } from "./rig.ts";
import type { Rig } from "./rig.ts";
import { RECORDED_AT } from "../auth/vectors.ts";

async function requestOf(rig: Rig, signal?: AbortSignal): Promise<RequestInit> {
  const { body } = await rig.bodyOf();
  const request = signedRequest(rig.caller, RECORDED_AT, "POST", "/order", JSON.stringify(body));
  return signal === undefined ? request : { ...request, signal };
}

Deno.test("an answer of beforeOrder is given in place of placing the order", async () => {
  const rig = aRig({ beforeOrder: () => new Response("service not ready", { status: 425 }) });
  const answer = await rig.post();
  assert.deepEqual([answer.status, answer.body], [425, "service not ready"]);
  assert.equal(rig.exchange.order(answer.id), undefined);
});

Deno.test("beforeOrder sees who asks, for how many, and whether all are post-only", async () => {
  const seen: OrderContext[] = [];
  const rig = aRig({
    beforeOrder: (context) => {
      seen.push(context);
      return null;
    },
  });
  assert.equal(fieldsOf(await rig.post({ postOnly: true }))["status"], "live");
  const [one, two] = [await rig.bodyOf({ postOnly: true }), await rig.bodyOf()];
  await rig.ask("POST", "/orders", [one.body, two.body]);
  assert.deepEqual(
    seen.map(({ path, count, postOnly, caller }) => ({ path, count, postOnly, caller })),
    [
      { path: "/order", count: 1, postOnly: true, caller: rig.caller },
      { path: "/orders", count: 2, postOnly: false, caller: rig.caller },
    ],
  );
});

Deno.test("afterAccept is asked for orders that were taken, and not for others", async () => {
  let asked = 0;
  const rig = aRig({
    afterAccept: () => {
      asked++;
      return "answer";
    },
  });
  await rig.post({ owner: "somebody" });
  await rig.ask("POST", "/orders", [{}]);
  assert.equal(asked, 0);
  await rig.post();
  await rig.ask("POST", "/orders", [{}, (await rig.bodyOf()).body]);
  assert.equal(asked, 2);
});

Deno.test("an order whose answer hangs is on the book", async () => {
  const rig = aRig({ afterAccept: () => "hang" });
  const client = new AbortController();
  const request = await requestOf(rig, client.signal);
  let over = false;
  const pending = Promise.resolve(rig.app.request("/order", request)).then(() => over = true);
  await new Promise((done) => setTimeout(done, 20));
  assert.equal(rig.exchange.openOrders(rig.caller.apiKey).length, 1);
  assert.equal(over, false);
  client.abort();
  await pending;
});

Deno.test("answers that hang end when the venue closes", async () => {
  const venue = new AbortController();
  const rig = aRig({ afterAccept: () => "hang" }, venue.signal);
  const pending = rig.app.request("/order", await requestOf(rig));
  venue.abort();
  await pending;
});

Deno.test("the connection is cut under the answer to an order that was taken", async () => {
  const rig = aRig({ afterAccept: () => "drop" });
  const options = { hostname: "127.0.0.1", port: 0, onListen: () => {} };
  const server = Deno.serve(options, (request) => rig.app.fetch(request));
  const url = `http://127.0.0.1:${server.addr.port}/order`;
  const response = await fetch(url, await requestOf(rig));
  await assert.rejects(response.text());
  assert.equal(rig.exchange.openOrders(rig.caller.apiKey).length, 1);
  await server.shutdown();
});

Deno.test("afterAccept may answer something else than the truth", async () => {
  const rig = aRig({ afterAccept: () => new Response("{}", { status: 500 }) });
  const answer = await rig.post();
  assert.equal(answer.status, 500);
  assert.equal(rig.exchange.order(answer.id)?.status, "LIVE");
});
