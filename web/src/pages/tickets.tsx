import type { PageProps } from '../pages.ts';
import { TicketList } from '../tickets/list.tsx';
import { TicketPage } from '../tickets/ticket.tsx';
import '../style/tickets.css';
import '../style/ticket.css';

/** A list of tickets, or one of them: `#/tickets?queue=due`, `#/tickets/T-7K4QX`. */
export function Tickets({ route }: PageProps) {
  const id = route.path[1];
  return id === undefined ? <TicketList route={route} /> : <TicketPage key={id} id={id.toUpperCase()} route={route} />;
}
