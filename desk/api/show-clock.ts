import { CLOCKS, type ClockName } from '../../events/event.ts';
import type { Instant } from '../../events/ids.ts';
import type { Settings } from '../settings.ts';
import type { Clock, Clocks } from '../sla/clock.ts';
import { isPastDue, spentAt } from '../sla/measure.ts';
import { pinById } from '../sla/policy.ts';
import type { ClockView } from './responses.ts';

/**
 * The clocks of a ticket at a time.
 * @param pinned the settings that they are pinned to, by version
 */
export function showClocks(clocks: Clocks, now: Instant, pinned: ReadonlyMap<number, Settings>): ClockView[] {
  return CLOCKS.flatMap((name) => {
    const clock = clocks[name];
    return clock ? [showClock(name, clock, now, pinned.get(clock.settingsVersion))] : [];
  });
}

function showClock(name: ClockName, clock: Clock, now: Instant, settings: Settings | undefined): ClockView {
  const ticking = clock.state === 'running' || clock.state === 'paused';
  const late = clock.state === 'missed' || (ticking && isPastDue(clock, now));
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
    pausedAt: clock.pausedAt,
    pausedSeconds: clock.pausedSeconds,
    warned: clock.warned,
    breached: late,
    escalations: clock.escalated,
    ...(ticking ? ticked(name, clock, now, settings, late) : ended(clock)),
  };
}

type Figures = Pick<ClockView, 'spentSeconds' | 'elapsedSeconds' | 'businessSeconds' | 'lateBySeconds' | 'stoppedAt' | 'waited'>;
const NOTHING: Figures = {
  spentSeconds: null,
  elapsedSeconds: null,
  businessSeconds: null,
  lateBySeconds: 0,
  stoppedAt: null,
  waited: null,
};

/** What it has come to so far; late since due, whether or not the minute's tick has noticed (definitions.md, SLA). */
function ticked(name: ClockName, clock: Clock, now: Instant, settings: Settings | undefined, late: boolean): Figures {
  if (!settings) return NOTHING;
  const spent = spentAt(clock, now, pinById(settings, clock.policy, name));
  const over = Math.max(0, spent.spentSeconds - (clock.targetSeconds ?? spent.spentSeconds));
  return { ...spent, lateBySeconds: late ? Math.round(over * 1000) / 1000 : 0, stoppedAt: null };
}

function ended({ state, stopped, measure }: Clock): Figures {
  if (stopped === null || state === 'voided') return NOTHING;
  const { elapsedSeconds, businessSeconds, lateBySeconds, waited, at } = stopped;
  const spentSeconds = (measure === 'working' ? businessSeconds : null) ?? elapsedSeconds;
  return { spentSeconds, elapsedSeconds, businessSeconds, lateBySeconds, stoppedAt: at, waited };
}
