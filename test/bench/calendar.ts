import { performance } from 'node:perf_hooks';
import type { Calendar } from '../../desk/settings.ts';
import { addWorking, workingSeconds } from '../../desk/sla/calendar.ts';
import type { Instant } from '../../events/ids.ts';
import { calendarOf } from '../desk/sla/hours.ts';
import { type Line, median } from './line.ts';

/*
 * What counting working time costs: a year beside a day, and calls a second on one core.
 */

const CALLS = 50_000;
const ROUNDS = 15;
const DAY_MS = 86_400_000;

/** Spans that begin at many different instants, so that nothing can be answered from memory. */
const spans = (days: number): [Instant, Instant][] =>
  Array.from({ length: 1000 }, (_, n) => {
    const from = Date.UTC(2026, 0, 5) + n * 31_337_000;
    return [new Date(from).toISOString() as Instant, new Date(from + days * DAY_MS).toISOString() as Instant];
  });

/** Microseconds a call. */
function cost(call: (n: number) => unknown): number {
  const start = performance.now();
  for (let n = 0; n < CALLS; n += 1) call(n % 1000);
  return ((performance.now() - start) * 1000) / CALLS;
}

function between(calendar: Calendar, days: number): (n: number) => number {
  const all = spans(days);
  return (n) => {
    const [from, to] = all[n] ?? ['' as Instant, '' as Instant];
    return workingSeconds(calendar, from, to);
  };
}

export async function benchCalendar(): Promise<Line[]> {
  const plain = calendarOf('Europe/London', 'mon-fri 09:00-17:00');
  // Ten years of holidays, lunch and nights: what a real desk may have.
  const holidays = Array.from({ length: 120 }, (_, n) => `${2021 + (n % 10)}-${String(1 + (n % 12)).padStart(2, '0')}-2${n % 8} holiday`);
  const full = calendarOf('America/New_York', `mon-fri 09:00-12:30,13:30-17:00; sat 22:30-04:00; ${holidays.join('; ')}`);
  const tasks = {
    day: between(plain, 1),
    year: between(plain, 365),
    decade: between(plain, 3650),
    fullDay: between(full, 1),
    fullYear: between(full, 365),
    add: (n: number) => addWorking(plain, spansOfDay[n]?.[0] ?? ('' as Instant), 14_400 + n),
  };
  const spansOfDay = spans(1);
  const costs: Record<keyof typeof tasks, number[]> = { day: [], year: [], decade: [], fullDay: [], fullYear: [], add: [] };
  // Turn by turn, so that a busy moment of the machine meets all alike.
  for (let round = 0; round < ROUNDS + 2; round += 1) {
    for (const name of Object.keys(tasks) as (keyof typeof tasks)[]) {
      const taken = cost(tasks[name]);
      if (round >= 2) costs[name].push(taken);
    }
  }
  const m = (name: keyof typeof tasks): number => median(costs[name]);
  const us = (name: keyof typeof tasks): string => `${m(name).toFixed(2)} µs`;
  const perSecond = 1e6 / m('day');
  return [
    {
      name: 'working seconds over a year, beside a day',
      ratio: m('year') / m('day'),
      limit: 3,
      detail: `day ${us('day')}, year ${us('year')}, ten years ${us('decade')} a call`,
    },
    {
      name: 'the same with lunch, nights and ten years of holidays',
      ratio: m('fullYear') / m('fullDay'),
      limit: 3,
      detail: `day ${us('fullDay')}, year ${us('fullYear')} a call`,
    },
    {
      name: 'working seconds between, on a plain week',
      value: perSecond,
      unit: 'calls a second a core',
      limit: 100_000,
      atLeast: true,
      detail: `median of ${ROUNDS} rounds of ${CALLS} calls`,
    },
    { name: 'adding working time, on a plain week', value: 1e6 / m('add'), unit: 'calls a second a core', detail: `${us('add')} a call` },
  ];
}
