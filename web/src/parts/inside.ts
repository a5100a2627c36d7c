/*
 * The document in a frame of ours, written from outside: nothing in it may run, and no inline style is read from markup.
 */

/** The frame's own document, once it is there. */
export async function insideOf(frame: HTMLIFrameElement | null): Promise<Document | null> {
  if (!frame) return null;
  if (frame.contentDocument?.readyState !== 'complete' || frame.contentDocument.body.childElementCount === 0) {
    await new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
  }
  const inside = frame.contentDocument;
  inside?.body.replaceChildren();
  return inside;
}

/** A style sheet of the frame's own kind, which no policy against inline styles concerns. */
export function sheet(inside: Document, text: string): CSSStyleSheet {
  const made = new (inside.defaultView as Window & typeof globalThis).CSSStyleSheet();
  made.replaceSync(text);
  return made;
}
