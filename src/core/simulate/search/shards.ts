// A simulation cut in parts: which part is this one, and do parts make a whole.

/** Part `index`, from 1, of `count`. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/** What the parts of one run have in common, and what tells them apart. */
export interface ShardHeader {
  /** "simulate search" or "simulate account". */
  readonly command: string;
  /** The line that makes the whole. */
  readonly line: string;
  readonly seed: number;
  readonly dataHash: string | null;
  readonly configHash: string;
  readonly version: string;
  readonly shard: Shard;
  /** SHA-256 of everything after the header. */
  readonly checksum: string;
}

/** True where item `i`, from 0, is this part's. */
export function isMine({ index, count }: Shard, i: number): boolean {
  return i % count === index - 1;
}

const shared = ["command", "version", "seed", "dataHash", "configHash", "line"] as const;

/** What keeps parts from being one whole, one sentence each; files are named as given. */
export function shardProblems(
  parts: readonly { readonly file: string; readonly header: ShardHeader }[],
): readonly string[] {
  const [first, ...others] = parts;
  if (first === undefined) return ["there is no file"];
  const problems: string[] = [];
  for (const { file, header } of others) {
    for (const key of shared) {
      if (header[key] === first.header[key]) continue;
      problems.push(
        `${file} has ${key} ${String(header[key])}, ${first.file} has ${String(first.header[key])}`,
      );
    }
    if (header.shard.count !== first.header.shard.count) {
      problems.push(
        `${file} is one of ${header.shard.count} parts, ${first.file} of ${first.header.shard.count}`,
      );
    }
  }
  if (problems.length > 0) return problems;
  const { count } = first.header.shard;
  for (let index = 1; index <= count; index++) {
    const found = parts.filter(({ header }) => header.shard.index === index);
    if (found.length === 0) problems.push(`part ${index} of ${count} is missing`);
    if (found.length > 1) {
      problems.push(
        `part ${index} of ${count} is there twice: ${found.map((f) => f.file).join(", ")}`,
      );
    }
  }
  return problems;
}

/** What engines that run one job many times say of a part, by the name of the variable. */
export type ShardEnvironment = Readonly<Record<string, string | undefined>>;

/** Every variable that is looked at. */
export const shardVariables: readonly string[] = [
  "AWS_BATCH_JOB_ARRAY_INDEX",
  "AWS_BATCH_JOB_ARRAY_SIZE",
  "SLURM_ARRAY_TASK_ID",
  "SLURM_ARRAY_TASK_COUNT",
  "SLURM_ARRAY_TASK_MIN",
  "JOB_COMPLETION_INDEX",
  "JOB_COMPLETIONS",
];

/** How each engine says it. A Kubernetes job must be given its completions; they are not told by themselves. */
const engines = [
  { index: "AWS_BATCH_JOB_ARRAY_INDEX", size: "AWS_BATCH_JOB_ARRAY_SIZE", first: null },
  { index: "SLURM_ARRAY_TASK_ID", size: "SLURM_ARRAY_TASK_COUNT", first: "SLURM_ARRAY_TASK_MIN" },
  { index: "JOB_COMPLETION_INDEX", size: "JOB_COMPLETIONS", first: null },
] as const;

/** What was asked for: `2/8`, or a size with the index left to the environment. */
export interface ShardFlag {
  readonly index: number | null;
  readonly count: number;
}

export type FoundShard =
  | { readonly ok: true; readonly shard: Shard | null }
  | { readonly ok: false; readonly read: string; readonly wanted: string };

/** The part that this process is: the flag's, else the environment's, else null for the whole. */
export function shardFrom(flag: ShardFlag | null, environment: ShardEnvironment): FoundShard {
  if (flag !== null && flag.index !== null) {
    return { ok: true, shard: { index: flag.index, count: flag.count } };
  }
  const told = engines.filter(({ index }) => environment[index] !== undefined);
  const [engine, ...others] = told;
  const read = shardVariables.flatMap((name) => {
    const value = environment[name];
    return value === undefined ? [] : [`${name}=${value}`];
  }).join(", ");
  const problem = (wanted: string): FoundShard => ({
    ok: false,
    read: [...flag === null ? [] : [`--shard /${flag.count}`], read || "no index"].join(", "),
    wanted,
  });
  if (engine === undefined) {
    return flag === null ? { ok: true, shard: null } : problem("an index beside the size");
  }
  if (others.length > 0) return problem("the variables of one engine, or --shard K/N");
  const sizes = [environment[engine.size], flag === null ? undefined : String(flag.count)]
    .filter((size) => size !== undefined);
  const first = engine.first === null ? "0" : environment[engine.first] ?? "0";
  const numbers = [environment[engine.index] ?? "", first, ...sizes];
  if (!numbers.every((text) => /^\d{1,6}$/.test(text))) return problem("whole numbers");
  const count = Number(sizes[0] ?? NaN);
  if (sizes.length === 0) return problem("a size: --shard /N");
  if (sizes.some((size) => Number(size) !== count)) return problem("one size, not two");
  const index = Number(environment[engine.index]) - Number(first) + 1;
  if (index < 1 || index > count) return problem(`an index from ${first} on, below the size`);
  return { ok: true, shard: { index, count } };
}
