import { rate } from '../interval.ts';
import type { Query } from '../query.ts';
import { binsIn, type Cell, countIn } from '../rollup.ts';
import { total } from '../sketch.ts';
import { stat, wholeStat } from '../stat.ts';

/** How long until it was done, who was waited for, and whether it stayed done. */
export function resolution(cell: Cell, { clock }: Pick<Query, 'clock'>) {
  const one = (which: 'first' | 'final') => stat(binsIn(cell, `${which}.${clock}`), countIn(cell, `${which}.sum.${clock}`));
  const finals = total(binsIn(cell, 'final.elapsed'));
  const [us, customer, thirdParty] = [countIn(cell, 'waited.us'), countIn(cell, 'waited.customer'), countIn(cell, 'waited.thirdParty')];
  const all = us + customer + thirdParty;
  const part = (milliseconds: number) => ({
    mean: finals === 0 ? null : milliseconds / finals / 1000,
    share: all === 0 ? null : milliseconds / all,
  });
  const base = countIn(cell, 'touchBase');
  return {
    first: one('first'),
    final: one('final'),
    waiting: { us: part(us), customer: part(customer), thirdParty: part(thirdParty) },
    touches: wholeStat(binsIn(cell, 'touches')),
    oneTouch: rate(countIn(cell, 'oneTouch'), base),
    firstContact: rate(countIn(cell, 'firstContact'), base),
    reopened: rate(countIn(cell, 'reopenedCohort'), countIn(cell, 'cohort')),
    expired: countIn(cell, 'silent'),
  };
}
