import assert from "node:assert/strict";
import { evidenceHostsAt, publicHosts } from "../../../src/adapters/evidence/hosts.ts";
import { needs, needsOf } from "../../../src/adapters/evidence/needs.ts";

Deno.test("evidence needs the venue's public side, the news search and the data folder", () => {
  assert.deepEqual(needs, {
    net: ["gamma-api.polymarket.com:443", "api.gdeltproject.org:443"],
    read: ["data"],
    write: ["data"],
  });
  assert.deepEqual(needsOf({ ...publicHosts, news: null }).net, ["gamma-api.polymarket.com:443"]);
});

Deno.test("a sandbox serves both at one address", () => {
  const hosts = evidenceHostsAt("http://127.0.0.1:8400/");
  assert.deepEqual(hosts, {
    gamma: "http://127.0.0.1:8400/gamma",
    news: "http://127.0.0.1:8400/gdelt/api/v2/doc/doc",
  });
  assert.deepEqual(needsOf(hosts).net, ["127.0.0.1:8400"]);
});
