/*
 * What stands at the end of a mail without being part of what somebody says: signatures, programs' advertisements, disclaimers.
 */

const READ = 200;

/** Lines that phones, programs and virus scanners add. Whole lines only: `sent from my account` is a sentence. */
const ADDED = new RegExp(
  `^\\s*(?:${[
    'sent from (?:my |the )?(?:iphone|ipad|ipod|mac|android|samsung|galaxy|blackberry|huawei|xiaomi|redmi|oneplus|pixel|nokia|sony|windows|mobile|phone|tablet|smartphone|device|outlook|yahoo|mail|proton|gmail|aol|mailbird|spark)\\b.{0,60}',
    'sent (?:with|via|using) .{0,30}(?:proton|outlook|spark|yahoo|superhuman|mailbird|gmail|airmail).{0,60}',
    'get outlook for .{0,40}',
    '(?:von|mit) meinem .{1,40} (?:gesendet|geschickt)\\.?',
    '(?:diese nachricht wurde )?(?:gesendet|versendet) (?:von|mit) (?:outlook|meinem|der|dem|yahoo|proton|mail).{0,60}',
    'envoyé (?:de|depuis|à partir de|avec) (?:mon|ma|outlook|yahoo|proton|la messagerie|l).{0,60}',
    'télécharger outlook pour .{0,40}',
    'enviado (?:desde|con|do|a partir) (?:mi|meu|outlook|yahoo|proton|correo|el|la|o).{0,60}',
    '(?:obtener|descargar) outlook para .{0,40}',
    'trimis (?:de pe|din|cu|de la) .{1,60}',
    'inviato da (?:iphone|ipad|outlook|yahoo|libero|mobile|smartphone|il mio).{0,60}',
    '(?:verstuurd|verzonden) vanaf (?:mijn|outlook).{0,60}',
    'skickat från (?:min|outlook).{0,60}',
    'sendt fra (?:min|outlook).{0,60}',
    'wysłane? z .{1,60}',
    'отправлено (?:с|из) .{1,60}',
    '(?:ارسال ?\u200c?شده|فرستاده ?\u200c?شده|ارسال) از .{1,60}',
    'ส่งจาก.{1,60}',
    '(?:发自我的|從我的|傳送自).{1,40}',
    '.{0,20}から送信',
    'virus-?free\\.?.{0,60}',
    '(?:this e-?mail has been (?:checked|scanned) (?:for|by)|diese e-?mail wurde (?:von|auf)|cet e-?mail a été vérifié|este (?:correo|e-?mail) (?:electrónico )?ha sido comprobado|scanned by).{0,120}',
    '[-_=*~]{5,}',
  ].join('|')})\\s*$`,
  'i',
);

/** Sentences that only a legal department writes. */
const DISCLAIMER =
  /confidentiality notice|legal disclaimer|^\W*disclaimer\s?:|intended (?:solely|only|exclusively) for|not the intended (?:recipient|addressee)|intended for the (?:use of the|named|addressee)|may contain (?:confidential|privileged|legally)|contains? (?:confidential|privileged) (?:and|or|information)|nicht der (?:richtige|beabsichtigte|vorgesehene|bestimmungsgemäße) (?:adressat|empfänger)|enthält vertrauliche|ausschließlich für den (?:adressaten|empfänger)|peu(?:t|vent) contenir des informations (?:confidentielles|privilégiées)|contien(?:t|nent) des informations confidentielles|destinés? exclusivement|établis? à l.intention exclusive|puede contener información (?:confidencial|privilegiada)|contiene información (?:confidencial|privilegiada)|dirigid[oa]s? exclusivamente|(?:conține|poate conține|conțin) informații confidențiale|destinat(?:e|ă)? exclusiv|حاوی اطلاعات محرمانه|تنها برای گیرنده|ข้อมูลที่เป็นความลับ|เฉพาะผู้รับที่ระบุ/i;
const DISCLAIMER_LENGTH = 80;
const DISCLAIMER_READ = 1000;
const FINE_PRINT_LENGTH = 600;
const DISCLAIMER_PARAGRAPHS = 4;

const SIGNATURE_LINES = 15;
const BARE_SIGNATURE_LINES = 6;
const BARE_SIGNATURE_WIDTH = 80;

/** Where the text ends when a footer is taken off lines [from, end); `end` itself when there is none. Never takes everything. */
export function footerStart(lines: readonly string[], from: number, end: number): number {
  let stop = withoutBlank(lines, from, end);
  for (let rounds = 0; rounds < 10; rounds += 1) {
    const before = stop;
    if (ADDED.test((lines[stop - 1] ?? '').slice(0, READ)) && (lines[stop - 1]?.length ?? 0) <= READ) stop -= 1;
    else stop = disclaimerStart(lines, from, stop) ?? signatureStart(lines, from, stop) ?? stop;
    stop = withoutBlank(lines, from, stop);
    if (stop === before) return stop;
    if (stop <= from) return before;
  }
  return stop;
}

export function withoutBlank(lines: readonly string[], from: number, end: number): number {
  let stop = end;
  while (stop > from && (lines[stop - 1] ?? '').trim() === '') stop -= 1;
  return stop;
}

/** `-- ` on a line of its own (RFC 3676, 4.3). Without the space it may be a rule in the text: then only before something short. */
function signatureStart(lines: readonly string[], from: number, end: number): number | null {
  let seen = 0;
  let short = true;
  for (let at = end - 1; at >= from && seen <= SIGNATURE_LINES; at -= 1) {
    const line = lines[at] ?? '';
    if (line === '-- ') return at;
    if (line.trim() === '--') return short && seen <= BARE_SIGNATURE_LINES ? at : null;
    if (line.trim() === '') continue;
    seen += 1;
    if (line.length > BARE_SIGNATURE_WIDTH || /[?？؟]/.test(line)) short = false;
  }
  return null;
}

/** A disclaimer in the last paragraphs: from there on there is nothing else. */
function disclaimerStart(lines: readonly string[], from: number, end: number): number | null {
  let stop = end;
  for (let paragraphs = 0; paragraphs < DISCLAIMER_PARAGRAPHS && stop > from; paragraphs += 1) {
    let start = stop;
    while (start > from && (lines[start - 1] ?? '').trim() !== '' && stop - start < 60) start -= 1;
    const text = lines.slice(start, stop).join(' ').slice(0, DISCLAIMER_READ);
    if (text.length >= DISCLAIMER_LENGTH && DISCLAIMER.test(text)) return start;
    // Something else stands below the disclaimer: only more of the same kind may.
    if (text.length > FINE_PRINT_LENGTH || !FINE_PRINT.test(text)) return null;
    stop = withoutBlank(lines, from, start);
  }
  return null;
}

const FINE_PRINT =
  /registered (?:in|office)|amtsgericht|handelsregister|geschäftsführer|siège social|registro mercantil|think before (?:you )?print|consider the environment|umwelt.{0,40}druck|avant d.imprimer|antes de imprimir/i;
