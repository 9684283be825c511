// Where things lie below the data directory.

/** The live door and books of a data directory. */
export interface DataPlaces {
  readonly ledger: string;
  readonly inbox: string;
  readonly haltFile: string;
  readonly tape: string;
  /** A line for every decision that models took part in. */
  readonly reasoning: string;
  /** What people spent on models by hand. */
  readonly spend: string;
  /** What models were shown, by its hash. */
  readonly evidence: string;
  /** What a venue sent, byte for byte. */
  readonly raw: string;
  /** The same, where `record` keeps it when nobody says where. */
  readonly record: string;
}

/** Names below a data directory. */
export function placesIn(dataDir: string): DataPlaces {
  return {
    ledger: `${dataDir}/ledger.db`,
    inbox: `${dataDir}/inbox.db`,
    haltFile: `${dataDir}/HALT`,
    tape: `${dataDir}/tape`,
    reasoning: `${dataDir}/reasoning`,
    spend: `${dataDir}/ai-spend.jsonl`,
    evidence: `${dataDir}/evidence`,
    raw: `${dataDir}/raw`,
    record: `${dataDir}/record`,
  };
}

/** An empty folder below the data directory for what can be made again. */
export function freshFolder(dataDir: string, name: string): string {
  const folder = `${dataDir}/${name}`;
  Deno.mkdirSync(folder, { recursive: true });
  for (const entry of Deno.readDirSync(folder)) {
    // Only our own: whatever else somebody keeps there is left alone.
    if (/^ledger\.db(-wal|-shm|\.lock)?$/.test(entry.name)) {
      Deno.removeSync(`${folder}/${entry.name}`);
    }
  }
  return folder;
}
