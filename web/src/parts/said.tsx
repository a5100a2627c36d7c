import { createContext } from 'preact';
import { useCallback, useContext, useRef, useState } from 'preact/hooks';

/*
 * What has just been done, said once: shown at the foot of the page and read out by screen readers.
 */

const SHOWN_MS = 6000;

export const SayContext = createContext<(text: string) => void>(() => undefined);
export const useSay = (): ((text: string) => void) => useContext(SayContext);

export function useSaying(): { readonly said: string; readonly say: (text: string) => void } {
  const [said, setSaid] = useState('');
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const say = useCallback((text: string) => {
    setSaid(text);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setSaid(''), SHOWN_MS);
  }, []);
  return { said, say };
}
