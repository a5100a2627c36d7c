/*
 * Transfer encodings (RFC 2045, 6.7 and 6.8) for the parts of a mail that we write.
 */

const CR = 13;
const LF = 10;
const EQUALS = 61;
const DOT = 46;
const [F, R, O] = [70, 114, 111];
const HEX = Buffer.from('0123456789ABCDEF');
/** Bytes that stand for themselves: printable ASCII but `=`, and the space, which must not end a line. */
const LITERAL = new Uint8Array(256);
for (let byte = 32; byte < 127; byte += 1) if (byte !== EQUALS) LITERAL[byte] = 1;
LITERAL[9] = 1;

/** 75 characters and the soft break's `=`. */
const LINE = 75;

/** UTF-8 text with LF or CRLF line ends as quoted-printable with CRLF. */
export function quotedPrintable(from: Buffer): Buffer {
  // Worst case: every byte is three, and every 75 characters take three more.
  const out = Buffer.allocUnsafe(Math.ceil(from.length * 3 * 1.05) + 16);
  let at = 0;
  let column = 0;
  for (let i = 0; i < from.length; i += 1) {
    const byte = from[i] as number;
    if (byte === LF || (byte === CR && from[i + 1] === LF)) {
      if (byte === CR) i += 1;
      out[at++] = CR;
      out[at++] = LF;
      column = 0;
      continue;
    }
    const next = from[i + 1];
    const ends = next === undefined || next === LF || next === CR;
    const literal = LITERAL[byte] === 1 && !(ends && (byte === 32 || byte === 9));
    if (column + (literal ? 1 : 3) > LINE) {
      out[at++] = EQUALS;
      out[at++] = CR;
      out[at++] = LF;
      column = 0;
    }
    // A dot alone on a line ends a mail in SMTP, and `From ` begins one in a mailbox file; some relays forget to guard them.
    const risky = column === 0 && (byte === DOT || (byte === F && next === R && from[i + 2] === O));
    if (literal && !risky) {
      out[at++] = byte;
      column += 1;
    } else {
      out[at++] = EQUALS;
      out[at++] = HEX[byte >> 4] as number;
      out[at++] = HEX[byte & 15] as number;
      column += 3;
    }
  }
  return out.subarray(0, at);
}

/** 57 bytes make a line of 76 characters. */
const LINE_BYTES = 57;
const BLOCK_BYTES = LINE_BYTES * 16_384;

/** Bytes as base64 in lines of 76 with CRLF; a block at a time, so that 40 MB do not stand in memory thrice. */
export function base64Body(bytes: Uint8Array): Buffer {
  const from = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const lines = Math.ceil(from.length / LINE_BYTES);
  const out = Buffer.allocUnsafe(Math.ceil(from.length / 3) * 4 + lines * 2);
  let at = 0;
  for (let start = 0; start < from.length; start += BLOCK_BYTES) {
    const block = from.toString('base64', start, Math.min(start + BLOCK_BYTES, from.length));
    for (let i = 0; i < block.length; i += 76) {
      at += out.write(block.slice(i, i + 76), at, 'latin1');
      out[at++] = CR;
      out[at++] = LF;
    }
  }
  return out;
}

/** Text in the encoding that keeps it smaller: quoted-printable stays readable for what is mostly Latin. */
export function bodyOf(text: string): { readonly encoding: 'quoted-printable' | 'base64'; readonly body: Buffer } {
  const bytes = Buffer.from(text);
  let escaped = 0;
  for (let i = 0; i < bytes.length; i += 1) escaped += 1 - (LITERAL[bytes[i] as number] as number);
  if (escaped * 2 <= bytes.length * 0.37) return { encoding: 'quoted-printable', body: quotedPrintable(bytes) };
  // Text in base64 has CRLF line ends before it is encoded (RFC 2045, 6.8).
  return { encoding: 'base64', body: base64Body(Buffer.from(text.replace(/\r?\n/g, '\r\n'))) };
}
