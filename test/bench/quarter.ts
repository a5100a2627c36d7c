import { performance } from 'node:perf_hooks';
import { spawnDesk } from '../../infra/local/client.ts';
import { DAY, MINUTE } from '../desk/sla/quarter-acts.ts';
import { season } from '../local/quarter.ts';
import type { Line } from './line.ts';

/*
 * A simulated quarter on the local desk: 2,000 tickets, two days without timers, every figure of every clock beside an
 * independent model. Time goes in strides, so that it takes minutes; `BENCH_STRIDE=1` fires every tick, and takes an hour or more.
 * `BENCH_DAYS` and `BENCH_TICKETS` make it shorter.
 */

const DAYS = Number(process.env.BENCH_DAYS ?? 90);
const TICKETS = Number(process.env.BENCH_TICKETS ?? 2_000);
/** Minutes. */
const STRIDE = Number(process.env.BENCH_STRIDE ?? 120);
/** Monday 1 February 2027; summer time begins in Dublin on 28 March. */
const START = Date.UTC(2027, 1, 1);

export async function benchQuarter(): Promise<Line[]> {
  const desk = await spawnDesk({ clock: { now: new Date(START).toISOString(), running: false } });
  const from = performance.now();
  const seconds = (): number => Math.round((performance.now() - from) / 1000);
  try {
    const report = await season(desk, {
      start: START,
      end: START + DAYS * DAY,
      outage: { from: START + Math.floor(DAYS / 3) * DAY, to: START + (Math.floor(DAYS / 3) + 2) * DAY },
      tickets: TICKETS,
      pace: 1,
      stride: STRIDE * MINUTE,
      settle: Math.min(20, DAYS / 2) * DAY,
      daysOff: ['2027-03-17', '2027-03-29'],
      progress: (told) => console.log(`         ${told} (${seconds()} s)`),
    });
    for (const what of report.wrong.slice(0, 20)) console.log(`         ${what}`);
    const { tickets, acts, stops, misses, warnings, madeUpFor, reopened, paused } = report;
    return [
      {
        name: `a simulated quarter (${DAYS} days): figures that differ from the model`,
        value: report.wrong.length,
        limit: 0,
        detail: `${tickets} tickets, ${acts} acts, ${stops} clocks stopped, ${misses} missed (${madeUpFor} noticed after the outage), ${warnings} warnings, ${paused} pauses, ${reopened} reopenings, in ${seconds()} s with a tick every ${STRIDE} minutes`,
      },
    ];
  } finally {
    await desk.stop();
  }
}
