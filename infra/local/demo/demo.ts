import type { StartedDesk } from '../desk.ts';
import { MINUTE } from './days.ts';
import { Doors } from './doors.ts';
import { type Plan, planDemo } from './plan.ts';
import { type Played, Player } from './player.ts';
import { addressOf, DOMAIN, MAILBOXES, SHOP, ZONE } from './shop.ts';

/* A desk with a history: ninety days of a small shop's desk, played through the very bundles that would be deployed. */

export const SEED = 'kettle';
const DAYS = 90;
const TICKETS = 3000;

/** Between the last act and the present the figures take in what was done: they are folded every five minutes. */
export const FOLDING_MS = 6 * MINUTE;

/** The season that a stranger sees, ending at an instant. */
export const shopPlan = (seed: string, now: number): Plan => planDemo({ seed, days: DAYS, tickets: TICKETS, now: now - FOLDING_MS });

/** What works for everybody by turns: a second environment would warm up as long as the first, and take what fills its batches. */
const SINGLE = ['follow-up', 'take-command', 'take-order', 'take-answer'];

/** What the shop's desk differs in from a local desk that nobody described. */
export const SHOP_DESK = { domain: DOMAIN, mailboxes: MAILBOXES.map(addressOf), timeZone: ZONE, single: SINGLE };

export type Progress = { readonly day: number; readonly tickets: number; readonly seconds: number };
export type Demo = { readonly played: Played; readonly seconds: number };

/**
 * Plays a plan on a desk that was started with SHOP_DESK, its clock standing at the plan's beginning. Afterwards the
 * clock is the machine's own.
 * @param present the machine's clock, epoch milliseconds
 * @throws Error when the desk does not do what it should; what it refuses is in the answer
 */
export async function playDemo(
  where: Pick<StartedDesk, 'smtp' | 'http' | 'outbox' | 'control'>,
  plan: Plan,
  progress: (told: Progress) => void,
  present: () => number = Date.now,
): Promise<Demo> {
  const doors = new Doors(where);
  const began = performance.now();
  const seconds = (): number => (performance.now() - began) / 1000;
  try {
    const player = new Player(plan, doors);
    const played = await player.play((at, tickets) => progress({ day: plan.days.of(at) + 1, tickets, seconds: seconds() }));
    await doors.clock(present(), true);
    await doors.fire();
    await doors.idle();
    return { played, seconds: seconds() };
  } finally {
    doors.close();
  }
}

type Screen = { readonly isTTY?: boolean; write: (text: string) => unknown };

/** One line that is written anew; where nobody watches, a line at the beginning. */
export function tellProgress(screen: Screen, { days, tickets: all }: Plan): (told: Progress) => void {
  const title = `Playing ${days.count} days of ${SHOP}, a shop that does not exist`;
  if (!screen.isTTY) {
    screen.write(`${title} …\n`);
    return () => undefined;
  }
  return ({ day, tickets, seconds }) => {
    const end = tickets === all.length ? '\n' : '';
    screen.write(`\r\u001b[K${title}: day ${day}, ${tickets} of ${all.length} tickets, ${seconds.toFixed(0)} s${end}`);
  };
}
