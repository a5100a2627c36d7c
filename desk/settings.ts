import * as z from 'zod/mini';
import { channel, type clockName, priority } from '../events/event.ts';
import { agentId } from '../events/ids.ts';
import { LANGUAGES } from './languages.ts';

/*
 * The desk's settings: one versioned document, checked when it is saved and trusted when it is read.
 * Semantic checks that need more than a shape (a calendar that never opens, a policy that can never match)
 * live with their rules and are gathered by checkSettings().
 */

export const language = z.enum(LANGUAGES);

const address = z
  .string()
  .check(z.regex(/^[^\s@<>"(),;:\\[\]]{1,64}@[^\s@<>"(),;:\\[\]]{1,190}$/, 'not an e-mail address'), z.toLowerCase());
const id = z.string().check(z.regex(/^[a-z0-9][a-z0-9._-]{0,62}$/, 'lower-case letters, digits, dot, dash, underscore'));
const name = z.string().check(z.minLength(1), z.maxLength(120));
export const zone = z.string().check(z.regex(/^[A-Za-z_]+(\/[A-Za-z0-9_+-]+)*$/, 'an IANA time zone, such as Europe/Dublin'));

/** Local wall time `HH:MM`, or `24:00` as an end. */
const wallTime = z.string().check(z.regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'a wall time, such as 09:00 or 24:00'));
/** From `from` until `to`; `to` before `from` means overnight, into the next day. */
const interval = z.object({ from: wallTime, to: wallTime });
export type Interval = z.infer<typeof interval>;
const localDate = z.string().check(z.regex(/^\d{4}-\d\d-\d\d$/, 'a date, such as 2026-12-25'));
const intervals = z.array(interval).check(z.maxLength(24));
export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/** The hours of one validity: from a local date on, until the next version's. */
const hours = z.object({
  validFrom: z.nullable(localDate),
  week: z.object({ mon: intervals, tue: intervals, wed: intervals, thu: intervals, fri: intervals, sat: intervals, sun: intervals }),
  /** Hours on single dates; an empty list is a day off. Wins over holidays. */
  dates: z.record(localDate, intervals),
  /** Public holidays are days off: country and region codes as in the package date-holidays, such as `IE` or `DE` with `BY`. */
  holidays: z.nullable(z.object({ country: z.string().check(z.length(2)), region: z.nullable(z.string()) })),
  /** What the holidays come to, from the year before last saving to ten years on: filled in when saved, so that no clock needs the rules. */
  holidayDates: z.optional(z.array(localDate).check(z.maxLength(2000))),
});
export type Hours = z.infer<typeof hours>;

export const calendar = z.object({ id, name, zone, hours: z.array(hours).check(z.minLength(1), z.maxLength(50)) });
export type Calendar = z.infer<typeof calendar>;

const span = z.int().check(z.positive());
export const target = z.object({
  seconds: span,
  measure: z.enum(['working', 'elapsed']),
  /** Warn when this share of the target is spent, or so long before due; null warns never. */
  warn: z.nullable(z.union([z.object({ share: z.number().check(z.gt(0), z.lt(1)) }), z.object({ seconds: span })])),
});
export type Target = z.infer<typeof target>;

const escalation = z.object({
  /** After due, in the target's measure. */
  afterSeconds: span,
  notify: z.array(z.union([z.literal('assignee'), z.literal('team'), id])),
  priority: z.nullable(priority),
  assign: z.nullable(id),
});
export type Escalation = z.infer<typeof escalation>;

export const policy = z.object({
  id,
  name,
  /** All that are not null must match. */
  when: z.object({
    channel: z.nullable(z.array(channel)),
    mailbox: z.nullable(z.array(id)),
    type: z.nullable(z.array(id)),
    priority: z.nullable(z.array(priority)),
    /** An address, `@domain`, or `#tag` of the customer. */
    customer: z.nullable(z.array(z.string().check(z.minLength(2), z.maxLength(254)))),
  }),
  calendar: z.nullable(id),
  targets: z.object({ firstReply: z.nullable(target), nextReply: z.nullable(target), resolution: z.nullable(target) }),
  escalations: z.object({
    firstReply: z.array(escalation),
    nextReply: z.array(escalation),
    resolution: z.array(escalation),
  }),
  /** Warnings and breach mails wait for the calendar's working hours. */
  quietOutsideHours: z.boolean(),
});
export type Policy = z.infer<typeof policy>;

export const mailbox = z.object({ id, address, name, language, policy: z.nullable(id), agents: z.nullable(z.array(agentId)) });
export type Mailbox = z.infer<typeof mailbox>;
export const agent = z.object({ id: agentId, name, address, language, active: z.boolean(), role: z.enum(['agent', 'manager']) });
export type Agent = z.infer<typeof agent>;
export const ticketType = z.object({ id, name, active: z.boolean() });

const text = z.string().check(z.maxLength(10_000));
/**
 * The owner's own wording for a mail kind in a language; what is absent keeps ours. Placeholders: `{reference} {subject} {name} {desk}
 * {mailbox} {by}`, and in a body `{message} {facts} {survey}`, which stand where they are named or else at its end. Plain text.
 */
export const wording = z.object({
  subject: z.optional(text),
  greeting: z.optional(text),
  body: z.optional(text),
  footer: z.optional(text),
});
export type Wording = z.infer<typeof wording>;

/** Stands in a mail, on a page of a phone, and in its title. */
const question = z.string().check(z.maxLength(200));

const surveyRule = z.object({
  active: z.boolean(),
  kind: z.enum(['csat', 'nps']),
  /** After delivery, or after the resolution. */
  afterSeconds: z.int().check(z.nonnegative()),
});

export const settings = z.object({
  version: z.int().check(z.nonnegative()),
  desk: z.object({ name, zone, language, site: z.nullable(z.string()) }),
  mailboxes: z.array(mailbox).check(z.minLength(1), z.maxLength(200)),
  agents: z.array(agent).check(z.maxLength(2000)),
  types: z.array(ticketType).check(z.maxLength(500)),
  calendars: z.array(calendar).check(z.maxLength(50)),
  policies: z.array(policy).check(z.maxLength(200)),
  wording: z.partialRecord(z.enum(['acknowledgement', 'notification', 'reply', 'reminder', 'survey']), z.partialRecord(language, wording)),
  quickReplies: z.array(z.object({ id, name, texts: z.partialRecord(language, text) })).check(z.maxLength(500)),
  acknowledge: z.object({ active: z.boolean(), perHour: z.int().check(z.positive()), perDay: z.int().check(z.positive()) }),
  notify: z.object({
    newTicket: z.enum(['team', 'assignee', 'nobody']),
    customerReply: z.enum(['assignee-or-team', 'assignee', 'nobody']),
  }),
  tickets: z.object({
    /** A customer's message on a ticket resolved at most so long ago reopens it; later it opens a new, linked one. */
    reopenSeconds: span,
    /** Thanks alone does not reopen within this span. */
    thanksSeconds: span,
    /** Pending on the customer for so long: one reminder; null sends none. */
    remindAfterSeconds: z.nullable(span),
    /** And so long after the reminder (or after pending): expired; null never. */
    expireAfterSeconds: z.nullable(span),
  }),
  surveys: z.object({
    order: surveyRule,
    ticket: surveyRule,
    /** The customer's decent hours. */
    hours: z.object({ from: wallTime, to: wallTime }),
    csatEverySeconds: span,
    npsEverySeconds: span,
    unhappyTicket: z.boolean(),
    reviewPages: z.record(z.string(), z.string()),
    reviewOnlyHappy: z.boolean(),
    /** The owner's own questions, by language; what is absent keeps ours. `{desk}` is the desk's name. */
    questions: z.optional(z.partialRecord(language, z.object({ csat: z.optional(question), nps: z.optional(question) }))),
  }),
  report: z.object({ active: z.boolean(), at: wallTime, to: z.array(address) }),
});
export type Settings = z.infer<typeof settings>;
export type ClockTargets = Record<z.infer<typeof clockName>, Target | null>;
