import { type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { SQSRecord } from 'aws-lambda';
import { defaultSettings } from '../../desk/default-settings.ts';
import { LANGUAGES } from '../../desk/languages.ts';
import { answerPage } from '../../desk/survey/page.ts';
import type { SurveyStream } from '../../desk/survey/token.ts';
import type { Instant } from '../../events/ids.ts';
import { asking } from '../../functions/aws/asking.ts';
import { customers } from '../../functions/aws/customers.ts';
import type { Item } from '../../functions/aws/dynamo.ts';
import { logOf } from '../../functions/aws/log.ts';
import { type Owing, outbox } from '../../functions/aws/outbox.ts';
import { type SettingsStore, settingsStore } from '../../functions/aws/settings.ts';
import { surveys } from '../../functions/aws/surveys.ts';
import { tickets } from '../../functions/aws/tickets.ts';
import { timers } from '../../functions/aws/timers.ts';
import { fireTimers } from '../../functions/fire-timers.ts';
import { sendMails } from '../../functions/send-mail.ts';
import { showSurvey, takeAnswer } from '../../functions/take-answer.ts';
import { ENGINES, startEngine } from '../functions/aws/engines.ts';
import type { Line } from './line.ts';
import { store } from './store.ts';
import { watch } from './watched.ts';

/*
 * Orders and surveys: what the table charges from a delivered order to a confirmed answer, whether an hour's surveys are
 * asked inside the hour and without a burst, and how much a customer's browser has to load.
 */

const ORDERS = 200;
const BURST = 10_000;
/** SES's default sending rate, mails a second. https://docs.aws.amazon.com/ses/latest/dg/quotas.html */
const SES_RATE = 14;
const DEFAULTS = {
  name: 'Desk',
  zone: 'UTC',
  mailboxes: [{ id: 'support', address: 'support@desk.test' }],
  agents: [{ id: 'agent1', name: 'Agent One', address: 'agent1@team.test' }],
};
const quiet = { log: { ...logOf('bench'), info: () => {}, metric: () => {} }, requestId: 'bench', remainingMillis: () => 600_000 };

/** Adds up the units that the table says its writes consumed, indexes in. */
function metered(client: DynamoDBClient): { units: number; writes: number } {
  const used = { units: 0, writes: 0 };
  watch(client, ({ reading, units }) => {
    if (reading) return;
    used.writes += 1;
    used.units += units;
  });
  return used;
}

const at = (ms: number): Instant => new Date(ms).toISOString() as Instant;
const DAY = 86_400_000;
const START = Date.UTC(2026, 2, 2, 10);

export async function benchSurveys(): Promise<Line[]> {
  const engine = await startEngine(ENGINES.includes('local') ? 'local' : (ENGINES[0] ?? ''));
  // The engine's process does not keep ours alive while it ends.
  const alive = setInterval(() => {}, 1000);
  try {
    const stores = {
      settings: settingsStore(engine.client, engine.table, DEFAULTS),
      tickets: tickets(engine.client, engine.table, 4),
      customers: customers(engine.client, engine.table, 4),
      surveys: surveys(engine.client, engine.table, 4),
    };
    await stores.settings.secret();
    const asked = asking(stores);
    const raws: string[] = [];
    const post = sendMails(() => ({
      ...stores,
      outbox: outbox(engine.client, engine.table),
      mails: { get: async () => null, put: async () => {}, moveAll: async () => [], tray: async () => [] },
      outgoing: {
        send: async (raw) => {
          raws.push(Buffer.from(raw).toString('utf8'));
          return { outcome: 'sent', sesMessageId: `ses-${raws.length}` };
        },
      },
      region: 'eu-west-1',
      site: 'https://desk.test',
    }));
    const notice = (n: number) => ({
      event: 'delivered' as const,
      number: `${100_000 + n}`,
      channel: 'shop',
      customer: { address: `customer-${n}@example.test`, name: 'Ann Example' },
      items: [{ product: 'mug-blue', quantity: 1 }],
      value: { amount: 24.9, currency: 'EUR' },
    });
    const used = metered(engine.client);
    const parts: number[] = [];
    const since = (): void => void parts.push(used.units);
    const streams: SurveyStream[] = [];
    for (let n = 0; n < ORDERS; n += 1) {
      const taken = await asked.take([notice(n)], { now: at(START + n), by: `event ${n}` });
      if ('refused' in taken) throw new Error(taken.why);
      streams.push(taken.stream);
    }
    since();
    const due = START + 8 * DAY;
    for (const stream of streams) if ((await asked.fire(stream, at(due))) !== 'asked') throw new Error('not asked');
    since();
    for (const [n, stream] of streams.entries()) {
      const { plan } = await stores.surveys.load(stream);
      const body = JSON.stringify({ detail: { stream, event: { type: 'MailQueued', mail: plan?.id } } });
      const attributes = { ApproximateReceiveCount: '1', SentTimestamp: String(due) };
      const [undone] = await post([{ messageId: `m-${n}`, body, attributes } as SQSRecord], quiet);
      if (undone) throw undone.cause;
    }
    since();
    const show = showSurvey(() => stores);
    const take = takeAnswer(() => stores);
    for (const [n, raw] of raws.entries()) {
      const token = /\/s\/([A-Za-z0-9_-]{22})/.exec(raw.replace(/=\r?\n/g, ''))?.[1] ?? '';
      const request = {
        route: '',
        params: { token },
        query: { score: '9' },
        headers: {},
        caller: null,
        now: at(due + DAY),
        id: `r-${n}`,
        text: '',
        body: undefined,
      };
      const shown = await show(request, quiet);
      const page = /name="page" value="([^"]+)"/.exec(String(shown.body))?.[1] ?? '';
      const text = new URLSearchParams({ page, score: '9', comment: 'Arrived on time, well packed.' }).toString();
      await take({ ...request, now: at(due + DAY + 20_000), id: `p-${n}`, text }, quiet);
    }
    since();
    const each = parts.map((total, n) => (total - (parts[n - 1] ?? 0)) / ORDERS);
    const lines: Line[] = [
      {
        name: 'write units from a delivered order to its answer',
        value: used.units / ORDERS,
        limit: 12,
        detail: `order ${each[0]?.toFixed(2)}, asking ${each[1]?.toFixed(2)}, sending ${each[2]?.toFixed(2)}, answer ${each[3]?.toFixed(2)}; index entries and transactions as ${engine.name} bills them, ${ORDERS} orders, 4 shards`,
      },
    ];
    lines.push(...(await burst(engine.client, engine.table)), pages());
    return lines;
  } finally {
    await engine.stop();
    clearInterval(alive);
  }
}

/** 10,000 surveys whose hour has come, asked minute by minute; the mails of each minute have left before the next. */
async function burst(client: DynamoDBClient, table: string): Promise<Line[]> {
  const stores = {
    settings: settingsStore(client, table, DEFAULTS),
    tickets: tickets(client, table, 4),
    customers: customers(client, table, 4),
    surveys: surveys(client, table, 4),
  };
  const owing: Owing[] = [];
  const asked = asking({
    ...stores,
    surveys: {
      ...stores.surveys,
      commit: async (stream, before, decided, trigger) => {
        const done = await stores.surveys.commit(stream, before, decided, trigger);
        for (const event of done ? decided.events : []) if (event.type === 'SurveyAsked') owing.push({ stream, mail: event.mail });
        return done;
      },
    },
  });
  const { finish } = outbox(client, table);
  const sent = async (now: Instant): Promise<void> => {
    const left = owing.splice(0).values();
    const work = async (): Promise<void> => {
      for (const one of left) await finish(one, { at: now, sesMessageId: 'ses', rfcMessageId: '<ses>', from: '' });
    };
    await Promise.all(Array.from({ length: 8 }, work));
  };
  const begins = START + 400 * DAY;
  await store(client, table, await ordersTaken(stores.settings, table, begins));
  const tick = fireTimers(() => ({ ...stores, asking: asked, timers: timers(client, table, 4) }));
  const perMinute: number[] = [];
  let before = 0;
  let slowest = 0;
  const due = begins + 7 * DAY;
  const fired = { count: 0 };
  const info = (_: string, facts?: { fired?: unknown }): void => {
    fired.count += Number(facts?.fired ?? 0);
  };
  const counting = { ...quiet, log: { ...quiet.log, info } };
  for (let minute = 1; minute <= 60; minute += 1) {
    const started = performance.now();
    await tick({ time: at(due + minute * 60_000) }, counting);
    slowest = Math.max(slowest, performance.now() - started);
    perMinute.push(fired.count - before);
    before = fired.count;
    await sent(at(due + minute * 60_000));
  }
  const most = Math.max(...perMinute);
  return [
    {
      name: `${BURST} surveys due in one hour: share asked inside it`,
      value: fired.count / BURST,
      limit: 1,
      atLeast: true,
      detail: `the slowest minute's tick took ${(slowest / 1000).toFixed(1)} s of its 60 on this machine`,
    },
    {
      name: 'the fullest minute, mails a second',
      value: most / 60,
      unit: '/s',
      limit: SES_RATE,
      detail: `${most} in the fullest minute, ${Math.min(...perMinute)} in the emptiest; SES takes ${SES_RATE} a second by default`,
    },
  ];
}

/**
 * The rows of orders marked as delivered in one go, as shops do: the asking is spread over an hour by itself. What one order
 * costs is measured above, so here its writes are only gathered; of none is anything known before.
 */
async function ordersTaken(settings: SettingsStore, table: string, begins: number): Promise<Item[]> {
  const rows: Item[] = [];
  const send = async (command: object): Promise<object> => {
    if (command instanceof PutItemCommand && command.input.Item) rows.push(command.input.Item);
    return {};
  };
  const client = { send } as unknown as DynamoDBClient;
  const taking = asking({
    settings,
    tickets: tickets(client, table, 4),
    customers: customers(client, table, 4),
    surveys: surveys(client, table, 4),
  });
  for (let n = 0; n < BURST; n += 1) {
    const customer = { address: `burst-${n}@example.test`, name: '' };
    await taking.take([{ event: 'delivered', number: `b-${n}`, channel: 'shop', customer, items: [] }], { now: at(begins), by: `b-${n}` });
  }
  if (rows.length !== 2 * BURST) throw new Error(`${rows.length} rows of ${BURST} orders`);
  return rows;
}

/** The largest page that a customer can be shown. */
function pages(): Line {
  const desk = defaultSettings(DEFAULTS).desk.name;
  const sizes = LANGUAGES.flatMap((language) =>
    (['csat', 'nps'] as const).map((kind) => {
      const { headers, body } = answerPage({
        desk,
        language,
        kind,
        question: 'x'.repeat(200),
        about: 'order',
        subject: 'x'.repeat(200),
        token: 'A'.repeat(22),
        nonce: 'a'.repeat(60),
        chosen: kind === 'csat' ? 5 : 10,
        before: 1,
        notice: 'unclear',
        comment: '',
      });
      return Buffer.byteLength(body) + JSON.stringify(headers).length;
    }),
  );
  return {
    name: "a survey's page, headers and all",
    value: Math.max(...sizes) / 1024,
    unit: 'KB',
    limit: 14,
    detail: `the largest of ${sizes.length}; one request, nothing else is loaded`,
  };
}
