import type { ClockName, EventOf, TicketEvent } from '../../events/event.ts';
import type { AgentId, Instant } from '../../events/ids.ts';
import type { Agent, Escalation } from '../settings.ts';
import { isOpen, nextOpening } from '../sla/calendar.ts';
import type { Clock, NoticeKind } from '../sla/clock.ts';
import { ESCALATION } from '../sla/clock-events.ts';
import { breachOf } from '../sla/measure.ts';
import { type Pin, pinById } from '../sla/policy.ts';
import { type Timer, timers } from '../timers.ts';
import type { Case, Context, Refusal } from './command.ts';
import { agentOf, asLanguage, byRule, teamOf } from './correspond.ts';
import type { Wish } from './decide.ts';
import type { OwedMail } from './dossier.ts';
import { newMailId } from './ids.ts';
import { evolve, type Ticket } from './ticket.ts';

/** What comes of the timers that are ripe: what is said, in true order, and the mails that are owed for it. */
export type Firing = { readonly events: readonly TicketEvent[]; readonly mails: readonly OwedMail[] };

/** A timer went off: asks the rules again what is due now; nothing when the ticket has moved on. */
export function fireTimers(before: Case, context: Context): Wish | Refusal {
  const { events, mails } = firing(before, context);
  return { id: before.ticket.id, events, mails, dossier: before.dossier };
}

/** No ticket has so much to say at once: each timer fires once, and there are few. */
const ENOUGH = 200;

/**
 * Fires the ticket's ripe timers, the earliest first, each with the ticket as the ones before left it. What is noticed
 * late is dated at its true instant; what is done about it (a mail, a new assignee) is dated now.
 * @throws Error when timers go on for ever, which would be a mistake of ours
 */
export function firing(before: Case, context: Context): Firing {
  const { ticket: first } = before;
  const events: TicketEvent[] = [];
  const mails: OwedMail[] = [];
  let ticket = first;
  for (let n = 0; n < ENOUGH; n += 1) {
    const timer = timers(ticket, context.settings).find((t) => t.ripeAt <= context.now);
    if (timer === undefined) return { events, mails };
    const said = fire(timer, { ...before, ticket }, context);
    events.push(...said.events);
    mails.push(...said.mails);
    // A mail is queued by the commit; here it only matters that the reminder counts as sent.
    const queued = said.mails.map(
      (mail): TicketEvent => ({ type: 'MailQueued', at: context.now, mail: mail.id, kind: mail.kind, recipients: mail.to.length }),
    );
    ticket = evolve(ticket, ticket.id, [...said.events, ...queued]);
  }
  throw new Error(`timers of ${first.id} go on for ever`);
}

function fire(timer: Timer, { ticket, dossier }: Case, context: Context): Firing {
  const rule = byRule(timer.kind);
  switch (timer.kind) {
    case 'warn':
    case 'breach':
    case 'escalate':
    case 'notify':
      return fireClock(timer, { ticket, dossier }, context);
    case 'remind':
      // Nobody is left to remind (the customer was erased): nothing to wait for either.
      if (dossier.requester === null) return { events: [{ type: 'TicketExpired', at: timer.at, by: rule }], mails: [] };
      return { events: [], mails: [reminder(ticket, dossier, context)] };
    case 'expire':
      return { events: [{ type: 'TicketExpired', at: timer.at, by: rule }], mails: [] };
    case 'close':
      return { events: [{ type: 'TicketClosed', at: timer.at, by: rule }], mails: [] };
  }
}

function fireClock(timer: Extract<Timer, { clock: ClockName }>, { ticket, dossier }: Case, context: Context): Firing {
  const name = timer.clock;
  const clock = ticket.clocks[name];
  const dueAt = clock?.dueAt;
  if (!clock || !dueAt) return { events: [], mails: [] };
  const pin = pinById(context.pinned.get(clock.settingsVersion) ?? context.settings, clock.policy, name);
  const noticeAt = quietUntil(pin, context.now);
  const tell = (kind: NoticeKind, step: number): OwedMail[] => notices(kind, step, name, clock, { ticket, dossier }, context, pin);
  if (timer.kind === 'notify') {
    const mails = tell(timer.notice, timer.step);
    const recipients = mails.reduce((sum, mail) => sum + mail.to.length, 0);
    return { events: [{ type: 'ClockNotified', at: context.now, clock: name, notice: timer.notice, step: timer.step, recipients }], mails };
  }
  if (timer.kind === 'warn') {
    // Late for both: the notice of the breach says it all.
    const late = dueAt < context.now;
    const warned: TicketEvent = { type: 'ClockWarned', at: timer.at, clock: name, dueAt, noticeAt: late ? null : noticeAt };
    return { events: [warned], mails: late || noticeAt ? [] : tell('warning', 0) };
  }
  if (timer.kind === 'breach') {
    return { events: [breachOf(name, clock, dueAt, noticeAt)], mails: noticeAt ? [] : tell('breach', 0) };
  }
  if (timer.kind !== 'escalate') return { events: [], mails: [] };
  const { step } = timer;
  const escalation = pin.escalations[step];
  const said: EventOf<'ClockEscalated'> = { type: 'ClockEscalated', at: timer.at, clock: name, step, dueAt, noticeAt };
  const changed = escalation ? changes(escalation, ticket, context) : [];
  return { events: [said, ...changed], mails: noticeAt ? [] : tell('escalation', step) };
}

/** When a notice may go out: now (null), or when the calendar next opens, where the policy asks for that. */
function quietUntil({ quietOutsideHours, calendar }: Pin, now: Instant): Instant | null {
  return quietOutsideHours && calendar && !isOpen(calendar, now) ? nextOpening(calendar, now) : null;
}

function changes(step: Escalation, ticket: Ticket, { now, settings }: Context): TicketEvent[] {
  const by = byRule(ESCALATION);
  const found: TicketEvent[] = [];
  if (step.priority !== null && step.priority !== ticket.priority) {
    found.push({ type: 'PriorityChanged', at: now, from: ticket.priority, to: step.priority, by });
  }
  const to = step.assign === null ? null : agentOf(settings, step.assign as AgentId);
  if (to?.active && to.id !== ticket.assignee) found.push({ type: 'AssigneeChanged', at: now, from: ticket.assignee, to: to.id, by });
  return found;
}

/** Whom a notice goes to: the assignee, else the team; an escalation names its own. Each once. */
function audience(kind: NoticeKind, step: number, ticket: Ticket, pin: Pin, { settings }: Context): Agent[] {
  const assignee = agentOf(settings, ticket.assignee);
  const one = assignee?.active ? [assignee] : [];
  const team = teamOf(settings, ticket.mailbox);
  if (kind !== 'escalation') return one.length > 0 ? one : team;
  const { notify, assign } = pin.escalations[step] ?? { notify: [], assign: null };
  const named = [...notify, ...(assign === null ? [] : [assign])].flatMap((who) => {
    if (who === 'team') return team;
    if (who === 'assignee') return one.length > 0 ? one : team;
    const agent = agentOf(settings, who as AgentId);
    return agent?.active ? [agent] : [];
  });
  return [...new Set(named)];
}

/** One mail for each language among those who are told. */
function notices(
  kind: NoticeKind,
  step: number,
  name: ClockName,
  clock: Clock,
  { ticket, dossier }: Case,
  context: Context,
  pin: Pin,
): OwedMail[] {
  const told = audience(kind, step, ticket, pin, context);
  return [...new Set(told.map((a) => a.language))].map((language, n) => ({
    id: newMailId(`${context.seed}\n${ticket.id}`, `${kind} ${name} ${clock.startedAt} ${step}`, n),
    kind,
    ticket: ticket.id,
    to: told.filter((a) => a.language === language).map((a) => ({ name: a.name, address: a.address })),
    language,
    mailbox: ticket.mailbox,
    owedAt: context.now,
    thread: [],
    subject: dossier.subject,
    clock: name,
    dueAt: clock.dueAt ?? context.now,
    requester: dossier.requester,
  }));
}

const reminder = (ticket: Ticket, dossier: Case['dossier'], context: Context): OwedMail => ({
  id: newMailId(`${context.seed}\n${ticket.id}`, 'reminder'),
  kind: 'reminder',
  ticket: ticket.id,
  to: dossier.requester ? [dossier.requester] : [],
  language: asLanguage(ticket.language, context.settings),
  mailbox: ticket.mailbox,
  owedAt: context.now,
  thread: dossier.thread,
  subject: dossier.subject,
});
