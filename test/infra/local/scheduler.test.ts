import { DeskClock } from '../../../infra/local/clock.ts';
import { armSchedules } from '../../../infra/local/scheduler.ts';
import { NOON, stackOf } from './doubles.ts';

const rule = (expression: string, more: object = {}) => ({
  Type: 'AWS::Events::Rule',
  Properties: { ScheduleExpression: expression, Targets: [{ Id: 't', Arn: expression }], ...more },
});

/** A desk at noon with a schedule each minute and one each five; what fired, and the time that it brought. */
function setUp() {
  const clock = new DeskClock(NOON, false);
  const fired: string[] = [];
  const stack = stackOf({ A: rule('rate(1 minute)'), B: rule('rate(5 minutes)'), C: rule('rate(1 minute)', { State: 'DISABLED' }) });
  const armed = armSchedules(
    stack,
    clock,
    (arn, body) => fired.push(`${arn} ${(JSON.parse(body) as { time: string }).time.slice(11, 19)}`),
    (arn) => (arn === 'rate(1 minute)' ? 'one' : 'five'),
  );
  const settle = (): Promise<void> => Promise.resolve();
  return { armed, fired, clock, settle, advance: (seconds: number) => clock.advance(clock.now() + seconds * 1000, settle) };
}

test('each schedule fires at each of its instants, and those of one instant together', async () => {
  const { armed, fired, advance } = setUp();
  expect(armed).toEqual(['one', 'five']);
  expect(await advance(330)).toBe(5);
  expect(fired).toEqual([
    'rate(1 minute) 12:01:00',
    'rate(1 minute) 12:02:00',
    'rate(1 minute) 12:03:00',
    'rate(1 minute) 12:04:00',
    'rate(5 minutes) 12:05:00',
    'rate(1 minute) 12:05:00',
  ]);
});

test('a clock that is set ahead fires nothing; the next advance fires what was missed, each once, at the present', async () => {
  const { fired, clock, advance } = setUp();
  clock.set(NOON + 2 * 86_400_000 + 90_000, false);
  expect(fired).toEqual([]);
  await advance(0);
  expect(fired.splice(0).sort()).toEqual(['rate(1 minute) 12:01:30', 'rate(5 minutes) 12:01:30']);
  await advance(60);
  expect(fired).toEqual(['rate(1 minute) 12:02:00']);
});

test('a clock that is set back fires nothing twice', async () => {
  const { fired, clock, advance } = setUp();
  await advance(60);
  clock.set(NOON, false);
  await advance(120);
  expect(fired).toEqual(['rate(1 minute) 12:01:00', 'rate(1 minute) 12:02:00']);
});

test('what an advance leaves out stays due, and fires once when it is left out no more', async () => {
  const { fired, clock, settle } = setUp();
  const advance = (seconds: number, ...without: string[]) => clock.advance(clock.now() + seconds * 1000, settle, new Set(without));
  expect(await advance(660, 'five', 'one')).toBe(0);
  expect(await advance(0, 'five')).toBe(1);
  expect(await advance(60, 'five')).toBe(1);
  expect(fired.splice(0)).toEqual(['rate(1 minute) 12:11:00', 'rate(1 minute) 12:12:00']);
  await advance(0);
  expect(fired.splice(0)).toEqual(['rate(5 minutes) 12:12:00']);
  await advance(180);
  expect(fired.filter((one) => one.startsWith('rate(5'))).toEqual(['rate(5 minutes) 12:15:00']);
});
