import type { Instant, MailId, MessageId, TicketId } from '../../events/ids.ts';
import type { Language } from '../languages.ts';
import type { Settings, Wording } from '../settings.ts';
import type { OwedMail } from '../ticket/dossier.ts';
import { html } from './layout.ts';
import { deskOf, letterOf } from './owed-letter.ts';
import { plainText } from './plain.ts';
import { isWorded, type Previewed } from './preview-kinds.ts';

/*
 * Mails as they would be sent, about a ticket that does not exist: what whoever words them looks at before saving.
 */

type Sample = { readonly name: string; readonly subject: string; readonly message: string; readonly answer: string };
const SAMPLES: Readonly<Record<Language, Sample>> = {
  en: {
    name: 'Ann Murphy',
    subject: 'Where is my parcel?',
    message: 'I ordered a lamp last week, and it has not come.',
    answer: 'It left this morning and should reach you tomorrow.',
  },
  ro: {
    name: 'Ana Popescu',
    subject: 'Unde este coletul meu?',
    message: 'Am comandat o lampă săptămâna trecută și nu a ajuns.',
    answer: 'A plecat azi-dimineață și ar trebui să ajungă mâine.',
  },
  fa: {
    name: 'آنا کریمی',
    subject: 'بستهٔ من کجاست؟',
    message: 'هفتهٔ گذشته یک چراغ سفارش دادم و هنوز نرسیده است.',
    answer: 'امروز صبح فرستاده شد و باید فردا به دستتان برسد.',
  },
  th: {
    name: 'อรุณี ใจดี',
    subject: 'พัสดุของฉันอยู่ที่ไหน',
    message: 'ฉันสั่งโคมไฟเมื่อสัปดาห์ที่แล้วและยังไม่ได้รับ',
    answer: 'ส่งออกแล้วเมื่อเช้านี้ และน่าจะถึงพรุ่งนี้',
  },
  es: {
    name: 'Ana García',
    subject: '¿Dónde está mi paquete?',
    message: 'Pedí una lámpara la semana pasada y no ha llegado.',
    answer: 'Salió esta mañana y debería llegar mañana.',
  },
  de: {
    name: 'Anna Weber',
    subject: 'Wo ist mein Paket?',
    message: 'Ich habe letzte Woche eine Lampe bestellt, und sie ist nicht angekommen.',
    answer: 'Es ist heute Morgen abgegangen und sollte morgen bei Ihnen sein.',
  },
  fr: {
    name: 'Anne Martin',
    subject: 'Où est mon colis ?',
    message: 'J’ai commandé une lampe la semaine dernière et elle n’est pas arrivée.',
    answer: 'Il est parti ce matin et devrait arriver demain.',
  },
};

export type PreviewAsked = {
  readonly kind: Previewed;
  readonly language: Language;
  /** The first mailbox without it. */
  readonly mailbox?: string | undefined;
  /** In place of the saved wording of this kind and language; what it leaves out is ours. */
  readonly wording?: Wording | undefined;
  readonly survey?: 'csat' | 'nps' | undefined;
};
export type MailPreview = {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Placeholders of the wording that mean nothing here, and stay as they were written. */
  readonly unknown: readonly string[];
};

const NOWHERE = 'https://example.com';

/** A mail with a sample customer in it. Throws when the settings hold no mailbox. */
export function previewMail(asked: PreviewAsked, settings: Settings, at: Instant): MailPreview {
  const { kind, language, wording } = asked;
  const worded: Settings =
    wording !== undefined && isWorded(kind)
      ? { ...settings, wording: { ...settings.wording, [kind]: { ...settings.wording[kind], [language]: wording } } }
      : settings;
  const owed = sample(asked, settings, at);
  const desk = deskOf(owed, { settings: worded, at, site: settings.desk.site ?? NOWHERE });
  const letter = letterOf(owed, desk, { answer: { text: SAMPLES[language].answer, images: [] }, report: undefined });
  const text = plainText(letter);
  const used = isWorded(kind) ? Object.values(worded.wording[kind]?.[language] ?? {}).join('\n') : '';
  const left = [...`${letter.subject}\n${text}`.matchAll(PLACEHOLDER)].map(([found]) => found).filter((found) => used.includes(found));
  return { subject: letter.subject, text, html: html(letter), unknown: [...new Set(left)] };
}

const PLACEHOLDER = /\{[a-z]{1,20}\}/g;

/** As if it had come an hour ago, with the answer due in three. */
function sample({ kind, language, mailbox, survey }: PreviewAsked, settings: Settings, at: Instant): OwedMail {
  const { name, subject, message } = SAMPLES[language];
  const customer = { name, address: 'customer@example.com' };
  const agent = settings.agents.find((one) => one.active) ?? settings.agents[0];
  const hours = (n: number): Instant => new Date(Date.parse(at) + n * 3_600_000).toISOString() as Instant;
  const team = [{ name: agent?.name ?? '', address: agent?.address ?? 'agent@example.com' }];
  const base = {
    id: 'o-preview' as MailId,
    ticket: 'T-7K4QX' as TicketId,
    language,
    mailbox: mailbox ?? '',
    owedAt: at,
    thread: [],
    subject,
  };
  switch (kind) {
    case 'acknowledgement':
      return { ...base, kind, to: [customer], received: message, expectBy: hours(3) };
    case 'notification':
      return { ...base, kind, to: team, from: customer, excerpt: message, why: 'new-ticket', attachments: 1, dueAt: hours(3) };
    case 'reply':
      return { ...base, kind, to: [customer], message: 'm-preview000' as MessageId, agentName: agent?.name ?? '' };
    case 'reminder':
      return { ...base, kind, to: [customer] };
    case 'survey': {
      const ofTicket = settings.surveys.ticket;
      return { ...base, kind, to: [customer], survey: survey ?? ofTicket.kind, token: 'preview', about: subject, name };
    }
    case 'warning':
    case 'breach':
    case 'escalation':
      return { ...base, kind, to: team, clock: 'firstReply', dueAt: hours(kind === 'warning' ? 1 : -1), requester: customer };
    case 'refusal':
      return { ...base, kind, to: team, why: 'empty' };
  }
}
