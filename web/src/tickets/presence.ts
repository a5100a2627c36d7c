import { useEffect, useRef, useState } from 'preact/hooks';
import { given } from '../api/client.ts';
import { type Schemas, useDesk } from '../desk.ts';
import { meOf } from './me.ts';

export type Others = Schemas['Presence']['others'];
const USUAL_SECONDS = 20;

/**
 * Says that the reader is in this ticket, and hears who else is.
 * @param onVersion hears the ticket's version by now
 */
export function usePresence(id: string, doing: 'reading' | 'writing', onVersion: (version: number) => void): Others {
  const desk = useDesk();
  const { api } = desk;
  const me = meOf(desk);
  const [others, setOthers] = useState<Others>([]);
  const hear = useRef(onVersion);
  hear.current = onVersion;

  useEffect(() => {
    if (me === null) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = new AbortController();
    const say = async (): Promise<void> => {
      let again = USUAL_SECONDS;
      try {
        if (!document.hidden) {
          const heard = await given(api.PUT('/tickets/{id}/presence', { params: { path: { id } }, body: { doing }, signal: stop.signal }));
          if (stop.signal.aborted) return;
          again = heard.againSeconds;
          setOthers(heard.others);
          hear.current(heard.version);
        }
      } catch {
        // A hint that could not be had is no failure; the next one is asked for.
      }
      if (!stop.signal.aborted) timer = setTimeout(say, again * 1000);
    };
    void say();
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [api, id, doing, me]);

  useEffect(() => {
    if (me === null) return;
    const leave = (): void => {
      void api.PUT('/tickets/{id}/presence', { params: { path: { id } }, body: { doing: 'gone' }, keepalive: true }).catch(() => undefined);
    };
    addEventListener('pagehide', leave);
    return () => {
      removeEventListener('pagehide', leave);
      leave();
    };
  }, [api, id, me]);
  return others;
}
