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
    const doubtful = VAGUE.test(declared) || SINGLE_BYTE.test(declared) || highBytes(bytes) >= UNLIKELY;
    return declared !== 'utf-8' && (doubtful || !isKnown(declared)) ? 'utf-8' : null;
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
    return /^(?:x-ms-|x-|cs)?(?:(?:cp|ms|ibm|windows)[-_]?\d{3,5}$|.*(?:jis|euc|big5|gb|ksc|tis-?620|koi|8859))/i.test(label);
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
/** Letters by which one script is told from another under whose letters its bytes fall as well. */
const FREQUENT: Readonly<Record<string, RegExp>> = {
  'windows-1251': /[оеаинтсрвл]/g,
  'koi8-r': /[оеаинтсрвл]/g,
  'windows-1253': /[αοιετνσρηκπυ]/g,
  'windows-1255': /[יוהלאמרתש]/g,
  'windows-1256': /[اينرهدوتمل]/g,
  'windows-874': /[านรอกเงมยลวด]/g,
};

/**
 * Charsets of two bytes a character: nearly any bytes decode, so what tells is how many of the characters are everyday ones.
 * A fair share of a real text is, and hardly any of a wrong one.
 */
const WIDE: readonly (readonly [charset: string, expected: RegExp, everyday: RegExp, least: number])[] = [
  ['shift_jis', /[ぁ-んァ-ヶー一-龠、。！？]/g, /[ぁ-んー、。]/g, 0.3],
  ['euc-jp', /[ぁ-んァ-ヶー一-龠、。！？]/g, /[ぁ-んー、。]/g, 0.3],
  ['euc-kr', /[가-힣]/g, /[이다는에가을를은의하고지도로한들사기나요니습주세안어서해제입감]/g, 0.25],
  [
    'gb18030',
    /[一-龠，。！？、：；（）“”]/g,
    /[的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得下自之年过发后作里用道所然家事成方多么去如都同现没起看定天分还进好小部些主样心本前开但因只从想实您请谢订单货收问什，。？！]/g,
    0.25,
  ],
  [
    'big5',
    /[一-龠，。！？、：；（）「」]/g,
    /[的一是不了在人有我他這個們中來上大為和國地到以說時要就出會可也你對生能而子那得下自之年過發後作裡用道所然家事成方多麼去如都同現沒起看定天分還進好小部些主樣心本前開但因只從想實您請謝訂單貨收問什，。？！]/g,
    0.25,
  ],
];
/** A capital amid small letters, which a wrong Cyrillic charset makes of nearly every word. */
const UPSIDE_DOWN = /[а-яё][А-ЯЁ]/g;
/** A letter of another script within a word of Latin ones. */
const MIXED = /[a-z][\u0370-\u0e7f]|[\u0370-\u0e7f][a-z]/gi;
/** A Thai mark that stands on nothing. */
const LOOSE_MARK = /(?<![\u0e01-\u0e2e\u0e31\u0e34-\u0e3a\u0e47-\u0e4e])[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]/g;

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
  for (const [charset, expected] of EXPECTED) {
    const text = new TextDecoder(charset).decode(sample);
    const frequent = FREQUENT[charset];
    consider(charset, fit(text, expected) + (frequent ? count(text, frequent) * 0.5 : 0));
  }
  for (const [charset, expected, everyday, least] of WIDE) {
    const text = new TextDecoder(charset).decode(sample);
    const good = count(text, expected);
    // Each character was two bytes, and so counts for more than two letters would.
    if (good > 2 && count(text, everyday) >= good * least) consider(charset, fit(text, expected) * 2.5);
  }
  return best;
}

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

/** Characters beyond ASCII that are expected, less those that are not. */
function fit(text: string, expected: RegExp): number {
  const high = count(text, /[^\x00-\x7f]/g);
  const good = count(text, expected);
  return (
    good -
    2 * (high - good) -
    4 * count(text, /[\ufffd\u0080-\u009f]/g) -
    2 * count(text, UPSIDE_DOWN) -
    3 * count(text, LOOSE_MARK) -
    2 * count(text, MIXED)
  );
}
