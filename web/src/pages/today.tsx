import { useDesk } from '../desk.ts';

export function Today() {
  const { words } = useDesk();
  return <h1>{words.frame.nav.today}</h1>;
}
