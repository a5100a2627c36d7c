import type { ClockName, Commit } from '../../events/event.ts';
import type { CustomerId } from '../../events/ids.ts';
import { msOf, type Zone } from './day.ts';
import { at, type Flow, type Life, latest, lifeOf, type Run } from './life.ts';
import { AUTOMATIC_BINS, EXCLUSION_BINS, ID, REPLY_CLOCKS, type ReplyClock, type Time, withinBin } from './measure.ts';
import { partOf, type Shares, type Under, under } from './share.ts';
import { BIN_SPAN, binOf } from './sketch.ts';

/*
 * What one ticket adds to which day (definitions.md). Each fact is dated by when it happened, and counts under what the
 * ticket was then; the flows of the backlog count under what the ticket is now, so that opened, resolved and active agree
 * in every group. What is excluded now enters no rate: of it, only its flows, its exclusion and its automatic mails count.
 */

const DAY_MS = 86_400_000;
/** A resolution is watched for so long: reopened in between, or another ticket by the same customer. */
export const WATCH_MS = 7 * DAY_MS;

/** What a ticket is to the other tickets of its customer. */
export type Contact = {
  readonly customer: CustomerId;
  readonly openedMs: number;
  /** Whether it is a contact: begun by the customer, and not excluded. */
  readonly counts: boolean;
  /** When it was resolved with one touch, if it was: another contact within a week after that undoes first-contact resolution. */
  readonly oneTouchMs: number | null;
};

/** What one ticket adds, and what other tickets need to know of it. */
export type TicketShares = {
  readonly shares: Shares;
  readonly contact: Contact /** Whether it is in the backlog now. */;
  readonly open: boolean;
};

/**
 * The shares of one ticket.
 * @param history all commits of the ticket, in the order of their versions
 * @param zone the desk's zone: days are its local dates
 * @param otherContacts when the customer's other counted tickets arrived, in epoch milliseconds
 * @throws when the history does not begin with TicketOpened
 */
export function ticketShares(history: readonly Commit[], zone: Zone, otherContacts: readonly number[]): TicketShares {
  const life = lifeOf(history);
  return new Sharing(life, zone).all(otherContacts);
}

const FLOW: Readonly<Record<Flow, number>> = {
  opened: ID.opened,
  resolved: ID.resolved,
  expired: ID.expired,
  reopened: ID.reopened,
  excludedOpen: ID.excludedOpen,
  released: ID.released,
};

/** Measure numbers of one duration: its sketch, its sum, and its shares within. */
type Duration = { readonly bins: number; readonly sum: number; readonly within: number };
const duration = (cohort: 'replied' | 'opened', clock: ReplyClock, time: Time): Duration => ({
  bins: ID[`${cohort}.${clock}.${time}`],
  sum: ID[`${cohort}.sum.${clock}.${time}`],
  within: ID[`${cohort}.within.${clock}.${time}`],
});
const REPLIED = {
  firstReply: { elapsed: duration('replied', 'firstReply', 'elapsed'), business: duration('replied', 'firstReply', 'business') },
  nextReply: { elapsed: duration('replied', 'nextReply', 'elapsed'), business: duration('replied', 'nextReply', 'business') },
} as const;
const OPENED = {
  firstReply: { elapsed: duration('opened', 'firstReply', 'elapsed'), business: duration('opened', 'firstReply', 'business') },
  nextReply: { elapsed: duration('opened', 'nextReply', 'elapsed'), business: duration('opened', 'nextReply', 'business') },
} as const;
const isReplyClock = (clock: ClockName): clock is ReplyClock => (REPLY_CLOCKS as readonly ClockName[]).includes(clock);
const millis = (seconds: number): number => Math.max(0, Math.round(seconds * 1000));

class Sharing {
  readonly #life: Life;
  readonly #zone: Zone;
  readonly #shares: Shares = new Map();

  constructor(life: Life, zone: Zone) {
    this.#life = life;
    this.#zone = zone;
  }

  all(otherContacts: readonly number[]): TicketShares {
    const life = this.#life;
    this.#flows();
    this.#automatic();
    const counts = life.state !== 'excluded';
    let oneTouchMs: number | null = null;
    if (counts) {
      this.#messages();
      for (const run of life.runs) {
        this.#promise(run);
        if (isReplyClock(run.clock)) this.#response(run, run.clock);
      }
      this.#answerable();
      oneTouchMs = this.#resolutions(otherContacts);
    }
    const { customer, openedMs, origin } = life;
    return {
      shares: this.#shares,
      open: life.state === 'open',
      contact: { customer, openedMs, counts: counts && origin === 'customer', oneTouchMs },
    };
  }

  #under(type: string, priority: string, agent: string, policy: string): Under {
    return under(this.#life.channel, this.#life.mailbox, type, priority, agent, policy, '');
  }

  /** What the ticket is now, under its present assignee unless somebody else gets the credit. */
  #now(policy?: string): Under {
    const { types, priorities, assignees, policies } = this.#life;
    return this.#under(latest(types, ''), latest(priorities, ''), latest(assignees, ''), policy ?? latest(policies, ''));
  }

  /** What the ticket was at an instant. An assignee before the first one is nobody. */
  #then(ms: number, agent?: string, policy?: string): Under {
    const { types, priorities, assignees, policies } = this.#life;
    const first = assignees[0];
    const assignee = first === undefined || ms < first.ms ? '' : at(assignees, ms, '');
    return this.#under(at(types, ms, ''), at(priorities, ms, ''), agent ?? assignee, policy ?? at(policies, ms, ''));
  }

  /** The part added to last: what happens at an instant adds several numbers to it. */
  #last: { readonly ms: number; readonly by: Under; readonly part: number[] } | null = null;

  #add(ms: number, by: Under, measure: number, bin = 0, amount = 1): void {
    if (this.#last?.ms !== ms || this.#last.by !== by) {
      this.#last = { ms, by, part: partOf(this.#shares, this.#zone.dayOf(ms), by) };
    }
    this.#last.part.push(measure, bin, amount);
  }

  #flows(): void {
    const { flows, exclusion, openedMs, state } = this.#life;
    const by = this.#now();
    for (const { ms, flow } of flows) this.#add(ms, by, FLOW[flow]);
    if (exclusion) this.#add(exclusion.ms, by, ID.excluded, EXCLUSION_BINS.indexOf(exclusion.reason));
    if (state !== 'excluded') this.#add(openedMs, by, ID.new);
  }

  #automatic(): void {
    for (const { ms, kind } of this.#life.automatic) this.#add(ms, this.#then(ms), ID.automatic, AUTOMATIC_BINS.indexOf(kind));
  }

  #messages(): void {
    const { received, replies, undelivered } = this.#life;
    for (const ms of received) {
      const by = this.#then(ms);
      this.#add(ms, by, ID.in);
      this.#add(ms, by, ID.arrivals, this.#zone.hourOfWeek(ms));
    }
    for (const { ms, agent, message } of replies) {
      const by = this.#then(ms, agent);
      this.#add(ms, by, ID.out);
      this.#add(ms, by, ID.replies, this.#zone.hourOfWeek(ms));
      const lost = undelivered.get(message);
      if (lost !== undefined) this.#add(ms, by, ID.undelivered);
    }
  }

  /** Met and missed are dated by the due instant; a clock that went on after a reopening has one outcome, its last. */
  #promise(run: Run): void {
    const { dueMs, stopped, breached, clock, policy } = run;
    if (dueMs === null) return;
    const missed = breached || stopped?.outcome === 'missed';
    if (!missed && stopped?.outcome !== 'met') return;
    if (missed) {
      const by = this.#then(dueMs, undefined, policy);
      this.#add(dueMs, by, ID[`missed.${clock}`]);
      if (stopped === null || stopped.outcome !== 'missed') return;
      const late = millis(stopped.lateBySeconds);
      this.#add(dueMs, by, ID[`late.${clock}`], binOf(late));
      this.#add(dueMs, by, ID[`late.sum.${clock}`], 0, late);
      return;
    }
    if (stopped === null) return;
    this.#add(dueMs, this.#then(msOf(stopped.at), stopped.agent ?? '', policy), ID[`met.${clock}`]);
  }

  /** One response, dated by the reply and again by the arrival; or one who still waits. */
  #response(run: Run, clock: ReplyClock): void {
    const { stopped, startedMs, policy } = run;
    if (stopped === null) {
      if (!run.running) return;
      this.#add(startedMs, this.#now(policy), ID[`waiting.${clock}`], Math.floor(startedMs / 1000));
      return;
    }
    const repliedMs = msOf(stopped.at);
    const by = this.#then(repliedMs, stopped.agent ?? '', policy);
    const hour = this.#zone.hourOfWeek(startedMs) * BIN_SPAN;
    const elapsed = millis(stopped.elapsedSeconds);
    this.#took(repliedMs, startedMs, by, clock, 'elapsed', elapsed, ID['wait.elapsed'], hour);
    if (stopped.businessSeconds !== null) {
      this.#took(repliedMs, startedMs, by, clock, 'business', millis(stopped.businessSeconds), ID['wait.business'], hour);
    }
    if (stopped.flags.includes('outside-hours')) this.#add(repliedMs, by, ID.outsideHours);
  }

  #took(repliedMs: number, startedMs: number, by: Under, clock: ReplyClock, time: Time, took: number, wait: number, hour: number): void {
    const bin = binOf(took);
    const within = withinBin(took);
    const replied = REPLIED[clock][time];
    this.#add(repliedMs, by, replied.bins, bin);
    this.#add(repliedMs, by, replied.sum, 0, took);
    this.#add(repliedMs, by, replied.within, within);
    const opened = OPENED[clock][time];
    this.#add(startedMs, by, opened.bins, bin);
    this.#add(startedMs, by, opened.sum, 0, took);
    this.#add(startedMs, by, opened.within, within);
    this.#add(startedMs, by, wait, hour + bin);
  }

  /** Whether a person answered within a week, of tickets that no agent began. */
  #answerable(): void {
    const { origin, openedMs, replies, undelivered } = this.#life;
    if (origin === 'agent') return;
    const by = this.#now();
    this.#add(openedMs, by, ID.answerable);
    const answered = replies.some((r) => !r.started && !undelivered.has(r.message) && r.ms <= openedMs + WATCH_MS);
    if (answered) this.#add(openedMs, by, ID.answered);
  }

  /** Resolutions, and those closed for silence apart. Returns when the ticket was resolved with one touch, if it was. */
  #resolutions(otherContacts: readonly number[]): number | null {
    const { closings, state, openedMs } = this.#life;
    for (const { ms, expired, unanswered } of closings) {
      if (expired) this.#add(ms, this.#then(ms), ID.silent);
      else if (unanswered) this.#add(ms, this.#then(ms), ID.closedUnanswered);
    }
    const last = closings.at(-1);
    if (last !== undefined && !last.expired && state === 'closed') this.#final(last.ms);
    const first = closings.find((c) => !c.expired);
    if (first === undefined) return null;
    const by = this.#then(first.ms, this.#replierBefore(first.ms));
    this.#lasted(first.ms, by, 'first', first.ms - openedMs, this.#businessUntil(first.ms));
    this.#add(first.ms, by, ID.cohort);
    if (this.#life.writtenBack.some((ms) => ms >= first.ms)) this.#add(first.ms, by, ID.reopenedCohort);
    return this.#oneTouch(first.ms, by, otherContacts);
  }

  #final(ms: number): void {
    const { openedMs, runs } = this.#life;
    const by = this.#then(ms, this.#replierBefore(ms));
    this.#lasted(ms, by, 'final', ms - openedMs, this.#businessUntil(ms));
    const waited = runs.findLast((r) => r.clock === 'resolution' && r.stopped !== null)?.stopped?.waited;
    if (waited) {
      this.#add(ms, by, ID['waited.us'], 0, millis(waited.us));
      this.#add(ms, by, ID['waited.customer'], 0, millis(waited.customer));
      this.#add(ms, by, ID['waited.thirdParty'], 0, millis(waited.thirdParty));
    }
    this.#add(ms, by, ID.touches, this.#touchesUntil(ms));
  }

  #lasted(ms: number, by: Under, which: 'first' | 'final', took: number, business: number | null): void {
    const elapsed = Math.max(0, took);
    this.#add(ms, by, ID[`${which}.elapsed`], binOf(elapsed));
    this.#add(ms, by, ID[`${which}.sum.elapsed`], 0, elapsed);
    if (business === null) return;
    this.#add(ms, by, ID[`${which}.business`], binOf(business));
    this.#add(ms, by, ID[`${which}.sum.business`], 0, business);
  }

  /** Working time that the resolution clock had spent when the ticket was resolved; null where nothing measured it. */
  #businessUntil(ms: number): number | null {
    const stopped = this.#life.resolvedStops.get(ms);
    return stopped === undefined || stopped.businessSeconds === null ? null : millis(stopped.businessSeconds);
  }

  #replierBefore(ms: number): string {
    return this.#life.replies.findLast((r) => r.ms <= ms && !this.#life.undelivered.has(r.message))?.agent ?? '';
  }

  #touchesUntil(ms: number): number {
    let touches = 0;
    for (const reply of this.#life.replies) {
      if (!reply.started && reply.ms <= ms && !this.#life.undelivered.has(reply.message)) touches += 1;
    }
    return touches;
  }

  #oneTouch(resolvedMs: number, by: Under, otherContacts: readonly number[]): number | null {
    const until = resolvedMs + WATCH_MS;
    if (this.#life.origin === 'agent' || this.#touchesUntil(resolvedMs) === 0) return null;
    this.#add(resolvedMs, by, ID.touchBase);
    const reopened = this.#life.reopenings.some((ms) => ms >= resolvedMs && ms <= until);
    if (reopened || this.#touchesUntil(until) !== 1) return null;
    this.#add(resolvedMs, by, ID.oneTouch);
    if (!otherContacts.some((ms) => ms > resolvedMs && ms <= until)) this.#add(resolvedMs, by, ID.firstContact);
    return resolvedMs;
  }
}
