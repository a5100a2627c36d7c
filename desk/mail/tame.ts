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

/** A stranger's text as one line: no controls, line breaks, or characters that turn the direction; white space run together. */
export function oneLine(text: string, limit = 200): string {
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
