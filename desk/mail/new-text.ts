import { attributionStart, quotedHeaderAt } from './attribution.ts';
import { footerStart, withoutBlank } from './footer.ts';
import { saysForward } from './subject.ts';

/*
 * What is new in a mail: its text without the mail that it answers, signatures and disclaimers.
 * An answer that is lost costs more than a quote that stays: whatever is not surely old is kept.
 */

/** Somebody who says this has written into the quote. */
const INLINE =
  /\b(?:below|in-?line|underneath|in (?:red|blue|green|bold)|within your)\b|\bunten\b|\b(?:rot|blau|grün|fett) (?:markiert|geschrieben)|\bin (?:rot|blau|grün)\b|ci-dessous|plus bas|dessous|en (?:rouge|bleu|vert|gras)\b|abajo|a continuación|en (?:rojo|azul|verde|negrita)\b|mai jos|dedesubt|cu (?:roșu|albastru|verde)|در زیر|پایین|به رنگ|ด้านล่าง|ข้างล่าง|สีแดง/i;
const INLINE_READ = 4000;

/**
 * Cuts quotes, signatures and disclaimers from a text with `\n` line ends. The same string when nothing was cut, or when nothing
 * would be left. `isReply` says whether the mail answers another: in a mail that does not, a quote is what the customer wants to show.
 */
export function newText(text: string, { subject, isReply }: { readonly subject: string; readonly isReply: boolean }): string {
  const lines = text.split('\n');
  const region = isReply && !saysForward(subject) ? withoutOldMail(lines) : { start: 0, end: lines.length };
  const end = footerStart(lines, region.start, region.end);
  if (region.start === 0 && end === lines.length) return text;
  const cut = lines
    .slice(region.start, end)
    .join('\n')
    .replace(/^(?:[ \t]*\n)+/, '')
    .trimEnd();
  return cut.trim() === '' || cut === text ? text : cut;
}

type Region = { readonly start: number; readonly end: number };

function withoutOldMail(lines: readonly string[]): Region {
  const end = unmarkedQuote(lines) ?? lines.length;
  const marked = lines.slice(0, end).map(isQuoted);
  if (!marked.includes(true)) return { start: 0, end };
  const tail = trailingQuote(lines, marked, end);
  const start = tail === null ? leadingQuote(lines, marked, end) : 0;
  return { start, end: tail ?? end };
}

/** `>` at the beginning; but `>From` is how mailboxes guard a sentence that begins with From. */
function isQuoted(line: string): boolean {
  let at = 0;
  while (at < 3 && (line[at] === ' ' || line[at] === '\t')) at += 1;
  return line[at] === '>' && !line.startsWith('>From ');
}

/**
 * Where an old mail begins that no `>` marks: Outlook's header, or an attribution with nothing marked after it. Null when there is
 * none, when nothing stands above it (then the answer stands within or under it), or when the customer says to have written into it.
 */
function unmarkedQuote(lines: readonly string[]): number | null {
  let somethingAbove = false;
  let lastMarked = -2;
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    if (line === '' || line.trim() === '') continue;
    if (isQuoted(line)) {
      somethingAbove = true;
      continue;
    }
    const start = line.length > 400 ? -1 : quotedHeaderAt(lines, at) ? at : looksLast(line) ? attributionStart(lines, at, true) : -1;
    if (start < 0) {
      somethingAbove = true;
      continue;
    }
    // An attribution of marked lines is the business of those who look at marks.
    if (start !== at || !quotedHeaderAt(lines, at)) {
      if (lastMarked === -2) lastMarked = lines.findLastIndex(isQuoted);
      if (lastMarked > at) {
        somethingAbove = true;
        continue;
      }
    }
    if (!hasText(lines, 0, start) || !somethingAbove) return null;
    return INLINE.test(lines.slice(0, start).join(' ').slice(0, INLINE_READ)) ? null : start;
  }
  return null;
}

const looksLast = (line: string): boolean => /[:：]\s{0,3}\*?$/.test(line.slice(-8));
const hasText = (lines: readonly string[], from: number, to: number): boolean => lines.slice(from, to).some((l) => l.trim() !== '');

/** Where the quote begins with which the text ends, footers aside; null when it does not end with one. */
function trailingQuote(lines: readonly string[], marked: readonly boolean[], end: number): number | null {
  const stop = footerStart(lines, 0, end);
  let last = withoutBlank(lines, 0, end);
  // A footer below the quote goes with it; a signature between text and quote is taken later.
  if (!marked[last - 1]) last = stop;
  if (last === 0 || !marked[last - 1]) return null;
  let start = last - 1;
  while (start > 0 && (marked[start - 1] || (lines[start - 1] ?? '').trim() === '')) start -= 1;
  while (start < last && !marked[start]) start += 1;
  const above = withoutBlank(lines, 0, start) - 1;
  if (above < 0) return null;
  const attribution = attributionStart(lines, above, false);
  if (attribution >= 0) return hasText(lines, 0, attribution) ? attribution : null;
  // `I see this:` above a quote shows something; it does not answer it.
  return /[:：]\s*$/.test(lines[above] ?? '') ? null : start;
}

/** Behind the one quote above the answer; 0 when there are several, for then the answers stand between them. */
function leadingQuote(lines: readonly string[], marked: readonly boolean[], end: number): number {
  const first = marked.indexOf(true);
  let stop = first;
  while (stop < end && (marked[stop] || (lines[stop] ?? '').trim() === '')) stop += 1;
  while (stop > first && !marked[stop - 1]) stop -= 1;
  if (marked.indexOf(true, stop) >= 0 || !hasText(lines, stop, end)) return 0;
  const above = withoutBlank(lines, 0, first) - 1;
  if (above < 0) return stop;
  const attribution = attributionStart(lines, above, false);
  return attribution >= 0 && !hasText(lines, 0, attribution) ? stop : 0;
}
