import type { Interval, Policy, Settings, Target } from '../../../desk/settings.ts';
import type { AgentId } from '../../../events/ids.ts';
import { AGENTS, addressOf, COUNTRY, MAILBOXES, SHOP, TYPES, ZONE } from './shop.ts';

/* The shop's settings, as its owner would save them by `PUT /settings`. */

const HOUR = 3600;
const DAY = 24 * HOUR;

const working = (seconds: number): Target => ({ seconds, measure: 'working', warn: { share: 0.75 } });
const anything: Policy['when'] = { channel: null, mailbox: null, type: null, priority: null, customer: null };
const policy = (
  id: string,
  name: string,
  when: Partial<Policy['when']>,
  hours: readonly [first: number, next: number, done: number],
): Policy => ({
  id,
  name,
  when: { ...anything, ...when },
  calendar: 'shop',
  targets: { firstReply: working(hours[0] * HOUR), nextReply: working(hours[1] * HOUR), resolution: working(hours[2] * HOUR) },
  escalations: { firstReply: [], nextReply: [], resolution: [] },
  quietOutsideHours: true,
});

const weekday: Interval[] = [{ from: '09:00', to: '18:00' }];

/** What the shop differs in from a desk that nobody has touched. Nobody is notified by mail while the history is played: the agents work in the desk. */
export function shopSettings(before: Settings): Settings {
  const names = { support: SHOP, orders: `${SHOP} orders`, returns: `${SHOP} returns` };
  return {
    ...before,
    desk: { ...before.desk, name: SHOP, zone: ZONE, language: 'en' },
    mailboxes: MAILBOXES.map((id) => ({
      id,
      address: addressOf(id),
      name: names[id],
      language: 'en' as const,
      policy: null,
      agents: null,
    })),
    agents: AGENTS.map(({ id, name }, n) => ({
      id: id as AgentId,
      name,
      address: `${id}@team.test`,
      language: 'en' as const,
      active: true,
      role: n === 0 ? ('manager' as const) : ('agent' as const),
    })),
    types: Object.entries(TYPES).map(([id, name]) => ({ id, name, active: true })),
    calendars: [
      {
        id: 'shop',
        name: 'Shop hours',
        zone: ZONE,
        hours: [
          {
            validFrom: null,
            week: { mon: weekday, tue: weekday, wed: weekday, thu: weekday, fri: weekday, sat: [{ from: '10:00', to: '14:00' }], sun: [] },
            dates: {},
            holidays: { country: COUNTRY, region: null },
          },
        ],
      },
    ],
    policies: [
      policy('at-once', 'Chat and telephone', { channel: ['chat', 'phone'] }, [0.25, 2, 9]),
      policy('urgent', 'Urgent', { priority: ['high', 'urgent'] }, [2, 4, 18]),
      policy('standard', 'Standard', {}, [4, 8, 27]),
    ],
    quickReplies: QUICK_REPLIES,
    notify: { newTicket: 'nobody', customerReply: 'nobody' },
    tickets: { ...before.tickets, remindAfterSeconds: 3 * DAY, expireAfterSeconds: 4 * DAY },
    surveys: {
      ...before.surveys,
      order: { active: true, kind: 'nps', afterSeconds: 5 * DAY },
      ticket: { active: true, kind: 'csat', afterSeconds: 4 * HOUR },
      reviewPages: { shop: 'https://reviews.test/fern-and-kettle', marketplace: 'https://marketplace.test/sellers/fern-and-kettle' },
    },
    report: { active: true, at: '08:00', to: ['agent1@team.test'] },
  };
}

/** The desk as somebody finds it who sits down at it: agents hear by mail of what comes. */
export const livingSettings = (before: Settings): Settings => ({
  ...before,
  notify: { newTicket: 'team', customerReply: 'assignee-or-team' },
});

const QUICK_REPLIES: Settings['quickReplies'] = [
  {
    id: 'on-its-way',
    name: 'Your parcel is on its way',
    texts: {
      en: 'Hello {name},\n\nyour parcel has left us and should be with you within two working days. The tracking link is in your account.\n\nKind regards\n{agent}',
      de: 'Guten Tag {name},\n\nIhr Paket hat uns verlassen und sollte in zwei Werktagen bei Ihnen sein. Die Sendungsverfolgung finden Sie in Ihrem Konto.\n\nHerzliche Grüße\n{agent}',
      ro: 'Bună ziua, {name},\n\ncoletul a plecat de la noi și ajunge în două zile lucrătoare. Îl puteți urmări din contul dumneavoastră.\n\nCu drag,\n{agent}',
      fr: 'Bonjour {name},\n\nvotre colis est parti et devrait arriver sous deux jours ouvrés. Le lien de suivi est dans votre compte.\n\nBien cordialement\n{agent}',
      es: 'Hola, {name}:\n\nsu paquete ya ha salido y debería llegar en dos días laborables. El enlace de seguimiento está en su cuenta.\n\nUn saludo\n{agent}',
      fa: 'سلام {name}،\n\nبسته‌ی شما از انبار ما خارج شده و تا دو روز کاری دیگر می‌رسد. پیوند پیگیری در حساب شماست.\n\nبا احترام\n{agent}',
    },
  },
  {
    id: 'mail-fault',
    name: 'Confirmations held up',
    texts: {
      en: 'Hello {name},\n\nyour order has reached us. Our confirmations were held up by a fault and go out now, so please do not order again. I am sorry for the silence.\n\nKind regards\n{agent}',
      de: 'Guten Tag {name},\n\nIhre Bestellung ist bei uns angekommen. Unsere Bestätigungen hingen fest und gehen jetzt hinaus; bitte bestellen Sie nicht noch einmal.\n\nHerzliche Grüße\n{agent}',
      ro: 'Bună ziua, {name},\n\ncomanda a ajuns la noi. Confirmările au întârziat din vina noastră și pleacă acum; vă rugăm să nu comandați din nou.\n\nCu drag,\n{agent}',
      fa: 'سلام {name}،\n\nسفارش شما ثبت شده است. ایمیل‌های تأیید به خاطر مشکلی از طرف ما دیر رسیدند؛ لطفاً دوباره سفارش ندهید.\n\nبا احترام\n{agent}',
    },
  },
  {
    id: 'return-label',
    name: 'Return label',
    texts: {
      en: 'Hello {name},\n\nof course you can return it. The label is attached to your order in your account; print it, stick it on and hand the parcel in anywhere. You have 30 days.\n\nKind regards\n{agent}',
      de: 'Guten Tag {name},\n\ngerne können Sie es zurückgeben. Das Etikett liegt in Ihrem Konto; Sie haben 30 Tage Zeit.\n\nHerzliche Grüße\n{agent}',
      ro: 'Bună ziua, {name},\n\ndesigur că îl puteți returna. Eticheta este în contul dumneavoastră; aveți la dispoziție 30 de zile.\n\nCu drag,\n{agent}',
    },
  },
];
