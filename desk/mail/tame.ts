import { domainToASCII } from 'node:url';
import type { Address } from '../ticket/dossier.ts';

/*
 * What strangers wrote, made fit to stand inside our own sentences, headers and HTML. Nothing is refused: it is shown as text.
 */

/** C0 and C1 controls and DEL, the separators U+2028 and U+2029, and a stray byte order mark. */
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff]+/g;
/** The same, but tab and line feed stay. */
const CONTROLS_IN_TEXT = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufeff]+/g;
/** Explicit embeddings, overrides and isolates: they reach beyond the text they stand in. LRM, RLM and ZWNJ do not, and stay. */
const BIDI = /[\u202a-\u202e\u2066-\u2069]+/g;
const OVERRIDES = /[\u202d\u202e]+/g;

/** At most `limit` UTF-16 units, never half a character; an ellipsis shows that there was more. */
export function clipped(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const cut = text.slice(0, limit - 1).replace(/[\ud800-\udbff]$/, '');
  return `${cut.replace(/[\s\p{M}\u200d]+$/u, '')}…`;
}

/** Plain letters with single spaces between them, as most lines are: there is nothing to tame. */
const TAME = /^[!-~]+(?: [!-~]+)*$/;

/** A stranger's text as one line: no controls, line breaks, or characters that turn the direction; white space run together. */
export function oneLine(text: string, limit = 200): string {
  if (text.length <= limit && TAME.test(text)) return text;
  const head = text.length > limit * 8 ? text.slice(0, limit * 8) : text;
  const line = head.toWellFormed().replace(BIDI, '').replace(CONTROLS, ' ').replace(/\s+/g, ' ').trim();
  return clipped(line, limit);
}

/** A stranger's text in its own lines, as LF; at most one empty line at a time. */
export function severalLines(text: string, limit: number): string {
  const head = text.length > limit * 4 ? text.slice(0, limit * 4) : text;
  const lines = head
    .toWellFormed()
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(CONTROLS_IN_TEXT, ' ')
    .replace(OVERRIDES, '')
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .replace(/^\n+|\n+$/g, '');
  return clipped(lines, limit);
}

/**
 * A name to greet somebody by, or '' when it looks like anything else. Whoever forges a From could otherwise have
 * the desk greet a third person with an advertisement.
 */
export function greetable(name: string): string {
  const line = oneLine(name, 80);
  return line.length > 60 || /[@<>{}[\]\\/|:;"=]|www\.|\.\p{L}{2,}|\p{N}{3,}/iu.test(line) || !/\p{L}/u.test(line) ? '' : line;
}

const LINK =
  /(?:[a-z][a-z0-9+.-]{1,20}:\/\/|www\.|mailto:)[^\s<>"]+|[\p{L}\p{N}.-]*[\p{L}\p{N}]\.(?:\p{L}{2,}\/[^\s<>"]*|(?:com|net|org|info|biz|shop|store|site|online|xyz|top|club|click|link|app|io|co|me|ru|cn|su)(?![\p{L}\p{N}]))/giu;
/** A short text with its links taken out, so that nobody can have the desk deliver them to a third person. */
export const withoutLinks = (text: string): string => text.replace(LINK, '[…]');

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
/** Text for HTML, between tags or inside a quoted attribute. */
export const escapeHtml = (text: string): string => (/[&<>"']/.test(text) ? text.replace(/[&<>"']/g, (c) => ESCAPES[c] ?? c) : text);

export type Direction = 'ltr' | 'rtl';
const RTL = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
const LETTER = /\p{L}/u;

/** The direction of a text by its first letter (rules P2 and P3 of UAX #9); null when it has none. */
export function directionOf(text: string): Direction | null {
  const letter = LETTER.exec(text)?.[0];
  return letter === undefined ? null : RTL.test(letter) ? 'rtl' : 'ltr';
}

/** Whether text of unknown direction could disturb, or be disturbed by, a sentence of this direction. */
export const runsAgainst = (text: string, direction: Direction): boolean =>
  direction === 'rtl' ? /[^\s\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/u.test(text) : RTL.test(text);

/** Text in which no reader finds an encoded word (RFC 2047), which would be read as something else. */
export const withoutEncodedWords = (text: string): string => text.replaceAll('=?', '= ?');

const DOT_ATOM = /^[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~\u0080-\uffff]+(?:\.[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~\u0080-\uffff]+)*$/;
const QUOTED = /^"(.*)"$/;
/** What a quoted local part may hold here. The rest is allowed by the RFC, but programs read brackets, quotes and commas wrongly. */
const QUOTABLE = /^[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~. ]+$/;

/** An address as it may stand in a header (RFC 5322, 3.4.1), its domain in ASCII; null when it is none, or one that programs misread. */
export function addrSpec(address: string): string | null {
  const line = oneLine(address, 320);
  const at = line.lastIndexOf('@');
  if (at < 1) return null;
  const [local, named] = [line.slice(0, at), line.slice(at + 1)];
  const domain = /^\[[0-9A-Fa-f.:]+\]$|^\[IPv6:[0-9A-Fa-f:.]+\]$/.test(named)
    ? named
    : /^[A-Za-z0-9.-]+$/.test(named)
      ? named
      : domainToASCII(named);
  if (domain === '' || !/^[A-Za-z0-9.:[\]_-]+$/.test(domain)) return null;
  if (DOT_ATOM.test(local)) return `${local}@${domain}`;
  const inside = QUOTED.exec(local)?.[1] ?? local;
  return QUOTABLE.test(inside) ? `"${inside}"@${domain}` : null;
}

/** A person for an address field, the name tamed and not the address over again; null when the address is none. */
export function addressField({ name, address }: Address): { name: string; address: string } | null {
  const spec = addrSpec(address);
  if (spec === null) return null;
  const shown = oneLine(name, 120);
  return { name: shown === address ? '' : withoutEncodedWords(shown), address: spec };
}

/** Message-IDs as they may stand in References: whatever is none is left out, so that a stranger's id cannot carry anything in. */
export const messageIds = (ids: readonly string[]): string[] => ids.filter((id) => /^<[\x21-\x3b\x3d\x3f-\x7e]{1,490}>$/.test(id));

/** A file's type that is safe to repeat. A part of type message/* or multipart/* may not be base64 (RFC 2045, 6.4), so it travels as a file. */
export const fileType = (mimeType: string): string =>
  /^[A-Za-z0-9][A-Za-z0-9.+-]{0,60}\/[A-Za-z0-9][A-Za-z0-9.+_-]{0,80}$/.test(mimeType) && !/^(message|multipart)\//i.test(mimeType)
    ? mimeType.toLowerCase()
    : 'application/octet-stream';
