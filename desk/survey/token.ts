import { createHash } from 'node:crypto';
import type { Instant, OrderId, SurveyId, TicketId } from '../../events/ids.ts';
import { hmacSha256 } from '../hmac.ts';

/*
 * The token in a survey's links: 128 bits that only the desk can make, from its secret and from what the survey is about.
 * Nothing of it is stored: the survey's stream is named after the token's hash, so a token leads to its survey by its hash,
 * and neither a stream's id (which events carry) nor a copy of the table leads to a token.
 */

/** What a survey is about, in words that name it once and for all; the seed of its token. */
export type SurveyRef = string & { readonly ref: unique symbol };

export const orderRef = (channel: string, number: string): SurveyRef => `order\n${channel}\n${number}` as SurveyRef;
/** Each resolution of a ticket may be asked about once. */
export const ticketRef = (ticket: TicketId, resolvedAt: Instant): SurveyRef => `ticket\n${ticket}\n${resolvedAt}` as SurveyRef;

const TOKEN_BYTES = 16;

/** @returns 22 characters of base64url: HMAC-SHA-256 of the ref under the desk's secret, its first 128 bits (RFC 2104, section 5) */
export const surveyToken = (secret: Uint8Array, ref: SurveyRef): string =>
  hmacSha256(secret, `survey token\n${ref}`).subarray(0, TOKEN_BYTES).toString('base64url');

/** Whether a text can be a token at all; one spelling only, for base64url leaves bits at the end that decoding ignores. */
export const isToken = (text: string): boolean =>
  /^[A-Za-z0-9_-]{22}$/.test(text) && Buffer.from(text, 'base64url').toString('base64url') === text;

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const ID_CHARACTERS = 26;

function hashOf(token: string): string {
  const bytes = createHash('sha256').update(`survey stream\n${token}`).digest();
  let out = '';
  for (let i = 0; i < ID_CHARACTERS; i += 1) out += CROCKFORD[(bytes[i] ?? 0) & 31];
  return out;
}

/** The stream of the order that a token is about, if it is about an order. */
export const orderOf = (token: string): OrderId => `O-${hashOf(token)}` as OrderId;
/** The stream of the survey about a ticket that a token belongs to, if it is about a ticket. */
export const surveyOf = (token: string): SurveyId => `S-${hashOf(token)}` as SurveyId;

export type SurveyStream = OrderId | SurveyId;
export const isSurveyStream = (stream: string): stream is SurveyStream => /^[OS]-/.test(stream);

/** The stream of a ref. */
export function streamOf(secret: Uint8Array, ref: SurveyRef): SurveyStream {
  const token = surveyToken(secret, ref);
  return ref.startsWith('order\n') ? orderOf(token) : surveyOf(token);
}
