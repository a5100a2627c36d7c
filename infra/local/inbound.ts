/*
 * What SES does with a mail that arrived: its header fields on top, the receipt rules, the object in S3, the notification.
 * https://docs.aws.amazon.com/ses/latest/dg/receiving-email-notifications-contents.html
 */
import { randomBytes } from 'node:crypto';
import * as z from 'zod/mini';
import { AT_HEADER, type DeskClock, whenSaid } from './clock.ts';
import { REGION } from './identity.ts';
import { addressesIn, type HeaderField, headersOf, rawHeader, splitMail, withoutHeaders } from './raw-mail.ts';
import { taken } from './recipient.ts';
import type { HostedStack } from './stack.ts';
import type { Storage } from './storage.ts';
import type { Topics } from './topics.ts';

const actionProperties = z.object({
  S3Action: z.optional(
    z.looseObject({ BucketName: z.string(), ObjectKeyPrefix: z._default(z.string(), ''), TopicArn: z.optional(z.string()) }),
  ),
  StopAction: z.optional(z.looseObject({})),
});
const ruleProperties = z.object({
  RuleSetName: z.string(),
  After: z.optional(z.string()),
  Rule: z.looseObject({
    Name: z.optional(z.string()),
    Enabled: z._default(z.coerce.boolean(), false),
    Recipients: z._default(z.array(z.string()), []),
    ScanEnabled: z._default(z.coerce.boolean(), false),
    TlsPolicy: z._default(z.string(), 'Optional'),
    Actions: z._default(z.array(actionProperties), []),
  }),
});
type Rule = z.infer<typeof ruleProperties>['Rule'];
type S3Action = NonNullable<z.infer<typeof actionProperties>['S3Action']>;

const VERDICTS = ['spf', 'dkim', 'dmarc', 'spam', 'virus'] as const;
type Verdicts = Record<(typeof VERDICTS)[number], string>;

/** SES leaves out header fields of its event beyond this many bytes. */
const HEADER_LIMIT = 10 * 1024;

export type Envelope = { readonly from: string; readonly to: readonly string[]; readonly helo: string; readonly tls: boolean };

export class Inbound {
  readonly #rules: readonly Rule[];
  readonly #storage: Pick<Storage, 's3'>;
  readonly #topics: Pick<Topics, 'publish'>;
  readonly #clock: DeskClock;

  constructor(stack: HostedStack, storage: Pick<Storage, 's3'>, topics: Pick<Topics, 'publish'>, clock: DeskClock) {
    this.#storage = storage;
    this.#topics = topics;
    this.#clock = clock;
    const found = stack.of('AWS::SES::ReceiptRule', ruleProperties);
    const ordered = found.filter(({ properties }) => properties.After === undefined);
    // Each rule comes after the one it names; the first names none.
    for (let grown = true; grown && ordered.length < found.length; ) {
      const next = found.filter(
        (rule) =>
          !ordered.includes(rule) &&
          ordered.some(({ ref, properties }) => rule.properties.After === (properties.Rule.Name ?? ref) || rule.properties.After === ref),
      );
      ordered.push(...next);
      grown = next.length > 0;
    }
    this.#rules = ordered.map(({ properties }) => properties.Rule).filter(({ Enabled }) => Enabled);
  }

  /** Whether any rule takes mail for an address; SES answers 550 where none does. */
  receives(address: string): boolean {
    return this.#rules.some((rule) => taken(rule.Recipients, [address]).length > 0);
  }

  /** Whether a rule for the address insists on TLS; the local desk takes the mail all the same. */
  get wantsTls(): boolean {
    return this.#rules.some(({ TlsPolicy }) => TlsPolicy === 'Require');
  }

  /** Stores and hands over a mail. @returns its SES message id */
  take(raw: Buffer, envelope: Envelope): string {
    // A message that comes back within a simulated instant has an id of its own all the same.
    const id = randomBytes(25).toString('hex').slice(0, 40);
    const mail = splitMail(raw);
    const at = whenSaid(rawHeader(mail, AT_HEADER), this.#clock);
    const verdicts = verdictsOf(headersOf(mail));
    const clean = withoutHeaders(mail, (name) => name.startsWith('x-local-'));
    const stored = Buffer.concat([Buffer.from(added(id, at, envelope, verdicts), 'latin1'), clean]);
    const matching = this.#rules
      .map((rule) => ({ rule, recipients: taken(rule.Recipients, envelope.to) }))
      .filter(({ recipients }) => recipients.length > 0);
    for (const { rule, recipients } of matching) {
      for (const action of rule.Actions) {
        if (action.S3Action) {
          const told = rule.ScanEnabled ? verdicts : disabled(verdicts);
          this.#store(action.S3Action, id, stored);
          if (action.S3Action.TopicArn)
            this.#topics.publish(action.S3Action.TopicArn, receipt(id, at, envelope, recipients, stored, told, action.S3Action));
        }
        if (action.StopAction) return id;
      }
    }
    return id;
  }

  #store({ BucketName, ObjectKeyPrefix }: S3Action, id: string, stored: Buffer): void {
    this.#storage.s3.putObject(BucketName, `${ObjectKeyPrefix}${id}`, stored, 'application/octet-stream');
  }
}

function verdictsOf(headers: readonly HeaderField[]): Verdicts {
  const verdicts: Verdicts = { spf: 'PASS', dkim: 'PASS', dmarc: 'PASS', spam: 'PASS', virus: 'PASS' };
  for (const { name, value } of headers) {
    const [, which] = /^x-local-verdict-(spf|dkim|dmarc|spam|virus)$/i.exec(name) ?? [];
    if (which) verdicts[which.toLowerCase() as keyof Verdicts] = value.toUpperCase();
  }
  return verdicts;
}

const disabled = (verdicts: Verdicts): Verdicts => ({ ...verdicts, spam: 'DISABLED', virus: 'DISABLED' });

/** The fields that SES puts on top. */
function added(id: string, at: number, envelope: Envelope, verdicts: Verdicts): string {
  const domain = envelope.from.split('@')[1] ?? 'unknown.test';
  const pass = (verdict: string): string => (verdict === 'PASS' ? 'pass' : verdict === 'GRAY' ? 'neutral' : 'fail');
  return [
    `Return-Path: <${envelope.from}>`,
    `Received: from ${envelope.helo} (${envelope.helo} [127.0.0.1])`,
    ` by inbound-smtp.${REGION}.amazonaws.com with ${envelope.tls ? 'ESMTPS' : 'SMTP'} id ${id}`,
    ` for ${envelope.to[0] ?? ''};`,
    ` ${new Date(at).toUTCString().replace('GMT', '+0000 (UTC)')}`,
    `X-SES-Spam-Verdict: ${verdicts.spam}`,
    `X-SES-Virus-Verdict: ${verdicts.virus}`,
    `Received-SPF: ${pass(verdicts.spf)} (spfCheck: domain of ${domain}) client-ip=127.0.0.1; envelope-from=${envelope.from}; helo=${envelope.helo};`,
    'Authentication-Results: amazonses.com;',
    ` spf=${pass(verdicts.spf)} (spfCheck: domain of ${domain}) client-ip=127.0.0.1; envelope-from=${envelope.from}; helo=${envelope.helo};`,
    ` dkim=${pass(verdicts.dkim)} header.i=@${domain};`,
    ` dmarc=${pass(verdicts.dmarc)} header.from=${domain};`,
    `X-SES-RECEIPT: ${Buffer.from(id).toString('base64')}`,
    '',
  ].join('\r\n');
}

function receipt(
  id: string,
  at: number,
  envelope: Envelope,
  recipients: readonly string[],
  stored: Buffer,
  verdicts: Verdicts,
  { BucketName, ObjectKeyPrefix, TopicArn }: S3Action,
): string {
  const all = headersOf(splitMail(stored));
  const headers: HeaderField[] = [];
  let bytes = 0;
  for (const header of all) {
    bytes += Buffer.byteLength(header.name) + Buffer.byteLength(header.value) + 4;
    if (bytes > HEADER_LIMIT) break;
    headers.push(header);
  }
  const first = (name: string): string | undefined => all.find((header) => header.name.toLowerCase() === name)?.value;
  const list = (name: string): Record<string, string[]> => {
    const value = first(name);
    return value === undefined ? {} : { [name]: splitAddresses(value) };
  };
  const single = (name: string, as: string): Record<string, string> => {
    const value = first(name);
    return value === undefined ? {} : { [as]: value };
  };
  const timestamp = new Date(at).toISOString();
  return JSON.stringify({
    notificationType: 'Received',
    mail: {
      timestamp,
      source: envelope.from,
      messageId: id,
      destination: envelope.to,
      headersTruncated: headers.length < all.length,
      headers,
      commonHeaders: {
        returnPath: envelope.from,
        ...list('from'),
        ...single('date', 'date'),
        ...list('to'),
        ...list('cc'),
        ...single('message-id', 'messageId'),
        ...single('subject', 'subject'),
      },
    },
    receipt: {
      timestamp,
      processingTimeMillis: 500,
      recipients,
      spamVerdict: { status: verdicts.spam },
      virusVerdict: { status: verdicts.virus },
      spfVerdict: { status: verdicts.spf },
      dkimVerdict: { status: verdicts.dkim },
      dmarcVerdict: { status: verdicts.dmarc },
      ...(verdicts.dmarc === 'FAIL' ? { dmarcPolicy: 'none' } : {}),
      action: {
        type: 'S3',
        topicArn: TopicArn,
        bucketName: BucketName,
        objectKeyPrefix: ObjectKeyPrefix,
        objectKey: `${ObjectKeyPrefix}${id}`,
      },
    },
  });
}

const splitAddresses = (value: string): string[] => {
  const parts = value.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/).map((part) => part.trim());
  return addressesIn(value).length <= 1 ? [value] : parts.filter(Boolean);
};
