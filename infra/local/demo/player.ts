import type { Settings } from '../../../desk/settings.ts';
import type { Act, AgentAct, PlannedTicket } from './act.ts';
import { Answers } from './answers.ts';
import { type Doors, Refused } from './doors.ts';
import type { Plan } from './plan.ts';
import { livingSettings, shopSettings } from './shop-settings.ts';

/*
 * Plays a plan against a started desk whose clock stands. Acts are begun in their order, each with the clock at its
 * instant, and several are in work at the same time: the time of a request is when it came, not when it is done. What has
 * to follow on something waits for it: the acts on one ticket, and a tick for everything before it.
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
/** What a machine wrote is no message: after so many looks an agent goes on. */
const READINGS = 30;
const READING_MS = 50;

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
  #listing: Promise<void> | null = null;
  #clock = 0;
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
    await this.#save(shopSettings);
    let tickets = 0;
    for (const act of acts) {
      await this.#answersUntil(act.at);
      if (act.do === 'tick') {
        await this.#tick(act.at);
        progress(act.at, tickets);
        continue;
      }
      if ((act.do === 'write' && act.letter.inReplyTo === null) || act.do === 'open') tickets += 1;
      await this.#begin(act.at, 'ticket' in act ? act.ticket : null, () => this.#perform(act));
    }
    await this.#answersUntil(days.now);
    await this.#tick(days.now);
    await this.#save(livingSettings);
    progress(days.now, tickets);
    const { csat, nps } = this.#answers.given;
    return { acts: this.#acts, mails: this.#mails, csat, nps, refused: this.#refused };
  }

  async #save(change: (before: Settings) => Settings): Promise<void> {
    const { etag, ...before } = await this.#doors.api<Settings>(null, 'GET', '/settings');
    await this.#doors.api(null, 'PUT', '/settings', change(before), etag);
  }

  /** Surveys that came are answered by their customers in between. */
  async #answersUntil(at: number): Promise<void> {
    for (let turn = this.#answers.next(at); turn; turn = this.#answers.next(at)) {
      const { at: planned, do: perform } = turn;
      await this.#begin(planned, null, () => perform(Math.max(planned, this.#clock)));
    }
  }

  /** Begins one act at its instant, when there is room and what it follows on is done. */
  async #begin(at: number, ticket: number | null, perform: () => Promise<void>): Promise<void> {
    while (this.#inWork.size >= AT_ONCE) await Promise.race(this.#inWork);
    if (ticket !== null) await this.#last.get(ticket);
    await this.#goTo(at);
    this.#acts += 1;
    const done = perform().catch((error: unknown) => {
      if (!(error instanceof Refused)) throw error;
      this.#refused.push(error.message);
    });
    const tracked = done.finally(() => this.#inWork.delete(tracked));
    this.#inWork.add(tracked);
    if (ticket !== null) this.#last.set(ticket, done);
  }

  async #goTo(at: number): Promise<void> {
    if (at <= this.#clock) return;
    this.#clock = at;
    await this.#doors.clock(at);
  }

  async #tick(at: number): Promise<void> {
    await Promise.all(this.#inWork);
    this.#last.clear();
    await this.#goTo(at);
    await this.#doors.fire();
    await this.#answers.look(at);
  }

  #perform(act: Exclude<Act, { do: 'tick' }>): Promise<void> {
    switch (act.do) {
      case 'write': {
        if (act.letter.inReplyTo === null) this.#expect(this.#plan.tickets[act.ticket] as PlannedTicket);
        else this.#unread.add(act.ticket);
        this.#written.set(act.ticket, (this.#written.get(act.ticket) ?? 0) + 1);
        this.#mails += 1;
        return this.#doors.mail(act.letter);
      }
      case 'order':
        return this.#doors.api(null, 'POST', '/orders', act.notice).then(() => undefined);
      default:
        return this.#agentActs(act);
    }
  }

  async #agentActs(act: AgentAct): Promise<void> {
    const ask = (method: string, path: string, body: unknown): Promise<{ id: string }> => this.#doors.api(act.agent, method, path, body);
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
    for (let tries = 0; tries < READINGS; tries += 1) {
      const { messagesIn } = await this.#doors.api<{ messagesIn: number }>(null, 'GET', path);
      if (messagesIn >= (this.#written.get(ticket) ?? 0)) return;
      await new Promise((resolve) => setTimeout(resolve, READING_MS));
    }
  }

  #expect(ticket: PlannedTicket): void {
    const key = sign(ticket.customer.address, ticket.subject);
    this.#expected.set(key, [...(this.#expected.get(key) ?? []), ticket]);
  }

  /** A ticket's reference, as agents find it: in the queue of what is new. */
  async #idOf(ticket: number): Promise<string> {
    for (let tries = 0; ; tries += 1) {
      const id = this.#ids.get(ticket);
      if (id !== undefined) return id;
      if (tries > 0) await this.#doors.idle();
      if (tries > 2) throw new Refused(`ticket ${ticket} is not in the queue: ${this.#plan.tickets[ticket]?.subject}`);
      this.#listing ??= this.#list().finally(() => {
        this.#listing = null;
      });
      await this.#listing;
    }
  }

  async #list(): Promise<void> {
    type Brief = { id: string; subject: string; requester: { address: string } | null };
    let cursor: string | null = null;
    do {
      const page: { tickets: Brief[]; cursor: string | null } = await this.#doors.api(
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
