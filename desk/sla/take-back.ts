import type { ClockName, EventOf } from '../../events/event.ts';
import type { Instant } from '../../events/ids.ts';
import type { Clock, Run } from './clock.ts';
import type { Watch } from './clock-events.ts';
import { breachOf, stopOf, voidOf } from './measure.ts';

/**
 * A reply bounced: it was no response. The run that it had ended is taken back and goes on from its original start,
 * to the next reply that did arrive if there was one. What the customer wrote in between belongs to that same wait,
 * so its own runs are taken back too.
 */
export function takeBack(watch: Watch, event: EventOf<'ReplyUndelivered'>): void {
  const { firstReply, nextReply } = watch.clocks;
  const runs = [...named('firstReply', firstReply), ...named('nextReply', nextReply)].sort((a, b) =>
    order(a.run.startedAt, b.run.startedAt),
  );
  const first = runs.findIndex(({ run }) => run.message === event.message);
  const start = runs[first];
  if (start === undefined) return;
  const { name, run } = start;
  const clock = watch.clocks[name];
  if (clock === undefined) return;
  const answer = [...clock.replies].sort((a, b) => order(a.at, b.at)).find((reply) => reply.at >= run.startedAt);
  const merged = runs.slice(first).filter((r, i) => i === 0 || answer === undefined || r.run.startedAt <= answer.at);
  for (const { name: of, run: r } of merged) watch.say(voidOf(of, { ...r, breached: r.missed }, 'undelivered', event.at, r.stoppedAt));
  for (const [of, ticking] of [...watch.ticking()]) {
    const sameWait = of !== 'resolution' && (answer === undefined || ticking.startedAt <= answer.at);
    if (sameWait) watch.say(voidOf(of, ticking, 'undelivered', event.at));
  }
  const by = watch.pinOf(name, run);
  const current = merged.some((r) => r.name === name && r.run.startedAt === clock.startedAt);
  if (answer !== undefined && !current) {
    // The clock has gone on to a later wait: the old one is only told anew.
    const past: Clock = {
      ...clock,
      ...run,
      state: 'running',
      pausedAt: null,
      waited: [],
      breached: false,
      targetSeconds: by.target?.seconds ?? null,
    };
    if (run.dueAt !== null && run.dueAt < answer.at) watch.say(breachOf(name, run, run.dueAt));
    watch.say(stopOf(name, past, answer.at, by, answer));
    return;
  }
  watch.startWith(name, by, run, event.at);
  const again = watch.clocks[name];
  if (again === undefined) return;
  if (answer !== undefined) watch.stop(name, again, answer.at, answer);
  else closeAgain(watch, name, again, event.at);
}

/** Nobody waits any more on a ticket that has ended: it ended without an answer, late or not, when it ended. */
function closeAgain(watch: Watch, name: ClockName, clock: Clock, now: Instant): void {
  const { after } = watch.scene;
  if (after.state === 'excluded') watch.say(voidOf(name, clock, 'excluded', now));
  else if (after.state === 'resolved' || after.state === 'closed') watch.closeUnanswered(name, clock, after.resolvedAt);
}

const named = (name: ClockName, clock: Clock | undefined): { name: ClockName; run: Run }[] =>
  (clock?.runs ?? []).map((run) => ({ name, run }));
const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
