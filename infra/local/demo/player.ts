import type { Settings } from '../../../desk/settings.ts';
import type { Act, AgentAct, PlannedTicket } from './act.ts';
import { Answers } from './answers.ts';
import { type Doors, Refused } from './doors.ts';
import type { Plan } from './plan.ts';
import { livingSettings, shopSettings } from './shop-settings.ts';
import { soon } from './soon.ts';

/*
 * Plays a plan against a started desk whose clock stands. Acts are begun in their order, and several are in work at the same
 * time: each says itself when it comes. What has to follow on something waits for it: the acts on one ticket for each other,
 * and a tick for everything before it.
 */

export type Played = {
  readonly acts: number;
  readonly mails: number;
  /** Answers confirmed on surveys' pages. */
  readonly csat: number;
  readonly nps: number;
  /** What the desk refused, in its words. */
  readonly refused: readonly string[];
};

/** So many acts are in work at the same time: enough to keep two cores busy. */
const AT_ONCE = 12;
/** Figures are folded at some ticks only. */
const FOLDING = 'roll-up';
/** Between two looks into the queue of what is new, in real time; all who wait for a ticket share them. */
const LISTING_MS = 40;

export class Player {
  readonly #plan: Plan;
  readonly #doors: Doors;
  readonly #answers: Answers;
  readonly #ids = new Map<number, string>();
  readonly #taken = new Set<string>();
  /** Tickets of mails that were sent and not found in the queue yet, by what the queue shows of them. */
  readonly #expected = new Map<string, PlannedTicket[]>();
  /** Messages that customers have written on each ticket. */
  readonly #written = new Map<number, number>();
  /** Tickets on which a customer wrote again since an agent last looked. */
  readonly #unread = new Set<number>();
  readonly #inWork = new Set<Promise<void>>();
  readonly #last = new Map<number, Promise<void>>();
  readonly #refused: string[] = [];
  #failure: unknown;
  #listing: Promise<void> | null = null;
  #listedAt = 0;
  #acts = 0;
  #mails = 0;

  constructor(plan: Plan, doors: Doors) {
    this.#plan = plan;
    this.#doors = doors;
    this.#answers = new Answers(plan, doors);
  }

  /** @param progress called now and then with the instant that is played and the tickets that came */
  async play(progress: (at: number, tickets: number) => void): Promise<Played> {
    const { acts, days } = this.#plan;
    await this.#save(shopSettings, days.start);
    let tickets = 0;
    for (const act of acts) {
      await this.#answersUntil(act.at);
      if (act.do === 'tick') {
        await this.#tick(act.at, act.folds);
        progress(act.at, tickets);
        continue;
      }
      if ((act.do === 'write' && act.letter.inReplyTo === null) || act.do === 'open') tickets += 1;
      const on = 'ticket' in act ? [act.ticket, ...(act.do === 'merge' ? [act.into] : [])] : [];
      await this.#begin(on, () => this.#perform(act));
    }
    await this.#tick(days.now, true);
    await this.#save(livingSettings, days.now);
    progress(days.now, tickets);
    const { csat, nps } = this.#answers.given;
    return { acts: this.#acts, mails: this.#mails, csat, nps, refused: this.#refused };
  }

  async #save(change: (before: Settings) => Settings, at: number): Promise<void> {
    const { etag, ...before } = await this.#doors.api<Settings>(null, null, 'GET', '/settings');
    await this.#doors.api(null, at, 'PUT', '/settings', change(before), etag);
  }

  /** Surveys that came are answered by their customers in between. */
  async #answersUntil(at: number): Promise<void> {
    for (let turn = this.#answers.next(at); turn; turn = this.#answers.next(at)) await this.#begin([], turn.do);
  }

  /**
   * Begins one act when there is room; what it follows on is done before it.
   * @param on tickets whose acts it follows on, its own first
   */
  async #begin(on: readonly number[], perform: () => Promise<void>): Promise<void> {
    while (this.#inWork.size >= AT_ONCE) await Promise.race(this.#inWork);
    if (this.#failure !== undefined) throw this.#failure;
    this.#acts += 1;
    const done = Promise.all(on.map((ticket) => this.#last.get(ticket)))
      .then(perform)
      .catch((error: unknown) => {
        if (error instanceof Refused) this.#refused.push(error.message);
        else this.#failure ??= error;
      })
      .finally(() => this.#inWork.delete(done));
    this.#inWork.add(done);
    if (on[0] !== undefined) this.#last.set(on[0], done);
  }

  async #tick(at: number, folds: boolean): Promise<void> {
    // Who opened a survey's page may press its button before the tick.
    for (await this.#answersUntil(at); this.#inWork.size > 0; await this.#answersUntil(at)) await Promise.all(this.#inWork);
    if (this.#failure !== undefined) throw this.#failure;
    this.#last.clear();
    // What the last acts set off happens at their time, not at the tick's.
    await this.#doors.idle();
    await this.#doors.clock(at);
    await this.#doors.fire(folds ? [] : [FOLDING]);
    await this.#answers.look(at);
  }

  #perform(act: Exclude<Act, { do: 'tick' }>): Promise<void> {
    switch (act.do) {
      case 'write': {
        if (act.letter.inReplyTo === null) this.#expect(this.#plan.tickets[act.ticket] as PlannedTicket);
        else this.#unread.add(act.ticket);
        this.#written.set(act.ticket, (this.#written.get(act.ticket) ?? 0) + 1);
        this.#mails += 1;
        return this.#doors.mail(act.letter, act.at);
      }
      case 'order':
        return this.#doors.api(null, act.at, 'POST', '/orders', act.notice).then(() => undefined);
      default:
        return this.#agentActs(act);
    }
  }

  async #agentActs(act: AgentAct & { readonly at: number }): Promise<void> {
    const ask = (method: string, path: string, body: unknown): Promise<{ id: string }> =>
      this.#doors.api(act.agent, act.at, method, path, body);
    if (act.do === 'open') {
      const { channel, mailbox, subject, text, type, language, customer } = act;
      const requester = { name: customer.name, address: customer.address };
      const { id } = await ask('POST', '/tickets', { channel, mailbox, subject, text, type, language, requester });
      this.#ids.set(act.ticket, id);
      this.#written.set(act.ticket, 1);
      return;
    }
    const path = `/tickets/${await this.#idOf(act.ticket)}`;
    await this.#read(act.ticket, path);
    switch (act.do) {
      case 'classify': {
        const { type, priority, agent: assignee } = act;
        await ask('PATCH', path, { ...(type === null ? {} : { type }), ...(priority === 'normal' ? {} : { priority }), assignee });
        return;
      }
      case 'reply': {
        const { text, quickReply, resolve } = act;
        await ask('POST', `${path}/replies`, { ...(quickReply === null ? { text } : { quickReply }), resolve });
        return;
      }
      case 'pend':
        await ask('POST', `${path}/pend`, { waitingOn: act.waitingOn });
        return;
      case 'note':
        await ask('POST', `${path}/notes`, { text: act.text });
        return;
      case 'redirect':
        await ask('POST', `${path}/redirect`, { team: act.team });
        return;
      case 'merge':
        await ask('POST', `${path}/merge`, { into: await this.#idOf(act.into) });
        return;
      default:
        await ask('POST', `${path}/${act.do}`, {});
    }
  }

  /** An agent reads what came before answering it: a mail that is still on its way would be answered before it was there. */
  async #read(ticket: number, path: string): Promise<void> {
    if (!this.#unread.delete(ticket)) return;
    await soon(async () => {
      const { messagesIn } = await this.#doors.api<{ messagesIn: number }>(null, null, 'GET', path);
      return messagesIn >= (this.#written.get(ticket) ?? 0) ? true : null;
    });
  }

  #expect(ticket: PlannedTicket): void {
    const key = sign(ticket.customer.address, ticket.subject);
    this.#expected.set(key, [...(this.#expected.get(key) ?? []), ticket]);
  }

  /** A ticket's reference, as agents find it: in the queue of what is new. */
  async #idOf(ticket: number): Promise<string> {
    const known = this.#ids.get(ticket);
    if (known !== undefined) return known;
    const id = await soon(async () => {
      this.#listing ??= this.#look().finally(() => {
        this.#listing = null;
      });
      await this.#listing;
      return this.#ids.get(ticket) ?? null;
    });
    if (id === null) throw new Refused(`ticket ${ticket} is not in the queue: ${this.#plan.tickets[ticket]?.subject}`);
    return id;
  }

  async #look(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, this.#listedAt + LISTING_MS - performance.now())));
    await this.#list();
    this.#listedAt = performance.now();
  }

  async #list(): Promise<void> {
    type Brief = { id: string; subject: string; requester: { address: string } | null };
    let cursor: string | null = null;
    do {
      const page: { tickets: Brief[]; cursor: string | null } = await this.#doors.api(
        null,
        null,
        'GET',
        `/tickets?queue=new&limit=200${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
      );
      for (const { id, subject, requester } of page.tickets) {
        if (this.#taken.has(id)) continue;
        const key = sign(requester?.address ?? '', subject);
        const [ticket, ...rest] = this.#expected.get(key) ?? [];
        if (!ticket) continue;
        this.#taken.add(id);
        this.#ids.set(ticket.n, id);
        this.#expected.set(key, rest);
      }
      cursor = page.cursor;
    } while (cursor !== null);
  }
}

const sign = (address: string, subject: string): string => `${address}\n${subject}`;
