import type { DomainEvent } from '../../events/event.ts';
import type { AgentId, Instant, TicketId } from '../../events/ids.ts';
import type { SkipReason, SurveyKind } from '../../events/survey-facts.ts';
import { isMailAddress } from '../api/input.ts';
import type { Settings } from '../settings.ts';
import type { Case } from '../ticket/command.ts';
import type { Customer } from '../ticket/dossier.ts';
import { newMailId } from '../ticket/ids.ts';
import { newCustomer } from '../ticket/receive.ts';
import type { Beside, Plan } from './file.ts';
import { decentFrom, isDecent } from './hours.ts';
import { languageOf, planSurvey, TOO_LATE_MS } from './order.ts';
import type { Survey, WaitingSurvey } from './survey.ts';
import type { SurveyRef, SurveyStream } from './token.ts';

/*
 * Who is asked, and when. A survey is planned when its occasion comes and decided when it is due: what happened in
 * between (a refund, a new ticket, a survey about something else) is seen then, and every skip says why.
 */

/** The hard cap over all surveys, whatever the settings say. */
const ONCE_A_DAY_SECONDS = 86_400;

/** What a decision looks at, all of it as it is when the survey is due. */
export type AskContext = {
  readonly now: Instant;
  readonly settings: Settings;
  /** The survey's mail as planned; null when the customer was erased meanwhile. */
  readonly plan: Plan | null;
  readonly customer: Customer | null;
  /** The ticket that the survey is about; null for an order's. */
  readonly about: Case | null;
  /** Whether another ticket of the customer's is in work. */
  readonly openTicket: boolean;
  /** Who had replied on the ticket. */
  readonly agents: readonly AgentId[];
};

export type Asking =
  /** Not at this hour: look again then. */
  | { readonly do: 'wait'; readonly until: Instant }
  | { readonly do: 'skip'; readonly events: readonly DomainEvent[] }
  | {
      readonly do: 'ask';
      readonly events: readonly DomainEvent[];
      readonly beside: Beside;
      /** To be written before the events, guarded by the version read: whoever comes second finds the customer asked. */
      readonly customer: Customer;
    }
  /** Asked or skipped already. */
  | { readonly do: 'nothing' };

/**
 * The survey's timer went off: asks the rules what they say now.
 * It may go off too often, too late and twice at once; that changes nothing but the hour.
 */
export function fireSurvey(survey: Survey | null, context: AskContext): Asking {
  if (survey?.state !== 'waiting') return { do: 'nothing' };
  const { now, settings, plan } = context;
  if (now < survey.askAt) return { do: 'wait', until: survey.askAt };
  const reason = whyNot(survey, context);
  const { kind, about } = survey;
  const ticketType = context.about?.ticket.type ?? null;
  const channel = survey.order?.channel ?? context.about?.ticket.channel ?? 'email';
  const product = survey.order?.product ?? null;
  if (reason !== null || plan === null) {
    const event = { type: 'SurveySkipped', at: now, kind, about, channel, ticketType, product, reason: reason ?? 'erased' } as const;
    return { do: 'skip', events: [event] };
  }
  if (!isDecent(now, plan.zone, settings.surveys.hours)) {
    return { do: 'wait', until: decentFrom(now, plan.zone, settings.surveys.hours, survey.id) };
  }
  const [to] = plan.to;
  if (!to) throw new Error(`a planned survey without a recipient: ${survey.id}`);
  const known = context.customer ?? { ...newCustomer(to.address, to.name, survey.id), id: survey.customer };
  const events: DomainEvent[] = [
    {
      type: 'SurveyAsked',
      at: now,
      kind,
      about,
      channel,
      ticketType,
      product,
      agents: [...context.agents],
      customer: known.id,
      mail: plan.id,
    },
    { type: 'MailQueued', at: now, mail: plan.id, kind: 'survey', recipients: 1 },
  ];
  const beside: Beside = { asked: { to, language: plan.language, about: plan.about, mailbox: plan.mailbox } };
  return { do: 'ask', events, beside, customer: askedNow(known, kind, survey.id, now) };
}

/** Why nobody is asked, the plainest reason first; null when all speaks for it. */
function whyNot(survey: WaitingSurvey, { now, settings, plan, customer, about, openTicket }: AskContext): SkipReason | null {
  const { surveys } = settings;
  if (!surveys[survey.about].active) return 'off';
  if (plan === null) return 'erased';
  if (survey.order?.cancelledAt) return 'cancelled';
  if (survey.order?.refundedAt) return 'refunded';
  if (survey.about === 'ticket') {
    if (about === null || about.dossier.requester === null) return 'erased';
    const { ticket } = about;
    if (ticket.state === 'excluded') return 'excluded';
    // Resolved again since: that resolution has a survey of its own.
    if ((ticket.state !== 'resolved' && ticket.state !== 'closed') || !plan.ref.endsWith(ticket.resolvedAt)) return 'reopened';
  }
  if (Date.parse(now) - Date.parse(survey.askAt) > TOO_LATE_MS) return 'too-late';
  if (customer?.suppressed) return 'suppressed';
  if (customer?.unsubscribedAt) return 'unsubscribed';
  if (openTicket) return 'open-ticket';
  return isThrottled(customer, survey.kind, survey.id, now, settings) ? 'throttled' : null;
}

/**
 * Whether the customer was asked too recently, by any survey: 30 days by default, 90 for NPS, and never twice in 24 hours.
 * The survey's own mark, left by a try that did not get to the end, is none of the others'.
 */
export function isThrottled(customer: Customer | null, kind: SurveyKind, survey: SurveyStream, now: Instant, settings: Settings): boolean {
  const last = lastAsked(customer);
  if (customer === null || last === null || customer.surveyed.streams?.at(-1) === survey) return false;
  const every = kind === 'nps' ? settings.surveys.npsEverySeconds : settings.surveys.csatEverySeconds;
  return Date.parse(now) - Date.parse(last) < Math.max(every, ONCE_A_DAY_SECONDS) * 1000;
}

const lastAsked = (customer: Customer | null): Instant | null => {
  const { csatAt = null, npsAt = null } = customer?.surveyed ?? {};
  return csatAt === null || (npsAt !== null && npsAt > csatAt) ? npsAt : csatAt;
};

/** So many surveys are remembered with the customer, for erasing: with 24 hours between any two, at least as many days. */
const STREAMS = 400;

/** The customer's row with the mark of this survey. One that a try left before moves on, for others count from the asking. */
function askedNow(customer: Customer, kind: SurveyKind, survey: SurveyStream, now: Instant): Customer {
  const { surveyed } = customer;
  const marked = surveyed.streams?.at(-1) === survey;
  if (marked && lastAsked(customer) === now) return customer;
  const streams = marked ? surveyed.streams : [...(surveyed.streams ?? []), survey].slice(-STREAMS);
  return {
    ...customer,
    surveyed: { csatAt: kind === 'csat' ? now : surveyed.csatAt, npsAt: kind === 'nps' ? now : surveyed.npsAt, streams },
  };
}

/**
 * A ticket was resolved by a person: its survey is planned. A ticket closed for silence or never answered is not asked about,
 * nor one whose customer left no address.
 * @returns nothing to do, or what to commit on the survey's stream and the plan to write before it
 */
export function planTicketSurvey(
  { ticket, dossier }: Case,
  resolvedAt: Instant,
  context: {
    readonly now: Instant;
    readonly settings: Settings;
    readonly customer: Customer | null;
    readonly stream: SurveyStream;
    readonly ref: SurveyRef;
  },
): { readonly events: readonly DomainEvent[]; readonly plan: (Plan & { readonly askAt: Instant }) | null } | null {
  const { settings, now, stream, ref } = context;
  if ((ticket.state !== 'resolved' && ticket.state !== 'closed') || ticket.resolvedAt !== resolvedAt || ticket.expired) return null;
  if (ticket.replies === 0) return null;
  const { kind, askAt, skip } = planSurvey(settings.surveys.ticket, resolvedAt, settings.desk.zone, context);
  const to = dossier.requester;
  const reason: SkipReason | null = skip ?? (to === null || !isMailAddress(to.address) ? 'no-address' : null);
  const events: DomainEvent[] = [
    { type: 'SurveyScheduled', at: now, kind, about: 'ticket', customer: ticket.customer, ticket: ticket.id, askAt },
  ];
  if (reason !== null || to === null) {
    const { channel, type } = ticket;
    events.push({
      type: 'SurveySkipped',
      at: now,
      kind,
      about: 'ticket',
      channel,
      ticketType: type,
      product: null,
      reason: reason ?? 'no-address',
    });
    return { events, plan: null };
  }
  const plan = {
    id: newMailId(stream, 'survey'),
    kind: 'survey' as const,
    survey: kind,
    ticket: ticket.id,
    to: [to],
    language: languageOf(ticket.language, context.customer, settings),
    mailbox: ticket.mailbox,
    owedAt: askAt,
    thread: [],
    token: '',
    ref,
    about: dossier.subject,
    name: to.name,
    zone: settings.desk.zone,
    askAt,
  };
  return { events, plan };
}

/** Who replied to the customer, each once, the first first; a reply that came back is none. */
export function repliersOf(events: readonly DomainEvent[]): AgentId[] {
  const undelivered = new Set(events.flatMap((e) => (e.type === 'ReplyUndelivered' ? [e.message] : [])));
  return [...new Set(events.flatMap((e) => (e.type === 'ReplySent' && !undelivered.has(e.message) ? [e.agent] : [])))];
}

/** Whether any ticket but the one asked about is in work. */
export const otherOpen = (cases: readonly Case[], about: TicketId | null): boolean =>
  cases.some(({ ticket }) => ticket.id !== about && (ticket.state === 'new' || ticket.state === 'open' || ticket.state === 'pending'));
