/*
 * Names of the environment variables, shared with the stack that sets them, and the reader that checks them on first use.
 */

export const ENV = {
  table: 'TABLE_NAME',
  shards: 'SHARDS',
  bucket: 'MAIL_BUCKET',
  bus: 'BUS_NAME',
  configurationSet: 'CONFIGURATION_SET',
  /** What a desk starts with until settings are saved: JSON, {name, zone, mailboxes, agents}. */
  defaults: 'DESK_DEFAULTS',
  /** Address of the page, for links in mails; survey pages lie below it. */
  site: 'SITE_URL',
  /** Tells one desk's figures from another's in CloudWatch: Powertools takes its dimension `service` from it. */
  service: 'POWERTOOLS_SERVICE_NAME',
} as const;
export type EnvName = keyof typeof ENV;

/** Operators' figures: their namespace in CloudWatch, and those that alarms and the dashboard watch. */
export const METRICS_NAMESPACE = 'Deskpulse';
export const METRIC = {
  trayAge: 'TrayAge',
  sentAgain: 'MailSentAgain',
  refused: 'MailRefused',
  overdue: 'MailOverdue',
  undelivered: 'MailUndelivered',
  foldLag: 'FoldLag',
  /** The desk today, as far as it is folded: what the morning report says of yesterday. */
  newTickets: 'NewTickets',
  backlog: 'Backlog',
  firstReply: 'FirstReplyMedian',
  attainment: 'Attainment',
  csat: 'Csat',
} as const;

/** Where mail lies in the bucket: the tray that SES drops it into, its resting place by day, quarantine, and attachments. */
export const MAIL_PREFIX = { tray: 'incoming/', rest: 'mail/', quarantine: 'quarantine/', parts: 'parts/' } as const;

/** SES leaves this in the tray whenever a receipt rule begins to write there. It is no customer's mail, and no ticket. */
export const SES_SETUP_NOTE = `${MAIL_PREFIX.tray}AMAZON_SES_SETUP_NOTIFICATION`;

/** Reads once, on first use; a missing variable is a mistake of the stack and says its name. */
export function env<N extends EnvName>(...names: N[]): Readonly<Record<N, string>> {
  const read = {} as Record<N, string>;
  for (const name of names) {
    const value = process.env[ENV[name]];
    if (value === undefined || value === '') throw new Error(`environment variable ${ENV[name]} is missing`);
    read[name] = value;
  }
  return read;
}
