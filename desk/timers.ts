import { CLOCKS, type ClockName } from '../events/event.ts';
import type { Instant } from '../events/ids.ts';
import type { Settings } from './settings.ts';
import type { Clock, NoticeKind } from './sla/clock.ts';
import { isActive, type Ticket } from './ticket/ticket.ts';

/*
 * Everything that will happen to a ticket by itself. Timers are derived from the ticket, never kept beside it, so
 * that nothing needs to be cancelled; what firing them does is said by ticket/tick.ts.
 */

/** `at` is the instant that the timer stands for; it is ripe from `ripeAt` on. */
export type Timer = { readonly at: Instant; readonly ripeAt: Instant } & (
  | { readonly kind: 'warn' | 'breach'; readonly clock: ClockName }
  | { readonly kind: 'escalate'; readonly clock: ClockName; readonly step: number }
  | { readonly kind: 'notify'; readonly clock: ClockName; readonly notice: NoticeKind; readonly step: number }
  | { readonly kind: 'remind' | 'expire' | 'close' }
);

const plus = (at: Instant, ms: number): Instant => new Date(Date.parse(at) + ms).toISOString() as Instant;

/** All timers of a ticket, the earliest first; of two at the same instant the order is warn, breach, escalate, notify. */
export function timers(ticket: Ticket, settings: Settings): Timer[] {
  const found: Timer[] = [];
  if (isActive(ticket)) {
    for (const name of CLOCKS) {
      const clock = ticket.clocks[name];
      if (clock) found.push(...ofClock(name, clock));
    }
  }
  found.push(...ofSilence(ticket, settings));
  return found.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

function ofClock(clock: ClockName, c: Clock): Timer[] {
  if (c.state !== 'running' && c.state !== 'paused') return [];
  const found: Timer[] = [];
  // What a paused clock had passed before it paused is still to be said; the rest waits for it to go on.
  const reached = (at: Instant | null | undefined): at is Instant =>
    at !== null && at !== undefined && (c.pausedAt === null || at < c.pausedAt);
  if (!c.warned && !c.breached && reached(c.warnAt)) found.push({ kind: 'warn', clock, at: c.warnAt, ripeAt: c.warnAt });
  // Stopped exactly at due is met, so a miss is only sure once due has passed.
  if (!c.breached && reached(c.dueAt)) found.push({ kind: 'breach', clock, at: c.dueAt, ripeAt: plus(c.dueAt, 1) });
  const step = c.escalateAt[c.escalated];
  if (reached(step)) found.push({ kind: 'escalate', clock, step: c.escalated, at: step, ripeAt: step });
  for (const n of c.notices) found.push({ kind: 'notify', clock, notice: n.kind, step: n.step, at: n.at, ripeAt: n.at });
  return found;
}

/** Silent tickets: pending on the customer, a reminder, expired; and a resolved one closes once it can no longer be reopened. */
function ofSilence(ticket: Ticket, { tickets }: Settings): Timer[] {
  const timer = (kind: 'remind' | 'expire' | 'close', from: Instant, seconds: number): Timer[] => {
    const at = plus(from, seconds * 1000);
    return [{ kind, at, ripeAt: at }];
  };
  if (ticket.state === 'resolved') {
    // Up to and including the last instant a message still reopens it.
    const at = plus(ticket.resolvedAt, tickets.reopenSeconds * 1000);
    return [{ kind: 'close', at, ripeAt: plus(at, 1) }];
  }
  if (ticket.state !== 'pending' || ticket.waitingOn !== 'customer') return [];
  const { remindAfterSeconds: remind, expireAfterSeconds: expire } = tickets;
  if (remind !== null && ticket.remindedAt === null) return timer('remind', ticket.pendedAt, remind);
  return expire === null ? [] : timer('expire', ticket.remindedAt ?? ticket.pendedAt, expire);
}

/** The earliest instant at which a timer of the ticket is ripe, or null when nothing will happen by itself. */
export function nextWake(ticket: Ticket, settings: Settings): Instant | null {
  let next: Instant | null = null;
  for (const { ripeAt } of timers(ticket, settings)) if (next === null || ripeAt < next) next = ripeAt;
  return next;
}
