import type { Schemas } from '../desk.ts';

/** Kinds that a browser only paints. */
const PAINTED = /^image\/(?:png|jpe?g|gif|webp|bmp)$/i;

/** A picture of the mail itself, which came with its HTML; null when it did not, or is none. */
export const pictureOf = ({ mimeType, data }: Schemas['Html']['inline'][number]): string | null =>
  data !== null && PAINTED.test(mimeType) ? `data:${mimeType};base64,${data}` : null;
