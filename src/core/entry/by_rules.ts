// The arm without models: what logged spikes say decides.
import { believe } from "./belief.ts";
import { blank, type Decided, type Entering, judged, refused, sizeOf } from "./decision.ts";
import { propose } from "./propose.ts";
import { tokenQuote } from "./quote.ts";
import { type Side, undecided } from "./seen.ts";

/** Decides about one side by the rules alone; writes nothing. */
export function decideByRules(entering: Entering, side: Side): Decided {
  const { view, signal, posterior, stance } = entering;
  const base = blank(entering, side);
  if (side.gates.length > 0) return refused(base, side.gates);
  if (stance === "leave") return refused(base, [undecided(posterior)]);
  const { outcome } = side;
  const quote = tokenQuote(view.market.book, outcome);
  const belief = believe({ view, signal, posterior, outcome, quote });
  const { decision, order, seed } = entering;
  const spike = sizeOf(signal);
  return judged(
    base,
    belief,
    propose({ view, belief, outcome, quote, spike, decision, order, seed }),
    view,
  );
}
