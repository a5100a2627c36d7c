import type { Message } from '../ticket/dossier.ts';
import type { HtmlView } from './responses.ts';

/** Bytes of HTML in an answer: in JSON at most twice as many, which Lambda still hands over. */
const HTML_BYTES = 2_000_000;

/**
 * A mail's HTML as it was sent, for whoever makes it safe before showing it.
 * @param html without control characters
 * @param cut whether reading has left some of it out
 */
export function showHtml(message: Message, html: string, cut: boolean): HtmlView {
  const shown = within(html);
  const here = `/tickets/${message.ticket}/messages/${message.id}`;
  return {
    html: shown,
    truncated: cut || shown.length < html.length,
    inline: message.attachments.flatMap(({ contentId, mimeType }, n) =>
      contentId === null ? [] : [{ contentId: contentId.replace(/^<|>$/g, ''), n, mimeType, href: `${here}/attachments/${n}` }],
    ),
  };
}

/** As much of a text as fits, no character halved. */
function within(text: string): string {
  if (text.length * 3 <= HTML_BYTES) return text;
  const bytes = new Uint8Array(HTML_BYTES);
  return text.slice(0, new TextEncoder().encodeInto(text, bytes).read);
}
