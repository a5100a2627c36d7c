import type { TicketBrief } from '../../desk/api/responses.ts';
import type { Ticket } from '../../desk/ticket/ticket.ts';
import type { Change } from '../../functions/aws/rows.ts';
import { ApiDesk, fieldsOf, type Got } from './api-desk.ts';
import { ENGINES, type Engine, startEngine } from './aws/engines.ts';
import { opening } from './aws/samples.ts';

let engine: Engine;
let desk: ApiDesk;
beforeAll(async () => {
  engine = await startEngine(ENGINES[0] ?? '');
  desk = new ApiDesk(engine);
});
afterAll(() => engine.stop());

type List = { tickets: TicketBrief[]; cursor: string | null };
const search = (typed: string, query: Record<string, string> = {}): Promise<Got<List>> =>
  desk.call<List>('GET /tickets', { query: { search: typed, ...query } });
/** Every page, and how many there were. */
async function all(typed: string, query: Record<string, string> = {}): Promise<{ ids: string[]; pages: number }> {
  const ids: string[] = [];
  let [cursor, pages]: [string | null, number] = [null, 0];
  do {
    const got: Got<List> = await search(typed, { ...query, ...(cursor === null ? {} : { cursor }) });
    expect(got.status).toBe(200);
    ids.push(...got.body.tickets.map((ticket) => ticket.id));
    cursor = got.body.cursor;
    pages += 1;
  } while (cursor !== null && pages < 200);
  return { ids, pages };
}

describe('a small desk', () => {
  const opened: string[] = [];
  beforeAll(async () => {
    for (const [name, address, subject] of [
      ['Ștefan Ionescu', 'stefan@shop.test', 'Unde este coletul meu?'],
      ['Ann Murphy', 'ann@customer.test', 'Where is my parcel?'],
      ['Ann Byrne', 'byrne@customer.test', 'Parcel came broken'],
      ['', 'tel:+353871234567', 'A call about a lamp'],
    ] as const) {
      desk.pass(60);
      opened.push(await desk.open({ subject, requester: { name, address } }));
    }
    await desk.call(`POST /tickets/${opened[2]}/resolve`);
  });
  const found = async (typed: string, query: Record<string, string> = {}): Promise<number[]> =>
    (await all(typed, query)).ids.map((id) => opened.indexOf(id)).sort();

  test('a reference finds its ticket, in any case and in any state', async () => {
    expect(await found(opened[2]?.toLowerCase() ?? '')).toEqual([2]);
    expect(await found(`[${opened[0]}]`)).toEqual([0]);
  });

  test.each<[string, number[]]>([
    ['parcel', [1, 2]],
    ['PARCEL ann', [1, 2]],
    ['stefan', [0]],
    ['ann where', [1]],
    ['@customer.test', [1, 2]],
    ['ann@customer.test', [1]],
    ['ann@customer', [1]],
    ['tel:+353871234567', [3]],
    ['lamp', [3]],
    ['nothing of the kind', []],
    ['T-00000', []],
    ['nobody@nowhere.test', []],
  ])('%j finds what it should', async (typed, expected) => {
    expect(await found(typed)).toEqual(expected);
    expect(await found(typed, { limit: '1' })).toEqual(expected);
  });

  test('other filters hold', async () => {
    expect(await found('parcel', { queue: 'resolved' })).toEqual([2]);
    expect(await found('parcel', { queue: 'active' })).toEqual([1]);
    expect(await found('parcel', { assignee: 'agent2' })).toEqual([]);
    expect(await found(opened[2] ?? '', { queue: 'new' })).toEqual([]);
  });

  test('words that look like a reference are still looked for', async () => {
    opened.push(await desk.open({ subject: 'T-BRAND bags', requester: { address: 'bags@customer.test' } }));
    expect(await found('t-brand')).toEqual([4]);
  });

  test.each(['', '  ', '?!', 'x'.repeat(201), 'a b c d e f g h i j k'])('%j is refused by its parameter', async (typed) => {
    const got = await search(typed);
    expect([got.status, fieldsOf(got)]).toEqual([400, ['search']]);
  });

  test('together with a customer it is refused: the address is one thing to look for', async () => {
    const got = await search('parcel', { customer: 'ann@customer.test' });
    expect([got.status, fieldsOf(got)]).toEqual([400, ['search']]);
  });
});

describe('an address', () => {
  const address = 'both@customer.test';
  /** Writes into somebody's ticket. */
  async function write(id: string, seed: string): Promise<void> {
    const before = await desk.parts.tickets.load(id as Ticket['id']);
    if (before === null) throw new Error('no such ticket');
    const [sample] = opening(seed).messages;
    if (!sample) throw new Error('no message');
    const message = { ...sample, ticket: before.ticket.id, at: desk.now, from: { name: 'Guest', address } };
    const ticket = { ...before.ticket, version: before.ticket.version + 1 };
    const decision = { events: [], ticket, dossier: before.dossier, messages: [message], mails: [], customer: null };
    const change: Change = { before, decision, wakeAt: before.wakeAt, dueAt: null };
    expect(await desk.parts.tickets.commit([change], { now: desk.now, by: seed })).toBe('committed');
  }

  test('finds what it opened and what it only wrote into, newest first and each once', async () => {
    const own: string[] = [];
    const guest: string[] = [];
    for (let n = 0; n < 4; n += 1) {
      desk.pass(60);
      own.push(await desk.open({ requester: { address } }));
      desk.pass(60);
      const other = await desk.open({ requester: { address: `host${n}@customer.test` } });
      guest.push(other);
      await write(other, `guest-${n}-1`);
      desk.pass(60);
      await write(other, `guest-${n}-2`);
    }
    const expected = own.flatMap((id, n) => [id, guest[n]]).reverse();
    for (const limit of ['1', '3', '200']) expect((await all(address, { limit })).ids).toEqual(expected);
  });
});
