import type { SQSRecord } from 'aws-lambda';
import { readReplyToken } from '../desk/mail/address.ts';
import { type Arrival, arrivalOf, sweeping, UNKNOWN } from '../desk/mail/arrival.ts';
import { authenticated, screen } from '../desk/mail/kind.ts';
import { customerLanguage } from '../desk/mail/language.ts';
import { type ReadMail, readMail } from '../desk/mail/read.ts';
import { readReceipt } from '../desk/mail/receipt.ts';
import { senderOf } from '../desk/mail/sender.ts';
import { isThanks } from '../desk/mail/thanks.ts';
import type { Settings } from '../desk/settings.ts';
import type { InboundMail } from '../desk/ticket/command.ts';
import type { Attachment } from '../desk/ticket/dossier.ts';
import { dynamo } from './aws/dynamo.ts';
import type { Log } from './aws/log.ts';
import { type MailStore, mailStore, partKey, quarantineKey, restingKey, s3, TRAY, type TrayEntry } from './aws/mail-store.ts';
import { type SettingsStore, settingsStore } from './aws/settings.ts';
import { mailboxFor, REFERENCES, type Read, settle } from './aws/settling.ts';
import { type Tickets, tickets } from './aws/tickets.ts';
import { env, METRIC } from './env.ts';
import { onBatchOrEvent, type Trigger, type Undone } from './shell.ts';

/*
 * Mail in: SES has put mails into the tray and says so; or the clock calls, to pick up what still lies there.
 * Read and screen each; then, for all of them, look up, thread and decide, commit, and only then out of the tray.
 */

export type Parts = { readonly settings: SettingsStore; readonly tickets: Tickets; readonly mails: MailStore };

let made: Parts | undefined;
const wired = (): Parts => {
  if (made) return made;
  const { table, shards, bucket, defaults } = env('table', 'shards', 'bucket', 'defaults');
  made = {
    settings: settingsStore(dynamo(), table, JSON.parse(defaults)),
    tickets: tickets(dynamo(), table, Number(shards)),
    mails: mailStore(s3(), bucket),
  };
  return made;
};

/** Longer texts lie in S3 beside the attachments; the row keeps their beginning. */
const ROW_TEXT = 100_000;
/** The sweep leaves alone what SES has only just put down: its word of it is on the way. */
const SETTLED_MS = 10 * 60_000;
const SWEEP = 200;
/** The sweep takes so many at once, as the queue gives them. */
const TOGETHER = 10;

/** A mail in the tray, and what its delivery told, or what can be read of that in the mail. */
type Waiting = { readonly id: string; readonly arrival: (raw: Uint8Array) => Arrival };

/** Receives mails. @returns for each what stood against it, in the order given */
async function receiveAll(waiting: readonly Waiting[], parts: Parts, log: Log): Promise<PromiseSettledResult<void>[]> {
  const [settings, secret] = await Promise.all([parts.settings.now(), parts.settings.secret()]);
  const failed = new Map<Waiting, unknown>();
  const reads = new Map<Waiting, Read>();
  // One after the other: a mail of 40 MB is as much as one memory holds, and what is left of it then is small.
  for (const one of waiting) {
    try {
      const read = await readIn(one, settings, secret, parts.mails);
      if (read !== null) reads.set(one, read);
    } catch (cause) {
      failed.set(one, cause);
    }
  }
  const outcomes = await settle([...reads.values()], settings, parts);
  const settled = [...reads].filter(([one, read]) => {
    const outcome = outcomes.get(read);
    if (outcome instanceof Error) failed.set(one, outcome);
    return !(outcome instanceof Error);
  });
  const moved = await parts.mails.moveAll(settled.map(([{ id }, { mail }]) => ({ from: TRAY + id, to: mail.raw })));
  settled.forEach(([one, read], n) => {
    const { mail, bytes } = read;
    const move = moved[n];
    if (move?.status === 'rejected') failed.set(one, move.reason);
    else log.info('mail received', { mail: one.id, kind: mail.kind, outcome: String(outcomes.get(read)), bytes });
  });
  return waiting.map((one) =>
    failed.has(one) ? { status: 'rejected', reason: failed.get(one) } : { status: 'fulfilled', value: undefined },
  );
}

/** Reads and screens a mail; null when an earlier try got all the way. */
async function readIn(waiting: Waiting, settings: Settings, secret: Uint8Array, mails: MailStore): Promise<Read | null> {
  const raw = await mails.get(TRAY + waiting.id);
  if (raw === null) return null;
  const arrival = waiting.arrival(raw);
  const mail = await readMail(raw);
  const own = settings.mailboxes.map((m) => m.address);
  const signed = readReplyToken(arrival.envelope.recipients, own, secret);
  const agent = settings.agents.find((a) => a.active && a.address === mail.from.address) ?? null;
  const screening = screen(mail, arrival.envelope, {
    ownAddresses: own,
    isAgent: (address) => settings.agents.some((a) => a.active && a.address === address),
    signedAgentAddress: signed?.role === 'agent',
  });
  const hostile = screening.kind === 'spam' || screening.kind === 'virus';
  const asAgent = screening.kind === 'agent' && agent !== null && authenticated(mail, arrival.envelope) ? agent.id : null;
  const content = await laidDown(mail, arrival, mails, screening.kind === 'virus');
  const inbound: InboundMail = {
    kind: screening.kind,
    mayAnswer: screening.mayAnswer,
    evidence: [...screening.evidence, ...mail.defects],
    from: senderOf(mail.from, mail.replyTo, own),
    to: mail.to.slice(0, 100),
    cc: mail.cc.slice(0, 100),
    subject: mail.subject,
    ...content,
    html: mail.html !== null,
    // Thanks with a file beside it says more than thanks.
    thanks: isThanks(mail.newText) && mail.attachments.every((part) => part.inline),
    language: customerLanguage(mail) ?? languageOfMailbox(settings, arrival.envelope.recipients),
    rfcMessageId: mail.rfcMessageId ?? `<${arrival.id}@no-message-id.deskpulse>`,
    inReplyTo: mail.inReplyTo,
    references: mail.references.slice(-REFERENCES),
    claimedAt: mail.claimedAt,
    raw: hostile ? quarantineKey(arrival.at, arrival.id) : restingKey(arrival.at, arrival.id),
  };
  return { arrival, mail: inbound, bytes: raw.length, signed, asAgent };
}

/** Attachments, and a text too long for a row, lie in S3 before the ticket that names them is committed. */
async function laidDown(
  mail: ReadMail,
  { id, at }: Arrival,
  store: MailStore,
  sealed: boolean,
): Promise<Pick<InboundMail, 'text' | 'newText' | 'textKey' | 'attachments'>> {
  const attachments: Attachment[] = [];
  const puts: Promise<void>[] = [];
  if (!sealed) {
    mail.attachments.forEach((part, n) => {
      const key = partKey(at, id, String(n));
      puts.push(store.put(key, part.bytes, part.mimeType));
      const { filename, mimeType, contentId, inline } = part;
      attachments.push({ filename, mimeType, bytes: part.bytes.length, key, contentId, inline });
    });
  }
  let textKey: string | null = null;
  if (mail.text.length > ROW_TEXT) {
    textKey = partKey(at, id, 'text');
    puts.push(store.put(textKey, Buffer.from(mail.text, 'utf8'), 'text/plain; charset=utf-8'));
  }
  await Promise.all(puts);
  const text = mail.text.slice(0, ROW_TEXT);
  return { text, newText: mail.newText === mail.text ? text : mail.newText.slice(0, ROW_TEXT), textKey, attachments };
}

const languageOfMailbox = (settings: Settings, recipients: readonly string[]): string =>
  mailboxFor(settings, recipients)?.language ?? settings.desk.language;

/** Picks up what SES's word left behind; its arrival and verdicts are read from the headers that SES put on top. */
export const sweepTray =
  (parts: () => Parts) =>
  async (event: unknown, { log, remainingMillis }: Trigger): Promise<void> => {
    const now = Date.parse(sweeping.parse(event).time);
    const { mails } = parts();
    const age = ({ storedAt }: TrayEntry): number => now - Date.parse(storedAt);
    const settled = (await mails.tray(SWEEP)).filter((entry) => age(entry) >= SETTLED_MS);
    log.metric(METRIC.trayAge, Math.round(Math.max(0, ...settled.map(age)) / 1000), 'Seconds');
    for (let from = 0; from < settled.length && remainingMillis() >= 20_000; from += TOGETHER) {
      const waiting = settled.slice(from, from + TOGETHER).map((entry): Waiting => {
        const id = entry.key.slice(TRAY.length);
        const arrival = (raw: Uint8Array): Arrival => {
          const told = readReceipt(raw);
          return { id, at: told?.arrivedAt ?? entry.storedAt, envelope: told?.envelope ?? UNKNOWN };
        };
        return { id, arrival };
      });
      // One mail that fails must not keep the others in the tray; it stays, and the alarm on its age goes off.
      (await receiveAll(waiting, parts(), log)).forEach((one, n) => {
        if (one.status === 'rejected') log.error('mail stays in the tray', one.reason, { mail: waiting[n]?.id });
      });
    }
  };

/** What SES says, from its queue. */
export const receiveMails =
  (parts: () => Parts) =>
  async (records: readonly SQSRecord[], { log }: Trigger): Promise<Undone[]> => {
    const undone: Undone[] = [];
    const told = records.flatMap((record) => {
      try {
        const arrival = arrivalOf(record.body);
        if (arrival === null) log.info('SES tells of no mail', { record: record.messageId });
        return arrival === null ? [] : [{ record, id: arrival.id, arrival: () => arrival }];
      } catch (cause) {
        undone.push({ record, cause });
        return [];
      }
    });
    // Who comes again comes alone: if it was one of them that brought the function down, the others get past it.
    const fresh = told.filter(({ record }) => record.attributes.ApproximateReceiveCount === '1');
    const again = told.filter((one) => !fresh.includes(one)).map((one) => [one]);
    for (const together of [fresh, ...again].filter(({ length }) => length > 0)) {
      (await receiveAll(together, parts(), log)).forEach((one, n) => {
        if (one.status === 'rejected') undone.push({ record: (together[n] as (typeof told)[number]).record, cause: one.reason });
      });
    }
    return undone;
  };

export const handler = onBatchOrEvent(receiveMails(wired), sweepTray(wired));
