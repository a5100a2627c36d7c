import type { Instant } from '../../events/ids.ts';
import type { Settings } from '../settings.ts';
import type { OwedMail } from '../ticket/dossier.ts';
import type { Desk } from './desk-words.ts';
import { html } from './layout.ts';
import type { Letter } from './letter.ts';
import { type Report, report } from './letter-report.ts';
import { survey, surveyLinks } from './letter-survey.ts';
import { alarm, nameOf, notification, refusal } from './letter-to-agent.ts';
import { acknowledgement, reminder, reply } from './letter-to-customer.ts';
import { addressTokens, type File, messageIds, mimeBytes, textTokens } from './mime-bytes.ts';
import { plainText } from './plain.ts';
import { withReference } from './subject-line.ts';
import { oneLine } from './tame.ts';
import { wordsFor } from './words.ts';

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
 * Composes a mail that the desk owes, as MIME with CRLF line ends and nothing but ASCII, ready for SES SendRawEmail.
 * The same arguments give the same bytes. Wording: the settings', else our own in the mail's language.
 * Throws when a reply comes without its text, a report without its figures, or a survey without a site.
 */
export function composeMail(owed: OwedMail, about: About): Uint8Array {
  const desk = deskOf(owed, about);
  const files = filesOf(owed, about);
  const letter = letterOf(owed, about, desk, files);
  const subject = oneLine(withReference(letter.subject, owed.kind === 'survey' ? null : owed.ticket), 250);
  const { mailbox, words } = desk;
  const sender =
    owed.kind === 'reply' ? agentName(owed.agentName) : owed.kind === 'notification' && owed.from ? nameOf(owed.from, words) : '';
  const name = owed.kind === 'notification' && sender !== '' ? `${sender} · ${mailbox.name}` : sender || mailbox.name;
  const ids = messageIds(owed.thread);
  const headers: [string, readonly string[]][] = [
    ['From', addressTokens([{ name, address: mailbox.address }])],
    ['To', addressTokens(owed.to)],
    ['Subject', textTokens(subject)],
    // RFC 5322, 3.3; the zone of the server is nobody's business.
    ['Date', new Date(Date.parse(about.at)).toUTCString().replace('GMT', '+0000').split(' ')],
    ['Message-ID', messageIds([about.rfcMessageId])],
    ['In-Reply-To', ids.slice(-1)],
    ['References', ids],
    ['Reply-To', about.replyTo === null ? [] : addressTokens([{ name: '', address: about.replyTo }])],
    ['Content-Language', [owed.language]],
    ['X-Deskpulse-Desk', textTokens(oneLine(about.domain))],
    ...machineHeaders(owed, about),
  ];
  return mimeBytes({
    headers: headers.filter(([, tokens]) => tokens.length > 0),
    text: plainText(letter),
    html: html({ ...letter, subject }),
    files,
    id: owed.id,
  });
}

function deskOf(owed: OwedMail, { settings, at, site }: About): Desk {
  const mailbox = settings.mailboxes.find((m) => m.id === owed.mailbox) ?? settings.mailboxes[0];
  if (!mailbox) throw new Error('the settings hold no mailbox');
  const { language } = owed;
  return { settings, mailbox, language, words: wordsFor(language), zone: settings.desk.zone, at, site };
}

function letterOf(owed: OwedMail, about: About, desk: Desk, files: readonly File[]): Letter {
  switch (owed.kind) {
    case 'acknowledgement':
      return acknowledgement(owed, desk);
    case 'notification':
      return notification(owed, desk);
    case 'reply': {
      const images = files.flatMap(({ contentId, filename }) => (contentId === null ? [] : [{ contentId, filename }]));
      return reply(owed, { text: about.answer?.text ?? '', images }, desk);
    }
    case 'refusal':
      return refusal(owed, desk);
    case 'warning':
    case 'breach':
    case 'escalation':
      return alarm(owed, desk);
    case 'reminder':
      return reminder(owed, desk);
    case 'survey':
      return survey(owed, desk);
    case 'report':
      if (!about.report) throw new Error('a report is composed from its figures');
      return report(about.report, desk);
  }
}

/** The files of a relayed answer. Only an image with a usable Content-ID is shown in the text; all else is attached. */
function filesOf(owed: OwedMail, about: About): File[] {
  if (owed.kind !== 'reply') return [];
  if (!about.answer) throw new Error('a reply is composed from its text');
  return about.answer.attachments.map(({ filename, mimeType, bytes, contentId, inline }) => {
    const id = (contentId ?? '').replace(/^<|>$/g, '');
    const shown = inline && /^image\/(png|jpeg|gif|webp)$/i.test(mimeType) && /^[A-Za-z0-9._@+$=-]{1,200}$/.test(id);
    return { filename: oneLine(filename, 120) || 'file', mimeType, bytes, contentId: shown ? id : null };
  });
}

/** A display name that is an address would give the agent's away. */
const agentName = (name: string): string => (name.includes('@') ? '' : oneLine(name, 80));

/**
 * What tells machines that a machine wrote. A reply has none of it: a person did.
 * Auto-Submitted: RFC 3834, 5. X-Auto-Response-Suppress: MS-OXCMAIL 2.2.3.2.14; where we must hear of a failed delivery it
 * asks for silence on everything but that. List-Unsubscribe by one click: RFC 8058.
 */
function machineHeaders(owed: OwedMail, about: About): [string, readonly string[]][] {
  switch (owed.kind) {
    case 'reply':
      return [];
    case 'acknowledgement':
      return [
        ['Auto-Submitted', ['auto-replied']],
        ['Precedence', ['auto_reply']],
        ['X-Auto-Response-Suppress', ['All']],
      ];
    case 'refusal':
      return [
        ['Auto-Submitted', ['auto-replied']],
        ['X-Auto-Response-Suppress', ['All']],
      ];
    case 'survey':
      return [
        ['Auto-Submitted', ['auto-generated']],
        ['X-Auto-Response-Suppress', ['DR,', 'RN,', 'NRN,', 'OOF,', 'AutoReply']],
        ['List-Unsubscribe', [`<${surveyLinks(owed, about.site).unsubscribe}>`]],
        ['List-Unsubscribe-Post', ['List-Unsubscribe=One-Click']],
      ];
    default:
      return [
        ['Auto-Submitted', ['auto-generated']],
        ['X-Auto-Response-Suppress', ['DR,', 'RN,', 'NRN,', 'OOF,', 'AutoReply']],
      ];
  }
}
