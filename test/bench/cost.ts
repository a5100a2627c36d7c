import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { SQSRecord } from 'aws-lambda';
import type { Published } from '../../events/event.ts';
import { logOf } from '../../functions/aws/log.ts';
import type { MailStore } from '../../functions/aws/mail-store.ts';
import { outbox } from '../../functions/aws/outbox.ts';
import { settingsStore } from '../../functions/aws/settings.ts';
import { tickets } from '../../functions/aws/tickets.ts';
import { hearSent } from '../../functions/hear-back.ts';
import { receiveMails } from '../../functions/receive-mail.ts';
import { sendMails } from '../../functions/send-mail.ts';
import { arrived } from '../functions/arrived.ts';
import { ENGINES, startEngine } from '../functions/aws/engines.ts';
import { corpus } from './corpus.ts';
import type { Line } from './line.ts';
import { PRICES as P } from './prices.ts';
import { watch } from './watched.ts';

/*
 * What a new ticket costs, with its acknowledgement and its notification: the units that the table says it consumed,
 * every other request that is billed, and the dollars beside the SES fees that no mail desk escapes.
 */

const MAILS = 200;
const LIMIT = 0.2;
/** Memory of the functions in GB, and the time billed for a mail, warm, waits on AWS included: an estimate, set high. */
const LAMBDA = {
  receive: { gigabytes: 1.77, seconds: 0.08 },
  publish: { gigabytes: 0.5, seconds: 0.03 },
  send: { gigabytes: 1.77, seconds: 0.1 },
  hear: { gigabytes: 0.5, seconds: 0.02 },
};
/** One log line for a mail received, start and end lines of each invocation. */
const LOG_BYTES = 4 * 400 + 300;

/** Adds up what the table says each request consumed. */
function metered(client: DynamoDBClient): { reads: number; writes: number; calls: number } {
  const used = { reads: 0, writes: 0, calls: 0 };
  watch(client, ({ reading, units }) => {
    if (reading) used.reads += units;
    else used.writes += units;
    used.calls += 1;
  });
  return used;
}

export async function benchCost(): Promise<Line[]> {
  const engine = await startEngine(ENGINES.includes('local') ? 'local' : (ENGINES[0] ?? ''));
  try {
    const defaults = {
      name: 'Desk',
      zone: 'Europe/Dublin',
      mailboxes: [{ id: 'support', address: 'support@desk.test' }],
      agents: [{ id: 'agent1', name: 'Agent One', address: 'agent1@team.test' }],
    };
    const mails = corpus(MAILS * 2)
      .filter((m) => m.replyTo === null)
      .slice(0, MAILS);
    let s3Puts = 0;
    let s3Gets = 0;
    const store: MailStore = {
      get: async (key) => {
        s3Gets += 1;
        return mails[Number(key.split('/').at(-1))]?.raw ?? null;
      },
      put: async () => {
        s3Puts += 1;
      },
      // SES's own put into the tray, and the copy; deletes are free.
      moveAll: async (moves) => {
        s3Puts += 2 * moves.length;
        return moves.map(() => ({ status: 'fulfilled', value: undefined }));
      },
      tray: async () => [],
    };
    const settings = settingsStore(engine.client, engine.table, defaults);
    await settings.secret();
    await settings.now();
    const used = metered(engine.client);
    const rows = tickets(engine.client, engine.table, 4);
    const box = outbox(engine.client, engine.table);
    const trigger = { log: { ...logOf('bench'), info: () => {} }, requestId: 'bench', remainingMillis: () => 60_000 };
    const receive = receiveMails(() => ({ settings, tickets: rows, mails: store }));
    let sent = 0;
    let sentBytes = 0;
    const tags: { mail: string; stream: string }[] = [];
    const parts = {
      settings,
      tickets: rows,
      mails: store,
      outbox: box,
      outgoing: {
        send: async (raw: Uint8Array, _from: string, _to: readonly string[], told: { mail: string; stream: string }) => {
          tags.push(told);
          sent += 1;
          sentBytes += raw.length;
          return { outcome: 'sent' as const, sesMessageId: `ses-${sent}` };
        },
      },
      region: 'us-east-1',
      site: 'https://desk.test',
    };
    const send = sendMails(() => parts);
    const hear = hearSent(() => parts);
    for (const [n, mail] of mails.entries()) {
      const at = new Date(Date.UTC(2026, 2, 2, 10) + n * 60_000).toISOString();
      const [failed] = await receive([arrived({ id: String(n), at, from: mail.from, to: [mail.to] })], trigger);
      if (failed) throw failed.cause;
    }
    const received = { ...used };
    // What the stream would bring: the events of every commit, and the orders among them.
    const published: Published[] = [];
    const page = await rows.queue(['new'], { limit: MAILS, after: null, before: null, newestFirst: false });
    for (const { brief } of page.briefs) {
      for (const commit of (await rows.conversation(brief.ticket.id)).commits) {
        commit.events.forEach((event, i) => {
          published.push({
            id: `${commit.stream}.${commit.version}.${i}`,
            stream: commit.stream,
            version: commit.version,
            recordedAt: commit.recordedAt,
            event,
          });
        });
      }
    }
    const before = { ...used };
    // A ticket's orders come at the same time, and so do the words of SES about them.
    const byTicket = Map.groupBy(
      published.filter((p) => p.event.type === 'MailQueued'),
      ({ stream }) => stream,
    );
    const given = (told: readonly object[], at: string): SQSRecord[] =>
      told.map((one, n) => {
        const attributes = { ApproximateReceiveCount: '1', SentTimestamp: String(Date.parse(at)) };
        return { messageId: `${at} ${n}`, body: JSON.stringify(one), attributes } as SQSRecord;
      });
    for (const orders of byTicket.values()) {
      const at = orders[0]?.recordedAt ?? '';
      const orderly = orders.map((detail) => ({ detail }));
      const news = tags.length;
      const undone = await send(given(orderly, at), trigger);
      const sesSays = tags.slice(news).map(({ mail, stream }) => ({
        source: 'aws.ses',
        time: at,
        detail: { eventType: 'Send', mail: { messageId: 'ses', timestamp: at, tags: { mail: [mail], stream: [stream] } } },
      }));
      undone.push(...(await hear(given(sesSays, at))));
      if (undone[0]) throw undone[0].cause;
    }
    const perTicket = (total: number): number => total / MAILS;
    const writes = perTicket(received.writes + used.writes - before.writes);
    const reads = perTicket(received.reads + used.reads - before.reads);
    const out = perTicket(sent);
    const events = perTicket(published.length);
    const lambda = Object.values(LAMBDA).map((f) => P.lambdaRequest + f.gigabytes * f.seconds * P.lambdaGigabyteSecondArm);
    const bill = {
      dynamo: writes * P.dynamoWriteUnit + reads * P.dynamoReadUnit,
      s3: perTicket(s3Puts) * P.s3Put + perTicket(s3Gets) * P.s3Get,
      // SES's word that a mail came, every order, and every word that one was sent: a send, its share of a receive and a delete.
      sqs: (1 + 2 * out) * 2.2 * P.sqsRequest,
      sns: P.snsRequest,
      bus: events * P.eventBridgeEvent,
      lambda: lambda.reduce((sum, cost) => sum + cost, 0),
      logs: (LOG_BYTES / 1e9) * P.logsGigabyte,
    };
    const rest = Object.values(bill).reduce((sum, cost) => sum + cost, 0);
    const ses = P.sesReceived + out * P.sesSent + (perTicket(sentBytes) / 1e9) * P.sesSentGigabyte;
    const thousand = (cost: number): string => `$${(cost * 1000).toFixed(4)}`;
    return [
      {
        name: 'a new ticket with acknowledgement and notification: everything but SES, as a share of the SES fees',
        value: rest / ses,
        limit: LIMIT,
        detail: `a thousand tickets: SES ${thousand(ses)}, the rest ${thousand(rest)} (${Object.entries(bill)
          .map(([name, cost]) => `${name} ${thousand(cost)}`)
          .join(', ')}); prices of ${P.region}, noted on ${P.notedOn}`,
      },
      {
        name: 'write units a ticket',
        value: writes,
        detail: `${reads.toFixed(1)} read units, ${perTicket(used.calls - before.calls + received.calls).toFixed(1)} table requests, ${events.toFixed(1)} events, ${out.toFixed(1)} mails sent, ${perTicket(s3Puts).toFixed(1)} S3 writes; measured on ${engine.name}`,
      },
    ];
  } finally {
    await engine.stop();
  }
}
