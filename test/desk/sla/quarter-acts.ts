import type { Calendar, Policy, Settings } from '../../../desk/settings.ts';
import type { State } from '../../../desk/ticket/ticket.ts';
import { policy, SETTINGS } from './clock-story.ts';
import { calendarOf } from './hours.ts';

/*
 * What a simulated quarter is made of: hours, promises, and what people do next.
 */

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export const office = (daysOff: readonly string[]): Calendar => ({
  ...calendarOf('Europe/Dublin', `mon-fri 09:00-12:30,13:30-17:30; sat 22:30-04:00; ${daysOff.map((day) => `${day} off`).join('; ')}`),
  id: 'office',
});

/** Three policies by priority; `pace` shortens their targets for a short simulation. */
export function promises(pace: number): { policies: Policy[]; policyFor: (priority: string) => Policy } {
  const shares = (first: number, next: number, resolution: number, measure: 'working' | 'elapsed'): Policy['targets'] => ({
    firstReply: { seconds: (first * 3600) / pace, measure, warn: { share: 0.75 } },
    nextReply: { seconds: (next * 3600) / pace, measure, warn: { share: 0.5 } },
    resolution: { seconds: (resolution * 3600) / pace, measure, warn: { share: 0.8 } },
  });
  const anybody = { channel: null, mailbox: null, type: null, priority: null, customer: null };
  const urgent = policy('urgent', [1, 1, 1], { when: { ...anybody, priority: ['urgent'] }, targets: shares(1, 2, 8, 'working') });
  const slow = policy('slow', [1, 1, 1], { when: { ...anybody, priority: ['low'] }, targets: shares(24, 48, 240, 'elapsed') });
  const standard = policy('standard', [1, 1, 1], { targets: shares(4, 8, 24, 'working') });
  return {
    policies: [urgent, slow, standard],
    policyFor: (priority) => (priority === 'urgent' ? urgent : priority === 'low' ? slow : standard),
  };
}

export const simulated = (calendar: Calendar, policies: Policy[]): Settings => ({ ...SETTINGS, calendars: [calendar], policies });

/** A tick each minute, or each so much, but for the outage; the first tick after it makes up for all. */
export const ticking =
  (outage: { from: number; to: number }, every = MINUTE) =>
  (ms: number): number => {
    const tick = Math.ceil(ms / every) * every;
    return tick >= outage.from && tick < outage.to ? outage.to : tick;
  };

/** A small generator with a seed, so that a quarter can be run again: mulberry32. */
export function random(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const WORK = ['reply', 'reply', 'reply-and-resolve', 'mail', 'mail', 'pend', 'pend-third-party', 'resolve', 'priority'] as const;
const WAIT = ['mail', 'mail', 'reply', 'priority', 'reopen'] as const;
const DONE = ['mail', 'reopen'] as const;
export type Act = (typeof WORK)[number] | (typeof WAIT)[number] | (typeof DONE)[number];

/** What somebody does next on a ticket; null when nobody does anything any more. */
export function nextAct(state: State, rng: () => number): Act | null {
  const pick = (acts: readonly Act[]): Act => acts[Math.floor(rng() * acts.length)] ?? 'mail';
  if (state === 'new' || state === 'open') return pick(WORK);
  if (state === 'pending') return pick(WAIT);
  return state === 'resolved' && rng() < 0.6 ? pick(DONE) : null;
}

/** Whether an act still fits; a timer may have moved the ticket since it was chosen. */
export function fits(act: Act, state: State): boolean {
  if (act === 'reopen') return state === 'pending' || state === 'resolved';
  if (act === 'mail') return state !== 'closed';
  if (act === 'priority') return true;
  return state === 'new' || state === 'open' || (act === 'reply' && state === 'pending');
}

export const nextPriority = (rng: () => number): 'low' | 'normal' | 'urgent' =>
  (['low', 'normal', 'urgent', 'urgent'] as const)[Math.floor(rng() * 4)] ?? 'normal';

const DELAYS = [12 * MINUTE, 40 * MINUTE, 3 * HOUR, 9 * HOUR, DAY, 3 * DAY, 9 * DAY];
/** How long until then, in milliseconds. */
export const nextDelay = (rng: () => number, pace: number): number =>
  Math.floor(((DELAYS[Math.floor(rng() * DELAYS.length)] ?? HOUR) * (0.5 + rng())) / pace);
