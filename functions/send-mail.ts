import type { SQSRecord } from 'aws-lambda';
import * as z from 'zod/mini';
import { replyAddress, replyToken } from '../desk/mail/address.ts';
import { type Answer, composeMail } from '../desk/mail/write.ts';
import { type SurveyRef, surveyToken } from '../desk/survey/token.ts';
import { mailboxOf } from '../desk/ticket/correspond.ts';
import type { OwedMail } from '../desk/ticket/dossier.ts';
import { type Instant, mailId } from '../events/ids.ts';
import { dynamo } from './aws/dynamo.ts';
import type { Log } from './aws/log.ts';
import { type MailStore, mailStore, s3 } from './aws/mail-store.ts';
import { type Claim, type Outbox, type Owing, outbox, type Sent } from './aws/outbox.ts';
import { type Outgoing, outgoing, rfcMessageIdOf, ses } from './aws/outgoing.ts';
import { type SettingsStore, settingsStore } from './aws/settings.ts';
import { type Tickets, tickets } from './aws/tickets.ts';
import { env, METRIC } from './env.ts';
import { onBatchOrEvent, type Trigger, type Undone } from './shell.ts';

/*
 * Mail out: orders on the queue name mails that are owed. Claim them together, compose and send each, note together what
 * was sent.
 */

/** The bus's envelope around `MailQueued`, as the queue carries it. */
const order = z.object({
  detail: z.object({ stream: z.string(), event: z.object({ type: z.literal('MailQueued'), mail: mailId }) }),
});

export type Parts = {
  readonly settings: SettingsStore;
  readonly tickets: Tickets;
  readonly mails: MailStore;
  readonly outbox: Outbox;
  readonly outgoing: Outgoing;
  readonly region: string;
  readonly site: string | null;
};

let made: Parts | undefined;
const wired = (): Parts => {
  if (made) return made;
  const { table, shards, bucket, defaults, configurationSet } = env('table', 'shards', 'bucket', 'defaults', 'configurationSet');
  made = {
    settings: settingsStore(dynamo(), table, JSON.parse(defaults)),
    tickets: tickets(dynamo(), table, Number(shards)),
    mails: mailStore(s3(), bucket),
    outbox: outbox(dynamo(), table),
    outgoing: outgoing(ses(), configurationSet),
    region: process.env.AWS_REGION ?? 'us-east-1',
    site: env('site').site,
  };
  return made;
};

/** Thrown so that the queue brings the order again; nothing is lost by it. */
class Later extends Error {
  override name = 'Later';
}

type Order = { readonly record: SQSRecord; readonly owing: Owing; readonly delivery: string; readonly at: Instant };

function orderOf(record: SQSRecord): Order {
  const { detail } = order.parse(JSON.parse(record.body));
  return {
    record,
    owing: { stream: detail.stream, mail: detail.event.mail },
    delivery: `${record.messageId}#${record.attributes.ApproximateReceiveCount}`,
    at: new Date(Number(record.attributes.SentTimestamp)).toISOString() as Instant,
  };
}

/** Orders from the queue. Sending waits for SES, not for the processor: a batch goes out side by side. */
export const sendMails =
  (parts: () => Parts) =>
  async (records: readonly SQSRecord[], { log }: Trigger): Promise<Undone[]> => {
    const { outbox: rows } = parts();
    const undone: Undone[] = [];
    const orders = records.flatMap((record) => {
      try {
        return [orderOf(record)];
      } catch (cause) {
        undone.push({ record, cause });
        return [];
      }
    });
    const claims = await rows.claimAll(orders);
    const posts = await Promise.allSettled(
      orders.map(async ({ owing, delivery, at }, n) => {
        const claim = claims[n];
        if (claim?.status !== 'fulfilled') throw claim?.reason;
        return sentOf(claim.value, { owing, delivery, at }, parts(), log);
      }),
    );
    const done: { record: SQSRecord; owing: Owing; sent: Sent }[] = [];
    posts.forEach((post, n) => {
      const { record, owing } = orders[n] as Order;
      if (post.status === 'rejected') undone.push({ record, cause: post.reason });
      else if (post.value !== null) done.push({ record, owing, sent: post.value });
    });
    (await rows.finishAll(done)).forEach((finish, n) => {
      if (finish.status === 'rejected') undone.push({ record: (done[n] as { record: SQSRecord }).record, cause: finish.reason });
    });
    return undone;
  };

/** Owed for longer than this, a mail's order is taken as lost on the way. */
const LOST_MS = 20 * 60_000;
const SWEEP = 100;
const scheduled = z.object({ sweep: z.literal(true), time: z.string() });

/** The clock's call: whatever is owed for too long is sent without an order, so that a lost order loses no mail. */
export const sendOverdue =
  (parts: () => Parts, shards: () => number) =>
  async (event: unknown, { log, remainingMillis }: Trigger): Promise<void> => {
    const now = Date.parse(scheduled.parse(event).time);
    const before = new Date(now - LOST_MS).toISOString() as Instant;
    for (let shard = 0; shard < shards(); shard += 1) {
      for (const owing of await parts().outbox.overdue(shard, before, SWEEP)) {
        if (remainingMillis() < 10_000) return;
        log.metric(METRIC.overdue, 1, 'Count');
        try {
          await sendOwed(owing, `sweep#${now}`, new Date(now).toISOString() as Instant, parts(), log);
        } catch (error) {
          log.error('an overdue mail stays owed', error, { mail: owing.mail });
        }
      }
    }
  };

async function sendOwed(owing: Owing, delivery: string, at: Instant, parts: Parts, log: Log): Promise<void> {
  const sent = await sentOf(await parts.outbox.claim(owing, delivery), { owing, delivery, at }, parts, log);
  if (sent !== null) await parts.outbox.finish(owing, sent);
}

/** Sends what was claimed. Null when nothing is left to note: sent before, or never to be sent. @throws Later to be called again */
async function sentOf(claimed: Claim, { owing, delivery, at }: Omit<Order, 'record'>, parts: Parts, log: Log): Promise<Sent | null> {
  const { outbox: rows, outgoing: post, region } = parts;
  if (claimed.claim === 'done') return null;
  if (claimed.claim === 'doubtful') throw new Later('another delivery may be sending this mail');
  // Counted, because the one duplicate that cannot be excluded hides here.
  if (claimed.again) log.metric(METRIC.sentAgain, 1, 'Count');
  const { mail } = claimed;
  const failed = async (why: string): Promise<null> => {
    await rows.fail(owing, at, why);
    return null;
  };
  const letter = await compose(mail, at, parts);
  if (letter === null) return failed('the message is gone');
  const sent = await post.send(letter.raw, letter.from, letter.to, owing);
  if (sent.outcome === 'unknown') throw new Later(`no answer from SES: ${sent.why}`);
  if (sent.outcome === 'refused') {
    if (!sent.retry) {
      log.error('SES refuses a mail for good', new Error(sent.why), { mail: owing.mail, kind: mail.kind });
      log.metric(METRIC.refused, 1, 'Count');
      return failed(sent.why);
    }
    await rows.release(owing, delivery);
    throw new Later(`SES says wait: ${sent.why}`);
  }
  return { at, sesMessageId: sent.sesMessageId, rfcMessageId: rfcMessageIdOf(sent.sesMessageId, region), from: letter.from };
}

type Letter = { readonly raw: Uint8Array; readonly from: string; readonly to: readonly string[] };

/** The mail as bytes with its envelope, or null when what it carries is gone. */
async function compose(mail: OwedMail, at: Instant, parts: Parts): Promise<Letter | null> {
  const [settings, secret] = await Promise.all([parts.settings.now(), parts.settings.secret()]);
  const mailbox = mailboxOf(settings, mail.mailbox);
  const role =
    mail.kind === 'acknowledgement' || mail.kind === 'reply' || mail.kind === 'reminder' || mail.kind === 'survey' ? 'customer' : 'agent';
  const domain = mailbox.address.slice(mailbox.address.indexOf('@') + 1);
  const replyTo = mail.ticket ? replyAddress(mailbox.address, replyToken({ secret, ticket: mail.ticket, role, participant: 0 })) : null;
  let owed = mail;
  let answer: Answer | undefined;
  if (mail.kind === 'reply') {
    const content = await answerOf(mail, parts);
    if (content === null) return null;
    answer = content;
    // Before the customer's first mail the thread is what we sent ourselves.
    if (mail.thread.length === 0 && mail.ticket) owed = { ...mail, thread: await parts.outbox.sentIds(mail.ticket) };
  }
  // No table holds a survey's token: it is made here, of what the survey is about and the desk's secret.
  if (mail.kind === 'survey' && mail.ref) owed = { ...mail, token: surveyToken(secret, mail.ref as SurveyRef) };
  const raw = await composeMail(owed, {
    settings,
    domain,
    replyTo,
    rfcMessageId: `<${mail.id}@${domain}>`,
    at,
    site: settings.desk.site ?? parts.site,
    ...(answer ? { answer } : {}),
    ...(mail.kind === 'report' && mail.report ? { report: mail.report } : {}),
  });
  return { raw, from: mailbox.address, to: mail.to.map((a) => a.address) };
}

async function answerOf(mail: Extract<OwedMail, { kind: 'reply' }>, parts: Parts): Promise<Answer | null> {
  if (!mail.ticket) return null;
  const message = await parts.tickets.message(mail.ticket, mail.owedAt, mail.message);
  if (!message) return null;
  const attachments = await Promise.all(
    message.attachments.map(async (a) => ({ ...a, bytes: (await parts.mails.get(a.key)) ?? new Uint8Array() })),
  );
  return { text: message.newText, attachments };
}

export const handler = onBatchOrEvent(
  sendMails(wired),
  sendOverdue(wired, () => Number(env('shards').shards)),
);
