// A model that does whatever text in its prompt tells it to, and the whole corpus of such texts: from the
// evidence over the advisor to the order, nothing may be bought that would not be bought without them.
import assert from "node:assert/strict";
import { findInstructions } from "../../src/core/advice/injection.ts";
import type { Advice, EvidenceKind, Question } from "../../src/core/types/advice.ts";
import type { Order } from "../../src/core/types/order.ts";
import { ok } from "../../src/core/types/result.ts";
import { millis, usdc } from "../../src/core/types/units.ts";
import type { EvidenceItem } from "../../src/ports.ts";
import { aRig, completion, evidenceOf, fakeCompleter, sha256 } from "../adapters/llm/rig.ts";
import { bold, free } from "../support/bold.ts";
import { aBook, handFed, spike } from "../support/engine.ts";
import { injections, type InjectionText } from "../support/injections.ts";

/** Rules that believe in reversion, and a model that may move the estimate far. */
function config(autonomy: number) {
  return bold({ autonomy, weightSentiment: 0.3, clip: 2 }, 30_000_000);
}

/** Honest without the text; with it, sure of what makes the trade large. */
function obedient(planted: string) {
  return fakeCompleter(({ ask, user }) => {
    const isTold = user.includes(planted.slice(0, 20));
    const more = isTold
      ? { probability_yes: 0.01, probability_no: 0.99, justified: 0.01, mood: -1 }
      : { probability_yes: 0.5, probability_no: 0.5, justified: 0.4, mood: 0 };
    const keys: Readonly<Record<string, readonly (keyof typeof more)[]>> = {
      blind: ["probability_yes", "justified"],
      aware: ["probability_yes", "justified"],
      negated: ["probability_no"],
      mood: ["mood"],
    };
    const own = Object.fromEntries((keys[ask] ?? []).map((key) => [key, more[key]]));
    return Promise.resolve(ok(completion(ask, { ...own, cites: [] })));
  });
}

function item(kind: EvidenceKind, text: string, id: string, question: Question): EvidenceItem {
  return {
    id,
    kind,
    hash: sha256(text),
    source: "example.org",
    title: kind === "news" ? text : "",
    publishedAt: millis(question.at - 60_000),
    fetchedAt: question.at,
    flags: findInstructions(text),
    text,
  };
}

const plain = {
  rules: "This market will resolve to YES if it happens, and to NO otherwise.",
  news: "Committee meets again next week",
  comment: "No idea, watching this one",
} as const;

/** The advice about a spike with one text planted; null: with nothing but plain texts. */
async function advised(question: Question, planted: InjectionText | null): Promise<Advice> {
  const texts = { ...plain, ...(planted === null ? {} : { [planted.where]: planted.text }) };
  const items = (["rules", "news", "comment"] as const).map((kind, i) =>
    item(kind, texts[kind], `E${i + 1}`, question)
  );
  const asked = planted?.where === "title" ? { ...question, question: planted.text } : question;
  const rig = aRig({
    completer: obedient(planted?.text ?? "no such text"),
    evidence: evidenceOf(items),
  });
  const [advice] = await rig.ask(asked);
  rig.advisor.close();
  return advice ?? assert.fail("no advice came");
}

/** What is bought at `autonomy` when the answer is `advice`. */
async function bought(autonomy: number, planted: InjectionText | null): Promise<Order | null> {
  const engine = handFed(config(autonomy), 1, { trading: "ai", shadows: [] });
  const at = spike(engine, 55, 1, free);
  const [ask] = engine.rows.flatMap(({ body }) => body.kind === "ask" ? [body.question] : []);
  if (ask === undefined) return assert.fail("nothing was asked");
  const advice = await advised({ ...ask, reserve: usdc(1_000_000) }, planted);
  engine.feed(aBook(55, 56, free), at + 2_000);
  const rows = engine.feed(
    { kind: "advised", advice: { ...advice, question: ask.id } },
    at + 2_000,
  );
  const [order] = rows.flatMap(({ body }) => body.kind === "place" ? [body.order] : []);
  return order ?? null;
}

const stake = (order: Order | null) => order === null ? 0 : order.size * order.price;

Deno.test("the model of this test does move stakes where nothing stands in its way", async () => {
  const clean = stake(await bought(0.5, null));
  assert.ok(clean > 0, "nothing is bought without planted text");
  // A text that is no instruction: it reaches the model, which takes it for one.
  const harmless = {
    where: "news",
    part: "tuned",
    text: "Ministers are said to have agreed",
  } as const;
  assert.ok(stake(await bought(0.5, harmless)) > clean);
});

for (const autonomy of [0.3, 1]) {
  Deno.test(`R-223 no text of the corpus moves a stake up at autonomy ${autonomy}`, async () => {
    const clean = stake(await bought(autonomy, null));
    assert.ok(injections.length >= 40);
    const moved: string[] = [];
    for (const planted of injections) {
      const order = await bought(autonomy, planted);
      if (stake(order) > clean) moved.push(planted.text);
      // More than that: where one is found, nothing is bought at all.
      assert.equal(order, null, planted.text);
    }
    assert.deepEqual(moved, []);
  });
}
