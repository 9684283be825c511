import assert from "node:assert/strict";
import { baseProblem, hostsAt, venueHosts } from "../../../src/adapters/polymarket/hosts.ts";
import { needs, needsOf } from "../../../src/adapters/polymarket/needs.ts";

Deno.test("a sandbox serves every host of the venue at one base", () => {
  const hosts = {
    gamma: "http://127.0.0.1:8400/gamma",
    clob: "http://127.0.0.1:8400",
    data: "http://127.0.0.1:8400/data-api/v2",
    marketSocket: "ws://127.0.0.1:8400/ws/market",
    geoblock: "http://127.0.0.1:8400/api/geoblock",
  };
  assert.deepEqual(hostsAt("http://127.0.0.1:8400"), hosts);
  assert.deepEqual(hostsAt("http://127.0.0.1:8400//"), hosts);
  assert.equal(hostsAt("https://box.test/a").marketSocket, "wss://box.test/a/ws/market");
  assert.deepEqual(needsOf(hosts), { net: ["127.0.0.1:8400"] });
});

Deno.test("what is no base of a venue is refused with its reason", () => {
  assert.equal(baseProblem("http://localhost:1"), null);
  assert.match(baseProblem("127.0.0.1") ?? "", /no URL/);
  assert.match(baseProblem("ftp://127.0.0.1") ?? "", /ftp:, wanted http/);
  assert.match(baseProblem("http://127.0.0.1/?a=1") ?? "", /query/);
  assert.throws(() => hostsAt("ws://127.0.0.1"), RangeError);
});

Deno.test("R-289 a password in a base URL is refused and not repeated", () => {
  assert.throws(
    () => hostsAt("http://me:hunter2@127.0.0.1"),
    (error: RangeError) => /password/.test(error.message) && !/hunter2/.test(error.message),
  );
});

Deno.test("the venue needs five hosts, at the port of https and no other", () => {
  assert.deepEqual(needs, {
    net: [
      "gamma-api.polymarket.com:443",
      "clob.polymarket.com:443",
      "data-api.polymarket.com:443",
      "ws-subscriptions-clob.polymarket.com:443",
      "polymarket.com:443",
    ],
  });
  assert.ok(Object.values(venueHosts).every((url: string) => !url.endsWith("/")));
});
