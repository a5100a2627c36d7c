/*
 * The tags of an HTML text, in order. Every search that may run to the end of the text is remembered, so that a million unclosed
 * tags or comments cost one search and not a million.
 */

export type Tag = {
  /** Lower case; empty for a comment or declaration. */
  readonly name: string;
  readonly closing: boolean;
  readonly attributes: string;
  /** Where the text goes on. */
  readonly end: number;
};

/** Attributes beyond this are not read; a tag longer than this holds no other `<`. */
const READ = 2000;
/** A quote in a tag that goes on so far past a `>` was none. */
const QUOTE_REACH = 300;
const NAME = 60;

export class Tags {
  readonly #html: string;
  #gt = -1;
  #commentEnd = -1;

  constructor(html: string) {
    this.#html = html;
  }

  /** The tag that begins at `at`, or null when the `<` there is only a character. */
  at(at: number): Tag | null {
    const html = this.#html;
    const next = html.charCodeAt(at + 1);
    if (next === 0x21 || next === 0x3f) return { name: '', closing: false, attributes: '', end: this.#afterDeclaration(at) };
    const closing = next === 0x2f;
    const begin = at + (closing ? 2 : 1);
    let end = begin;
    while (end - begin <= NAME && isNameCharacter(html.charCodeAt(end))) end += 1;
    if (!isLetter(html.charCodeAt(begin)) || end - begin > NAME) return null;
    const close = this.#close(at, end);
    if (close < 0) return null;
    return {
      name: html.slice(begin, end).toLowerCase(),
      closing,
      attributes: html.slice(end, Math.min(close, end + READ)),
      end: close + 1,
    };
  }

  /** The first place after `at` behind `</name>`; the end of the text when there is none. */
  afterElement(name: string, at: number): number {
    const end = new RegExp(`</${name}[^>]{0,200}>`, 'gi');
    end.lastIndex = at;
    const found = end.exec(this.#html);
    return found ? found.index + found[0].length : this.#html.length;
  }

  /** Where the tag closes: the first `>` that no quoted value holds. */
  #close(at: number, from: number): number {
    const html = this.#html;
    const first = this.#nextGt(from);
    if (first < 0) return -1;
    // So far away: an image in the tag itself, unless other tags begin before.
    if (first - at > READ) {
      const other = html.indexOf('<', at + 1);
      return other >= 0 && other < first ? -1 : first;
    }
    let quote = 0;
    const limit = Math.min(html.length, first + QUOTE_REACH);
    for (let i = from; i < limit; i += 1) {
      const code = html.charCodeAt(i);
      if (quote !== 0) {
        if (code === quote) quote = 0;
      } else if (code === 0x3e) return i;
      else if ((code === 0x22 || code === 0x27) && followsEquals(html, i)) quote = code;
    }
    return first;
  }

  #nextGt(from: number): number {
    if (this.#gt < from && this.#gt !== NONE) this.#gt = orNone(this.#html.indexOf('>', from));
    return this.#gt === NONE ? -1 : this.#gt;
  }

  #afterDeclaration(at: number): number {
    if (!this.#html.startsWith('<!--', at)) {
      const close = this.#nextGt(at);
      return close < 0 ? this.#html.length : close + 1;
    }
    if (this.#commentEnd < at + 4 && this.#commentEnd !== NONE) this.#commentEnd = orNone(this.#html.indexOf('-->', at + 4));
    // A comment that never ends hides nothing: what follows is shown.
    return this.#commentEnd === NONE ? at + 4 : this.#commentEnd + 3;
  }
}

/** Nothing from here to the end. */
const NONE = Number.MAX_SAFE_INTEGER;
const orNone = (at: number): number => (at < 0 ? NONE : at);

const isLetter = (code: number): boolean => (code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a;
const isNameCharacter = (code: number): boolean =>
  isLetter(code) || (code >= 0x30 && code <= 0x39) || code === 0x3a || code === 0x2d || code === 0x5f;

function followsEquals(html: string, at: number): boolean {
  for (let i = at - 1; i >= 0 && at - i < 20; i -= 1) {
    const code = html.charCodeAt(i);
    if (code > 0x20) return code === 0x3d;
  }
  return false;
}
