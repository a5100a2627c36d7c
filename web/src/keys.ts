import { useEffect, useRef } from 'preact/hooks';

/*
 * Everything by keyboard. A key is a character, or two with a space between for one after the other (`g t`).
 */

export type Keys = Readonly<Record<string, () => void>>;

const PAUSE_MS = 1200;

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** Keys of a part of the page while it is shown; not while somebody types, nor while a dialog is open. */
export function useKeys(keys: Keys): void {
  const now = useRef(keys);
  now.current = keys;
  useEffect(() => {
    let before = '';
    let at = 0;
    const pressed = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (isTyping(event.target) || document.querySelector('dialog[open]')) return;
      const pair = event.timeStamp - at < PAUSE_MS ? `${before} ${event.key}` : '';
      const act = now.current[pair] ?? now.current[event.key];
      before = event.key;
      at = event.timeStamp;
      // A part that waits for the second key of a pair leaves the second alone to it.
      if (!act || (!now.current[pair] && pair.startsWith('g '))) return;
      event.preventDefault();
      before = '';
      act();
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  }, []);
}
