import PostalMime, { type Email } from 'postal-mime';
import { defaultSettings } from '../../../desk/default-settings.ts';
import type { Language } from '../../../desk/languages.ts';
import type { Report } from '../../../desk/mail/letter-report.ts';
import { type About, composeMail } from '../../../desk/mail/write.ts';
import type { Settings } from '../../../desk/settings.ts';
import type { Address, OwedMail } from '../../../desk/ticket/dossier.ts';
import type { Instant, MailId, MessageId, TicketId } from '../../../events/ids.ts';

/*
 * One desk, one customer, one mail of each kind: what the tests of writing start from.
 */

export const instant = (text: string): Instant => text as Instant;
/** A Friday evening in Dublin, which is on UTC in November. */
export const NOW = instant('2026-11-20T18:00:00.000Z');
export const TICKET = 'T-7K4QX' as TicketId;

export const settings: Settings = defaultSettings({
  name: 'Acme',
  zone: 'Europe/Dublin',
  mailboxes: [{ id: 'support', address: 'support@desk.test' }],
  agents: [
    { id: 'agent1', name: 'Ana', address: 'agent1@team.test' },
    { id: 'agent2', name: 'Ben', address: 'agent2@team.test' },
  ],
});

export const about: About = {
  settings,
  domain: 'desk.test',
  replyTo: 'support+7k4qx-c0-abcdefghijklmnop@desk.test',
  rfcMessageId: '<o-abcdef@desk.test>',
  at: NOW,
  site: 'https://desk.test',
};

const PERSON: Readonly<Partial<Record<Language, string>>> = { fa: 'مریم احمدی', th: 'สมชาย ใจดี', ro: 'Ștefan Țurcanu', fr: 'Hélène Noël' };
const SUBJECT: Readonly<Partial<Record<Language, string>>> = {
  fa: 'سفارش ۱۰۰۱ کجاست؟',
  th: 'สินค้าของผมอยู่ที่ไหน',
  ro: 'Unde este comanda mea?',
};

const DAYS = [13, 14, 15, 16, 17, 18, 19, 20].map((d) => `2026-11-${d}`);
export const report: Report = {
  day: '2026-11-20',
  foldedThrough: instant('2026-11-21T00:00:00.000Z'),
  figures: [
    {
      name: 'new',
      unit: 'count',
      value: 34,
      before: 27.4,
      better: null,
      href: 'https://desk.test/metrics/volume?from=2026-11-20&to=2026-11-21',
    },
    { name: 'firstReply', unit: 'seconds', value: 8040, before: 12_000, better: 'less', href: 'https://desk.test/metrics/response' },
    { name: 'onTime', unit: 'share', value: 0.914, before: 0.95, better: 'more', href: 'https://desk.test/metrics/sla' },
    { name: 'active', unit: 'count', value: 12, before: 12, better: 'less', href: null },
    { name: 'csat', unit: 'share', value: null, before: 0.88, better: 'more', href: null },
  ],
  charts: [{ name: 'new', unit: 'count', days: DAYS.map((day, n) => ({ day, value: [22, 8, null, 31, 28, 40, 26, 34][n] ?? null })) }],
  surges: [{ type: 'No order confirmation', count: 11, usual: 2.3, href: 'https://desk.test/metrics/types' }],
  late: {
    total: 5,
    href: 'https://desk.test/tickets?queue=due',
    tickets: [
      {
        ticket: 'T-7K4QX',
        subject: 'Where is my order?',
        clock: 'firstReply',
        dueAt: instant('2026-11-20T15:30:00.000Z'),
        href: 'https://desk.test/tickets/T-7K4QX',
      },
      { ticket: 'T-9AAAA', subject: '', clock: 'resolution', dueAt: instant('2026-11-12T15:30:00.000Z'), href: null },
    ],
  },
};

export type Sample = readonly [owed: OwedMail, about: About];

/** A mail of every kind in one language. */
export function samples(language: Language) {
  const subject = SUBJECT[language] ?? 'Where is my order?';
  const customer: Address = { name: PERSON[language] ?? 'Maria Ionescu', address: 'maria@x.test' };
  const agents: Address[] = [
    { name: 'Ana', address: 'agent1@team.test' },
    { name: 'Ben', address: 'agent2@team.test' },
  ];
  const to = (recipients: readonly Address[]) => ({
    id: 'o-abcdef' as MailId,
    ticket: TICKET,
    to: recipients,
    language,
    mailbox: 'support',
    owedAt: NOW,
    thread: ['<first@x.test>', '<second@x.test>'],
    subject,
  });
  const text = 'Hello,\n\nI ordered a kettle last week, see http://spam.test/buy.\n\nMaria';
  const clock = { clock: 'firstReply', requester: customer };
  const all = {
    acknowledgement: [{ ...to([customer]), kind: 'acknowledgement', received: text, expectBy: instant('2026-11-23T10:00:00.000Z') }, about],
    notification: [
      {
        ...to(agents),
        kind: 'notification',
        from: customer,
        excerpt: text,
        why: 'new-ticket',
        attachments: 2,
        dueAt: instant('2026-11-23T10:00:00.000Z'),
      },
      about,
    ],
    reply: [
      { ...to([customer]), kind: 'reply', message: 'm-0123456789' as MessageId, agentName: 'Ana' },
      { ...about, answer: { text: 'Hello Maria,\n\nit is on its way: https://track.test/p?a=1&b=2.\n\nAna', attachments: [] } },
    ],
    refusal: [{ ...to(agents.slice(0, 1)), kind: 'refusal', why: 'unproven' }, about],
    warning: [{ ...to(agents.slice(0, 1)), ...clock, kind: 'warning', dueAt: instant('2026-11-20T18:45:00.000Z') }, about],
    breach: [{ ...to(agents.slice(0, 1)), ...clock, kind: 'breach', dueAt: instant('2026-11-20T17:15:00.000Z') }, about],
    escalation: [{ ...to(agents.slice(0, 1)), ...clock, kind: 'escalation', dueAt: instant('2026-11-19T17:15:00.000Z') }, about],
    reminder: [{ ...to([customer]), kind: 'reminder' }, about],
    csat: [
      { ...to([customer]), thread: [], kind: 'survey', survey: 'csat', token: 'aBcD-_09', about: subject, name: customer.name },
      { ...about, replyTo: null },
    ],
    nps: [
      { ...to([customer]), ticket: null, thread: [], kind: 'survey', survey: 'nps', token: 'aBcD-_09', about: '1001', name: customer.name },
      { ...about, replyTo: null },
    ],
    report: [
      { ...to([{ name: 'Mia', address: 'manager@team.test' }]), ticket: null, thread: [], kind: 'report', day: '2026-11-20' },
      { ...about, replyTo: null, at: instant('2026-11-21T08:00:00.000Z'), report },
    ],
  } as const satisfies Record<string, Sample>;
  return all;
}
export type SampleName = keyof ReturnType<typeof samples>;
export const sample = (language: Language, name: SampleName): Sample => samples(language)[name];
export const SAMPLES = Object.keys(samples('en')) as SampleName[];

export const raw = async (owed: OwedMail, with_: About = about): Promise<string> =>
  Buffer.from(await composeMail(owed, with_)).toString('latin1');
/** The mail as a program reads it, its texts with LF. */
export async function read(owed: OwedMail, with_: About = about): Promise<Email> {
  const mail = await PostalMime.parse(await composeMail(owed, with_));
  return { ...mail, text: mail.text?.replaceAll('\r\n', '\n') ?? '', html: mail.html?.replaceAll('\r\n', '\n') ?? '' };
}
export const header = (mail: Email, name: string): string | undefined => mail.headers.find((h) => h.key === name.toLowerCase())?.value;

/** The names of the headers as they stand in the bytes, in order. */
export const headerNames = (text: string): string[] =>
  text
    .slice(0, text.indexOf('\r\n\r\n'))
    .split('\r\n')
    .filter((line) => !/^[ \t]/.test(line))
    .map((line) => line.slice(0, line.indexOf(':')));

const VOID = new Set(['meta', 'br', 'img']);
const TAGS = new Set(
  'html head meta title style body div h1 h2 p strong span a dl dt dd blockquote ul li br img table thead tbody tr th td caption'.split(
    ' ',
  ),
);
const ATTRIBUTES = new Set('lang dir class style href title aria-label charset name content src alt scope role align height'.split(' '));
const TOKEN = /<(\/?)([a-z][a-z0-9]*)((?: [a-z-]+="[^"<>]*")*)>/g;

/** The tags of our HTML in order; throws on anything that is not ours, not closed, or has a bracket of its own. */
export function skeleton(html: string): string[] {
  const body = html.replace(/^<!DOCTYPE html>\n/, '');
  const found: string[] = [];
  const open: string[] = [];
  const rest = body.replace(TOKEN, (_, slash: string, tag: string, attributes: string) => {
    if (!TAGS.has(tag)) throw new Error(`not a tag of ours: ${tag}`);
    const names = [...attributes.matchAll(/ ([a-z-]+)="/g)].map((m) => m[1] ?? '');
    for (const name of names) if (!ATTRIBUTES.has(name)) throw new Error(`not an attribute of ours: ${name} on ${tag}`);
    for (const [, url = ''] of attributes.matchAll(/ (?:href|src)="([^"]*)"/g)) {
      if (!/^(https?:\/\/|cid:)/.test(url)) throw new Error(`a link that leads elsewhere: ${url}`);
    }
    if (slash) {
      const last = open.pop();
      if (last !== tag) throw new Error(`</${tag}> closes <${last}>`);
    } else if (!VOID.has(tag)) open.push(tag);
    found.push(`${slash}${tag}`);
    return ' ';
  });
  if (open.length > 0) throw new Error(`never closed: ${open.join()}`);
  if (/[<>]/.test(rest)) throw new Error(`a stray bracket: ${rest.slice(Math.max(0, rest.search(/[<>]/) - 30)).slice(0, 80)}`);
  return found;
}

/** What a reader sees or hears of the HTML: no tags, entities resolved, white space run together. */
export const visible = (html: string): string =>
  html
    .replace(/<style>.*?<\/style>|<title>.*?<\/title>/gs, ' ')
    .replace(/<[^>]* aria-label="([^"]*)"[^>]*>/g, ' $1 ')
    .replace(/<\/?(?:strong|span|a)\b[^>]*>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&nbsp;/g, ' ')
    .replace(/&amp;/g, '&')
    .replace(/[^\S\u00a0]+/g, ' ')
    .trim();

/** The pieces of a plain text that stand together in any layout: letters and digits alone. */
export const pieces = (text: string): string[] =>
  text
    .split(/[\n:·()]+/)
    .map(letters)
    .filter((piece) => piece !== '');
export const letters = (text: string): string => text.replace(/[^\p{L}\p{M}\p{N}]+/gu, '');
