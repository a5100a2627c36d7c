/*
 * Character references of HTML as mails use them: every number, and the names of Latin-1, Latin Extended, Greek and typography.
 */

const LATIN1 =
  'nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml';
const OTHERS: Readonly<Record<string, number>> = {
  amp: 38,
  lt: 60,
  gt: 62,
  quot: 34,
  apos: 39,
  AMP: 38,
  LT: 60,
  GT: 62,
  QUOT: 34,
  ndash: 8211,
  mdash: 8212,
  lsquo: 8216,
  rsquo: 8217,
  sbquo: 8218,
  ldquo: 8220,
  rdquo: 8221,
  bdquo: 8222,
  dagger: 8224,
  bull: 8226,
  hellip: 8230,
  permil: 8240,
  prime: 8242,
  lsaquo: 8249,
  rsaquo: 8250,
  euro: 8364,
  trade: 8482,
  larr: 8592,
  uarr: 8593,
  rarr: 8594,
  darr: 8595,
  minus: 8722,
  ensp: 8194,
  emsp: 8195,
  thinsp: 8201,
  zwnj: 8204,
  zwj: 8205,
  lrm: 8206,
  rlm: 8207,
  oelig: 339,
  OElig: 338,
  scaron: 353,
  Scaron: 352,
  Yuml: 376,
  fnof: 402,
  abreve: 259,
  Abreve: 258,
  scedil: 351,
  Scedil: 350,
  tcedil: 355,
  Tcedil: 354,
  check: 10003,
  hearts: 9829,
  infin: 8734,
  ne: 8800,
  le: 8804,
  ge: 8805,
  zwsp: 8203,
  NewLine: 10,
  Tab: 9,
  num: 35,
  dollar: 36,
  percnt: 37,
  lpar: 40,
  rpar: 41,
  ast: 42,
  plus: 43,
  comma: 44,
  period: 46,
  sol: 47,
  colon: 58,
  semi: 59,
  equals: 61,
  quest: 63,
  commat: 64,
  lsqb: 91,
  bsol: 92,
  rsqb: 93,
  lowbar: 95,
  grave: 96,
  lbrace: 123,
  vert: 124,
  rbrace: 125,
};
const GREEK =
  'alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigmaf sigma tau upsilon phi chi psi omega';

let table: Map<string, string> | undefined;
const named = (): Map<string, string> => {
  if (table) return table;
  table = new Map(Object.entries(OTHERS).map(([name, code]) => [name, String.fromCodePoint(code)]));
  for (const [i, name] of LATIN1.split(' ').entries()) table.set(name, String.fromCharCode(160 + i));
  for (const [i, name] of GREEK.split(' ').entries()) {
    table.set(name, String.fromCharCode(945 + i));
    table.set(`${name[0]?.toUpperCase()}${name.slice(1)}`, String.fromCharCode(913 + i));
  }
  return table;
};

/** Windows-1252 in the range where HTML means it (WHATWG HTML, numeric character reference end state). */
const C1 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/** Resolves character references; an unknown one stays as it is. No-break spaces become spaces. */
export function decodeEntities(text: string): string {
  const resolved = text.includes('&')
    ? text.replace(/&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([A-Za-z][A-Za-z0-9]{1,9}));?/g, reference)
    : text;
  return resolved.includes('\u00a0') ? resolved.replaceAll('\u00a0', ' ') : resolved;
}

function reference(whole: string, decimal: string | undefined, hex: string | undefined, name: string | undefined): string {
  if (name !== undefined) return named().get(name) ?? whole;
  const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
  if (code >= 0x80 && code <= 0x9f) return C1[code - 0x80] ?? '';
  if (code === 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return '\ufffd';
  return String.fromCodePoint(code);
}
