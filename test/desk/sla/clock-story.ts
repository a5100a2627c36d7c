import { defaultSettings } from '../../../desk/default-settings.ts';
import type { Policy, Settings } from '../../../desk/settings.ts';
import type { Clock } from '../../../desk/sla/clock.ts';
import type { Case, Command, Decision } from '../../../desk/ticket/command.ts';
import { decide } from '../../../desk/ticket/decide.ts';
import type { Customer } from '../../../desk/ticket/dossier.ts';
import type { ClockName, EventOf, TicketEvent } from '../../../events/event.ts';
import type { AgentId, Instant, MessageId, TicketId } from '../../../events/ids.ts';
import { mailFrom } from '../ticket/desk.ts';

/*
 * A ticket led through a week of a desk in Dublin, winter: 2 March 2026 is a Monday and local time is UTC.
 * Instants are told as `mon 10:00`.
 */

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/** `mon 10:00`, `fri 17:00:01`, `mon+1 09:00` (a week later), with milliseconds if need be. */
export function on(text: string): Instant {
  const [day = '', time = ''] = text.split(' ');
  const [name = '', weeks = '0'] = day.split('+');
  const [h = 0, m = 0, s = 0] = time.split(':').map(Number);
  const date = 2 + DAYS.indexOf(name as (typeof DAYS)[number]) + 7 * Number(weeks);
  return new Date(Date.UTC(2026, 2, date, h, m) + Math.round(s * 1000)).toISOString() as Instant;
}

const told = (at: Instant | null): string => {
  if (at === null) return '-';
  const ms = Date.parse(at) - Date.UTC(2026, 2, 2);
  const days = Math.floor(ms / 86_400_000);
  const time = at.slice(11, 23).replace('.000', '').replace(/:00$/, '');
  const week = Math.floor(days / 7);
  return `${DAYS[days - 7 * week]}${week === 0 ? '' : `+${week}`} ${time}`;
};

const anybody = { channel: null, mailbox: null, type: null, priority: null, customer: null };
const working = (hours: number): Policy['targets']['firstReply'] => ({ seconds: hours * 3600, measure: 'working', warn: { share: 0.75 } });
export const policy = (id: string, hours: [number, number, number], more: Partial<Policy> = {}): Policy => ({
  id,
  name: id,
  when: anybody,
  calendar: 'office',
  targets: { firstReply: working(hours[0]), nextReply: working(hours[1]), resolution: working(hours[2]) },
  escalations: { firstReply: [], nextReply: [], resolution: [] },
  quietOutsideHours: false,
  ...more,
});

const base = defaultSettings({
  name: 'Shop',
  zone: 'Europe/Dublin',
  mailboxes: [{ id: 'support', address: 'support@desk.test' }],
  agents: [
    { id: 'agent1', name: 'One', address: 'agent1@team.test' },
    { id: 'agent2', name: 'Two', address: 'agent2@team.test' },
  ],
});
/** Monday to Friday 9 to 17; first reply in 4 working hours, next in 8, resolved in 24; urgent: 1, 2, 8. */
export const SETTINGS: Settings = {
  ...base,
  version: 1,
  policies: [
    policy('urgent', [1, 2, 8], { when: { ...anybody, priority: ['urgent'] } }),
    policy('slow', [8, 16, 80], { when: { ...anybody, priority: ['low'] } }),
    policy('standard', [4, 8, 24]),
  ],
};

const agent = 'agent1' as AgentId;
let stories = 0;

export class ClockStory {
  case: Case | null = null;
  settings: Settings;
  readonly versions = new Map<number, Settings>();
  readonly events: TicketEvent[] = [];
  last: Decision | null = null;
  customer: Customer | null = null;
  #n = 0;
  readonly #id: number;

  constructor(settings: Settings = SETTINGS) {
    this.settings = settings;
    this.versions.set(settings.version, settings);
    stories += 1;
    this.#id = stories;
  }

  save(change: (settings: Settings) => Partial<Settings>): this {
    this.settings = { ...this.settings, ...change(this.settings), version: this.settings.version + 1 };
    this.versions.set(this.settings.version, this.settings);
    return this;
  }

  do(at: string, command: Command): this {
    this.#n += 1;
    const context = {
      now: on(at),
      settings: this.settings,
      pinned: this.versions,
      customer: this.customer,
      seed: `story ${this.#id} ${this.#n}`,
    };
    const result = decide(this.case, command, context);
    if ('refused' in result) throw new Error(`${command.do}: ${result.field}: ${result.why}`);
    this.case = { ticket: result.ticket, dossier: result.dossier };
    this.events.push(...result.events);
    this.last = result;
    return this;
  }

  mail(at: string, more: Parameters<typeof mailFrom>[1] = {}): this {
    const mail = mailFrom('ana@x.test', { rfcMessageId: `<${this.#id}.${this.#n}@x.test>`, ...more });
    return this.do(at, { do: 'ReceiveMail', mail, mailbox: 'support', linkedTo: null });
  }
  /** Opens by an agent's message to the customer. */
  start(at: string): this {
    return this.do(at, {
      do: 'OpenTicket',
      by: agent,
      channel: 'email',
      mailbox: 'support',
      subject: 'Your order',
      text: 'It is late.',
      requester: { name: 'Ana', address: 'ana@x.test' },
      type: null,
      priority: 'normal',
      tags: [],
      language: null,
      started: true,
    });
  }
  reply(at: string, resolve = false): this {
    return this.do(at, { do: 'Reply', by: agent, text: 'Tomorrow.', resolve });
  }
  resolve(at: string): this {
    return this.do(at, { do: 'Resolve', by: agent });
  }
  reopen(at: string): this {
    return this.do(at, { do: 'Reopen', by: agent });
  }
  pend(at: string, waitingOn: 'customer' | 'third-party' = 'customer'): this {
    return this.do(at, { do: 'Pend', by: agent, waitingOn });
  }
  spam(at: string): this {
    return this.do(at, { do: 'MarkSpam', by: agent });
  }
  release(at: string): this {
    return this.do(at, { do: 'Release', by: agent });
  }
  priority(at: string, priority: 'low' | 'normal' | 'high' | 'urgent'): this {
    return this.do(at, { do: 'Classify', by: agent, priority });
  }
  tick(at: string): this {
    return this.do(at, { do: 'FireTimers' });
  }
  /** The n-th reply (from 0) comes back. */
  bounce(at: string, n = 0): this {
    const reply = this.replies()[n];
    if (!reply) throw new Error(`no reply ${n}`);
    return this.do(at, { do: 'RecordUndelivered', message: reply.message, sentAt: reply.at, reason: 'bounce' });
  }
  replies(): EventOf<'ReplySent'>[] {
    return this.events.filter((e) => e.type === 'ReplySent');
  }

  get ticket() {
    if (!this.case) throw new Error('no ticket');
    return this.case.ticket;
  }
  clock(name: ClockName): Clock {
    const clock = this.ticket.clocks[name];
    if (!clock) throw new Error(`no clock ${name}`);
    return clock;
  }
  stops(name: ClockName): EventOf<'ClockStopped'>[] {
    return this.events.filter((e) => e.type === 'ClockStopped').filter((e) => e.clock === name);
  }
  /** What was said about one clock, a line each. */
  said(name: ClockName): string[] {
    return this.events.flatMap((e) => ('clock' in e && e.clock === name ? [line(e)] : []));
  }
}

export const ref = (story: ClockStory): TicketId => story.ticket.id;
export const messageOf = (story: ClockStory, n: number): MessageId | undefined => story.replies()[n]?.message;

function line(e: Extract<TicketEvent, { clock: ClockName }>): string {
  switch (e.type) {
    case 'ClockStarted':
      return `started ${told(e.startedAt)}${e.since === e.startedAt ? '' : ` since ${told(e.since)}`} ${e.policy} due ${told(e.dueAt)}`;
    case 'ClockPaused':
      return `paused ${told(e.at)} for the ${e.waitingOn}`;
    case 'ClockResumed':
      return `resumed ${told(e.at)} due ${told(e.dueAt)}`;
    case 'ClockWarned':
      return `warned ${told(e.at)}`;
    case 'ClockBreached':
      return `missed ${told(e.at)}`;
    case 'ClockEscalated':
      return `escalated ${e.step} ${told(e.at)}`;
    case 'ClockNotified':
      return `notified of ${e.notice} ${told(e.at)}`;
    case 'ClockStopped':
      return `stopped ${told(e.at)} ${e.outcome}${e.lateBySeconds ? ` late by ${e.lateBySeconds}` : ''}`;
    case 'ClockVoided':
      return `taken back: ${e.why}${e.stoppedAt ? ` (stopped ${told(e.stoppedAt)})` : ''}${e.breached ? ' with its miss' : ''}`;
  }
}
