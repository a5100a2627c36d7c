import { SESClient, SendRawEmailCommand } from '@aws-sdk/client-ses';
import { MAIL_TAGS } from '../../events/mail-tags.ts';
import { LEAN, lean } from './lean.ts';

/** What is sent beside a mail that SES keeps waiting is noted together with it, so the wait has to end before the function does. */
const PATIENCE_MS = 15_000;

/** No retries of its own: a send that may have succeeded must not be sent again before SES has been heard. */
export const patientClient = (patienceMs = PATIENCE_MS): SESClient =>
  lean(new SESClient({ ...LEAN, maxAttempts: 1, requestHandler: { requestTimeout: patienceMs, throwOnRequestTimeout: true } }));

let shared: SESClient | undefined;
export const ses = (): SESClient => {
  shared ??= patientClient();
  return shared;
};

export type SendOutcome =
  | { readonly outcome: 'sent'; readonly sesMessageId: string }
  /** SES said no and did not send; `retry` tells whether asking again can help. */
  | { readonly outcome: 'refused'; readonly retry: boolean; readonly why: string }
  /** No answer, or one that does not tell: it may have been sent. */
  | { readonly outcome: 'unknown'; readonly why: string };

/** Refusals that pass by themselves: rate and quota. https://docs.aws.amazon.com/ses/latest/dg/manage-sending-quotas-errors.html */
const PASSING = /Throttl|TooManyRequests|Rate exceeded|quota|SendingPaused|LimitExceeded|ExpiredToken|RequestExpired/i;

/** The Message-ID that the recipient sees: SES puts its own in place of ours. */
export const rfcMessageIdOf = (sesMessageId: string, region: string): string =>
  `<${sesMessageId}@${region === 'us-east-1' ? 'email' : region}.amazonses.com>`;

export type Outgoing = ReturnType<typeof outgoing>;

/** Sends raw MIME through SES v1. */
export function outgoing(client: SESClient, configurationSet: string) {
  return {
    async send(raw: Uint8Array, from: string, to: readonly string[], tags: { mail: string; stream: string }): Promise<SendOutcome> {
      try {
        const answer = await client.send(
          new SendRawEmailCommand({
            Source: from,
            Destinations: [...to],
            RawMessage: { Data: raw },
            ConfigurationSetName: configurationSet,
            Tags: [
              { Name: MAIL_TAGS.mail, Value: tags.mail },
              { Name: MAIL_TAGS.stream, Value: tags.stream },
            ],
          }),
        );
        return { outcome: 'sent', sesMessageId: answer.MessageId ?? '' };
      } catch (error) {
        const name = error instanceof Error ? error.name : 'Error';
        const text = error instanceof Error ? error.message : '';
        const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
        if (status !== undefined && status >= 400 && status < 500) {
          return { outcome: 'refused', retry: PASSING.test(name) || PASSING.test(text), why: name };
        }
        // Nobody listened: it was not sent.
        if ((error as { code?: string }).code === 'ECONNREFUSED') return { outcome: 'refused', retry: true, why: name };
        if (status === 503 || PASSING.test(name)) return { outcome: 'refused', retry: true, why: name };
        return { outcome: 'unknown', why: name };
      }
    },
  };
}
