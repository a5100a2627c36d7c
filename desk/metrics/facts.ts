import type { Commit } from '../../events/event.ts';
import { msOf, type Zone } from './day.ts';
import { ID } from './measure.ts';
import { add, type Shares, under } from './share.ts';
import { surveyShares } from './survey-shares.ts';
import { type Contact, ticketShares } from './ticket-shares.ts';

/** What a stream adds to which day; `contact` is null for what is no ticket, `open` says whether it is in the backlog now. */
export type Facts = { readonly shares: Shares; readonly contact: Contact | null; readonly open: boolean };

/** The audit's count stands under nothing. */
const nothing = () => under('', '', '', '', '', '', '');

/**
 * The facts of one stream: a ticket, an order, a survey, or what the desk says of itself (which adds only its count).
 * @param history all commits of the stream, in the order of their versions
 * @param zone the desk's zone
 * @param otherContacts when the same customer's other counted tickets arrived, in epoch milliseconds
 */
export function factsOf(history: readonly Commit[], zone: Zone, otherContacts: readonly number[] = []): Facts {
  const facts = measured(history, zone, otherContacts);
  const nobody = nothing();
  for (const commit of history) {
    const day = zone.dayOf(msOf(commit.recordedAt));
    add(facts.shares, day, nobody, ID.commits, 0, 1);
    if (commit.events.length > 0) add(facts.shares, day, nobody, ID.events, 0, commit.events.length);
  }
  return facts;
}

function measured(history: readonly Commit[], zone: Zone, otherContacts: readonly number[]): Facts {
  if (history[0]?.events[0]?.type === 'TicketOpened') return ticketShares(history, zone, otherContacts);
  return { shares: surveyShares(history, zone), contact: null, open: false };
}
