import { normalise } from './address.ts';
import type { ReadMail } from './read.ts';

/*
 * What a mail server says about a mail that it could not, or not yet, deliver (RFC 3464), and what other servers say in their own words.
 */

export type DeliveryReport = {
  /** `failed` is final, `delayed` is not; `other` is a report of success or of relaying. */
  readonly action: 'failed' | 'delayed' | 'other';
  /** RFC 3463 status such as `5.1.1`; null when the report gives none. */
  readonly status: string | null;
  /** The addresses that it is about, lower case. */
  readonly recipients: readonly string[];
};

const READ = 65_536;

/** The report that a mail carries; null when it is no delivery report. Hard is `failed` with a status of 5 or none. */
export function deliveryReport(mail: ReadMail): DeliveryReport | null {
  const part = mail.attachments.find((a) => /^message\/(global-)?delivery-status$/.test(a.mimeType));
  if (part) return standardReport(new TextDecoder().decode(part.bytes.subarray(0, READ)));
  return ownWords(mail);
}

function standardReport(text: string): DeliveryReport {
  const unfolded = text.replace(/\r?\n[ \t]+/g, ' ');
  const all = (name: string): string[] =>
    [...unfolded.matchAll(new RegExp(`^${name}[ \\t]*:[ \\t]*(.*)$`, 'gim'))].map((m) => (m[1] ?? '').trim());
  const actions = all('Action')
    .map((a) => a.toLowerCase())
    .filter((a) => a !== '');
  const statuses = all('Status').flatMap((s) => /\b[245]\.\d{1,3}\.\d{1,3}\b/.exec(s)?.[0] ?? []);
  const final = actions.some((a) => a.startsWith('failed')) || (actions.length === 0 && statuses.some((s) => s.startsWith('5')));
  const recipients = all('(?:Final|Original)-Recipient').map((r) => normalise(r.slice(r.indexOf(';') + 1)));
  return {
    action: final
      ? 'failed'
      : actions.some((a) => a.startsWith('delayed')) || statuses.some((s) => s.startsWith('4'))
        ? 'delayed'
        : 'other',
    status: statuses.find((s) => s.startsWith('5')) ?? statuses[0] ?? null,
    recipients: [...new Set(recipients.filter((r) => r !== ''))].slice(0, 100),
  };
}

const DAEMON = /^(mailer-daemon|mail-daemon|mailerdaemon|maildaemon|mail-delivery-subsystem|microsoftexchange[0-9a-f]{8,})$/i;
const FAILURE_SUBJECT =
  /^\s*(?:undeliver(?:able|ed)|undelivered mail|returned mail|mail delivery (?:failed|failure|subsystem|system)|delivery (?:status notification|failure|has failed|failed)|failure notice|message (?:not delivered|undeliverable)|nondeliverable|could not be delivered|unzustellbar|nicht zustellbar|zustellung fehlgeschlagen|non remis|échec de la remise|courrier non délivré|non recapitabile|mancato recapito|no se puede entregar|no entregado|devuelto|não entregue|nelivrat|mesaj nelivrat|imposibil de livrat|onbestelbaar|kan inte levereras|kan ikke leveres|niedostarczalne|nedoručitelné|kézbesíthetetlen|teslim edilemedi|недоставленное|не удалось доставить|配信不能|无法送达|ส่งไม่ถึง|ไม่สามารถส่ง|تحویل داده نشد)/i;
const DELAY =
  /\b(?:delayed|not yet been delivered|delivery is delayed|will (?:be|continue) (?:retried|trying)|verzögert|retardé|retrasad|întârziat|warning: (?:could not send|message))\b/i;

/** Servers that do not follow the standard: qmail, Exim, old Exchange. Known by who wrote, and by the subject or Exim's own field. */
function ownWords(mail: ReadMail): DeliveryReport | null {
  const local = mail.from.address.slice(0, mail.from.address.lastIndexOf('@'));
  const failed = mail.header('x-failed-recipients').flatMap((h) => h.split(','));
  const daemon = DAEMON.test(local);
  const server = daemon || /^postmaster$/i.test(local);
  const says = FAILURE_SUBJECT.test(mail.subject);
  if (failed.length === 0 && !(server && says) && !(daemon && DELAY.test(mail.subject))) return null;
  const beginning = `${mail.subject}\n${mail.text.slice(0, 2000)}`;
  return {
    action: DELAY.test(beginning) && failed.length === 0 ? 'delayed' : 'failed',
    status: /\b[45]\.\d{1,2}\.\d{1,3}\b/.exec(mail.text.slice(0, 10_000))?.[0] ?? null,
    recipients: [...new Set(failed.map(normalise).filter((r) => r !== ''))].slice(0, 100),
  };
}
