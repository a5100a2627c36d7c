import { decodeUnlabelled } from './charset.ts';

/*
 * Multipart mails whose boundary is missing or wrong: to the parser they are empty, to a person they are not.
 */

const SEARCHED = 200_000;
const TOKEN = /^--([^\s"]{1,70}?)(?:--)?[ \t]*$/gm;

/** The mail with the boundary that its lines show twice, as a first header field; null when they show none. */
export function withShownBoundary(raw: Uint8Array): Uint8Array | null {
  const beginning = Buffer.from(raw.buffer, raw.byteOffset, Math.min(raw.byteLength, SEARCHED)).toString('latin1');
  const blank = /\r?\n\r?\n/.exec(beginning);
  if (!blank) return null;
  const body = beginning.slice(blank.index);
  const seen = new Set<string>();
  let boundary: string | undefined;
  for (const [, token = ''] of body.replace(/\r/g, '').matchAll(TOKEN)) {
    if (seen.has(token)) {
      boundary = token;
      break;
    }
    seen.add(token);
  }
  if (boundary === undefined || /[\\"]/.test(boundary)) return null;
  return Buffer.concat([Buffer.from(`Content-Type: multipart/mixed; boundary="${boundary}"\r\n`, 'latin1'), raw]);
}

/** What stands below the header, as text. */
export function bodyAsText(raw: Uint8Array, most: number): string {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, Math.min(raw.byteLength, most + 1_000_000));
  const crlf = bytes.indexOf('\r\n\r\n');
  const lf = bytes.indexOf('\n\n');
  const from = crlf >= 0 && (lf < 0 || crlf < lf) ? crlf + 4 : lf >= 0 ? lf + 2 : 0;
  return decodeUnlabelled(bytes.subarray(from, from + most));
}
