import * as z from 'zod/mini';
import type { Instant } from '../../events/ids.ts';
import type { Envelope } from './kind.ts';

/*
 * What calls for mail to be received: SES's word that it put a mail into the tray, or the clock to sweep the tray.
 * https://docs.aws.amazon.com/ses/latest/dg/receiving-email-notifications-contents.html
 */

const verdict = z.object({ status: z.string() });
const receipt = z.object({
  mail: z.object({ timestamp: z.string(), source: z.nullish(z.string()), messageId: z.string() }),
  receipt: z.object({
    recipients: z.array(z.string()),
    spamVerdict: verdict,
    virusVerdict: verdict,
    spfVerdict: verdict,
    dkimVerdict: verdict,
    dmarcVerdict: verdict,
  }),
});
const notification = z.object({ notificationType: z.string() });
/** The clock's call. */
export const sweeping = z.object({ sweep: z.literal(true), time: z.string() });

/** A mail in the tray, with what its delivery told. */
export type Arrival = { readonly id: string; readonly at: Instant; readonly envelope: Envelope };

/** An ISO time of any precision as an Instant. */
export const instant = (text: string): Instant => new Date(text).toISOString() as Instant;

type Status = Envelope['verdicts']['spam'];
const STATUSES: readonly Status[] = ['PASS', 'FAIL', 'GRAY', 'PROCESSING_FAILED', 'DISABLED'];
const statusOf = (given: { status: string }): Status => STATUSES.find((s) => s === given.status.toUpperCase()) ?? 'PROCESSING_FAILED';

/**
 * What SES tells of a mail that lies in the tray; null where it tells of something else, such as that it may tell now.
 * `source` is the envelope sender; empty for bounces.
 * @param text the notification, JSON
 * @throws ZodError, or SyntaxError, for what is no notification
 */
export function arrivalOf(text: string): Arrival | null {
  const told = JSON.parse(text) as unknown;
  if (notification.parse(told).notificationType !== 'Received') return null;
  const { mail, receipt: r } = receipt.parse(told);
  return {
    id: mail.messageId,
    at: instant(mail.timestamp),
    envelope: {
      source: mail.source || null,
      recipients: r.recipients.map((a) => a.toLowerCase()),
      verdicts: {
        spam: statusOf(r.spamVerdict),
        virus: statusOf(r.virusVerdict),
        spf: statusOf(r.spfVerdict),
        dkim: statusOf(r.dkimVerdict),
        dmarc: statusOf(r.dmarcVerdict),
      },
    },
  };
}

const NOTHING = 'PROCESSING_FAILED';
/** For a mail whose receipt nobody can tell any more: nothing is trusted, and nobody is accused. */
export const UNKNOWN: Envelope = {
  source: null,
  recipients: [],
  verdicts: { spam: NOTHING, virus: NOTHING, spf: NOTHING, dkim: NOTHING, dmarc: NOTHING },
};
