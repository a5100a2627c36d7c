/*
 * The lines that mail programs write above the mail that they quote, in the languages that customers' programs speak.
 */

/** More of a line is never looked at. */
const READ = 400;
const MOST_LINES = 4;

/** `On … wrote:` and its like, complete: enough to know a quote that nothing else marks. */
const COMPLETE = new RegExp(
  `^(?:${[
    'on\\s.{6,300}\\swrote\\s?:',
    'am\\s.{6,300}\\sschrieb\\s?.{0,200}:',
    '.{2,120}\\sschrieb am\\s.{6,60}:',
    'le\\s.{6,300}\\sa écrit\\s?:',
    'el\\s.{6,300}\\sescribió\\s?:',
    '(?:în|in|pe|la|joi|luni|marți|miercuri|vineri|sâmbătă|duminică)[\\s,].{6,300}\\sa scris\\s?:',
    'il\\s.{6,300}\\sha scritto\\s?:',
    'op\\s.{6,300}\\sschreef\\s?.{0,200}:',
    'em\\s.{6,300}\\sescreveu\\s?:',
    'den\\s.{6,300}\\sskrev\\s?.{0,200}:',
    'w dniu\\s.{6,300}\\s(?:napisała?|pisze)(?:\\(a\\))?\\s?.{0,200}:',
    'dne\\s.{6,300}\\snapsala?(?:\\(a\\))?\\s?.{0,200}:',
    '.{6,300}\\s(?:пишет|писала?|написала?)(?:\\(а\\))?\\s?:',
    '.{6,300}\\s(?:yazdı|írta|kirjoitti)\\s?:',
    '.{6,300}نوشت\\s?:',
    '.{6,300}เขียน(?:ว่า)?\\s?:',
    '.{6,300}(?:写道|寫道|のメール|書きました|작성)\\s?[:：]',
  ].join('|')})$`,
  'i',
);
/** How such lines begin, for one that was wrapped. */
const BEGINS = /^(?:on|am|le|el|în|in|pe|il|op|em|den|w dniu|dne|در|ในวันที่|เมื่อ|วันที่)\s/i;
const TIME = /\d{1,2}[:.h]\d{2}|\d{4}|[۰-۹]{1,2}:[۰-۹]{2}/u;
const ADDRESS = /[^\s@<>()]+@[^\s@<>()]+\.[^\s@<>()]+/;

const bare = (line: string | undefined): string =>
  (line ?? '')
    .slice(0, READ)
    .replace(/[\u200e\u200f\u202a-\u202e*]/g, '')
    .trim();
const endsInColon = (line: string): boolean => /[:：]$/.test(line);

/**
 * Where the attribution begins whose last line is `last`, or -1 when that line is none. Strict: it must be of a known form and tell
 * a time, for a quote that has no `>`; else it is enough that it ends in a colon and names a time or an address.
 */
export function attributionStart(lines: readonly string[], last: number, strict: boolean): number {
  const end = bare(lines[last]);
  if (!endsInColon(end) || (lines[last]?.length ?? 0) > READ) return -1;
  let joined = '';
  for (let at = last; at >= 0 && at > last - MOST_LINES; at -= 1) {
    const line = bare(lines[at]);
    if (line === '' || (at < last && endsInColon(line))) return -1;
    joined = joined === '' ? line : `${line} ${joined}`;
    const complete = COMPLETE.test(joined) && TIME.test(joined);
    if (complete || (!strict && TIME.test(joined) && (ADDRESS.test(joined) || BEGINS.test(joined)))) return wrappedStart(lines, at);
    if (!strict && ADDRESS.test(joined)) return wrappedStart(lines, at);
  }
  return -1;
}

/** A line above that begins as attributions do, and was wrapped into this one. */
function wrappedStart(lines: readonly string[], at: number): number {
  if (BEGINS.test(bare(lines[at]))) return at;
  for (let above = at - 1; above >= 0 && above > at - MOST_LINES; above -= 1) {
    const line = bare(lines[above]);
    if (line === '') return at;
    if (BEGINS.test(line) && TIME.test(line)) return above;
  }
  return at;
}

const KEY = {
  from: 'from|von|de|da|de la|van|från|fra|lähettäjä|od|feladó|gönderen|kimden|от|από|差出人|发件人|寄件者|보낸 사람|از|فرستنده|จาก|expéditeur|remitente|expeditor',
  sent: 'sent|date|gesendet|datum|envoyé|enviado|enviado el|fecha|trimis|data|inviato|verzonden|skickat|sendt|dato|lähetetty|wysłano|odesláno|elküldve|dátum|gönderildi|tarih|отправлено|дата|送信日時|日付|发送时间|日期|보낸 날짜|تاریخ|ارسال|ارسال شده|ส่ง|ส่งเมื่อ|วันที่',
  to: 'to|an|à|para|către|a|aan|till|til|vastaanottaja|do|komu|címzett|kime|кому|宛先|收件人|받는 사람|به|گیرنده|ถึง|cc',
  subject:
    'subject|betreff|objet|asunto|subiect|oggetto|onderwerp|ämne|emne|aihe|temat|předmět|tárgy|konu|тема|件名|主题|主旨|제목|موضوع|เรื่อง|หัวเรื่อง|assunto',
} as const;
const FIELD = (names: string): RegExp => new RegExp(`^[*\\s]*(?:${names})\\s?[*]?\\s?[:：]`, 'i');
const FIELDS = { from: FIELD(KEY.from), sent: FIELD(KEY.sent), to: FIELD(KEY.to), subject: FIELD(KEY.subject) };
const ANY_FIELD = /^[*\s]{0,5}[^\s\d:：@<>*=_-][^\d:：@<>]{0,26}[:：][*]?\s{0,5}\S/;
const SEPARATOR = /^\s*(?:_{8,}|-{2,}\s?[^-\n]{0,60}\s?-{2,})\s*$/;
const FORWARDED =
  /forward|weitergeleitet|transf[eé]r|transmis|reenvi|redirec|encaminhad|doorgestuurd|vidarebefordra|videresend|переслан|inoltrat|ส่งต่อ|هدایت|转发|転送/i;
const HEADER_LINES = 8;

/**
 * Whether the header of a quoted mail begins at a line, as Outlook and others write it: `From: Sent: To: Subject:` in any of the
 * languages, or after a rule any lines that look like fields and tell an address or a time. Not above a forwarded mail: that one is news.
 */
export function quotedHeaderAt(lines: readonly string[], at: number): boolean {
  const first = lines[at] ?? '';
  const ruled = SEPARATOR.test(first.slice(0, READ));
  if (ruled && FORWARDED.test(first)) return false;
  if (!ruled && !FIELDS.from.test(first.slice(0, READ))) return false;
  const block: string[] = [];
  for (let i = ruled ? at + 1 : at; i < lines.length && i < at + HEADER_LINES; i += 1) {
    const line = (lines[i] ?? '').slice(0, READ);
    if (line.trim() !== '') block.push(line);
    else if (block.length > 0) break;
  }
  const has = (field: RegExp): boolean => block.some((line) => field.test(line));
  if (has(FIELDS.from) && has(FIELDS.sent) && (has(FIELDS.subject) || has(FIELDS.to))) return true;
  return (
    ruled && block.filter((l) => ANY_FIELD.test(l)).length >= 3 && block.some((l) => ADDRESS.test(l)) && block.some((l) => TIME.test(l))
  );
}
