import { queueCounts as shape, type TicketView } from '../../desk/api/responses.ts';
import type { AgentId, Instant } from '../../events/ids.ts';
import { queueCounts } from '../../functions/aws/queue-counts.ts';
import { ApiDesk, SHARDS } from './api-desk.ts';
import { ENGINES, type Engine, startEngine } from './aws/engines.ts';

describe.each(ENGINES)('on %s', (name) => {
  let engine: Engine;
  let desk: ApiDesk;
  beforeAll(async () => {
    engine = await startEngine(name);
    desk = new ApiDesk(engine);
  }, 150_000);
  afterAll(() => engine.stop());

  test('an empty desk has nothing anywhere; then each ticket counts where it is, and late as soon as due has passed', async () => {
    type Got = { queues: Record<string, { count: number; more: boolean } | null> };
    const counts = async (claims?: Record<string, string>): Promise<Record<string, number | null>> => {
      const got = await desk.call<Got>('GET /queues', claims === undefined ? {} : { claims });
      expect(got.status).toBe(200);
      expect(shape.parse(got.body)).toEqual(got.body);
      return Object.fromEntries(Object.entries(got.body.queues).map(([queue, counted]) => [queue, counted?.count ?? null]));
    };
    expect(await counts()).toEqual({ new: 0, open: 0, pending: 0, active: 0, late: 0, mine: 0 });
    const ids: string[] = [];
    for (let n = 0; n < 7; n += 1) {
      // Whoever writes so of themselves is counted as nobody's.
      const subject = n === 0 ? '"assignee":"agent1"' : `Number ${n}`;
      ids.push(await desk.open({ subject, requester: { name: '"assignee":"agent1"', address: `count${n}@customer.test` } }));
    }
    await desk.call(`PATCH /tickets/${ids[1]}`, { body: { assignee: 'agent1' } });
    await desk.call(`PATCH /tickets/${ids[2]}`, { body: { assignee: 'agent2' } });
    await desk.call(`POST /tickets/${ids[3]}/pend`, { body: { waitingOn: 'customer' } });
    await desk.call(`POST /tickets/${ids[4]}/resolve`);
    expect(await counts()).toEqual({ new: 3, open: 2, pending: 1, active: 6, late: 0, mine: 1 });
    expect(await counts({ sub: 's', username: 'agent2' })).toMatchObject({ mine: 1 });
    expect(await counts({ client_id: 'machine' })).toMatchObject({ active: 6, mine: null });
    const dues = (await Promise.all(ids.map((id) => desk.call<TicketView>(`GET /tickets/${id}`)))).map(({ body }) => body.dueAt);
    const last =
      dues
        .filter((due) => due !== null)
        .sort()
        .at(-1) ?? '';
    desk.now = new Date(Date.parse(last) + 1).toISOString() as Instant;
    const late = dues.filter((due) => due !== null).length;
    expect(late).toBeGreaterThan(3);
    expect(await counts()).toMatchObject({ late, active: 6 });
  });

  test('with more than it counts it says that there are more', async () => {
    const counted = await queueCounts(engine.client, engine.table, SHARDS, 1).count(desk.now, 'agent1' as AgentId);
    expect(counted.late.more).toBe(true);
    expect(counted.late.count).toBeLessThanOrEqual(3 * SHARDS);
    expect(counted.mine?.more).toBe(true);
  });
});
