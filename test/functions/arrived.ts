import type { SQSRecord } from 'aws-lambda';

/*
 * What SES tells of a mail that lies in the tray, as the queue brings it.
 */

const PASS = { status: 'PASS' };

export type Told = { readonly id: string; readonly at: string; readonly from: string; readonly to: readonly string[] };

/** SES's notification, with every verdict a pass. */
export const notification = ({ id, at, from, to }: Told): string =>
  JSON.stringify({
    notificationType: 'Received',
    mail: { timestamp: at, source: from, messageId: id },
    receipt: {
      recipients: to,
      spamVerdict: PASS,
      virusVerdict: PASS,
      spfVerdict: PASS,
      dkimVerdict: PASS,
      dmarcVerdict: PASS,
    },
  });

/** The same as a record of the queue, come for the first time. */
export const arrived = (told: Told): SQSRecord =>
  ({
    messageId: `notice-${told.id}`,
    body: notification(told),
    attributes: { ApproximateReceiveCount: '1', SentTimestamp: String(Date.parse(told.at)) },
  }) as SQSRecord;
