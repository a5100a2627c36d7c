/*
 * Where a mail's parts lie. Follows the lines exactly as the parser does (RFC 2046, 5.1), so that a body may be re-encoded
 * without moving a boundary; whatever this cannot follow with certainty is called not plain, and then nothing is touched.
 */

export type Part = {
  /** Where its header begins, its body begins, and its body ends, the line break before the next boundary not counted. */
  readonly from: number;
  readonly bodyFrom: number;
  readonly to: number;
  readonly lines: number;
  readonly multipart: boolean;
  /** Plain text or HTML, or nothing said. */
  readonly isText: boolean;
  readonly encoding: 'none' | 'base64' | 'quoted-printable' | 'unknown';
};

export type Walk = {
  readonly parts: readonly Part[];
  /** How far the mail is read. */
  readonly end: number;
  readonly plain: boolean;
  readonly defects: readonly string[];
};

/** No honest mail has more. */
const MOST_PARTS = 1000;
const MOST_DEPTH = 30;
const MOST_HEADERS = 4 * 1024 * 1024;
const LF = 0x0a;
const CR = 0x0d;
const DASH = 0x2d;

/** One parameter of Content-Type in the forms that are surely understood alike everywhere. */
const MULTIPART = /^multipart\/[\w.+-]+(?: *; *[\w-]+ *= *(?:"[^"\\]*"|[^\s";()\\,=*]+(?= *(?:;|$))))* *;? *$/i;
const BOUNDARY = /; *boundary *= *(?:"([^"]*)"|([^\s";]+))/i;

export function walk(raw: Uint8Array): Walk {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  const parts: Part[] = [];
  const defects: string[] = [];
  const open: string[] = [];
  let plain = true;
  let headers = 0;
  let dashes = 0;
  let from = 0;
  let bodyFrom = -1;
  let lines = 0;
  let kind = LEAF;
  /** Belongs to no part of its own: what follows a closing boundary. */
  let stray = false;

  const close = (to: number): void => {
    const at = bodyFrom < 0 ? to : bodyFrom;
    parts.push({ from: stray ? at : from, bodyFrom: at, to: Math.max(at, to), lines, ...(stray ? STRAY : kind) });
  };

  let start = 0;
  while (start < bytes.length) {
    const stop = lineEnd(bytes, start);
    const dashed = bytes[start] === DASH && bytes[start + 1] === DASH;
    if (!plain && dashed) {
      // Any of them may be a boundary to the parser.
      dashes += 1;
      if (dashes > MOST_PARTS) {
        defects.push('parts-cut');
        close(start);
        return { parts, end: start, plain, defects };
      }
    }
    if (open.length > 0 && dashed) {
      const found = boundaryAt(bytes.toString('latin1', start, contentEnd(bytes, start, stop)), open);
      if (found) {
        close(beforeBreak(bytes, start, bodyFrom < 0 ? from : bodyFrom));
        if (parts.length > MOST_PARTS) {
          defects.push('parts-cut');
          return { parts: parts.slice(0, -1), end: start, plain, defects };
        }
        open.length = found.closes ? found.index : found.index + 1;
        stray = found.closes;
        from = stop;
        bodyFrom = found.closes ? stop : -1;
        lines = 0;
        kind = LEAF;
        start = stop;
        continue;
      }
    }
    if (bodyFrom >= 0) {
      lines += 1;
    } else if (contentEnd(bytes, start, stop) === start) {
      headers += stop - from;
      if (headers > MOST_HEADERS && from > 0) {
        defects.push('part-headers-cut');
        return { parts, end: from, plain, defects };
      }
      bodyFrom = stop;
      const head = headOf(bytes.toString('latin1', from, Math.min(stop, from + 1_000_000)));
      kind = head.kind;
      if (!head.plain) plain = false;
      if (head.boundary !== '') {
        if (open.length >= MOST_DEPTH) {
          defects.push('nesting-cut');
          return { parts, end: from, plain, defects };
        }
        open.push(head.boundary);
      }
    }
    start = stop;
  }
  close(bytes.length);
  return { parts, end: bytes.length, plain, defects };
}

type Kind = Pick<Part, 'multipart' | 'encoding' | 'isText'>;
const LEAF: Kind = { multipart: false, encoding: 'none', isText: true };
const STRAY: Kind = { multipart: true, encoding: 'unknown', isText: false };

/** Where the next line begins. Short lines are looked through here: a search of its own for each costs more. */
export function lineEnd(bytes: Uint8Array, start: number): number {
  const near = Math.min(bytes.length, start + 16);
  for (let at = start; at < near; at += 1) if (bytes[at] === LF) return at + 1;
  const next = bytes.indexOf(LF, near);
  return next < 0 ? bytes.length : next + 1;
}

/** End of a line without its CR and LF. */
function contentEnd(bytes: Buffer, start: number, stop: number): number {
  let end = stop;
  while (end > start && (bytes[end - 1] === LF || bytes[end - 1] === CR)) end -= 1;
  return end;
}

/** The line break before a boundary belongs to the boundary (RFC 2046, 5.1.1). */
function beforeBreak(bytes: Buffer, at: number, from: number): number {
  let to = at;
  if (to > from && bytes[to - 1] === LF) to -= 1;
  if (to > from && bytes[to - 1] === CR) to -= 1;
  return to;
}

function boundaryAt(line: string, open: readonly string[]): { index: number; closes: boolean } | null {
  for (let index = open.length - 1; index >= 0; index -= 1) {
    const boundary = open[index] ?? '';
    if (!line.startsWith(boundary, 2)) continue;
    let rest = line.slice(2 + boundary.length);
    const closes = rest.startsWith('--');
    if (closes) rest = rest.slice(2);
    if (/^[ \t]*$/.test(rest)) return { index, closes };
  }
  return null;
}

/** What a part's header says about its body. The first field of a name counts, as it does for the parser. */
function headOf(header: string): { kind: Kind; boundary: string; plain: boolean } {
  const type = field(header, TYPE_FIELD);
  const encoding = encodingOf(field(header, ENCODING_FIELD));
  const sound = !ODD.test(header);
  if (type === '' || (LEAF_TYPE.test(type) && !/^multipart\//i.test(type))) {
    const isText = type === '' || /^text\/(?:plain|html)\b/i.test(type);
    return { kind: { multipart: false, encoding, isText }, boundary: '', plain: sound };
  }
  const understood = MULTIPART.test(type) && /^[\x20-\x7e]*$/.test(type);
  const [, quoted, token] = BOUNDARY.exec(type) ?? [];
  const boundary = understood ? (quoted ?? token ?? '') : '';
  return { kind: { multipart: true, encoding, isText: false }, boundary, plain: sound && understood && boundary.length < 1000 };
}

/** A CR amid a line, or a header that begins with a folded line: read differently by different programs. */
const ODD = /\r(?!\n)|^[ \t]/;
const LEAF_TYPE = /^[\w-][\w.+-]*(?:\/[\w.+-]*)? *(?:;|$)/;
const TYPE_FIELD = /^content-type[ \t]*:([^\r\n]*(?:\r?\n[ \t][^\r\n]*)*)/im;
const ENCODING_FIELD = /^content-transfer-encoding[ \t]*:([^\r\n]*(?:\r?\n[ \t][^\r\n]*)*)/im;
const field = (header: string, pattern: RegExp): string =>
  (pattern.exec(header)?.[1] ?? '').replace(/\r?\n/g, '').replace(/\t/g, ' ').trim();

function encodingOf(value: string): Part['encoding'] {
  if (value.includes('(') || value.includes('\\')) return 'unknown';
  const word = /[\w-]+/.exec(value.toLowerCase())?.[0] ?? '';
  if (word.includes('base64')) return 'base64';
  return word.includes('quoted-printable') ? 'quoted-printable' : 'none';
}
