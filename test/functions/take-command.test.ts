import type { Problem } from '../../desk/api/problem.ts';
import { problemBody, quickReplyView, type Receipt, receipt as receiptSchema, type TicketView } from '../../desk/api/responses.ts';
import type { Settings } from '../../desk/settings.ts';
import type { TicketId } from '../../events/ids.ts';
import { customers } from '../../functions/aws/customers.ts';
import { ApiDesk, fieldsOf, type Got, SHARDS } from './api-desk.ts';
import { ENGINES, type Engine, startEngine } from './aws/engines.ts';

let engine: Engine;
let desk: ApiDesk;
beforeAll(async () => {
  engine = await startEngine(ENGINES[0] ?? '');
  desk = new ApiDesk(engine);
});
afterAll(() => engine.stop());

const see = async (id: string): Promise<TicketView> => (await desk.call<TicketView>(`GET /tickets/${id}`)).body;
const events = async (id: string): Promise<string[]> => (await see(id)).timeline.map((entry) => entry.event.type);
const machine = { sub: 'shop', client_id: 'shop' };
/** Another ticket each time, of another customer, so that tests do not meet. */
let people = 0;
const open = (over: Record<string, unknown> = {}): Promise<string> => {
  people += 1;
  return desk.open({ requester: { name: 'Ann', address: `ann${people}@customer.test` }, ...over });
};

describe('opening a ticket', () => {
  test('a missed chat is a ticket with the customer’s words, a clock, and a notification owed to the team', async () => {
    const id = await open({ type: 'delivery', priority: 'high', tags: ['vip', 'vip'], language: 'ro' });
    const ticket = await see(id);
    expect(ticket).toMatchObject({
      state: 'new',
      channel: 'chat',
      type: 'delivery',
      priority: 'high',
      tags: ['vip'],
      language: 'ro',
      origin: 'customer',
      unansweredSince: desk.now,
      messages: [{ direction: 'in', text: 'It should have been here on Monday.', from: { name: 'Ann' } }],
      mails: [{ kind: 'notification', state: 'owed' }],
    });
    expect(ticket.clocks.map((clock) => [clock.clock, clock.state])).toEqual([
      ['firstReply', 'running'],
      ['resolution', 'running'],
    ]);
  });

  test('the answer says where it is and which version it has, and nothing personal', async () => {
    const got = await desk.call<Receipt>('POST /tickets', {
      body: {
        channel: 'phone',
        subject: 'Call',
        text: 'Called about a refund.',
        requester: { name: 'Zoe Unique', address: 'tel:+353871234567' },
      },
    });
    expect(got.status).toBe(201);
    expect(got.headers).toMatchObject({ etag: '"1"', location: `/tickets/${got.body.id}` });
    expect(receiptSchema.parse(got.body)).toEqual(got.body);
    expect(JSON.stringify(got.body)).not.toMatch(/Zoe|353871234567|refund/);
  });

  test('an agent who writes first owes the customer a mail, and no first reply is due', async () => {
    const id = await open({ channel: 'email', started: true, text: 'Your order is on its way.' });
    const ticket = await see(id);
    expect(ticket).toMatchObject({
      origin: 'agent',
      state: 'open',
      assignee: 'agent1',
      messages: [{ direction: 'out', agent: { name: 'Agent One' } }],
    });
    expect(ticket.mails.map((mail) => mail.kind)).toEqual(['reply']);
    expect(ticket.clocks.some((clock) => clock.clock === 'firstReply')).toBe(false);
  });

  test.each<[string, Record<string, unknown>, string]>([
    ['an unknown channel', { channel: 'fax' }, 'channel'],
    ['an unknown mailbox', { mailbox: 'nowhere' }, 'mailbox'],
    ['an unknown type', { type: 'nothing' }, 'type'],
    ['an unknown priority', { priority: 'very' }, 'priority'],
    ['no address', { requester: { name: 'Ann' } }, 'requester.address'],
    ['no real address', { requester: { address: 'ann' } }, 'requester.address'],
    ['an empty text', { text: ' \u0000 ' }, 'text'],
    ['a text without end', { text: 'x'.repeat(100_001) }, 'text'],
    ['an empty subject', { subject: '\r\n' }, 'subject'],
    ['a tag that is none', { tags: ['a b'] }, 'tags.0'],
    ['a field that is none', { subjct: 'x' }, 'subjct'],
    ['an agent who is somebody else', { agent: 'agent2' }, 'agent'],
    ['writing first by telephone', { channel: 'phone', started: true }, 'channel'],
    ['writing first to a number', { channel: 'email', started: true, requester: { address: 'tel:+35312345' } }, 'requester.address'],
  ])('%s is refused by its field', async (_, over, field) => {
    const body = { channel: 'chat', subject: 'S', text: 'T', requester: { address: 'x@customer.test' }, ...over };
    const got = await desk.call('POST /tickets', { body });
    expect([403, 422]).toContain(got.status);
    expect(fieldsOf(got)).toContain(field);
  });

  test('a customer’s words are kept as text: no line of theirs begins a header, no markup is obeyed', async () => {
    const id = await open({ subject: 'Hi\r\nBcc: all@x.test', text: '<script>alert(1)</script>\r\nline\u0007 two' });
    const ticket = await see(id);
    expect(ticket.subject).toBe('Hi Bcc: all@x.test');
    expect(ticket.messages[0]?.text).toBe('<script>alert(1)</script>\nline two');
  });

  test('a second ticket of a customer we know is listed with the first', async () => {
    const requester = { name: 'Twice', address: 'twice@customer.test' };
    const first = await open({ requester });
    desk.pass(60);
    const second = await open({ requester });
    expect((await see(first)).customer).toBe((await see(second)).customer);
  });
});

describe('answering', () => {
  test('a reply is owed to the customer, stops the clock and takes the ticket', async () => {
    const id = await open();
    desk.pass(600);
    const got = await desk.call<Receipt>(`POST /tickets/${id}/replies`, { body: { text: 'It is on its way.' } });
    expect(got).toMatchObject({ status: 201, headers: { etag: '"2"' }, body: { state: 'open', assignee: 'agent1', changed: true } });
    const ticket = await see(id);
    expect(ticket).toMatchObject({ replies: 1, unansweredSince: null });
    expect(ticket.messages.at(-1)).toMatchObject({ id: got.body.message, direction: 'out', text: 'It is on its way.', delivery: 'owed' });
    expect(ticket.clocks.find((clock) => clock.clock === 'firstReply')).toMatchObject({
      state: 'met',
      spentSeconds: 600,
      lateBySeconds: 0,
    });
  });

  test('a reply may resolve', async () => {
    const id = await open();
    const got = await desk.call<Receipt>(`POST /tickets/${id}/replies`, { body: { text: 'Done.', resolve: true } });
    expect(got.body.state).toBe('resolved');
    expect(await events(id)).toEqual(expect.arrayContaining(['ReplySent', 'TicketResolved']));
  });

  test('to somebody known by a number alone no mail goes, and what was said is kept', async () => {
    const id = await open({ channel: 'phone', requester: { name: 'Ann', address: 'tel:+35387000111' } });
    const got = await desk.call<Receipt>(`POST /tickets/${id}/replies`, { body: { text: 'Called back.' } });
    expect(got.status).toBe(201);
    const ticket = await see(id);
    expect(ticket).toMatchObject({ replies: 1 });
    expect(ticket.mails.filter((mail) => mail.kind === 'reply')).toEqual([]);
  });

  test('a note goes to nobody and stops no clock', async () => {
    const id = await open();
    const before = (await see(id)).mails.length;
    expect((await desk.call(`POST /tickets/${id}/notes`, { body: { text: 'Ask the carrier.' } })).status).toBe(201);
    const ticket = await see(id);
    expect(ticket.messages.at(-1)).toMatchObject({ direction: 'note', text: 'Ask the carrier.', delivery: null });
    expect(ticket.mails).toHaveLength(before);
    expect(ticket.clocks.find((clock) => clock.clock === 'firstReply')?.state).toBe('running');
  });

  test('attachments lie in the bucket before the message that names them', async () => {
    const id = await open();
    const content = Buffer.from('%PDF-1.7 …').toString('base64');
    const got = await desk.call<Receipt>(`POST /tickets/${id}/replies`, {
      body: { text: 'See the label.', attachments: [{ filename: 'label _1_.pdf', mimeType: 'application/pdf', content }] },
    });
    expect(got.status).toBe(201);
    const [file] = (await see(id)).messages.at(-1)?.attachments ?? [];
    expect(file).toMatchObject({ n: 0, filename: 'label _1_.pdf', mimeType: 'application/pdf', bytes: Buffer.from('%PDF-1.7 …').length });
    const message = (await desk.parts.tickets.conversation(id as TicketId)).messages.at(-1);
    const stored = await desk.parts.mails.get(message?.attachments[0]?.key ?? '');
    expect(Buffer.from(stored ?? []).toString()).toBe('%PDF-1.7 …');
  });

  test('a refused reply leaves nothing in the bucket', async () => {
    const id = await open();
    await desk.call(`POST /tickets/${id}/spam`);
    const before = desk.bucket.versions.size;
    const attachments = [{ filename: 'a', mimeType: 'a/b', content: 'AAAA' }];
    expect((await desk.call(`POST /tickets/${id}/replies`, { body: { text: 'x', attachments } })).status).toBe(409);
    expect(desk.bucket.versions.size).toBe(before);
  });

  test('to an address that complained nobody writes, until the suppression is lifted', async () => {
    const requester = { name: 'Ann', address: 'complained@customer.test' };
    const id = await open({ requester });
    const rows = customers(engine.client, engine.table, SHARDS);
    const row = await rows.get(requester.address);
    if (!row) throw new Error('nobody');
    await rows.put({ ...row, suppressed: { at: desk.now, reason: 'complaint' } });
    const got = await desk.call<Problem>(`POST /tickets/${id}/replies`, { body: { text: 'Hello' } });
    expect(got).toMatchObject({ status: 409, body: { detail: expect.stringContaining('complaint') } });
    const first = { channel: 'email', subject: 'S', text: 'T', requester, started: true };
    expect((await desk.call('POST /tickets', { body: first })).status).toBe(409);
    expect((await desk.call(`POST /tickets/${id}/notes`, { body: { text: 'Call them.' } })).status).toBe(201);
    const suppressed = await rows.get(requester.address);
    if (suppressed) await rows.put({ ...suppressed, suppressed: null });
    expect((await desk.call(`POST /tickets/${id}/replies`, { body: { text: 'Hello' } })).status).toBe(201);
  });

  test.each<[string, unknown, string]>([
    ['nothing', {}, 'text'],
    ['blank text', { text: '  ' }, 'text'],
    ['a quick reply that is not there', { quickReply: 'nope' }, 'quickReply'],
    ['a language with nothing to choose by it', { text: 'x', language: 'ro' }, 'language'],
    [
      'an attachment that is not base 64',
      { text: 'x', attachments: [{ filename: 'a', mimeType: 'a/b', content: 'AAA' }] },
      'attachments.0.content',
    ],
    [
      'a media type that is none',
      { text: 'x', attachments: [{ filename: 'a', mimeType: 'pdf\r\nX: y', content: 'AAAA' }] },
      'attachments.0.mimeType',
    ],
    ['eleven attachments', { text: 'x', attachments: Array(11).fill({ filename: 'a', mimeType: 'a/b', content: 'AAAA' }) }, 'attachments'],
    [
      'too much together',
      { text: 'x', attachments: Array(2).fill({ filename: 'a', mimeType: 'a/b', content: 'A'.repeat(2_800_000) }) },
      'attachments',
    ],
  ])('%s is refused by its field', async (_, body, field) => {
    const id = await open();
    const got = await desk.call(`POST /tickets/${id}/replies`, { body });
    expect(got.status).toBe(422);
    expect(fieldsOf(got)).toContain(field);
    expect((await see(id)).version).toBe(1);
  });

  test('a quick reply is filled in for this ticket, in its language, with the agent’s words after it', async () => {
    const settings = await desk.parts.settings.now();
    const quickReplies: Settings['quickReplies'] = [
      { id: 'late', name: 'Late', texts: { en: 'EN', ro: 'Bună {name}, {reference}: {subject}. {agent}' } },
    ];
    await desk.parts.settings.save({ ...settings, quickReplies }, { now: desk.now, by: { kind: 'rule', rule: 'test' }, trigger: 'q' });
    const id = await open({ language: 'ro' });
    await desk.call(`POST /tickets/${id}/replies`, { body: { quickReply: 'late', text: 'Scuze!' } });
    const filled = `Bună Ann, ${id}: Where is my parcel?. Agent One`;
    expect((await see(id)).messages.at(-1)?.text).toBe(`${filled}\n\nScuze!`);
    const path = `GET /tickets/${id}/quick-replies/late`;
    const got = await desk.call(path);
    expect(quickReplyView.parse(got.body)).toEqual({ id: 'late', name: 'Late', language: 'ro', text: filled });
    expect((await desk.call(path, { query: { language: 'en' } })).body).toMatchObject({ language: 'en', text: 'EN' });
    await desk.call(`POST /tickets/${id}/replies`, { body: { quickReply: 'late', language: 'en' } });
    expect((await see(id)).messages.at(-1)?.text).toBe('EN');
    expect((await desk.call(path, { claims: machine })).status).toBe(422);
    expect((await desk.call(path, { claims: machine, query: { agent: 'agent2' } })).body).toMatchObject({
      text: expect.stringContaining('Agent Two'),
    });
    expect((await desk.call(path, { query: { agent: 'agent2' } })).status).toBe(403);
    expect(await desk.call(path, { query: { language: 'xx' } })).toMatchObject({ status: 400, body: { errors: [{ field: 'language' }] } });
    for (const none of [
      `GET /tickets/${id}/quick-replies/nope`,
      `GET /tickets/${id}/quick-replies/__proto__`,
      'GET /tickets/T-00000/quick-replies/late',
    ]) {
      expect((await desk.call(none)).status).toBe(404);
    }
  });

  test.each([
    ['../../etc/passwd', 'passwd'],
    ['C:\\temp\\a.exe', 'a.exe'],
    ['a\r\nX: y.txt', 'a X_ y.txt'],
    ['\u202efdp.exe', 'fdp.exe'],
  ])('an attachment called %j is %j', async (filename, expected) => {
    const id = await open();
    const attachments = [{ filename, mimeType: 'text/plain', content: 'AAAA' }];
    expect((await desk.call(`POST /tickets/${id}/replies`, { body: { text: 'x', attachments } })).status).toBe(201);
    expect((await see(id)).messages.at(-1)?.attachments.map((file) => file.filename)).toEqual([expected]);
  });
});

describe('changing', () => {
  test('what is named changes, the rest stays, and each change is said', async () => {
    const id = await open();
    const got = await desk.call<Receipt>(`PATCH /tickets/${id}`, {
      body: { type: 'delivery', priority: 'urgent', assignee: 'agent2', tags: ['late', 'vip'] },
    });
    expect(got).toMatchObject({ status: 200, body: { type: 'delivery', priority: 'urgent', assignee: 'agent2', tags: ['late', 'vip'] } });
    expect(await events(id)).toEqual(expect.arrayContaining(['TypeChanged', 'PriorityChanged', 'AssigneeChanged', 'TagsChanged']));
    const cleared = await desk.call<Receipt>(`PATCH /tickets/${id}`, { body: { type: null, assignee: null } });
    expect(cleared.body).toMatchObject({ type: null, assignee: null, priority: 'urgent', tags: ['late', 'vip'] });
  });

  test('what is so already changes nothing, and the version stays', async () => {
    const id = await open({ type: 'delivery' });
    const got = await desk.call<Receipt>(`PATCH /tickets/${id}`, { body: { type: 'delivery' } });
    expect(got).toMatchObject({ status: 200, headers: { etag: '"1"' }, body: { changed: false, version: 1 } });
  });

  test('a reply on what was read before somebody else replied is refused, and told who did what when', async () => {
    const id = await desk.open({ requester: { address: 'two@customer.test' } });
    const { headers } = await desk.call(`GET /tickets/${id}`);
    const first = { body: { text: 'First.' }, claims: { sub: 'sub-2', username: 'agent2' } };
    desk.pass(60);
    const { now } = desk;
    expect((await desk.call(`POST /tickets/${id}/replies`, first)).status).toBe(201);
    await desk.call(`POST /tickets/${id}/notes`, { body: { text: 'Meanwhile.' } });
    const late = { body: { text: 'Second.' }, headers: { 'If-Match': String(headers.etag) } };
    const got = await desk.call<Problem>(`POST /tickets/${id}/replies`, late);
    expect(problemBody.parse(got.body)).toEqual(got.body);
    expect(got).toMatchObject({
      status: 412,
      body: {
        type: '/problems/stale',
        errors: [{ field: 'if-match' }],
        changes: [
          { at: now, by: { kind: 'agent', agent: 'agent2', name: 'Agent Two' }, words: 'Agent Two replied' },
          { words: 'Assigned to Agent Two' },
          { words: 'Agent One left a note' },
        ],
      },
    });
    expect(got.body.detail).toContain(`Agent Two replied at ${now}.`);
    const fresh = String((await desk.call(`GET /tickets/${id}`)).headers.etag);
    expect((await desk.call(`POST /tickets/${id}/replies`, { ...late, headers: { 'If-Match': fresh } })).status).toBe(201);
    expect((await desk.call<TicketView>(`GET /tickets/${id}`)).body.replies).toBe(2);
  });

  test.each(['"0"', '"1", "0"', 'W/"1"', '"x"', '"99999999999"'])('If-Match %s is stale, whatever is told of it', async (header) => {
    const id = await desk.open({ requester: { address: 'stale@customer.test' } });
    await desk.call(`POST /tickets/${id}/notes`, { body: { text: 'x' } });
    const got = await desk.call<Problem>(`POST /tickets/${id}/replies`, { body: { text: 'x' }, headers: { 'If-Match': header } });
    expect(got).toMatchObject({ status: 412, body: { errors: [{ field: 'if-match' }] } });
  });

  test('a stale If-Match changes nothing', async () => {
    const id = await open();
    const { headers } = await desk.call(`GET /tickets/${id}`);
    await desk.call(`POST /tickets/${id}/notes`, { body: { text: 'Meanwhile.' } });
    const got = await desk.call(`PATCH /tickets/${id}`, { body: { priority: 'low' }, headers: { 'If-Match': String(headers.etag) } });
    expect(got.status).toBe(412);
    expect(fieldsOf(got)).toEqual(['if-match']);
    expect((await see(id)).priority).toBe('normal');
    const fresh = String((await desk.call(`GET /tickets/${id}`)).headers.etag);
    expect((await desk.call(`PATCH /tickets/${id}`, { body: { priority: 'low' }, headers: { 'If-Match': fresh } })).status).toBe(200);
  });

  test.each<[string, unknown, string]>([
    ['nothing to change', {}, 'body'],
    ['nobody of ours', { assignee: 'carl' }, 'assignee'],
    ['a type that is not there', { type: 'nothing' }, 'type'],
    ['a state, which has commands of its own', { state: 'resolved' }, 'state'],
  ])('%s is refused by its field', async (_, body, field) => {
    const id = await open();
    const got = await desk.call(`PATCH /tickets/${id}`, { body });
    expect(got.status).toBe(422);
    expect(fieldsOf(got)).toContain(field);
  });
});

describe('the life of a ticket', () => {
  const act = (id: string, what: string, body?: unknown): Promise<Got<Receipt>> =>
    desk.call<Receipt>(`POST /tickets/${id}/${what}`, body === undefined ? {} : { body });

  test.each<[string, readonly [string, unknown?][], string]>([
    ['resolve', [['resolve']], 'resolved'],
    ['resolve, reopen', [['resolve'], ['reopen']], 'open'],
    ['pend', [['pend', { waitingOn: 'customer' }]], 'pending'],
    ['pend, take up again', [['pend', { waitingOn: 'third-party' }], ['reopen']], 'open'],
    ['spam', [['spam']], 'excluded'],
    ['spam, release', [['spam'], ['release']], 'new'],
    ['redirect', [['redirect', { team: 'Sales' }]], 'excluded'],
    ['redirect, release', [['redirect', { team: 'Sales' }], ['release']], 'new'],
  ])('%s', async (_, steps, state) => {
    const id = await open();
    let last: Got<Receipt> | undefined;
    for (const [what, body] of steps) last = await act(id, what, body);
    expect(last).toMatchObject({ status: 200, body: { state } });
    expect((await see(id)).state).toBe(state);
  });

  test.each<[string, readonly [string, unknown?][], string, unknown, number]>([
    ['resolve twice', [['resolve']], 'resolve', undefined, 409],
    ['reopen what is open', [], 'reopen', undefined, 409],
    ['pend what is resolved', [['resolve']], 'pend', { waitingOn: 'customer' }, 409],
    ['release what is not excluded', [], 'release', undefined, 409],
    ['answer spam', [['spam']], 'replies', { text: 'Hello' }, 409],
    ['wait for nobody', [], 'pend', {}, 422],
    ['wait for somebody else', [], 'pend', { waitingOn: 'godot' }, 422],
    ['redirect to an address', [], 'redirect', { team: 'sales@x.test' }, 422],
    ['merge into nothing', [], 'merge', {}, 422],
    ['merge into what is not there', [], 'merge', { into: 'T-00000' }, 422],
  ])('%s is refused', async (_, steps, what, body, status) => {
    const id = await open();
    for (const [step, given] of steps) await act(id, step, given);
    const before = await see(id);
    const got = await act(id, what, body);
    expect(got.status).toBe(status);
    expect((got.body as unknown as Problem).errors.length).toBeGreaterThan(0);
    expect(await see(id)).toEqual(before);
  });

  test('a merge moves both tickets: one is excluded, the other takes over its people and its oldest wait', async () => {
    const waiting = (await open()) as TicketId;
    const from = await see(waiting);
    desk.pass(60);
    const into = await open();
    const got = await act(waiting, 'merge', { into });
    expect(got).toMatchObject({ status: 200, body: { state: 'excluded', into } });
    const target = await see(into);
    expect(target).toMatchObject({ absorbed: [waiting], unansweredSince: from.openedAt });
    expect(target.participants.map((p) => p.address)).toEqual(expect.arrayContaining(from.participants.map((p) => p.address)));
    expect((await see(waiting)).excluded).toMatchObject({ reason: 'merged', into });
  });

  test('a ticket does not merge into itself or into one that is excluded', async () => {
    const id = await open();
    expect((await act(id, 'merge', { into: id })).status).toBe(422);
    const spam = await open();
    await act(spam, 'spam');
    expect((await act(id, 'merge', { into: spam })).status).toBe(422);
    expect((await see(id)).state).toBe('new');
  });

  test.each(['T-ZZZZZ', 'T-1', 'nothing', '..', '%00', 'T-ZZZZZZZZZZ'])('nothing happens to %s, which is not there', async (id) => {
    for (const what of ['resolve', 'spam']) expect((await act(encodeURIComponent(id), what)).status).toBe(404);
    expect((await desk.call(`PATCH /tickets/${encodeURIComponent(id)}`, { body: { priority: 'low' } })).status).toBe(404);
  });

  test('references are read without regard to case', async () => {
    const id = await open();
    expect((await act(id.toLowerCase(), 'resolve')).status).toBe(200);
  });
});

describe('who acts', () => {
  test('a machine names the agent, and the agent is the one who did it', async () => {
    const id = await open();
    const got = await desk.call<Receipt>(`POST /tickets/${id}/replies`, { body: { text: 'Hi', agent: 'agent2' }, claims: machine });
    expect(got.body.assignee).toBe('agent2');
    expect((await see(id)).messages.at(-1)?.agent).toEqual({ id: 'agent2', name: 'Agent Two' });
  });

  test.each<[string, unknown]>([
    ['nobody', { text: 'Hi' }],
    ['a stranger', { text: 'Hi', agent: 'carl' }],
  ])('a machine that names %s is told of the field agent', async (_, body) => {
    const id = await open();
    const got = await desk.call(`POST /tickets/${id}/replies`, { body, claims: machine });
    expect(got.status).toBe(422);
    expect(fieldsOf(got)).toEqual(['agent']);
  });
});

describe('an Idempotency-Key', () => {
  const send = (id: string, key: string, text: string, claims?: Record<string, string>): Promise<Got<Receipt>> =>
    desk.call<Receipt>(`POST /tickets/${id}/replies`, {
      body: { text, ...(claims ? { agent: 'agent1' } : {}) },
      headers: { 'Idempotency-Key': key },
      ...(claims ? { claims } : {}),
    });

  test('brings the same answer to the same request, and nothing is done twice', async () => {
    const id = await open();
    const first = await send(id, 'key-1', 'Once.');
    desk.pass(3600);
    const again = await send(id, 'key-1', 'Once.');
    expect({ ...again, headers: { ...again.headers, 'x-request-id': null } }).toEqual({
      ...first,
      headers: { ...first.headers, 'x-request-id': null },
    });
    expect((await see(id)).replies).toBe(1);
  });

  test('opens one ticket, however often it comes, even at the same time', async () => {
    const body = { channel: 'chat', subject: 'S', text: 'T', requester: { address: 'once@customer.test' } };
    const all = await Promise.all(
      Array.from({ length: 6 }, () => desk.call<Receipt>('POST /tickets', { body, headers: { 'Idempotency-Key': 'open-1' } })),
    );
    expect(new Set(all.map((got) => got.status))).toEqual(new Set([201]));
    expect(new Set(all.map((got) => got.body.id)).size).toBe(1);
    const listed = await desk.call<{ tickets: unknown[] }>('GET /tickets', { query: { customer: 'once@customer.test' } });
    expect(listed.body.tickets).toHaveLength(1);
  });

  test('with another request is refused by its name', async () => {
    const id = await open();
    await send(id, 'key-2', 'This.');
    const other = await send(id, 'key-2', 'That.');
    expect(other.status).toBe(422);
    expect(fieldsOf(other)).toEqual(['idempotency-key']);
    const elsewhere = await send(await open(), 'key-2', 'This.');
    expect(elsewhere.status).toBe(422);
  });

  test('of one caller says nothing to another', async () => {
    const id = await open();
    await send(id, 'key-3', 'Mine.');
    expect((await send(id, 'key-3', 'Theirs.', machine)).status).toBe(201);
    expect((await see(id)).replies).toBe(2);
  });

  test('is forgotten after a day', async () => {
    const id = await open();
    await send(id, 'key-4', 'Today.');
    desk.pass(86_400);
    expect((await send(id, 'key-4', 'Tomorrow.')).status).toBe(201);
    expect((await see(id)).replies).toBe(2);
  });

  test.each(['', 'two words', 'x'.repeat(201), 'é'])('%j is none', async (key) => {
    const got = await send(await open(), key, 'Hello');
    expect(got.status).toBe(400);
    expect(fieldsOf(got)).toEqual(['idempotency-key']);
  });

  test('is kept without anything personal', async () => {
    const body = {
      channel: 'chat',
      subject: 'Unique subject',
      text: 'Unique text',
      requester: { name: 'Unique Name', address: 'unique@customer.test' },
    };
    await desk.call('POST /tickets', { body, headers: { 'Idempotency-Key': 'personal' } });
    const { key } = await import('../../functions/aws/table.ts');
    const kept = await desk.parts.memory.recall(key.idempotency('sub-1', 'personal'), desk.now);
    expect(kept).not.toBeNull();
    expect(JSON.stringify(kept)).not.toMatch(/unique/i);
  });
});

test('of many who change one ticket at the same time each change is kept, or its caller is told', async () => {
  const id = await open();
  const all = await Promise.all(
    Array.from({ length: 5 }, (_, n) => desk.call(`POST /tickets/${id}/notes`, { body: { text: `note ${n}` } })),
  );
  const kept = (await see(id)).messages.filter((message) => message.direction === 'note').length;
  expect(all.filter((got) => got.status === 201)).toHaveLength(kept);
  expect(all.every((got) => got.status === 201 || got.status === 503)).toBe(true);
  expect(kept).toBeGreaterThan(0);
});
