import { isAscii, isUtf8 } from 'node:buffer';

/*
 * Which charset a text is really in. Labels are wrong or missing in the wild; the bytes themselves tell most of it.
 * Labels and decoders are those of the WHATWG Encoding Standard, as the parser's.
 */

/** Labels that say little: the default, what old programs write without looking, and what no decoder knows. */
const VAGUE = /^(|us-ascii|ascii|utf-?8|unknown|x-unknown|unknown-8bit|default|none|binary|8bit|_autodetect.*|cp_acp|ansi)$/i;
/** One byte a character: every byte sequence decodes, so that a wrong label is never noticed. */
const SINGLE_BYTE =
  /^(windows-?125\d|cp-?125\d|iso[-_ ]?8859[-_ ]?\d+.*|latin-?\d|l\d|koi8-?[ru]|macintosh|x-mac-.*|us-ascii|ascii|windows-874|tis-620)$/i;
const LATIN = /^(windows-?1252|cp-?1252|iso[-_ ]?8859[-_ ]?1|latin-?1|l1)$/i;
const TWO_BYTE = /^(utf-?16(le|be)?|ucs-?2|unicode|iso-10646-ucs-2)$/i;
/** So many bytes beyond ASCII are not valid UTF-8 by accident, even in a charset of two bytes a character. */
const UNLIKELY = 8;
/** Enough to tell by. */
const LOOKED_AT = 8192;

/**
 * The charset to decode with; null when the label serves. Valid UTF-8 with characters beyond ASCII is UTF-8, whatever a one-byte
 * label says: no other text looks like it by chance. A text that is not what a vague label says is judged by its bytes.
 */
export function actualCharset(bytes: Uint8Array, label: string): string | null {
  const declared = label.trim().toLowerCase();
  if (TWO_BYTE.test(declared)) return bytes.includes(0) || !isUtf8(bytes) ? null : 'utf-8';
  if (isAscii(bytes)) return VAGUE.test(declared) && hasEscapes(bytes) ? 'iso-2022-jp' : null;
  if (isUtf8(bytes)) {
    const oneByte = VAGUE.test(declared) || SINGLE_BYTE.test(declared);
    return declared !== 'utf-8' && (oneByte || highBytes(bytes) >= UNLIKELY) ? 'utf-8' : null;
  }
  if (LATIN.test(declared)) return lettersAreLatin(bytes) ? null : guess(bytes);
  if (!VAGUE.test(declared) && isKnown(declared)) return null;
  return mostlyUtf8(bytes) ? 'utf-8' : guess(bytes);
}

/** Text of bytes that carry no label at all, such as raw bytes in a header. */
export function decodeUnlabelled(bytes: Uint8Array): string {
  return new TextDecoder(actualCharset(bytes, '') ?? 'utf-8', { ignoreBOM: true }).decode(bytes);
}

function isKnown(label: string): boolean {
  try {
    new TextDecoder(label);
    return true;
  } catch {
    // What the parser resolves by its own aliases (cp932, x-euc-jp) is not for us to doubt.
    return /^(x-|cs|cp|ms|ibm|windows-)?[a-z0-9_-]*\d{3,5}|jis|euc|big5|gb|ksc|tis|koi/i.test(label);
  }
}

function highBytes(bytes: Uint8Array): number {
  let high = 0;
  for (const byte of bytes.subarray(0, LOOKED_AT)) if (byte > 0x7f) high += 1;
  return high;
}

/** ISO-2022-JP is seven-bit: it shows by its escapes alone. */
function hasEscapes(bytes: Uint8Array): boolean {
  const at = bytes.indexOf(0x1b);
  return at >= 0 && bytes[at + 1] === 0x24 && (bytes[at + 2] === 0x42 || bytes[at + 2] === 0x40);
}

/** UTF-8 with a few broken characters (cut by a relay) against text that never was UTF-8. */
function mostlyUtf8(bytes: Uint8Array): boolean {
  const text = new TextDecoder('utf-8').decode(bytes.subarray(0, LOOKED_AT));
  let broken = 0;
  let sound = 0;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code === 0xfffd) broken += 1;
    else if (code > 0x7f) sound += 1;
  }
  return sound >= broken * 2;
}

/** Western text has a few accents among plain letters; a whole script under a Latin label is mislabelled. */
function lettersAreLatin(bytes: Uint8Array): boolean {
  let high = 0;
  let letters = 0;
  for (const byte of bytes.subarray(0, LOOKED_AT)) {
    if (byte >= 0xc0) high += 1;
    else if ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a) letters += 1;
  }
  return high <= letters || high < 8;
}

/** Letters that texts in these scripts are made of; the first of two equally good charsets wins. */
const EXPECTED: readonly (readonly [charset: string, expected: RegExp])[] = [
  ['windows-1252', /[äöüßéèêàâçñáíóúîïôûùœøåæãõëìòÄÖÜÉÀÇÑÓØÅ¿¡’‘“”„–—…€«»°\u00a0]/g],
  ['windows-1250', /[ăâîşșţțąćęłńóśźżáčďéěíňřšťúůýžőűäöüßĂÂÎŞŢŁŚŻŹČŘŠŽ’“”„–—…€\u00a0]/g],
  ['windows-1254', /[ığşçöüİĞŞÇÖÜâîû’“”–—…€\u00a0]/g],
  ['windows-1251', /[а-яёіїєА-Я«»№–—…\u00a0]/g],
  ['koi8-r', /[а-яёА-Я\u00a0]/g],
  ['windows-1253', /[α-ωάέήίόύώϊϋςΑ-Ω«»–—…\u00a0]/g],
  ['windows-1255', /[א-ת\u05b0-\u05c2–—…\u00a0]/g],
  ['windows-1256', /[ء-غف-ْپچژگکیہھے،؛؟–—…\u200c\u00a0]/g],
  ['windows-874', /[ก-ฺเ-๎๐-๙–—…]/g],
];
/** Multi-byte charsets: text that decodes without an error, and into common characters. */
const WIDE: readonly (readonly [charset: string, expected: RegExp])[] = [
  ['shift_jis', /[ぁ-んァ-ヶー一-龠、。！？]/g],
  ['euc-jp', /[ぁ-んァ-ヶー、。！？]/g],
  ['euc-kr', /[가-힣]/g],
  ['gb18030', /[一-龠，。！？、：；（）“”]/g],
  ['big5', /[一-龠，。！？、：；（）「」]/g],
];
/** A capital amid small letters, which a wrong Cyrillic charset makes of nearly every word. */
const UPSIDE_DOWN = /[а-яё][А-ЯЁ]/g;

function guess(bytes: Uint8Array): string {
  const sample = bytes.subarray(0, LOOKED_AT);
  let best = 'windows-1252';
  let most = Number.NEGATIVE_INFINITY;
  const consider = (charset: string, score: number): void => {
    if (score > most) {
      most = score;
      best = charset;
    }
  };
  for (const [charset, expected] of EXPECTED) consider(charset, fit(sample, charset, expected));
  for (const [charset, expected] of WIDE) {
    // Two bytes a character: each one that fits counts for both. Two characters prove little.
    const score = fit(sample, charset, expected) * 2;
    if (score > 8) consider(charset, score);
  }
  return best;
}

/** Characters beyond ASCII that are expected, less those that are not. */
function fit(sample: Uint8Array, charset: string, expected: RegExp): number {
  const text = new TextDecoder(charset).decode(sample);
  const high = text.match(/[^\x00-\x7f]/g)?.length ?? 0;
  const good = text.match(expected)?.length ?? 0;
  const bad = text.match(/[\ufffd\u0080-\u009f]/g)?.length ?? 0;
  return good - 2 * (high - good) - 4 * bad - (text.match(UPSIDE_DOWN)?.length ?? 0) * 2;
}
