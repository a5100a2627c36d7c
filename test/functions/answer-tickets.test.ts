import { deskView, type TicketBrief, type TicketView, ticketList, ticketView } from '../../desk/api/responses.ts';
import type { InboundMail } from '../../desk/ticket/command.ts';
import type { Instant, TicketId } from '../../events/ids.ts';
import { ApiDesk, fieldsOf, type Got } from './api-desk.ts';
import { ENGINES, type Engine, startEngine } from './aws/engines.ts';
import { mail, receive as receiveInto } from './received-mail.ts';

let engine: Engine;
let desk: ApiDesk;
beforeAll(async () => {
  engine = await startEngine(ENGINES[0] ?? '');
  desk = new ApiDesk(engine);
});
afterAll(() => engine.stop());

type List = { tickets: TicketBrief[]; cursor: string | null };
const list = (query: Record<string, string>): Promise<Got<List>> => desk.call<List>('GET /tickets', { query });
/** All pages, and how many there were. */
async function pages(query: Record<string, string>): Promise<{ ids: string[]; pages: number }> {
  const ids: string[] = [];
  let cursor: string | null = null;
  let count = 0;
  do {
    const got: Got<List> = await list({ ...query, ...(cursor === null ? {} : { cursor }) });
    expect(got.status).toBe(200);
    ids.push(...got.body.tickets.map((ticket) => ticket.id));
    cursor = got.body.cursor;
    count += 1;
  } while (cursor !== null && count < 100);
  return { ids, pages: count };
}
const requester = (address: string) => ({ name: 'Ann', address });

describe('queues', () => {
  const opened: string[] = [];
  beforeAll(async () => {
    for (let n = 0; n < 7; n += 1) {
      desk.pass(60);
      opened.push(await desk.open({ requester: requester(`queue${n}@customer.test`), type: n % 2 ? 'delivery' : 'payment' }));
    }
    const [first = '', second = '', third = ''] = opened;
    await desk.call(`POST /tickets/${first}/resolve`);
    desk.pass(60);
    await desk.call(`POST /tickets/${second}/spam`);
    await desk.call(`POST /tickets/${third}/pend`, { body: { waitingOn: 'customer' } });
    await desk.call(`PATCH /tickets/${opened[3]}`, { body: { assignee: 'agent2' } });
  });

  test('active is what is new, open or pending, by what is due next', async () => {
    const { body } = await list({});
    expect(ticketList.parse(body)).toEqual(body);
    expect(body.tickets.map((ticket) => ticket.id).sort()).toEqual(opened.slice(2).sort());
    const dues = body.tickets.map((ticket) => ticket.dueAt ?? '9999');
    expect(dues).toEqual([...dues].sort());
  });

  test.each<[string, number[]]>([
    ['new', [4, 5, 6]],
    ['open', [3]],
    ['pending', [2]],
    ['resolved', [0]],
    ['excluded', [1]],
    ['closed', []],
  ])('%s holds what is %s', async (queue, expected) => {
    const { body } = await list({ queue });
    expect(body.tickets.map((ticket) => ticket.id).sort()).toEqual(expected.map((n) => opened[n]).sort());
  });

  test('due leaves out what is due never; before keeps what is due before that instant', async () => {
    const { body } = await list({ queue: 'due' });
    expect(body.tickets.length).toBeGreaterThan(0);
    expect(body.tickets.every((ticket) => ticket.dueAt !== null)).toBe(true);
    const middle = body.tickets[2]?.dueAt ?? '';
    const earlier = await list({ queue: 'due', before: middle });
    expect(earlier.body.tickets.map((ticket) => ticket.id)).toEqual(
      body.tickets.filter((ticket) => (ticket.dueAt ?? '') < middle).map((ticket) => ticket.id),
    );
    expect(earlier.body.tickets).toHaveLength(2);
  });

  test.each<[Record<string, string>, number[]]>([
    [{ assignee: 'agent2' }, [3]],
    [{ assignee: 'none' }, [2, 4, 5, 6]],
    [{ type: 'delivery' }, [3, 5]],
    [{ type: 'delivery', assignee: 'none' }, [5]],
    [{ mailbox: 'support' }, [2, 3, 4, 5, 6]],
    [{ mailbox: 'elsewhere' }, []],
    [{ type: 'none' }, []],
  ])('%j filters', async (query, expected) => {
    const { body } = await list(query);
    expect(body.tickets.map((ticket) => ticket.id).sort()).toEqual(expected.map((n) => opened[n]).sort());
  });

  test.each([1, 2, 3, 5, 200])('pages of %i bring every ticket once, in the same order', async (limit) => {
    const whole = (await list({ limit: '200' })).body.tickets.map((ticket) => ticket.id);
    expect((await pages({ limit: String(limit) })).ids).toEqual(whole);
    expect((await pages({ limit: String(limit), type: 'payment' })).ids).toEqual(
      (await list({ type: 'payment' })).body.tickets.map((ticket) => ticket.id),
    );
  });

  test('a cursor belongs to its query', async () => {
    const { cursor } = (await list({ limit: '1' })).body;
    expect(cursor).not.toBeNull();
    const other = await list({ limit: '1', type: 'payment', cursor: cursor ?? '' });
    expect(other.status).toBe(400);
    expect(fieldsOf(other)).toEqual(['cursor']);
    // The limit may change on the way.
    expect((await list({ limit: '3', cursor: cursor ?? '' })).status).toBe(200);
  });

  test('a broken cursor is 400', async () => {
    const { cursor } = (await list({ limit: '1' })).body;
    const broken = `${cursor?.slice(0, -2)}zz`;
    expect(await list({ limit: '1', cursor: broken })).toMatchObject({ status: 400 });
  });

  test.each<[Record<string, string>, string]>([
    [{ queue: 'late' }, 'queue'],
    [{ limit: '0' }, 'limit'],
    [{ limit: '201' }, 'limit'],
    [{ limit: '-1' }, 'limit'],
    [{ limit: '1e2' }, 'limit'],
    [{ limit: '1,2' }, 'limit'],
    [{ before: 'tomorrow' }, 'before'],
    [{ before: '2026-03-02T10:00:00Z' }, 'before'],
    [{ queue: 'resolved', before: '2026-03-02T10:00:00.000Z' }, 'before'],
    [{ assignee: 'Agent One' }, 'assignee'],
    [{ customer: 'nobody' }, 'customer'],
    [{ sort: 'asc' }, 'sort'],
  ])('%j is refused by its parameter', async (query, field) => {
    const got = await list(query);
    expect(got.status).toBe(400);
    expect(fieldsOf(got)).toEqual([field]);
  });
});

describe('a customer’s tickets', () => {
  test('are listed newest first, in any state, page by page', async () => {
    const address = 'loyal@customer.test';
    const opened: string[] = [];
    for (let n = 0; n < 5; n += 1) {
      desk.pass(60);
      opened.push(await desk.open({ requester: requester(address) }));
    }
    await desk.call(`POST /tickets/${opened[1]}/resolve`);
    expect((await pages({ customer: address })).ids).toEqual([...opened].reverse());
    expect((await pages({ customer: address.toUpperCase(), limit: '2' })).ids).toEqual([...opened].reverse());
    expect((await pages({ customer: address, queue: 'resolved' })).ids).toEqual([opened[1]]);
  });

  test('of somebody unknown there are none', async () => {
    expect(await list({ customer: 'unknown@customer.test' })).toMatchObject({ status: 200, body: { tickets: [], cursor: null } });
  });
});

const receive = (given: InboundMail, seed: string): Promise<string> => receiveInto(desk, given, seed);

describe('one ticket', () => {
  test('is answered as its schema says, field by field', async () => {
    const id = await receive(mail({ from: { name: 'A', address: 'one@customer.test' } }), 'one');
    const got = await desk.call<TicketView>(`GET /tickets/${id}`);
    expect(got.status).toBe(200);
    expect(got.headers.etag).toBe('"1"');
    expect(ticketView.parse(got.body)).toEqual(got.body);
    expect(got.body.messages).toMatchObject([
      {
        newText: 'It is broken.',
        text: 'It is broken.\n> quoted',
        html: true,
        raw: expect.stringMatching(`^/tickets/${id}/messages/m-[0-9a-z]+/raw$`),
        attachments: [{ n: 0, filename: 'foto "1".png', inline: true, href: expect.stringMatching(/\/attachments\/0$/) }],
      },
    ]);
    expect(JSON.stringify(got.body)).not.toContain('parts/2026');
  });

  test('runs its clocks up to the request: spent, and late as soon as due has passed, whoever noticed', async () => {
    const id = await desk.open({ requester: requester('clock@customer.test') });
    const at = async (): Promise<TicketView['clocks'][number] | undefined> =>
      (await desk.call<TicketView>(`GET /tickets/${id}`)).body.clocks.find((clock) => clock.clock === 'firstReply');
    desk.pass(1800);
    expect(await at()).toMatchObject({ state: 'running', spentSeconds: 1800, lateBySeconds: 0, breached: false });
    desk.now = new Date(Date.parse((await at())?.dueAt ?? '') + 90_000).toISOString() as Instant;
    expect(await at()).toMatchObject({ breached: true, lateBySeconds: 90, spentSeconds: 14_490 });
  });

  test('shows a paused clock with whom it waits for', async () => {
    const id = await desk.open({ requester: requester('pause@customer.test') });
    desk.pass(600);
    await desk.call(`POST /tickets/${id}/pend`, { body: { waitingOn: 'third-party' } });
    desk.pass(1200);
    const { body } = await desk.call<TicketView>(`GET /tickets/${id}`);
    expect(body).toMatchObject({ waitingOn: 'third-party' });
    expect(body.clocks.find((clock) => clock.clock === 'resolution')).toMatchObject({
      state: 'paused',
      spentSeconds: 600,
      waited: { us: 600, customer: 0, thirdParty: 1200 },
    });
  });

  test('is not sent again to whoever has it', async () => {
    const id = await desk.open({ requester: requester('etag@customer.test') });
    const { headers } = await desk.call(`GET /tickets/${id}`);
    const again = await desk.call(`GET /tickets/${id}`, { headers: { 'If-None-Match': String(headers.etag) } });
    expect(again).toMatchObject({ status: 304, body: undefined });
    await desk.call(`POST /tickets/${id}/notes`, { body: { text: 'x' } });
    expect((await desk.call(`GET /tickets/${id}`, { headers: { 'If-None-Match': String(headers.etag) } })).status).toBe(200);
  });

  test('with very long messages shortens the oldest, and says so', async () => {
    const id = await desk.open({ requester: requester('long@customer.test'), text: 'x'.repeat(100_000) });
    for (let n = 0; n < 7; n += 1) await desk.call(`POST /tickets/${id}/notes`, { body: { text: `${n}`.repeat(100_000) } });
    const got = await desk.call<TicketView>(`GET /tickets/${id}`);
    expect(JSON.stringify(got.body).length).toBeLessThan(5_000_000);
    const shortened = got.body.messages.map((message) => message.shortened);
    expect(shortened[0]).toBe(true);
    expect(shortened.at(-1)).toBe(false);
    expect([...shortened].sort().reverse()).toEqual(shortened);
    for (const message of got.body.messages) expect(message.text.length).toBe(message.shortened ? 500 : 100_000);
  });

  test.each(['T-00000', 'T-1', 'x', '%F0%9F%92%A9', '__proto__'])('%s is not found', async (id) => {
    for (const path of ['', '/messages/m-0123456789/raw', '/messages/m-0123456789/attachments/0']) {
      expect((await desk.call(`GET /tickets/${id}${path}`)).status).toBe(404);
    }
  });
});

test('the desk tells agents what they need to know, and no agent’s address', async () => {
  const got = await desk.call('GET /desk');
  expect(deskView.parse(got.body)).toEqual(got.body);
  expect(got.body).toMatchObject({
    name: 'Shop',
    zone: 'Europe/Dublin',
    agents: [{ id: 'agent1', name: 'Agent One', active: true }, { id: 'agent2' }],
  });
  expect(JSON.stringify(got.body)).not.toContain('team.test');
});

test.each<[string, Record<string, string>, unknown]>([
  [
    'a person',
    { sub: 's', username: 'agent2', scope: 'openid desk/tickets:read desk/settings:write other/tickets:write' },
    { agent: 'agent2', name: 'Agent Two', role: 'agent', active: true, scopes: ['tickets:read', 'settings:write'] },
  ],
  ['somebody known by address', { sub: 's', username: 'x', email: 'agent1@team.test' }, { agent: 'agent1', role: 'manager', scopes: [] }],
  ['a machine', { client_id: 'c', scope: 'desk/tickets:read' }, { agent: null, name: null, role: null, scopes: ['tickets:read'] }],
  ['a person who is no agent', { sub: 's', username: 'carol' }, { agent: null, role: null, active: false }],
])('the desk tells %s who they are and what they may', async (_, claims, me) => {
  expect((await desk.call('GET /desk', { claims })).body).toMatchObject({ me });
});

describe('links', () => {
  test('lead to the raw mail and the attachment, under their names, for a minute', async () => {
    const id = await receive(mail({ from: { name: 'A', address: 'links@customer.test' } }), 'links');
    const [message] = (await desk.call<TicketView>(`GET /tickets/${id}`)).body.messages;
    const expiresAt = new Date(Date.parse(desk.now) + 60_000).toISOString();
    const raw = await desk.call<{ url: string }>(`GET ${message?.raw}`);
    expect(raw).toMatchObject({ status: 200, body: { expiresAt } });
    expect(raw.body.url).toBe(`https://mail.test/mail/2026/03/02/m1?name=${id}-${message?.id}.eml`);
    const file = await desk.call<{ url: string }>(`GET ${message?.attachments[0]?.href}`);
    expect(file.body.url).toBe('https://mail.test/parts/2026/03/02/m1/0?name=foto%20%221%22.png');
  });

  test.each(['1', '-1', '00x', '99999999', ''])('attachment %j is not found', async (n) => {
    const id = await receive(mail({ from: { name: 'A', address: `n${n}@customer.test` } }), `no-${n}`);
    const [message] = (await desk.parts.tickets.conversation(id as TicketId)).messages;
    const path = `GET /tickets/${id}/messages/${message?.id}/attachments/${n === '' ? '%20' : n}`;
    expect((await desk.call(path)).status).toBe(404);
  });

  test('a message of another ticket is not found on this one', async () => {
    const id = await receive(mail({ from: { name: 'A', address: 'mine@customer.test' } }), 'mine');
    const other = await receive(mail({ from: { name: 'A', address: 'theirs@customer.test' } }), 'theirs');
    const [message] = (await desk.parts.tickets.conversation(other as TicketId)).messages;
    expect((await desk.call(`GET /tickets/${id}/messages/${message?.id}/raw`)).status).toBe(404);
  });

  test('what did not come as mail has no raw mail', async () => {
    const id = await desk.open({ requester: requester('noraw@customer.test') });
    const [message] = (await desk.call<TicketView>(`GET /tickets/${id}`)).body.messages;
    expect(message?.raw).toBeNull();
    expect((await desk.call(`GET /tickets/${id}/messages/${message?.id}/raw`)).status).toBe(404);
  });

  test('a mail with a virus is not handed out', async () => {
    const id = await receive(
      mail({ kind: 'virus', from: { name: 'A', address: 'virus@customer.test' }, raw: 'quarantine/2026/03/02/v1' }),
      'virus',
    );
    const [message] = (await desk.parts.tickets.conversation(id as TicketId)).messages;
    expect((await desk.call(`GET /tickets/${id}/messages/${message?.id}/raw`)).status).toBe(409);
  });
});
