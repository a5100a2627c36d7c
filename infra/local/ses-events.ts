/*
 * What SES tells about a mail it sent, through the configuration set, on the default bus; and which addresses play a part.
 * https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-examples.html
 */
import { randomUUID } from 'node:crypto';
import * as z from 'zod/mini';
import type { Bus } from './bus.ts';
import { ACCOUNT, REGION } from './identity.ts';
import type { SentMail } from './outbox.ts';
import { addressesIn, headersOf, splitMail } from './raw-mail.ts';
import type { HostedStack } from './stack.ts';
import type { Json, JsonObject } from './template.ts';

const destinationProperties = z.object({
  ConfigurationSetName: z.string(),
  EventDestination: z.looseObject({
    Enabled: z._default(z.coerce.boolean(), true),
    MatchingEventTypes: z.array(z.string()),
    EventBridgeDestination: z.optional(z.looseObject({})),
  }),
});

export type Fate = 'delivered' | 'bounce' | 'softbounce' | 'complaint' | 'reject';

/**
 * What becomes of a mail to an address: those that begin with bounce, softbounce, complaint or reject at a .test domain
 * (or at SES's own simulator) play that part, all others get their mail.
 */
export function fateOf(address: string): Fate {
  const [, part] = /^(bounce|softbounce|complaint|reject)[^@]*@(?:[^@]+\.test|simulator\.amazonses\.com)$/i.exec(address) ?? [];
  return (part?.toLowerCase() as Fate | undefined) ?? 'delivered';
}

const DETAIL_TYPES = {
  Send: 'Email Sent',
  Delivery: 'Email Delivered',
  Bounce: 'Email Bounced',
  Complaint: 'Email Complaint Received',
  Reject: 'Email Rejected',
} as const;
type EventType = keyof typeof DETAIL_TYPES;

export class SesEvents {
  readonly #bus: Pick<Bus, 'put'>;
  /** Event types that a configuration set publishes, in lower case. */
  readonly #published = new Map<string, Set<string>>();

  constructor(stack: HostedStack, bus: Pick<Bus, 'put'>) {
    this.#bus = bus;
    for (const { properties } of stack.of('AWS::SES::ConfigurationSetEventDestination', destinationProperties)) {
      const { Enabled, EventBridgeDestination, MatchingEventTypes } = properties.EventDestination;
      if (!Enabled || !EventBridgeDestination) continue;
      const types = this.#published.get(properties.ConfigurationSetName) ?? new Set();
      for (const type of MatchingEventTypes) types.add(type.toLowerCase());
      this.#published.set(properties.ConfigurationSetName, types);
    }
  }

  /** Publishes what SES would publish about a mail, all at once. @returns the recipients who really get it */
  sent(mail: SentMail): string[] {
    const by = (fate: Fate): string[] => mail.destinations.filter((address) => fateOf(address) === fate);
    const rejected = by('reject').length > 0;
    const got = rejected ? [] : [...by('delivered'), ...by('complaint')];
    const types = mail.configurationSet === null ? undefined : this.#published.get(mail.configurationSet);
    if (!types) return got;
    const about = describe(mail);
    const timestamp = new Date(mail.at).toISOString();
    const say = (type: EventType, rest: JsonObject): void => {
      if (!types.has(type.toLowerCase())) return;
      this.#bus.put({
        source: 'aws.ses',
        detailType: DETAIL_TYPES[type],
        detail: { eventType: type, mail: about, ...rest },
        resources: [`arn:aws:ses:${REGION}:${ACCOUNT}:configuration-set/${mail.configurationSet}`],
        at: mail.at,
      });
    };
    if (rejected) {
      say('Reject', { reject: { reason: 'Bad content' } });
      return got;
    }
    say('Send', { send: {} });
    if (got.length > 0)
      say('Delivery', {
        delivery: {
          timestamp,
          processingTimeMillis: 300,
          recipients: got,
          smtpResponse: '250 2.0.0 OK',
          reportingMTA: `a1.${REGION}.smtp-out.amazonses.com`,
          remoteMtaIp: '127.0.0.1',
        },
      });
    for (const fate of ['bounce', 'softbounce'] as const) {
      const bounced = by(fate);
      if (bounced.length > 0) say('Bounce', { bounce: bounce(fate, bounced, timestamp) });
    }
    const complained = by('complaint');
    if (complained.length > 0) {
      say('Complaint', {
        complaint: {
          feedbackId: randomUUID(),
          complaintSubType: null,
          complainedRecipients: complained.map((emailAddress) => ({ emailAddress })),
          timestamp,
          userAgent: 'local desk',
          complaintFeedbackType: 'abuse',
          arrivalDate: timestamp,
        },
      });
    }
    return got;
  }
}

function bounce(fate: 'bounce' | 'softbounce', recipients: readonly string[], timestamp: string): JsonObject {
  const hard = fate === 'bounce';
  return {
    feedbackId: randomUUID(),
    bounceType: hard ? 'Permanent' : 'Transient',
    bounceSubType: hard ? 'General' : 'MailboxFull',
    bouncedRecipients: recipients.map((emailAddress) => ({
      emailAddress,
      action: 'failed',
      status: hard ? '5.1.1' : '4.2.2',
      diagnosticCode: hard ? 'smtp; 550 5.1.1 user unknown' : 'smtp; 452 4.2.2 mailbox full',
    })),
    timestamp,
    reportingMTA: 'dns; local.test',
  };
}

function describe(mail: SentMail): JsonObject {
  const headers = headersOf(splitMail(mail.raw));
  const first = (name: string): string => headers.find((header) => header.name.toLowerCase() === name)?.value ?? '';
  const tags: Record<string, Json> = {
    'ses:operation': ['SendRawEmail'],
    'ses:configuration-set': [mail.configurationSet ?? ''],
    'ses:source-ip': ['127.0.0.1'],
    'ses:from-domain': [(addressesIn(mail.source)[0] ?? '@').split('@')[1] ?? ''],
    'ses:caller-identity': ['local'],
  };
  for (const [name, value] of Object.entries(mail.tags)) tags[name] = [value];
  return {
    timestamp: new Date(mail.at).toISOString(),
    source: mail.source,
    sendingAccountId: ACCOUNT,
    messageId: mail.id,
    destination: [...mail.destinations],
    headersTruncated: false,
    headers: headers.map(({ name, value }) => ({ name, value })),
    commonHeaders: { from: [first('from')], to: [first('to')], messageId: mail.id, subject: first('subject') },
    tags,
  };
}
