import type { Act, Opinion, PlannedTicket } from './act.ts';
import { arrivals, surge, surgeDays } from './arrivals.ts';
import { Chance } from './chance.ts';
import { Days, HOUR } from './days.ts';
import { DeskWork, type Story } from './desk-work.ts';
import { opinionOfOrder, opinionOfTicket } from './opinions.ts';
import { orders } from './orders.ts';
import { People } from './people.ts';
import { Roster } from './roster.ts';
import { type MailboxId, PRODUCTS, type Product, TYPE_WEIGHTS, ZONE } from './shop.ts';
import { ABSENCES, ELSEWHERE, type MachineMail, NEWSLETTERS, PITCHES, SPAM } from './texts/machines.ts';
import { TEXTS } from './texts/spoken.ts';
import { fill, type TicketType } from './texts/text.ts';

/*
 * A season of the shop, decided beforehand and the same for the same seed and the same present: who writes what when,
 * which agent does what with it, what is delivered, and what people say when they are asked.
 */

export type PlanOptions = {
  readonly seed: string;
  readonly days: number;
  /** First contacts of every kind, spam and machines with them. */
  readonly tickets: number;
  /** Epoch milliseconds: the end of the history. */
  readonly now: number;
};

export type Plan = {
  readonly days: Days;
  readonly roster: Roster;
  readonly tickets: readonly PlannedTicket[];
  /** By time. */
  readonly acts: readonly Act[];
  /** By ticket, and by the customer's address for orders: null is no answer. */
  readonly ticketOpinions: ReadonlyMap<number, Opinion | null>;
  readonly orderOpinions: ReadonlyMap<string, Opinion | null>;
};

/** Shares of first contacts that are not customers' business. */
const KINDS = { customer: 890, spam: 45, machine: 35, pitch: 8, elsewhere: 12, nudge: 10 } as const;
const CHANNELS = { email: 87, chat: 7, phone: 6 } as const;
const SURGE = 0.045;
/** Local times at which the schedules fire: what becomes due in between is dated truly all the same. */
const TICKS = ['00:10', '09:35', '13:05', '16:35', '19:50'];
/** Figures are folded once a night, and every time on the last days: nobody asks for those of a day long past while it lasts. */
const FOLDED_DAYS = 2;
const ORDERS = 0.36;

const MAILBOX_OF: Readonly<Record<TicketType, MailboxId>> = {
  delivery: 'orders',
  confirmation: 'orders',
  change: 'orders',
  return: 'returns',
  damaged: 'returns',
  payment: 'support',
  product: 'support',
  account: 'support',
};

export function planDemo({ seed, days: count, tickets: total, now }: PlanOptions): Plan {
  const chance = new Chance(seed);
  const days = new Days(count, ZONE, now);
  const roster = new Roster(days, chance.of('roster'), [...surgeDays(count).keys()]);
  const people = new People(chance.of('people'));
  const surging = surge(Math.round(total * SURGE), days, chance.of('surge'));
  const ordinary = arrivals(total - surging.length, days, chance.of('arrivals'));
  const times = [...ordinary.map((at) => ({ at, surge: false })), ...surging.map((at) => ({ at, surge: true }))].sort(
    (a, b) => a.at - b.at,
  );
  const stories: Story[] = [];
  times.forEach(({ at, surge: isSurge }, n) => {
    stories.push(storyOf(n, at, isSurge, chance.of(`story ${n}`), people, stories));
  });
  const work = new DeskWork(days, roster, chance.of('work'));
  work.play(stories);
  const placed = orders(Math.round(total * ORDERS), days, people, chance.of('orders'));
  const ticks = Array.from({ length: count }, (_, day) =>
    TICKS.map((time, n): Act => ({ at: days.at(day, secondsOf(time)), do: 'tick', folds: n === 0 || day >= count - FOLDED_DAYS })),
  ).flat();
  const acts: Act[] = [
    ...work.acts,
    ...placed.map(({ at, notice }): Act => ({ at, do: 'order', notice })),
    ...ticks.filter(({ at }) => at < now),
  ];
  acts.sort((a, b) => a.at - b.at);
  const ticketOpinions = new Map(
    stories.map((story) => [story.n, opinionOfTicket(story, work.courses.get(story.n) ?? null, chance.of(`opinion ${story.n}`))]),
  );
  const orderOpinions = new Map(
    placed.map(({ notice }) => [notice.customer.address, opinionOfOrder(notice.language, chance.of(`opinion ${notice.customer.address}`))]),
  );
  return { days, roster, tickets: stories, acts, ticketOpinions, orderOpinions };
}

const secondsOf = (time: string): number => Number(time.slice(0, 2)) * 3600 + Number(time.slice(3)) * 60;

function storyOf(n: number, at: number, surge: boolean, chance: Chance, people: People, before: readonly Story[]): Story {
  const kind = surge ? 'customer' : chance.weighted(KINDS);
  const base = {
    n,
    arrivesAt: at,
    surge,
    order: `FK-${31_000 + n * 7 + chance.whole(0, 6)}`,
    headers: {},
    into: null,
    team: null,
    reachable: true,
  };
  const nothing = { type: null, channel: 'email', mailbox: 'support', product: '' } as const;
  switch (kind) {
    case 'spam': {
      const verdict = { 'X-Local-Verdict-Spam': 'FAIL' };
      return { ...base, ...nothing, ...fromMachine(chance.pick(SPAM)), kind, headers: verdict };
    }
    case 'machine': {
      const absent = chance.is(0.7);
      const headers = absent
        ? { 'Auto-Submitted': 'auto-replied' }
        : { 'List-Unsubscribe': '<mailto:stop@shop-trends.test>', Precedence: 'bulk', 'List-Id': '<news.shop-trends.test>' };
      return { ...base, ...nothing, ...fromMachine(chance.pick(absent ? ABSENCES : NEWSLETTERS)), kind, headers };
    }
    case 'pitch':
      return { ...base, ...nothing, ...fromMachine(chance.pick(PITCHES)), kind };
    case 'elsewhere': {
      const mail = chance.pick(ELSEWHERE);
      return { ...base, ...nothing, ...fromMachine(mail), kind, team: mail.team };
    }
    case 'nudge': {
      const of = before.findLast(
        (one) => one.kind === 'customer' && one.channel === 'email' && one.reachable && one.arrivesAt > at - 6 * HOUR,
      );
      if (!of) break;
      const [subject, text] = chance.pick(TEXTS[of.customer.language].nudge);
      const said = (words: string): string => fill(words, { order: of.order, name: of.customer.first });
      const { customer, mailbox, product, order } = of;
      return { ...base, ...nothing, kind, customer, mailbox, product, order, subject: said(subject), text: said(text), into: of.n };
    }
    default:
  }
  return customerStory({ ...base, kind: 'customer' }, chance, people);
}

type Base = Pick<Story, 'n' | 'arrivesAt' | 'surge' | 'order' | 'headers' | 'into' | 'team' | 'reachable' | 'kind'>;

function customerStory(base: Base, chance: Chance, people: People): Story {
  const type = base.surge ? 'confirmation' : chance.weighted(TYPE_WEIGHTS);
  const fate = base.surge || !chance.is(0.006) ? null : chance.is(0.6) ? 'bounce' : 'softbounce';
  const customer = fate === null ? people.next() : people.make('en', fate);
  const texts = TEXTS[customer.language];
  const sku = chance.weighted(
    Object.fromEntries(Object.entries(PRODUCTS).map(([id, { weight }]) => [id, weight])) as Record<Product, number>,
  );
  const product = PRODUCTS[sku].name;
  const values = { order: base.order, product, name: customer.first };
  const [subject, text] = chance.pick(texts.topics[type].first);
  const mailbox = chance.is(0.75) ? MAILBOX_OF[type] : 'support';
  const channel = base.surge || fate !== null ? 'email' : chance.weighted(CHANNELS);
  const signed = channel === 'email' ? `${text}\n\n${chance.pick(texts.signs)}` : text;
  return {
    ...base,
    type,
    customer,
    product,
    mailbox,
    channel,
    subject: fill(subject, values),
    text: fill(signed, values),
    reachable: fate !== 'bounce',
  };
}

const fromMachine = ({ from, name, subject, text }: MachineMail) => ({
  customer: { name, first: name, address: from, language: 'en' as const },
  subject,
  text,
});
