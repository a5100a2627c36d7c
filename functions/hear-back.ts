import type { SQSRecord } from 'aws-lambda';
import { type MailReturn, readReturn } from '../desk/mail/return.ts';
import type { Settings } from '../desk/settings.ts';
import { nextDue } from '../desk/sla/due.ts';
import { isSurveyStream } from '../desk/survey/token.ts';
import { undeliveredSurvey } from '../desk/survey/undelivered.ts';
import { decide } from '../desk/ticket/decide.ts';
import { newCustomer } from '../desk/ticket/receive.ts';
import { nextWake } from '../desk/timers.ts';
import { type Instant, type MessageId, type TicketId, ticketId } from '../events/ids.ts';
import { type Customers, customers } from './aws/customers.ts';
import { dynamo } from './aws/dynamo.ts';
import { type Outbox, type Owing, outbox } from './aws/outbox.ts';
import { rfcMessageIdOf } from './aws/outgoing.ts';
import { type SettingsStore, settingsStore } from './aws/settings.ts';
import { type Surveys, surveys } from './aws/surveys.ts';
import { type Tickets, tickets } from './aws/tickets.ts';
import { env, METRIC } from './env.ts';
import { onBatchOrEvent, type Trigger, type Undone } from './shell.ts';

/*
 * What SES says became of a mail. What came back was no response and no survey, and an address that bounced for good or
 * complained is not written to again. That a mail was sent comes by a queue, half a minute later and many at a time:
 * noted where our own call never heard so, and by then all but never needed.
 */

export type Parts = {
  readonly settings: SettingsStore;
  readonly tickets: Tickets;
  readonly outbox: Outbox;
  readonly customers: Customers;
  readonly surveys: Surveys;
  readonly region: string;
};

let made: Parts | undefined;
const wired = (): Parts => {
  if (made) return made;
  const { table, shards, defaults } = env('table', 'shards', 'defaults');
  made = {
    settings: settingsStore(dynamo(), table, JSON.parse(defaults)),
    tickets: tickets(dynamo(), table, Number(shards)),
    outbox: outbox(dynamo(), table),
    customers: customers(dynamo(), table, Number(shards)),
    surveys: surveys(dynamo(), table, Number(shards)),
    region: process.env.AWS_REGION ?? 'us-east-1',
  };
  return made;
};

const ATTEMPTS = 8;

/** Each part of it may be repeated, so that a failure in the middle is made good by the same news coming again. */
export const hearBack =
  (parts: () => Parts) =>
  async (event: unknown, { log }: Trigger): Promise<void> => {
    const news = readReturn(event);
    const { kind, mail, stream } = news;
    const owing: Owing | null = mail && stream ? { stream, mail } : null;
    if (owing && news.undelivered !== null) {
      log.metric(METRIC.undelivered, 1, 'Count');
      await cameBack(owing, news, parts());
    }
    if (news.suppress !== null) await suppress(news, news.suppress, parts());
    // What went well is told by the figures, not by a line for each mail.
    if (news.undelivered !== null || news.suppress !== null) {
      log.info('heard back', { what: kind, stream, mail, permanent: news.permanent, undelivered: news.undelivered });
    }
  };

/** What SES says it sent: the mails among them that are still owed were sent by a call that never heard the answer. */
export const hearSent =
  (parts: () => Pick<Parts, 'outbox' | 'region'>) =>
  async (records: readonly SQSRecord[]): Promise<Undone[]> => {
    const { outbox: rows, region } = parts();
    const undone: Undone[] = [];
    const told = records.flatMap((record) => {
      try {
        const news = readReturn(JSON.parse(record.body));
        const { mail, stream } = news;
        return news.kind === 'sent' && mail && stream ? [{ record, news, owing: { stream, mail } }] : [];
      } catch (cause) {
        undone.push({ record, cause });
        return [];
      }
    });
    for (const left of await rows.stillOwed(told.map(({ owing }) => owing))) {
      for (const { record, news, owing } of told.filter((one) => one.owing.stream === left.stream && one.owing.mail === left.mail)) {
        const { sesMessageId, sentAt: at, from } = news;
        try {
          await rows.finish(owing, { at, sesMessageId, rfcMessageId: rfcMessageIdOf(sesMessageId, region), from });
        } catch (cause) {
          undone.push({ record, cause });
        }
      }
    }
    return undone;
  };

/** A reply that came back was no response, a survey that came back was never asked. Other mails are only marked. */
async function cameBack(owing: Owing, news: MailReturn, parts: Parts): Promise<void> {
  const reason = news.undelivered;
  if (reason === null) return;
  const row = await parts.outbox.undelivered(owing, news.at);
  if (row === null) return;
  const ticket = ticketId.safeParse(owing.stream);
  if (ticket.success && row.message !== null) {
    return replyCameBack(ticket.data, row.message, row.sentAt ?? news.sentAt, { ...news, undelivered: reason }, parts);
  }
  const { stream } = owing;
  if (!isSurveyStream(stream)) return;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const { survey } = await parts.surveys.load(stream);
    const events = undeliveredSurvey(survey, owing.mail, reason, news.at);
    if (events.length === 0) return;
    if (await parts.surveys.commit(stream, survey, { events }, { now: news.at, by: news.sesMessageId })) return;
  }
  throw new Error(`gave way to others ${ATTEMPTS} times; comes again`);
}

async function replyCameBack(
  id: TicketId,
  message: MessageId,
  sentAt: Instant,
  news: MailReturn & { readonly undelivered: NonNullable<MailReturn['undelivered']> },
  parts: Parts,
): Promise<void> {
  const settings = await parts.settings.now();
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const before = await parts.tickets.load(id);
    if (before === null) return;
    const address = before.dossier.requester?.address ?? null;
    const decision = decide(
      before,
      { do: 'RecordUndelivered', message, sentAt, reason: news.undelivered },
      {
        now: news.at,
        settings,
        pinned: await parts.settings.pinnedBy(before),
        customer: address === null ? null : await parts.customers.get(address),
        seed: `${news.sesMessageId} undelivered`,
      },
    );
    if ('refused' in decision) throw new Error(`an undelivered reply cannot be refused: ${decision.field} ${decision.why}`);
    if (decision.events.length === 0) return;
    const change = { before, decision, wakeAt: nextWake(decision.ticket, settings), dueAt: nextDue(decision.ticket) };
    const outcome = await parts.tickets.commit([change], { now: news.at, by: news.sesMessageId });
    if (outcome === 'committed') return;
  }
  throw new Error(`gave way to others ${ATTEMPTS} times; comes again`);
}

/** Agents are not suppressed: they would miss tickets without knowing. Their mailbox is for the desk's owner to mend. */
async function suppress(news: MailReturn, reason: 'bounce' | 'complaint', parts: Parts): Promise<void> {
  const settings = await parts.settings.now();
  for (const address of news.recipients.filter((a) => !isOurs(a, settings))) {
    for (let attempt = 0; ; attempt += 1) {
      if (attempt === ATTEMPTS) throw new Error(`gave way to others ${ATTEMPTS} times; comes again`);
      const known = (await parts.customers.get(address)) ?? newCustomer(address, '', news.sesMessageId);
      if (known.suppressed) break;
      const suppressed = { at: news.at, reason };
      const event = { type: 'AddressSuppressed', at: news.at, customer: known.id, reason } as const;
      if (await parts.customers.say({ ...known, suppressed }, event, news.at, news.sesMessageId)) break;
    }
  }
}

const isOurs = (address: string, { agents, mailboxes }: Settings): boolean =>
  agents.some((a) => a.address === address) || mailboxes.some((m) => m.address === address);

export const handler = onBatchOrEvent(hearSent(wired), hearBack(wired));
