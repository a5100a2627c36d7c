import type { Act, Letter, PlannedTicket } from './act.ts';
import type { Chance } from './chance.ts';
import { type Days, HOUR, MINUTE } from './days.ts';
import type { Roster } from './roster.ts';
import { dismissal, type Step, script } from './script.ts';
import { addressOf, type Person } from './shop.ts';
import { TEXTS } from './texts/spoken.ts';
import { fill, type Texts } from './texts/text.ts';

/*
 * The desk at work: everything that waits lies in one line by the time at which somebody would look at it, and goes to
 * whoever is free. What the plan's numbers look like comes of that: nights pile up, a surge fills days, an illness shows.
 */

/** A ticket with what its conversation needs to know. */
export type Story = PlannedTicket & {
  readonly order: string;
  readonly product: string;
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly reachable: boolean;
  /** The ticket that a second mail belongs to; the team for what goes elsewhere. */
  readonly into: number | null;
  readonly team: string | null;
};

/** How a ticket went, for what its customer thinks of it. */
export type Course = { readonly repliedAt: number | null; readonly resolvedAt: number | null; readonly cameBack: boolean };

type Going = {
  readonly story: Story;
  readonly chance: Chance;
  steps: readonly Step[];
  agent: Person | null;
  mails: number;
  repliedAt: number | null;
  resolvedAt: number | null;
  cameBack: boolean;
};
type AgentStep = Extract<Step, { who: 'agent' }>;
type By = { readonly ticket: number; readonly agent: string };
type Undated<A> = A extends unknown ? Omit<A, 'at'> : never;
type Waiting = { readonly at: number; readonly going: Going; readonly step: number };

const NO_WAY = 'Mail to this address comes back. No telephone number on the order.';
const QUICK: Readonly<Record<string, string>> = { delivery: 'on-its-way', confirmation: 'mail-fault', return: 'return-label' };

export class DeskWork {
  readonly acts: Act[] = [];
  readonly courses = new Map<number, Course>();
  readonly #days: Days;
  readonly #roster: Roster;
  readonly #chance: Chance;
  #line: Waiting[] = [];

  constructor(days: Days, roster: Roster, chance: Chance) {
    this.#days = days;
    this.#roster = roster;
    this.#chance = chance;
  }

  /** Plays all conversations to their end; what lies beyond the present is nobody's business yet. */
  play(stories: readonly Story[]): void {
    this.#line = stories.map((story) => {
      const chance = this.#chance.of(`ticket ${story.n}`);
      const going = { story, chance, steps: [], agent: null, mails: 0, repliedAt: null, resolvedAt: null, cameBack: false };
      return { at: story.arrivesAt, going, step: -1 };
    });
    this.#line.sort((a, b) => a.at - b.at);
    for (let waiting = this.#line.shift(); waiting; waiting = this.#line.shift()) {
      const { going, step, at } = waiting;
      const ended = step < 0 ? this.#arrive(going, at) : this.#take(going, going.steps[step] as Step, at);
      const next = going.steps[step + 1];
      if (next && ended < this.#days.now) this.#wait({ at: this.#ready(next, ended), going, step: step + 1 });
      const { repliedAt, resolvedAt, cameBack, story } = going;
      this.courses.set(story.n, { repliedAt, resolvedAt, cameBack });
    }
  }

  #wait(waiting: Waiting): void {
    let [low, high] = [0, this.#line.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#line[middle] as Waiting).at <= waiting.at) low = middle + 1;
      else high = middle;
    }
    this.#line.splice(low, 0, waiting);
  }

  /** Customers sleep; agents' shifts are the roster's affair. */
  #ready(step: Step, from: number): number {
    const at = Math.floor((from + step.afterMs) / 1000) * 1000;
    return step.who === 'customer' ? awake(this.#days, at) : at;
  }

  #say(at: number, act: Undated<Act>): void {
    if (at < this.#days.now) this.acts.push({ ...act, at } as Act);
  }

  /** The first mail, or the call or chat that is settled on the spot. @returns when it was over */
  #arrive(going: Going, at: number): number {
    const { story, chance } = going;
    const taken = story.channel === 'email' ? null : this.#roster.pickUp(at, chance.whole(5, 9));
    if (taken === null || story.type === null) {
      going.steps = this.#stepsOf(going);
      this.#write(going, at, story.subject, story.text);
      return at;
    }
    const { agent, from, to } = taken;
    const { type, mailbox, customer, subject, n: ticket } = story;
    const { language } = customer;
    going.agent = agent;
    const channel = story.channel === 'chat' ? 'chat' : 'phone';
    this.#say(from, { do: 'open', ticket, agent: agent.id, channel, mailbox, subject, text: story.text, type, language, customer });
    const answer = fill(chance.pick(TEXTS[language].topics[type].answer), this.#values(going));
    this.#say(to, { do: 'reply', ticket, agent: agent.id, text: answer, quickReply: null, resolve: true });
    going.repliedAt = to;
    going.resolvedAt = to;
    return to;
  }

  #stepsOf({ story, chance }: Going): Step[] {
    switch (story.kind) {
      case 'customer':
        return story.type === null ? [] : script(story.type, chance, story.reachable);
      case 'pitch':
        return dismissal('spam', chance);
      case 'elsewhere':
        return dismissal('redirect', chance);
      case 'nudge':
        return dismissal('merge', chance);
      default:
        return [];
    }
  }

  #values({ story, agent }: Going): Record<string, string> {
    const { order, product, customer } = story;
    return { order, product, name: customer.first, agent: agent?.name.split(' ')[0] ?? '' };
  }

  #write(going: Going, at: number, subject: string, text: string): void {
    const { story } = going;
    const { address, name } = story.customer;
    const id = (mail: number): string => `<${story.n}.${mail}.${address.split('@')[0]}@${address.split('@')[1]}>`;
    const letter: Letter = {
      from: address,
      name,
      to: addressOf(story.mailbox),
      subject,
      text,
      messageId: id(going.mails),
      inReplyTo: going.mails === 0 ? null : id(0),
      headers: going.mails === 0 ? story.headers : {},
    };
    going.mails += 1;
    this.#say(at, { do: 'write', ticket: story.n, letter });
  }

  /** One step. @returns when it was done */
  #take(going: Going, step: Step, at: number): number {
    const { story, chance } = going;
    const texts: Texts = TEXTS[story.customer.language];
    if (step.who === 'customer') {
      const said =
        step.says === 'detail' && story.type !== null
          ? texts.topics[story.type].detail
          : texts[step.says === 'detail' ? 'more' : step.says];
      if (step.says === 'again') going.cameBack = true;
      const text = chance.pick(said);
      this.#write(
        going,
        at,
        `Re: ${story.subject}`,
        fill(step.says === 'thanks' ? text : `${text}\n\n${chance.pick(texts.signs)}`, this.#values(going)),
      );
      return at;
    }
    const { agent, from, to } = this.#roster.take(at, story.customer.language, going.agent, step.minutes);
    const by = { ticket: story.n, agent: agent.id };
    const fresh = going.agent === null;
    going.agent = agent;
    if (fresh && story.kind === 'customer' && step.does !== 'give-up') {
      const type = chance.is(0.03) ? null : story.type;
      const priority = story.type === 'damaged' && chance.is(0.3) ? 'high' : 'normal';
      this.#say(from + Math.floor((to - from) * 0.3), { do: 'classify', ...by, type, priority });
    }
    this.#act(going, step, to, by, texts);
    if (step.resolves) going.resolvedAt = to;
    return to;
  }

  #act(going: Going, step: AgentStep, to: number, by: By, texts: Texts): void {
    const { story } = going;
    if (step.does === 'spam') this.#say(to, { do: 'spam', ...by });
    else if (step.does === 'redirect') this.#say(to, { do: 'redirect', ...by, team: story.team ?? '' });
    else if (step.does === 'merge') this.#say(to, { do: 'merge', ...by, into: story.into ?? 0 });
    else if (step.does === 'close' || step.does === 'give-up') {
      if (step.does === 'give-up') this.#say(to - MINUTE, { do: 'note', ...by, text: NO_WAY });
      this.#say(to, { do: 'resolve', ...by });
    } else this.#reply(going, step, to, by, texts);
  }

  #reply(going: Going, { does, resolves }: AgentStep, to: number, by: By, texts: Texts): void {
    const { story, chance } = going;
    const topic = story.type === null ? null : texts.topics[story.type];
    const said = does === 'answer' ? topic?.answer : does === 'ask' ? topic?.ask : texts[does as 'chase'];
    const quickReply = does === 'answer' && story.type !== null && chance.is(0.3) ? (QUICK[story.type] ?? null) : null;
    const text = fill(`${texts.hello}\n\n${chance.pick(said ?? texts.moreAnswer)}\n\n${texts.bye}`, this.#values(going));
    this.#say(to, { do: 'reply', ...by, text, quickReply, resolve: resolves });
    if (does === 'ask') this.#say(to + 20_000, { do: 'pend', ...by, waitingOn: 'customer' });
    if (does === 'chase') this.#say(to + 20_000, { do: 'pend', ...by, waitingOn: 'third-party' });
    going.repliedAt ??= to;
  }
}

/** Not between eleven and seven: then it is done in the morning. */
export function awake(days: Days, at: number): number {
  const day = days.of(at);
  const wake = days.at(day, 7 * 3600);
  if (at < wake) return wake + (at % (2 * HOUR));
  return at < days.at(day, 23 * 3600) ? at : days.at(day + 1, 7 * 3600) + (at % (2 * HOUR));
}
