import * as z from 'zod/mini';
import { CLOCKS, EXCLUSIONS, OWED_KINDS } from '../../events/event.ts';
import { instant } from '../../events/ids.ts';
import { SKIP_REASONS } from '../../events/survey-facts.ts';
import { about } from '../api/about.ts';
import { FIGURES, GROUPS, PERIODS } from './query.ts';

/*
 * What the metric endpoints answer, for the API's description. Seconds, shares from 0 to 1, null where there is too
 * little to say.
 */

const count = z.int();
const number = z.nullable(z.number());
const date = about('A local date of the desk.', z.string());
const interval = z.nullable(z.object({ low: z.number(), high: z.number() }));
const stat = z.object({ n: count, mean: number, p50: number, p90: number, p99: number });
const rate = z.object({ n: count, of: count, rate: number, interval });
const within = z.object({ h1: number, h4: number, h12: number, h24: number, h48: number });
const counted = <N extends string>(names: readonly N[]) =>
  z.object(Object.fromEntries(names.map((n) => [n, count])) as Record<N, typeof count>);

const volume = z.object({
  in: count,
  out: count,
  undelivered: count,
  automatic: count,
  automaticBy: counted(OWED_KINDS),
  new: count,
  opened: count,
  resolved: count,
  expired: count,
  reopened: count,
  excludedWhileOpen: count,
  released: count,
  active: count,
  excluded: counted(EXCLUSIONS),
});
const replied = z.extend(stat, {
  unmeasured: count,
  within,
  survival: z.nullable(z.object({ waiting: count, p50: number, p90: number, atMost: z.boolean() })),
});
const response = z.object({ firstReply: replied, nextReply: replied, outsideHours: count, closedUnanswered: count, unanswered: rate });
const promise = z.object({
  clock: z.enum(CLOCKS),
  due: count,
  met: count,
  missed: count,
  attainment: number,
  interval,
  lateBy: stat,
});
const part = z.object({ mean: number, share: number });
const resolution = z.object({
  first: stat,
  final: stat,
  waiting: z.object({ us: part, customer: part, thirdParty: part }),
  touches: z.object({ n: count, mean: number, p50: number, p90: number }),
  oneTouch: rate,
  firstContact: rate,
  reopened: rate,
  expired: count,
  provisional: z.boolean(),
});
const change = z.nullable(z.object({ change: z.number(), interval: z.object({ low: z.number(), high: z.number() }) }));
const typed = z.object({ type: z.nullable(z.string()), count, share: number, interval, before: count, change });
const survey = z.object({
  asked: count,
  undelivered: count,
  delivered: count,
  answered: count,
  responseRate: number,
  interval,
  commented: count,
  skipped: counted(SKIP_REASONS),
});
const csat = { n: count, satisfied: count, score: number, interval, mean: number, distribution: z.array(count), firstMean: number };
const happiness = z.object({
  orders: z.object({ placed: count, delivered: count, cancelled: count, refunded: count }),
  csat: z.object({ ...csat, survey }),
  nps: z.object({
    n: count,
    promoters: count,
    passives: count,
    detractors: count,
    score: number,
    interval,
    distribution: z.array(count),
    survey,
  }),
  unsubscribed: count,
});
const enough = about('False: not enough data to compare.', z.boolean());
const agent = z.object({
  replies: count,
  resolved: count,
  firstReply: z.extend(stat, { interval, enough }),
  oneTouch: z.extend(rate, { enough }),
  csat: z.object({ n: count, score: number, interval, enough }),
  provisional: z.boolean(),
});
const hour = z.object({
  weekday: z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']),
  hour: z.int(),
  arrivals: count,
  replies: count,
  wait: z.object({ n: count, p50: number }),
});

const definition = z.object({
  text: z.string(),
  fields: z.array(z.object({ field: z.string(), means: z.string(), unit: z.string(), from: z.string() })),
});
const head = { from: date, to: date, group: z.optional(z.nullable(z.string())) };
const span = z.object({ from: date, to: date });

const answered = <F extends string, R extends z.core.$ZodShape, T extends z.ZodMiniType>(
  figure: F,
  row: z.ZodMiniObject<R>,
  total: T,
  more: Record<string, z.ZodMiniType> = {},
) => {
  const rows = z.array(z.extend(row, head));
  return z.object({
    figure: z.literal(figure),
    definition,
    period: z.object({ from: date, to: date, by: z.enum(PERIODS), days: count, zone: z.string() }),
    group: z.nullable(z.enum(GROUPS)),
    cohort: z.enum(['replied', 'opened']),
    clock: z.enum(['elapsed', 'business']),
    rows,
    total,
    n: count,
    excluded: counted(EXCLUSIONS),
    foldedThrough: instant,
    correctedThrough: instant,
    compare: z.nullable(z.object({ period: span, rows, total, n: count })),
    ...more,
  });
};

const unusual = {
  surges: z.array(z.object({ type: z.nullable(z.string()), day: date, count, expected: z.number(), probability: z.number() })),
  newTypes: z.array(z.string()),
  untyped: z.object({ count, share: number }),
};

/** The answer to `GET /metrics/{figure}`. */
export const figureAnswer = z.discriminatedUnion('figure', [
  answered('volume', volume, volume),
  answered('response', response, response),
  answered('sla', promise, z.array(promise)),
  answered('resolution', resolution, resolution),
  answered('types', typed, z.object({ count }), unusual),
  answered('happiness', happiness, happiness),
  answered('agents', agent, agent),
  answered('hours', hour, z.array(hour)),
]);

/** The tickets behind a number: each `n` added up over all pages is the number. */
export const behindAnswer = z.object({
  figure: z.enum(FIGURES),
  count: about('Which number of the figure.', z.string()),
  period: z.object({ from: date, to: date, zone: z.string() }),
  items: z.array(
    z.object({
      id: about('A ticket, or for orders and surveys their stream.', z.string()),
      day: date,
      group: z.optional(z.nullable(z.string())),
      n: count,
    }),
  ),
  cursor: z.nullable(z.string()),
});

/** Every figure with its definition. */
export const definitionsAnswer = z.object({ definitions: z.array(z.extend(definition, { figure: z.enum(FIGURES) })) });
