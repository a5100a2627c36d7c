import * as z from 'zod/mini';
import { fact } from './fact.ts';
import { agentId, customerId, instant, mailId, ticketId } from './ids.ts';

/*
 * What is said about orders and surveys.
 */

const nullable = z.nullable;
export const SURVEY_KINDS = ['csat', 'nps'] as const;
const kind = z.enum(SURVEY_KINDS);
export type SurveyKind = (typeof SURVEY_KINDS)[number];
const about = z.enum(['order', 'ticket']);
const returned = z.enum(['bounce', 'complaint', 'reject', 'suppressed']);
/** What a survey counts under, fixed when it was asked: the agents are those who had replied. */
const asked = {
  kind,
  about,
  channel: z.string(),
  ticketType: nullable(z.string()),
  product: nullable(z.string()),
  agents: z.array(agentId),
};

export const SKIP_REASONS = [
  'off',
  'erased',
  'no-address',
  'cancelled',
  'refunded',
  'excluded',
  'reopened',
  'too-late',
  'suppressed',
  'unsubscribed',
  'open-ticket',
  'throttled',
] as const;
export type SkipReason = (typeof SKIP_REASONS)[number];

export const surveyFacts = [
  fact('SurveyScheduled', { kind, about, customer: customerId, ticket: nullable(ticketId), askAt: instant }),
  /** Asked and sent are one: what bounces later says so with the same instant. Delivered = asked less undelivered. */
  fact('SurveyAsked', { ...asked, customer: customerId, mail: mailId }),
  fact('SurveySkipped', {
    kind,
    about,
    channel: z.string(),
    ticketType: nullable(z.string()),
    product: nullable(z.string()),
    reason: z.enum(SKIP_REASONS),
  }),
  /** `sentAt` is when it was asked: the day that it leaves the denominator of. */
  fact('SurveyUndelivered', { ...asked, mail: mailId, sentAt: instant, reason: returned }),
  /** A confirmed answer. `change` counts from 0; `replaces` is the answer that counted until now. */
  fact('SurveyAnswered', {
    ...asked,
    askedAt: instant,
    score: z.number(),
    change: z.number(),
    comment: z.boolean(),
    replaces: nullable(z.object({ at: instant, score: z.number() })),
    /** Names the press of the button, so that the same press counts once. */
    press: z.string(),
  }),
  /** Two different buttons were pressed on one page, which no person does: its answer of `answeredAt` counts no more. */
  fact('SurveyAnswerWithdrawn', {
    ...asked,
    askedAt: instant,
    answeredAt: instant,
    score: z.number(),
    press: z.string(),
    /** The answer that counts again, if there was one before. */
    restores: nullable(z.object({ at: instant, score: z.number() })),
  }),
  /** `press` names the press on the page; none for a mail provider's one click. */
  fact('SurveyUnsubscribed', { customer: customerId, press: z.optional(nullable(z.string())) }),
  /** The other button was pressed on the same page: nothing has changed after all. */
  fact('SurveyResubscribed', { customer: customerId, press: z.string() }),
] as const;

const order = { customer: customerId, channel: z.string(), product: nullable(z.string()) };
export const orderFacts = [
  fact('OrderPlaced', {
    ...order,
    items: z.number(),
    value: nullable(z.object({ amount: z.number(), currency: z.string() })),
  }),
  fact('OrderDelivered', { ...order, deliveredAt: instant }),
  fact('OrderCancelled', order),
  fact('OrderRefunded', order),
] as const;
