import { localDesk } from './harness.ts';
import { season } from './quarter.ts';

/*
 * Hours at sixteen times the pace of life, on the deployed bundles, with two hours in which no timer fires.
 * The whole quarter, of 2,000 tickets, is `npm run bench -- quarter`.
 */

const START = Date.UTC(2027, 1, 1, 8);
const HOUR = 3_600_000;

describe('a season on the local desk', () => {
  const desk = localDesk({ clock: { now: new Date(START).toISOString(), running: false } });

  test('every due, warning, breach and late-by is what a model says that reads only what happened', async () => {
    const report = await season(desk(), {
      start: START,
      end: START + 9 * HOUR,
      outage: { from: START + 3 * HOUR, to: START + 5 * HOUR },
      tickets: 24,
      pace: 16,
      settle: 4 * HOUR,
      daysOff: [],
      shards: 4,
    });
    expect(report.wrong).toEqual([]);
    expect(report.tickets).toBe(24);
    for (const what of ['stops', 'misses', 'warnings', 'madeUpFor', 'reopened', 'paused'] as const) {
      expect([what, report[what] > 0]).toEqual([what, true]);
    }
  }, 240_000);
});
