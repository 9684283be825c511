import type { Store } from "./database.ts";

/** The schema of a ledger file. Another shape is another version; there is no migration yet. */
export const ledgerStore: Store = {
  name: "a ledger",
  id: 0x706f6c79, // "poly"
  version: 1,
  schema: `
    CREATE TABLE run (
      id     INTEGER PRIMARY KEY CHECK (id = 1),
      header TEXT NOT NULL CHECK (json_valid(header)),
      hash   TEXT NOT NULL CHECK (length(hash) = 64)
    ) STRICT;
    CREATE TRIGGER run_no_update BEFORE UPDATE ON run
      WHEN EXISTS (SELECT 1 FROM entries)
      BEGIN SELECT RAISE(ABORT, 'the run header cannot be changed'); END;
    CREATE TRIGGER run_no_delete BEFORE DELETE ON run
      BEGIN SELECT RAISE(ABORT, 'the run header cannot be deleted'); END;

    CREATE TABLE entries (
      seq       INTEGER NOT NULL CHECK (seq > 0),
      n         INTEGER NOT NULL CHECK (n >= 0),
      at        INTEGER NOT NULL,
      kind      TEXT NOT NULL GENERATED ALWAYS AS (body ->> '$.kind') STORED,
      body      TEXT NOT NULL CHECK (json_valid(body)),
      prev_hash TEXT NOT NULL CHECK (length(prev_hash) = 64),
      hash      TEXT NOT NULL CHECK (length(hash) = 64),
      PRIMARY KEY (seq, n)
    ) STRICT;
    CREATE TRIGGER entries_no_update BEFORE UPDATE ON entries
      BEGIN SELECT RAISE(ABORT, 'ledger rows cannot be changed'); END;
    CREATE TRIGGER entries_no_delete BEFORE DELETE ON entries
      BEGIN SELECT RAISE(ABORT, 'ledger rows cannot be deleted'); END;
    CREATE TRIGGER entries_grow BEFORE INSERT ON entries
      WHEN EXISTS (SELECT 1 FROM entries WHERE (seq, n) >= (NEW.seq, NEW.n))
      BEGIN SELECT RAISE(ABORT, 'ledger rows can only be appended'); END;

    CREATE VIEW decisions AS SELECT
      seq, n, strftime('%Y-%m-%dT%H:%M:%fZ', at / 1000.0, 'unixepoch') AS time,
      body ->> '$.decision.kind' AS decision, body ->> '$.decision.verdict' AS verdict,
      body ->> '$.decision.market' AS market, body ->> '$.decision.token' AS token,
      body ->> '$.decision.signal.direction' AS direction,
      body ->> '$.decision.signal.confidence' AS confidence,
      body ->> '$.decision.stance' AS stance,
      body ->> '$.decision.estimate.fair' AS fair, body ->> '$.decision.edge.net' AS edge,
      (body ->> '$.decision.sizing.stake') / 1e6 AS stake_usd,
      body ->> '$.decision.refusals[0].rule' AS first_refusal,
      body ->> '$.decision.order' AS order_id
      FROM entries WHERE kind = 'record';
    CREATE VIEW refusals AS SELECT
      entries.seq, entries.n,
      strftime('%Y-%m-%dT%H:%M:%fZ', entries.at / 1000.0, 'unixepoch') AS time,
      body ->> '$.decision.market' AS market, refusal.key AS position,
      refusal.value ->> '$.rule' AS rule, refusal.value ->> '$.value' AS value,
      refusal.value ->> '$.limit' AS "limit", refusal.value ->> '$.unit' AS unit,
      refusal.value ->> '$.note' AS note
      FROM entries, json_each(body, '$.decision.refusals') AS refusal WHERE kind = 'record';
    CREATE VIEW orders AS SELECT
      seq, n, strftime('%Y-%m-%dT%H:%M:%fZ', at / 1000.0, 'unixepoch') AS time,
      body ->> '$.order.id' AS id, body ->> '$.order.market' AS market,
      body ->> '$.order.token' AS token, body ->> '$.order.side' AS side,
      (body ->> '$.order.price') / 1e6 AS price, (body ->> '$.order.size') / 1e6 AS shares,
      body ->> '$.order.timeInForce' AS time_in_force, body ->> '$.order.purpose' AS purpose
      FROM entries WHERE kind = 'place';
    CREATE VIEW fills AS SELECT
      seq, n, strftime('%Y-%m-%dT%H:%M:%fZ', at / 1000.0, 'unixepoch') AS time,
      body ->> '$.fill.id' AS id, body ->> '$.fill.order' AS order_id,
      body ->> '$.fill.market' AS market, body ->> '$.fill.token' AS token,
      body ->> '$.fill.side' AS side, (body ->> '$.fill.price') / 1e6 AS price,
      (body ->> '$.fill.size') / 1e6 AS shares, (body ->> '$.fill.value') / 1e6 AS value_usd,
      (body ->> '$.fill.fee') / 1e6 AS fee_usd, body ->> '$.fill.role' AS role
      FROM entries WHERE kind = 'orderFilled';
  `,
};
