import type { Answer, Row, Value } from './answer.ts';
import type { Figure, Query } from './query.ts';

/*
 * The five figures that say how a desk is doing: in the morning report and on the operators' dashboard the same ones, asked
 * of the same roll-ups as anybody asks by the API.
 */

/** A question without group or comparison. */
export const question = (figure: Figure, from: number, to: number, by: Query['by']): Query => ({
  figure,
  from,
  to,
  by,
  group: null,
  cohort: 'replied',
  clock: 'elapsed',
  compare: null,
});

/** A number by its path, such as `firstReply.p50`; null where it is none. */
export function numberAt(value: Value | undefined, path: string): number | null {
  const found = path.split('.').reduce<Value | undefined>((v, name) => (v as Row | null | undefined)?.[name], value);
  return typeof found === 'number' ? found : null;
}

/** Of all promises due, whatever their clock: the share that was kept. Null when none was due. */
export function kept(sla: Value): number | null {
  const rows = sla as readonly Row[];
  const due = rows.reduce((n, row) => n + (numberAt(row, 'due') ?? 0), 0);
  return due === 0 ? null : rows.reduce((n, row) => n + (numberAt(row, 'met') ?? 0), 0) / due;
}

/** What the headline of a day asks. */
export const headlineQuestions = (day: number) =>
  ({
    volume: question('volume', day, day + 1, 'total'),
    response: question('response', day, day + 1, 'total'),
    sla: question('sla', day, day + 1, 'total'),
    happiness: question('happiness', day, day + 1, 'total'),
  }) as const satisfies Record<string, Query>;
export type HeadlineQuestions = ReturnType<typeof headlineQuestions>;

/** Tickets, seconds, and shares from 0 to 1; null where there is nothing to say yet. */
export type Headline = {
  readonly newTickets: number | null;
  readonly backlog: number | null;
  readonly firstReplySeconds: number | null;
  readonly attainment: number | null;
  readonly csat: number | null;
};

/** The headline of a day, out of the answers to headlineQuestions(). */
export const headline = (answers: Readonly<Record<keyof HeadlineQuestions, Answer>>): Headline => ({
  newTickets: numberAt(answers.volume.total, 'new'),
  backlog: numberAt(answers.volume.total, 'active'),
  firstReplySeconds: numberAt(answers.response.total, 'firstReply.p50'),
  attainment: kept(answers.sla.total),
  csat: numberAt(answers.happiness.total, 'csat.score'),
});
