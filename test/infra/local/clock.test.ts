import { Activity } from '../../../infra/local/activity.ts';
import { DeskClock } from '../../../infra/local/clock.ts';

const NOON = Date.parse('2026-11-21T12:00:00Z');
const at = (clock: DeskClock): string => new Date(clock.now()).toISOString().slice(11, 19);

describe('the desk clock', () => {
  test('a standing clock stands, and a set clock says what it was set to', () => {
    const clock = new DeskClock(NOON, false);
    expect(at(clock)).toBe('12:00:00');
    clock.set(NOON + 3_600_000, false);
    expect(at(clock)).toBe('13:00:00');
  });

  test('advance fires what falls in between, in order of time, each at its own instant', async () => {
    const clock = new DeskClock(NOON, false);
    const fired: string[] = [];
    clock.at(NOON + 120_000, () => fired.push(`late ${at(clock)}`));
    clock.at(NOON + 60_000, () => fired.push(`early ${at(clock)}`));
    clock.retryAfter(90, () => fired.push(`retry ${at(clock)}`));
    clock.at(NOON + 600_000, () => fired.push('never'));
    expect(await clock.advance(NOON + 300_000, () => Promise.resolve())).toBe(3);
    expect(fired).toEqual(['early 12:01:00', 'retry 12:01:30', 'late 12:02:00']);
    expect(at(clock)).toBe('12:05:00');
  });

  test('the next instant comes only when all that this one set off has settled', async () => {
    const clock = new DeskClock(NOON, false);
    const activity = new Activity();
    const seen: string[] = [];
    for (const minute of [1, 2]) {
      clock.at(NOON + minute * 60_000, () => {
        const end = activity.begin('invocation');
        setTimeout(() => {
          seen.push(`${minute} done at ${at(clock)}`);
          end();
        }, 5);
      });
    }
    await clock.advance(NOON + 180_000, () => activity.settled());
    expect(seen).toEqual(['1 done at 12:01:00', '2 done at 12:02:00']);
  });

  test('what fires may arm more within the same advance', async () => {
    const clock = new DeskClock(NOON, false);
    let ticks = 0;
    const tick = (): void => {
      ticks += 1;
      clock.at(clock.now() + 60_000, tick);
    };
    clock.at(NOON + 60_000, tick);
    await clock.advance(NOON + 86_400_000, () => Promise.resolve());
    expect(ticks).toBe(1440);
  });

  test('what happens moves a standing clock on, and what was written meanwhile may have come before that', () => {
    const clock = new DeskClock(NOON, false);
    const second = Math.floor(Date.now() / 1000);
    clock.reach(NOON + 60_000);
    clock.reach(NOON + 30_000);
    expect([clock.now(), clock.earliestIn(second)]).toEqual([NOON + 60_000, NOON]);
    clock.set(NOON + 120_000, true);
    clock.reach(NOON + 3_600_000);
    expect(clock.now()).toBeLessThan(NOON + 3_600_000);
    clock.stop();
  });

  test('on a standing clock a retry waits for advance and is not in flight; on a running one it comes sixty times sooner', async () => {
    const clock = new DeskClock(NOON, false);
    const counts: number[] = [];
    clock.onRetries = (running) => counts.push(running);
    const came = new Promise<void>((resolve) => clock.retryAfter(1, resolve));
    expect([clock.retriesRunning, clock.retriesWaiting]).toEqual([0, 1]);
    clock.set(NOON, true);
    expect(clock.retriesRunning).toBe(1);
    await came;
    expect(counts.at(-1)).toBe(0);
    clock.stop();
  });
});

describe("of a second of the machine's clock, the desk clock knows", () => {
  const HOUR = 3_600_000;
  const moved = (): DeskClock => {
    const clock = new DeskClock(NOON, false);
    clock.set(NOON - HOUR, false);
    clock.set(NOON + HOUR, false);
    return clock;
  };
  const second = (): number => Math.floor(Date.now() / 1000);

  test('the earliest of all that it showed about then', () => {
    expect(moved().earliestIn(second())).toBe(NOON - HOUR);
  });

  test('later on, nothing that it had ceased to show', () => {
    expect(moved().earliestIn(second() + 5)).toBe(NOON + HOUR);
  });

  test('how far it had run, from the second before', () => {
    const before = Date.now();
    const clock = new DeskClock(NOON, true);
    const after = Date.now();
    const asked = second() + 60;
    const earliest = clock.earliestIn(asked) - NOON;
    expect(earliest).toBeLessThanOrEqual((asked - 1) * 1000 - before);
    expect(earliest).toBeGreaterThanOrEqual((asked - 1) * 1000 - after);
  });

  test('of what is long past, where its memory begins', () => {
    expect(moved().earliestIn(second() - 60)).toBe(NOON);
  });

  test('an advance, from where it began to where it came to', async () => {
    const clock = new DeskClock(NOON, false);
    clock.at(NOON + HOUR, () => undefined);
    await clock.advance(NOON + 2 * HOUR, () => Promise.resolve());
    expect(clock.earliestIn(second())).toBe(NOON);
    expect(clock.earliestIn(second() + 5)).toBe(NOON + 2 * HOUR);
  });
});

describe('idleness', () => {
  test('is reached once all that began has ended, and says what is missing when it is not', async () => {
    const activity = new Activity();
    const end = activity.begin('queue');
    await expect(activity.settled(10)).rejects.toThrow('still in flight after 0.01 s: {"queue":1}');
    const settled = activity.settled();
    const other = activity.begin('stream');
    end();
    end();
    expect(activity.idle).toBe(false);
    other();
    await settled;
    expect(activity.inFlight()).toEqual({});
  });
});
