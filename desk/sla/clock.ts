import type { ClockName, EventOf, TicketEvent } from '../../events/event.ts';
import type { AgentId, Instant, MessageId } from '../../events/ids.ts';
import type { Stretch } from './stretch.ts';

/*
 * The clocks of a ticket, folded from its events alone. What follows from a decision is said by clock-events.ts.
 */

export type Waiting = 'customer' | 'third-party';
export type NoticeKind = EventOf<'ClockNotified'>['notice'];
/** An ended run of a reply clock: enough to take it back when the reply that ended it bounces. */
export type Run = Pick<Clock, 'startedAt' | 'since' | 'ran' | 'policy' | 'settingsVersion' | 'dueAt'> & {
  readonly stoppedAt: Instant;
  readonly message: MessageId | null;
  readonly missed: boolean;
};

/** One running, paused or stopped measurement; all of it comes from the Clock… events. */
export type Clock = {
  readonly state: 'running' | 'paused' | 'met' | 'missed' | 'stopped' | 'voided';
  readonly startedAt: Instant;
  readonly policy: string;
  readonly calendar: string | null;
  readonly settingsVersion: number;
  readonly measure: 'working' | 'elapsed';
  readonly targetSeconds: number | null;
  readonly warnAt: Instant | null;
  readonly dueAt: Instant | null;
  readonly escalateAt: readonly Instant[];
  /** When it last began to run; with `ran`, the earlier stretches, it is all that was spent. */
  readonly since: Instant;
  readonly ran: readonly Stretch[];
  readonly waited: readonly (Stretch & { readonly on: Waiting })[];
  readonly pausedAt: Instant | null;
  readonly waitingOn: Waiting | null;
  readonly pausedSeconds: number;
  readonly warned: boolean;
  readonly breached: boolean;
  readonly escalated: number;
  /** Notices that wait for working hours. */
  readonly notices: readonly { readonly kind: NoticeKind; readonly step: number; readonly at: Instant }[];
  /** How the last run ended. */
  readonly stopped: EventOf<'ClockStopped'> | null;
  readonly voided: EventOf<'ClockVoided'>['why'] | null;
  /** Ended runs, oldest first, and replies sent since the first began: the newest few. */
  readonly runs: readonly Run[];
  readonly replies: readonly { readonly message: MessageId; readonly agent: AgentId; readonly at: Instant }[];
};
/** At most one of each name; a clock that never began is absent. */
export type Clocks = { readonly [name in ClockName]?: Clock };
export const NO_CLOCKS: Clocks = {};

/** So many ended runs and replies are remembered: a bounce older than that changes no figure. */
const REMEMBERED = 8;

export const isTicking = (clock: Clock | undefined): clock is Clock => clock?.state === 'running' || clock?.state === 'paused';

/** Folds one event of the ticket into its clocks. */
export function evolveClocks(clocks: Clocks, event: TicketEvent): Clocks {
  switch (event.type) {
    case 'ReplySent':
      return event.started ? clocks : withReplies(clocks, (r) => [...r, { message: event.message, agent: event.agent, at: event.at }]);
    case 'ReplyUndelivered':
      return withReplies(clocks, (replies) => replies.filter((r) => r.message !== event.message));
    case 'ClockStarted':
      return { ...clocks, [event.clock]: started(clocks[event.clock], event) };
    case 'ClockPaused':
    case 'ClockResumed':
    case 'ClockWarned':
    case 'ClockBreached':
    case 'ClockEscalated':
    case 'ClockNotified':
    case 'ClockStopped':
    case 'ClockVoided': {
      const clock = clocks[event.clock];
      return clock ? { ...clocks, [event.clock]: moved(clock, event) } : clocks;
    }
    default:
      return clocks;
  }
}

function withReplies(clocks: Clocks, change: (replies: Clock['replies']) => Clock['replies']): Clocks {
  const next: { [name in ClockName]?: Clock } = { ...clocks };
  for (const name of ['firstReply', 'nextReply'] as const) {
    const clock = clocks[name];
    if (clock) next[name] = { ...clock, replies: change(clock.replies).slice(-REMEMBERED) };
  }
  return next;
}

function started(before: Clock | undefined, event: EventOf<'ClockStarted'>): Clock {
  const again = before?.startedAt === event.startedAt ? before : undefined;
  // A miss that was said stays said when the same promise goes on; a run that was taken back says everything anew.
  const kept = again?.voided === null || again?.voided === 'closed' ? again : undefined;
  const goesOn = kept?.dueAt === event.dueAt ? kept : undefined;
  const waited = again?.waited ?? [];
  const pause =
    again?.pausedAt && again.pausedAt < event.since && again.waitingOn
      ? [{ from: again.pausedAt, to: event.since, on: again.waitingOn }]
      : [];
  return {
    state: 'running',
    startedAt: event.startedAt,
    policy: event.policy,
    calendar: event.calendar,
    settingsVersion: event.settingsVersion,
    measure: event.measure,
    targetSeconds: event.targetSeconds,
    warnAt: event.warnAt,
    dueAt: event.dueAt,
    escalateAt: event.escalateAt,
    since: event.since,
    ran: until(again?.ran ?? [], event.since),
    waited: [...until(waited, event.since), ...pause],
    pausedAt: null,
    waitingOn: null,
    pausedSeconds: again?.pausedSeconds ?? 0,
    warned: kept?.warned === true && kept.warnAt === event.warnAt,
    breached: goesOn?.breached ?? false,
    escalated: goesOn?.escalated ?? 0,
    notices: [],
    stopped: before?.stopped ?? null,
    voided: null,
    runs: before?.runs ?? [],
    replies: before?.replies ?? [],
  };
}

/** The stretches as far as they lie before an instant. */
const until = <S extends Stretch>(stretches: readonly S[], end: Instant): S[] =>
  stretches.filter((s) => s.from < end).map((s) => (s.to > end ? { ...s, to: end } : s));

type Move = EventOf<
  'ClockPaused' | 'ClockResumed' | 'ClockWarned' | 'ClockBreached' | 'ClockEscalated' | 'ClockNotified' | 'ClockStopped' | 'ClockVoided'
>;

function moved(clock: Clock, event: Move): Clock {
  switch (event.type) {
    case 'ClockPaused':
      return { ...closed(clock, event.at), state: 'paused', pausedAt: event.at, waitingOn: event.waitingOn };
    case 'ClockResumed':
      return {
        ...closed(clock, event.at),
        state: 'running',
        since: event.at,
        pausedSeconds: clock.pausedSeconds + event.pausedSeconds,
        warnAt: event.warnAt,
        dueAt: event.dueAt,
        escalateAt: event.escalateAt,
      };
    case 'ClockWarned':
      return { ...clock, warned: true, notices: waiting(clock, 'warning', 0, event.noticeAt) };
    case 'ClockBreached': {
      if (event.dueAt !== clock.dueAt) return clock;
      // A warning that still waits has nothing left to warn of.
      const notices = waiting(clock, 'breach', 0, event.noticeAt).filter((n) => n.kind !== 'warning');
      return { ...clock, breached: true, notices };
    }
    case 'ClockEscalated':
      return { ...clock, escalated: event.step + 1, notices: waiting(clock, 'escalation', event.step, event.noticeAt) };
    case 'ClockNotified':
      return { ...clock, notices: clock.notices.filter((n) => n.kind !== event.notice || n.step !== event.step) };
    case 'ClockStopped':
      return stoppedBy(clock, event);
    case 'ClockVoided':
      return voidedBy(clock, event);
  }
}

const waiting = (clock: Clock, kind: NoticeKind, step: number, at: Instant | null): Clock['notices'] =>
  at === null ? clock.notices : [...clock.notices, { kind, step, at }];

/** Ends the stretch, or the pause, that goes on. */
function closed(clock: Clock, at: Instant): Clock {
  if (clock.state === 'running') return { ...clock, ran: [...clock.ran, { from: clock.since, to: at }] };
  if (clock.state !== 'paused' || clock.pausedAt === null || clock.waitingOn === null) return clock;
  const waited = [...clock.waited, { from: clock.pausedAt, to: at, on: clock.waitingOn }];
  return { ...clock, waited, pausedAt: null, waitingOn: null };
}

function stoppedBy(clock: Clock, event: EventOf<'ClockStopped'>): Clock {
  const run: Run = {
    startedAt: event.startedAt,
    since: clock.since,
    ran: clock.ran,
    policy: event.policy,
    settingsVersion: clock.settingsVersion,
    dueAt: event.dueAt,
    stoppedAt: event.at,
    message: event.message,
    missed: event.outcome === 'missed',
  };
  // Resolution is no reply and is never taken back by a bounce.
  const runs = event.message === null ? clock.runs : [...clock.runs, run].slice(-REMEMBERED);
  // An earlier run, told anew after a bounce, leaves the one that goes on alone.
  if (event.startedAt !== clock.startedAt) return { ...clock, runs: [...runs].sort((a, b) => (a.startedAt < b.startedAt ? -1 : 1)) };
  const state = event.outcome === 'no-target' ? 'stopped' : event.outcome;
  return { ...closed(clock, event.at), state, stopped: event, notices: [], runs };
}

function voidedBy(clock: Clock, event: EventOf<'ClockVoided'>): Clock {
  const runs = clock.runs.filter((run) => run.startedAt !== event.startedAt || run.stoppedAt !== event.stoppedAt);
  if (event.startedAt !== clock.startedAt) return { ...clock, runs };
  // Closed without an answer, it stops running, and goes on from there should the ticket be reopened.
  const ended = event.why === 'closed' ? closed(clock, event.at) : clock;
  return { ...ended, state: 'voided', voided: event.why, notices: [], runs };
}
