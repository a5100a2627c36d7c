/*
 * The whole desk on this machine, end to end: mails a second over kept SMTP connections until every acknowledgement is in
 * the outbox, what our own functions cost apart from the emulators, and what the database engine alone could do.
 */

import { connect, type Socket } from 'node:net';
import { availableParallelism, loadavg } from 'node:os';
import { type DeskClient, type Stats, spawnDesk } from '../../infra/local/client.ts';
import { EngineClient } from '../../infra/local/database.ts';
import { startEngine } from '../../infra/local/engine.ts';
import { type Line, show } from './line.ts';

const MAILS = 1000;
const REPLIES = 300;
/** The corpus is sent so often, each time from other customers, and the last time is judged: by then V8 has compiled what it will. */
const ROUNDS = 3;
const CONNECTIONS = 8;
/** An evening before days on which no promise falls due. */
const FRIDAY = '2026-11-20T18:00:00.000Z';
const AT_LEAST_PER_SECOND = 60;
const AT_MOST_CPU_MS = 6;

type Mail = { readonly from: string; readonly raw: string };

/** Numbers that are the same in every run: https://en.wikipedia.org/wiki/Linear_congruential_generator */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const WORDS =
  'the order parcel has not arrived yet and I would like to know when it will be here thank you kindly number invoice colour size return'.split(
    ' ',
  );

function letter(name: string, random: () => number, replyTo: string | null): Mail {
  const from = `customer${name}@shop.test`;
  // Log-normal around 4 KB, as mail is: many short ones, a long tail.
  const size = Math.min(40_000, Math.max(600, Math.round(3500 * Math.exp((random() + random() + random() - 1.5) * 1.1))));
  let text = '';
  while (text.length < size) {
    const line = Array.from({ length: 11 }, () => WORDS[Math.floor(random() * WORDS.length)]).join(' ');
    text += `${line}\r\n`;
  }
  const headers = [
    `From: Customer ${name} <${from}>`,
    'To: support@desk.test',
    `Subject: ${replyTo ? 'Re: ' : ''}Where is order ${name}?`,
    `Message-ID: <${replyTo ? 'reply' : 'first'}-${name}@shop.test>`,
    `Date: ${new Date().toUTCString().replace('GMT', '+0000')}`,
    ...(replyTo ? [`In-Reply-To: ${replyTo}`, `References: ${replyTo}`] : []),
    'MIME-Version: 1.0',
  ];
  if (random() >= 0.1) return { from, raw: [...headers, 'Content-Type: text/plain; charset=utf-8', '', text].join('\r\n') };
  const attachment = Buffer.alloc(50 * 1024, Math.floor(random() * 256))
    .toString('base64')
    .replace(/(.{76})/g, '$1\r\n');
  const parts = [
    'Content-Type: multipart/mixed; boundary="b"',
    '',
    '--b',
    'Content-Type: text/plain; charset=utf-8',
    '',
    text,
    '--b',
    'Content-Type: application/pdf; name="invoice.pdf"',
    'Content-Disposition: attachment; filename="invoice.pdf"',
    'Content-Transfer-Encoding: base64',
    '',
    attachment,
    '--b--',
    '',
  ];
  return { from, raw: [...headers, ...parts].join('\r\n') };
}

/** First letters for tickets, and replies to the first so many of them. */
function corpus(round: number): { readonly before: Mail[]; readonly measured: Mail[] } {
  const random = numbers(2026);
  const name = (n: number): string => `${round}-${n}`;
  const before = Array.from({ length: REPLIES }, (_, n) => letter(name(n), random, null));
  const fresh = Array.from({ length: MAILS - REPLIES }, (_, n) => letter(name(REPLIES + n), random, null));
  const replies = before.map((_, n) => letter(name(n), random, `<first-${name(n)}@shop.test>`));
  const measured: Mail[] = [];
  for (let n = 0; n < MAILS; n += 1) measured.push((n % 10 < 3 ? replies.pop() : fresh.pop()) as Mail);
  return { before, measured };
}

/** One kept connection that sends what a shared list still holds; envelope commands are pipelined (RFC 2920). */
async function sendAll(port: number, mails: Mail[]): Promise<void> {
  const socket: Socket = connect(port, '127.0.0.1');
  let buffered = '';
  let wake: () => void = () => undefined;
  socket.on('data', (chunk) => {
    buffered += chunk.toString('latin1');
    wake();
  });
  const reply = async (): Promise<string> => {
    for (;;) {
      const end = /^\d{3} .*\r\n/m.exec(buffered);
      if (end) {
        const line = end[0];
        buffered = buffered.slice(end.index + line.length);
        return line;
      }
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  const expect = async (code: string): Promise<void> => {
    const line = await reply();
    if (!line.startsWith(code)) throw new Error(`expected ${code}, got ${line}`);
  };
  await expect('220');
  socket.write('EHLO bench.test\r\n');
  await expect('250');
  for (let mail = mails.pop(); mail; mail = mails.pop()) {
    socket.write(`MAIL FROM:<${mail.from}>\r\nRCPT TO:<support@desk.test>\r\nDATA\r\n`);
    await expect('250');
    await expect('250');
    await expect('354');
    socket.write(`${mail.raw.replace(/^\./gm, '..')}\r\n.\r\n`);
    await expect('250');
  }
  socket.end('QUIT\r\n');
}

async function run(desk: DeskClient, mails: Mail[]): Promise<void> {
  const { port } = desk.where.smtp;
  const left = [...mails].reverse();
  await Promise.all(Array.from({ length: CONNECTIONS }, () => sendAll(port, left)));
}

/** A machine that does other things too may take longer than the desk itself would wait. */
async function idle(desk: DeskClient): Promise<void> {
  for (let tries = 5; ; tries -= 1) {
    try {
      await desk.idle();
      return;
    } catch (error) {
      if (tries === 0) throw error;
    }
  }
}

const isAcknowledgement = (headers: Readonly<Record<string, string>>): boolean => headers['auto-submitted'] === 'auto-replied';

type Row = Record<string, Record<string, unknown>>;

/** Rows of the desk's table, and how the table is made. */
async function written(desk: DeskClient): Promise<{ table: Record<string, unknown>; rows: Row[] }> {
  const client = new EngineClient(Number(new URL(desk.where.engine.endpoint).port));
  const call = <T>(operation: string, body: unknown): Promise<T> => client.call<T>('DynamoDB_20120810', operation, body);
  const { TableNames: names } = await call<{ TableNames: string[] }>('ListTables', {});
  const name = names[0] as string;
  type Described = Record<string, unknown> & { GlobalSecondaryIndexes: Record<string, unknown>[] };
  const { Table: table } = await call<{ Table: Described }>('DescribeTable', { TableName: name });
  const rows: Row[] = [];
  let after: unknown;
  do {
    const page = await call<{ Items: Row[]; LastEvaluatedKey?: unknown }>('Scan', {
      TableName: name,
      ...(after ? { ExclusiveStartKey: after } : {}),
    });
    rows.push(...page.Items);
    after = page.LastEvaluatedKey;
  } while (after);
  client.close();
  return {
    table: {
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: table.AttributeDefinitions,
      KeySchema: table.KeySchema,
      GlobalSecondaryIndexes: table.GlobalSecondaryIndexes.map(({ IndexName, KeySchema, Projection }) => ({
        IndexName,
        KeySchema,
        Projection,
      })),
      StreamSpecification: table.StreamSpecification,
    },
    rows,
  };
}

/** The same rows again, straight to a fresh engine: each mail's rows in one transaction, nothing else. */
async function engineAlone(
  kind: string,
  { table, rows }: Awaited<ReturnType<typeof written>>,
): Promise<{ perSecond: number; rows: number }> {
  // A fresh one: DynamoDB Local writes many times slower to the second table with a stream than to the first.
  const engine = await startEngine(kind === 'endpoint' ? undefined : kind, null);
  const client = new EngineClient(engine.port);
  const call = <T>(operation: string, body: unknown): Promise<T> => client.call<T>('DynamoDB_20120810', operation, body);
  try {
    await call('CreateTable', table);
    const perMail = Math.max(1, Math.round(rows.length / (MAILS + REPLIES)));
    const transactions: Row[][] = [];
    for (let at = 0; at < rows.length; at += perMail) transactions.push(rows.slice(at, at + perMail));
    const write = async (batches: Row[][]): Promise<void> => {
      // One at a time: it locks, and two side by side only wait for each other.
      for (const batch of batches)
        await call('TransactWriteItems', { TransactItems: batch.map((Item) => ({ Put: { TableName: table.TableName, Item } })) });
    };
    await write(transactions.slice(0, REPLIES));
    const began = performance.now();
    await write(transactions.slice(REPLIES));
    return { perSecond: ((transactions.length - REPLIES) / (performance.now() - began)) * 1000, rows: perMail };
  } finally {
    client.close();
    await engine.stop();
  }
}

/** What one sending of the corpus took. */
type Round = {
  readonly perSecond: number;
  readonly acknowledged: number;
  readonly sent: number;
  readonly acceptedMs: number;
  readonly settledMs: number;
  /** Milliseconds of CPU a mail. */
  readonly cpu: { readonly functions: number; readonly desk: number; readonly engine: number };
  readonly calls: string;
};

/** Sends the corpus once. The first letters of the tickets that replies go to are sent before, unmeasured. */
async function played(desk: DeskClient, { before, measured }: ReturnType<typeof corpus>): Promise<Round> {
  await run(desk, before);
  await idle(desk);
  const start = await desk.stats();
  const sentBefore = new Set((await desk.sent()).map(({ id }) => id));
  const ahead = Date.parse((await desk.clock()).now) - Date.now();
  const began = Date.now();
  await run(desk, measured);
  const acceptedMs = Date.now() - began;
  await idle(desk);
  const settledMs = Date.now() - began;
  const end = await desk.stats();
  const sent = (await desk.sent()).filter(({ id }) => !sentBefore.has(id));
  const acknowledged = sent.filter(({ headers }) => isAcknowledgement(headers));
  const last = Math.max(...acknowledged.map(({ at }) => Date.parse(at) - ahead));
  if (acknowledged.length < MAILS - REPLIES) throw new Error(`${acknowledged.length} acknowledgements for ${MAILS - REPLIES} new tickets`);
  return {
    perSecond: (MAILS / (last - began)) * 1000,
    acknowledged: acknowledged.length,
    sent: sent.length,
    acceptedMs,
    settledMs,
    cpu: cpuPerMail(start, end),
    calls: Object.entries(end.functions)
      .map(([name, { invocations, cpuSeconds }]) => {
        const was = start.functions[name];
        return { name, count: invocations - (was?.invocations ?? 0), ms: ((cpuSeconds - (was?.cpuSeconds ?? 0)) * 1000) / MAILS };
      })
      .filter(({ count }) => count > 0)
      .map(({ name, count, ms }) => `${name} ×${count}: ${ms.toFixed(2)} ms`)
      .join(', '),
  };
}

/**
 * Runs the corpus through a fresh desk.
 * @param options engine and assembly, for comparisons by hand
 */
export async function benchLocal(options: { engine?: string; assembly?: string } = {}): Promise<Line[]> {
  const desk = await spawnDesk({ clock: { now: FRIDAY, running: true }, ...options });
  try {
    const first = await played(desk, corpus(0));
    const table = await written(desk);
    let round = first;
    for (let n = 1; n < ROUNDS; n += 1) round = await played(desk, corpus(n));
    const days = await quietDays(desk);
    await desk.stop();
    const engine = await engineAlone(desk.where.engine.kind, table);
    const [load] = loadavg();
    return [
      {
        name: 'mails a second, end to end on this machine',
        value: round.perSecond,
        unit: 'mails/s',
        atLeast: true,
        limit: AT_LEAST_PER_SECOND,
        detail:
          `${MAILS} mails, ${round.acknowledged} acknowledgements, ${round.sent} mails out, ${desk.where.engine.kind}; taken in ${round.acceptedMs} ms, ` +
          `all settled in ${round.settledMs} ms, after ${ROUNDS - 1} times as many; the first thousand on a fresh desk ${first.perSecond.toFixed(1)} mails/s; ` +
          `the engine alone writes the rows of ${engine.perSecond.toFixed(0)} mails a second ` +
          `(${engine.rows} rows each); desk ${round.cpu.desk.toFixed(1)} ms and engine ${round.cpu.engine.toFixed(1)} ms of CPU a mail; ` +
          `load ${load?.toFixed(1)} on ${availableParallelism()} cores. Request Tracker 5.8, FreeScout 34, osTicket 38.7`,
      },
      {
        name: 'CPU of our functions per mail',
        value: round.cpu.functions,
        unit: 'ms',
        limit: AT_MOST_CPU_MS,
        detail: `${round.calls}; the first thousand on a fresh desk ${first.cpu.functions.toFixed(2)} ms, while V8 compiles`,
      },
      {
        name: 'a simulated day in which little is due',
        value: days.seconds.reduce((sum, one) => sum + one, 0) / DAYS,
        unit: 's',
        limit: 5,
        detail: `a Saturday and a Sunday, ${days.seconds.map((one) => `${one.toFixed(2)} s`).join(' and ')}; ${Math.round(days.fired / DAYS)} instants a day at which a schedule fired, each waited for until it had settled`,
      },
    ];
  } finally {
    await desk.stop();
  }
}

const DAYS = 2;

/** How long each day of a weekend takes, in which nothing is due but the schedules themselves, in seconds. */
async function quietDays(desk: DeskClient): Promise<{ seconds: number[]; fired: number }> {
  await desk.setClock({ running: false });
  // The first round of the schedules looks back over weeks that were never folded.
  await desk.advance({ seconds: 3600 });
  const seconds: number[] = [];
  let fired = 0;
  for (let day = 0; day < DAYS; day += 1) {
    const began = performance.now();
    fired += (await desk.advance({ seconds: 86_400 })).fired;
    seconds.push((performance.now() - began) / 1000);
  }
  return { seconds, fired };
}

function cpuPerMail(start: Stats, end: Stats): { functions: number; desk: number; engine: number } {
  const spent = (part: keyof Stats['cpuSeconds']): number => (((end.cpuSeconds[part] ?? 0) - (start.cpuSeconds[part] ?? 0)) * 1000) / MAILS;
  return { functions: spent('functions'), desk: spent('desk'), engine: spent('engine') };
}

if (import.meta.main) {
  const [engine, assembly] = process.argv.slice(2);
  const lines = await benchLocal({ ...(engine ? { engine } : {}), ...(assembly ? { assembly } : {}) });
  console.log(lines.map(show).join('\n'));
}
