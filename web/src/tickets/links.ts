/*
 * Where a link in a mail leads, whatever it says: the host as the network knows it, letters of other scripts in Punycode.
 */

export type Link = {
  /** Whole and absolute. */
  readonly href: string;
  /** What to show beside the text: a host, an address, a number. */
  readonly where: string;
  /** The text speaks of another place than the one it leads to. */
  readonly misleads: boolean;
};

/** Everything else (javascript:, data:, file:, what an app may have registered) leads nowhere. */
const SCHEMES = new Set(['http:', 'https:', 'mailto:', 'tel:']);
/** Something like a host in a text, in any script. */
const HOST = /(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+[\p{L}]{2,24}/u;
/** What looks like a host and is the name of a file. */
const FILE = /\.(?:pdf|docx?|xlsx?|pptx?|odt|csv|txt|jpe?g|png|gif|webp|heic|html?|php|aspx?|zip|ics|eml)$/i;
const LONGEST = 8192;

/** @returns null when it leads nowhere that one may be sent to */
export function linkOf(href: string, text: string): Link | null {
  if (href.length > LONGEST) return null;
  let url: URL;
  try {
    // Without a base, so that an address relative to nothing leads nowhere.
    url = new URL(href);
  } catch {
    return null;
  }
  if (!SCHEMES.has(url.protocol)) return null;
  if (url.protocol === 'mailto:' || url.protocol === 'tel:') {
    const where = decoded(url.pathname);
    return { href: url.href, where, misleads: url.protocol === 'mailto:' && named(text) !== null && !where.includes(named(text) ?? '') };
  }
  // Names and passwords before the host only make it look like another.
  url.username = '';
  url.password = '';
  const said = named(text);
  return { href: url.href, where: url.host, misleads: said !== null && !sameSite(said, url.hostname) };
}

/** The host that a text names, as the network knows it. */
function named(text: string): string | null {
  // Without what is not seen, which would hide the name from us and not from the reader.
  const found = HOST.exec(text.replace(/[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]/g, ''))?.[0];
  if (found === undefined || FILE.test(found)) return null;
  try {
    return new URL(`http://${found}`).hostname;
  } catch {
    return null;
  }
}

const bare = (host: string): string => host.replace(/^www\./, '');
const sameSite = (said: string, real: string): boolean => {
  const [a, b] = [bare(said), bare(real)];
  return a === b || b.endsWith(`.${a}`);
};

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export type Piece = { readonly text: string; readonly link: Link | null };
const ADDRESSES = /\bhttps?:\/\/[^\s<>"'`\u00a0]{3,2048}/gi;

/** A plain text in pieces, those that are web addresses with where they lead. */
export function withLinks(text: string): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const match of text.matchAll(ADDRESSES)) {
    // A full stop or bracket at the end belongs to the sentence.
    const found = match[0].replace(/[.,;:!?)\]}>'"*_~]+$/, '');
    const link = linkOf(found, found);
    if (!link) continue;
    if (match.index > at) pieces.push({ text: text.slice(at, match.index), link: null });
    pieces.push({ text: found, link });
    at = match.index + found.length;
  }
  if (at < text.length || pieces.length === 0) pieces.push({ text: text.slice(at), link: null });
  return pieces;
}
