import { defaultSettings } from '../../../desk/default-settings.ts';
import type { Settings } from '../../../desk/settings.ts';
import type { Case, Command, Decision } from '../../../desk/ticket/command.ts';
import { decide } from '../../../desk/ticket/decide.ts';
import type { Customer } from '../../../desk/ticket/dossier.ts';
import type { Ticket } from '../../../desk/ticket/ticket.ts';
import { timers } from '../../../desk/timers.ts';
import type { Channel, Commit, DomainEvent, EventOf, Priority } from '../../../events/event.ts';
import type { AgentId, CustomerId, Instant, MailId, TicketId } from '../../../events/ids.ts';
import { mailFrom } from '../ticket/desk.ts';

/*
 * A desk with a past: the real rule book, played with random commands at random times by a seed. What comes of it is the
 * list of commits, in the order in which they were recorded.
 */

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

export type Random = {
  readonly next: () => number;
  readonly below: (n: number) => number;
  readonly pick: <T>(from: readonly T[]) => T;
  readonly chance: (p: number) => boolean;
};

/** mulberry32: the same numbers for the same seed. */
export function randomOf(seed: number): Random {
  let a = seed >>> 0;
  const next = (): number => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (n: number): number => Math.floor(next() * n);
  return {
    next,
    below,
    pick: (from) => {
      const one = from[below(from.length)];
      if (one === undefined) throw new Error('nothing to pick from');
      return one;
    },
    chance: (p) => next() < p,
  };
}

const AGENTS = ['ada', 'ben', 'cho'] as const;
const TYPES = ['order', 'delivery', 'return', 'payment', null] as const;

/** Two mailboxes, three agents, a calendar with lunch, policies by priority and channel, and channels without any. */
export function settingsIn(zone: string): Settings {
  const base = defaultSettings({
    name: 'Shop',
    zone,
    mailboxes: [
      { id: 'support', address: 'support@desk.test' },
      { id: 'sales', address: 'sales@desk.test' },
    ],
    agents: AGENTS.map((id) => ({ id, name: id, address: `${id}@team.test` })),
  });
  const standard = base.policies[0];
  const office = base.calendars[0];
  const hours = office?.hours[0];
  if (!standard || !office || !hours) throw new Error('the defaults have a policy and a calendar');
  const split = [
    { from: '09:00', to: '12:30' },
    { from: '13:15', to: '18:00' },
  ];
  const late = [{ from: '22:00', to: '04:00' }];
  const elapsed = (seconds: number) => ({ seconds, measure: 'elapsed' as const, warn: null });
  return {
    ...base,
    calendars: [
      { ...office, hours: [{ ...hours, week: { mon: split, tue: split, wed: split, thu: split, fri: split, sat: late, sun: [] } }] },
    ],
    policies: [
      {
        ...standard,
        id: 'urgent',
        name: 'Urgent',
        when: { ...standard.when, priority: ['urgent'] },
        calendar: null,
        targets: { firstReply: elapsed(3600), nextReply: elapsed(7200), resolution: elapsed(86_400) },
      },
      { ...standard, when: { ...standard.when, channel: ['email', 'web'] } },
    ],
  };
}

type Player = { readonly id: TicketId; case: Case; readonly customer: string; readonly commits: Commit[]; deafUntil: number };
type Plan = { readonly at: number; readonly turn: (now: Instant) => void };

export type History = { readonly commits: readonly Commit[]; readonly settings: Settings; readonly untilMs: number };

/**
 * Plays a desk.
 * @param from first instant, epoch milliseconds; customers write for `days` days, and the desk is left alone a while after that
 */
export function played(options: { zone: string; from: number; days: number; tickets: number; seed: number }): History {
  const { zone, from, days, tickets, seed } = options;
  const random = randomOf(seed);
  const settings = settingsIn(zone);
  const pinned = new Map([[settings.version, settings]]);
  const customers = new Map<string, Customer>();
  const players: Player[] = [];
  const agenda: Plan[] = [];
  const untilMs = from + (days + 12) * DAY;
  let serial = 0;

  const run = (before: Case | null, command: Command, now: Instant, address: string): Decision | null => {
    serial += 1;
    const context = { now, settings, pinned, customer: customers.get(address) ?? null, seed: `${seed}-${serial}` };
    const decision = decide(before, command, context);
    if ('refused' in decision || decision.events.length === 0) return null;
    if (decision.customer) customers.set(address, { ...decision.customer, version: decision.customer.version + 1 });
    return decision;
  };
  const commitOf = (decision: Decision, now: Instant): Commit => ({
    stream: decision.ticket.id,
    version: decision.ticket.version,
    recordedAt: now,
    by: `trigger-${serial}`,
    events: [...decision.events],
  });
  const keep = (player: Player, decision: Decision | null, now: Instant): void => {
    if (!decision) return;
    player.case = { ticket: decision.ticket, dossier: decision.dossier };
    player.commits.push(commitOf(decision, now));
  };
  const act = (player: Player, command: Command, now: Instant): void => keep(player, run(player.case, command, now, player.customer), now);
  /** Timers that ripened, each noticed up to a minute later; all at once after an outage. */
  const tick = (player: Player, until: number): void => {
    for (let n = 0; n < 300; n += 1) {
      const next = timers(player.case.ticket, settings)[0];
      if (!next) return;
      const now = Math.max(Date.parse(next.ripeAt) + random.below(60_000), player.deafUntil);
      if (now >= until) return;
      act(player, { do: 'FireTimers' }, iso(now));
    }
  };
  const open =
    (address: string) =>
    (now: Instant): void => {
      const channel: Channel = random.chance(0.7) ? 'email' : random.pick(['web', 'phone', 'chat'] as const);
      const mailbox = random.pick(['support', 'sales']);
      const kind = random.chance(0.06) ? random.pick(['spam', 'auto-reply', 'list'] as const) : 'customer';
      const requester = { name: 'Ana', address };
      const by = random.pick(AGENTS) as AgentId;
      const command: Command =
        channel === 'email' && random.chance(0.95)
          ? {
              do: 'ReceiveMail',
              mail: mailFrom(address, { kind, rfcMessageId: `<${serial}@x.test>`, thanks: random.chance(0.05) }),
              mailbox,
              linkedTo: null,
            }
          : {
              do: 'OpenTicket',
              by,
              channel,
              mailbox,
              subject: 'A call',
              text: 'They called.',
              requester,
              type: random.pick(TYPES),
              priority: random.pick(['low', 'normal', 'high', 'urgent'] as const),
              tags: [],
              language: null,
              started: random.chance(0.4),
            };
      const decision = run(null, command, now, address);
      if (!decision || players.some((p) => p.id === decision.ticket.id)) return;
      const deafUntil = random.chance(0.05) ? Date.parse(now) + random.below(3 * DAY) : 0;
      players.push({
        id: decision.ticket.id,
        case: { ticket: decision.ticket, dossier: decision.dossier },
        customer: address,
        commits: [commitOf(decision, now)],
        deafUntil,
      });
    };
  const turnOf =
    (index: number) =>
    (now: Instant): void => {
      const player = players[index];
      if (!player) return;
      tick(player, Date.parse(now));
      turn(player, now, { random, players, act, run, keep });
    };

  for (let i = 0; i < tickets; i += 1) {
    const address = `c${random.below(Math.ceil(tickets * 0.6))}@x.test`;
    const at = from + Math.floor(random.next() ** 0.9 * days * DAY);
    agenda.push({ at, turn: open(address) });
    let when = at;
    for (let step = random.below(9); step >= 0; step -= 1) {
      when += Math.floor(random.next() ** 3 * 4 * DAY) + random.below(HOUR);
      const index = i;
      agenda.push({ at: when, turn: turnOf(index) });
    }
  }
  agenda.sort((a, b) => a.at - b.at);
  for (const { at, turn: go } of agenda) if (at < untilMs) go(iso(at));
  for (const player of players) tick(player, untilMs);
  const commits = [...players.flatMap((p) => p.commits), ...surveys(random, from, days, customers)];
  commits.sort((a, b) =>
    a.recordedAt < b.recordedAt
      ? -1
      : a.recordedAt > b.recordedAt
        ? 1
        : a.stream === b.stream
          ? a.version - b.version
          : a.stream < b.stream
            ? -1
            : 1,
  );
  return { commits, settings, untilMs };
}

const iso = (ms: number): Instant => new Date(ms).toISOString() as Instant;

type Table = {
  readonly random: Random;
  readonly players: readonly Player[];
  readonly act: (player: Player, command: Command, now: Instant) => void;
  readonly run: (before: Case | null, command: Command, now: Instant, address: string) => Decision | null;
  readonly keep: (player: Player, decision: Decision | null, now: Instant) => void;
};

/** Something happens on a ticket: mostly answers and mails, now and then everything else that can. */
function turn(player: Player, now: Instant, { random, players, act, run, keep }: Table): void {
  const { ticket, dossier } = player.case;
  const roll = random.below(100);
  if (roll < 97) {
    const command = commandFor(roll, ticket, player.customer, random);
    if (command) act(player, command, now);
    return;
  }
  const by = random.pick(AGENTS) as AgentId;
  const into = players.find((p) => p !== player && p.customer === player.customer && p.case.ticket.state !== 'excluded');
  if (!into || ticket.state === 'excluded') return;
  const absorbed = run(into.case, { do: 'Absorb', by, from: ticket, dossier }, now, into.customer);
  if (!absorbed) return;
  act(player, { do: 'Merge', by, into: into.id }, now);
  keep(into, absorbed, now);
}

function commandFor(roll: number, ticket: Ticket, address: string, random: Random): Command | null {
  const by = random.pick(AGENTS) as AgentId;
  const mail = (kind: 'customer' | 'auto-reply', thanks: boolean): Command => ({
    do: 'ReceiveMail',
    mail: mailFrom(address, { kind, thanks, rfcMessageId: `<${random.below(1e9)}@x.test>` }),
    mailbox: ticket.mailbox,
    linkedTo: null,
  });
  if (roll < 34) return { do: 'Reply', by, text: 'Hello.', resolve: random.chance(0.45) };
  if (roll < 52) return mail('customer', random.chance(0.2));
  if (roll < 55) return mail('auto-reply', false);
  if (roll < 67) {
    const priority: Priority = random.pick(['low', 'normal', 'normal', 'high', 'urgent'] as const);
    const assignee = random.chance(0.3) ? null : (random.pick(AGENTS) as AgentId);
    return { do: 'Classify', by, type: random.pick(TYPES), priority, assignee };
  }
  if (roll < 76) return { do: 'Resolve', by };
  if (roll < 80) return { do: 'Pend', by, waitingOn: random.pick(['customer', 'third-party'] as const) };
  if (roll < 83) return { do: 'Reopen', by };
  if (roll < 86) return { do: 'MarkSpam', by };
  if (roll < 90) return { do: 'Release', by };
  if (roll < 91) return { do: 'Redirect', by, team: 'warehouse' };
  if (roll < 93) return { do: 'AddNote', by, text: 'Hm.' };
  const last = ticket.lastReply;
  return last ? { do: 'RecordUndelivered', message: last.message, sentAt: last.at, reason: 'bounce' } : null;
}

/** Orders with surveys about them, and surveys about tickets: asked, skipped, bounced, answered, changed, taken back. */
function surveys(random: Random, from: number, days: number, customers: ReadonlyMap<string, Customer>): Commit[] {
  const commits: Commit[] = [];
  const people = [...customers.values()];
  for (let i = 0; i < people.length; i += 1) {
    const customer = people[i]?.id as CustomerId;
    const stream = `S-${String(i).padStart(5, '0')}`;
    let version = 0;
    let when = from + Math.floor(random.next() * days * DAY);
    const say = (...events: DomainEvent[]): void => {
      version += 1;
      commits.push({ stream, version, recordedAt: iso(when), by: `survey-${i}-${version}`, events });
    };
    const product = random.pick(['mug', 'lamp', null]);
    const channel = random.pick(['shop', 'market']);
    const order = { customer, channel, product };
    say({ type: 'OrderPlaced', at: iso(when), ...order, items: 1, value: null });
    if (random.chance(0.1)) say({ type: 'OrderCancelled', at: iso(when), ...order });
    when += random.below(5 * DAY);
    const deliveredAt = iso(when - random.below(DAY));
    say({ type: 'OrderDelivered', at: iso(when), ...order, deliveredAt });
    if (random.chance(0.1)) say({ type: 'OrderDelivered', at: iso(when), ...order, deliveredAt });
    const kind = random.pick(['csat', 'nps'] as const);
    const agents = AGENTS.filter(() => random.chance(0.5)) as unknown as AgentId[];
    const asked = { kind, about: 'order' as const, channel, ticketType: random.pick(TYPES), product, agents };
    when += random.below(3 * DAY);
    if (random.chance(0.2)) {
      const { agents: _, ...under } = asked;
      say({ type: 'SurveySkipped', at: iso(when), ...under, reason: random.pick(['throttled', 'open-ticket', 'unsubscribed'] as const) });
      continue;
    }
    const askedAt = iso(when);
    const mail = `o-survey-${i}` as MailId;
    say(
      { type: 'SurveyAsked', at: askedAt, ...asked, customer, mail },
      { type: 'MailQueued', at: askedAt, mail, kind: 'survey', recipients: 1 },
    );
    if (random.chance(0.15)) {
      when += random.below(DAY);
      say({ type: 'SurveyUndelivered', at: iso(when), ...asked, mail, sentAt: askedAt, reason: 'bounce' });
      if (random.chance(0.9)) continue;
    }
    const given: EventOf<'SurveyAnswered'>[] = [];
    for (let change = 0; change < random.below(4); change += 1) {
      when += random.below(2 * DAY);
      const last = given.at(-1);
      const answer: EventOf<'SurveyAnswered'> = {
        type: 'SurveyAnswered',
        at: iso(when),
        ...asked,
        askedAt,
        score: kind === 'csat' ? 1 + random.below(5) : random.below(11),
        change,
        comment: random.chance(0.3),
        replaces: last ? { at: last.at, score: last.score } : null,
        press: `press-${i}-${change}`,
      };
      given.push(answer);
      say(answer);
      if (random.chance(0.15)) {
        given.pop();
        const { at: answeredAt, score, press } = answer;
        const before = given.at(-1);
        when += random.below(HOUR);
        say({
          type: 'SurveyAnswerWithdrawn',
          at: iso(when),
          ...asked,
          askedAt,
          answeredAt,
          score,
          press,
          restores: before ? { at: before.at, score: before.score } : null,
        });
      }
    }
    if (random.chance(0.05)) say({ type: 'SurveyUnsubscribed', at: iso(when), customer });
  }
  return commits;
}
