import { type AskContext, fireSurvey, otherOpen, planTicketSurvey, repliersOf } from '../../desk/survey/ask.ts';
import { type OrderNotice, takeOrders } from '../../desk/survey/order.ts';
import { evolveSurvey, type Survey } from '../../desk/survey/survey.ts';
import { orderRef, type SurveyStream, streamOf, ticketRef } from '../../desk/survey/token.ts';
import type { Refusal } from '../../desk/ticket/command.ts';
import type { CustomerId, Instant, TicketId } from '../../events/ids.ts';
import type { Customers } from './customers.ts';
import type { SettingsStore } from './settings.ts';
import type { StoredSurvey, Surveys } from './surveys.ts';
import type { Tickets } from './tickets.ts';

/*
 * Surveys planned, fired and asked: loads what the rules look at, and writes what they say in the order in which a
 * failure in between does no harm.
 */

export type AskingParts = {
  readonly settings: SettingsStore;
  readonly tickets: Tickets;
  readonly customers: Customers;
  readonly surveys: Surveys;
};
export type Asking = ReturnType<typeof asking>;
export type Fired = 'asked' | 'skipped' | 'postponed' | 'nothing';

const ATTEMPTS = 8;
/** Newest tickets of a customer that are looked at for one in work. */
const TICKETS = 100;
/** An asked survey's mail leaves within seconds; after this its order counts as lost. */
const LOST_MS = 15 * 60_000;
/** A plan without a commit belongs to a trigger that failed in between and comes again, or never will. */
const ORPHANED_MS = 60 * 60_000;

const plus = (at: Instant, ms: number): Instant => new Date(Date.parse(at) + ms).toISOString() as Instant;

export function asking({ settings, tickets, customers, surveys }: AskingParts) {
  async function hasOtherOpen(customer: CustomerId, about: TicketId | null): Promise<boolean> {
    const listed = await tickets.listed({ customer }, { limit: TICKETS, after: null });
    const ids = [...new Set(listed.map(({ id }) => id).filter((id) => id.startsWith('T-')))];
    if (ids.length === 0) return false;
    return otherOpen([...(await tickets.gather({ tickets: ids }, true)).cases.values()], about);
  }

  async function contextFor(found: StoredSurvey, survey: Extract<Survey, { state: 'waiting' }>, now: Instant): Promise<AskContext> {
    const { plan } = found;
    const address = plan?.to[0]?.address ?? null;
    const [desk, customer, talk] = await Promise.all([
      settings.now(),
      address === null ? null : customers.get(address),
      survey.ticket === null ? null : tickets.conversation(survey.ticket),
    ]);
    const openTicket = plan === null ? false : await hasOtherOpen(customer?.id ?? survey.customer, survey.ticket);
    const agents = repliersOf(talk?.commits.flatMap((c) => c.events) ?? []);
    return { now, settings: desk, plan, customer, about: talk?.stored ?? null, openTicket, agents };
  }

  return {
    /**
     * Takes what a shop says about one order: notices with the same channel and number.
     * @returns the order's state as it is now, or a refusal that names the field
     */
    async take(
      notices: readonly [OrderNotice, ...OrderNotice[]],
      trigger: { readonly now: Instant; readonly by: string },
    ): Promise<{ readonly stream: SurveyStream; readonly survey: Survey | null } | Refusal> {
      const [first] = notices;
      const ref = orderRef(first.channel, first.number);
      const [desk, secret] = await Promise.all([settings.now(), settings.secret()]);
      const stream = streamOf(secret, ref);
      const address = notices.find((n) => n.customer)?.customer?.address ?? null;
      for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
        const [found, customer] = await Promise.all([surveys.load(stream), address === null ? null : customers.get(address)]);
        const planned = takeOrders(found.survey, notices, { now: trigger.now, settings: desk, customer, stream, ref });
        if ('refused' in planned) return planned;
        if (planned.events.length === 0) return { stream, survey: found.survey };
        if (planned.plan) await surveys.plan(stream, planned.plan);
        if (await surveys.commit(stream, found.survey, planned, trigger)) {
          return { stream, survey: evolveSurvey(found.survey, stream, planned.events) };
        }
      }
      throw new Error(`gave way to others ${ATTEMPTS} times; comes again`);
    },

    /** Plans the survey about a resolution; a resolution told twice is planned once. */
    async planTicket(ticket: TicketId, resolvedAt: Instant, trigger: { readonly now: Instant; readonly by: string }): Promise<boolean> {
      const ref = ticketRef(ticket, resolvedAt);
      const [desk, secret, about] = await Promise.all([settings.now(), settings.secret(), tickets.load(ticket)]);
      if (about === null) return false;
      const stream = streamOf(secret, ref);
      const address = about.dossier.requester?.address ?? '';
      const [found, customer] = await Promise.all([surveys.load(stream), address === '' ? null : customers.get(address)]);
      if (found.survey !== null) return false;
      const planned = planTicketSurvey(about, resolvedAt, { now: trigger.now, settings: desk, customer, stream, ref });
      if (planned === null) return false;
      if (planned.plan) await surveys.plan(stream, planned.plan);
      return surveys.commit(stream, null, planned, trigger);
    },

    /**
     * The timer of a survey's plan went off. Firing too often, too late or twice at once asks nobody twice: the customer's
     * row is marked first, guarded by its version, and the commit is guarded by the stream's.
     */
    async fire(stream: SurveyStream, now: Instant): Promise<Fired> {
      for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
        const found = await surveys.load(stream);
        const { survey, plan } = found;
        if (survey?.state !== 'waiting') return settled(stream, found, now);
        const context = await contextFor(found, survey, now);
        const said = fireSurvey(survey, context);
        if (said.do === 'nothing') return 'nothing';
        if (said.do === 'wait') {
          if (plan) await surveys.postpone(stream, plan.id, said.until);
          return 'postponed';
        }
        if (said.do === 'ask' && said.customer !== context.customer && !(await customers.put(said.customer))) continue;
        if (!(await surveys.commit(stream, survey, said, { now, by: `timer ${stream}` }))) continue;
        if (said.do === 'ask') return 'asked';
        if (plan) await surveys.drop(stream, plan.id);
        return 'skipped';
      }
      throw new Error(`gave way to others ${ATTEMPTS} times; comes again`);
    },
  };

  /** A timer that nobody waits for any more: what it left behind is cleared away, and a mail that did not leave is given again. */
  async function settled(stream: SurveyStream, { survey, plan, timed }: StoredSurvey, now: Instant): Promise<Fired> {
    if (plan === null || !timed) return 'nothing';
    if (survey?.state === 'asked') {
      if (now >= plus(survey.askedAt, LOST_MS)) await surveys.overdue(stream, plan.id, survey.askedAt);
    } else if (survey?.state === 'skipped' || now >= plus(plan.owedAt, ORPHANED_MS)) await surveys.drop(stream, plan.id);
    return 'nothing';
  }
}
