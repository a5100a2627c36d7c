import { ScanCommand } from '@aws-sdk/client-dynamodb';
import type { Erasure, TicketView } from '../../desk/api/responses.ts';
import type { Command, InboundMail } from '../../desk/ticket/command.ts';
import { decide } from '../../desk/ticket/decide.ts';
import type { TicketId } from '../../events/ids.ts';
import { customers } from '../../functions/aws/customers.ts';
import { unpack } from '../../functions/aws/dynamo.ts';
import { ApiDesk, type Got, SHARDS } from './api-desk.ts';
import { ENGINES, type Engine, startEngine } from './aws/engines.ts';

let engine: Engine;
let desk: ApiDesk;
beforeEach(async () => {
  engine = await startEngine(ENGINES[0] ?? '');
  desk = new ApiDesk(engine);
});
afterEach(() => engine.stop());

const ANN = 'ann@customer.test';
/** Words that stand for everything personal of ann's. */
const PERSONAL = /customer\.test|anna|zebra/i;

const mail = (n: number, over: Partial<InboundMail> = {}): InboundMail => ({
  kind: 'customer',
  mayAnswer: true,
  evidence: [`from ${ANN}`],
  from: { name: 'Anna Zebra', address: ANN },
  to: [{ name: '', address: 'support@desk.test' }],
  cc: [],
  subject: `Zebra ${n}`,
  text: `I am Anna Zebra, order ${n}.\n> before`,
  newText: `I am Anna Zebra, order ${n}.`,
  html: false,
  textKey: `parts/x/m${n}/text`,
  thanks: false,
  language: 'en',
  rfcMessageId: `<${n}.zebra@customer.test>`,
  inReplyTo: null,
  references: [],
  claimedAt: null,
  attachments: [{ filename: 'zebra.png', mimeType: 'image/png', bytes: 3, key: `parts/x/m${n}/0`, contentId: null, inline: false }],
  raw: `mail/2026/03/02/m${n}`,
  ...over,
});

/** A mail with its objects, as receive-mail leaves them behind. */
async function receive(n: number, over: Partial<InboundMail> = {}, on: string | null = null): Promise<TicketId> {
  const given = mail(n, over);
  const settings = await desk.parts.settings.now();
  const before = on === null ? null : await desk.parts.tickets.load(on as TicketId);
  const known = await desk.parts.tickets.gather({ addresses: [given.from.address] }, true);
  const customer = known.customers.get(given.from.address) ?? null;
  const context = { now: desk.now, settings, pinned: new Map([[0, settings]]), customer, seed: `mail-${n}` };
  const command: Command = { do: 'ReceiveMail', mail: given, mailbox: 'support', linkedTo: null };
  const decision = decide(before, command, context);
  if ('refused' in decision) throw new Error(decision.why);
  const bytes = Buffer.from('zebra');
  for (const key of [`incoming/m${n}`, given.raw, given.textKey ?? '', `parts/x/m${n}/0`]) desk.bucket.put(key, bytes);
  desk.bucket.put(given.raw, bytes);
  const rfcMessageIds = [{ id: given.rfcMessageId, from: given.from.address }];
  expect(
    await desk.parts.tickets.commit([{ before, decision, wakeAt: null, dueAt: null }], { now: desk.now, by: `mail-${n}`, rfcMessageIds }),
  ).toBe('committed');
  return decision.ticket.id;
}

/** Every row of the table as text, documents unpacked. */
async function everything(): Promise<string[]> {
  const { Items = [] } = await engine.client.send(new ScanCommand({ TableName: engine.table, ConsistentRead: true }));
  return Items.map((item) => JSON.stringify({ ...item, d: item.d ? unpack(item.d) : null, p: item.p ? unpack(item.p) : null }));
}
/** Where something personal still stands. */
const leftovers = async (pattern = PERSONAL): Promise<string[]> =>
  (await everything()).flatMap((row) => {
    const found = pattern.exec(row);
    return found ? [`…${row.slice(Math.max(0, found.index - 80), found.index + 40)}…`] : [];
  });
const erase = (address = ANN): Promise<Got<Erasure>> => desk.call<Erasure>(`DELETE /customers/${encodeURIComponent(address)}`);
const see = async (id: string): Promise<TicketView> => (await desk.call<TicketView>(`GET /tickets/${id}`)).body;
/** What a figure could be made of. */
const facts = async (id: string) => {
  const { state, openedAt, changedAt, clocks, replies, messagesIn, unansweredSince, timeline } = await see(id);
  const events = timeline.map((entry) => entry.event).filter((event) => event.type !== 'CustomerErased');
  return { state, openedAt, changedAt, clocks, replies, messagesIn, unansweredSince, events };
};

test('after an erasure nothing personal is left in the table or the bucket, and no figure has moved', async () => {
  const open = await receive(1);
  const resolved = await receive(2);
  await desk.call(`POST /tickets/${resolved}/replies`, { body: { text: 'Dear Anna, your zebra is sent.', resolve: true } });
  await desk.call(`POST /tickets/${open}/notes`, { body: { text: 'Anna called about the zebra.' } });
  const chat = await desk.open({ requester: { name: 'Anna', address: ANN }, subject: 'zebra', text: 'zebra' });
  desk.bucket.put('mail/2026/03/02/other', Buffer.from('other'));
  const before = await Promise.all([open, resolved, chat].map(facts));
  expect((await leftovers()).length).toBeGreaterThan(5);

  const got = await erase();
  expect(got).toMatchObject({ status: 200, body: { tickets: 3, messages: 5 } });
  expect(await leftovers()).toEqual([]);
  expect([...desk.bucket.versions.keys()]).toEqual(['mail/2026/03/02/other']);
  expect(await Promise.all([open, resolved, chat].map(facts))).toEqual(before);
  const ticket = await see(open);
  expect(ticket).toMatchObject({ requester: null, subject: '', participants: [] });
  expect(ticket.messages.map((message) => [message.text, message.from, message.raw, message.attachments])).toEqual([
    ['', null, null, []],
    ['', null, null, []],
  ]);
  expect(ticket.timeline.at(-1)).toMatchObject({ words: "The customer's personal data was erased", by: { agent: 'agent1' } });
});

test('it is said once of the customer, and asking again finds nobody', async () => {
  await receive(1);
  const got = await erase();
  const said = (await everything()).filter((row) => row.includes('CustomerErased') && row.includes(`"stream":"${got.body.customer}"`));
  expect(said).toHaveLength(1);
  expect(await erase()).toMatchObject({ status: 404 });
});

test('nobody can be answered any more, and who writes again is somebody new', async () => {
  const id = await receive(1);
  const old = (await see(id)).customer;
  await erase();
  expect((await desk.call(`POST /tickets/${id}/replies`, { body: { text: 'Hello?' } })).status).toBe(409);
  expect((await see(await receive(2))).customer).not.toBe(old);
});

test('mails that are owed to them are owed no more', async () => {
  const id = await receive(1);
  await desk.call(`POST /tickets/${id}/replies`, { body: { text: 'Dear Anna' } });
  await erase();
  expect((await desk.parts.tickets.conversation(id)).mails).toEqual([]);
});

test('others who take part stay, and their own words with them', async () => {
  const id = await receive(1, {
    from: { name: 'Bob', address: 'bob@else.test' },
    subject: 'Bob',
    text: 'Bob writes.',
    newText: 'Bob writes.',
    rfcMessageId: '<1@else.test>',
    evidence: [],
  });
  desk.pass(60);
  await receive(2, { text: 'Anna Zebra too.', newText: 'Anna Zebra too.' }, id);
  desk.pass(60);
  await receive(
    3,
    {
      from: { name: 'Bob', address: 'bob@else.test' },
      cc: [{ name: 'Anna', address: ANN }],
      subject: 'Re: Bob',
      text: 'Bob again.\n> Anna Zebra too.',
      newText: 'Bob again.',
      rfcMessageId: '<3@else.test>',
      evidence: [],
    },
    id,
  );
  desk.pass(60);
  await desk.call(`POST /tickets/${id}/replies`, { body: { text: 'To both.' } });
  expect((await see(id)).participants).toHaveLength(2);

  expect((await erase()).status).toBe(200);
  const ticket = await see(id);
  expect(ticket).toMatchObject({ requester: { address: 'bob@else.test' }, subject: 'Bob' });
  expect(ticket.participants.map((p) => p.address)).toEqual(['bob@else.test']);
  expect(ticket.messages.map((message) => message.text)).toEqual(['Bob writes.', '', 'Bob again.', 'To both.']);
  // Bob's own attachments keep their names.
  expect((await leftovers()).filter((row) => !row.includes('zebra.png'))).toEqual([]);
  const { mails } = await desk.parts.tickets.conversation(id);
  expect(mails.find((owed) => owed.kind === 'reply')?.mail?.to.map((to) => to.address)).toEqual(['bob@else.test']);
});

test('a ticket that theirs was merged into forgets them too', async () => {
  const theirs = await receive(1);
  const into = await receive(2, { from: { name: 'Bob', address: 'bob@else.test' }, rfcMessageId: '<b@x.test>', evidence: [] });
  await desk.call(`POST /tickets/${theirs}/merge`, { body: { into } });
  expect((await see(into)).participants.map((p) => p.address)).toContain(ANN);
  await erase();
  expect((await see(into)).participants.map((p) => p.address)).toEqual(['bob@else.test']);
});

test('the wish not to be written to outlives the name', async () => {
  await receive(1);
  const rows = customers(engine.client, engine.table, SHARDS);
  const row = await rows.get(ANN);
  if (!row) throw new Error('nobody');
  await rows.put({ ...row, suppressed: { at: desk.now, reason: 'complaint' } });
  const got = await erase();
  const kept = await rows.get(ANN);
  expect(kept).toMatchObject({ name: '', suppressed: { reason: 'complaint' } });
  expect(kept?.id).not.toBe(got.body.customer);
  expect(await leftovers()).toEqual([]);
  expect(await rows.suppressions({ limit: 10, after: null })).toMatchObject([{ address: '', reason: 'complaint' }]);
});

test('an erasure that runs out of time says so, and asking again finishes it', async () => {
  for (let n = 1; n <= 4; n += 1) await receive(n);
  let left = 2;
  const asked = { now: desk.now, by: null, seed: 'slow', remainingMillis: () => (left-- > 0 ? 30_000 : 0) };
  expect(await desk.parts.eraser.erase(ANN, asked)).toMatchObject({ finished: false, erased: { tickets: 2 } });
  expect(await erase()).toMatchObject({ status: 200 });
  expect(await leftovers()).toEqual([]);
});

test('an erasure that is broken at any call is finished by asking again', async () => {
  let finished = false;
  for (let breakAt = 0; !finished && breakAt < 200; breakAt += 1) {
    const n = breakAt + 1;
    await receive(n);
    let calls = 0;
    const broken = new Proxy(engine.client, {
      get: (target, name) =>
        name === 'send'
          ? async (command: Parameters<typeof target.send>[0]) => {
              calls += 1;
              if (calls === breakAt) throw new Error('broken');
              return target.send(command);
            }
          : Reflect.get(target, name),
    });
    const { eraser } = await import('../../functions/aws/erase.ts');
    const once = eraser(broken, desk.bucket.client, engine.table, 'mail', SHARDS);
    const asked = { now: desk.now, by: null, seed: `s${n}`, remainingMillis: () => 30_000 };
    finished = await once.erase(ANN, asked).then(
      () => calls < breakAt,
      () => false,
    );
    await desk.parts.eraser.erase(ANN, asked);
    expect([breakAt, await leftovers()]).toEqual([breakAt, []]);
  }
  expect(finished).toBe(true);
});

test.each<[string, number]>([
  ['nobody@customer.test', 404],
  ['tel:+35387000000', 404],
  ['not an address', 400],
  ['%00', 400],
])('of %s there is nothing to erase', async (address, status) => {
  expect((await erase(address)).status).toBe(status);
});

test('somebody known by a number alone is erased as well', async () => {
  const id = await desk.open({
    channel: 'phone',
    requester: { name: 'Anna', address: 'tel:+35387123123' },
    subject: 'zebra',
    text: 'zebra',
  });
  expect((await erase('tel:+35387123123')).status).toBe(200);
  expect((await see(id)).requester).toBeNull();
  expect(await leftovers(/87123123|zebra/)).toEqual([]);
});
