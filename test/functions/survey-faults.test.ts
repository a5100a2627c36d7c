import { createHmac } from 'node:crypto';
import type { Command } from '../../desk/ticket/command.ts';
import { decide } from '../../desk/ticket/decide.ts';
import type { DomainEvent } from '../../events/event.ts';
import type { AgentId, TicketId } from '../../events/ids.ts';
import { customers } from '../../functions/aws/customers.ts';
import { unpack } from '../../functions/aws/dynamo.ts';
import { ENGINES, type Engine, startEngine } from './aws/engines.ts';
import { Gremlin, MODES } from './cloud.ts';
import { SHARDS, SurveyDesk } from './survey-desk.ts';

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
const form = (fields: Record<string, string>): string => new URLSearchParams(fields).toString();
const DAY = 86_400;

/** Somebody who asks again when the desk says that it failed. */
async function patiently(
  desk: SurveyDesk,
  line: string,
  asked: { body?: string | object; type?: string; headers?: Record<string, string> } = {},
): Promise<{ status: number; body: string }> {
  for (let n = 1; ; n += 1) {
    const got = await desk.call(line, asked);
    if (got.status < 500 || n === TRIES) return got;
  }
}
const order = (number: string) => ({ number, customer: { address: ANN, name: 'Ann' }, items: [{ product: 'mug' }] });

/** The minute's tick comes again, and so does whatever a broken one left behind. */
async function ticks(desk: SurveyDesk): Promise<void> {
  for (let minute = 0; minute < 2; minute += 1) {
    await desk.tick();
    desk.pass(60);
  }
  await desk.settle();
}
async function asked(desk: SurveyDesk, after: number): Promise<void> {
  desk.pass(after);
  await ticks(desk);
}
const path = (desk: SurveyDesk, end: string): string =>
  (desk.links(ANN).find((one) => one.endsWith(end)) ?? '').replace('https://desk.test', '');
const list = (desk: SurveyDesk): string => `GET /surveys?from=${desk.now.slice(0, 10)}`;

/** Opens the page of a score and presses buttons on it. */
async function press(desk: SurveyDesk, link: string, scores: readonly number[], comment = ''): Promise<{ status: number; body: string }> {
  const shown = await patiently(desk, `GET ${link}`);
  desk.pass(20);
  let got = shown;
  for (const score of scores) {
    const body = form({ page: nonce(shown.body), comment, score: String(score) });
    got = await patiently(desk, `POST ${link.split('?')[0]}`, { body });
  }
  return got;
}

const TICKET = 'faults';
async function onTicket(desk: SurveyDesk, id: TicketId | null, command: Command): Promise<TicketId> {
  const before = id === null ? null : await desk.parts.tickets.load(id);
  const settings = await desk.parts.settings.now();
  const pinned = new Map([[settings.version, settings]]);
  const customer = await desk.parts.customers.get(ANN);
  const decision = decide(before, command, { now: desk.now, settings, pinned, customer, seed: `${TICKET} ${command.do}` });
  if ('refused' in decision) throw new Error(decision.why);
  await desk.parts.tickets.commit([{ before, decision, wakeAt: null, dueAt: null }], { now: desk.now, by: command.do });
  return decision.ticket.id;
}

type Story = {
  readonly name: string;
  /** What happens before anything breaks. */
  readonly before?: (desk: SurveyDesk) => Promise<unknown>;
  readonly act: (desk: SurveyDesk) => Promise<void>;
  /** How often each thing is said in all. */
  readonly says: Readonly<Record<string, number>>;
  readonly mails: number;
};

const STORIES: readonly Story[] = [
  {
    name: 'from an order to a call back, and the mail comes back after all',
    act: async (desk) => {
      await desk.order('OrderDelivered', order('G-1'));
      await desk.settle();
      await asked(desk, 8 * DAY);
      const thanked = await press(desk, path(desk, 'score=2'), [2], 'It broke.');
      expect(thanked.body).toContain('Thank you!');
      await desk.settle();
      const survey = desk.cloud.sent.find((m) => m.to.includes(ANN));
      if (!survey) throw new Error('nobody was asked');
      await desk.bounce(survey);
      const listed = await patiently(desk, list(desk));
      expect(JSON.parse(listed.body).surveys).toMatchObject([{ score: 2, comment: 'It broke.', order: 'G-1' }]);
    },
    says: {
      OrderPlaced: 1,
      OrderDelivered: 1,
      SurveyScheduled: 1,
      SurveyAsked: 1,
      SurveyAnswered: 1,
      SurveyUndelivered: 1,
      AddressSuppressed: 1,
      TicketOpened: 1,
      MessageReceived: 1,
    },
    mails: 1,
  },
  {
    name: 'after a ticket: unsubscribed by the mail provider, complained about, and the suppression lifted',
    before: async (desk) => {
      const by = 'agent1' as AgentId;
      const requester = { name: 'Ann', address: ANN };
      const about = {
        channel: 'chat',
        mailbox: 'support',
        subject: 'A lamp',
        text: 'It is dark.',
        type: null,
        priority: 'normal',
      } as const;
      const id = await onTicket(desk, null, { do: 'OpenTicket', by, ...about, requester, tags: [], language: null, started: false });
      await onTicket(desk, id, { do: 'Reply', by, text: 'Turn it on.', resolve: true });
    },
    act: async (desk) => {
      await desk.settle();
      const replies = desk.cloud.sent.length;
      await asked(desk, DAY);
      const survey = desk.cloud.sent.slice(replies).find((m) => m.to.includes(ANN));
      if (!survey) throw new Error('nobody was asked');
      const link = path(desk, '/unsubscribe');
      expect((await patiently(desk, `GET ${link}`)).status).toBe(200);
      expect((await patiently(desk, `POST ${link}`, { body: 'List-Unsubscribe=One-Click' })).status).toBe(200);
      expect((await customers(engine.client, engine.table, SHARDS).get(ANN))?.unsubscribedAt).toBe(desk.now);
      await desk.report(survey, {
        eventType: 'Complaint',
        complaint: { complainedRecipients: [{ emailAddress: ANN }], timestamp: desk.now },
      });
      expect((await patiently(desk, 'GET /suppressions')).body).toContain(ANN);
      // Told that it failed when it had not, somebody who asks again hears that there is nothing to lift.
      expect([200, 404]).toContain((await patiently(desk, `DELETE /suppressions/${encodeURIComponent(ANN)}`)).status);
      expect((await patiently(desk, 'GET /suppressions')).body).not.toContain(ANN);
    },
    says: {
      TicketOpened: 1,
      TicketResolved: 1,
      SurveyScheduled: 1,
      SurveyAsked: 1,
      SurveyUnsubscribed: 1,
      SurveyUndelivered: 1,
      AddressSuppressed: 1,
      SuppressionLifted: 1,
    },
    // The agent's reply and the survey.
    mails: 2,
  },
  {
    name: 'a shop that calls, and takes the money back before anybody is asked',
    act: async (desk) => {
      const secret = 'a secret of sixteen';
      expect((await patiently(desk, 'PUT /orders/shops/woocommerce', { body: { secret } })).status).toBe(200);
      const body = JSON.stringify({
        id: 7,
        number: '7',
        status: 'completed',
        date_created_gmt: '2026-03-01T10:00:00',
        date_completed_gmt: '2026-03-02T09:00:00',
        total: '12.00',
        currency: 'EUR',
        billing: { email: ANN, first_name: 'Ann' },
        line_items: [{ sku: 'mug', quantity: 1 }],
      });
      const headers = { 'X-WC-Webhook-Signature': createHmac('sha256', secret).update(body).digest('base64') };
      expect((await patiently(desk, 'POST /orders/woocommerce', { body, type: 'application/json', headers })).status).toBe(200);
      const refund = { event: 'refunded', number: '7', channel: 'woocommerce' };
      expect((await patiently(desk, 'POST /orders', { body: refund })).status).toBe(200);
      await desk.settle();
      await asked(desk, 8 * DAY);
      expect((await patiently(desk, 'GET /orders/shops')).body).toContain('woocommerce');
      expect((await desk.rows('O#')).length).toBe(0);
    },
    says: { OrderPlaced: 1, OrderDelivered: 1, OrderRefunded: 1, SurveyScheduled: 1, SurveySkipped: 1 },
    mails: 0,
  },
  {
    name: 'a program presses two buttons of a page, a person answers and changes the answer',
    before: async (desk) => {
      await desk.order('OrderDelivered', order('G-4'));
      await asked(desk, 8 * DAY);
    },
    act: async (desk) => {
      expect((await press(desk, path(desk, 'score=9'), [9, 3])).body).not.toContain('Thank you!');
      expect((await press(desk, path(desk, 'score=8'), [8])).body).toContain('Thank you!');
      desk.pass(DAY);
      expect((await press(desk, path(desk, 'score=10'), [10])).body).toContain('Thank you!');
      const listed = await patiently(desk, list(desk));
      expect(JSON.parse(listed.body).surveys).toMatchObject([{ score: 10, first: { score: 8 } }]);
    },
    says: { SurveyAsked: 1, SurveyAnswered: 3, SurveyAnswerWithdrawn: 1 },
    mails: 1,
  },
];

async function said(desk: SurveyDesk): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const row of await desk.rows('E#')) {
    for (const { type } of unpack<{ events: DomainEvent[] }>(row.d as never).events) counts[type] = (counts[type] ?? 0) + 1;
  }
  return counts;
}

/** One run with one call broken. Returns what was wrong, in words. */
async function run(
  story: Story,
  breakAt: number | null,
  mode: (typeof MODES)[number],
): Promise<{ wrong: string[]; calls: readonly string[] }> {
  const gremlin = new Gremlin();
  const desk = new SurveyDesk(engine, gremlin);
  const wrong: string[] = [];
  await story.before?.(desk);
  const first = gremlin.calls.length;
  if (breakAt !== null) gremlin.arm(first + breakAt, mode);
  try {
    await story.act(desk);
    const counts = await said(desk);
    for (const [type, expected] of Object.entries(story.says)) if (counts[type] !== expected) wrong.push(`${type}: ${counts[type] ?? 0}`);
    const mails = desk.cloud.sent.filter((m) => m.to.includes(ANN)).length;
    if (mails !== story.mails) wrong.push(`${mails} mails were sent`);
    if (desk.dead.length > 0) wrong.push(`given up: ${desk.dead.join('; ')}`);
    const owed = (await desk.rows('O#')).filter((row) => row.gpk !== undefined).length;
    if (owed !== 0) wrong.push(`${owed} mails are still owed`);
  } catch (error) {
    wrong.push(String(error).slice(0, 300));
  }
  await desk.empty();
  return { wrong: wrong.map((w) => `${gremlin.broke ?? 'nothing broken'}: ${w}`), calls: gremlin.calls.slice(first) };
}

describe.each(STORIES)('$name', (story) => {
  let calls: readonly string[] = [];
  test('nothing broken, all is there once', async () => {
    const clean = await run(story, null, 'error');
    expect(clean.wrong).toEqual([]);
    expect(clean.calls.length).toBeGreaterThan(10);
    calls = clean.calls;
  });

  test.each(MODES)(
    '%s at every call in turn: all is there once',
    async (mode) => {
      const wrong: string[] = [];
      for (const [n, call] of calls.entries()) {
        // To the table's callers a throttle is an error like another; to SES's and the bus's it is not.
        if (mode === 'throttle' && call.startsWith('dynamodb')) continue;
        // A read that was answered too late has changed nothing: it is the error once more.
        if (mode === 'timeout-after-success' && /Get|Query/.test(call)) continue;
        wrong.push(...(await run(story, n, mode)).wrong);
      }
      expect(wrong).toEqual([]);
    },
    180_000,
  );
});
