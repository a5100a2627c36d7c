import { rate } from '../interval.ts';
import type { Query } from '../query.ts';
import { binsIn, type Cell, countIn } from '../rollup.ts';
import { total } from '../sketch.ts';
import { medianInterval, stat } from '../stat.ts';
import { csat } from './happiness.ts';

/** Agents with fewer than so many are not compared. */
export const LEAST_TO_COMPARE = 20;

const enough = <T extends object>(n: number, figure: T) => ({ ...figure, enough: n >= LEAST_TO_COMPARE });

/** One agent's figures, each with its interval; where `enough` is false there is not enough data to compare. */
export function agent(cell: Cell, { cohort, clock }: Pick<Query, 'cohort' | 'clock'>) {
  const first = binsIn(cell, `${cohort}.firstReply.${clock}`);
  const oneTouch = rate(countIn(cell, 'oneTouch'), countIn(cell, 'touchBase'));
  const happy = csat(cell);
  return {
    replies: countIn(cell, 'out'),
    resolved: total(binsIn(cell, 'final.elapsed')),
    firstReply: enough(total(first), {
      ...stat(first, countIn(cell, `${cohort}.sum.firstReply.${clock}`)),
      interval: medianInterval(first),
    }),
    oneTouch: enough(oneTouch.of, oneTouch),
    csat: enough(happy.n, { n: happy.n, score: happy.score, interval: happy.interval }),
  };
}
