import { MINUTE } from '../desk/sla/quarter-acts.ts';
import { localDesk } from './harness.ts';
import { type Season, season } from './quarter.ts';

/*
 * Hours at sixteen times the pace of life, on the deployed bundles, with two hours in which no timer fires.
 * The whole quarter, of 2,000 tickets, is `npm run bench -- quarter`.
 */

const START = Date.UTC(2027, 1, 1, 8);
const HOUR = 3_600_000;
const HOURS: Omit<Season, 'stride' | 'tickets'> = {
  start: START,
  end: START + 9 * HOUR,
  outage: { from: START + 3 * HOUR, to: START + 5 * HOUR },
  pace: 16,
  settle: 4 * HOUR,
  daysOff: [],
};
const WHAT = ['stops', 'misses', 'warnings', 'madeUpFor', 'reopened', 'paused'] as const;

describe('a season on the local desk', () => {
  const desk = localDesk({ clock: { now: new Date(START).toISOString(), running: false } });

  test('every due, warning, breach and late-by is what a model says that reads only what happened', async () => {
    const report = await season(desk(), { ...HOURS, tickets: 24, stride: MINUTE });
    expect(report.wrong).toEqual([]);
    expect(report.tickets).toBe(24);
    for (const what of WHAT) expect([what, report[what] > 0]).toEqual([what, true]);
  }, 240_000);
});

describe('a season in strides of ten minutes', () => {
  const desk = localDesk({ clock: { now: new Date(START).toISOString(), running: false } });

  test('is as true: what fell in between is said at the end of each stride, dated at its own instant', async () => {
    const report = await season(desk(), { ...HOURS, tickets: 16, stride: 10 * MINUTE });
    expect(report.wrong).toEqual([]);
    expect(report.tickets).toBe(16);
    for (const what of WHAT) expect([what, report[what] > 0]).toEqual([what, true]);
  }, 240_000);
});
