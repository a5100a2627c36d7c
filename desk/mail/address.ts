import { timingSafeEqual } from 'node:crypto';
import { domainToASCII } from 'node:url';
import type { TicketId } from '../../events/ids.ts';
import { hmacSha256 } from '../hmac.ts';

/*
 * Addresses: one spelling for comparing, and signed ones that lead a reply back to its ticket.
 */

/** Longest address that SMTP can carry (RFC 5321, 4.5.3.1.3, less the angle brackets). */
const LONGEST = 254;
/** Controls, format characters that show nothing, and what has a meaning in an address field. Spelled out: property classes cost a cold start. */
const INVISIBLE = '\\0-\\x1f\\x7f-\\x9f\\u00ad\\u061c\\u180e\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff\\ufff9-\\ufffb';
const UNSAFE = new RegExp(`[\\s${INVISIBLE}<>(),;:"\\\\[\\]]`);
const QUOTED_LOCAL = /^"(?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\[\x20-\x7e]){0,62}"$/;

/**
 * One spelling of an address, for comparing and storing: lower case, without brackets, comments, `mailto:` or a final dot,
 * the domain in ASCII (RFC 5890). Local parts are compared without case, as every provider does. Empty when it is no address.
 */
export function normalise(address: string): string {
  const bare = address.normalize('NFC').trim();
  const inside = /<([^<>]*)>\s*$/.exec(bare.slice(-LONGEST - 2))?.[1] ?? bare;
  const plain = inside.trim().replace(/^mailto:/i, '');
  const at = plain.lastIndexOf('@');
  if (at < 1 || plain.length > LONGEST) return '';
  const local = plain.slice(0, at);
  const unquoted = /^"[\w.+-]+"$/.test(local) ? local.slice(1, -1) : local;
  const domain = asciiDomain(plain.slice(at + 1));
  if (domain === '' || !(QUOTED_LOCAL.test(unquoted) || (!UNSAFE.test(unquoted) && !unquoted.includes('@')))) return '';
  return `${unquoted.toLowerCase()}@${domain}`;
}

function asciiDomain(domain: string): string {
  const lower = domain.toLowerCase().replace(/\.$/, '');
  if (/^[a-z0-9_-]+(\.[a-z0-9_-]+)*$/.test(lower)) return lower;
  if (/^\[[0-9a-f.:v]+\]$/i.test(lower)) return lower;
  // domainToASCII follows the URL standard and would take a port or a path for granted; none may be there.
  return UNSAFE.test(lower) || /[/?#@%]/.test(lower) ? '' : domainToASCII(lower);
}

/** The part after the last `@`, lower case; empty without one. */
export const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1).toLowerCase() || '';

/** Which of our mailboxes was written to, by its own address or a plus-address of it, in any letter case; null for none. */
export function mailboxOf(recipients: readonly string[], mailboxes: readonly string[]): string | null {
  for (const recipient of recipients) {
    const found = suffixAt(recipient, mailboxes);
    if (found) return found.mailbox;
  }
  return null;
}

/** The mailbox behind a recipient, and what stands after its `+`. The longest mailbox wins, so `help+eu@` may be one of its own. */
function suffixAt(recipient: string, mailboxes: readonly string[]): { mailbox: string; suffix: string } | null {
  const address = normalise(recipient);
  let best: { mailbox: string; suffix: string } | null = null;
  for (const mailbox of mailboxes) {
    const own = mailbox.toLowerCase();
    if (address === own) return { mailbox, suffix: '' };
    const at = own.lastIndexOf('@');
    const begin = `${own.slice(0, at)}+`;
    const end = own.slice(at);
    if (address.startsWith(begin) && address.endsWith(end) && (!best || mailbox.length > best.mailbox.length)) {
      best = { mailbox, suffix: address.slice(begin.length, address.length - end.length) };
    }
  }
  return best;
}

export type ReplyRole = 'customer' | 'agent';
export type ReplyToken = {
  readonly ticket: TicketId;
  readonly role: ReplyRole;
  /** Place among the ticket's participants, or among those notified. */
  readonly participant: number;
};

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';
const TOKEN = /^([0-9a-hjkmnp-tv-z]{5,8})-([ca])(\d{1,4})-([a-z2-7]{16})$/;
/** So many recipients are tried for a token: each costs an HMAC, and a mail may name thousands. */
const TRIED = 50;

/**
 * What goes after the `+` of a mailbox's local part: `7k4qx-c0-<mac>`. The MAC is the first 80 bits of HMAC-SHA-256 over ticket,
 * role and participant, in RFC 4648 base 32, lower case: whoever was not given it cannot guess it. Never expires; opens one ticket.
 */
export function replyToken({ secret, ticket, role, participant }: ReplyToken & { readonly secret: Uint8Array }): string {
  return `${ticket.slice(2).toLowerCase()}-${role[0]}${participant}-${mac(secret, ticket, role, participant)}`;
}

/** `support+<token>@domain` for a mailbox `support@domain`. */
export function replyAddress(mailbox: string, token: string): string {
  const at = mailbox.lastIndexOf('@');
  return `${mailbox.slice(0, at)}+${token}${mailbox.slice(at)}`;
}

/** The first token among the recipients that we signed ourselves, with the mailbox that it was under; null when there is none. */
export function readReplyToken(
  recipients: readonly string[],
  mailboxes: readonly string[],
  secret: Uint8Array,
): (ReplyToken & { readonly mailbox: string }) | null {
  let tried = 0;
  for (const recipient of recipients) {
    const found = suffixAt(recipient, mailboxes);
    const [, reference, letter, number, given] = TOKEN.exec(found?.suffix ?? '') ?? [];
    if (!found || !reference || !number || !given) continue;
    tried += 1;
    if (tried > TRIED) return null;
    const ticket = `T-${reference.toUpperCase()}` as TicketId;
    const role = letter === 'a' ? 'agent' : 'customer';
    const participant = Number(number);
    if (timingSafeEqual(Buffer.from(given), Buffer.from(mac(secret, ticket, role, participant)))) {
      return { ticket, role, participant, mailbox: found.mailbox };
    }
  }
  return null;
}

function mac(secret: Uint8Array, ticket: TicketId, role: ReplyRole, participant: number): string {
  const digest = hmacSha256(secret, `reply\n${ticket}\n${role}\n${participant}`);
  let bits = 0n;
  for (const byte of digest.subarray(0, 10)) bits = (bits << 8n) | BigInt(byte);
  let text = '';
  for (let shift = 75n; shift >= 0n; shift -= 5n) text += BASE32[Number((bits >> shift) & 31n)];
  return text;
}
