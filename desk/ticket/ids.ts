import { createHash } from 'node:crypto';
import type { CustomerId, MailId, MessageId, TicketId } from '../../events/ids.ts';

/*
 * Ids come from the trigger's seed, so that the same trigger, delivered again, makes the same ids
 * and meets its own earlier work instead of doing it twice.
 */

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Crockford base 32 without I, L, O, U: easy to read out over a telephone. */
function base32(bytes: Uint8Array, length: number): string {
  let out = '';
  for (let i = 0; i < length; i += 1) out += CROCKFORD[(bytes[i] ?? 0) & 31];
  return out;
}

/**
 * A ticket reference of five characters, 33 million of them. A taken one is tried again with `attempt` raised,
 * one character longer each time up to eight.
 */
export const newTicketId = (seed: string, attempt = 0): TicketId =>
  `T-${base32(digest(`ticket\n${seed}\n${attempt}`), Math.min(5 + attempt, 8))}` as TicketId;

const short = (kind: string, seed: string): string => digest(`${kind}\n${seed}`).toString('hex').slice(0, 20);
export const newMessageId = (seed: string): MessageId => `m-${short('message', seed)}` as MessageId;
export const newCustomerId = (seed: string): CustomerId => `c-${short('customer', seed)}` as CustomerId;
export const newMailId = (seed: string, kind: string, n = 0): MailId => `o-${short(`mail ${kind} ${n}`, seed)}` as MailId;
