// Hand-made recordings, a few lines of each format. Shapes as in the wild; values made up.

/** Files of one recording by name. */
export type Files = Readonly<Record<string, string>>;

/** Writes the files to a folder of their own and removes it afterwards. */
export async function withFiles<T>(files: Files, run: (folder: string) => Promise<T>): Promise<T> {
  const folder = await Deno.makeTempDir();
  try {
    for (const [name, text] of Object.entries(files)) {
      await Deno.writeFile(`${folder}/${name}`, await packed(name, text));
    }
    return await run(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function packed(name: string, text: string): Promise<Uint8Array> {
  const plain = new TextEncoder().encode(text);
  return name.endsWith(".gz") ? await gzip(plain) : plain;
}

export async function gzip(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const zipped = new Blob([bytes]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(zipped).arrayBuffer());
}

export const usQuotes: Files = {
  "quotes_sample.csv.gz": `id,ts,bid,ask
1,1783921800,0.40,0.42
1,1783921923,0.40,
1,1783922046,0.435,0.44
2,1783921805,,
2,1783921928,0.10,0.12
2,1783922051,0.10,0.12
`,
  "markets.csv": `id,slug,question,category,first_ts,last_ts,outcome_yes
1,tc-temp-laxhigh-2026-07-14-gte74lt75f,"Hot, or not?",climate,2026-07-13T05:50:00Z,2026-07-13T05:54:06Z,1
2,aec-mlb-aaa-bbb-2026-07-14,Who wins?,sports,2026-07-13T05:50:05Z,2026-07-13T05:54:11Z,
`,
};

export const weather: Files = {
  "weather_prices.csv": `id,t,p
1,1785859991,0.855
1,1785860050,0.005
2,1785859995,0.5
`,
  "weather_markets.csv":
    `id,token_id,condition_id,city,floor_strike,target_date,question,last_seen_closed,last_seen_yes_prob,last_seen_at
1,111,0xaa,atlanta,84.0,2026-08-04,Hot?,True,0.0,2026-08-05T03:37:07.286822+00:00
2,222,0xbb,atlanta,86.0,2026-08-04,Hotter?,False,0.5,2026-08-05T09:00:00+00:00
`,
};

export const polls: Files = {
  "prices.csv": `id,t,yes
1,1775399449,0.58
1,1775400787,1
2,1775399500,0.3
`,
  "markets.csv": `id,slug,question,first_t,last_t,last_yes
1,us-x-iran-ceasefire-by-april-7-278,US x Iran ceasefire by April 7?,1775399449,1775400787,0.9995
2,will-a-win-the-2028-us-presidential-election,Will A win?,1775399500,1775399500,0.3
`,
};

export const candles: Files = {
  "candles.csv": `city,ticker,end_period_ts,yes_bid_close,yes_ask_close,volume
Miami,KXHIGHMIA-26AUG02-T95,1785596400,0.01,0.03,1.5
Miami,KXHIGHMIA-26AUG02-T95,1785600000,0.0,1.0,0
Miami,KXHIGHMIA-26AUG02-B90.5,1785596400,0.4,0.42,0
`,
};

const tickRows = `ts_ms,event_type,asset,side,price,size,best_bid,best_ask
1780000001472,PRICE_CHANGE,1,BID,0.31,198,0.35,0.39
1780000001472,PRICE_CHANGE,2,ASK,0.69,198,0.61,0.65
1780000001480,PRICE_CHANGE,2,BID,0.62,50,0.62,0.65
1780000001480,PRICE_CHANGE,1,ASK,0.38,50,0.35,0.38
1780000001490,LAST_TRADE,2,BID,0.65,7,0,0
1780000001485,PRICE_CHANGE,1,BID,0.355,9,0.355,0.38
1780000001485,PRICE_CHANGE,2,ASK,0.645,9,0.62,0.645
1780000001495,PRICE_CHANGE,2,BID,0.62,0,0,0.645
`;

export const ticks: Files = {
  "polymarket_x.csv.gz": tickRows,
  "polymarket_x.assets.csv": "asset,asset_id\n1,9001\n2,9002\n",
  "espn_nhl_77.csv": "ts_ms,period\n1780795809266,2\n",
};

export const levelRows: Files = {
  "game.csv": `market_slug,market_id,asset_id,outcome_name,event_type,price,side,size,hash,timestamp
mlb-aaa-bbb-2025-07-01,557,71,,book,0.41,SELL,10.0,h1,1751412780000
mlb-aaa-bbb-2025-07-01,557,71,,book,0.40,BUY,20.0,h1,1751412780000
mlb-aaa-bbb-2025-07-01,557,72,,book,0.60,SELL,20.0,h2,1751412780000
mlb-aaa-bbb-2025-07-01,557,72,,book,0.59,BUY,10.0,h2,1751412780000
mlb-aaa-bbb-2025-07-01,557,71,Reds,price_change,0.41,SELL,0.0,h3,1751412783000
mlb-aaa-bbb-2025-07-01,557,71,Reds,price_change,0.42,SELL,5.5,h3,1751412783000
mlb-aaa-bbb-2025-07-01,55mlb-aaa-bbb-2025-07-01,557,71,Reds,price_change,0.42,SELL,5.5,h3,1751412783000
`,
};

const changes = (list: readonly unknown[]) => `"${JSON.stringify(list).replaceAll('"', '""')}"`;

export const changeRows: Files = {
  "changes.csv": [
    '"id","asset_id","market","timestamp","hash","changes"',
    `1,"77","0xcc",2025-02-03 09:00:01.250 +0100,aa,${
      changes([{ side: "SELL", size: "310", price: "0.24" }])
    }`,
    `2,"77","0xcc",2025-02-03 09:00:05.500 +0100,bb,${
      changes([
        { side: "BUY", size: "0", price: "0.21" },
        { side: "BUY", size: "-1", price: "0.2" },
      ])
    }`,
  ].join("\n"),
};

const book = (bids: string, asks: string, at: number) =>
  `{"bids": [${bids}], "asks": [${asks}], "local_timestamp": "${at + 130}", "timestamp": "${at}"}`;
const bought = (price: string, at: number, heard = 130) =>
  `{"price": "${price}", "size": "10", "side": "buy", "local_timestamp": "${at + heard}", ` +
  `"timestamp": "${at}", "asset_price": 50000.5}`;

export const windows: Files = {
  "15m__btc__orderbooks__1765450800up.json.gz": `[
    ${
    book(
      `{"price":"0.01","size":"9"},{"price":"0.44","size":"3"}`,
      `{"price":"0.99","size":"9"}`,
      1765450842000,
    )
  },
    ${book("", `{"price":"0.99","size":"9"},{"price":"0.46","size":"2"}`, 1765450843000)}
  ]`,
  "15m__btc__trades__1765450800down.json": `[
    ${bought("0.57", 1765450842400)}, ${bought("0.57", 1765450842400, 131)},
    ${bought("0.58", 1765450842500)}, ${bought("0.58", 1765450841000)}
  ]`,
};

// One message a line, each at its own time after the first.
const said = (after: number, fields: Record<string, unknown>) =>
  JSON.stringify({ ...fields, timestamp: String(1_723_900_131_411 + after) });
const of5 = { market: "0xdd", asset_id: "5" };
const of6 = { market: "0xdd", asset_id: "6" };
const top = { event_type: "best_bid_ask" };
const last = { event_type: "last_trade_price", price: "0.49", side: "BUY", size: "25.0" };
const pair = ["31", "32"];

export const messages: Files = {
  "frames.jsonl": [
    `[${
      said(0, {
        event_type: "book",
        ...of5,
        bids: [{ price: ".48", size: "30" }],
        asks: [{ price: ".52", size: "25" }],
      })
    }]`,
    said(89, { event_type: "price_change", ...of5, price: "0.51", side: "SELL", size: "21.5" }),
    said(90, {
      event_type: "price_change",
      ...of5,
      changes: [{ price: "0.4", side: "BUY", size: "3" }],
    }),
    said(91, {
      market: "0xdd",
      price_changes: [{ asset_id: "6", price: "0.49", side: "SELL", size: "7", best_bid: "0.48" }],
    }),
    "PONG",
    said(189, { ...last, ...of6 }),
    said(289, { event_type: "tick_size_change", ...of5, new_tick_size: "0.001" }),
    said(290, { ...top, ...of5, best_bid: "0.48", best_ask: "0.51" }),
    said(291, { ...top, market: "0xee", asset_id: "8", best_bid: "0", best_ask: "0.03" }),
    said(389, {
      event_type: "new_market",
      market: "0xff",
      question: "New?",
      slug: "new-one",
      assets_ids: pair,
      order_price_min_tick_size: "0.001",
      active: true,
      event_message: { slug: "family" },
    }),
    said(390, { event_type: "something_else" }),
    said(391, { ...last, market: "0xdd", asset_id: "99" }),
    said(489, {
      event_type: "market_resolved",
      market: "0xff",
      assets_ids: pair,
      winning_asset_id: "32",
    }),
    '{"event_type":"boo',
    "",
  ].join("\n"),
};

export const gamma: Files = {
  "markets.json": JSON.stringify([
    {
      id: "1",
      question: "Will A win?",
      conditionId: "0x01",
      slug: "will-a-win",
      clobTokenIds: '["11", "12"]',
      outcomes: '["Yes", "No"]',
      outcomePrices: '["0.4", "0.6"]',
      endDate: "2026-07-31T12:00:00Z",
      updatedAt: "2026-06-21T18:26:26.563Z",
      orderPriceMinTickSize: 0.001,
      orderMinSize: 15,
      volume24hr: 1234.5,
      negRisk: true,
      negRiskMarketID: "0xfam",
      feesEnabled: true,
      feeSchedule: { exponent: 1, rate: 0.05 },
      acceptingOrders: true,
      closed: false,
    },
    {
      id: "2",
      question: "Did B win?",
      conditionId: "0x02",
      slug: "did-b-win",
      clobTokenIds: '["21", "22"]',
      outcomePrices: '["0", "1"]',
      updatedAt: "2026-06-20T00:00:00Z",
      feesEnabled: true,
      acceptingOrders: true,
      closed: true,
      closedTime: "2026-01-23 20:56:36+00",
    },
    { id: "3", question: "Many?", conditionId: "0x03", clobTokenIds: '["31"]' },
  ]),
};

/** Every sample by the name of its format. */
export const samples: Readonly<Record<string, Files>> = {
  usQuotes,
  weather,
  polls,
  candles,
  ticks,
  levelRows,
  changeRows,
  windows,
  messages,
  gamma,
};
