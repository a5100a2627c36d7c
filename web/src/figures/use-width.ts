import { useEffect, useRef, useState } from 'preact/hooks';

/** The width that a part has, in CSS pixels: what is drawn into it has text of one size on every screen. */
export function useWidth<E extends Element>(first: number) {
  const part = useRef<E>(null);
  const [width, setWidth] = useState(first);
  useEffect(() => {
    const element = part.current;
    if (!element) return;
    const measure = (): void => setWidth(Math.max(240, Math.round(element.getBoundingClientRect().width)));
    measure();
    const resized = new ResizeObserver(measure);
    resized.observe(element);
    return () => resized.disconnect();
  }, []);
  return { part, width };
}
