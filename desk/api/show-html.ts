import type { ReadAttachment } from '../mail/read.ts';
import type { Message } from '../ticket/dossier.ts';
import type { HtmlView } from './responses.ts';

/** Bytes of HTML in an answer: in JSON at most twice as many, which Lambda still hands over. */
const HTML_BYTES = 2_000_000;
/** Pictures of one mail together; in base 64 beside the HTML they still fit. */
const PICTURES_BYTES = 700_000;
/** What a browser paints and never runs. */
const PICTURE = /^image\/(?:png|jpe?g|gif|webp|bmp)$/;

/**
 * A mail's HTML as it was sent, for whoever makes it safe before showing it.
 * @param html without control characters
 * @param cut whether reading has left some of it out
 * @param read what the mail carries
 */
export function showHtml(message: Message, html: string, cut: boolean, read: readonly ReadAttachment[]): HtmlView {
  const shown = within(html);
  const pictures = picturesOf(read);
  const here = `/tickets/${message.ticket}/messages/${message.id}`;
  return {
    html: shown,
    truncated: cut || shown.length < html.length,
    inline: message.attachments.flatMap(({ contentId, mimeType }, n) =>
      contentId === null
        ? []
        : [{ contentId: bare(contentId), n, mimeType, href: `${here}/attachments/${n}`, data: pictures.get(bare(contentId)) ?? null }],
    ),
  };
}

const bare = (contentId: string): string => contentId.replace(/^<|>$/g, '');

/** Pictures in base 64 by Content-ID, as many as fit: a page may show what comes with the answer, and need ask nobody else. */
function picturesOf(read: readonly ReadAttachment[]): Map<string, string> {
  const found = new Map<string, string>();
  let left = PICTURES_BYTES;
  for (const { contentId, mimeType, bytes } of read) {
    if (contentId === null || !PICTURE.test(mimeType) || bytes.length > left || found.has(bare(contentId))) continue;
    left -= bytes.length;
    found.set(bare(contentId), Buffer.from(bytes).toString('base64'));
  }
  return found;
}

/** As much of a text as fits, no character halved. */
function within(text: string): string {
  if (text.length * 3 <= HTML_BYTES) return text;
  const bytes = new Uint8Array(HTML_BYTES);
  return text.slice(0, new TextEncoder().encodeInto(text, bytes).read);
}
