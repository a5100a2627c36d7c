import { CLOCKS } from '../../events/event.ts';
import { SURVEY_KINDS } from '../../events/survey-facts.ts';
import { AUTOMATIC_BINS, type Dimension, EXCLUSION_BINS, idOf, type Measure, REPLY_CLOCKS, SKIP_BINS } from './measure.ts';
import type { Figure, Query } from './query.ts';
import { valuesOf } from './rollup.ts';
import type { Share } from './share.ts';
import { BIN_SPAN } from './sketch.ts';

/*
 * The tickets behind a number: which measures of a ticket's share of a day make it up. What the list says of each ticket
 * and day, added up, is the number.
 */

/** A measure that counts towards a number, perhaps only in some bins; `minus` takes away. */
export type Term = { readonly measure: Measure; readonly bins?: (bin: number) => boolean; readonly minus?: boolean };
type Terms = Readonly<Record<string, readonly Term[]>>;

const one = (measure: Measure): readonly Term[] => [{ measure }];
const inBin = (measure: Measure, wanted: number): readonly Term[] => [{ measure, bins: (bin) => bin === wanted }];
const byName = (prefix: string, measure: Measure, names: readonly string[]): Terms =>
  Object.fromEntries(names.map((name, bin) => [`${prefix}.${name}`, inBin(measure, bin)]));
const inHour = (measure: Measure, hour: number | null, span: number): readonly Term[] =>
  hour === null ? one(measure) : [{ measure, bins: (bin) => Math.floor(bin / span) === hour }];

/** The numbers of a figure that tickets stand behind, the first being what is listed when none is named. */
export function countsOf({ figure, cohort, clock }: Pick<Query, 'figure' | 'cohort' | 'clock'>, hour: number | null = null): Terms {
  switch (figure) {
    case 'volume':
      return {
        ...plain('new', 'in', 'out', 'undelivered', 'automatic', 'opened', 'resolved', 'expired', 'reopened'),
        excludedWhileOpen: one('excludedOpen'),
        ...plain('released', 'excluded'),
        ...byName('excluded', 'excluded', EXCLUSION_BINS),
        ...byName('automatic', 'automatic', AUTOMATIC_BINS),
      };
    case 'response':
      return {
        ...Object.fromEntries(REPLY_CLOCKS.map((which) => [which, one(`${cohort}.${which}.${clock}`)])),
        ...Object.fromEntries(REPLY_CLOCKS.map((which) => [`waiting.${which}`, one(`waiting.${which}`)])),
        ...plain('outsideHours', 'closedUnanswered'),
        unanswered: [{ measure: 'answerable' }, { measure: 'answered', minus: true }],
      };
    case 'sla': {
      const each = (prefix: 'met' | 'missed'): readonly Term[] => CLOCKS.map((name) => ({ measure: `${prefix}.${name}` as const }));
      const clocks = CLOCKS.flatMap((name): [string, readonly Term[]][] => [
        [`missed.${name}`, one(`missed.${name}`)],
        [`met.${name}`, one(`met.${name}`)],
        [`due.${name}`, [{ measure: `met.${name}` }, { measure: `missed.${name}` }]],
      ]);
      return { missed: each('missed'), met: each('met'), due: [...each('met'), ...each('missed')], ...Object.fromEntries(clocks) };
    }
    case 'resolution':
      return {
        first: one('cohort'),
        final: one('final.elapsed'),
        ...plain('oneTouch', 'firstContact'),
        answered: one('touchBase'),
        reopened: one('reopenedCohort'),
        expired: one('silent'),
      };
    case 'types':
      return { count: one('new') };
    case 'happiness':
      return Object.fromEntries([
        ...SURVEY_KINDS.flatMap((kind): [string, readonly Term[]][] => [
          [kind, one(`score.${kind}`)],
          [`${kind}.asked`, one(`asked.${kind}`)],
          [`${kind}.undelivered`, one(`undelivered.${kind}`)],
          [`${kind}.delivered`, [{ measure: `asked.${kind}` }, { measure: `undelivered.${kind}`, minus: true }]],
          [`${kind}.answered`, one(`answeredOfAsked.${kind}`)],
          [`${kind}.commented`, one(`commented.${kind}`)],
          [`${kind}.skipped`, one(`skipped.${kind}`)],
          ...Object.entries(byName(`${kind}.skipped`, `skipped.${kind}`, SKIP_BINS)),
        ]),
        ['csat.satisfied', [{ measure: 'score.csat', bins: (bin: number) => bin >= 4 }]],
        ['nps.promoters', [{ measure: 'score.nps', bins: (bin: number) => bin >= 9 }]],
        ['nps.passives', [{ measure: 'score.nps', bins: (bin: number) => bin === 7 || bin === 8 }]],
        ['nps.detractors', [{ measure: 'score.nps', bins: (bin: number) => bin <= 6 }]],
        ['orders.placed', one('ordersPlaced')],
        ['orders.delivered', one('ordersDelivered')],
        ['orders.cancelled', one('ordersCancelled')],
        ['orders.refunded', one('ordersRefunded')],
        ['unsubscribed', one('unsubscribed')],
      ]);
    case 'agents':
      return {
        replies: one('out'),
        resolved: one('final.elapsed'),
        firstReply: one(`${cohort}.firstReply.${clock}`),
        oneTouch: one('oneTouch'),
        csat: one('score.csat'),
      };
    case 'hours':
      return {
        arrivals: inHour('arrivals', hour, 1),
        replies: inHour('replies', hour, 1),
        wait: inHour(`wait.${clock}`, hour, BIN_SPAN),
      };
  }
}

const plain = (...measures: Measure[]): Terms => Object.fromEntries(measures.map((measure) => [measure, one(measure)]));

/** The dimension in which a figure's rows stand apart. */
export function dimensionOf({ figure, group }: Pick<Query, 'figure' | 'group'>): Dimension {
  if (figure === 'types') return group === 'channel' ? 'pair' : 'type';
  if (figure === 'agents') return 'agent';
  if (figure === 'sla' && group === null) return 'policy';
  return group ?? 'all';
}

/** How much a share adds to a number, by the value of the dimension. */
export function addedBy(share: Share, terms: readonly Term[], dimension: Dimension): Map<string, number> {
  const added = new Map<string, number>();
  const wanted = terms.map((term) => ({ ...term, id: idOf(term.measure) }));
  for (const [place, under] of share.under.entries()) {
    const adds = share.adds[place] ?? [];
    let n = 0;
    for (let i = 0; i < adds.length; i += 3) {
      for (const { id, bins, minus } of wanted) {
        if (adds[i] !== id || (bins && !bins(adds[i + 1] ?? 0))) continue;
        const amount = (adds[i + 2] ?? 0) * (minus ? -1 : 1);
        n += amount;
      }
    }
    if (n === 0) continue;
    for (const value of valuesOf(dimension, under)) added.set(value, (added.get(value) ?? 0) + n);
  }
  return added;
}

/** Whether what a number counts is only known a week later. */
export const needsWeek = (figure: Figure, count: string): boolean => figure === 'response' && count === 'unanswered';
