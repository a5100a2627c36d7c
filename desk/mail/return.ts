import * as z from 'zod/mini';
import { type Instant, type MailId, mailId } from '../../events/ids.ts';
import { MAIL_TAGS } from '../../events/mail-tags.ts';

/*
 * What comes back about a mail that the desk sent: SES's events of the configuration set, and what each of them means.
 * https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html (EventBridge carries the same record as `detail`)
 */

const moment = z.string().check(z.refine((text) => !Number.isNaN(Date.parse(text)), 'not a time'));
const recipient = z.object({
  emailAddress: z.string(),
  /** Only where a delivery status notification said so: `failed`, `delayed`, … (RFC 3464, section 2.3.3). */
  action: z.optional(z.nullable(z.string())),
  status: z.optional(z.nullable(z.string())),
});

const mail = z.object({
  messageId: z.string().check(z.minLength(1)),
  timestamp: moment,
  source: z._default(z.string(), ''),
  destination: z._default(z.array(z.string()), []),
  tags: z._default(z.nullable(z.record(z.string(), z.array(z.string()))), {}),
});

const bounceRecord = z.object({
  bounceType: z.string(),
  bounceSubType: z._default(z.string(), ''),
  bouncedRecipients: z._default(z.array(recipient), []),
  timestamp: moment,
});
const complaintRecord = z.object({
  complaintSubType: z.optional(z.nullable(z.string())),
  complaintFeedbackType: z.optional(z.nullable(z.string())),
  complainedRecipients: z._default(z.array(z.object({ emailAddress: z.string() })), []),
  timestamp: moment,
});

const detail = z.discriminatedUnion('eventType', [
  z.object({ eventType: z.literal('Send'), mail }),
  z.object({
    eventType: z.literal('Delivery'),
    mail,
    delivery: z.object({ timestamp: moment, recipients: z._default(z.array(z.string()), []) }),
  }),
  z.object({ eventType: z.literal('Bounce'), mail, bounce: bounceRecord }),
  z.object({ eventType: z.literal('Complaint'), mail, complaint: complaintRecord }),
  z.object({ eventType: z.literal('Reject'), mail }),
  z.object({ eventType: z.enum(['Rendering Failure', 'RenderingFailure']), mail }),
  z.object({ eventType: z.enum(['DeliveryDelay', 'Open', 'Click', 'Subscription']), mail }),
]);
type Detail = z.infer<typeof detail>;

/** The event as EventBridge brings it. `time` is when SES said it, and serves where the record has no time of its own. */
const sesEvent = z.object({ source: z.literal('aws.ses'), time: moment, detail });

export type ReturnKind = 'sent' | 'delivered' | 'bounced' | 'complained' | 'rejected' | 'nothing';

export type MailReturn = {
  readonly kind: ReturnKind;
  /** Null for a mail that the desk did not tag: not ours, or sent by hand through the same configuration set. */
  readonly mail: MailId | null;
  /** The stream that owes the mail: a ticket, a survey, the desk. */
  readonly stream: string | null;
  readonly sesMessageId: string;
  readonly at: Instant;
  readonly sentAt: Instant;
  /** The envelope sender: the mailbox that it was sent from; lower case. */
  readonly from: string;
  /** Of those we wrote to, whom it is about; lower case. */
  readonly recipients: readonly string[];
  /** Whether writing to them again is pointless or unwanted. */
  readonly permanent: boolean;
  /** Why the mail counts as never having reached whom it was for, the first addressee; null when it does not. */
  readonly undelivered: 'bounce' | 'complaint' | 'reject' | 'suppressed' | null;
  /** Why the recipients are suppressed; null when they are not. */
  readonly suppress: 'bounce' | 'complaint' | null;
};

/**
 * Reads an SES event from the bus and says what it means.
 * - `Send` proves that SES took the mail, also when our own call timed out.
 * - A permanent bounce and a complaint suppress the address and undo the delivery (`shared/mail.md`, Coming back).
 * - A transient bounce never suppresses. It undoes the delivery when a status notification says `failed`, or when SES names a cause
 *   of its own; without either it is most often an out-of-office answer, which SES calls Transient/General.
 * - A complaint of type `not-spam` is praise: somebody took the mail out of the junk folder.
 * - `Reject` (a virus in what we sent) and a rendering failure mean that nobody got it; the address is not to blame.
 * Throws a ZodError for anything that is not an SES event.
 */
export function readReturn(event: unknown): MailReturn {
  const { time, detail } = sesEvent.parse(event, { reportInput: false });
  const sent = detail.mail;
  const tag = mailId.safeParse(sent.tags?.[MAIL_TAGS.mail]?.[0]);
  const base = {
    mail: tag.success ? tag.data : null,
    stream: sent.tags?.[MAIL_TAGS.stream]?.[0] ?? null,
    sesMessageId: sent.messageId,
    sentAt: toInstant(sent.timestamp),
    from: bareAddress(sent.source),
  };
  const destination = sent.destination.map(bareAddress);
  const meant = meaning(detail, destination, time);
  const [addressee] = destination;
  // A copy that came back undoes nothing: whom it was written to has it.
  const copyOnly = addressee !== undefined && !meant.recipients.includes(addressee);
  return { ...base, ...meant, undelivered: copyOnly ? null : meant.undelivered };
}

type Meaning = Pick<MailReturn, 'kind' | 'at' | 'recipients' | 'permanent' | 'undelivered' | 'suppress'>;

function meaning(detail: Detail, destination: readonly string[], time: string): Meaning {
  const harmless = { permanent: false, undelivered: null, suppress: null } as const;
  switch (detail.eventType) {
    case 'Send':
      return { kind: 'sent', at: toInstant(detail.mail.timestamp), recipients: destination, ...harmless };
    case 'Delivery':
      return {
        kind: 'delivered',
        at: toInstant(detail.delivery.timestamp),
        recipients: ours(detail.delivery.recipients, destination),
        ...harmless,
      };
    case 'Bounce':
      return bounced(detail.bounce, destination);
    case 'Complaint':
      return complained(detail.complaint, destination);
    case 'Reject':
    case 'Rendering Failure':
    case 'RenderingFailure':
      return { kind: 'rejected', at: toInstant(time), recipients: destination, ...harmless, undelivered: 'reject' };
    default:
      return { kind: 'nothing', at: toInstant(time), recipients: destination, ...harmless };
  }
}

/** SES did not even try: the address is on its own suppression list. */
const HELD_BACK = ['Suppressed', 'OnAccountSuppressionList', 'UnsubscribedRecipient'];
/** Causes of a transient bounce that say that this mail was turned away. */
const TURNED_AWAY = ['MailboxFull', 'MessageTooLarge', 'CustomTimeoutExceeded', 'ContentRejected', 'AttachmentRejected'];

function bounced(bounce: z.infer<typeof bounceRecord>, destination: readonly string[]): Meaning {
  const recipients = ours(
    bounce.bouncedRecipients.map((r) => r.emailAddress),
    destination,
  );
  const permanent = bounce.bounceType === 'Permanent';
  const failed =
    permanent ||
    TURNED_AWAY.includes(bounce.bounceSubType) ||
    bounce.bouncedRecipients.some((r) => r.action?.toLowerCase() === 'failed' || r.status?.startsWith('5.'));
  const why = HELD_BACK.includes(bounce.bounceSubType) ? 'suppressed' : 'bounce';
  return {
    kind: 'bounced',
    at: toInstant(bounce.timestamp),
    recipients,
    permanent,
    undelivered: failed ? why : null,
    suppress: permanent ? 'bounce' : null,
  };
}

function complained(complaint: z.infer<typeof complaintRecord>, destination: readonly string[]): Meaning {
  const praise = complaint.complaintFeedbackType === 'not-spam';
  const heldBack = HELD_BACK.includes(complaint.complaintSubType ?? '');
  return {
    kind: praise ? 'nothing' : 'complained',
    at: toInstant(complaint.timestamp),
    recipients: ours(
      complaint.complainedRecipients.map((r) => r.emailAddress),
      destination,
    ),
    permanent: !praise,
    undelivered: praise ? null : heldBack ? 'suppressed' : 'complaint',
    suppress: praise ? null : 'complaint',
  };
}

/**
 * Of the addresses in a notification, those that we wrote to. A customer whose mail is forwarded elsewhere makes the notification
 * name an address that we never knew; then, and only when we wrote to one, it is that one.
 */
function ours(named: readonly string[], destination: readonly string[]): readonly string[] {
  const known = named.map(bareAddress).filter((address) => destination.includes(address));
  if (known.length > 0) return [...new Set(known)];
  return destination.length === 1 ? destination : [];
}

/** `Ann <A@x.test>`, `rfc822; a@x.test` or `a@x.test` as `a@x.test`. */
function bareAddress(text: string): string {
  const inside = text.lastIndexOf('<');
  const bare = inside >= 0 ? text.slice(inside + 1).split('>')[0] : text.slice(text.indexOf(';') + 1);
  return (bare ?? '').trim().toLowerCase();
}

const toInstant = (text: string): Instant => new Date(text).toISOString() as Instant;
