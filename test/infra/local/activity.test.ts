import { Activity } from '../../../infra/local/activity.ts';
import { turn } from './doubles.ts';

/** What has come of a promise by now. */
async function overBy(now: Promise<unknown>, pause: Promise<unknown>): Promise<boolean> {
  let over = false;
  void pause.then(() => (over = true));
  await now;
  return over;
}

describe('a lull', () => {
  const LONG_MS = 60_000;

  test('is over at once where nothing else is in flight', async () => {
    const activity = new Activity();
    activity.begin('stream');
    expect(await overBy(turn(), activity.lull('stream', LONG_MS))).toBe(true);
  });

  test('lasts while something else is in flight that may add to what it waits for', async () => {
    const activity = new Activity();
    activity.begin('stream');
    const [http, invocation] = [activity.begin('http'), activity.begin('invocation')];
    const pause = activity.lull('stream', LONG_MS);
    expect(await overBy(turn(), pause)).toBe(false);
    http();
    expect(await overBy(turn(), pause)).toBe(false);
    invocation();
    expect(await overBy(turn(), pause)).toBe(true);
  });

  test('goes on where the next thing begins in the same breath as the last one ends', async () => {
    const activity = new Activity();
    activity.begin('stream');
    const end = activity.begin('invocation');
    const pause = activity.lull('stream', LONG_MS);
    end();
    const next = activity.begin('queue');
    expect(await overBy(turn(), pause)).toBe(false);
    next();
    expect(await overBy(turn(), pause)).toBe(true);
  });

  test('is never longer than it may be', async () => {
    const activity = new Activity();
    activity.begin('http');
    await activity.lull('stream', 1);
  });
});
