import { answer } from '../../../desk/metrics/answer.ts';
import { dayNumber } from '../../../desk/metrics/day.ts';
import { morningQuestions, morningReport } from '../../../desk/metrics/morning.ts';
import type { Commit, DomainEvent } from '../../../events/event.ts';
import type { CustomerId, Instant, MailId } from '../../../events/ids.ts';
import type { SurveyKind } from '../../../events/survey-facts.ts';
import { folded, memoryReader } from './folded.ts';

/*
 * What the morning report says of happiness: the same figure as its link, of the kind that customers answered.
 */

const DAY = '2026-03-03';

/** A survey answered on a date. */
function answered(n: number, date: string, kind: SurveyKind, score: number): Commit {
  const at = `${date}T12:00:00.000Z` as Instant;
  const under = { at, kind, about: 'order' as const, channel: 'shop', ticketType: null, product: null, agents: [] };
  const who = { customer: `c-0000000${n}` as CustomerId, mail: `o-survey-${n}` as MailId };
  const said = { askedAt: at, score, change: 0, comment: false, replaces: null, press: `p-${n}` };
  const events: DomainEvent[] = [
    { type: 'SurveyAsked', ...under, ...who },
    { type: 'SurveyAnswered', ...under, ...said },
  ];
  return { stream: `O-${n}`, version: 1, recordedAt: at, by: `b-${n}`, events };
}

function happiness(...commits: Commit[]) {
  const all = folded(commits, 'Europe/Dublin');
  const known = { zone: all.zone, asOfMs: Date.parse('2026-03-04T08:00:00Z') };
  const questions = Object.entries(morningQuestions(dayNumber(DAY)));
  const answers = Object.fromEntries(questions.map(([name, query]) => [name, answer(query, memoryReader(all), known)]));
  return morningReport(dayNumber(DAY), answers as never, { total: 0, tickets: [] }, new Map(), 'https://desk.test').figures.at(-1);
}
const LINK = `https://desk.test/#/happiness?from=${DAY}&to=2026-03-04`;

describe('the last of the five figures', () => {
  test('is the share of satisfied customers where they answer with faces', () => {
    const figure = happiness(
      answered(1, DAY, 'csat', 5),
      answered(2, DAY, 'csat', 2),
      answered(3, '2026-02-28', 'csat', 4),
      answered(4, DAY, 'nps', 0),
    );
    expect(figure).toEqual({ name: 'csat', unit: 'share', value: 0.5, before: 1, better: 'more', href: LINK });
  });

  test('is the Net Promoter Score where that is what they answer', () => {
    const figure = happiness(answered(1, DAY, 'nps', 10), answered(2, '2026-02-27', 'nps', 3), answered(3, DAY, 'csat', 5));
    expect(figure).toEqual({ name: 'nps', unit: 'points', value: 100, before: -100, better: 'more', href: LINK });
  });

  test('of a day without answers is no data, not zero', () => {
    expect(happiness(answered(1, '2026-02-28', 'csat', 4))).toMatchObject({ name: 'csat', value: null, before: 1 });
  });

  test('is what was resolved where nobody is asked', () => {
    expect(happiness()).toMatchObject({ name: 'resolved', unit: 'count', value: 0 });
  });
});
