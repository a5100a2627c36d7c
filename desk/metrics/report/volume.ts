import { AUTOMATIC_BINS, EXCLUSION_BINS } from '../measure.ts';
import { binsIn, type Cell, countIn } from '../rollup.ts';
import { type Bins, total } from '../sketch.ts';

/** Counts of bins that are places in a list, by the list's names; every name is there. */
export function named<N extends string>(bins: Bins, names: readonly N[]): Record<N, number> {
  const counts = Object.fromEntries(names.map((name) => [name, 0])) as Record<N, number>;
  for (let i = 0; i < bins.length; i += 2) {
    const name = names[bins[i] ?? -1];
    if (name !== undefined) counts[name] = bins[i + 1] ?? 0;
  }
  return counts;
}

/** What came, went and is left. `active` is the backlog when the row's last day ended. */
export function volume(cell: Cell, active: number) {
  const automatic = binsIn(cell, 'automatic');
  return {
    in: countIn(cell, 'in'),
    out: countIn(cell, 'out'),
    undelivered: countIn(cell, 'undelivered'),
    automatic: total(automatic),
    automaticBy: named(automatic, AUTOMATIC_BINS),
    new: countIn(cell, 'new'),
    opened: countIn(cell, 'opened'),
    resolved: countIn(cell, 'resolved'),
    expired: countIn(cell, 'expired'),
    reopened: countIn(cell, 'reopened'),
    excludedWhileOpen: countIn(cell, 'excludedOpen'),
    released: countIn(cell, 'released'),
    active,
    excluded: named(binsIn(cell, 'excluded'), EXCLUSION_BINS),
  };
}
