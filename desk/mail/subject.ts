import type { TicketId } from '../../events/ids.ts';

/*
 * What a subject says besides its words: that it is an answer, and to which ticket.
 */

/** Answers: English, German, Dutch, Nordic, Polish, Czech, Hungarian, Turkish, Portuguese, Spanish, Italian, Romanian, Greek, Hebrew, CJK, Persian, Thai. */
const REPLY =
  're|aw|antw|antwort|sv|vs|svar|odp|odpověď|vá|ynt|res|resp|rif|rép|răsp|bls|απ|σχετ|השב|رد|پاسخ|ตอบ|ตอบกลับ|回复|回覆|答复|返信|회신'.split(
    '|',
  );
/** Forwards, likewise. */
const FORWARD =
  'fwd|fw|wg|weitergeleitet|tr|rv|enc|i|doorst|vl|vb|fs|pd|továbbítás|ilt|redir|trs|προωθ|הועבר|هدایت|ส่งต่อ|转发|轉寄|転送|전달'.split('|');

/** `Re:`, `AW :`, `Re[2]:`, `RE^3:`, `Fwd (2)：` at the beginning. */
const prefix = (words: readonly string[]): RegExp =>
  new RegExp(`^\\s*(?:${words.join('|')})\\s{0,3}(?:\\[\\d{1,3}\\]|\\(\\d{1,3}\\)|\\^\\d{1,3})?\\s{0,3}[:：]`, 'i');
const IS_REPLY = prefix(REPLY);
const IS_FORWARD = prefix(FORWARD);
/** Tags that servers put in front of subjects from outside. */
const TAG = /^\s*(?:\[(?:external|extern|externe|externo|ext|caution|spam|\*+spam\*+)\]|\*+spam\*+|(?:external|ext):)/i;
const OUR_TAG = /^\s*\[T-[0-9A-HJKMNP-TV-Z]{5,8}\]/i;
/** More of subjects is never looked at. */
const READ = 1000;
const KEY = 200;

/** Whether the subject says that the mail answers another. */
export const saysReply = (subject: string): boolean => IS_REPLY.test(untagged(subject));

/** Whether the subject says that the mail passes another on. */
export const saysForward = (subject: string): boolean => IS_FORWARD.test(untagged(subject));

function untagged(subject: string): string {
  let rest = subject.slice(0, READ);
  for (;;) {
    const tag = TAG.exec(rest) ?? OUR_TAG.exec(rest);
    if (!tag) return rest;
    rest = rest.slice(tag[0].length);
  }
}

/**
 * The subject without what answering adds to it: localised `Re:` and `Fwd:`, our reference, servers' tags; lower case, one space
 * between words. Two mails with the same key are about the same thing as far as their subjects tell.
 */
export function subjectKey(subject: string): string {
  let rest = untagged(subject);
  for (;;) {
    const found = IS_REPLY.exec(rest) ?? IS_FORWARD.exec(rest);
    if (!found) break;
    rest = untagged(rest.slice(found[0].length));
  }
  return rest
    .replace(/\[T-[0-9A-HJKMNP-TV-Z]{5,8}\]/gi, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase()
    .slice(0, KEY)
    .toWellFormed();
}

/** In brackets in any letter case, as we write it; bare only as it is printed, since `t-shirt` sizes and part numbers look alike. */
const REFERENCE = /\[T-([0-9A-HJKMNP-TV-Z]{5,8})\]|(?<![\w-])T-([0-9A-HJKMNP-TV-Z]{5,8})(?![\w-])/g;
const BRACKETED = /\[(t-[0-9a-hjkmnp-tv-z]{5,8})\]/gi;

/** The ticket references in a subject, those in brackets first, each once. They prove nothing about the sender. */
export function subjectReference(subject: string): TicketId[] {
  const text = subject.slice(0, READ);
  const bracketed = [...text.matchAll(BRACKETED)].map((m) => (m[1] ?? '').toUpperCase());
  const bare = [...text.matchAll(REFERENCE)].map((m) => `T-${m[1] ?? m[2] ?? ''}`);
  return [...new Set([...bracketed, ...bare])].slice(0, 5) as TicketId[];
}
