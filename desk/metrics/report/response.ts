import { rate } from '../interval.ts';
import { REPLY_CLOCKS, type ReplyClock, type Time } from '../measure.ts';
import type { Query } from '../query.ts';
import { binsIn, type Cell, countIn } from '../rollup.ts';
import { total } from '../sketch.ts';
import { stat, survival, within } from '../stat.ts';

const namesOf = (cohort: Query['cohort'], clock: Time, which: ReplyClock) =>
  ({
    took: `${cohort}.${which}.${clock}`,
    elapsed: `${cohort}.${which}.elapsed`,
    sum: `${cohort}.sum.${which}.${clock}`,
    within: `${cohort}.within.${which}.${clock}`,
    waiting: `waiting.${which}`,
  }) as const;
const byReply = (cohort: Query['cohort'], clock: Time) => ({
  firstReply: namesOf(cohort, clock, 'firstReply'),
  nextReply: namesOf(cohort, clock, 'nextReply'),
});
/** Put together once: a year by day looks them up seven thousand times. */
const NAMES = {
  replied: { elapsed: byReply('replied', 'elapsed'), business: byReply('replied', 'business') },
  opened: { elapsed: byReply('opened', 'elapsed'), business: byReply('opened', 'business') },
};

/** How long customers waited for a person. */
export function response(cell: Cell, { cohort, clock }: Pick<Query, 'cohort' | 'clock'>, asOfMs: number, ripe: { n: number; of: number }) {
  const one = (which: ReplyClock) => {
    const name = NAMES[cohort][clock][which];
    const bins = binsIn(cell, name.took);
    const shares = binsIn(cell, name.within);
    const measured = stat(bins, countIn(cell, name.sum));
    const unmeasured = clock === 'elapsed' ? 0 : total(binsIn(cell, name.elapsed)) - measured.n;
    const figures = { ...measured, unmeasured };
    if (cohort === 'replied') return { ...figures, within: within(shares, total(shares)), survival: null };
    const waiting = binsIn(cell, name.waiting);
    return {
      ...figures,
      within: within(shares, total(shares) + total(waiting)),
      survival: survival(bins, waiting, asOfMs, clock),
    };
  };
  return {
    firstReply: one('firstReply'),
    nextReply: one('nextReply'),
    outsideHours: countIn(cell, 'outsideHours'),
    closedUnanswered: countIn(cell, 'closedUnanswered'),
    unanswered: rate(ripe.n, ripe.of),
  };
}

/** Tickets of a day that is at least a week old: how many nobody answered within a week, and of how many. */
export function ripeOf(cell: Cell): { n: number; of: number } {
  const of = countIn(cell, 'answerable');
  return { n: of - countIn(cell, 'answered'), of };
}

/** How many responses there are, of both clocks. */
export const responses = (cell: Cell, cohort: Query['cohort']): number =>
  REPLY_CLOCKS.reduce((n, clock) => n + total(binsIn(cell, `${cohort}.${clock}.elapsed`)), 0);
