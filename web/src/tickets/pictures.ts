import { type Api, given } from '../api/client.ts';
import type { Schemas } from '../desk.ts';

type Inline = Schemas['Html']['inline'][number];
/** Kinds that a browser only paints. */
const PAINTED = /^image\/(?:png|jpe?g|gif|webp|bmp)$/i;
const LARGEST = 10_000_000;

/** A picture of the mail itself, as data; null when it may not be fetched or is none. */
export async function pictureOf(
  api: Api,
  ticket: string,
  message: string,
  { n, mimeType }: Inline,
  signal: AbortSignal,
): Promise<string | null> {
  if (!PAINTED.test(mimeType)) return null;
  try {
    const path = { id: ticket, messageId: message, n: String(n) };
    const { url } = await given(api.GET('/tickets/{id}/messages/{messageId}/attachments/{n}', { params: { path }, signal }));
    const answer = await fetch(url, { signal, referrerPolicy: 'no-referrer', credentials: 'omit' });
    if (!answer.ok) return null;
    const bytes = await answer.arrayBuffer();
    return bytes.byteLength > LARGEST ? null : await asData(new Blob([bytes], { type: mimeType }));
  } catch {
    // The page's own policy, or the network: the picture's description stands in its place.
    return null;
  }
}

const asData = (blob: Blob): Promise<string> =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error ?? new Error('not readable'));
    reader.readAsDataURL(blob);
  });
