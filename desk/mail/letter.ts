import type { Language } from '../languages.ts';
import type { Words } from './words.ts';

/*
 * A mail before it is HTML or text: both are written from this, so that neither says what the other does not.
 */

export type Inline =
  /** Our own words; a line feed is a line break. */
  | string
  | { readonly is: 'strong'; readonly text: string }
  /** Somebody else's words inside ours: a name, a subject, an address. They may run the other way. */
  | { readonly is: 'given'; readonly text: string; readonly strong?: true }
  | { readonly is: 'link'; readonly text: string; readonly href: string };

/** An inline image of a relayed answer: its Content-ID without angle brackets, and its name. */
export type Image = { readonly contentId: string; readonly filename: string };

/** One answer of a survey; `shown` is its number in the reader's digits. */
export type Choice = { readonly shown: string; readonly label: string; readonly face: string | null; readonly href: string };

/** A cell of a table of figures: what it says, where it leads, whether it is good news, or that there is nothing. */
export type Cell = { readonly text: string; readonly href: string | null; readonly mark?: Mark; readonly none?: true };
export type Mark = { readonly sign: '▲' | '▼' | '='; readonly says: string; readonly good: boolean | null };

export type Block =
  | { readonly is: 'paragraph'; readonly inlines: readonly Inline[]; readonly strong?: true }
  | { readonly is: 'heading'; readonly text: string }
  | { readonly is: 'facts'; readonly rows: readonly { readonly label: string; readonly value: string }[] }
  | { readonly is: 'quote'; readonly label: string; readonly text: string }
  | { readonly is: 'message'; readonly text: string; readonly images: readonly Image[] }
  | { readonly is: 'scale'; readonly choices: readonly Choice[]; readonly ends: readonly [string, string] }
  | { readonly is: 'list'; readonly items: readonly (readonly Inline[])[] }
  | { readonly is: 'table'; readonly columns: readonly string[]; readonly rows: readonly (readonly Cell[])[] }
  | {
      readonly is: 'bars';
      readonly caption: string;
      /** `share` is the bar's length, 0 to 1; null is a day without data. The last row is the one that matters. */
      readonly rows: readonly { readonly label: string; readonly value: string; readonly share: number | null }[];
    };

export type Letter = {
  readonly language: Language;
  readonly words: Words;
  readonly subject: string;
  /** What an inbox shows behind the subject. */
  readonly preview: string;
  /** A card for what the desk says itself; bare for an agent's own words, which should look as a person's mail does. */
  readonly frame: 'card' | 'bare';
  readonly heading: readonly Inline[] | null;
  readonly blocks: readonly Block[];
  readonly footer: readonly Inline[];
};

export const paragraph = (...inlines: readonly Inline[]): Block => ({ is: 'paragraph', inlines });
export const given = (text: string): Inline => ({ is: 'given', text });

/** The words alone. */
export const textOf = (inlines: readonly Inline[]): string => inlines.map((i) => (typeof i === 'string' ? i : i.text)).join('');

const URL = /https?:\/\/[^\s<>"]+/g;
/** Text with its web addresses made links; punctuation behind an address is no part of it. */
export function linked(text: string): Inline[] {
  if (!text.includes('://')) return [text];
  const out: Inline[] = [];
  let from = 0;
  for (const found of text.matchAll(URL)) {
    const url = trimmed(found[0]);
    if (found.index > from) out.push(text.slice(from, found.index));
    out.push({ is: 'link', text: url, href: url });
    from = found.index + url.length;
  }
  if (from < text.length) out.push(text.slice(from));
  return out;
}

const TRAILING = new Set(".,;:!?'’”»)]}،؛؟…");
function trimmed(url: string): string {
  let end = url.length;
  while (end > 8 && TRAILING.has(url.charAt(end - 1)) && !(url.charAt(end - 1) === ')' && url.slice(0, end).includes('('))) end -= 1;
  return url.slice(0, end);
}
