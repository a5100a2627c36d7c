import type { Instant } from '../../events/ids.ts';
import type { Address } from '../ticket/dossier.ts';
import { normalise } from './address.ts';
import { bodyOf } from './body.ts';
import { decodeUnlabelled } from './charset.ts';
import { mailDate } from './mail-date.ts';
import { newText } from './new-text.ts';
import { addressList, type Email, mailboxes, type Named, parse, words } from './parser.ts';
import { clean, oneLine } from './plain-text.ts';
import { prepare } from './prepare.ts';
import { bodyAsText, withShownBoundary } from './salvage.ts';
import { saysReply } from './subject.ts';

/*
 * A mail read: from any bytes to what the desk needs of them, within bounds. What was wrong or cut is said in `defects`.
 */

export type ReadAttachment = {
  readonly filename: string;
  readonly mimeType: string;
  readonly bytes: Uint8Array;
  readonly contentId: string | null;
  /** Shown within the text rather than beside it. */
  readonly inline: boolean;
};

export type HeaderField = { readonly name: string; readonly value: string };

export type ReadMail = {
  /** The first author, address in lower case; `unknown@sender.invalid` when there is none. */
  readonly from: Address;
  /** How many authors the mail names: more than one, or two From fields, is a sign of forgery. */
  readonly authors: number;
  readonly replyTo: readonly Address[];
  readonly to: readonly Address[];
  readonly cc: readonly Address[];
  /** One line. */
  readonly subject: string;
  /** The whole text; HTML-only mail made readable; forwarded mails and invitations in it. */
  readonly text: string;
  /** Only what is new. The same string as `text` when nothing was cut. */
  readonly newText: string;
  /** As it was sent. */
  readonly html: string | null;
  /** With angle brackets. */
  readonly rfcMessageId: string | null;
  readonly inReplyTo: string | null;
  /** Oldest first, as the header has them. */
  readonly references: readonly string[];
  /** What the Date field says; true arrival is the server's business. */
  readonly claimedAt: Instant | null;
  /** All fields of a name, in the order of the mail, unfolded, not decoded. Any letter case. */
  readonly header: (name: string) => readonly string[];
  readonly headers: readonly HeaderField[];
  readonly attachments: readonly ReadAttachment[];
  /** What was wrong with the mail, or cut: short stable words. */
  readonly defects: readonly string[];
};

export const NO_SENDER = 'unknown@sender.invalid';

const MOST_ADDRESSES = 1000;
const MOST_REFERENCES = 100;
const SUBJECT = 1000;
const NAME = 200;

/** Reads a mail. Never throws, whatever the bytes are: what cannot be parsed is read as one text, and a defect says so. */
export async function readMail(raw: Uint8Array): Promise<ReadMail> {
  const defects = new Set<string>();
  try {
    const mail = await parsed(raw, defects, false);
    return isEmpty(mail) || !hasHeader(mail) ? await salvaged(raw, mail, defects) : mail;
  } catch {
    // Whatever the parser refuses has been stored and must still become a ticket.
    defects.add('unparsable');
    return unparsed(raw, defects);
  }
}

async function parsed(raw: Uint8Array, defects: Set<string>, extraField: boolean): Promise<ReadMail> {
  const prepared = prepare(raw);
  for (const defect of prepared.defects) defects.add(defect);
  const email = await parse(prepared.bytes);
  return assembled(email, (prepared.marked ? 1 : 0) + (extraField ? 1 : 0), defects);
}

const isEmpty = (mail: ReadMail): boolean => mail.text === '' && mail.attachments.length === 0;
/** Any of these makes the first lines a header. */
const KNOWN = /^(from|to|subject|date|message-id|received|return-path|content-type|mime-version|sender|reply-to|cc)$/;

const hasHeader = (mail: ReadMail): boolean => mail.headers.some((h) => KNOWN.test(h.name));

/** A mail that seems to say nothing: bytes without a header, or a multipart whose boundary is not the one that it names. */
async function salvaged(raw: Uint8Array, mail: ReadMail, defects: Set<string>): Promise<ReadMail> {
  const asText = (text: string, why: string): ReadMail => ({ ...mail, text, newText: text, defects: [...defects.add(why)] });
  if (!hasHeader(mail)) {
    return asText(clean(decodeUnlabelled(raw.subarray(0, READ_WHEN_UNPARSED))).trim(), 'no-header');
  }
  if (!/^\s*multipart\//i.test(mail.header('content-type')[0] ?? '')) return mail;
  const body = clean(bodyAsText(raw, READ_WHEN_UNPARSED)).trim();
  if (body === '') return mail;
  const shown = withShownBoundary(raw);
  defects.add('no-boundary');
  const again = shown === null ? mail : await parsed(shown, defects, true);
  return isEmpty(again) ? asText(body, 'no-boundary') : again;
}

/** `ours` is how many of the first header fields were put there by us. */
async function assembled(email: Email, ours: number, defects: Set<string>): Promise<ReadMail> {
  const headers: HeaderField[] = email.headers.slice(ours).map(({ key, value }) => ({ name: key, value }));
  const header = (name: string): readonly string[] => {
    const wanted = name.toLowerCase();
    return headers.filter((h) => h.name === wanted).map((h) => h.value);
  };
  const authors = addresses(header('from').flatMap(addressList), 'from', defects);
  const one = (name: string): Address | undefined => addresses(header(name).slice(0, 1).flatMap(addressList), name, defects)[0];
  const subject = oneLine(words(header('subject')[0] ?? ''), SUBJECT);
  const body = await bodyOf(email, defects);
  const inReplyTo = messageIds(header('in-reply-to')[0] ?? '')[0] ?? null;
  const references = [...messageIds(header('references').join(' ')), ...body.returnedIds].slice(-MOST_REFERENCES);
  const isReply = inReplyTo !== null || references.length > 0 || saysReply(subject);
  return {
    from: authors[0] ?? one('sender') ?? one('return-path') ?? nobody(defects),
    authors: Math.max(authors.length, header('from').length),
    replyTo: addresses(mailboxes(email.replyTo), 'reply-to', defects),
    to: addresses(mailboxes(email.to), 'to', defects),
    cc: addresses(mailboxes(email.cc), 'cc', defects),
    subject,
    text: body.text,
    newText: newText(body.text, { subject, isReply }),
    html: body.html,
    rfcMessageId: messageIds(header('message-id')[0] ?? '')[0] ?? null,
    inReplyTo,
    references,
    claimedAt: mailDate(header('date')[0] ?? ''),
    header,
    headers,
    attachments: body.attachments,
    defects: [...defects],
  };
}

function nobody(defects: Set<string>): Address {
  defects.add('no-sender');
  return { name: '', address: NO_SENDER };
}

function addresses(named: readonly Named[], field: string, defects: Set<string>): Address[] {
  const found: Address[] = [];
  for (const parsed of named) {
    const address = normalise(parsed.address);
    if (address === '') {
      if (parsed.address !== '' || field === 'from') defects.add(`bad-address-${field}`);
    } else if (found.length >= MOST_ADDRESSES) {
      defects.add(`addresses-cut-${field}`);
      return found;
    } else found.push({ name: oneLine(parsed.name, NAME), address });
  }
  return found;
}

/** The Message-IDs in a field, each with its brackets; a bare one gets them (RFC 5322, 3.6.4 and what is found in the wild). */
function messageIds(field: string): string[] {
  const text = clean(field.slice(0, 100_000));
  const bracketed = text.match(/<[^<>\s]{1,995}>/g);
  if (bracketed) return bracketed;
  const bare = /^\s*([^\s<>"(),;]{1,900}@[^\s<>"(),;]{1,90})\s*$/.exec(text)?.[1];
  return bare ? [`<${bare}>`] : [];
}

const READ_WHEN_UNPARSED = 200_000;

/** The mail as one text: its header lines cannot be trusted, so nothing is taken from them but by their names. */
function unparsed(raw: Uint8Array, defects: Set<string>): ReadMail {
  const text = clean(Buffer.from(raw.buffer, raw.byteOffset, Math.min(raw.byteLength, READ_WHEN_UNPARSED)).toString('utf8'));
  const end = text.indexOf('\n\n');
  const lines = (end < 0 ? text : text.slice(0, end)).replace(/\n[ \t]+/g, ' ').split('\n');
  const headers = lines.slice(0, 1000).flatMap((line) => {
    const colon = line.indexOf(':');
    return colon > 0
      ? [
          {
            name: line.slice(0, colon).trim().toLowerCase(),
            value: line
              .slice(colon + 1)
              .trim()
              .slice(0, 20_000),
          },
        ]
      : [];
  });
  const header = (name: string): readonly string[] => headers.filter((h) => h.name === name.toLowerCase()).map((h) => h.value);
  const list = (name: string): Address[] => addresses(header(name).flatMap(addressList), name, defects);
  const body = end < 0 ? text : text.slice(end + 2);
  return {
    from: list('from')[0] ?? nobody(defects),
    authors: header('from').length,
    replyTo: list('reply-to'),
    to: list('to'),
    cc: list('cc'),
    subject: oneLine(words(header('subject')[0] ?? ''), SUBJECT),
    text: body,
    newText: body,
    html: null,
    rfcMessageId: messageIds(header('message-id')[0] ?? '')[0] ?? null,
    inReplyTo: messageIds(header('in-reply-to')[0] ?? '')[0] ?? null,
    references: messageIds(header('references').join(' ')),
    claimedAt: mailDate(header('date')[0] ?? ''),
    header,
    headers,
    attachments: [],
    defects: [...defects],
  };
}
