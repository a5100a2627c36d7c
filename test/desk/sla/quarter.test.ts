import type { Policy, Settings } from '../../../desk/settings.ts';
import type { Case, Command } from '../../../desk/ticket/command.ts';
import { decide } from '../../../desk/ticket/decide.ts';
import { nextWake } from '../../../desk/timers.ts';
import type { Commit, TicketEvent } from '../../../events/event.ts';
import type { AgentId, Instant } from '../../../events/ids.ts';
import { mailFrom } from '../ticket/desk.ts';
import { policy, SETTINGS } from './clock-story.ts';
import { calendarOf } from './hours.ts';
import { model, told, WorkTable, type World } from './quarter-model.ts';

/*
 * A quarter of a desk: two thousand tickets with random replies, bounces, pauses, resolutions, reopenings and changes of
 * priority, a tick each minute, and two days in March without any. Summer time begins on 29 March.
 */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const START = Date.UTC(2026, 1, 2);
const END = Date.UTC(2026, 4, 2);
const OUTAGE = { from: Date.UTC(2026, 2, 10, 8), to: Date.UTC(2026, 2, 12, 8) };
const TICKETS = 2_000;

const office = {
  ...calendarOf('Europe/Dublin', 'mon-fri 09:00-12:30,13:30-17:30; sat 22:30-04:00; 2026-03-17 off; 2026-04-06 off'),
  id: 'office',
};
const shares = (first: number, next: number, resolution: number, measure: 'working' | 'elapsed'): Policy['targets'] => ({
  firstReply: { seconds: first * 3600, measure, warn: { share: 0.75 } },
  nextReply: { seconds: next * 3600, measure, warn: { share: 0.5 } },
  resolution: { seconds: resolution * 3600, measure, warn: { share: 0.8 } },
});
const anybody = { channel: null, mailbox: null, type: null, priority: null, customer: null };
const POLICIES = [
  policy('urgent', [1, 1, 1], { when: { ...anybody, priority: ['urgent'] }, targets: shares(1, 2, 8, 'working') }),
  policy('slow', [1, 1, 1], { when: { ...anybody, priority: ['low'] }, targets: shares(24, 48, 240, 'elapsed') }),
  policy('standard', [1, 1, 1], { targets: shares(4, 8, 24, 'working') }),
];
const settings: Settings = { ...SETTINGS, calendars: [office], policies: POLICIES };
const byId = (id: string): Policy => POLICIES.find((p) => p.id === id) as Policy;
const policyFor = (priority: string): Policy => byId(priority === 'urgent' ? 'urgent' : priority === 'low' ? 'slow' : 'standard');

const tickFrom = (ms: number): number => {
  const tick = Math.ceil(ms / MINUTE) * MINUTE;
  return tick >= OUTAGE.from && tick < OUTAGE.to ? OUTAGE.to : tick;
};

/** A small generator with a seed, so that a quarter can be run again: mulberry32. */
function random(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const agent = 'agent1' as AgentId;

/** Leads one ticket through the quarter; returns its commits. */
function live(n: number): Pick<Commit, 'recordedAt' | 'events'>[] {
  const rng = random(n + 1);
  const pick = <T>(...of: readonly T[]): T => of[Math.floor(rng() * of.length)] as T;
  const delay = (): number => pick(12 * MINUTE, 40 * MINUTE, 3 * HOUR, 9 * HOUR, DAY, 3 * DAY, 9 * DAY) * (0.5 + rng());
  const commits: Pick<Commit, 'recordedAt' | 'events'>[] = [];
  let current: Case | null = null;
  let count = 0;
  let last = 0;
  const does = (ms: number, command: Command): void => {
    const now = new Date(ms).toISOString() as Instant;
    last = ms;
    count += 1;
    const pinned = new Map([[settings.version, settings]]);
    const decision = decide(current, command, { now, settings, pinned, customer: null, seed: `${n} ${count}` });
    if ('refused' in decision) throw new Error(`${command.do}: ${decision.why}`);
    if (decision.events.length > 0) commits.push({ recordedAt: now, events: [...decision.events] });
    current = { ticket: decision.ticket, dossier: decision.dossier };
  };
  const mail = (ms: number): void =>
    does(ms, {
      do: 'ReceiveMail',
      mail: mailFrom('ana@x.test', { rfcMessageId: `<${n}.${count}@x.test>` }),
      mailbox: 'support',
      linkedTo: null,
    });

  let at = Math.floor(START + rng() * (END - START - 20 * DAY));
  let next: (ms: number) => void = mail;
  for (;;) {
    // Every tick that finds something ripe comes before the next act.
    for (;;) {
      const wake = current === null ? null : nextWake((current as Case).ticket, settings);
      const tick = wake === null ? Number.POSITIVE_INFINITY : tickFrom(Math.max(Date.parse(wake), last + 1));
      if (tick > at || tick >= END) break;
      does(tick, { do: 'FireTimers' });
    }
    if (at >= END) return commits;
    next(at);
    const { ticket } = current as unknown as Case;
    at = Math.floor(at + delay());
    const reply = (resolve: boolean) => (ms: number) => {
      does(ms, { do: 'Reply', by: agent, text: 'Tomorrow.', resolve });
      const sent = commits.at(-1)?.events.find((e) => e.type === 'ReplySent');
      // A bounce comes within minutes, before anything else happens.
      if (rng() < 0.1 && sent?.type === 'ReplySent') {
        const bounce = Math.floor(ms + (0.2 + rng() * 4) * MINUTE);
        for (let t = tickFrom(ms + 1); t <= bounce && t < END; t = tickFrom(t + 1)) does(t, { do: 'FireTimers' });
        does(bounce, { do: 'RecordUndelivered', message: sent.message, sentAt: sent.at, reason: 'bounce' });
      }
    };
    const priority = (ms: number): void => {
      const to = pick('low', 'normal', 'urgent', 'urgent' as const);
      does(ms, { do: 'Classify', by: agent, priority: to });
    };
    const plain = { do: 'Reopen', by: agent } as const;
    if (ticket.state === 'new' || ticket.state === 'open') {
      next = pick(
        reply(false),
        reply(false),
        reply(true),
        mail,
        mail,
        (ms) => does(ms, { do: 'Pend', by: agent, waitingOn: 'customer' }),
        (ms) => does(ms, { do: 'Pend', by: agent, waitingOn: 'third-party' }),
        (ms) => does(ms, { do: 'Resolve', by: agent }),
        priority,
      );
    } else if (ticket.state === 'pending') {
      next = pick(mail, mail, reply(false), priority, (ms) => {
        const { state } = (current as Case).ticket;
        if (state === 'pending') does(ms, plain);
      });
    } else if (ticket.state === 'resolved' && rng() < 0.6) {
      next = pick(mail, (ms: number) => {
        if ((current as Case).ticket.state === 'resolved') does(ms, plain);
      });
    } else {
      at = END;
    }
  }
}

test(`the clocks of ${TICKETS} tickets over a quarter are what an independent model says`, () => {
  const work = new WorkTable(office, START - DAY, END + 120 * DAY);
  const world: World = { work, policyFor, tickFrom, end: END };
  const seen = { stops: 0, missed: 0, misses: 0, warnings: 0, silent: 0, inOutage: 0, bounced: 0, reopened: 0, repinned: 0, paused: 0 };
  for (let n = 0; n < TICKETS; n += 1) {
    const commits = live(n);
    const events = commits.flatMap((c) => c.events) as TicketEvent[];
    const mine = told(commits);
    const theirs = model(
      events.filter((e) => !e.type.startsWith('Clock')),
      world,
    );
    const context = `ticket ${n}`;
    // The due of what stopped during a pause would move with its end, and is compared nowhere.
    const known = mine.stops.map((stop, i) => (theirs.stops[i]?.dueAt === null ? { ...stop, dueAt: null } : stop));
    expect([context, known]).toEqual([context, theirs.stops]);
    expect([context, [...mine.misses].sort()]).toEqual([context, [...theirs.misses].sort()]);
    for (const [key, warned] of theirs.warnings) expect([context, key, mine.warnings.has(key)]).toEqual([context, key, warned]);
    seen.stops += mine.stops.length;
    seen.missed += mine.stops.filter((s) => s.missed).length;
    seen.misses += mine.misses.size;
    seen.warnings += [...theirs.warnings.values()].filter(Boolean).length;
    seen.silent += [...theirs.warnings.values()].filter((w) => !w).length;
    seen.inOutage += [...mine.misses].filter(([key, said]) => said === OUTAGE.to && Number(key.split(' ')[2]) < OUTAGE.to - MINUTE).length;
    seen.bounced += events.filter((e) => e.type === 'ReplyUndelivered').length;
    seen.reopened += events.filter((e) => e.type === 'TicketReopened').length;
    seen.repinned += events.filter((e) => e.type === 'ClockVoided' && e.why === 'repinned').length;
    seen.paused += events.filter((e) => e.type === 'ClockPaused').length;
  }
  // What was not met was not proven.
  for (const [what, count] of Object.entries(seen)) expect([what, count > 20]).toEqual([what, true]);
});
