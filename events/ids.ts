import * as z from 'zod/mini';

/** An instant: RFC 3339, UTC, milliseconds, so that instants sort as text. */
export const instant = z
  .string()
  .check(z.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/, 'an instant is UTC with milliseconds, such as 2026-01-31T09:00:00.000Z'))
  .brand<'Instant'>();
export type Instant = z.infer<typeof instant>;

/** A ticket's id is its human reference: `T-` and 5 to 8 Crockford base-32 characters. It is no secret. */
export const ticketId = z
  .string()
  .check(z.regex(/^T-[0-9A-HJKMNP-TV-Z]{5,8}$/, 'a ticket reference looks like T-7K4QX'))
  .brand<'TicketId'>();
export type TicketId = z.infer<typeof ticketId>;

/**
 * The stream of one order and of the survey about it, and the stream of a survey about a ticket: 130 bits of the hash of the
 * survey's token, so that a token finds its survey and a stream's id tells nothing about the token.
 */
export const orderId = z
  .string()
  .check(z.regex(/^O-[0-9A-HJKMNP-TV-Z]{26}$/))
  .brand<'OrderId'>();
export type OrderId = z.infer<typeof orderId>;
export const surveyId = z
  .string()
  .check(z.regex(/^S-[0-9A-HJKMNP-TV-Z]{26}$/))
  .brand<'SurveyId'>();
export type SurveyId = z.infer<typeof surveyId>;

/** One mail, reply or note on a ticket. Sorts by time within its ticket. */
export const messageId = z
  .string()
  .check(z.regex(/^m-[0-9a-z]{10,40}$/))
  .brand<'MessageId'>();
export type MessageId = z.infer<typeof messageId>;

/** A mail that the desk owes somebody: acknowledgement, relayed reply, notification, survey, report. */
export const mailId = z
  .string()
  .check(z.regex(/^o-[0-9a-z-]{6,60}$/))
  .brand<'MailId'>();
export type MailId = z.infer<typeof mailId>;

/** A customer's pseudonym. Only the customer's own row knows the address, so erasing that row leaves events anonymous. */
export const customerId = z
  .string()
  .check(z.regex(/^c-[0-9a-z]{8,32}$/))
  .brand<'CustomerId'>();
export type CustomerId = z.infer<typeof customerId>;

/** An agent's id in the settings, such as `agent1`. Never an address. */
export const agentId = z
  .string()
  .check(z.regex(/^[a-z0-9][a-z0-9._-]{0,62}$/, 'an agent id is lower-case letters, digits, dot, dash, underscore'))
  .brand<'AgentId'>();
export type AgentId = z.infer<typeof agentId>;
