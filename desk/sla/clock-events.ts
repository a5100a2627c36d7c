import type { ClockName, EventOf, TicketEvent } from '../../events/event.ts';
import { CLOCKS } from '../../events/event.ts';
import type { Instant } from '../../events/ids.ts';
import type { Settings } from '../settings.ts';
import { isActive, type Ticket } from '../ticket/ticket.ts';
import { type Clock, type Clocks, evolveClocks, isTicking, type Waiting } from './clock.ts';
import { breachOf, isPastDue, stopOf, voidOf } from './measure.ts';
import { measureOf, type Party, type Pin, pin, pinById, policyFor } from './policy.ts';
import { duesOf, type Stretch } from './stretch.ts';
import { takeBack } from './take-back.ts';

/** Why a priority that an escalation raised does not start the clocks again: a miss is not judged by what it caused. */
export const ESCALATION = 'escalation';

/**
 * The clock events that follow from what was just decided about a ticket.
 * @param before the ticket before the decision, null for a new one
 * @param after the ticket with the decided events folded in (clocks not yet moved)
 * @param decided the decided events, in order
 * @param settings current settings: a clock that starts now pins them
 * @param pinned settings of the versions that running clocks are pinned to, by version
 * @param customer whom policies for particular customers are matched against
 */
export function clockEvents(
  before: Ticket | null,
  after: Ticket,
  decided: readonly TicketEvent[],
  settings: Settings,
  pinned: ReadonlyMap<number, Settings>,
  customer: Party | null = null,
): TicketEvent[] {
  // What is excluded as it comes in (spam, machine mail) never has a clock, until somebody releases it.
  if (before === null && after.state === 'excluded') return [];
  const wakes = decided.some((e) => e.type === 'TicketReopened' || e.type === 'TicketReleased' || e.type === 'TicketOpened');
  const watch = new Watch({ after, settings, pinned, customer }, wakes || (before !== null && isActive(before)));
  for (const event of decided) watch.see(event);
  watch.repin(decided);
  return watch.said;
}

type Scene = {
  readonly after: Ticket;
  readonly settings: Settings;
  readonly pinned: ReadonlyMap<number, Settings>;
  readonly customer: Party | null;
};

/** Goes through the decided events with the clocks as they move. */
export class Watch {
  readonly said: TicketEvent[] = [];
  readonly scene: Scene;
  clocks: Clocks;
  #active: boolean;

  constructor(scene: Scene, active: boolean) {
    this.scene = scene;
    this.clocks = scene.after.clocks;
    this.#active = active;
  }

  say(...events: TicketEvent[]): void {
    for (const event of events) {
      this.said.push(event);
      this.clocks = evolveClocks(this.clocks, event);
    }
  }

  see(event: TicketEvent): void {
    switch (event.type) {
      case 'TicketOpened':
        this.start('resolution', event.at, event.at);
        break;
      case 'MessageReceived':
        if (event.kind === 'customer' && this.#active) this.waitsSince(event.at, event.at);
        break;
      case 'TicketAbsorbed':
        if (event.unansweredSince !== null && this.#active) this.waitsSince(event.unansweredSince, event.at);
        break;
      case 'ReplySent':
        if (!event.started) this.answered(event);
        break;
      case 'ReplyUndelivered':
        takeBack(this, event);
        break;
      case 'TicketPended':
        this.pause(event.at, event.waitingOn);
        break;
      case 'TicketResumed':
        this.resume(event.at);
        break;
      case 'TicketResolved':
      case 'TicketExpired':
        this.#active = false;
        this.resolved(event);
        break;
      case 'TicketExcluded':
        this.#active = false;
        for (const [name, clock] of [...this.ticking()]) this.say(voidOf(name, clock, 'excluded', event.at));
        break;
      case 'TicketReopened':
        this.reopened(event.at);
        break;
      case 'TicketReleased':
        this.released(event.at);
        break;
      default:
    }
  }

  *ticking(): Generator<[ClockName, Clock]> {
    for (const name of CLOCKS) {
      const clock = this.clocks[name];
      if (isTicking(clock)) yield [name, clock];
    }
  }

  /** The pin of a clock that has one, out of the settings it was pinned to. */
  pinOf(name: ClockName, clock: Pick<Clock, 'policy' | 'settingsVersion'>): Pin {
    return pinById(this.scene.pinned.get(clock.settingsVersion) ?? this.scene.settings, clock.policy, name);
  }

  /** The pin by the policy that the ticket matches now. */
  #pinNow(name: ClockName): Pin {
    const { after, settings, customer } = this.scene;
    return pin(settings, policyFor(settings, { ...after, customer }), name);
  }

  /** Starts a clock with the policy that matches now. */
  start(name: ClockName, startedAt: Instant, at: Instant): void {
    this.startWith(name, this.#pinNow(name), { startedAt, since: startedAt, ran: [] }, at);
  }

  startWith(name: ClockName, by: Pin, from: { startedAt: Instant; since: Instant; ran: readonly Stretch[] }, at: Instant): void {
    this.say({
      type: 'ClockStarted',
      at,
      clock: name,
      startedAt: from.startedAt,
      since: from.since,
      policy: by.policy,
      calendar: by.calendar?.id ?? null,
      settingsVersion: by.settingsVersion,
      measure: measureOf(by),
      targetSeconds: by.target?.seconds ?? null,
      ...duesOf(by, from.ran, from.since),
    });
  }

  /** Goes on with a clock that had ended, by its own pin: what it spent before stays spent, the time since it ended does not count. */
  goOn(name: ClockName, clock: Clock, since: Instant, at: Instant): void {
    this.startWith(name, this.pinOf(name, clock), { startedAt: clock.startedAt, since, ran: clock.ran }, at);
  }

  /** A customer waits since `since`: the first reply clock while nobody has answered, the next reply clock after that; always the oldest wait. */
  waitsSince(since: Instant, at: Instant): void {
    const name: ClockName = this.#awaitsFirst() ? 'firstReply' : 'nextReply';
    const clock = this.clocks[name];
    if (isTicking(clock)) {
      if (since >= clock.startedAt) return;
      this.say(voidOf(name, clock, 'absorbed', at));
      this.start(name, since, at);
    } else if (name === 'firstReply' && clock) {
      this.goOn(name, clock, at, at);
    } else {
      this.start(name, since, at);
    }
  }

  /** No person has answered yet, and the ticket was not begun by one. */
  #awaitsFirst(): boolean {
    const state = this.clocks.firstReply?.state;
    if (state !== undefined) return state === 'running' || state === 'voided';
    return this.scene.after.origin !== 'agent' && this.scene.after.replies === 0;
  }

  answered(event: EventOf<'ReplySent'>): void {
    const { firstReply, nextReply } = this.clocks;
    // An answer after the ticket was closed unanswered is the first response all the same.
    if (firstReply?.state === 'voided') this.goOn('firstReply', firstReply, event.at, event.at);
    if (isTicking(this.clocks.firstReply)) this.stop('firstReply', this.clocks.firstReply, event.at, event);
    else if (isTicking(nextReply)) this.stop('nextReply', nextReply, event.at, event);
  }

  stop(name: ClockName, clock: Clock, at: Instant, by: Parameters<typeof stopOf>[4]): void {
    if (isPastDue(clock, at) && !clock.breached && clock.dueAt !== null) this.say(breachOf(name, clock, clock.dueAt));
    const { agent, message } = by;
    this.say(stopOf(name, clock, at, this.pinOf(name, clock), { agent, message }));
  }

  pause(at: Instant, waitingOn: Waiting): void {
    this.resume(at);
    if (this.clocks.resolution?.state === 'running') this.say({ type: 'ClockPaused', at, clock: 'resolution', waitingOn });
  }

  resume(at: Instant): void {
    const clock = this.clocks.resolution;
    if (clock?.state !== 'paused' || clock.pausedAt === null) return;
    const pausedSeconds = Math.max(0, Date.parse(at) - Date.parse(clock.pausedAt)) / 1000;
    const dues = duesOf(this.pinOf('resolution', clock), clock.ran, at);
    this.say({ type: 'ClockResumed', at, clock: 'resolution', pausedSeconds, ...dues });
  }

  resolved(event: EventOf<'TicketResolved' | 'TicketExpired'>): void {
    const { after } = this.scene;
    for (const [name, clock] of [...this.ticking()]) {
      if (name === 'resolution') {
        const agent = event.type === 'TicketResolved' ? (after.lastReply?.agent ?? null) : null;
        this.stop(name, clock, event.at, { agent, message: null });
        continue;
      }
      this.closeUnanswered(name, clock, event.at);
    }
  }

  /** Ends a reply clock that nobody answered: no sample, but a miss when due had passed. */
  closeUnanswered(name: ClockName, clock: Clock, at: Instant): void {
    const missed = isPastDue(clock, at);
    if (missed && !clock.breached && clock.dueAt !== null) this.say(breachOf(name, clock, clock.dueAt));
    this.say(voidOf(name, { ...clock, breached: missed }, 'closed', at));
  }

  reopened(at: Instant): void {
    const { resolution, firstReply } = this.clocks;
    if (resolution && !isTicking(resolution)) this.goOn('resolution', resolution, at, at);
    if (firstReply?.state === 'voided') this.goOn('firstReply', firstReply, at, at);
  }

  /** Back from exclusion: the time it lay there counts as ours, from the original arrival. */
  released(at: Instant): void {
    for (const name of CLOCKS) {
      const clock = this.clocks[name];
      if (clock?.voided === 'excluded') this.goOn(name, clock, clock.pausedAt === null ? clock.since : at, at);
    }
    const { resolution } = this.clocks;
    if (resolution === undefined) this.start('resolution', this.scene.after.openedAt, at);
    else if (!isTicking(resolution)) this.goOn('resolution', resolution, at, at);
  }

  /**
   * A changed type or priority that means another policy: the clocks that tick start again with it, from their
   * original start. It never undoes a miss: a clock past due takes on the new policy only when it is past due by
   * that one too.
   */
  repin(decided: readonly TicketEvent[]): void {
    const change = decided.findLast((e) => (e.type === 'TypeChanged' || e.type === 'PriorityChanged') && !isEscalation(e));
    if (change === undefined) return;
    for (const [name, clock] of [...this.ticking()]) {
      const next = this.#pinNow(name);
      if (next.policy === clock.policy) continue;
      const { pausedAt, waitingOn } = clock;
      const current = pausedAt === null ? undefined : clock.ran.at(-1);
      const ran = current ? clock.ran.slice(0, -1) : clock.ran;
      const since = current?.from ?? clock.since;
      const { dueAt } = duesOf(next, ran, since);
      if (isPastDue(clock, change.at) && !(dueAt !== null && dueAt < (pausedAt ?? change.at))) continue;
      this.say(voidOf(name, clock, 'repinned', change.at));
      this.startWith(name, next, { startedAt: clock.startedAt, since, ran }, change.at);
      if (pausedAt !== null && waitingOn !== null) this.say({ type: 'ClockPaused', at: pausedAt, clock: name, waitingOn });
    }
  }
}

const isEscalation = (event: TicketEvent): boolean => 'by' in event && event.by.kind === 'rule' && event.by.rule === ESCALATION;
