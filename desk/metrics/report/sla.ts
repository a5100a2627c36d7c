import { CLOCKS } from '../../../events/event.ts';
import { rate } from '../interval.ts';
import { binsIn, type Cell, countIn } from '../rollup.ts';
import { stat } from '../stat.ts';

/** Promises due, kept and broken, one row for each clock; `missed` of a day are its breaches. */
export function sla(cell: Cell) {
  return CLOCKS.map((clock) => {
    const [met, missed] = [countIn(cell, `met.${clock}`), countIn(cell, `missed.${clock}`)];
    return {
      clock,
      due: met + missed,
      met,
      missed,
      attainment: rate(met, met + missed).rate,
      interval: rate(met, met + missed).interval,
      lateBy: stat(binsIn(cell, `late.${clock}`), countIn(cell, `late.sum.${clock}`)),
    };
  });
}
