import { useDesk } from '../desk.ts';

export function Types() {
  const { words } = useDesk();
  return <h1>{words.frame.nav.types}</h1>;
}
