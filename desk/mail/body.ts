import { calendarText } from './calendar-text.ts';
import { htmlToText } from './html-text.ts';
import { addressList, type Email, type ParsedAttachment, parse, words } from './parser.ts';
import { clean, fileName, oneLine } from './plain-text.ts';
import { prepare } from './prepare.ts';
import type { ReadAttachment } from './read.ts';
import { readTnef, type Tnef } from './tnef.ts';

/*
 * What a parsed mail says and carries: one text from whatever parts it came in, and its files.
 */

export type Body = {
  readonly text: string;
  readonly html: string | null;
  readonly attachments: readonly ReadAttachment[];
  /** Message-IDs of mails that this one returns or reports on. */
  readonly returnedIds: readonly string[];
};

/** A text longer than a book is cut; the raw mail has it all. UTF-16 units. */
const TEXT = 1_000_000;
const HTML = 2_000_000;
const MOST_ATTACHMENTS = 500;
const MOST_FORWARDED = 10;
const FORWARDED_DEPTH = 3;

/** Reads text and attachments. What was cut or could not be read goes into `defects`. */
export async function bodyOf(email: Email, defects: Set<string>, depth = 0): Promise<Body> {
  const attachments: ReadAttachment[] = [];
  const added: string[] = [];
  const returnedIds: string[] = [];
  let tnef: Tnef | null = null;
  let forwarded = 0;
  const isReport = email.attachments.some((a) => REPORT.test(a.mimeType));
  for (const [index, part] of email.attachments.entries()) {
    if (attachments.length >= MOST_ATTACHMENTS) {
      defects.add('attachments-cut');
      break;
    }
    const attachment = attachmentOf(part, index);
    attachments.push(attachment);
    const { mimeType, bytes } = attachment;
    if (mimeType === 'text/calendar' || mimeType === 'application/ics') added.push(calendarText(decode(bytes)));
    else if (isReport && RETURNED.test(mimeType)) returnedIds.push(...returnedId(bytes));
    else if (mimeType === 'message/rfc822' && forwarded < MOST_FORWARDED && depth < FORWARDED_DEPTH) {
      forwarded += 1;
      added.push(await forwardedText(bytes, defects, depth + 1));
    } else if (mimeType === 'application/ms-tnef' || attachment.filename.toLowerCase() === 'winmail.dat') {
      tnef ??= readTnef(bytes);
      if (tnef === null) defects.add('winmail-unreadable');
    }
  }
  for (const [index, file] of (tnef?.files ?? []).entries()) {
    const filename = fileName(file.filename, `attachment-${email.attachments.length + index + 1}`);
    attachments.push({ filename, mimeType: 'application/octet-stream', bytes: file.bytes, contentId: null, inline: false });
  }
  const html = email.html ? cut(clean(email.html), HTML, 'html-cut', defects) : null;
  const main = mainText(email, html, tnef, defects);
  if (main === '' && attachments.some((a) => SEALED.test(a.mimeType))) defects.add('encrypted');
  const text = [main, ...added].filter((t) => t !== '').join('\n\n');
  return { text: cut(text, TEXT, 'text-cut', defects), html, attachments, returnedIds };
}

const REPORT = /^message\/(delivery-status|disposition-notification|feedback-report|global-delivery-status)$/;
const RETURNED = /^(message\/rfc822|text\/rfc822-headers|message\/global(-headers)?)$/;
const SEALED = /^application\/((x-)?pkcs7-mime|pgp-encrypted)$/;

/** Plain text where there is any; else HTML made readable; else what winmail.dat holds. */
function mainText(email: Email, html: string | null, tnef: Tnef | null, defects: Set<string>): string {
  const plain = trimmed(cut(clean(cut(email.text ?? '', TEXT * 2, 'text-cut', defects)), TEXT, 'text-cut', defects));
  if (plain !== '' && !(html !== null && NO_HTML.test(plain))) return plain;
  if (html !== null) {
    const readable = htmlToText(html);
    if (readable !== '') return readable;
  }
  if (tnef?.text) return trimmed(clean(tnef.text.slice(0, TEXT)));
  return tnef?.html ? htmlToText(clean(tnef.html.slice(0, HTML))) : plain;
}

/** What stands in for the text when a program wrote only HTML. */
const NO_HTML =
  /^.{0,80}\b(?:HTML[- ](?:e-?mail|mail|message|format|version|compatible|enabled|capable)|view this (?:e-?mail|message) in)\b.{0,200}$/is;

const trimmed = (text: string): string => text.replace(/^(?:[ \t]*\n)+/, '').trimEnd();

function cut(text: string, most: number, defect: string, defects: Set<string>): string {
  if (text.length <= most) return text;
  defects.add(defect);
  return text.slice(0, most).replace(/[\ud800-\udbff]$/, '');
}

function attachmentOf(part: ParsedAttachment, index: number): ReadAttachment {
  const content = part.content;
  const bytes = typeof content === 'string' ? Buffer.from(content) : content instanceof Uint8Array ? content : new Uint8Array(content);
  const mimeType = /^[\w.+-]{1,60}\/[\w.+-]{1,100}$/.test(part.mimeType) ? part.mimeType : 'application/octet-stream';
  const contentId = oneLine(part.contentId ?? '', 300).replace(/^<|>$/g, '');
  return {
    filename: fileName(part.filename ?? part.description ?? '', `attachment-${index + 1}${ENDINGS[mimeType] ?? ''}`),
    mimeType,
    bytes,
    contentId: contentId === '' ? null : contentId,
    inline: part.related === true || part.disposition === 'inline',
  };
}

const ENDINGS: Readonly<Record<string, string>> = {
  'message/rfc822': '.eml',
  'text/calendar': '.ics',
  'image/png': '.png',
  'image/jpeg': '.jpg',
  'image/gif': '.gif',
  'application/pdf': '.pdf',
  'text/plain': '.txt',
  'text/html': '.html',
};

const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes.subarray(0, 200_000));

/** The Message-ID that a returned mail, or its header alone, had. */
const returnedId = (bytes: Uint8Array): string[] => /^message-id:\s*(<[^<>\s]{1,995}>)/im.exec(decode(bytes))?.slice(1, 2) ?? [];

/** A mail within the mail, readable: who, when, what about, its text, and the names of its files. */
async function forwardedText(bytes: Uint8Array, defects: Set<string>, depth: number): Promise<string> {
  try {
    const prepared = prepare(bytes);
    const email = await parse(prepared.bytes);
    const body = await bodyOf(email, defects, depth);
    const field = (name: string): string => oneLine(words(email.headers.find((h) => h.key === name)?.value ?? ''), 500);
    const people = (name: string): string =>
      addressList(email.headers.find((h) => h.key === name)?.value ?? '')
        .slice(0, 20)
        .map((a) => oneLine(a.name === '' ? a.address : `${a.name} <${a.address}>`, 300))
        .join(', ');
    const lines = [
      ['From', people('from')],
      ['Date', field('date')],
      ['Subject', field('subject')],
      ['To', people('to')],
    ].flatMap(([label, value]) => (value ? [`${label}: ${value}`] : []));
    const files = body.attachments.map((a) => `[${a.filename}]`).join(' ');
    return ['---------- Forwarded message ----------', ...lines, '', body.text, ...(files === '' ? [] : ['', files])].join('\n').trimEnd();
  } catch {
    // It stays an attachment, as it was sent.
    defects.add('forwarded-unparsable');
    return '';
  }
}
