import type { ClockName, Commit, DomainEvent, EventOf, Exclusion } from '../../events/event.ts';
import type { CustomerId } from '../../events/ids.ts';
import { msOf } from './day.ts';

/*
 * A ticket's history read once, into what is measured: what it was when, who wrote when, when it was open, and how each
 * run of a clock ended. Instants are epoch milliseconds.
 */

/** A value from an instant on. */
type Since<T> = { readonly ms: number; readonly value: T };
/** Values in the order in which they came to be. */
export type Timeline<T> = Since<T>[];

/** What held at an instant: the last change at or before it, else what held first. */
export function at<T>(timeline: Timeline<T>, ms: number, none: T): T {
  for (let i = timeline.length - 1; i >= 0; i -= 1) {
    const since = timeline[i];
    if (since !== undefined && since.ms <= ms) return since.value;
  }
  return timeline[0]?.value ?? none;
}
/** What holds now. */
export const latest = <T>(timeline: Timeline<T>, none: T): T => timeline.at(-1)?.value ?? none;

export type Flow = 'opened' | 'resolved' | 'expired' | 'reopened' | 'excludedOpen' | 'released';
export type Reply = { readonly message: string; readonly ms: number; readonly agent: string; readonly started: boolean };
/** A run of a clock, and how it stands. One that was taken back says nothing. */
export type Run = {
  readonly clock: ClockName;
  readonly startedMs: number;
  policy: string;
  dueMs: number | null;
  running: boolean;
  breached: boolean;
  stopped: EventOf<'ClockStopped'> | null;
};

export type Life = {
  readonly origin: EventOf<'TicketOpened'>['origin'];
  readonly openedMs: number;
  readonly customer: CustomerId;
  readonly channel: string;
  readonly mailbox: string;
  readonly types: Timeline<string>;
  readonly priorities: Timeline<string>;
  readonly assignees: Timeline<string>;
  readonly policies: Timeline<string>;
  /** What the customer wrote, each message once. */
  readonly received: Iterable<number>;
  /** Public replies by people, in order of time; and the messages among them that did not arrive. */
  readonly replies: readonly Reply[];
  readonly undelivered: ReadonlyMap<string, number>;
  readonly automatic: readonly { readonly ms: number; readonly kind: EventOf<'MailQueued'>['kind'] }[];
  readonly flows: readonly { readonly ms: number; readonly flow: Flow }[];
  readonly closings: readonly { readonly ms: number; readonly expired: boolean; readonly unanswered: boolean }[];
  /** Every reopening by a customer's message. */
  readonly writtenBack: readonly number[];
  readonly reopenings: readonly number[];
  readonly state: 'open' | 'closed' | 'excluded';
  readonly exclusion: { readonly ms: number; readonly reason: Exclusion } | null;
  readonly runs: readonly Run[];
  /** How the resolution clock stood whenever it stopped, by that instant: a reopening moves the run on, not what it said then. */
  readonly resolvedStops: ReadonlyMap<number, EventOf<'ClockStopped'>>;
};

/**
 * Reads a ticket's commits.
 * @param history all commits of the ticket in the order of their versions
 * @throws when it does not begin with TicketOpened
 */
export function lifeOf(history: readonly Commit[]): Life {
  const birth = history[0];
  const first = birth?.events[0];
  if (first?.type !== 'TicketOpened') throw new Error(`a ticket begins with TicketOpened: ${birth?.stream ?? 'no commit'}`);
  const life = new Reading(first);
  for (const commit of history) for (const event of commit.events) life.read(event, commit === birth);
  return life;
}

/** Most tickets have none of these, and a map for each of them would cost more than all that it holds. */
const NO_INSTANTS: ReadonlyMap<string, number> = new Map();
const NO_STOPS: ReadonlyMap<number, EventOf<'ClockStopped'>> = new Map();

/** The same map with one entry more; a new one when there was none yet. */
function including<K, V>(map: ReadonlyMap<K, V>, key: K, value: V): ReadonlyMap<K, V> {
  if (map.size === 0) return new Map([[key, value]]);
  return (map as Map<K, V>).set(key, value);
}

/** A life while it is read. */
class Reading implements Life {
  readonly origin: Life['origin'];
  readonly openedMs: number;
  readonly customer: CustomerId;
  readonly channel: string;
  readonly mailbox: string;
  readonly types: Timeline<string>;
  readonly priorities: Timeline<string>;
  readonly assignees: Timeline<string> = [];
  readonly policies: Timeline<string> = [];
  readonly replies: Reply[] = [];
  undelivered = NO_INSTANTS;
  readonly automatic: { ms: number; kind: EventOf<'MailQueued'>['kind'] }[] = [];
  flows: { ms: number; flow: Flow }[];
  readonly closings: { ms: number; expired: boolean; unanswered: boolean }[] = [];
  readonly writtenBack: number[] = [];
  readonly reopenings: number[] = [];
  state: Life['state'] = 'open';
  exclusion: Life['exclusion'] = null;
  readonly runs: Run[] = [];
  resolvedStops = NO_STOPS;
  #received = NO_INSTANTS;

  constructor(opened: EventOf<'TicketOpened'>) {
    const ms = msOf(opened.at);
    this.origin = opened.origin;
    this.openedMs = ms;
    this.customer = opened.customer;
    this.channel = opened.channel;
    this.mailbox = opened.mailbox;
    this.types = [{ ms, value: opened.ticketType ?? '' }];
    this.priorities = [{ ms, value: opened.priority }];
    this.flows = [{ ms, flow: 'opened' }];
  }

  get received(): Iterable<number> {
    return this.#received.values();
  }

  read(event: DomainEvent, atBirth: boolean): void {
    switch (event.type) {
      case 'MessageReceived':
        if (event.kind === 'customer') this.#received = including(this.#received, event.message, msOf(event.at));
        return;
      case 'ReplySent':
        this.replies.push({ message: event.message, ms: msOf(event.at), agent: event.agent, started: event.started });
        return;
      case 'ReplyUndelivered':
        this.undelivered = including(this.undelivered, event.message, msOf(event.at));
        return;
      case 'TypeChanged':
        this.types.push({ ms: msOf(event.at), value: event.to ?? '' });
        return;
      case 'PriorityChanged':
        this.priorities.push({ ms: msOf(event.at), value: event.to });
        return;
      case 'AssigneeChanged':
        this.assignees.push({ ms: msOf(event.at), value: event.to ?? '' });
        return;
      case 'MailQueued':
        if (event.kind !== 'reply') this.automatic.push({ ms: msOf(event.at), kind: event.kind });
        return;
      case 'TicketResolved':
        this.#close(msOf(event.at), false, event.unanswered);
        return;
      case 'TicketExpired':
        this.#close(msOf(event.at), true, false);
        return;
      case 'TicketReopened':
        this.#reopen(event);
        return;
      case 'TicketExcluded':
        this.#exclude(event, atBirth);
        return;
      case 'TicketReleased':
        this.#release(event);
        return;
      case 'ClockStarted':
      case 'ClockResumed':
      case 'ClockBreached':
      case 'ClockStopped':
      case 'ClockVoided':
        this.#clock(event);
        return;
      default:
    }
  }

  #close(when: number, expired: boolean, unanswered: boolean): void {
    if (this.state !== 'open') return;
    this.state = 'closed';
    this.closings.push({ ms: when, expired, unanswered });
    this.flows.push({ ms: when, flow: 'resolved' });
    if (expired) this.flows.push({ ms: when, flow: 'expired' });
  }

  #reopen(event: EventOf<'TicketReopened'>): void {
    if (this.state !== 'closed') return;
    const ms = msOf(event.at);
    this.state = 'open';
    this.reopenings.push(ms);
    if (event.by.kind === 'customer') this.writtenBack.push(ms);
    this.flows.push({ ms, flow: 'reopened' });
  }

  #exclude(event: EventOf<'TicketExcluded'>, atBirth: boolean): void {
    if (this.state === 'excluded') return;
    // What the screen took out at the door was never in the backlog.
    if (atBirth) this.flows = [];
    else if (this.state === 'open') this.flows.push({ ms: msOf(event.at), flow: 'excludedOpen' });
    this.state = 'excluded';
    this.exclusion = { ms: msOf(event.at), reason: event.reason };
  }

  #release(event: EventOf<'TicketReleased'>): void {
    if (this.state !== 'excluded') return;
    this.state = 'open';
    this.exclusion = null;
    this.flows.push({ ms: msOf(event.at), flow: 'released' });
  }

  #clock(event: EventOf<'ClockStarted' | 'ClockResumed' | 'ClockBreached' | 'ClockStopped' | 'ClockVoided'>): void {
    switch (event.type) {
      case 'ClockStarted': {
        this.policies.push({ ms: msOf(event.at), value: event.policy });
        const run = this.#run(event.clock, msOf(event.startedAt));
        run.policy = event.policy;
        run.dueMs = event.dueAt === null ? null : msOf(event.dueAt);
        run.running = true;
        run.stopped = null;
        return;
      }
      case 'ClockResumed': {
        const run = this.#latest(event.clock);
        if (run) run.dueMs = event.dueAt === null ? null : msOf(event.dueAt);
        return;
      }
      case 'ClockBreached': {
        const due = msOf(event.dueAt);
        const run = this.runs.findLast((r) => r.clock === event.clock && r.dueMs === due) ?? this.#latest(event.clock);
        if (!run) return;
        run.breached = true;
        run.dueMs = due;
        return;
      }
      case 'ClockStopped': {
        const run = this.#run(event.clock, msOf(event.startedAt));
        run.policy = event.policy;
        run.dueMs = event.dueAt === null ? null : msOf(event.dueAt);
        run.running = false;
        run.stopped = event;
        if (event.clock === 'resolution') this.resolvedStops = including(this.resolvedStops, msOf(event.at), event);
        return;
      }
      case 'ClockVoided': {
        const run = this.#run(event.clock, msOf(event.startedAt));
        run.running = false;
        run.stopped = null;
        // Closed without an answer after due stays a miss; all else that a voided run said is taken back.
        run.breached = event.why === 'closed' && event.breached;
        if (event.dueAt !== null) run.dueMs = msOf(event.dueAt);
        return;
      }
    }
  }

  #latest(clock: ClockName): Run | undefined {
    return this.runs.findLast((run) => run.clock === clock);
  }

  /** The run of a clock that began at an instant: the same one when it goes on after a reopening. */
  #run(clock: ClockName, startedMs: number): Run {
    const known = this.runs.find((run) => run.clock === clock && run.startedMs === startedMs);
    if (known) return known;
    const run: Run = { clock, startedMs, policy: '', dueMs: null, running: false, breached: false, stopped: null };
    this.runs.push(run);
    return run;
  }
}
