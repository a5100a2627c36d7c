import { Writable } from 'node:stream';
import * as base64 from 'nodemailer/lib/base64/index.js';
import MailComposer, {
  type MailComposerAlternative,
  type MailComposerAttachment,
  type MailComposerOptions,
} from 'nodemailer/lib/mail-composer/index.js';
import { encodeWord } from 'nodemailer/lib/mime-funcs/index.js';
import * as quotedPrintable from 'nodemailer/lib/qp/index.js';
import type { Instant } from '../../events/ids.ts';
import type { Settings } from '../settings.ts';
import type { OwedMail } from '../ticket/dossier.ts';
import { html } from './layout.ts';
import type { Report } from './letter-report.ts';
import { surveyLinks } from './letter-survey.ts';
import { nameOf } from './letter-to-agent.ts';
import { deskOf, letterOf } from './owed-letter.ts';
import { plainText } from './plain.ts';
import { addressField, fileType, messageIds, oneLine, withoutEncodedWords } from './tame.ts';

/** A person's answer, as it is relayed: the new text alone, and the files that came with it. */
export type Answer = {
  readonly text: string;
  readonly attachments: readonly {
    readonly filename: string;
    readonly mimeType: string;
    readonly bytes: Uint8Array;
    readonly contentId: string | null;
    readonly inline: boolean;
  }[];
};

export type About = {
  readonly settings: Settings;
  /** The desk's mail domain. Whatever comes back with it in `X-Deskpulse-Desk` is a loop. */
  readonly domain: string;
  /** The signed address that an answer comes to; null answers to the mailbox itself. */
  readonly replyTo: string | null;
  /** With angle brackets. SES puts its own in place of it. */
  readonly rfcMessageId: string;
  /** The trigger's time: the Date header, and what "today" is measured from. */
  readonly at: Instant;
  /** Base address of the site, for links; only a survey cannot do without. */
  readonly site: string | null;
  /** For kind `reply`. */
  readonly answer?: Answer;
  /** For kind `report`. */
  readonly report?: Report;
};

/**
 * Composes a mail that the desk owes, as MIME with CRLF line ends, ready for SES SendRawEmail. All of it is ASCII, but for the
 * local part of an address that is none. The same arguments give the same bytes. Wording: the settings', else our own in the
 * mail's language. MailComposer writes the MIME (RFC 5322, 2045 to 2047, 2231, 2387); what it gets is tamed before.
 * Rejects when a reply comes without its text, a report without its figures, or a survey without a site.
 */
export async function composeMail(owed: OwedMail, about: About): Promise<Uint8Array> {
  const desk = deskOf(owed, about);
  const files = filesOf(owed, about);
  const images = files.flatMap(({ cid, filename }) => (cid === undefined ? [] : [{ contentId: cid, filename }]));
  const letter = letterOf(owed, desk, { answer: { text: about.answer?.text ?? '', images }, report: about.report });
  const { subject } = letter;
  const { mailbox, words } = desk;
  const sender =
    owed.kind === 'reply' ? agentName(owed.agentName) : owed.kind === 'notification' && owed.from ? nameOf(owed.from, words) : '';
  const name = owed.kind === 'notification' && sender !== '' ? `${sender} · ${mailbox.name}` : sender || mailbox.name;
  const ids = messageIds(owed.thread);
  const to = owed.to.flatMap((address) => addressField(address) ?? []);
  const [text, page] = [crlf(plainText(letter)), crlf(html(letter))];
  const mail: MailComposerOptions = {
    from: addressField({ name, address: mailbox.address }) ?? mailbox.address,
    // RFC 5322, 3.4: a group without members.
    to: to.length > 0 ? to : 'undisclosed recipients:;',
    subject: subjectField(subject),
    // Written in UTC: the zone of the server is nobody's business.
    date: new Date(Date.parse(about.at)),
    messageId: messageIds([about.rfcMessageId])[0] ?? `<${owed.id}@deskpulse>`,
    inReplyTo: ids.at(-1),
    references: ids.length > 0 ? ids : undefined,
    replyTo: about.replyTo === null ? undefined : (addressField({ name: '', address: about.replyTo }) ?? undefined),
    headers: {
      'Content-Language': fixed(owed.language),
      'X-Deskpulse-Desk': oneLine(about.domain),
      ...machineHeaders(owed, about),
    },
    text: part('plain', text, encodingFor(text)),
    html: part('html', page, encodingFor(page)),
    attachments: files,
    // `=_` occurs in no quoted-printable and no base64 (RFC 2045, 6.7), and every part is one of them: no content can hold a boundary.
    boundaryPrefix: '=_',
    baseBoundary: owed.id.replace(/[^0-9A-Za-z-]/g, '').slice(0, 50),
    disableFileAccess: true,
    disableUrlAccess: true,
  };
  const bytes = await written(mail);
  // A dot alone on a line ends a mail in SMTP, and `From ` begins one in a mailbox file; some relays forget to guard them.
  const risky = bytes.includes('\r\n.\r\n') || bytes.includes('\r\nFrom ');
  return risky ? written({ ...mail, text: part('plain', text, 'base64'), html: part('html', page, 'base64') }) : bytes;
}

/** Into a list, without the chain of streams that the composer's own `build` makes for transforms which no mail of ours has. */
function written(mail: MailComposerOptions): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  const into = new Writable({
    write: (chunk: Uint8Array, _encoding, done) => {
      chunks.push(chunk);
      done();
    },
  });
  return new Promise((resolve, reject) => {
    new MailComposer(mail).compile().stream(into, {}, (error) => (error ? reject(error) : resolve(Buffer.concat(chunks))));
  });
}

type Encoding = 'quoted-printable' | 'base64';

/** CRLF line ends, which a text needs before it is encoded (RFC 2045, 6.8). */
const crlf = (text: string): string => (text.includes('\r') ? text.replace(/\r\n?|\n/g, '\r\n') : text.replaceAll('\n', '\r\n'));

/**
 * The encoding that keeps a text smaller. Base64 makes 1.37 characters of a byte, quoted-printable three of one that is not ASCII:
 * they meet at 18 % of such, mostly two to a letter. Quoted-printable can be read as it is.
 */
function encodingFor(text: string): Encoding {
  const bytes = Buffer.byteLength(text);
  return (bytes - text.length) * 11 > bytes ? 'base64' : 'quoted-printable';
}

/**
 * A text part, encoded at once: as a stream, which is what MailComposer makes of a text that it is given to encode, each
 * part costs more than all the words in it.
 */
function part(type: 'plain' | 'html', text: string, encoding: Encoding): MailComposerAlternative {
  const { encode, wrap } = encoding === 'base64' ? base64 : quotedPrintable;
  return { raw: `Content-Type: text/${type}; charset=utf-8\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n${wrap(encode(text))}` };
}

/** What would be taken for an encoded word, or could not be folded, is encoded as a whole; all else MailComposer encodes as it needs. */
const subjectField = (subject: string): string => (/=\?|\S{60}/.test(subject) ? encodeWord(subject, 'B', 52) : subject);

type File = MailComposerAttachment & { readonly filename: string };

/** The files of a relayed answer. Only an image with a usable Content-ID is shown in the text; all else is attached. */
function filesOf(owed: OwedMail, about: About): File[] {
  if (owed.kind !== 'reply') return [];
  if (!about.answer) throw new Error('a reply is composed from its text');
  return about.answer.attachments.map(({ filename, mimeType, bytes, contentId, inline }) => {
    const id = (contentId ?? '').replace(/^<|>$/g, '');
    const shown = inline && /^image\/(png|jpeg|gif|webp)$/i.test(mimeType) && /^[A-Za-z0-9._@+$=-]{1,200}$/.test(id);
    return {
      filename: withoutEncodedWords(oneLine(filename, 120)) || 'file',
      contentType: fileType(mimeType),
      content: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
      ...(shown ? { cid: id } : {}),
    };
  });
}

/** A display name that is an address would give the agent's away. */
const agentName = (name: string): string => (name.includes('@') ? '' : oneLine(name, 80));

type Headers = Readonly<Record<string, string | { readonly prepared: true; readonly value: string }>>;
/** A short value of our own, that needs no encoding and no folding. Never what anybody else wrote. */
const fixed = (value: string): { readonly prepared: true; readonly value: string } => ({ prepared: true, value });

/**
 * What tells machines that a machine wrote. A reply has none of it: a person did.
 * Auto-Submitted: RFC 3834, 5. X-Auto-Response-Suppress: MS-OXCMAIL 2.2.3.2.14; where we must hear of a failed delivery it
 * asks for silence on everything but that. List-Unsubscribe by one click: RFC 8058.
 */
function machineHeaders(owed: OwedMail, about: About): Headers {
  switch (owed.kind) {
    case 'reply':
      return {};
    case 'acknowledgement':
      return {
        'Auto-Submitted': fixed('auto-replied'),
        Precedence: fixed('auto_reply'),
        'X-Auto-Response-Suppress': fixed('All'),
      };
    case 'refusal':
      return {
        'Auto-Submitted': fixed('auto-replied'),
        'X-Auto-Response-Suppress': fixed('All'),
      };
    case 'survey':
      return {
        'Auto-Submitted': fixed('auto-generated'),
        'X-Auto-Response-Suppress': fixed('DR, RN, NRN, OOF, AutoReply'),
        'List-Unsubscribe': `<${surveyLinks(owed, about.site).unsubscribe}>`,
        'List-Unsubscribe-Post': fixed('List-Unsubscribe=One-Click'),
      };
    default:
      return {
        'Auto-Submitted': fixed('auto-generated'),
        'X-Auto-Response-Suppress': fixed('DR, RN, NRN, OOF, AutoReply'),
      };
  }
}
