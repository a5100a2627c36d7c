import { type PresenceView, presenceView } from '../../desk/api/presence.ts';
import { ApiDesk, fieldsOf, type Got } from './api-desk.ts';
import { ENGINES, type Engine, startEngine } from './aws/engines.ts';
import { Gremlin, MODES } from './cloud.ts';

process.env.POWERTOOLS_LOG_LEVEL = 'SILENT';

let engine: Engine;
let desk: ApiDesk;
beforeAll(async () => {
  engine = await startEngine(ENGINES[0] ?? '');
  desk = new ApiDesk(engine);
});
afterAll(() => engine.stop());

const by = (username: string) => ({ sub: username, username });
const MACHINE = { client_id: 'machine', sub: 'machine' };
const say = (id: string, username: string, doing: string): Promise<Got<PresenceView>> =>
  desk.call<PresenceView>(`PUT /tickets/${id}/presence`, { body: { doing }, claims: by(username) });
let people = 0;
const open = (): Promise<string> => {
  people += 1;
  return desk.open({ requester: { address: `here${people}@customer.test` } });
};

test('who comes second is told who is there, since when, and at which version the ticket is', async () => {
  const id = await open();
  const first = await say(id, 'agent1', 'writing');
  expect(presenceView.parse(first.body)).toEqual(first.body);
  expect(first).toMatchObject({ status: 200, body: { others: [], version: 1 } });
  const since = desk.now;
  desk.pass(10);
  await desk.call(`POST /tickets/${id}/notes`, { body: { text: 'x' } });
  const second = await say(id, 'agent2', 'reading');
  expect(second.body).toMatchObject({ others: [{ agent: 'agent1', name: 'Agent One', doing: 'writing', since }], version: 2 });
  expect((await say(id, 'agent1', 'writing')).body.others).toMatchObject([{ agent: 'agent2', doing: 'reading' }]);
});

test('who leaves is gone at once, by either way, and who says nothing more after a minute', async () => {
  const id = await open();
  await say(id, 'agent1', 'writing');
  expect((await desk.call<PresenceView>(`DELETE /tickets/${id}/presence`, { claims: by('agent1') })).status).toBe(200);
  expect((await say(id, 'agent2', 'reading')).body.others).toEqual([]);
  await say(id, 'agent1', 'writing');
  await say(id, 'agent1', 'gone');
  expect((await say(id, 'agent2', 'reading')).body.others).toEqual([]);
  await say(id, 'agent1', 'reading');
  desk.pass(61);
  expect((await say(id, 'agent2', 'reading')).body.others).toEqual([]);
});

test('one ticket’s agents are not in another, and leave no trace in the ticket itself', async () => {
  const [id, other] = [await open(), await open()];
  const before = await desk.call(`GET /tickets/${id}`);
  await say(id, 'agent1', 'writing');
  expect((await say(other, 'agent2', 'writing')).body.others).toEqual([]);
  expect(await desk.call(`GET /tickets/${id}`)).toMatchObject({ body: before.body });
});

test('a machine says for whom', async () => {
  const id = await open();
  const put = (body: unknown) => desk.call(`PUT /tickets/${id}/presence`, { body, claims: MACHINE });
  expect(fieldsOf(await put({ doing: 'writing' }))).toEqual(['agent']);
  expect((await put({ doing: 'writing', agent: 'agent2' })).status).toBe(200);
  expect((await say(id, 'agent1', 'reading')).body.others).toMatchObject([{ agent: 'agent2' }]);
  expect((await desk.call(`DELETE /tickets/${id}/presence`, { claims: MACHINE })).status).toBe(422);
});

test.each<[unknown, string]>([
  [{}, 'doing'],
  [{ doing: 'sleeping' }, 'doing'],
  [{ doing: 'reading', since: 'x' }, 'since'],
  [undefined, 'body'],
  [[], 'body'],
])('%j is refused by its field', async (body, field) => {
  const got = await desk.call(`PUT /tickets/${await open()}/presence`, { body });
  expect([got.status, fieldsOf(got)]).toEqual([422, [field]]);
});

test('nobody is somebody else, or in a ticket that is not there', async () => {
  const id = await open();
  expect((await desk.call(`PUT /tickets/${id}/presence`, { body: { doing: 'reading', agent: 'agent2' } })).status).toBe(403);
  for (const path of ['T-00000', 'x', '__proto__']) expect((await say(path, 'agent1', 'reading')).status).toBe(404);
});

test.each(MODES)('when any call breaks, saying it again is enough: %s', async (mode) => {
  for (let call = 0; ; call += 1) {
    const id = await open();
    const gremlin = new Gremlin();
    gremlin.arm(call, mode);
    const haunted = new ApiDesk(engine, (service, client) => gremlin.wrap(service, client));
    haunted.now = desk.now;
    const put = () => haunted.call(`PUT /tickets/${id}/presence`, { body: { doing: 'writing' } });
    const got = await put();
    if (gremlin.broke === null) {
      expect([call > 2, got.status]).toEqual([true, 200]);
      break;
    }
    expect([200, 500, 503]).toContain(got.status);
    expect((await put()).status).toBe(200);
    expect((await say(id, 'agent2', 'reading')).body.others).toMatchObject([{ agent: 'agent1', doing: 'writing' }]);
  }
});
