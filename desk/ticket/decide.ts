import type { TicketEvent } from '../../events/event.ts';
import type { TicketId } from '../../events/ids.ts';
import { clockEvents } from '../sla/clock-events.ts';
import {
  absorb,
  addNote,
  classify,
  merge,
  openTicket,
  pend,
  recordUndelivered,
  redirect,
  release,
  reopen,
  reply,
  resolve,
  spam,
} from './act.ts';
import type { Case, Command, Context, Decision, Refusal } from './command.ts';
import type { Dossier, Message, OwedMail } from './dossier.ts';
import { openFromSurvey } from './from-survey.ts';
import { receiveAgentMail, receiveMail } from './receive.ts';
import { fireTimers } from './tick.ts';
import { evolve } from './ticket.ts';

/** What a rule wants to happen; conclude() adds what follows from it. */
export type Wish = {
  readonly id: TicketId;
  readonly events: readonly TicketEvent[];
  readonly dossier: Dossier;
  readonly messages?: readonly Message[];
  readonly mails?: readonly OwedMail[];
  readonly customer?: Decision['customer'];
};

/**
 * The one rule book: a command on a case, at a time, gives what is to be committed, or says kindly why not.
 * @param before the ticket the command is about; null for a new one
 * @returns a decision (its `events` may be empty: nothing to do), or a refusal naming the field
 */
export function decide(before: Case | null, command: Command, context: Context): Decision | Refusal {
  const wish = wishFor(before, command, context);
  return 'refused' in wish ? wish : conclude(before, wish, context);
}

function wishFor(before: Case | null, command: Command, context: Context): Wish | Refusal {
  if (command.do === 'ReceiveMail') return receiveMail(before, command, context);
  if (command.do === 'OpenTicket') return openTicket(command, context);
  if (command.do === 'OpenFromSurvey') return openFromSurvey(command, context);
  if (before === null) return { refused: 'not-found', field: 'id', why: 'There is no such ticket.' };
  switch (command.do) {
    case 'ReceiveAgentMail':
      return receiveAgentMail(before, command, context);
    case 'Reply':
      return reply(before, command, context);
    case 'AddNote':
      return addNote(before, command, context);
    case 'Classify':
      return classify(before, command, context);
    case 'Resolve':
      return resolve(before, command.by, context);
    case 'Reopen':
      return reopen(before, command.by, context);
    case 'Pend':
      return pend(before, command, context);
    case 'MarkSpam':
      return spam(before, command.by, context);
    case 'Release':
      return release(before, command.by, context);
    case 'Merge':
      return merge(before, command, context);
    case 'Absorb':
      return absorb(before, command, context);
    case 'Redirect':
      return redirect(before, command, context);
    case 'RecordUndelivered':
      return recordUndelivered(before, command, context);
    case 'FireTimers':
      return fireTimers(before, context);
  }
}

/** Folds the events in, lets the clocks move, and says which mails are owed. */
function conclude(before: Case | null, wish: Wish, context: Context): Decision {
  const mails = wish.mails ?? [];
  const queued = mails.map(
    (mail): TicketEvent => ({ type: 'MailQueued', at: context.now, mail: mail.id, kind: mail.kind, recipients: mail.to.length }),
  );
  const decided = wish.events;
  if (decided.length === 0 && queued.length === 0 && before) {
    return { events: [], ticket: before.ticket, dossier: wish.dossier, messages: [], mails: [], customer: null };
  }
  const settled = evolve(before?.ticket ?? null, wish.id, decided);
  const requester = wish.dossier.requester;
  const party = wish.customer ?? context.customer ?? (requester ? { address: requester.address, tags: [] } : null);
  const clocks = clockEvents(before?.ticket ?? null, settled, decided, context.settings, context.pinned, party);
  const events = [...decided, ...clocks, ...queued];
  return {
    events,
    ticket: evolve(before?.ticket ?? null, wish.id, events),
    dossier: wish.dossier,
    messages: wish.messages ?? [],
    mails,
    customer: wish.customer ?? null,
  };
}
