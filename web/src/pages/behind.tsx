import { useDesk } from '../desk.ts';

export function Behind() {
  const { words } = useDesk();
  return <h1>{words.frame.nav.volume}</h1>;
}
