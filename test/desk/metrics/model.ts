import type { Commit, DomainEvent, EventOf } from '../../../events/event.ts';

/*
 * The independent model: what definitions.md says, in plain arrays over all events. No roll-ups, no sketches, and
 * nothing of desk/metrics. It is slow, and obviously right.
 */

const WEEK_MS = 7 * 86_400_000;

/** What a fact counts under. */
export type Under = {
  channel: string;
  mailbox: string;
  type: string;
  priority: string;
  agent: readonly string[];
  policy: string;
  product: string;
};
/** One thing that happened, on a local date, with what it weighs and how long it took. */
export type Fact = {
  what: string;
  date: string;
  ticket: string;
  under: Under;
  seconds?: number;
  business?: number | null;
  score?: number;
  hour?: number;
  /** For those who still wait: since when. */
  since?: number;
};

export type Model = {
  facts: Fact[];
  /** Tickets open at the end of each date are counted from these: from, until (or still), under what the ticket is now. */
  open: { ticket: string; from: number; to: number; under: Under }[];
  endOf: (date: string) => number;
};

export function modelOf(commits: readonly Commit[], zone: string): Model {
  const clock = wallClock(zone);
  const streams = new Map<string, Commit[]>();
  for (const commit of commits) streams.set(commit.stream, [...(streams.get(commit.stream) ?? []), commit]);
  const model: Model = { facts: [], open: [], endOf: clock.endOf };
  const contacts: { ticket: string; customer: string; at: number }[] = [];
  const tickets: Ticket[] = [];
  for (const [id, history] of streams) {
    const ordered = [...history].sort((a, b) => a.version - b.version);
    const events = ordered.flatMap((c) => c.events);
    if (events[0]?.type === 'TicketOpened') {
      const ticket = ticketOf(id, ordered);
      tickets.push(ticket);
      if (ticket.counted && ticket.opened.origin === 'customer')
        contacts.push({ ticket: id, customer: ticket.opened.customer, at: ms(ticket.opened.at) });
    } else model.facts.push(...surveyFacts(id, events, clock));
  }
  for (const ticket of tickets) {
    model.facts.push(...ticketFacts(ticket, contacts, clock));
    model.open.push(...ticket.open.map((span) => ({ ...span, ticket: ticket.id, under: now(ticket) })));
  }
  return model;
}

const ms = (instant: string): number => new Date(instant).getTime();

/** Local dates and hours by Intl. */
function wallClock(zone: string) {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    hourCycle: 'h23',
    weekday: 'short',
  });
  const parts = (at: number): Record<string, string> => Object.fromEntries(format.formatToParts(at).map((p) => [p.type, p.value]));
  const date = (at: number): string => {
    const { year, month, day } = parts(at);
    return `${year}-${month}-${day}`;
  };
  const hour = (at: number): number => {
    const { weekday, hour: h } = parts(at);
    return ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].indexOf(weekday ?? '') * 24 + Number(h);
  };
  /** The first instant that has a later date, found by halving. */
  const ends = new Map<string, number>();
  const endOf = (of: string): number => {
    const known = ends.get(of);
    if (known !== undefined) return known;
    let low = ms(`${of}T00:00:00.000Z`) - 86_400_000;
    let high = low + 4 * 86_400_000;
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (date(middle) > of) high = middle;
      else low = middle;
    }
    ends.set(of, high);
    return high;
  };
  return { date, hour, endOf };
}
type WallClock = ReturnType<typeof wallClock>;

type Ticket = {
  id: string;
  opened: EventOf<'TicketOpened'>;
  events: DomainEvent[];
  counted: boolean;
  exclusion: EventOf<'TicketExcluded'> | null;
  open: { from: number; to: number }[];
  steps: { what: string; at: number }[];
  closings: { at: number; expired: boolean; unanswered: boolean }[];
  closedNow: boolean;
};

function ticketOf(id: string, commits: Commit[]): Ticket {
  const events = commits.flatMap((c) => c.events);
  const opened = events[0] as EventOf<'TicketOpened'>;
  const bornExcluded = commits[0]?.events.some((e) => e.type === 'TicketExcluded') ?? false;
  const open: { from: number; to: number }[] = [];
  const steps: { what: string; at: number }[] = [];
  const closings: Ticket['closings'] = [];
  let state: 'open' | 'closed' | 'excluded' = bornExcluded ? 'excluded' : 'open';
  let exclusion: Ticket['exclusion'] = null;
  const begin = (at: number): number => open.push({ from: at, to: Number.POSITIVE_INFINITY });
  const end = (at: number): void => {
    const last = open.at(-1);
    if (last) last.to = at;
  };
  if (!bornExcluded) {
    begin(ms(opened.at));
    steps.push({ what: 'opened', at: ms(opened.at) });
  }
  for (const e of events) {
    const at = ms(e.at);
    if ((e.type === 'TicketResolved' || e.type === 'TicketExpired') && state === 'open') {
      end(at);
      state = 'closed';
      closings.push({ at, expired: e.type === 'TicketExpired', unanswered: e.type === 'TicketResolved' && e.unanswered });
      steps.push({ what: 'resolved', at });
      if (e.type === 'TicketExpired') steps.push({ what: 'expired', at });
    } else if (e.type === 'TicketReopened' && state === 'closed') {
      begin(at);
      state = 'open';
      steps.push({ what: 'reopened', at });
    } else if (e.type === 'TicketExcluded') {
      if (state === 'open') {
        end(at);
        steps.push({ what: 'excludedWhileOpen', at });
      }
      state = 'excluded';
      exclusion = e;
    } else if (e.type === 'TicketReleased') {
      begin(at);
      state = 'open';
      exclusion = null;
      steps.push({ what: 'released', at });
    }
  }
  return { id, opened, events, counted: state !== 'excluded', exclusion, open, steps, closings, closedNow: state === 'closed' };
}

const NOBODY: readonly string[] = [''];

function attributes(ticket: Ticket, upTo: number): Under {
  let [type, priority, agent] = [ticket.opened.ticketType ?? '', ticket.opened.priority as string, ''];
  let policy: string | null = null;
  let firstPolicy: string | null = null;
  for (const e of ticket.events) {
    if (e.type === 'ClockStarted') firstPolicy ??= e.policy;
    if (ms(e.at) > upTo) continue;
    if (e.type === 'TypeChanged') type = e.to ?? '';
    if (e.type === 'PriorityChanged') priority = e.to;
    if (e.type === 'AssigneeChanged') agent = e.to ?? '';
    if (e.type === 'ClockStarted') policy = e.policy;
  }
  const { channel, mailbox } = ticket.opened;
  return { channel, mailbox, type, priority, agent: [agent], policy: policy ?? firstPolicy ?? '', product: '' };
}
const now = (ticket: Ticket): Under => attributes(ticket, Number.POSITIVE_INFINITY);

/** How a promise of one clock, begun at one instant, ended up. */
function runsOf(events: DomainEvent[]) {
  const keys = new Set<string>();
  for (const e of events) if (e.type === 'ClockStarted' || e.type === 'ClockStopped') keys.add(`${e.clock} ${e.startedAt}`);
  return [...keys].map((key) => {
    const [clock, startedAt] = key.split(' ') as [EventOf<'ClockStarted'>['clock'], string];
    let running = false;
    let stopped: EventOf<'ClockStopped'> | null = null;
    let breachedDue: string | null = null;
    let due: string | null = null;
    let policy = '';
    let mine = false;
    for (const e of events) {
      if (e.type === 'ClockStarted' && e.clock === clock) {
        mine = e.startedAt === startedAt;
        if (mine) [running, stopped, due, policy] = [true, null, e.dueAt, e.policy];
      } else if (e.type === 'ClockResumed' && e.clock === clock && mine) due = e.dueAt;
      else if (e.type === 'ClockBreached' && e.clock === clock && e.dueAt === due) breachedDue = e.dueAt;
      else if (e.type === 'ClockStopped' && e.clock === clock && e.startedAt === startedAt) [running, stopped, due] = [false, e, e.dueAt];
      else if (e.type === 'ClockVoided' && e.clock === clock && e.startedAt === startedAt) {
        [running, stopped, due] = [false, null, e.dueAt];
        breachedDue = e.why === 'closed' && e.breached ? e.dueAt : null;
      }
    }
    return { clock, startedAt, running, stopped, breachedDue, due, policy };
  });
}

function ticketFacts(ticket: Ticket, contacts: { ticket: string; customer: string; at: number }[], clock: WallClock): Fact[] {
  const facts: Fact[] = [];
  const { events, opened } = ticket;
  const put = (what: string, at: number, under: Under, more: Partial<Fact> = {}): number =>
    facts.push({ what, date: clock.date(at), ticket: ticket.id, under, ...more });
  const openedAt = ms(opened.at);
  for (const step of ticket.steps) put(step.what, step.at, now(ticket));
  if (ticket.exclusion) put(`excluded.${ticket.exclusion.reason}`, ms(ticket.exclusion.at), now(ticket));
  for (const e of events)
    if (e.type === 'MailQueued' && e.kind !== 'reply') put(`automatic.${e.kind}`, ms(e.at), attributes(ticket, ms(e.at)));
  if (!ticket.counted) return facts;

  put('new', openedAt, now(ticket));
  const lost = new Set(events.filter((e) => e.type === 'ReplyUndelivered').map((e) => e.message));
  const messages = new Map<string, number>();
  for (const e of events) if (e.type === 'MessageReceived' && e.kind === 'customer') messages.set(e.message, ms(e.at));
  for (const at of messages.values()) put('in', at, attributes(ticket, at), { hour: clock.hour(at) });
  const sent = events.filter((e) => e.type === 'ReplySent');
  for (const e of sent) {
    const under = { ...attributes(ticket, ms(e.at)), agent: [e.agent] };
    put('out', ms(e.at), under, { hour: clock.hour(ms(e.at)) });
    if (lost.has(e.message)) put('undelivered', ms(e.at), under);
  }
  const answers = sent.filter((e) => !e.started && !lost.has(e.message));

  for (const run of runsOf(events)) {
    const { stopped } = run;
    const started = ms(run.startedAt);
    if (run.breachedDue !== null || stopped?.outcome === 'missed') {
      const due = stopped?.dueAt ?? run.breachedDue ?? '';
      const under = { ...attributes(ticket, ms(due)), policy: run.policy };
      if (stopped?.outcome === 'missed') put(`missed.${run.clock}`, ms(due), under, { seconds: stopped.lateBySeconds });
      else put(`missed.${run.clock}`, ms(due), under);
    } else if (stopped?.outcome === 'met' && stopped.dueAt !== null) {
      put(`met.${run.clock}`, ms(stopped.dueAt), {
        ...attributes(ticket, ms(stopped.at)),
        agent: [stopped.agent ?? ''],
        policy: run.policy,
      });
    }
    if (run.clock === 'resolution') continue;
    if (stopped) {
      const under = { ...attributes(ticket, ms(stopped.at)), agent: [stopped.agent ?? ''], policy: run.policy };
      const took = { seconds: stopped.elapsedSeconds, business: stopped.businessSeconds, hour: clock.hour(started) };
      put(`replied.${run.clock}`, ms(stopped.at), under, took);
      put(`opened.${run.clock}`, started, under, took);
      if (stopped.flags.includes('outside-hours')) put('outsideHours', ms(stopped.at), under);
    } else if (run.running) put(`waiting.${run.clock}`, started, { ...now(ticket), policy: run.policy }, { since: started });
  }

  if (opened.origin !== 'agent') {
    put('answerable', openedAt, now(ticket));
    if (answers.some((e) => ms(e.at) <= openedAt + WEEK_MS)) put('answered', openedAt, now(ticket));
  }

  for (const c of ticket.closings) {
    if (c.expired) put('silent', c.at, attributes(ticket, c.at));
    else if (c.unanswered) put('closedUnanswered', c.at, attributes(ticket, c.at));
  }
  const credit = (at: number): Under => {
    const by = sent.filter((e) => ms(e.at) <= at && !lost.has(e.message)).at(-1)?.agent ?? '';
    return { ...attributes(ticket, at), agent: [by] };
  };
  const spent = (at: number) =>
    events.filter((e) => e.type === 'ClockStopped' && e.clock === 'resolution' && ms(e.at) === at).at(-1) as
      | EventOf<'ClockStopped'>
      | undefined;
  const took = (at: number) => ({ seconds: Math.max(0, at - openedAt) / 1000, business: spent(at)?.businessSeconds ?? null });
  const last = ticket.closings.at(-1);
  if (last && ticket.closedNow && !last.expired) {
    put('final', last.at, credit(last.at), took(last.at));
    put('touches', last.at, credit(last.at), { score: answers.filter((e) => ms(e.at) <= last.at).length });
    const { us = 0, customer = 0, thirdParty = 0 } = spent(last.at)?.waited ?? {};
    put('waited.us', last.at, credit(last.at), { seconds: us });
    put('waited.customer', last.at, credit(last.at), { seconds: customer });
    put('waited.thirdParty', last.at, credit(last.at), { seconds: thirdParty });
  }
  const first = ticket.closings.find((c) => !c.expired);
  if (!first) return facts;
  put('first', first.at, credit(first.at), took(first.at));
  const reopened = events.filter((e) => e.type === 'TicketReopened' && ms(e.at) >= first.at) as EventOf<'TicketReopened'>[];
  if (reopened.some((e) => e.by.kind === 'customer')) put('reopenedCohort', first.at, credit(first.at));
  const before = answers.filter((e) => ms(e.at) <= first.at).length;
  if (opened.origin === 'agent' || before === 0) return facts;
  put('touchBase', first.at, credit(first.at));
  const within = (at: number): boolean => at <= first.at + WEEK_MS;
  if (answers.filter((e) => within(ms(e.at))).length !== 1 || reopened.some((e) => within(ms(e.at)))) return facts;
  put('oneTouch', first.at, credit(first.at));
  const again = contacts.some((c) => c.ticket !== ticket.id && c.customer === opened.customer && c.at > first.at && within(c.at));
  if (!again) put('firstContact', first.at, credit(first.at));
  return facts;
}

function surveyFacts(stream: string, events: DomainEvent[], clock: WallClock): Fact[] {
  const facts: Fact[] = [];
  const bare: Under = { channel: '', mailbox: '', type: '', priority: '', agent: NOBODY, policy: '', product: '' };
  const put = (what: string, at: string, under: Under, more: Partial<Fact> = {}): number =>
    facts.push({ what, date: clock.date(ms(at)), ticket: stream, under, ...more });
  const by = (e: { channel: string; ticketType?: string | null; product?: string | null; agents?: readonly string[] }): Under => ({
    ...bare,
    channel: e.channel,
    type: e.ticketType ?? '',
    product: e.product ?? '',
    agent: e.agents && e.agents.length > 0 ? e.agents : NOBODY,
  });
  const firsts = new Set<string>();
  for (const e of events) {
    if (e.type.startsWith('Order')) {
      if (firsts.has(e.type)) continue;
      firsts.add(e.type);
    }
    if (e.type === 'OrderPlaced' || e.type === 'OrderCancelled' || e.type === 'OrderRefunded') put(e.type, e.at, by(e));
    if (e.type === 'OrderDelivered') put(e.type, e.deliveredAt, by(e));
    if (e.type === 'SurveySkipped') put(`skipped.${e.kind}.${e.reason}`, e.at, by(e));
  }
  const asked = events.find((e) => e.type === 'SurveyAsked');
  for (const e of events) if (e.type === 'MailQueued') put(`automatic.${e.kind}`, e.at, asked ? { ...by(asked), agent: NOBODY } : bare);
  if (!asked) return facts;
  const withdrawn = new Set(events.filter((e) => e.type === 'SurveyAnswerWithdrawn').map((e) => e.press));
  const answers = events.filter((e) => e.type === 'SurveyAnswered').filter((e) => !withdrawn.has(e.press));
  const [first, last] = [answers[0], answers.at(-1)];
  put(`asked.${asked.kind}`, asked.at, by(asked));
  if (last) put(`answeredOfAsked.${asked.kind}`, asked.at, by(asked));
  else if (events.some((e) => e.type === 'SurveyUndelivered')) put(`undelivered.${asked.kind}`, asked.at, by(asked));
  if (last && first) {
    put(`score.${asked.kind}`, last.at, by(last), { score: last.score });
    put(`firstScore.${asked.kind}`, last.at, by(last), { score: first.score });
    if (last.comment) put(`commented.${asked.kind}`, last.at, by(last));
  }
  const gone = events.find((e) => e.type === 'SurveyUnsubscribed');
  if (gone) put('unsubscribed', gone.at, by(asked));
  return facts;
}

/** Facts of some days, under some group. */
export type Filter = { from: string; to: string; group: keyof Under | null; value: string };
export const facts = (model: Model, what: string, { from, to, group, value }: Filter): Fact[] =>
  model.facts.filter((f) => f.what === what && f.date >= from && f.date < to && isUnder(f.under, group, value));
export const isUnder = (under: Under, group: keyof Under | null, value: string): boolean =>
  group === null || (group === 'agent' ? under.agent.includes(value) : under[group] === value);

/** The exact value of rank ⌊q(n−1)⌋. */
export function exact(values: readonly number[], q: number): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted.length === 0 ? null : (sorted[Math.floor(q * (sorted.length - 1))] ?? null);
}

/** Kaplan–Meier by the book, over plain lists. */
export function survivalTime(answered: readonly number[], waiting: readonly number[], q: number): number | null {
  let surviving = 1;
  for (const time of [...new Set(answered)].sort((a, b) => a - b)) {
    const atRisk = answered.filter((t) => t >= time).length + waiting.filter((t) => t >= time).length;
    surviving *= 1 - answered.filter((t) => t === time).length / atRisk;
    if (surviving <= 1 - q + 1e-9) return time;
  }
  return null;
}
