import assert from "node:assert/strict";
import fc from "fast-check";
import { parseFrame } from "../../../../src/adapters/polymarket/parse/frame.ts";
import { scanChanges } from "../../../../src/adapters/polymarket/parse/scan_changes.ts";
import { brokenTexts } from "./mutate.ts";
import { AT, changePayload, changesPayload, MARKET, YES } from "./payloads.ts";

/** A blank after the first bracket is enough for the long way. */
function longWay(text: string) {
  const frame = parseFrame(text.replace("{", "{ "));
  assert.ok(frame.ok && frame.value.kind === "messages", text);
  const [only, ...others] = frame.value.messages;
  assert.ok(only?.ok === true && others.length === 0, text);
  return only.value;
}

const { price, size, side, asset_id, hash, best_bid, best_ask } = changePayload();
const { market, timestamp, price_changes } = changesPayload();
const documented = { asset_id, price, size, side, hash, best_bid, best_ask };
const recorded = { asset_id, price, side, size, hash, best_bid, best_ask };
const event_type = "price_change";

const orders = {
  "as documented": { event_type, market, price_changes, timestamp },
  "with the event last": { market, price_changes, timestamp, event_type },
  "as recorded": { market, price_changes: [recorded, documented], timestamp, event_type },
  "with one change": { event_type, market, price_changes: [documented], timestamp },
  "with a level removed": {
    event_type,
    market,
    price_changes: [{ ...documented, size: "0", best_bid: "", best_ask: "1" }],
    timestamp,
  },
};

for (const [order, message] of Object.entries(orders)) {
  Deno.test(`a price change ${order} is read the short way, as the long way reads it`, () => {
    const text = JSON.stringify(message);
    assert.notEqual(scanChanges(text), null);
    assert.deepEqual(scanChanges(text), longWay(text));
  });
}

Deno.test("what is not plain is left to the long way", () => {
  const text = JSON.stringify(orders["as documented"]);
  const left = [
    "",
    "{",
    "PONG",
    `${text}\n`,
    `[${text}]`,
    `${text}${text}`,
    text.replace("{", "{ "),
    text.replace(MARKET, `\\u0030${MARKET.slice(1)}`),
    text.replace(YES, `${YES}\\n`),
    text.replace("{", '{"new":1,'),
    text.replace(String(timestamp), "yesterday"),
    text.replace(`"event_type":"price_change",`, ""),
    text.replace(/}$/, `,"event_type":"price_change"}`),
    text.replace(`"${timestamp}"`, String(AT)),
    ...[["price", "1.5"], ["size", "-1"], ["side", "HOLD"], ["best_bid", "2"], ["hash", "-"]].map(
      ([field, value]) =>
        JSON.stringify({
          ...orders["as documented"],
          price_changes: [{ ...documented, [String(field)]: value }],
        }),
    ),
  ];
  for (const one of left) assert.equal(scanChanges(one), null, one);
});

Deno.test("whatever becomes of a message, the short way reads it as the long way or not at all", () => {
  let taken = 0;
  const messages = Object.values(orders);
  fc.assert(
    fc.property(brokenTexts(messages), (text) => {
      const found = scanChanges(text);
      if (found === null) return;
      taken++;
      assert.deepEqual(found, longWay(text));
    }),
    { seed: 20_261_122, numRuns: 5_000 },
  );
  assert.ok(taken > 500, `${taken} of 5,000 taken`);
});
