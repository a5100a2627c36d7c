import { CLOCKS } from '../../events/event.ts';
import type { Instant } from '../../events/ids.ts';
import type { Case } from '../ticket/command.ts';
import type { Dossier } from '../ticket/dossier.ts';
import type { Ticket } from '../ticket/ticket.ts';
import type { TicketBrief } from './responses.ts';

/*
 * A ticket in a list: taken from the ticket, kept where lists are read from, and shown.
 */

/** What lists show of a ticket, under its own names. */
export type Brief = {
  readonly ticket: Pick<
    Ticket,
    'id' | 'state' | 'channel' | 'mailbox' | 'type' | 'priority' | 'assignee' | 'openedAt' | 'lastChangeAt' | 'unansweredSince'
  >;
  readonly subject: string;
  readonly requester: Dossier['requester'];
  readonly dueAt: Instant | null;
  readonly clocks: TicketBrief['clocks'];
};

/** @param dueAt when the ticket is due next: its place in the queue */
export const briefOf = ({ ticket, dossier }: Case, dueAt: Instant | null): Brief => ({
  ticket: {
    id: ticket.id,
    state: ticket.state,
    channel: ticket.channel,
    mailbox: ticket.mailbox,
    type: ticket.type,
    priority: ticket.priority,
    assignee: ticket.assignee,
    openedAt: ticket.openedAt,
    lastChangeAt: ticket.lastChangeAt,
    unansweredSince: ticket.unansweredSince,
  },
  subject: dossier.subject,
  requester: dossier.requester,
  dueAt,
  clocks: CLOCKS.flatMap((name) => {
    const clock = ticket.clocks[name];
    return clock ? [{ clock: name, state: clock.state, dueAt: clock.dueAt }] : [];
  }),
});

/** As the API says it. */
export const showBrief = ({ ticket, subject, requester, dueAt, clocks }: Brief): TicketBrief => ({
  id: ticket.id,
  state: ticket.state,
  subject,
  requester,
  channel: ticket.channel,
  mailbox: ticket.mailbox,
  type: ticket.type,
  priority: ticket.priority,
  assignee: ticket.assignee,
  openedAt: ticket.openedAt,
  changedAt: ticket.lastChangeAt,
  unansweredSince: ticket.unansweredSince,
  dueAt,
  clocks,
});
