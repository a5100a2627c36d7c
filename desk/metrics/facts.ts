import type { Commit } from '../../events/event.ts';
import { msOf, type Zone } from './day.ts';
import { ID } from './measure.ts';
import { add, type Shares, under } from './share.ts';
import { surveyShares } from './survey-shares.ts';
import { type Contact, ticketShares } from './ticket-shares.ts';

/** What a stream adds to which day; `contact` is null for what is no ticket, `open` says whether it is in the backlog now. */
export type Facts = { readonly shares: Shares; readonly contact: Contact | null; readonly open: boolean };

/** The audit's count stands under nothing. */
const NOTHING = under('', '', '', '', '', '', '');

/**
 * The facts of one stream: a ticket, an order, a survey, or what the desk says of itself (which adds only its count).
 * @param history all commits of the stream, in the order of their versions
 * @param zone the desk's zone
 * @param otherContacts when the same customer's other counted tickets arrived, in epoch milliseconds
 */
export function factsOf(history: readonly Commit[], zone: Zone, otherContacts: readonly number[] = []): Facts {
  const facts = measured(history, zone, otherContacts);
  countCommits(facts.shares, history, zone);
  return facts;
}

/** Commits and events by the day on which they were recorded: a heap of a day at a time. */
function countCommits(shares: Shares, history: readonly Commit[], zone: Zone): void {
  let [day, commits, events] = [0, 0, 0];
  const put = (): void => {
    if (commits > 0) add(shares, day, NOTHING, ID.commits, 0, commits);
    if (events > 0) add(shares, day, NOTHING, ID.events, 0, events);
  };
  for (const commit of history) {
    const recorded = zone.dayOf(msOf(commit.recordedAt));
    if (recorded !== day) {
      put();
      [day, commits, events] = [recorded, 0, 0];
    }
    commits += 1;
    events += commit.events.length;
  }
  put();
}

function measured(history: readonly Commit[], zone: Zone, otherContacts: readonly number[]): Facts {
  if (history[0]?.events[0]?.type === 'TicketOpened') return ticketShares(history, zone, otherContacts);
  return { shares: surveyShares(history, zone), contact: null, open: false };
}
