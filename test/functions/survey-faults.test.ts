import { DeleteItemCommand } from '@aws-sdk/client-dynamodb';
import type { DomainEvent } from '../../events/event.ts';
import { unpack } from '../../functions/aws/dynamo.ts';
import { ENGINES, type Engine, startEngine } from './aws/engines.ts';
import { Gremlin, MODES } from './cloud.ts';
import { SurveyDesk } from './survey-desk.ts';

/*
 * Every AWS call between an order and what follows from its answer fails once, is throttled once, and times out after
 * success once. AWS tries again, the person presses again: asked once, answered once, called back once, nothing lost.
 */

// What is done here on purpose is told to the log; nobody needs to read it.
process.env.POWERTOOLS_LOG_LEVEL = 'SILENT';

const ANN = 'ann@x.test';
const TRIES = 3;

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine(ENGINES[0] ?? '');
}, 60_000);
afterAll(() => engine.stop());

const nonce = (body: string): string => /name="page" value="([^"]+)"/.exec(body)?.[1] ?? '';

/** Somebody who asks again when the desk says that it failed. */
async function patiently(desk: SurveyDesk, line: string, body?: string): Promise<{ status: number; body: string }> {
  for (let n = 1; ; n += 1) {
    const got = await desk.call(line, body === undefined ? {} : { body });
    if (got.status < 500 || n === TRIES) return got;
  }
}

async function story(desk: SurveyDesk): Promise<void> {
  await desk.order('OrderDelivered', { number: 'G-1', customer: { address: ANN, name: 'Ann' }, items: [{ product: 'mug' }] });
  await desk.settle();
  desk.pass(8 * 86_400);
  for (let minute = 0; minute < 2; minute += 1) {
    await desk.tick();
    desk.pass(60);
  }
  await desk.settle();
  const link =
    desk
      .links(ANN)
      .find((l) => l.endsWith('score=2'))
      ?.replace('https://desk.test', '') ?? '';
  const shown = await patiently(desk, `GET ${link}`);
  desk.pass(20);
  const form = new URLSearchParams({ page: nonce(shown.body), comment: 'It broke.', score: '2' }).toString();
  const thanked = await patiently(desk, `POST ${link.split('?')[0]}`, form);
  expect(thanked.body).toContain('Thank you!');
  await desk.settle();
  const survey = desk.cloud.sent.find((m) => m.to.includes(ANN));
  if (!survey) throw new Error('nobody was asked');
  await desk.bounce(survey);
  await patiently(desk, 'GET /surveys');
}

async function said(desk: SurveyDesk): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const row of await desk.rows('E#')) {
    for (const { type } of unpack<{ events: DomainEvent[] }>(row.d as never).events) counts[type] = (counts[type] ?? 0) + 1;
  }
  return counts;
}

async function empty(desk: SurveyDesk): Promise<void> {
  const keys = (await desk.rows()).map(({ pk, sk }) => ({ pk: { S: pk?.S ?? '' }, sk: { S: sk?.S ?? '' } }));
  await Promise.all(keys.map((Key) => engine.client.send(new DeleteItemCommand({ TableName: engine.table, Key }))));
}

const EXPECTED = {
  OrderPlaced: 1,
  OrderDelivered: 1,
  SurveyScheduled: 1,
  SurveyAsked: 1,
  SurveyAnswered: 1,
  SurveyUndelivered: 1,
  AddressSuppressed: 1,
  TicketOpened: 1,
  MessageReceived: 1,
};

/** One run with one call broken. Returns what was wrong, in words. */
async function run(breakAt: number | null, mode: (typeof MODES)[number]): Promise<{ wrong: string[]; calls: readonly string[] }> {
  const gremlin = new Gremlin();
  const desk = new SurveyDesk(engine, gremlin);
  const wrong: string[] = [];
  if (breakAt !== null) gremlin.arm(breakAt, mode);
  try {
    await story(desk);
    const counts = await said(desk);
    for (const [type, expected] of Object.entries(EXPECTED)) if (counts[type] !== expected) wrong.push(`${type}: ${counts[type] ?? 0}`);
    const mails = desk.cloud.sent.filter((m) => m.to.includes(ANN)).length;
    if (mails !== 1) wrong.push(`${mails} surveys were sent`);
    if (desk.dead.length > 0) wrong.push(`given up: ${desk.dead.join('; ')}`);
    const owed = (await desk.rows('O#')).filter((row) => row.gpk !== undefined).length;
    if (owed !== 0) wrong.push(`${owed} mails are still owed`);
  } catch (error) {
    wrong.push(String(error).slice(0, 300));
  }
  await empty(desk);
  return { wrong: wrong.map((w) => `${gremlin.broke ?? 'nothing broken'}: ${w}`), calls: gremlin.calls };
}

let calls: readonly string[] = [];
test('nothing broken, all is there once', async () => {
  const clean = await run(null, 'error');
  expect(clean.wrong).toEqual([]);
  expect(clean.calls.length).toBeGreaterThan(25);
  calls = clean.calls;
});

test.each(MODES)(
  '%s at every call in turn: asked once, answered once, called back once',
  async (mode) => {
    const wrong: string[] = [];
    for (const [n, call] of calls.entries()) {
      // To the table's callers a throttle is an error like another; to SES's and the bus's it is not.
      if (mode === 'throttle' && call.startsWith('dynamodb')) continue;
      wrong.push(...(await run(n, mode)).wrong);
    }
    expect(wrong).toEqual([]);
    expect(calls.filter((call) => call.startsWith('ses') || call.startsWith('events')).length).toBeGreaterThan(3);
  },
  180_000,
);
