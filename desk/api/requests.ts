import * as z from 'zod/mini';
import { priority } from '../../events/event.ts';
import { agentId, instant, ticketId } from '../../events/ids.ts';
import { fileName } from '../mail/plain-text.ts';
import { calendar, language, policy } from '../settings.ts';
import { about } from './about.ts';
import { cleanLine, contact, filledLine, line, settingId, tag, text } from './input.ts';
import { readSearch } from './search.ts';

/*
 * What the API takes. Unknown fields are refused, so that a typing error never passes for a change.
 */

/** A message's text: fits a row of the table in any script. */
const TEXT = 100_000;
const SUBJECT = 500;
/** Attachments of one message, decoded; in base 64 they still fit into Lambda's 6 MB. */
export const ATTACHMENTS_BYTES = 4 * 1024 * 1024;
const ATTACHMENTS = 10;

const as = { agent: about('The agent who acts: a machine names one, a person may name only themselves.', z.optional(agentId)) };

/** RFC 4648, section 4, whole groups of four; no nested repetition, for the text may have millions of characters. */
const isBase64 = (text: string): boolean => text.length % 4 === 0 && !/[^A-Za-z0-9+/]/.test(text.replace(/={1,2}$/, ''));
export const upload = z.strictObject({
  filename: about(
    'A name alone: folders, and characters that no file has in its name, are taken out.',
    z.string().check(
      z.maxLength(200),
      z.overwrite((name) => fileName(name, '')),
      z.refine((name) => name !== '', 'must not be empty'),
    ),
  ),
  mimeType: z
    .string()
    .check(
      z.regex(
        /^[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}\/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}$/,
        'must be a media type, such as image/png',
      ),
    ),
  content: about(
    'Base 64 (RFC 4648, section 4).',
    z.string().check(
      z.minLength(1),
      z.maxLength(Math.ceil(ATTACHMENTS_BYTES / 3) * 4),
      z.refine((value) => isBase64(value), 'must be base 64'),
    ),
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

/** Orders come by their own route. */
export const CHANNELS = ['email', 'chat', 'phone', 'social', 'sms', 'web'] as const;

const tags = z.array(tag).check(z.maxLength(50));

export const openTicket = z.strictObject({
  ...as,
  channel: z.enum(CHANNELS),
  mailbox: about('Where it belongs; the first mailbox without it.', z.optional(settingId)),
  subject: filledLine(SUBJECT),
  text: about("The customer's words; the agent's own when `started`.", text(TEXT)),
  requester: z.strictObject({ name: z.optional(line(120)), address: contact }),
  type: z.optional(z.nullable(settingId)),
  priority: z.optional(priority),
  tags: z.optional(tags),
  language: z.optional(language),
  started: about('True when the agent writes first: the text goes to the customer by e-mail.', z.optional(z.boolean())),
  attachments,
});

export const reply = z
  .strictObject({
    ...as,
    text: about('What goes to the customer.', z.optional(text(TEXT))),
    quickReply: about('A quick reply of the settings, filled in for this ticket; a text comes after it.', z.optional(settingId)),
    language: about('Of the quick reply, instead of the ticket’s; another where it has no text in it.', z.optional(language)),
    resolve: about('Resolve the ticket with this answer.', z.optional(z.boolean())),
    attachments,
  })
  .check(
    z.refine((body) => body.text !== undefined || body.quickReply !== undefined, {
      error: 'is required, or a quickReply',
      path: ['text'],
    }),
    z.refine((body) => body.language === undefined || body.quickReply !== undefined, {
      error: 'goes with a quickReply',
      path: ['language'],
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
  team: about(
    "The team's name, not an address: it is kept in the events.",
    filledLine(120).check(z.regex(/^[^@]*$/, 'must be a name, not an address')),
  ),
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

const search = z.string().check(
  z.maxLength(200),
  z.overwrite(cleanLine),
  z.refine((typed) => readSearch(typed) !== null, 'must have from 1 to 10 words, with letters or digits in them'),
);

export const listQuery = z.strictObject({
  queue: z.optional(z.enum(QUEUES)),
  search: about(
    'A reference, an address or part of one with its @, or words of the subject or of the requester’s name.',
    z.optional(search),
  ),
  before: about('Only what is due before this instant; with queue new, open, pending, due or active.', z.optional(instant)),
  assignee: about("An agent's id, or `none`.", z.optional(z.union([z.literal('none'), agentId]))),
  mailbox: z.optional(settingId),
  type: z.optional(z.union([z.literal('none'), settingId])),
  customer: about("The requester's address.", z.optional(contact)),
  limit: z.optional(count(200)),
  cursor: z.optional(z.string().check(z.maxLength(2048))),
});
export type ListQuery = z.infer<typeof listQuery>;

export const quickReplyQuery = z.strictObject({
  language: about('Instead of the ticket’s; another where the quick reply has no text in it.', z.optional(language)),
  agent: about('Who would send it: a machine names one, a person may name only themselves.', z.optional(agentId)),
});

export const preview = z
  .strictObject({
    at: about('When the clocks would start; the time of the request without it.', z.optional(instant)),
    policy: about('A policy as it would be saved, or the id of a saved one.', z.optional(z.union([settingId, policy]))),
    ticket: about(
      'Instead of a policy: a ticket, for which the policies choose.',
      z.optional(
        z.strictObject({
          channel: z.enum(CHANNELS),
          mailbox: settingId,
          type: z.nullable(settingId),
          priority,
          customer: z.nullable(z.strictObject({ address: contact, tags })),
        }),
      ),
    ),
    policies: about(
      'Policies as they would be saved, in order; the saved ones without it.',
      z.optional(z.array(policy).check(z.maxLength(200))),
    ),
    calendars: about('Calendars as they would be saved; the saved ones without it.', z.optional(z.array(calendar).check(z.maxLength(50)))),
  })
  .check(
    z.refine((body) => (body.policy === undefined) !== (body.ticket === undefined), {
      error: 'is required, or a ticket, and not both',
      path: ['policy'],
    }),
  );
