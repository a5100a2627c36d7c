import { useDesk } from '../desk.ts';

export function Agents() {
  const { words } = useDesk();
  return <h1>{words.frame.nav.agents}</h1>;
}
