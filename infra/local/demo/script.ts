import type { Chance } from './chance.ts';
import { DAY, HOUR, MINUTE } from './days.ts';
import type { TicketType } from './texts/text.ts';

/* How a conversation goes: who speaks next, and how long they take. */

export type Step =
  | {
      readonly who: 'agent';
      readonly does:
        | 'answer'
        | 'ask'
        | 'chase'
        | 'chased'
        | 'moreAnswer'
        | 'againAnswer'
        | 'close'
        | 'spam'
        | 'redirect'
        | 'merge'
        | 'give-up';
      readonly resolves: boolean;
      /** How long until somebody would look at it, from the step before; and how long it takes then. */
      readonly afterMs: number;
      readonly minutes: number;
    }
  | { readonly who: 'customer'; readonly says: 'detail' | 'more' | 'again' | 'thanks'; readonly afterMs: number };

type Course = 'plain' | 'ask' | 'chase' | 'more' | 'slow-close' | 'unanswered';
const COURSES: Readonly<Record<Course, number>> = { plain: 58, ask: 13, chase: 8, more: 13, 'slow-close': 5, unanswered: 2 };
const BY_TYPE: Partial<Record<TicketType, Partial<Record<Course, number>>>> = {
  damaged: { plain: 34, ask: 42 },
  delivery: { chase: 20 },
  payment: { chase: 12, ask: 18 },
  product: { ask: 6, chase: 0, more: 18 },
  confirmation: { plain: 80, ask: 12, chase: 0, more: 10 },
};

/** Customers answer when they see it, some after days, and one in five never. */
const SILENT = 0.2;
const THANKS = 0.12;
const AGAIN = 0.055;
/** Some tickets nobody likes to begin with. */
const HARD = 0.07;

/** Until an agent looks at it, in working hours. */
function attention(chance: Chance): number {
  const hard = chance.is(HARD) ? chance.whole(100, 330) : 0;
  return (chance.around(24, 0.9) + hard) * MINUTE;
}

const agent = (does: Extract<Step, { who: 'agent' }>['does'], resolves: boolean, afterMs: number, minutes: number): Step => ({
  who: 'agent',
  does,
  resolves,
  afterMs,
  minutes,
});

/** A customer's conversation from the first mail on. @param reachable false when mail to them comes back */
export function script(type: TicketType, chance: Chance, reachable: boolean): Step[] {
  const first = attention(chance);
  const minutes = Math.round(chance.around(17, 0.35));
  if (!reachable) return [agent('give-up', true, first, 4)];
  const steps: Step[] = [];
  const writes = (median: number): number => Math.max(4 * MINUTE, chance.around(median, 1));
  switch (chance.weighted({ ...COURSES, ...BY_TYPE[type] })) {
    case 'plain':
      steps.push(agent('answer', true, first, minutes));
      break;
    case 'ask':
      steps.push(agent('ask', false, first, Math.ceil(minutes / 2)));
      if (chance.is(SILENT)) return steps;
      steps.push({ who: 'customer', says: 'detail', afterMs: Math.min(writes(5 * HOUR), 60 * HOUR) });
      steps.push(agent('answer', true, attention(chance), minutes));
      break;
    case 'chase':
      steps.push(agent('chase', false, first, minutes));
      steps.push(agent('chased', true, chance.whole(20, 66) * HOUR, 9));
      break;
    case 'more':
      steps.push(agent('answer', false, first, minutes));
      steps.push({ who: 'customer', says: 'more', afterMs: writes(3 * HOUR) });
      steps.push(agent('moreAnswer', true, attention(chance), 9));
      break;
    case 'slow-close':
      steps.push(agent('answer', false, first, minutes));
      steps.push(agent('close', true, chance.whole(22, 50) * HOUR, 1));
      break;
    case 'unanswered':
      return [agent('close', true, first + 2 * HOUR, 2)];
  }
  const after = chance.next();
  if (after < AGAIN) {
    steps.push({ who: 'customer', says: 'again', afterMs: chance.whole(8, 110) * HOUR });
    steps.push(agent('againAnswer', true, attention(chance), 12));
  } else if (after < AGAIN + THANKS) steps.push({ who: 'customer', says: 'thanks', afterMs: Math.min(writes(2 * HOUR), 1.9 * DAY) });
  return steps;
}

/** What an agent does with what is none of the desk's business, or was said already. */
export const dismissal = (does: 'spam' | 'redirect' | 'merge', chance: Chance): Step[] => [
  agent(does, false, attention(chance) / 2, does === 'redirect' ? 3 : 1),
];
