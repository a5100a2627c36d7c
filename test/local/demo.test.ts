import { type Demo, FOLDING_MS, playDemo, SHOP_DESK } from '../../infra/local/demo/demo.ts';
import { planDemo } from '../../infra/local/demo/plan.ts';
import { localDesk } from './harness.ts';

/*
 * A week of the shop, played through the bundles that would be deployed. What the desk counted is what was planned, and
 * every day's backlog follows from the day before.
 */

const NOW = Date.parse('2026-11-27T17:00:00.000Z');
const DAYS = 7;
const PLAY_MS = 240_000;

type Volume = {
  readonly from: string;
  readonly opened: number;
  readonly new: number;
  readonly resolved: number;
  readonly reopened: number;
  readonly excludedWhileOpen: number;
  readonly released: number;
  readonly active: number;
  readonly excluded: Readonly<Record<string, number>>;
};
type Happiness = {
  readonly orders: { readonly delivered: number };
  readonly csat: { readonly n: number; readonly distribution: readonly number[]; readonly survey: { readonly asked: number } };
  readonly nps: { readonly n: number; readonly detractors: number; readonly survey: { readonly asked: number } };
};

describe('a week of the shop', () => {
  const plan = planDemo({ seed: 'kettle', days: DAYS, tickets: 110, now: NOW });
  const desk = localDesk({ ...SHOP_DESK, clock: { now: new Date(plan.days.start).toISOString(), running: false } });
  let demo: Demo;
  const told: number[] = [];
  beforeAll(async () => {
    demo = await playDemo(
      desk().where,
      plan,
      ({ day }) => told.push(day),
      () => NOW + FOLDING_MS,
    );
  }, PLAY_MS);

  const period = `from=${plan.days.date(0)}&to=2026-11-28`;
  async function figure<T>(path: string): Promise<T> {
    const answer = await desk().api('GET', `/metrics/${path}`, await desk().token('metrics:read'));
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  }
  const total = async <T>(name: string): Promise<T> => (await figure<{ total: T }>(`${name}?by=total&${period}`)).total;
  const planned = (...kinds: readonly string[]): number => plan.tickets.filter(({ kind }) => kinds.includes(kind)).length;
  const acts = (what: string): number => plan.acts.filter((act) => act.do === what).length;

  test('is played to its end, and the desk does all that it is asked', () => {
    expect(demo.played.refused).toEqual([]);
    expect(demo.played.acts).toBeGreaterThan(plan.acts.length - acts('tick'));
    expect(told.at(-1)).toBe(DAYS);
  });

  test('ends now, with a clock that runs', async () => {
    const { now, running } = await desk().clock();
    expect(running).toBe(true);
    expect(Date.parse(now)).toBeGreaterThanOrEqual(NOW + FOLDING_MS);
    expect(Date.parse(now)).toBeLessThan(NOW + FOLDING_MS + PLAY_MS);
  });

  test('counts every first contact once, and leaves out spam, machines and what was somebody else’s', async () => {
    const { csat, nps } = await total<Happiness>('happiness');
    // An unhappy answer opens a ticket of its own.
    const unhappy = (csat.distribution[0] ?? 0) + (csat.distribution[1] ?? 0) + nps.detractors;
    const volume = await total<Volume>('volume');
    expect(volume.excluded).toMatchObject({
      spam: planned('spam') + acts('spam'),
      machine: planned('machine'),
      merged: acts('merge'),
      redirected: acts('redirect'),
    });
    expect(volume.opened).toBe(planned('customer', 'nudge', 'elsewhere', 'pitch') + unhappy);
    expect(volume.new).toBe(volume.opened - acts('spam') - acts('merge') - acts('redirect'));
    expect(planned('spam')).toBeGreaterThan(0);
    expect(planned('machine')).toBeGreaterThan(0);
  });

  test('ends every day with the backlog that follows from the day before', async () => {
    const { rows } = await figure<{ rows: readonly Volume[] }>(`volume?by=day&${period}`);
    expect(rows).toHaveLength(DAYS);
    let before = 0;
    for (const { opened, resolved, reopened, excludedWhileOpen, released, active } of rows) {
      expect(active).toBe(before + opened - resolved + reopened - excludedWhileOpen + released);
      before = active;
    }
    expect(before).toBeGreaterThan(0);
  });

  test('has heard what customers said, once each', async () => {
    const { orders, csat, nps } = await total<Happiness>('happiness');
    expect([csat.n, nps.n]).toEqual([demo.played.csat, demo.played.nps]);
    expect(csat.n).toBeGreaterThan(5);
    expect(csat.survey.asked).toBeGreaterThan(csat.n);
    expect(nps.survey.asked).toBeGreaterThan(0);
    const delivered = plan.acts.filter((act) => act.do === 'order' && act.notice.event === 'delivered');
    expect(orders.delivered).toBe(delivered.length);
  });

  test.each(['volume', 'response', 'sla', 'resolution', 'types', 'happiness', 'agents', 'hours'])(
    'answers with %s, fresh',
    async (name) => {
      const answer = await figure<{ n: number; foldedThrough: string }>(`${name}?by=total&${period}`);
      expect(answer.n).toBeGreaterThan(0);
      expect(Date.parse(answer.foldedThrough)).toBeGreaterThan(NOW);
    },
  );

  test('leaves a desk that tells its agents of new tickets by mail', async () => {
    const keeper = await desk().token('settings:write');
    expect(await (await desk().api('GET', '/settings', keeper)).json()).toMatchObject({ notify: { newTicket: 'team' } });
  });
});
