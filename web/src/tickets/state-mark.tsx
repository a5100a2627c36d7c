import { type Schemas, useDesk } from '../desk.ts';

/** A ticket's state in a word. */
export function StateMark({ state }: { state: Schemas['TicketBrief']['state'] }) {
  const { words } = useDesk();
  return <span class={`state ${state}`}>{words.tickets.states[state]}</span>;
}
