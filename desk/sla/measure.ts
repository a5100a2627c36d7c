import type { ClockName, EventOf } from '../../events/event.ts';
import type { AgentId, Instant, MessageId } from '../../events/ids.ts';
import { isOpen } from './calendar.ts';
import type { Clock } from './clock.ts';
import type { Pin } from './policy.ts';
import { elapsedIn, type Stretch, spentIn, workingIn } from './stretch.ts';

/** What a clock has spent so far, in seconds. */
export type Spent = {
  /** Wall clock since it started, pauses and all. */
  readonly elapsedSeconds: number;
  /** Working time while it ran; null without a calendar. */
  readonly businessSeconds: number | null;
  /** While it ran, in the measure of its target. */
  readonly spentSeconds: number;
  readonly waited: EventOf<'ClockStopped'>['waited'];
};

/** The stretches in which a clock ran, up to an instant. */
export const ranUntil = (clock: Pick<Clock, 'state' | 'ran' | 'since'>, at: Instant): readonly Stretch[] =>
  clock.state === 'running' ? [...clock.ran, { from: clock.since, to: at }] : clock.ran;

/** What a clock has spent at an instant; never negative, whatever order the instants came in. */
export function spentAt(clock: Clock, at: Instant, pin: Pin): Spent {
  const ran = ranUntil(clock, at);
  const { pausedAt, waitingOn } = clock;
  const waited = pausedAt === null || waitingOn === null ? clock.waited : [...clock.waited, { from: pausedAt, to: at, on: waitingOn }];
  return {
    elapsedSeconds: elapsedIn([{ from: clock.startedAt, to: at }]),
    businessSeconds: workingIn(pin, ran),
    spentSeconds: spentIn(pin, ran),
    waited: {
      us: elapsedIn(ran),
      customer: elapsedIn(waited.filter((w) => w.on === 'customer')),
      thirdParty: elapsedIn(waited.filter((w) => w.on === 'third-party')),
    },
  };
}

/** Whether a clock ran past its due instant by then: one that pauses at due has kept its promise so far. */
export const isPastDue = (clock: Clock, at: Instant): boolean =>
  clock.dueAt !== null && (clock.breached || clock.dueAt < (clock.pausedAt ?? at));

/** How a clock stops at an instant: met at or before due, missed after it. */
export function stopOf(
  name: ClockName,
  clock: Clock,
  at: Instant,
  pin: Pin,
  by: { agent: AgentId | null; message: MessageId | null },
): EventOf<'ClockStopped'> {
  const { elapsedSeconds, businessSeconds, spentSeconds, waited } = spentAt(clock, at, pin);
  const missed = isPastDue(clock, at);
  const flags: EventOf<'ClockStopped'>['flags'] = [];
  if (at < clock.startedAt) flags.push('ended-before-start');
  if (pin.calendar !== null && !isOpen(pin.calendar, at)) flags.push('outside-hours');
  return {
    type: 'ClockStopped',
    at,
    clock: name,
    startedAt: clock.startedAt,
    policy: clock.policy,
    dueAt: clock.dueAt,
    outcome: clock.dueAt === null ? 'no-target' : missed ? 'missed' : 'met',
    elapsedSeconds,
    businessSeconds,
    lateBySeconds: missed ? Math.max(0, Math.round((spentSeconds - (clock.targetSeconds ?? 0)) * 1000) / 1000) : 0,
    waited,
    ...by,
    flags,
  };
}

/** A miss, dated at the due instant; said where somebody notices it, with no mail where there is nothing left to do. */
export const breachOf = (name: ClockName, clock: Pick<Clock, 'policy'>, dueAt: Instant, noticeAt: Instant | null = null) =>
  ({ type: 'ClockBreached', at: dueAt, clock: name, policy: clock.policy, dueAt, noticeAt }) satisfies EventOf<'ClockBreached'>;

/** Takes back a run that goes on, or one that ended at `stoppedAt`. */
export const voidOf = (
  name: ClockName,
  run: Pick<Clock, 'startedAt' | 'policy' | 'dueAt' | 'breached'>,
  why: EventOf<'ClockVoided'>['why'],
  at: Instant,
  stoppedAt: Instant | null = null,
): EventOf<'ClockVoided'> => ({
  type: 'ClockVoided',
  at,
  clock: name,
  why,
  startedAt: run.startedAt,
  policy: run.policy,
  dueAt: run.dueAt,
  breached: run.breached,
  stoppedAt,
});
