import { dimensionOf } from './counts.ts';
import { dateOf, type Zone } from './day.ts';
import { type Definition, definitionOf } from './definitions.ts';
import { type Dimension, EXCLUSION_BINS, type Section } from './measure.ts';
import { type Bucket, bucketsOf, comparedTo, type Figure, type Query } from './query.ts';
import { type Groups, NO_GROUPS, netFlow, type Reader } from './reader.ts';
import { agent } from './report/agents.ts';
import { happiness } from './report/happiness.ts';
import { hours } from './report/hours.ts';
import { resolution } from './report/resolution.ts';
import { response, responses, ripeOf } from './report/response.ts';
import { sla } from './report/sla.ts';
import { newTypes, surges, typeRow } from './report/ticket-types.ts';
import { named, volume } from './report/volume.ts';
import { binsIn, type Cell, countIn, NO_CELL, PAIR } from './rollup.ts';
import { total } from './sketch.ts';
import { WATCH_MS } from './ticket-shares.ts';

/*
 * The answer to a question, out of roll-ups alone.
 */

/** A figure's value: a number, null, a word, or more of them by name. */
export type Value = number | string | boolean | null | readonly Value[] | { readonly [name: string]: Value };
export type Row = { readonly [name: string]: Value };

export type Answer = {
  readonly figure: Figure;
  readonly definition: Definition;
  readonly period: {
    readonly from: string;
    readonly to: string;
    readonly by: Query['by'];
    readonly days: number;
    readonly zone: string;
  };
  readonly group: Query['group'];
  readonly cohort: Query['cohort'];
  readonly clock: Query['clock'];
  readonly rows: readonly Row[];
  readonly total: Value;
  /** How many tickets, responses, promises or answers the total stands on. */
  readonly n: number;
  /** What it leaves out: tickets excluded in the period, by reason. */
  readonly excluded: Row;
  /** Everything recorded up to here is in it, as far as open days go. */
  readonly foldedThrough: string;
  /** Corrections of closed days recorded up to here are in it; never more than an hour behind. */
  readonly correctedThrough: string;
  readonly compare: {
    readonly period: { readonly from: string; readonly to: string };
    readonly rows: readonly Row[];
    readonly total: Value;
    readonly n: number;
  } | null;
  /** Of types: days that were out of the ordinary, types that are new, and the share without a type. */
  readonly surges?: readonly Row[];
  readonly newTypes?: readonly string[];
  readonly untyped?: Row;
};

export type Known = { readonly zone: Zone; readonly asOfMs: number; readonly correctedMs?: number };

function sectionsOf({ figure, cohort, clock }: Query): readonly Section[] {
  // By the reply or by the arrival, by the wall clock or in working time: a question reads what it asks about.
  const dated: readonly Section[] = cohort === 'replied' ? ['response'] : ['response', 'cohort'];
  const times: readonly Section[] = clock === 'elapsed' ? dated : [...dated, 'business'];
  switch (figure) {
    case 'volume':
    case 'types':
      return ['volume'];
    case 'response':
      return times;
    case 'agents':
      return ['volume', ...times, 'resolution', 'happiness'];
    case 'sla':
    case 'resolution':
    case 'happiness':
    case 'hours':
      return [figure];
  }
}

/** Surges are looked for in so many days at the end of a period. */
const SURGE_DAYS = 92;

/**
 * Answers a question.
 * @param reader roll-ups of every day that the question touches
 * @param known the desk's zone, and until when everything is folded (epoch milliseconds)
 */
export function answer(query: Query, reader: Reader, known: Known): Answer {
  const teller = new Teller(query, reader, known);
  const { from, to, figure } = query;
  const { rows, total: sum, n } = teller.tell({ from, to });
  const compared = comparedTo(query);
  const other = compared === null ? null : teller.tell(compared);
  const excluded = named(binsIn(reader.sum(['volume'], 'all', from, to).get('') ?? NO_CELL, 'excluded'), EXCLUSION_BINS);
  const period = ({ from: first, to: end }: Bucket) => ({ from: dateOf(first), to: dateOf(end) });
  return {
    figure,
    definition: definitionOf(figure),
    period: { ...period({ from, to }), by: query.by, days: to - from, zone: known.zone.name },
    group: query.group,
    cohort: query.cohort,
    clock: query.clock,
    rows,
    total: sum,
    n,
    excluded,
    foldedThrough: new Date(known.asOfMs).toISOString(),
    correctedThrough: new Date(known.correctedMs ?? known.asOfMs).toISOString(),
    compare: compared === null || other === null ? null : { period: period(compared), rows: other.rows, total: other.total, n: other.n },
    ...(figure === 'types' ? teller.unusual({ from: Math.max(from, to - SURGE_DAYS), to }, { from, to }) : {}),
  };
}

class Teller {
  readonly #query: Query;
  readonly #reader: Reader;
  readonly #known: Known;
  readonly #sections: readonly Section[];

  constructor(query: Query, reader: Reader, known: Known) {
    this.#query = query;
    this.#reader = reader;
    this.#known = known;
    this.#sections = sectionsOf(query);
  }

  tell(period: Bucket): { rows: Row[]; total: Value; n: number } {
    const { by } = this.#query;
    const dimension = dimensionOf(this.#query);
    const whole = this.#reader.sum(this.#sections, 'all', period.from, period.to).get('') ?? NO_CELL;
    const active = new Map(this.#query.figure === 'volume' ? this.#reader.activeBefore(dimension, period.from) : []);
    const rows: Row[] = [];
    for (const bucket of bucketsOf({ ...period, by })) {
      const groups = this.#read(bucket)(this.#sections, dimension, bucket.from, bucket.to);
      rows.push(...this.#bucket(bucket, groups, active, dimension));
    }
    return { rows, total: this.#total(whole, period), n: this.#n(whole) };
  }

  /** A day's row is told by itself; weeks and months are added up. */
  #read({ from, to }: Bucket): Reader['sum'] {
    return to - from === 1 ? this.#reader.told : this.#reader.sum;
  }

  /** The rows of one day, week or month: one, or one for each group in which there is anything. */
  #bucket(bucket: Bucket, groups: Groups, active: Map<string, number>, dimension: Dimension): Row[] {
    const { figure } = this.#query;
    const head = { from: dateOf(bucket.from), to: dateOf(bucket.to) };
    if (figure === 'types') return this.#types(bucket, groups, head);
    const ripe = this.#ripe(bucket, dimension);
    const values = new Set(groups.keys());
    if (figure === 'volume') {
      for (const [value, cell] of groups) active.set(value, (active.get(value) ?? 0) + netFlow(cell));
      for (const [value, open] of active) if (open !== 0) values.add(value);
    }
    if (dimension === 'all') values.add('');
    return [...values].sort().flatMap((value): Row[] => {
      const cell = groups.get(value) ?? NO_CELL;
      const name = dimension === 'all' ? {} : { group: value === '' ? null : value };
      const figures = this.#figures(cell, bucket, dimension, ripe.get(value) ?? NO_CELL, active.get(value) ?? 0);
      return figures.map((figure) => ({ ...head, ...name, ...figure }));
    });
  }

  #figures(cell: Cell, bucket: Bucket, dimension: Dimension, ripe: Cell, active: number): Row[] {
    const query = this.#query;
    switch (query.figure) {
      case 'volume':
        return [volume(cell, active)];
      case 'response':
        return [response(cell, query, this.#known.asOfMs, ripeOf(ripe))];
      case 'sla':
        return sla(cell).filter((row) => dimension === 'all' || row.due > 0);
      case 'resolution':
        return [{ ...resolution(cell, query), provisional: this.#isProvisional(bucket) }];
      case 'happiness':
        return [happiness(cell)];
      case 'agents':
        return [{ ...agent(cell, query), provisional: this.#isProvisional(bucket) }];
      case 'hours':
        return hours(cell, query);
      case 'types':
        return [];
    }
  }

  #total(cell: Cell, period: Bucket): Value {
    const { figure } = this.#query;
    if (figure === 'types') return { count: countIn(cell, 'new') };
    if (figure !== 'volume') {
      const rows = this.#figures(cell, period, 'all', this.#ripe(period, 'all').get('') ?? NO_CELL, 0);
      return figure === 'sla' || figure === 'hours' ? rows : (rows[0] ?? null);
    }
    const before = this.#reader.activeBefore('all', period.from).get('') ?? 0;
    return volume(cell, before + netFlow(cell));
  }

  #n(cell: Cell): number {
    switch (this.#query.figure) {
      case 'volume':
      case 'types':
        return countIn(cell, 'new');
      case 'response':
      case 'agents':
        return responses(cell, this.#query.cohort);
      case 'sla':
        return sla(cell).reduce((n, { due }) => n + due, 0);
      case 'resolution':
        return countIn(cell, 'cohort');
      case 'happiness':
        return total(binsIn(cell, 'score.csat')) + total(binsIn(cell, 'score.nps'));
      case 'hours':
        return total(binsIn(cell, 'arrivals'));
    }
  }

  /** Tickets by whether they were answered within a week, of those days all of whose tickets have had their week. */
  #ripe({ from, to }: Bucket, dimension: Dimension): Groups {
    if (this.#query.figure !== 'response') return NO_GROUPS;
    const end = Math.min(to, this.#known.zone.dayOf(this.#known.asOfMs - WATCH_MS));
    return end <= from ? NO_GROUPS : this.#reader.told(['response'], dimension, from, end);
  }

  /** Some resolutions are younger than a week: what becomes of them is not known yet. */
  #isProvisional({ to }: Bucket): boolean {
    return this.#known.zone.startOf(to) + WATCH_MS > this.#known.asOfMs;
  }

  #types(bucket: Bucket, groups: Groups, head: Row): Row[] {
    const length = bucket.to - bucket.from;
    const before = this.#reader.sum(['volume'], dimensionOf(this.#query), bucket.from - length, bucket.from);
    const count = (of: Groups, value: string): number => countIn(of.get(value) ?? NO_CELL, 'new');
    const all = [...groups.keys()].reduce((n, value) => n + count(groups, value), 0);
    const values = [...new Set([...groups.keys(), ...before.keys()])].filter((v) => count(groups, v) + count(before, v) > 0);
    return values.sort().map((value) => {
      const [type = '', channel] = value.split(PAIR);
      return {
        ...head,
        type: type === '' ? null : type,
        ...(channel === undefined ? {} : { group: channel }),
        ...typeRow(count(groups, value), all, count(before, value)),
      };
    });
  }

  unusual(recent: Bucket, period: Bucket): Pick<Answer, 'surges' | 'newTypes' | 'untyped'> {
    const groups: Groups = this.#reader.sum(['volume'], 'type', period.from, period.to) ?? NO_GROUPS;
    let all = 0;
    for (const cell of groups.values()) all += countIn(cell, 'new');
    const count = countIn(groups.get('') ?? NO_CELL, 'new');
    return {
      surges: surges(this.#reader, recent),
      newTypes: newTypes(this.#reader, period),
      untyped: { count, share: all === 0 ? null : count / all },
    };
  }
}
