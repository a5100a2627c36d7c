import { daysOfMonth, monthOf } from './day.ts';
import { type Dimension, IS_TOLD, type Section } from './measure.ts';
import { type Cell, countIn, sumOfGroups } from './rollup.ts';

/*
 * How reports see roll-ups: sums over days, whatever they were read from.
 */

export type Groups = ReadonlyMap<string, Cell>;
export const NO_GROUPS: Groups = new Map();

/** Figures by day, or by whole months where the question needs no days. */
export type Reader = {
  /** Sum of the sections over the days `[from, to)`, by value of the dimension. */
  readonly sum: (sections: readonly Section[], dimension: Dimension, from: number, to: number) => Groups;
  /**
   * As sum(), for what a day is told by itself: over one day every figure is the same, over several durations are left out.
   * Far less is read for it.
   */
  readonly told: Reader['sum'];
  /** Open tickets at the end of the day before `day`, by value of the dimension. */
  readonly activeBefore: (dimension: Dimension, day: number) => ReadonlyMap<string, number>;
  /** The desk's first day with anything in it; null for a desk to which nothing has happened. */
  readonly firstDay: number | null;
};

/** What a day does to the backlog. */
export const netFlow = (cell: Cell): number =>
  countIn(cell, 'opened') -
  countIn(cell, 'resolved') +
  countIn(cell, 'reopened') -
  countIn(cell, 'excludedOpen') +
  countIn(cell, 'released');

/** Cuts `[from, to)` into whole months and single days between. */
export function cut(
  from: number,
  to: number,
  whole: (month: string) => boolean,
): { readonly month: string | null; readonly day: number }[] {
  const parts: { month: string | null; day: number }[] = [];
  for (let day = from; day < to; ) {
    const month = monthOf(day);
    const { from: first, to: next } = daysOfMonth(month);
    if (day === first && next <= to && whole(month)) {
      parts.push({ month, day });
      day = next;
    } else {
      parts.push({ month: null, day });
      day += 1;
    }
  }
  return parts;
}

/** A reader over what lies in memory: days, and months where they are given. */
export function readerOf(source: {
  readonly day: (sections: readonly Section[], dimension: Dimension, day: number) => Groups;
  /** As day(), or the day's digest. */
  readonly toldDay: (sections: readonly Section[], dimension: Dimension, day: number) => Groups;
  readonly month: ((sections: readonly Section[], dimension: Dimension, month: string) => Groups | null) | null;
  readonly activeBefore: Reader['activeBefore'];
  readonly firstDay: number | null;
}): Reader {
  const { month: byMonth, firstDay, activeBefore } = source;
  const over =
    (byDay: typeof source.day, without: Uint8Array | null): Reader['sum'] =>
    (sections, dimension, from, to) => {
      if (to - from === 1) return byDay(sections, dimension, from);
      const months = new Map<string, Groups>();
      const isWhole = (month: string): boolean => {
        const groups = byMonth?.(sections, dimension, month) ?? null;
        if (groups !== null) months.set(month, groups);
        return groups !== null;
      };
      const parts = cut(from, to, isWhole);
      const all = parts.map(({ month, day }) => (month === null ? byDay(sections, dimension, day) : (months.get(month) ?? NO_GROUPS)));
      return sumOfGroups(all, true, without);
    };
  return { firstDay, activeBefore, sum: over(source.day, null), told: over(source.toldDay, IS_TOLD) };
}
