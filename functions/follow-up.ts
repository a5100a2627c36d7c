import * as z from 'zod/mini';
import { nextDue } from '../desk/sla/due.ts';
import { unhappyTicket } from '../desk/survey/unhappy.ts';
import { decide } from '../desk/ticket/decide.ts';
import { nextWake } from '../desk/timers.ts';
import { published } from '../events/event.ts';
import { type Instant, orderId, surveyId, ticketId } from '../events/ids.ts';
import { type Asking, asking } from './aws/asking.ts';
import { type Customers, customers } from './aws/customers.ts';
import { dynamo } from './aws/dynamo.ts';
import { type SettingsStore, settingsStore } from './aws/settings.ts';
import { type Surveys, surveys } from './aws/surveys.ts';
import { type Tickets, tickets } from './aws/tickets.ts';
import { env } from './env.ts';
import { onEvent, type Trigger } from './shell.ts';

/*
 * What follows from what the desk has said: a resolved ticket is asked about later, and an unhappy answer opens a ticket.
 */

export type Parts = {
  readonly settings: SettingsStore;
  readonly tickets: Tickets;
  readonly customers: Customers;
  readonly surveys: Surveys;
  readonly asking: Asking;
};

let made: Parts | undefined;
const wired = (): Parts => {
  if (made) return made;
  const { table, shards, defaults } = env('table', 'shards', 'defaults');
  const n = Number(shards);
  const parts = {
    settings: settingsStore(dynamo(), table, JSON.parse(defaults)),
    tickets: tickets(dynamo(), table, n),
    customers: customers(dynamo(), table, n),
    surveys: surveys(dynamo(), table, n),
  };
  made = { ...parts, asking: asking(parts) };
  return made;
};

const busEvent = z.object({ detail: published });
const ATTEMPTS = 8;

/** Told twice, it finds what it did the first time. */
export const followUp =
  (parts: () => Parts) =>
  async (event: unknown, { log }: Trigger): Promise<void> => {
    const { id, stream, recordedAt, event: said } = busEvent.parse(event).detail;
    if (said.type === 'TicketResolved') {
      // Resolved by a rule: nobody has helped whom we could ask about.
      if (said.by.kind === 'rule') return;
      const planned = await parts().asking.planTicket(ticketId.parse(stream), said.at, { now: recordedAt, by: `event ${id}` });
      log.info('ticket resolved', { ticket: stream, surveyPlanned: planned });
    } else if (said.type === 'SurveyAnswered') {
      const ticket = await callBack(stream, recordedAt, parts());
      if (ticket !== null) log.info('unhappy answer', { survey: stream, ticket });
    }
  };

/** Opens the ticket of an unhappy answer, once for each survey. Returns its reference, or null when there is none to open. */
async function callBack(survey: string, now: Instant, parts: Parts): Promise<string | null> {
  const stream = z.union([orderId, surveyId]).parse(survey);
  const settings = await parts.settings.now();
  let seed = `${stream} unhappy`;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const found = await parts.surveys.load(stream);
    const command = unhappyTicket(found.survey, found.file, settings);
    if (command === null) return null;
    const address = command.requester.address;
    const context = { now, settings, pinned: new Map(), customer: await parts.customers.get(address), seed };
    const decision = decide(null, command, context);
    if ('refused' in decision) throw new Error(`an unhappy answer cannot be refused: ${decision.field} ${decision.why}`);
    const change = { before: null, decision, wakeAt: nextWake(decision.ticket, settings), dueAt: nextDue(decision.ticket) };
    // The survey's own Message-ID is known once its ticket is: a second one is a duplicate.
    const rfcMessageIds = [{ id: `<${stream}@survey.deskpulse>`, from: address }];
    const outcome = await parts.tickets.commit([change], { now, by: `survey ${stream}`, rfcMessageIds });
    if (outcome === 'committed') return decision.ticket.id;
    if (outcome === 'duplicate') return null;
    if (outcome === 'taken') seed = `${stream} unhappy#${attempt + 1}`;
  }
  throw new Error(`gave way to others ${ATTEMPTS} times; comes again`);
}

export const handler = onEvent(followUp(wired), (event) => (event as { id?: string }).id);
