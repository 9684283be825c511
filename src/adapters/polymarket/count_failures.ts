// A client like the one it is given that also tells of every request that failed for good. The feed
// goes on without the answer, and health has to show that it did.
import type { Result } from "../../core/types/result.ts";
import type { Rest, RestFailure } from "./rest.ts";

/** Calls `failed` for each answer that is none; not for what was given up on purpose. */
export function countFailures(rest: Rest, failed: () => void): Rest {
  const heard = <T>(answer: Result<T, RestFailure>): Result<T, RestFailure> => {
    if (!answer.ok && answer.error.kind !== "aborted") failed();
    return answer;
  };
  const all = <T>(answers: readonly Result<T, RestFailure>[]) => answers.map(heard);
  return {
    markets: (query) => heardEach(rest.markets(query), heard),
    truth: async (market) => heard(await rest.truth(market)),
    books: async (tokens) => all(await rest.books(tokens)),
    history: async (token, from, to, bucket) => heard(await rest.history(token, from, to, bucket)),
    resolutions: async (markets) => all(await rest.resolutions(markets)),
    time: async () => heard(await rest.time()),
    geoblock: async () => heard(await rest.geoblock()),
  };
}

async function* heardEach<T>(
  answers: AsyncIterable<Result<T, RestFailure>>,
  heard: (answer: Result<T, RestFailure>) => Result<T, RestFailure>,
): AsyncGenerator<Result<T, RestFailure>> {
  for await (const answer of answers) yield heard(answer);
}
