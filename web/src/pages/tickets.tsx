import { useDesk } from '../desk.ts';

export function Tickets() {
  const { words } = useDesk();
  return <h1>{words.frame.nav.tickets}</h1>;
}
