import * as z from 'zod/mini';
import { agentId, type Instant, instant, orderId, surveyId, ticketId } from '../../events/ids.ts';
import { SURVEY_KINDS } from '../../events/survey-facts.ts';
import { lastComment, type SurveyFile } from '../survey/file.ts';
import { type AskedSurvey, countingAnswer, firstAnswer } from '../survey/survey.ts';
import { about } from './about.ts';
import { line } from './input.ts';

/*
 * What customers answered, and which addresses are not written to any more.
 */

const moment = z
  .string()
  .check(
    z.refine(
      (text) => /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d))?$/.test(text) && !Number.isNaN(Date.parse(text)),
      'must be a day such as 2026-01-31, or an instant such as 2026-01-31T09:00:00Z',
    ),
  );

export const surveyQuery = z.strictObject({
  score: about(
    'One score, or a range such as `1-2`.',
    z.optional(z.string().check(z.regex(/^(\d|10)(-(\d|10))?$/, 'must be a score or a range, such as 4 or 0-6'))),
  ),
  kind: z.optional(z.enum(SURVEY_KINDS)),
  from: about('Answered from this day of the desk’s, or instant, on; 30 days ago without it.', z.optional(moment)),
  to: about('Answered before this day, or instant; until now without it.', z.optional(moment)),
  limit: z.optional(z.string().check(z.regex(/^([1-9]\d?|100)$/, 'must be 1 to 100'))),
  cursor: z.optional(z.string().check(z.maxLength(2048))),
});

const scored = z.object({ score: z.number(), at: instant });
export const surveyView = z.object({
  survey: z.union([orderId, surveyId]),
  kind: z.enum(SURVEY_KINDS),
  about: z.enum(['order', 'ticket']),
  score: about('The answer that counts: the last one confirmed.', z.number()),
  answeredAt: instant,
  askedAt: instant,
  comment: about('Plain text, as the customer wrote it; empty without one, null after the customer was erased.', z.nullable(z.string())),
  first: about('The first answer; the same as the one that counts when it was never changed.', scored),
  changes: z.number(),
  order: about('The order’s number; null for a ticket’s survey, and after the customer was erased.', z.nullable(z.string())),
  ticket: z.nullable(ticketId),
  channel: z.string(),
  ticketType: z.nullable(z.string()),
  product: z.nullable(z.string()),
  agents: z.array(agentId),
  evidence: about(
    'What the browser and the clock tell of the press that counts. No proof of a person, or of none; null after the customer was erased.',
    z.nullable(
      z.object({
        userAgent: z.string(),
        languages: z.string(),
        fetch: z.string(),
        pageSeconds: about('From the page’s being served to the press.', z.number()),
        askedSeconds: about('From the asking to the press.', z.number()),
      }),
    ),
  ),
});
export type SurveyView = z.infer<typeof surveyView>;
export const surveyList = z.object({ surveys: z.array(surveyView), cursor: z.nullable(z.string()) });

/** One answered survey as the API shows it; null when no answer counts. */
export function showSurvey(survey: AskedSurvey, file: SurveyFile): SurveyView | null {
  const counting = countingAnswer(survey);
  const first = firstAnswer(survey);
  if (counting === null || first === null) return null;
  const { under } = survey;
  return {
    survey: survey.id as SurveyView['survey'],
    kind: survey.kind,
    about: survey.about,
    score: counting.score,
    answeredAt: counting.at,
    askedAt: survey.askedAt,
    comment: file.asked === null ? null : lastComment(file),
    first: { score: first.score, at: first.at },
    changes: survey.answers.filter((a) => !a.withdrawn).length - 1,
    order: survey.about === 'order' ? (file.asked?.about ?? null) : null,
    ticket: survey.ticket,
    channel: under.channel,
    ticketType: under.ticketType,
    product: under.product,
    agents: [...under.agents],
    evidence: file.verbatims.find((v) => v.change === counting.change)?.evidence ?? null,
  };
}

/** Scores from a query such as `4` or `0-6`, both ends in. */
export function scoreRange(text: string | undefined): { readonly least: number; readonly most: number } {
  const [least = '0', most = least] = text === undefined ? ['0', '10'] : text.split('-');
  return { least: Math.min(Number(least), Number(most)), most: Math.max(Number(least), Number(most)) };
}

export const suppressionQuery = z.strictObject({
  limit: z.optional(z.string().check(z.regex(/^([1-9]\d?|100)$/, 'must be 1 to 100'))),
  cursor: z.optional(z.string().check(z.maxLength(2048))),
});
export const suppressionView = z.object({
  address: about('Empty after the customer was erased: the address itself is forgotten, the wish is not.', line(254)),
  at: instant,
  reason: z.enum(['bounce', 'complaint', 'agent']),
});
export const suppressionList = z.object({ suppressions: z.array(suppressionView), cursor: z.nullable(z.string()) });
export const suppressionLifted = z.object({ address: z.string(), suppressed: z.literal(false) });

/** The days, in UTC, whose commits can hold an answer of this period; newest first. */
export function daysBetween(from: Instant, to: Instant): string[] {
  const days: string[] = [];
  const first = Date.parse(from.slice(0, 10));
  for (let ms = Date.parse(new Date(Date.parse(to) - 1).toISOString().slice(0, 10)); ms >= first; ms -= 86_400_000) {
    days.push(new Date(ms).toISOString().slice(0, 10));
  }
  return days;
}
