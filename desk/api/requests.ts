import * as z from 'zod/mini';
import { CHANNELS, priority } from '../../events/event.ts';
import { agentId, instant, ticketId } from '../../events/ids.ts';
import { language, policy } from '../settings.ts';
import { contact, filledLine, line, settingId, tag, text } from './input.ts';

/*
 * What the API takes. Unknown fields are refused, so that a typing error never passes for a change.
 */

/** A message's text: fits a row of the table in any script. */
const TEXT = 100_000;
const SUBJECT = 500;
/** Attachments of one message, decoded; in base 64 they still fit into Lambda's 6 MB. */
export const ATTACHMENTS_BYTES = 4 * 1024 * 1024;
const ATTACHMENTS = 10;

/** The agent who acts: a machine names one, a person may name only themselves. */
const as = { agent: z.optional(agentId) };

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
export const upload = z.strictObject({
  filename: filledLine(200),
  mimeType: z
    .string()
    .check(z.regex(/^[a-z0-9][a-z0-9!#$&^_.+-]{0,126}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}$/i, 'must be a media type, such as image/png')),
  /** Base 64 (RFC 4648, section 4). */
  content: z.string().check(
    z.minLength(1),
    z.maxLength(Math.ceil(ATTACHMENTS_BYTES / 3) * 4),
    z.refine((value) => BASE64.test(value), 'must be base 64'),
  ),
});
export type Upload = z.infer<typeof upload>;
const attachments = z.optional(
  z.array(upload).check(
    z.maxLength(ATTACHMENTS),
    z.refine(
      (files) => files.reduce((sum, file) => sum + (file.content.length / 4) * 3, 0) <= ATTACHMENTS_BYTES + ATTACHMENTS * 2,
      `must have at most ${ATTACHMENTS_BYTES} bytes together`,
    ),
  ),
);

const tags = z.array(tag).check(z.maxLength(50));

export const openTicket = z.strictObject({
  ...as,
  channel: z.enum(CHANNELS),
  /** Where it belongs; the first mailbox without it. */
  mailbox: z.optional(settingId),
  subject: filledLine(SUBJECT),
  /** The customer's words; the agent's own when `started`. */
  text: text(TEXT),
  requester: z.strictObject({ name: z.optional(line(120)), address: contact }),
  type: z.optional(z.nullable(settingId)),
  priority: z.optional(priority),
  tags: z.optional(tags),
  language: z.optional(language),
  /** True when the agent writes first: the text goes to the customer by e-mail. */
  started: z.optional(z.boolean()),
  attachments,
});

export const reply = z
  .strictObject({
    ...as,
    /** What goes to the customer. */
    text: z.optional(text(TEXT)),
    /** A quick reply of the settings, filled in for this ticket; a text comes after it. */
    quickReply: z.optional(settingId),
    /** Resolve the ticket with this answer. */
    resolve: z.optional(z.boolean()),
    attachments,
  })
  .check(
    z.refine((body) => body.text !== undefined || body.quickReply !== undefined, {
      error: 'is required, or a quickReply',
      path: ['text'],
    }),
  );

export const note = z.strictObject({ ...as, text: text(TEXT) });

export const change = z
  .strictObject({
    ...as,
    type: z.optional(z.nullable(settingId)),
    priority: z.optional(priority),
    assignee: z.optional(z.nullable(agentId)),
    tags: z.optional(tags),
  })
  .check(
    z.refine(
      (body) => ['type', 'priority', 'assignee', 'tags'].some((field) => field in body),
      'must change type, priority, assignee or tags',
    ),
  );

/** Resolve, reopen, spam, release: nothing to say but who. The body may be left out. */
export const act = z.strictObject(as);
export const pend = z.strictObject({ ...as, waitingOn: z.enum(['customer', 'third-party']) });
export const merge = z.strictObject({ ...as, into: ticketId });
export const redirect = z.strictObject({
  ...as,
  /** The team's name, not an address: it is kept in the events. */
  team: filledLine(120).check(z.regex(/^[^@]*$/, 'must be a name, not an address')),
});

export const QUEUES = ['new', 'open', 'pending', 'resolved', 'closed', 'excluded', 'due', 'active'] as const;
export type Queue = (typeof QUEUES)[number];

/** A whole number in a query. */
const count = (most: number) =>
  z.pipe(
    z.string().check(
      z.regex(/^[0-9]{1,6}$/, 'must be a whole number'),
      z.refine((value) => Number(value) >= 1 && Number(value) <= most, `must be from 1 to ${most}`),
    ),
    z.transform(Number),
  );

export const listQuery = z.strictObject({
  queue: z.optional(z.enum(QUEUES)),
  /** Only what is due before this instant; with queue new, open, pending, due or active. */
  before: z.optional(instant),
  /** An agent's id, or `none`. */
  assignee: z.optional(z.union([z.literal('none'), agentId])),
  mailbox: z.optional(settingId),
  type: z.optional(z.union([z.literal('none'), settingId])),
  /** The requester's address. */
  customer: z.optional(contact),
  limit: z.optional(count(200)),
  cursor: z.optional(z.string().check(z.maxLength(2048))),
});
export type ListQuery = z.infer<typeof listQuery>;

export const preview = z.strictObject({
  /** A policy as it would be saved, or the id of a saved one. */
  policy: z.union([settingId, policy]),
  /** When the clock would start; the time of the request without it. */
  at: z.optional(instant),
});
