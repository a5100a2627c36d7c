import { useDesk } from '../desk.ts';

export function Settings() {
  const { words } = useDesk();
  return <h1>{words.frame.nav.settings}</h1>;
}
