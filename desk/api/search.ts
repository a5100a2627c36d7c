import type { TicketId } from '../../events/ids.ts';
import type { Address } from '../ticket/dossier.ts';
import { contact } from './input.ts';

/*
 * What people type to find a ticket: its reference, an address or part of one, words of its subject or of a name.
 */

export type Search = {
  /** The reference that was typed, when it looks like one. */
  readonly reference: TicketId | null;
  /** The whole address that was typed, when it looks like one. */
  readonly address: string | null;
  /** Folded. All of them must be found. */
  readonly terms: readonly Term[];
};
type Term = { readonly whole: string; readonly words: readonly string[] };

const MOST_TERMS = 10;

/** Letters that Unicode does not take apart, as people without them on the keyboard type them. */
const PLAIN: Readonly<Record<string, string>> = {
  ß: 'ss',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  æ: 'ae',
  œ: 'oe',
  ı: 'i',
  ي: 'ی',
  ك: 'ک',
};
const FOLDED = new RegExp(`[${Object.keys(PLAIN).join('')}]`, 'g');

/** Without case and accents, so that `Ștefan` is found by `stefan`. */
export const folded = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(FOLDED, (letter) => PLAIN[letter] ?? letter);

const words = (text: string): string[] => text.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
/** Scripts that put no space between words: there a word may begin anywhere. */
const UNSPACED = /[\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;

/** What was typed, understood; null when there is nothing in it to look for, or too much. */
export function readSearch(typed: string): Search | null {
  const text = typed.trim();
  const terms = text
    .split(/\s+/)
    .map((piece) => folded(piece))
    .map((whole): Term => ({ whole, words: words(whole) }))
    .filter((term) => term.words.length > 0);
  if (terms.length === 0 || terms.length > MOST_TERMS) return null;
  const reference = /^[[#(]*(T-[0-9A-HJKMNP-TV-Z]{5,8})[\])]*$/i.exec(text)?.[1]?.toUpperCase() ?? null;
  const address = contact.safeParse(text);
  return { reference: reference as TicketId | null, address: address.success ? address.data : null, terms };
}

/** Whether a ticket is what was looked for: every term begins a word of subject, name or address, or with an @ is part of the address. */
export function isFound(
  { terms }: Search,
  { subject, requester }: { readonly subject: string; readonly requester: Address | null },
): boolean {
  const address = folded(requester?.address ?? '');
  const text = folded(`${subject} ${requester?.name ?? ''}`);
  const known = words(`${text} ${address}`);
  return terms.every((term) =>
    term.whole.includes('@')
      ? address.includes(term.whole)
      : term.words.every((word) => (UNSPACED.test(word) ? text.includes(word) : known.some((one) => one.startsWith(word)))),
  );
}
