import { createContext } from 'preact';
import { useContext, useEffect } from 'preact/hooks';

/** What the page in front says of its own keys: key → what it does. */
export type KeyTexts = Readonly<Record<string, string>>;
const here: { texts: KeyTexts } = { texts: {} };
export const KeyTextsContext = createContext(here);

/** Tells the dialog of keys what the keys of this page do. */
export function useKeyTexts(texts: KeyTexts): void {
  const place = useContext(KeyTextsContext);
  useEffect(() => {
    place.texts = texts;
    return () => {
      place.texts = {};
    };
  }, [place, texts]);
}
