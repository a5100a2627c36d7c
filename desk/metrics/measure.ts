import { CLOCKS, EXCLUSIONS, OWED_KINDS } from '../../events/event.ts';
import { SKIP_REASONS, SURVEY_KINDS } from '../../events/survey-facts.ts';

/*
 * What is measured. A roll-up maps (group, measure, bin) to a whole number, and so does a ticket's share of a day:
 * adding them up is all that folding does. Numbers of measures are part of the stored form: new ones go to the end of
 * their list, and a changed meaning raises FOLD_VERSION, which folds everything anew beside the old.
 */

/** Part of every key under which figures are stored. */
export const FOLD_VERSION = 3;

/** What is stored together, so that a question reads no more than it needs. */
export const SECTIONS = ['volume', 'response', 'cohort', 'sla', 'resolution', 'hours', 'happiness', 'audit', 'business'] as const;
export type Section = (typeof SECTIONS)[number];

/** By what figures are grouped. `pair` is type × channel. */
export const DIMENSIONS = ['all', 'channel', 'mailbox', 'type', 'priority', 'agent', 'policy', 'pair', 'product'] as const;
export type Dimension = (typeof DIMENSIONS)[number];

const TICKET: readonly Dimension[] = ['all', 'channel', 'mailbox', 'type', 'priority', 'agent', 'policy'];
/** The dimensions in which a section is kept. */
export const DIMENSIONS_OF: Readonly<Record<Section, readonly Dimension[]>> = {
  volume: [...TICKET, 'pair'],
  response: TICKET,
  cohort: TICKET,
  sla: TICKET,
  resolution: TICKET,
  hours: TICKET,
  happiness: ['all', 'channel', 'type', 'agent', 'product'],
  audit: ['all'],
  business: TICKET,
};

/** Response clocks, and the two ways in which every duration is kept. */
export const REPLY_CLOCKS = ['firstReply', 'nextReply'] as const;
export type ReplyClock = (typeof REPLY_CLOCKS)[number];
export const TIMES = ['elapsed', 'business'] as const;
export type Time = (typeof TIMES)[number];
/** Upper bounds of the shares "within": 1 h, 4 h, 12 h, 24 h, 48 h; what took longer is in the last bin. */
export const WITHIN_SECONDS = [3600, 14_400, 43_200, 86_400, 172_800] as const;

const byTime = <P extends string>(prefix: P) => TIMES.map((time) => `${prefix}.${time}` as const);
const replies = <P extends string, T extends Time>(prefix: P, time: T) =>
  REPLY_CLOCKS.map((clock) => `${prefix}.${clock}.${time}` as const);

const COUNTS = {
  /** Flows of the backlog: each carries the ticket's latest type, priority, mailbox and assignee. */
  volume: ['opened', 'resolved', 'expired', 'reopened', 'excludedOpen', 'released', 'new', 'in', 'out', 'undelivered'],
  /** Sums are milliseconds, whole, so that they add up to the same in any order. */
  response: [...replies('replied.sum', 'elapsed'), 'outsideHours', 'closedUnanswered', 'answerable', 'answered'],
  cohort: [...replies('opened.sum', 'elapsed')],
  sla: [...CLOCKS.flatMap((clock) => [`met.${clock}`, `missed.${clock}`, `late.sum.${clock}`] as const)],
  resolution: [
    ...byTime('first.sum'),
    ...byTime('final.sum'),
    'waited.us',
    'waited.customer',
    'waited.thirdParty',
    'cohort',
    'reopenedCohort',
    'touchBase',
    'oneTouch',
    'firstContact',
    'silent',
  ],
  hours: [],
  happiness: [
    'ordersPlaced',
    'ordersDelivered',
    'ordersCancelled',
    'ordersRefunded',
    'unsubscribed',
    ...SURVEY_KINDS.flatMap((kind) => [`asked.${kind}`, `undelivered.${kind}`, `answeredOfAsked.${kind}`, `commented.${kind}`] as const),
  ],
  /** Commits and events folded, by the day on which they were recorded: the nightly audit counts them again. */
  audit: ['events', 'commits'],
  /** Responses in working time, apart: most questions ask by the wall clock. */
  business: [...replies('replied.sum', 'business'), ...replies('opened.sum', 'business')],
} as const satisfies Record<Section, readonly string[]>;

const BINS = {
  /** By place in EXCLUSIONS, and in OWED_KINDS. */
  volume: ['excluded', 'automatic'],
  /** Durations by sketch bin; `within` by place in WITHIN_SECONDS. */
  response: [...replies('replied', 'elapsed'), ...replies('replied.within', 'elapsed')],
  /** Those still waiting by the second (Unix time) since which they wait. */
  cohort: [
    ...replies('opened', 'elapsed'),
    ...replies('opened.within', 'elapsed'),
    ...REPLY_CLOCKS.map((clock) => `waiting.${clock}` as const),
  ],
  sla: CLOCKS.map((clock) => `late.${clock}` as const),
  /** `touches` by their number. */
  resolution: [...byTime('first'), ...byTime('final'), 'touches'],
  /** By hour of the week; `wait` by hour × BIN_SPAN + sketch bin. */
  hours: ['arrivals', 'replies', ...byTime('wait')],
  /** By score; `skipped` by place in SKIP_REASONS. */
  happiness: [...SURVEY_KINDS.flatMap((kind) => [`score.${kind}`, `firstScore.${kind}`, `skipped.${kind}`] as const)],
  audit: [],
  business: [
    ...replies('replied', 'business'),
    ...replies('replied.within', 'business'),
    ...replies('opened', 'business'),
    ...replies('opened.within', 'business'),
  ],
} as const satisfies Record<Section, readonly string[]>;

export type Count = (typeof COUNTS)[Section][number];
export type Binned = (typeof BINS)[Section][number];
export type Measure = Count | Binned;

type Known = { readonly id: number; readonly section: Section; readonly binned: boolean };
const known = new Map<string, Known>();
const names: Measure[] = [];
/** Sixty-four numbers are set aside for each section: the first 32 for counts, the others for what has bins. */
const ROOM = 32;
for (const [place, section] of SECTIONS.entries()) {
  const lists: readonly (readonly Measure[])[] = [COUNTS[section], BINS[section]];
  for (const [half, list] of lists.entries()) {
    if (list.length > ROOM) throw new Error(`${section} has more measures than numbers`);
    for (const [n, name] of list.entries()) {
      const id = (place * 2 + half) * ROOM + n;
      known.set(name, { id, section, binned: half === 1 });
      names[id] = name;
    }
  }
}

/** How many numbers of measures there are. */
export const MEASURES = SECTIONS.length * 2 * ROOM;
/** The number of a measure. */
export const idOf = (measure: Measure): number => known.get(measure)?.id ?? -1;
/** The measure of a number; undefined for one that nothing has. */
export const measureOf = (id: number): Measure | undefined => names[id];
/** Whether a measure has bins: all others are counts. */
export const isBinned = (id: number): boolean => Math.floor(id / ROOM) % 2 === 1;
export const sectionOf = (id: number): Section | undefined => SECTIONS[Math.floor(id / (ROOM * 2))];

/** Every measure's number by its name, for loops that cannot afford to look it up. */
export const ID = Object.fromEntries([...known].map(([name, { id }]) => [name, id])) as Readonly<Record<Measure, number>>;

/** Durations of which a day by itself is told no more than how many there are and their percentiles. */
const TOLD: readonly Binned[] = [...replies('replied', 'elapsed'), ...byTime('first'), ...byTime('final')];
/** As a mask, by number. */
export const IS_TOLD: Uint8Array = Uint8Array.from({ length: MEASURES }, (_, id) => (TOLD.some((name) => ID[name] === id) ? 1 : 0));
const TOLD_IN: readonly Section[] = SECTIONS.filter((section) => TOLD.some((name) => sectionOf(ID[name]) === section));
/** Whether days are kept a second time, as digests: only undivided, for in small groups a digest is no smaller than the whole. */
export const hasDigest = (section: Section, dimension: Dimension): boolean => dimension === 'all' && TOLD_IN.includes(section);

export const EXCLUSION_BINS = EXCLUSIONS;
export const AUTOMATIC_BINS = OWED_KINDS;
export const SKIP_BINS = SKIP_REASONS;

/** Which shares "within" a duration in milliseconds counts to: the place of the smallest bound that holds it. */
export function withinBin(milliseconds: number): number {
  const place = WITHIN_SECONDS.findIndex((seconds) => milliseconds <= seconds * 1000);
  return place === -1 ? WITHIN_SECONDS.length : place;
}
