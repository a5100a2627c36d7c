import { useEffect, useState } from 'preact/hooks';
import { deskNow } from '../now.ts';

/** The desk's time, moving on while it is looked at. */
export function useNow(everySeconds = 20): number {
  const [now, setNow] = useState(deskNow);
  useEffect(() => {
    const timer = setInterval(() => setNow(deskNow()), everySeconds * 1000);
    return () => clearInterval(timer);
  }, [everySeconds]);
  // A fresh answer may have brought the desk's time meanwhile.
  return Math.abs(deskNow() - now) > everySeconds * 1000 ? deskNow() : now;
}
