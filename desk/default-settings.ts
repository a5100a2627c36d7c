import type { Agent, Interval, Settings } from './settings.ts';

/*
 * What a desk starts with. Apart from the schemas, which most functions never need and each cold start would pay for.
 */

const HOUR = 3600;
const DAY = 24 * HOUR;

/** The settings of a desk that nobody has touched: Monday to Friday 9 to 17, first reply in 4 working hours. */
export function defaultSettings(desk: {
  name: string;
  zone: string;
  mailboxes: readonly { id: string; address: string }[];
  agents: readonly { id: string; name: string; address: string }[];
}): Settings {
  const office: Interval[] = [{ from: '09:00', to: '17:00' }];
  return {
    version: 0,
    desk: { name: desk.name, zone: desk.zone, language: 'en', site: null },
    mailboxes: desk.mailboxes.map((m) => ({ ...m, name: desk.name, language: 'en' as const, policy: null, agents: null })),
    agents: desk.agents.map((a, index) => ({
      id: a.id as Agent['id'],
      name: a.name,
      address: a.address,
      language: 'en' as const,
      active: true,
      role: index === 0 ? ('manager' as const) : ('agent' as const),
    })),
    types: ['order', 'delivery', 'return', 'payment', 'product', 'account', 'complaint', 'unhappy', 'other'].map((t) => ({
      id: t,
      name: t[0]?.toUpperCase() + t.slice(1),
      active: true,
    })),
    calendars: [
      {
        id: 'office',
        name: 'Office hours',
        zone: desk.zone,
        hours: [
          {
            validFrom: null,
            week: { mon: office, tue: office, wed: office, thu: office, fri: office, sat: [], sun: [] },
            dates: {},
            holidays: null,
          },
        ],
      },
    ],
    policies: [
      {
        id: 'standard',
        name: 'Standard',
        when: { channel: null, mailbox: null, type: null, priority: null, customer: null },
        calendar: 'office',
        targets: {
          firstReply: { seconds: 4 * HOUR, measure: 'working', warn: { share: 0.75 } },
          nextReply: { seconds: 8 * HOUR, measure: 'working', warn: { share: 0.75 } },
          resolution: { seconds: 24 * HOUR, measure: 'working', warn: { share: 0.75 } },
        },
        escalations: { firstReply: [], nextReply: [], resolution: [] },
        quietOutsideHours: false,
      },
    ],
    wording: {},
    quickReplies: [],
    acknowledge: { active: true, perHour: 3, perDay: 10 },
    notify: { newTicket: 'team', customerReply: 'assignee-or-team' },
    tickets: { reopenSeconds: 14 * DAY, thanksSeconds: 2 * DAY, remindAfterSeconds: 5 * DAY, expireAfterSeconds: 5 * DAY },
    surveys: {
      order: { active: true, kind: 'nps', afterSeconds: 7 * DAY },
      ticket: { active: true, kind: 'csat', afterSeconds: 4 * HOUR },
      hours: { from: '09:00', to: '20:00' },
      csatEverySeconds: 30 * DAY,
      npsEverySeconds: 90 * DAY,
      unhappyTicket: true,
      reviewPages: {},
      reviewOnlyHappy: false,
    },
    report: { active: false, at: '08:00', to: [] },
  };
}
