import type { Calendar, Policy } from '../../../desk/settings.ts';
import type { ClockName, Commit, TicketEvent } from '../../../events/event.ts';
import { wall } from './reference.ts';

/*
 * An independent model of the clocks. It reads what happened to a ticket (messages, replies, pauses, resolutions) and
 * never a clock's own event, knows from the start which replies bounced, and counts working time on a table of minutes
 * filled in by the second-by-second reference.
 */

const MINUTE = 60_000;

/** Working time over one span of years, minute by minute. */
export class WorkTable {
  readonly #from: number;
  readonly #open: Uint8Array;
  /** Open minutes before minute n. */
  readonly #before: Uint32Array;

  constructor(calendar: Calendar, from: number, to: number) {
    const count = Math.ceil((to - from) / MINUTE);
    const isOpen = wall(calendar);
    this.#from = from;
    this.#open = new Uint8Array(count);
    this.#before = new Uint32Array(count + 1);
    for (let n = 0; n < count; n += 1) {
      this.#open[n] = isOpen((from + n * MINUTE) / 1000) ? 1 : 0;
      this.#before[n + 1] = (this.#before[n] ?? 0) + (this.#open[n] ?? 0);
    }
  }

  #until(ms: number): number {
    const n = Math.floor((ms - this.#from) / MINUTE);
    return (this.#before[n] ?? Number.NaN) * MINUTE + (this.#open[n] ? (ms - this.#from) % MINUTE : 0);
  }

  between(from: number, to: number): number {
    return to <= from ? 0 : this.#until(to) - this.#until(from);
  }

  /** The earliest instant by which `ms` were worked since `from`; for none, the first open instant. */
  after(from: number, ms: number): number {
    const wanted = this.#until(from) + ms;
    let n = Math.floor((from - this.#from) / MINUTE);
    for (; n < this.#open.length; n += 1) {
      if (!this.#open[n]) continue;
      const start = Math.max(from, this.#from + n * MINUTE);
      const end = this.#from + (n + 1) * MINUTE;
      const at = start + (wanted - this.#until(start));
      if (at < end || (at === end && ms > 0)) return at;
    }
    throw new Error('beyond the table');
  }
}

type Span = { from: number; to: number };
export type Stop = {
  readonly clock: ClockName;
  readonly startedAt: number;
  readonly stoppedAt: number;
  readonly missed: boolean;
  /** Not told when it stopped during a pause: it would move with its end. */
  readonly dueAt: number | null;
  readonly elapsed: number;
  readonly business: number;
  readonly lateBy: number;
  readonly waited: { readonly us: number; readonly customer: number; readonly thirdParty: number };
};
export type Outcome = {
  readonly stops: Stop[];
  /** `clock startedAt dueAt` → the instant of the commit that is the first to say so. */
  readonly misses: Map<string, number>;
  /** `clock startedAt warnAt` → whether it was said. */
  readonly warnings: Map<string, boolean>;
};
export type World = {
  readonly work: WorkTable;
  readonly policyFor: (priority: string) => Policy;
  /** The first tick at or after an instant. */
  readonly tickFrom: (ms: number) => number;
  readonly end: number;
};

/** One wait: it may be answered, closed, gone on with, and looked at by the tick while it is alive. */
class Run {
  readonly clock: ClockName;
  readonly startedAt: number;
  readonly world: World;
  policy: Policy;
  policySince: number;
  ran: Span[] = [];
  waits: (Span & { on: string })[] = [];
  alive: Span[] = [];
  since: number | null;
  pause: { at: number; on: string } | null = null;
  missed = false;
  missKey = '';
  /** When a bounce began it anew. */
  restarts: number[] = [];

  constructor(clock: ClockName, policy: Policy, at: number, world: World) {
    this.clock = clock;
    this.policy = policy;
    this.startedAt = at;
    this.policySince = at;
    this.since = at;
    this.world = world;
    this.alive.push({ from: at, to: Number.POSITIVE_INFINITY });
  }

  die(at: number): void {
    const last = this.alive.at(-1);
    if (last) last.to = Math.min(last.to, at);
  }

  /** It stops running, for an end or a pause. */
  halt(at: number): void {
    if (this.since !== null) this.ran.push({ from: this.since, to: at });
    if (this.pause !== null) this.waits.push({ from: this.pause.at, to: at, on: this.pause.on });
    this.since = null;
    this.pause = null;
  }

  goOn(at: number): void {
    this.since = at;
    if ((this.alive.at(-1)?.to ?? 0) <= at) this.alive.push({ from: at, to: Number.POSITIVE_INFINITY });
  }

  spans(until: number): Span[] {
    return this.since === null ? this.ran : [...this.ran, { from: this.since, to: until }];
  }

  #measure(span: Span, policy: Policy): number {
    if (policy.targets[this.clock]?.measure === 'elapsed') return Math.max(0, span.to - span.from);
    return this.world.work.between(span.from, span.to);
  }

  spent(policy: Policy, until: number): number {
    return this.spans(until).reduce((sum, span) => sum + this.#measure(span, policy), 0);
  }

  /** When so much was spent. What is spent to the millisecond as a stretch ends comes as the next begins. */
  reached(policy: Policy, ms: number, spans: readonly Span[]): number | null {
    let left = ms;
    for (const span of spans) {
      const working = policy.targets[this.clock]?.measure === 'working';
      const open = span.to === Number.POSITIVE_INFINITY;
      const there = open ? Number.POSITIVE_INFINITY : this.#measure(span, policy);
      if (there >= left) {
        const at = working ? this.world.work.after(span.from, left) : span.from + left;
        if (at < span.to) return at;
      }
      left -= there;
    }
    return null;
  }

  /** When it is due, had it gone on from its last stretch; null while that is not known. */
  due(policy: Policy): number | null {
    const target = policy.targets[this.clock];
    if (!target) return null;
    const spans = this.spans(Number.POSITIVE_INFINITY);
    return this.reached(policy, target.seconds * 1000, spans);
  }

  /** Past due at an instant, by a policy. */
  late(policy: Policy, at: number): boolean {
    const target = policy.targets[this.clock];
    const seen = this.pause?.at ?? at;
    const due = target ? this.reached(policy, target.seconds * 1000, this.spans(seen)) : null;
    return due !== null && due < seen;
  }

  /** The first tick that finds it alive at or after an instant. */
  tick(from: number): number | null {
    for (const { from: born, to } of this.alive) {
      const tick = this.world.tickFrom(Math.max(from, born + 1, this.policySince + 1));
      if (tick <= to && tick < this.world.end) return tick;
    }
    return null;
  }

  /** Ends, or is looked at in the end. Tells what must have been said of it. */
  judge(at: number | null, stops: boolean, out: Outcome): void {
    const end = at ?? this.world.end;
    const target = this.policy.targets[this.clock];
    const paused = this.pause;
    const running = this.since;
    this.die(end);
    const seen = paused?.at ?? end;
    const due = target ? this.reached(this.policy, target.seconds * 1000, this.spans(seen)) : null;
    const missed = due !== null && due < seen;
    const projected = paused === null ? this.due(this.policy) : null;
    const share = target?.warn && 'share' in target.warn ? target.warn.share : null;
    const warnAt = target && share !== null ? this.reached(this.policy, target.seconds * share * 1000, this.spans(seen)) : null;
    if (at !== null) this.halt(at);
    else if (running !== null) this.ran.push({ from: running, to: end });
    if (missed && due !== null) {
      const key = `${this.clock} ${this.startedAt} ${due}`;
      const ends = this.alive.map((s) => s.to).filter((to) => to > due && to >= this.policySince && to < this.world.end);
      const said = Math.min(this.tick(due + 1) ?? Number.POSITIVE_INFINITY, ...ends);
      if (said < Number.POSITIVE_INFINITY && !out.misses.has(key)) out.misses.set(key, said);
      this.missKey = key;
    }
    if (warnAt !== null && warnAt < seen) {
      const key = `${this.clock} ${this.startedAt} ${warnAt}`;
      const tick = this.tick(warnAt);
      const said = out.misses.get(this.missKey) ?? Number.POSITIVE_INFINITY;
      // Once a miss is said nobody is warned any more, unless a bounce began it all anew.
      const inTime = tick !== null && (tick <= said || this.restarts.some((restart) => restart >= said && tick > restart));
      // A reopened clock is judged twice; once warned is warned.
      out.warnings.set(key, (out.warnings.get(key) ?? false) || inTime);
    }
    if (stops && at !== null) {
      const wait = (on: string): number => this.waits.filter((w) => w.on === on).reduce((sum, w) => sum + (w.to - w.from), 0);
      out.stops.push({
        clock: this.clock,
        startedAt: this.startedAt,
        stoppedAt: at,
        missed: missed || this.missed,
        dueAt: missed ? due : projected,
        elapsed: at - this.startedAt,
        business: this.ran.reduce((sum, s) => sum + this.world.work.between(s.from, s.to), 0),
        lateBy: missed && target ? Math.max(0, this.spent(this.policy, at) - target.seconds * 1000) : 0,
        waited: { us: this.ran.reduce((sum, s) => sum + (s.to - s.from), 0), customer: wait('customer'), thirdParty: wait('third-party') },
      });
    }
    this.missed ||= missed;
  }
}

/** What must come of a ticket's clocks, and when it must have been said. */
export function model(all: readonly TicketEvent[], world: World): Outcome {
  const events = all.filter((e) => !e.type.startsWith('Clock'));
  const bounces = new Map(events.flatMap((e) => (e.type === 'ReplyUndelivered' ? [[e.message, Date.parse(e.at)] as const] : [])));
  const out: Outcome = { stops: [], misses: new Map(), warnings: new Map() };
  let priority = 'normal';
  let active = false;
  let answered = false;
  let resolution: Run | null = null;
  let wait: Run | null = null;
  let closedFirst = null as Run | null;
  const begin = (clock: ClockName, at: number): Run => new Run(clock, world.policyFor(priority), at, world);
  for (const e of events) {
    const at = Date.parse(e.at);
    if (e.type === 'TicketOpened') {
      active = true;
      priority = e.priority;
      resolution = begin('resolution', at);
    } else if (e.type === 'MessageReceived' && active && wait === null) {
      wait = begin(answered ? 'nextReply' : 'firstReply', at);
    } else if (e.type === 'ReplySent') {
      const bounced = bounces.get(e.message);
      // Closed unanswered, and answered all the same.
      if (bounced === undefined && wait === null && closedFirst) {
        closedFirst.goOn(at);
        wait = closedFirst;
        closedFirst = null;
      }
      if (bounced !== undefined && wait) {
        // It looked answered until the bounce came.
        wait.die(at);
        if (active) wait.alive.push({ from: bounced, to: Number.POSITIVE_INFINITY });
        wait.restarts.push(bounced);
      } else if (wait) {
        wait.judge(at, true, out);
        answered = true;
        wait = null;
      }
    } else if (e.type === 'TicketPended' && resolution) {
      resolution.halt(at);
      resolution.pause = { at, on: e.waitingOn };
    } else if (e.type === 'TicketResumed' && resolution?.pause) {
      resolution.halt(at);
      resolution.goOn(at);
    } else if (e.type === 'TicketResolved' || e.type === 'TicketExpired') {
      active = false;
      resolution?.judge(at, true, out);
      wait?.judge(at, false, out);
      if (wait?.clock === 'firstReply') closedFirst = wait;
      wait = null;
    } else if (e.type === 'TicketReopened') {
      active = true;
      resolution?.goOn(at);
      closedFirst?.goOn(at);
      wait = closedFirst;
      closedFirst = null;
    } else if (e.type === 'PriorityChanged' && active) {
      priority = e.to;
      const next = world.policyFor(priority);
      for (const run of [wait, resolution]) {
        if (run === null || run.policy === next) continue;
        // A change never undoes a miss.
        if ((run.missed || run.late(run.policy, at)) && !run.late(next, at)) continue;
        // What it had missed before by the old policy is no miss of the new one.
        out.misses.delete(run.missKey);
        for (const key of [...out.warnings.keys()]) if (key.startsWith(`${run.clock} ${run.startedAt} `)) out.warnings.delete(key);
        run.policy = next;
        run.policySince = at;
        run.missed = false;
        run.missKey = '';
      }
    } else if (e.type === 'PriorityChanged') priority = e.to;
  }
  wait?.judge(null, false, out);
  if (active) resolution?.judge(null, false, out);
  return out;
}

/** What the clock's own events say came of it, with what was taken back left out. */
export function told(commits: readonly Pick<Commit, 'recordedAt' | 'events'>[]): Outcome {
  const out: Outcome = { stops: [], misses: new Map(), warnings: new Map() };
  const gone = new Set<string>();
  const started = new Map<string, number>();
  for (const { recordedAt, events } of commits) {
    for (const e of events as TicketEvent[]) {
      const at = Date.parse(e.at);
      if (e.type === 'ClockStarted') started.set(e.clock, Date.parse(e.startedAt));
      else if (e.type === 'ClockWarned') out.warnings.set(`${e.clock} ${started.get(e.clock)} ${at}`, true);
      else if (e.type === 'ClockBreached') {
        const key = `${e.clock} ${started.get(e.clock)} ${at}`;
        gone.delete(key);
        if (!out.misses.has(key)) out.misses.set(key, Date.parse(recordedAt));
      } else if (e.type === 'ClockVoided') {
        const run = Date.parse(e.startedAt);
        const key = `${e.clock} ${run} ${Date.parse(e.dueAt ?? '')}`;
        // With another policy it is another promise; after a bounce it is the same one, said once already.
        if (e.why === 'repinned') {
          out.misses.delete(key);
          for (const warned of [...out.warnings.keys()]) if (warned.startsWith(`${e.clock} ${run} `)) out.warnings.delete(warned);
        } else if (e.why !== 'closed' && e.breached) gone.add(key);
        const n = out.stops.findIndex((s) => s.clock === e.clock && s.startedAt === run && s.stoppedAt === Date.parse(e.stoppedAt ?? ''));
        if (n >= 0) out.stops.splice(n, 1);
      } else if (e.type === 'ClockStopped') {
        const ms = (seconds: number | null): number => Math.round((seconds ?? Number.NaN) * 1000);
        out.stops.push({
          clock: e.clock,
          startedAt: Date.parse(e.startedAt),
          stoppedAt: at,
          missed: e.outcome === 'missed',
          dueAt: e.dueAt === null ? null : Date.parse(e.dueAt),
          elapsed: ms(e.elapsedSeconds),
          business: ms(e.businessSeconds),
          lateBy: ms(e.lateBySeconds),
          waited: { us: ms(e.waited.us), customer: ms(e.waited.customer), thirdParty: ms(e.waited.thirdParty) },
        });
      }
    }
  }
  for (const key of gone) out.misses.delete(key);
  return out;
}

/** Where the desk and the model differ, in words; none when they agree. */
export function disagreements(mine: Outcome, theirs: Outcome): string[] {
  // The due of what stopped during a pause would move with its end, and is compared nowhere.
  const stops = mine.stops.map((stop, i) => (theirs.stops[i]?.dueAt === null ? { ...stop, dueAt: null } : stop));
  const wrong: string[] = [];
  const differ = (what: string, a: unknown, b: unknown): void => {
    if (JSON.stringify(a) !== JSON.stringify(b)) wrong.push(`${what}: the desk says ${JSON.stringify(a)}, the model ${JSON.stringify(b)}`);
  };
  const plain = ({ clock, startedAt, stoppedAt, missed, dueAt, elapsed, business, lateBy, waited }: Stop): unknown[] => [
    clock,
    { startedAt, stoppedAt, missed, dueAt, elapsed, business, lateBy },
    [waited.us, waited.customer, waited.thirdParty],
  ];
  differ('stops', stops.map(plain), theirs.stops.map(plain));
  differ('misses', [...mine.misses].sort(), [...theirs.misses].sort());
  for (const [key, warned] of theirs.warnings) differ(`warning ${key}`, mine.warnings.has(key), warned);
  return wrong;
}
