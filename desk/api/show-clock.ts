import { CLOCKS, type ClockName } from '../../events/event.ts';
import type { Instant } from '../../events/ids.ts';
import type { Clock, Clocks } from '../sla/clock.ts';
import type { ClockView, TicketBrief } from './responses.ts';

/** What a running or paused clock has come to, in its own measure. Null when its calendar is not at hand. */
export type Spent = (clock: Clock, name: ClockName) => { readonly spentSeconds: number; readonly lateBySeconds: number } | null;

/** The clocks of a ticket at a time, in the order in which they run out of patience. */
export function showClocks(clocks: Clocks, now: Instant, spent: Spent): ClockView[] {
  return CLOCKS.flatMap((name) => {
    const clock = clocks[name];
    return clock ? [showClock(name, clock, now, spent)] : [];
  });
}

function showClock(name: ClockName, clock: Clock, now: Instant, spent: Spent): ClockView {
  const ticking = clock.state === 'running' || clock.state === 'paused';
  const stopped = ticking || clock.state === 'voided' ? null : clock.stopped;
  const live = ticking ? spent(clock, name) : null;
  const target = stopped ? (clock.measure === 'working' ? stopped.businessSeconds : stopped.elapsedSeconds) : (live?.spentSeconds ?? null);
  return {
    clock: name,
    state: clock.state,
    policy: clock.policy,
    calendar: clock.calendar,
    measure: clock.measure,
    startedAt: clock.startedAt,
    targetSeconds: clock.targetSeconds,
    warnAt: clock.warnAt,
    dueAt: clock.dueAt,
    spentSeconds: target,
    pausedAt: clock.pausedAt,
    pausedSeconds: clock.pausedSeconds,
    warned: clock.warned,
    breached: clock.breached || clock.state === 'missed' || overdue(clock, now),
    escalations: clock.escalated,
    lateBySeconds: stopped ? stopped.lateBySeconds : (live?.lateBySeconds ?? 0),
    stoppedAt: stopped?.at ?? null,
    elapsedSeconds: stopped?.elapsedSeconds ?? null,
    businessSeconds: stopped?.businessSeconds ?? null,
  };
}

/** Still running after due: missed since due, whether or not the minute's tick has noticed (definitions.md, SLA). */
const overdue = (clock: Clock, now: Instant): boolean => clock.state === 'running' && clock.dueAt !== null && clock.dueAt < now;

/** The clocks at a glance, for lists. */
export const clocksBrief = (clocks: Clocks): TicketBrief['clocks'] =>
  CLOCKS.flatMap((name) => {
    const clock = clocks[name];
    return clock ? [{ clock: name, state: clock.state, dueAt: clock.dueAt }] : [];
  });
