import type { Opinion } from './act.ts';
import type { Chance } from './chance.ts';
import { HOUR } from './days.ts';
import type { Course, Story } from './desk-work.ts';
import type { Speech } from './shop.ts';
import { TEXTS } from './texts/spoken.ts';

/* What customers say when they are asked. Most say nothing; who waited long or had to come back is less glad, and says so. */

const CSAT = { 5: 65, 4: 25, 3: 5, 2: 3, 1: 2 } as const;
const CSAT_SORE = { 5: 30, 4: 27, 3: 15, 2: 13, 1: 15 } as const;
const NPS = { 10: 27, 9: 25, 8: 18, 7: 11, 6: 5, 5: 5, 4: 2, 3: 2, 2: 2, 1: 1, 0: 2 } as const;
const ANSWERED = 0.27;
const ANSWERED_SORE = 0.36;
const ANSWERED_ORDER = 0.24;
const COMMENTED = 0.45;
const UNSUBSCRIBED = 0.006;
/** Who waited longer than this has waited long. */
const LONG = 30 * HOUR;

export function opinionOfTicket({ customer, arrivesAt }: Story, course: Course | null, chance: Chance): Opinion | null {
  if (course === null || course.resolvedAt === null || course.repliedAt === null) return null;
  const sore = course.cameBack || course.repliedAt - arrivesAt > LONG;
  if (!chance.is(sore ? ANSWERED_SORE : ANSWERED)) return null;
  const score = Number(chance.weighted(sore ? CSAT_SORE : CSAT));
  return opinion(score, score >= 4 ? 'glad' : score === 3 ? 'lukewarm' : 'sore', customer.language, chance);
}

export function opinionOfOrder(language: string, chance: Chance): Opinion | null {
  const unsubscribes = chance.is(UNSUBSCRIBED);
  if (!unsubscribes && !chance.is(ANSWERED_ORDER)) return null;
  const score = Number(chance.weighted(NPS));
  const said = opinion(score, score >= 9 ? 'glad' : score >= 7 ? 'lukewarm' : 'sore', language as Speech, chance);
  return { ...said, unsubscribes };
}

function opinion(score: number, mood: 'glad' | 'lukewarm' | 'sore', language: Speech, chance: Chance): Opinion {
  return {
    score,
    comment: chance.is(COMMENTED) ? chance.pick(TEXTS[language][mood]) : '',
    afterMs: Math.round(chance.around(3 * HOUR, 1.2)),
    readingMs: chance.whole(6, 90) * 1000,
    unsubscribes: false,
  };
}
