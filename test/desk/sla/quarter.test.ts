import type { Case, Command } from '../../../desk/ticket/command.ts';
import { decide } from '../../../desk/ticket/decide.ts';
import { nextWake } from '../../../desk/timers.ts';
import type { Commit, TicketEvent } from '../../../events/event.ts';
import type { AgentId, Instant } from '../../../events/ids.ts';
import { mailFrom } from '../ticket/desk.ts';
import {
  type Act,
  DAY,
  fits,
  MINUTE,
  nextAct,
  nextDelay,
  nextPriority,
  office,
  promises,
  random,
  simulated,
  ticking,
} from './quarter-acts.ts';
import { disagreements, model, told, WorkTable, type World } from './quarter-model.ts';

/*
 * A quarter of a desk by its rules: two thousand tickets with random replies, bounces, pauses, resolutions, reopenings
 * and changes of priority, a tick each minute, and two days in March without any. Summer time begins on 29 March.
 * (test/local/quarter.test.ts does the same to the deployed bundles.)
 */

const START = Date.UTC(2026, 1, 2);
const END = Date.UTC(2026, 4, 2);
const OUTAGE = { from: Date.UTC(2026, 2, 10, 8), to: Date.UTC(2026, 2, 12, 8) };
const TICKETS = 2_000;
const calendar = office(['2026-03-17', '2026-04-06']);
const { policies, policyFor } = promises(1);
const settings = simulated(calendar, policies);
const pinned = new Map([[settings.version, settings]]);
const tickFrom = ticking(OUTAGE);
const agent = 'agent1' as AgentId;

type Said = Pick<Commit, 'recordedAt' | 'events'>;

/** Leads one ticket through the quarter; returns its commits. */
function live(n: number): Said[] {
  const rng = random(n + 1);
  const commits: Said[] = [];
  let current: Case | null = null;
  let count = 0;
  let last = 0;
  const does = (ms: number, command: Command): void => {
    const now = new Date(ms).toISOString() as Instant;
    last = ms;
    count += 1;
    const decision = decide(current, command, { now, settings, pinned, customer: null, seed: `${n} ${count}` });
    if ('refused' in decision) throw new Error(`${command.do}: ${decision.why}`);
    if (decision.events.length > 0) commits.push({ recordedAt: now, events: [...decision.events] });
    current = { ticket: decision.ticket, dossier: decision.dossier };
  };
  const ticks = (until: number): void => {
    for (;;) {
      const wake = current === null ? null : nextWake((current as Case).ticket, settings);
      const tick = wake === null ? Number.POSITIVE_INFINITY : tickFrom(Math.max(Date.parse(wake), last + 1));
      if (tick > until || tick >= END) return;
      does(tick, { do: 'FireTimers' });
    }
  };
  const reply = (ms: number, resolve: boolean): void => {
    does(ms, { do: 'Reply', by: agent, text: 'Tomorrow.', resolve });
    const sent = commits.at(-1)?.events.find((e) => e.type === 'ReplySent');
    if (sent?.type !== 'ReplySent' || rng() >= 0.1) return;
    // A bounce comes within minutes, before anything else happens.
    const bounce = Math.floor(ms + (0.2 + rng() * 4) * MINUTE);
    ticks(bounce);
    does(bounce, { do: 'RecordUndelivered', message: sent.message, sentAt: sent.at, reason: 'bounce' });
  };
  const acts: Record<Act, (ms: number) => void> = {
    mail: (ms) =>
      does(ms, {
        do: 'ReceiveMail',
        mail: mailFrom('ana@x.test', { rfcMessageId: `<${n}.${count}@x.test>` }),
        mailbox: 'support',
        linkedTo: null,
      }),
    reply: (ms) => reply(ms, false),
    'reply-and-resolve': (ms) => reply(ms, true),
    pend: (ms) => does(ms, { do: 'Pend', by: agent, waitingOn: 'customer' }),
    'pend-third-party': (ms) => does(ms, { do: 'Pend', by: agent, waitingOn: 'third-party' }),
    resolve: (ms) => does(ms, { do: 'Resolve', by: agent }),
    reopen: (ms) => does(ms, { do: 'Reopen', by: agent }),
    priority: (ms) => does(ms, { do: 'Classify', by: agent, priority: nextPriority(rng) }),
  };

  let act: Act | null = 'mail';
  for (let at = Math.floor(START + rng() * (END - START - 20 * DAY)); act !== null && at < END; at += nextDelay(rng, 1)) {
    // Every tick that finds something ripe comes before the act.
    ticks(at);
    const state = (current as Case | null)?.ticket.state ?? 'new';
    if (fits(act, state)) acts[act](at);
    act = nextAct((current as unknown as Case).ticket.state, rng);
  }
  ticks(END);
  return commits;
}

test(`the clocks of ${TICKETS} tickets over a quarter are what an independent model says`, () => {
  const work = new WorkTable(calendar, START - DAY, END + 40 * DAY);
  const world: World = { work, policyFor, tickFrom, end: END };
  const seen = { stops: 0, missed: 0, misses: 0, warnings: 0, silent: 0, inOutage: 0, bounced: 0, reopened: 0, repinned: 0, paused: 0 };
  const wrong: string[] = [];
  for (let n = 0; n < TICKETS; n += 1) {
    const commits = live(n);
    const events = commits.flatMap((c) => c.events) as TicketEvent[];
    const mine = told(commits);
    const theirs = model(events, world);
    wrong.push(...disagreements(mine, theirs).map((what) => `ticket ${n}: ${what}`));
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
  expect(wrong).toEqual([]);
  // What never came up was not proven.
  for (const [what, count] of Object.entries(seen)) expect([what, count > 20]).toEqual([what, true]);
});
