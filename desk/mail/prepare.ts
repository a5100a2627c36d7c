import { isUtf8 } from 'node:buffer';
import { decodeUnlabelled } from './charset.ts';
import { lineEnd, type Part, walk } from './walk.ts';

/*
 * Makes a mail fit for the parser without changing what it says, as a relay may (RFC 6152: it may re-encode a body).
 * postal-mime keeps every line of an unencoded body as a piece of its own (13 µs and a kilobyte each), so 4 MB of line breaks take
 * it a minute and 6 GB; the same body in base 64 takes it milliseconds. What no honest mail has too much of is cut, and said.
 */

export type Prepared = {
  /** For the parser: the mail as it came, or a copy that says the same. */
  readonly bytes: Uint8Array | ArrayBuffer;
  /** Whether the first header field is ours. */
  readonly marked: boolean;
  readonly defects: readonly string[];
};

/** Bodies with fewer lines are left as they are. */
const FEW_LINES = 12;
/** Lines of base 64 are joined up to this length. */
const LONG_LINE = 60_000;
const MANY_LINES = 64;
/** Padding inside base 64 ends a unit; honest mails have at most one a line of a short text. */
const MOST_PADS = 5000;
/** Lines before the first part and after the last one that anybody reads: none; kept: so many. */
const STRAY_LINES = 100;
/** When the structure cannot be trusted nothing is re-encoded, and so many lines are read. */
const MOST_LINES = 200_000;
/** 40 MB of quoted-printable have half a million lines. */
const MOST_QUOTED_LINES = 1_000_000;
const HEADER_BYTES = 512 * 1024;
const FIELD_BYTES = 128 * 1024;
const OTHER_FIELDS_BYTES = 64 * 1024;
const MARK = Buffer.from('Content-Transfer-Encoding: base64\r\n');
/** What a desk reads; in a header of megabytes the rest is dropped first. */
const WANTED =
  /^(from|sender|reply-to|to|cc|subject|date|message-id|in-reply-to|references|return-path|received|auto-submitted|precedence|list-[a-z-]+|x-auto[a-z-]*|x-loop|x-deskpulse-desk|mime-version|content-[a-z-]+|authentication-results|x-ses-[a-z-]+|x-failed-recipients|dkim-signature)[ \t]*:/i;

type Edit = { readonly from: number; readonly to: number; readonly by: Uint8Array | 'joined'; readonly reencodes?: true };

/** Never throws. Time and memory grow with the bytes, and with nothing else. */
export function prepare(raw: Uint8Array): Prepared {
  const { parts, end, plain, defects } = walk(raw);
  const said = new Set(defects);
  if (!plain) said.add('structure-unclear');
  const edits: Edit[] = [];
  let marked = false;
  let linesLeft = MOST_LINES;
  let cutAt = end;
  for (const part of parts) {
    const header = plain || part.from === 0 ? headerEdit(raw, part, said) : null;
    const body = plain ? bodyEdit(raw, part, said) : null;
    if (body?.reencodes) {
      edits.push({ from: part.from, to: part.from, by: MARK });
      if (part.from === 0) marked = true;
    }
    if (header) edits.push(header);
    if (body) edits.push(body);
    if (plain) continue;
    if (part.lines > linesLeft) {
      cutAt = lineStart(raw, part.bodyFrom, linesLeft, part.to);
      said.add('lines-cut');
      break;
    }
    linesLeft -= part.lines;
  }
  const bytes = edits.length > 0 ? assemble(raw, edits, cutAt) : raw.subarray(0, cutAt);
  return { bytes, marked, defects: [...said] };
}

function headerEdit(raw: Uint8Array, { from, bodyFrom }: Part, said: Set<string>): Edit | null {
  const header = raw.subarray(from, bodyFrom);
  const kept = header.length > HEADER_BYTES ? reduced(header) : header;
  if (kept !== header) said.add('header-cut');
  if (isUtf8(kept)) return kept === header ? null : { from, to: bodyFrom, by: kept };
  said.add('header-charset-guessed');
  return { from, to: bodyFrom, by: Buffer.from(decodeUnlabelled(kept)) };
}

/** A header within bounds: every field that the desk reads, then others as far as they fit. */
function reduced(header: Uint8Array): Uint8Array {
  const text = Buffer.from(header.buffer, header.byteOffset, header.byteLength).toString('latin1');
  let wanted = HEADER_BYTES - OTHER_FIELDS_BYTES - 2;
  let other = OTHER_FIELDS_BYTES;
  const kept: string[] = [];
  const FIELD = /[^\n]*\n(?:[ \t][^\n]*(?:\n|$))*/y;
  for (let at = 0; at < text.length; ) {
    FIELD.lastIndex = at;
    const whole = FIELD.exec(text)?.[0] ?? text.slice(at);
    at += whole.length;
    const field = whole.length > FIELD_BYTES ? `${whole.slice(0, whole.lastIndexOf(',', FIELD_BYTES) + 1 || FIELD_BYTES)}\r\n` : whole;
    const isWanted = WANTED.test(field);
    if (field.length > (isWanted ? wanted : other)) continue;
    if (isWanted) wanted -= field.length;
    else other -= field.length;
    kept.push(field);
  }
  return Buffer.from(`${kept.join('').replace(/(\r?\n)+$/, '')}\r\n\r\n`, 'latin1');
}

function bodyEdit(raw: Uint8Array, part: Part, said: Set<string>): Edit | null {
  const { bodyFrom: from, to, lines } = part;
  if (part.multipart) {
    return lines > STRAY_LINES ? { from: lineStart(raw, from, STRAY_LINES, to), to, by: new Uint8Array() } : null;
  }
  const startsFolded = raw[part.from] === 0x20 || raw[part.from] === 0x09;
  if (part.encoding === 'none' && lines > FEW_LINES && !startsFolded) {
    return { from, to, by: encoded(raw.subarray(from, to), part.isText), reencodes: true };
  }
  if (part.encoding === 'none' && lines > MOST_LINES) {
    said.add('lines-cut');
    return { from: lineStart(raw, from, MOST_LINES, to), to, by: new Uint8Array() };
  }
  if (part.encoding === 'quoted-printable' && lines > MOST_QUOTED_LINES) {
    said.add('lines-cut');
    return { from: lineStart(raw, from, MOST_QUOTED_LINES, to), to, by: new Uint8Array() };
  }
  if (part.encoding !== 'base64' || (lines <= MANY_LINES && to - from <= LONG_LINE)) return null;
  const excess = padAt(raw, from, to, MOST_PADS);
  if (excess < 0) return { from, to, by: 'joined' };
  said.add('base64-cut');
  return { from: excess, to, by: new Uint8Array() };
}

/** Where the n-th line of a stretch begins. */
function lineStart(raw: Uint8Array, from: number, n: number, to: number): number {
  let at = from;
  for (let line = 0; line < n && at < to; line += 1) at = lineEnd(raw, at);
  return Math.min(at, to);
}

/** Where the n-th `=` of a stretch stands; -1 when there are fewer. */
function padAt(raw: Uint8Array, from: number, to: number, n: number): number {
  let at = from - 1;
  for (let seen = 0; seen < n; seen += 1) {
    at = raw.indexOf(0x3d, at + 1);
    if (at < 0 || at >= to) return -1;
  }
  return at;
}

/** Text ends with a line break, as the parser has it, so that texts of several parts keep their distance. */
function encoded(body: Uint8Array, isText: boolean): Uint8Array {
  const view = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const bytes = isText ? Buffer.concat([view, Buffer.from('\n')]) : view;
  const step = LONG_LINE * 0.75;
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += step) lines.push(bytes.toString('base64', at, Math.min(at + step, bytes.length)));
  return Buffer.from(lines.join('\n'), 'latin1');
}

function assemble(raw: Uint8Array, edits: readonly Edit[], end: number): ArrayBuffer {
  let size = end;
  for (const edit of edits) size += edit.by === 'joined' ? 0 : edit.by.length;
  const out = new Uint8Array(size);
  let written = 0;
  let read = 0;
  const copy = (bytes: Uint8Array): void => {
    out.set(bytes, written);
    written += bytes.length;
  };
  for (const { from, to, by } of edits) {
    if (from > end) break;
    copy(raw.subarray(read, from));
    if (by === 'joined') written = joinLines(raw, from, Math.min(to, end), out, written);
    else copy(by);
    read = to;
  }
  if (read < end) copy(raw.subarray(read, end));
  return out.buffer.transfer(written);
}

/** Base 64 means the same without its line breaks. */
function joinLines(raw: Uint8Array, from: number, to: number, out: Uint8Array, at: number): number {
  let written = at;
  let length = 0;
  for (let start = from; start < to; ) {
    const stop = Math.min(lineEnd(raw, start), to);
    let close = stop;
    while (close > start && (raw[close - 1] === 0x0a || raw[close - 1] === 0x0d)) close -= 1;
    if (close > start) out.set(raw.subarray(start, close), written);
    written += close - start;
    length += close - start;
    if (length >= LONG_LINE && stop < to) {
      out[written] = 0x0a;
      written += 1;
      length = 0;
    }
    start = stop;
  }
  return written;
}
