import PostalMime from 'postal-mime';
import { fateOf } from '../ses-events.ts';
import type { Opinion, PlannedTicket } from './act.ts';
import { Chance } from './chance.ts';
import { HOUR, MINUTE } from './days.ts';
import { awake } from './desk-work.ts';
import { type Doors, Refused } from './doors.ts';
import type { Plan } from './plan.ts';
import { AGENTS, type Person } from './shop.ts';
import { soon } from './soon.ts';
import { TEXTS } from './texts/spoken.ts';
import { fill } from './texts/text.ts';

/*
 * Customers who find a survey in their mail, open its page, look at it and press; and agents who call back those who are
 * not glad. When a survey comes is the desk's to say, so these acts are found while the plan is played.
 */

/** Something to be begun at an instant. */
export type Turn = { readonly at: number; readonly do: () => Promise<void> };
type Customer = PlannedTicket['customer'];
type Kind = 'csat' | 'nps';

/** Nobody answers a mail that came back. */
const isDelivered = (address: string): boolean => ['delivered', 'complaint'].includes(fateOf(address));

export class Answers {
  readonly given = { csat: 0, nps: 0 };
  readonly #plan: Plan;
  readonly #doors: Doors;
  readonly #turns: Turn[] = [];
  /** By address: tickets in the order in which they came. */
  readonly #tickets = new Map<string, PlannedTicket[]>();
  readonly #asked = new Set<string>();
  #seen = 0;

  constructor(plan: Plan, doors: Doors) {
    this.#plan = plan;
    this.#doors = doors;
    for (const ticket of plan.tickets) {
      const { address } = ticket.customer;
      this.#tickets.set(address, [...(this.#tickets.get(address) ?? []), ticket]);
    }
  }

  /** The next turn before an instant, taken out of the line. */
  next(before: number): Turn | undefined {
    return (this.#turns[0]?.at ?? Number.POSITIVE_INFINITY) < before ? this.#turns.shift() : undefined;
  }

  /** Looks at what the desk has sent since the last time. */
  async look(now: number): Promise<void> {
    const mails = await this.#doors.sent(this.#seen);
    this.#seen += mails.length;
    for (const { id, tags, destinations } of mails) {
      const stream = Object.values(tags).find((tag) => /^[OS]-/.test(tag));
      const [address] = destinations;
      if (stream === undefined || address === undefined || !isDelivered(address) || this.#asked.has(stream)) continue;
      this.#asked.add(stream);
      const kind = stream.startsWith('O-') ? 'nps' : 'csat';
      const opinion = kind === 'nps' ? this.#plan.orderOpinions.get(address) : this.#ofTicket(address, now);
      if (!opinion) continue;
      const at = awake(this.#plan.days, now + opinion.afterMs);
      this.#wait({ at, do: () => this.#open(id, address, kind, opinion, at) });
    }
  }

  /** What the customer thinks of the last ticket that was settled with an opinion. */
  #ofTicket(address: string, now: number): Opinion | null {
    const mine = (this.#tickets.get(address) ?? []).filter(({ arrivesAt }) => arrivesAt < now);
    return mine.map(({ n }) => this.#plan.ticketOpinions.get(n) ?? null).findLast((opinion) => opinion !== null) ?? null;
  }

  #wait(turn: Turn): void {
    let place = this.#turns.length;
    while (place > 0 && (this.#turns[place - 1] as Turn).at > turn.at) place -= 1;
    this.#turns.splice(place, 0, turn);
  }

  /** The link in the mail is followed; the button comes later, when the page was read. */
  async #open(mail: string, address: string, kind: Kind, opinion: Opinion, at: number): Promise<void> {
    const { html = '', text = '' } = await PostalMime.parse(await this.#doors.raw(mail));
    const [, base] = /(https?:\/\/[^\s"'<>?]+\/s\/[A-Za-z0-9_-]+)/.exec(`${text} ${html}`) ?? [];
    if (base === undefined) throw new Refused(`no link in the survey to ${address}`);
    if (opinion.unsubscribes) {
      await this.#doors.page(`${base}/unsubscribe`, at, { 'List-Unsubscribe': 'One-Click' });
      return;
    }
    const page = await this.#doors.page(`${base}?score=${opinion.score}`, at);
    const [, nonce] = /name="page" value="([^"]+)"/.exec(page) ?? [];
    if (nonce === undefined) throw new Refused(`the survey's page of ${address} has no form`);
    const pressedAt = at + opinion.readingMs;
    this.#wait({ at: pressedAt, do: () => this.#press(base, nonce, address, kind, opinion, pressedAt) });
  }

  async #press(url: string, nonce: string, address: string, kind: Kind, opinion: Opinion, at: number): Promise<void> {
    const { score, comment } = opinion;
    const thanks = await this.#doors.page(url, at, { page: nonce, comment, score: String(score) });
    if (thanks.includes('name="page"')) throw new Refused(`the survey's page of ${address} asked again`);
    this.given[kind] += 1;
    if (score <= (kind === 'csat' ? 2 : 6)) this.#callBack(address, at);
  }

  /** Somebody who is at work a little later reads it, writes, and settles it. */
  #callBack(address: string, from: number): void {
    const chance = new Chance(`call back ${address} ${from}`);
    let at = from + chance.whole(20, 200) * MINUTE;
    let agent: Person | undefined;
    for (; !agent; at += HOUR) agent = AGENTS.find((one) => this.#plan.roster.works(one, at) && this.#plan.roster.works(one, at + HOUR));
    const by = agent;
    const known = this.#tickets.get(address)?.[0]?.customer ?? this.#customer(address);
    const calledAt = at - HOUR;
    this.#wait({ at: calledAt, do: () => this.#write(by, known, chance, calledAt) });
  }

  #customer(address: string): Customer {
    const notice = this.#plan.acts.flatMap((act) => (act.do === 'order' && act.notice.customer.address === address ? [act.notice] : []))[0];
    const name = notice?.customer.name ?? '';
    return { name, first: name.split(' ')[0] ?? '', address, language: (notice?.language ?? 'en') as Customer['language'] };
  }

  async #write(agent: Person, { address, first, language }: Customer, chance: Chance, at: number): Promise<void> {
    type Brief = { id: string; type: string | null; state: string };
    const path = `/tickets?queue=new&type=unhappy&customer=${encodeURIComponent(address)}`;
    const opened = await soon(async () => {
      const { tickets } = await this.#doors.api<{ tickets: Brief[] }>(agent.id, null, 'GET', path);
      return tickets.length === 0 ? null : tickets;
    });
    const texts = TEXTS[language];
    const text = fill(`${texts.hello}\n\n${chance.pick(texts.callBack)}\n\n${texts.bye}`, {
      name: first,
      agent: agent.name.split(' ')[0] ?? '',
    });
    for (const { id } of opened ?? []) await this.#doors.api(agent.id, at, 'POST', `/tickets/${id}/replies`, { text, resolve: true });
  }
}
