// The uniforms of substream.ts, the same bits of them, four sub-streams at once in lanes.as.
import { openModule } from "./lanes_module.ts";
import { substreams, substreamSeeder } from "./substream.ts";

const STREAMS = 4;
const WORDS = 4;
const SEEDS = 16;
const UNIFORMS = SEEDS + STREAMS * WORDS * 4;

/** Longer ones are drawn one by one: four of them would be a memory's worth. */
const MOST_TOGETHER = 1_000_000;

/** The first numbers of sub-stream `i`, read only: those of the next call may lie in their place. */
export type Draws = (i: number) => Float64Array;

/** Draws of a seed, `draws` numbers each; they are quickest in the order of the sub-streams. */
export function openDraws(seed: number | bigint, draws: number): Draws {
  if (draws > MOST_TOGETHER) return oneByOne(seed, draws);
  const { buffer, fill } = openModule(UNIFORMS + STREAMS * draws * 8);
  const seeds = new Int32Array(buffer, SEEDS, STREAMS * WORDS);
  const rows = Array.from({ length: STREAMS }, (_, k) => {
    return new Float64Array(buffer, UNIFORMS + k * draws * 8, draws);
  });
  const seedState = substreamSeeder(seed);
  const state = new Int32Array(WORDS);
  let first = -Infinity;
  return (i) => {
    if (!(i >= first && i < first + STREAMS)) {
      first = i;
      for (let k = 0; k < STREAMS; k++) {
        seedState(first + k, state);
        for (let word = 0; word < WORDS; word++) seeds[word * STREAMS + k] = state[word] ?? 0;
      }
      fill(SEEDS, UNIFORMS, draws);
    }
    return rows[i - first] as Float64Array;
  };
}

function oneByOne(seed: number | bigint, draws: number): Draws {
  const { fill } = substreams(seed);
  const uniforms = new Float64Array(draws);
  return (i) => {
    fill(i, uniforms);
    return uniforms;
  };
}
