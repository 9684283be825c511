import assert from "node:assert/strict";
import { parseGeoblock } from "../../../../src/adapters/polymarket/parse/geoblock.ts";

Deno.test("R-216 where the venue takes us to be is read, and the address is not kept", () => {
  const body = '{"blocked":true,"ip":"192.0.2.1","country":"XX","region":"01"}';
  const value = { blocked: true, country: "XX", region: "01" };
  assert.deepEqual(parseGeoblock(body), { ok: true, value });
  const bare = { blocked: false, country: null, region: null };
  assert.deepEqual(parseGeoblock('{"blocked":false,"region":""}'), { ok: true, value: bare });
});

Deno.test("without a plain yes or no nothing is taken for not blocked", () => {
  const bodies = ["{}", '{"blocked":"false"}', '{"blocked":null}', '{"blocked":0}', "[]", "null"];
  for (const body of bodies) {
    const parsed = parseGeoblock(body);
    assert.ok(!parsed.ok && parsed.error.reason === "wrongType", body);
  }
  const page = parseGeoblock("<!DOCTYPE html>");
  assert.ok(!page.ok && page.error.reason === "torn");
});
