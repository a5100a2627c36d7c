import type { SurveyKind } from '../../../events/survey-facts.ts';
import { netPromoter, rate } from '../interval.ts';
import { SKIP_BINS } from '../measure.ts';
import { binsIn, type Cell, countIn } from '../rollup.ts';
import { type Bins, total } from '../sketch.ts';
import { named } from './volume.ts';

const between = (scores: Bins, low: number, high: number): number => {
  let n = 0;
  for (let i = 0; i < scores.length; i += 2) if ((scores[i] ?? 0) >= low && (scores[i] ?? 0) <= high) n += scores[i + 1] ?? 0;
  return n;
};
const meanOf = (scores: Bins): number | null => {
  const n = total(scores);
  let sum = 0;
  for (let i = 0; i < scores.length; i += 2) sum += (scores[i] ?? 0) * (scores[i + 1] ?? 0);
  return n === 0 ? null : sum / n;
};
const distribution = (scores: Bins, low: number, high: number): number[] =>
  Array.from({ length: high - low + 1 }, (_, i) => between(scores, low + i, low + i));

/** CSAT: answers of 4 or 5 over all answers. */
export function csat(cell: Cell) {
  const scores = binsIn(cell, 'score.csat');
  const { n: satisfied, of: n, rate: score, interval } = rate(between(scores, 4, 5), total(scores));
  return {
    n,
    satisfied,
    score,
    interval,
    mean: meanOf(scores),
    distribution: distribution(scores, 1, 5),
    firstMean: meanOf(binsIn(cell, 'firstScore.csat')),
  };
}

/** NPS: share of 9 and 10 less share of 0 to 6, −100…100. */
export function nps(cell: Cell) {
  const scores = binsIn(cell, 'score.nps');
  const n = total(scores);
  const [promoters, detractors] = [between(scores, 9, 10), between(scores, 0, 6)];
  const net = netPromoter(promoters, detractors, n);
  return {
    n,
    promoters,
    passives: n - promoters - detractors,
    detractors,
    score: net?.score ?? null,
    interval: net?.interval ?? null,
    distribution: distribution(scores, 0, 10),
  };
}

/** Asked, delivered and answered, by the day on which it was asked. */
function asked(cell: Cell, kind: SurveyKind) {
  const sent = countIn(cell, `asked.${kind}`);
  const undelivered = countIn(cell, `undelivered.${kind}`);
  const answered = countIn(cell, `answeredOfAsked.${kind}`);
  return {
    asked: sent,
    undelivered,
    delivered: sent - undelivered,
    answered,
    responseRate: rate(answered, sent - undelivered).rate,
    interval: rate(answered, sent - undelivered).interval,
    commented: countIn(cell, `commented.${kind}`),
    skipped: named(binsIn(cell, `skipped.${kind}`), SKIP_BINS),
  };
}

/** What customers thought, and how many of those who were asked said so. */
export function happiness(cell: Cell) {
  return {
    orders: {
      placed: countIn(cell, 'ordersPlaced'),
      delivered: countIn(cell, 'ordersDelivered'),
      cancelled: countIn(cell, 'ordersCancelled'),
      refunded: countIn(cell, 'ordersRefunded'),
    },
    csat: { ...csat(cell), survey: asked(cell, 'csat') },
    nps: { ...nps(cell), survey: asked(cell, 'nps') },
    unsubscribed: countIn(cell, 'unsubscribed'),
  };
}
