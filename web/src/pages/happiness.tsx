import { useDesk } from '../desk.ts';

export function Happiness() {
  const { words } = useDesk();
  return <h1>{words.frame.nav.happiness}</h1>;
}
