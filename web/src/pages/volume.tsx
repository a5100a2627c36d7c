import { useDesk } from '../desk.ts';

export function Volume() {
  const { words } = useDesk();
  return <h1>{words.frame.nav.volume}</h1>;
}
