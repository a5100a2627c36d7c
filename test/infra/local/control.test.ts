import { Activity } from '../../../infra/local/activity.ts';
import { DeskClock } from '../../../infra/local/clock.ts';
import { Control } from '../../../infra/local/control.ts';
import { Faults } from '../../../infra/local/faults.ts';
import { NOON } from './doubles.ts';

describe('an advance', () => {
  const clock = new DeskClock(NOON, false);
  const control = new Control({
    clock,
    activity: new Activity(),
    faults: new Faults(new Map()),
    settle: () => Promise.resolve(),
    schedules: ['fire-timers', 'roll-up', 'roll-up'],
    stats: () => Promise.resolve({}),
    token: () => Promise.resolve(''),
    addresses: () => ({}),
    sent: () => [],
  });
  beforeAll(() => control.listen(0));
  afterAll(() => control.stop());
  const advance = async (without: readonly string[]) => {
    const response = await fetch(`http://127.0.0.1:${control.port}/advance`, {
      method: 'POST',
      body: JSON.stringify({ seconds: 60, without }),
    });
    return [response.status, (await response.json()) as { fired?: number; detail?: string }] as const;
  };

  test('leaves schedules out by the function that they call', async () => {
    clock.at(NOON + 30_000, () => undefined, 'roll-up');
    expect(await advance(['roll-up'])).toMatchObject([200, { fired: 0 }]);
    expect(await advance([])).toMatchObject([200, { fired: 1 }]);
  });

  test('is refused where it leaves out what is no schedule, naming those that are', async () => {
    expect(await advance(['rollup'])).toMatchObject([400, { detail: 'without: no schedule calls rollup; there are fire-timers, roll-up' }]);
  });
});
