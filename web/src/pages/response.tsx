import { useDesk } from '../desk.ts';

export function Response() {
  const { words } = useDesk();
  return <h1>{words.frame.nav.response}</h1>;
}
