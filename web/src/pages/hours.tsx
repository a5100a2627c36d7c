import { useDesk } from '../desk.ts';

export function Hours() {
  const { words } = useDesk();
  return <h1>{words.frame.nav.hours}</h1>;
}
