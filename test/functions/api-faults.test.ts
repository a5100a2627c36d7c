import type { Receipt, TicketView } from '../../desk/api/responses.ts';
import type { TicketId } from '../../events/ids.ts';
import { ApiDesk, type Asked, type Got } from './api-desk.ts';
import { ENGINES, type Engine, startEngine } from './aws/engines.ts';
import { Gremlin, MODES, type Mode } from './cloud.ts';

/*
 * Each AWS call of each command is broken in turn, before it happened or after; the caller asks again with the same
 * Idempotency-Key, as the answer tells them to, and everything is there once.
 */

// What breaks here on purpose is told to the log; nobody needs to read it.
process.env.POWERTOOLS_LOG_LEVEL = 'SILENT';

let engine: Engine;
/** Where nothing breaks. */
let calm: ApiDesk;
beforeAll(async () => {
  engine = await startEngine(ENGINES[0] ?? '');
  calm = new ApiDesk(engine);
});
afterAll(() => engine.stop());

const ATTACHMENT = { filename: 'a.txt', mimeType: 'text/plain', content: Buffer.from('hello').toString('base64') };
let keys = 0;

/** Asks until it is done, as a careful client would. */
async function insist<T>(desk: ApiDesk, line: string, asked: Asked): Promise<{ got: Got<T>; tries: number }> {
  keys += 1;
  const headers = { 'Idempotency-Key': `key-${keys}`, ...asked.headers };
  for (let tries = 1; ; tries += 1) {
    const got = await desk.call<T>(line, { ...asked, headers });
    if (got.status < 500 || tries === 5) return { got, tries };
    expect([500, 503]).toContain(got.status);
  }
}

type Story = {
  readonly name: string;
  /** What the command is, on which ticket, with the other one at hand. */
  readonly line: (id: string) => string;
  readonly body: (other: string) => unknown;
  readonly judge: (ticket: TicketView, got: Got<Receipt>, other: TicketView) => void;
};

const STORIES: readonly Story[] = [
  {
    name: 'a reply with an attachment',
    line: (id) => `POST /tickets/${id}/replies`,
    body: () => ({ text: 'Once.', attachments: [ATTACHMENT] }),
    judge: (ticket) => {
      expect(ticket.messages.filter((message) => message.direction === 'out')).toMatchObject([
        { text: 'Once.', attachments: [{ bytes: 5 }] },
      ]);
      expect(ticket.replies).toBe(1);
      expect(ticket.mails.filter((mail) => mail.kind === 'reply')).toHaveLength(1);
    },
  },
  {
    name: 'a note',
    line: (id) => `POST /tickets/${id}/notes`,
    body: () => ({ text: 'Once.' }),
    judge: (ticket) => expect(ticket.messages.filter((message) => message.direction === 'note')).toHaveLength(1),
  },
  {
    name: 'resolving',
    line: (id) => `POST /tickets/${id}/resolve`,
    body: () => undefined,
    judge: (ticket) => {
      expect(ticket.state).toBe('resolved');
      expect(ticket.timeline.filter((entry) => entry.event.type === 'TicketResolved')).toHaveLength(1);
    },
  },
  {
    name: 'a merge',
    line: (id) => `POST /tickets/${id}/merge`,
    body: (into) => ({ into }),
    judge: (ticket, _, other) => {
      expect(ticket.state).toBe('excluded');
      expect(other.absorbed).toEqual([ticket.id]);
    },
  },
];

/** A desk on the same table and bucket, with a gremlin in front. */
function haunted(gremlin: Gremlin): ApiDesk {
  const desk = new ApiDesk(engine, (service, client) => gremlin.wrap(service, client), calm.bucket);
  desk.now = calm.now;
  return desk;
}
const see = async (id: string): Promise<TicketView> => (await calm.call<TicketView>(`GET /tickets/${id}`)).body;
let people = 0;
const open = (): Promise<string> => {
  people += 1;
  return calm.open({ requester: { address: `a${people}@customer.test` } });
};
/** Breaks call after call until there is none left to break. Returns how many there were. */
async function sweep(mode: Mode, once: (gremlin: Gremlin) => Promise<void>): Promise<number> {
  for (let call = 0; call < 100; call += 1) {
    const gremlin = new Gremlin();
    gremlin.arm(call, mode);
    await once(gremlin);
    if (gremlin.broke === null) return call;
  }
  return 100;
}

describe.each(STORIES)('$name', (story) => {
  test.each(MODES)('is done once when any call breaks: %s', async (mode: Mode) => {
    const calls = await sweep(mode, async (gremlin) => {
      const [id, other] = [await open(), await open()];
      const { got } = await insist<Receipt>(haunted(gremlin), story.line(id), { body: story.body(other) });
      expect([gremlin.broke, got.status]).toEqual([gremlin.broke, /replies|notes/.test(story.line(id)) ? 201 : 200]);
      const ticket = await see(id);
      expect([gremlin.broke, got.body]).toMatchObject([gremlin.broke, { id, version: ticket.version }]);
      story.judge(ticket, got, await see(other));
      for (const message of (await calm.parts.tickets.conversation(id as TicketId)).messages) {
        for (const file of message.attachments) expect(await calm.parts.mails.get(file.key)).toHaveLength(5);
      }
    });
    expect(calls).toBeGreaterThan(3);
  });
});

test.each(MODES)('a ticket is opened once when any call breaks: %s', async (mode: Mode) => {
  const calls = await sweep(mode, async (gremlin) => {
    people += 1;
    const address = `open${people}@customer.test`;
    const body = { channel: 'chat', subject: 'S', text: 'T', requester: { address }, attachments: [ATTACHMENT] };
    const { got } = await insist<Receipt>(haunted(gremlin), 'POST /tickets', { body });
    expect([gremlin.broke, got.status]).toEqual([gremlin.broke, 201]);
    const listed = await calm.call<{ tickets: { id: string }[] }>('GET /tickets', { query: { customer: address } });
    expect([gremlin.broke, listed.body.tickets.map((ticket) => ticket.id)]).toEqual([gremlin.broke, [got.body.id]]);
  });
  expect(calls).toBeGreaterThan(3);
});

test.each(MODES)('settings are saved once when any call breaks: %s', async (mode: Mode) => {
  type Named = { desk: { name: string }; version: number };
  const calls = await sweep(mode, async (gremlin) => {
    const before = await calm.call<Named>('GET /settings');
    people += 1;
    const name = `Desk ${people}`;
    const asked = {
      body: { ...before.body, desk: { ...before.body.desk, name } },
      headers: { 'If-Match': String(before.headers.etag) },
    };
    const { got } = await insist<Named>(haunted(gremlin), 'PUT /settings', asked);
    // Saved, and then the answer got lost: asking again finds the change in the way, which is the caller's own.
    expect([gremlin.broke, got.status]).toEqual([
      gremlin.broke,
      mode === 'timeout-after-success' && gremlin.broke?.includes('Transact') ? 412 : 200,
    ]);
    expect((await calm.call<Named>('GET /settings')).body).toMatchObject({ desk: { name }, version: before.body.version + 1 });
  });
  expect(calls).toBeGreaterThan(1);
});

test.each<Mode>(['error', 'throttle'])(
  'what is read is a problem when any call breaks, and all there when asked again: %s',
  async (mode) => {
    const id = await open();
    const reads: [string, Record<string, string>][] = [
      ['GET /tickets', { search: 'parcel' }],
      ['GET /tickets', { search: `a${people}@customer.test` }],
      ['GET /tickets', { search: id }],
      ['GET /queues', {}],
      ['GET /desk', {}],
      [`GET /tickets/${id}`, {}],
    ];
    for (const [line, query] of reads) {
      const calls = await sweep(mode, async (gremlin) => {
        const desk = haunted(gremlin);
        const first = await desk.call(line, { query });
        expect([line, first.status]).toEqual([line, gremlin.broke === null ? 200 : mode === 'error' ? 500 : 503]);
        expect((await calm.call(line, { query })).status).toBe(200);
      });
      expect([line, calls > 0]).toEqual([line, true]);
    }
  },
);
