/*
 * winmail.dat: what Outlook makes of a mail when it believes that the reader is Outlook too. Its text and its files are read as far
 * as they lie open (MS-OXTNEF); compressed rich text stays in the file.
 */

export type Tnef = {
  /** Plain text, or null when there is none that lies open. */
  readonly text: string | null;
  readonly html: string | null;
  readonly files: readonly { readonly filename: string; readonly bytes: Uint8Array }[];
};

const SIGNATURE = 0x223e9f78;
const MOST_ATTRIBUTES = 5000;
const MOST_FILES = 200;
const MOST_PROPERTIES = 2000;

/** Attribute ids, their type in the upper half (MS-OXTNEF 2.1.3.4). */
const ATT = {
  body: 0x0002800c,
  codepage: 0x00069007,
  mapi: 0x00069003,
  fileBegin: 0x00069002,
  title: 0x00018010,
  data: 0x0006800f,
  file: 0x00069005,
};
/** MAPI property ids (MS-OXPROPS). */
const PR = { body: 0x1000, html: 0x1013, longFilename: 0x3707, filename: 0x3704 };

/** Reads a winmail.dat; null when it is none. Never throws: a length that points outside ends the reading. */
export function readTnef(bytes: Uint8Array): Tnef | null {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (data.length < 6 || data.readUInt32LE(0) !== SIGNATURE) return null;
  let charset = 'windows-1252';
  let text: string | null = null;
  let html: string | null = null;
  const files: { filename: string; bytes: Uint8Array }[] = [];
  let filename = '';
  let content: Uint8Array | null = null;
  const keep = (): void => {
    if (content && files.length < MOST_FILES) files.push({ filename, bytes: content });
    filename = '';
    content = null;
  };
  let at = 6;
  for (let n = 0; n < MOST_ATTRIBUTES && at + 9 <= data.length; n += 1) {
    const id = data.readUInt32LE(at + 1);
    const size = data.readUInt32LE(at + 5);
    const value = data.subarray(at + 9, at + 9 + size);
    if (value.length < size) break;
    at += 9 + size + 2;
    if (id === ATT.codepage && size >= 4) charset = charsetOf(value.readUInt32LE(0));
    else if (id === ATT.body) text ??= decode(value, charset);
    else if (id === ATT.fileBegin) keep();
    else if (id === ATT.title) filename ||= decode(value, charset);
    else if (id === ATT.data) content = value;
    else if (id === ATT.mapi || id === ATT.file) {
      const found = properties(value, charset);
      text ??= found.get(PR.body) ?? null;
      html ??= found.get(PR.html) ?? null;
      filename = found.get(PR.longFilename) ?? (filename || (found.get(PR.filename) ?? ''));
    }
  }
  keep();
  return { text, html, files };
}

const charsetOf = (codepage: number): string =>
  codepage >= 1250 && codepage <= 1258 ? `windows-${codepage}` : (PAGES[codepage] ?? 'windows-1252');
const PAGES: Readonly<Record<number, string>> = {
  874: 'windows-874',
  932: 'shift_jis',
  936: 'gbk',
  949: 'euc-kr',
  950: 'big5',
  20866: 'koi8-r',
  28592: 'iso-8859-2',
  65001: 'utf-8',
};

const decode = (value: Uint8Array, charset: string): string => new TextDecoder(charset).decode(value).replace(/\0+$/, '');

/** The text properties of a MAPI block (MS-OXTNEF 2.1.3.5.1): type, id, name if it has one, count, values padded to four bytes. */
function properties(block: Buffer, charset: string): Map<number, string> {
  const found = new Map<number, string>();
  if (block.length < 4) return found;
  const count = Math.min(block.readUInt32LE(0), MOST_PROPERTIES);
  let at = 4;
  const uint = (): number => {
    const value = at + 4 <= block.length ? block.readUInt32LE(at) : -1;
    at += 4;
    return value;
  };
  for (let n = 0; n < count && at + 4 <= block.length; n += 1) {
    const type = block.readUInt16LE(at) & 0x0fff;
    const many = (block.readUInt16LE(at) & 0x1000) !== 0;
    const id = block.readUInt16LE(at + 2);
    at += 4;
    if (id >= 0x8000) {
      at += 16;
      if (uint() === 0) at += 4;
      else {
        const length = uint();
        if (length < 0) return found;
        at += padded(length);
      }
    }
    const fixed = FIXED[type];
    const values = many || fixed === undefined ? uint() : 1;
    if (values < 0 || values > MOST_PROPERTIES) return found;
    for (let v = 0; v < values; v += 1) {
      const length = fixed ?? uint();
      if (length < 0 || at + length > block.length) return found;
      if (fixed === undefined && !found.has(id)) found.set(id, stringOf(block.subarray(at, at + length), type, charset));
      at += padded(length);
    }
  }
  return found;
}

const padded = (length: number): number => length + ((4 - (length % 4)) % 4);
/** Sizes of the types that have one (MS-OXCDATA 2.11.1). */
const FIXED: Readonly<Record<number, number>> = { 1: 0, 2: 2, 3: 4, 4: 4, 5: 8, 6: 8, 7: 8, 10: 4, 11: 2, 20: 8, 64: 8, 72: 16 };

function stringOf(value: Uint8Array, type: number, charset: string): string {
  if (type === 0x1f) return decode(value, 'utf-16le');
  return type === 0x1e || type === 0x102 ? decode(value, charset) : '';
}
