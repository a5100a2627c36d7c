import { decodeEntities } from './html-entities.ts';
import { type Tag, Tags } from './html-tags.ts';
import { TextLines } from './text-lines.ts';

/*
 * HTML of a mail as readable text, in one pass over the tags: every character is looked at a bounded number of times, whatever is
 * nested, unclosed or repeated. Quotes become lines with `>`, so that quotes are found alike in both kinds of mail.
 */

/** A rule, as Outlook writes it into plain text above the mail that it quotes. */
export const RULE = '________________________________';

/** Raw text up to its end tag, never shown. */
const RAW = new Set(['script', 'style', 'title', 'textarea', 'iframe', 'noscript', 'xml']);
/** Elements that are not shown, with all that is in them. */
const SILENT = new Set(['head', 'template', 'svg', 'math', 'object', 'select']);
const VOID = new Set(['br', 'hr', 'img', 'input', 'meta', 'link', 'wbr', 'col', 'area', 'base', 'source']);
const BLOCKS = new Set(
  'address article aside body center dd details dir div dl dt fieldset figcaption figure footer form header html legend main menu nav section summary table tbody tfoot thead tr'.split(
    ' ',
  ),
);
const SPACED = new Set(['p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6']);
const HIDDEN = /\bstyle\s*=\s*(?:"[^"]*|'[^']*)(?:display\s*:\s*none|mso-hide\s*:\s*all)/i;
const HREF = /\bhref\s*=\s*(?:"([^"]{1,1900})"|'([^']{1,1900})'|([^\s"'>]{1,1900}))/i;
const ALT = /\balt\s*=\s*(?:"([^"]{1,300})"|'([^']{1,300})')/i;
const INDENT = 5;
const SHOWN_TARGET = 300;

/** Readable text of an HTML document or fragment: `\n` line ends, at most one empty line in a row, no spaces at line ends. */
export function htmlToText(html: string): string {
  const page = new Page(html, false);
  const text = page.read();
  // A hidden element that never closes would hide the mail: then everything is shown.
  return page.hides ? new Page(html, true).read() : text;
}

class Page {
  readonly #html: string;
  readonly #tags: Tags;
  readonly #showsAll: boolean;
  readonly #out = new TextLines();
  /** The element that keeps all in it from being shown, and how many of its name are open. */
  #silent: { readonly name: string; readonly hidden: boolean; depth: number } | null = null;
  /** Containers of quoted mail that are no blockquotes: how many `div` are open inside each. */
  readonly #boxes: number[] = [];
  readonly #lists: { readonly ordered: boolean; count: number }[] = [];
  #link: { readonly href: string; readonly mark: number } | null = null;

  constructor(html: string, showsAll: boolean) {
    this.#html = html;
    this.#tags = new Tags(html);
    this.#showsAll = showsAll;
  }

  /** True after reading when a hidden element was still open at the end. */
  get hides(): boolean {
    return this.#silent?.hidden ?? false;
  }

  read(): string {
    const html = this.#html;
    for (let at = 0; at < html.length; ) {
      const open = html.indexOf('<', at);
      const stop = open < 0 ? html.length : open;
      if (stop > at && this.#silent === null) this.#out.text(decodeEntities(html.slice(at, stop)));
      if (open < 0) break;
      const tag = this.#tags.at(open);
      if (tag === null) {
        if (this.#silent === null) this.#out.text('<');
        at = open + 1;
      } else {
        at = this.#take(tag);
      }
    }
    return this.#out.done();
  }

  /** Obeys a tag; returns where reading goes on. */
  #take(tag: Tag): number {
    const { name, closing, attributes, end } = tag;
    if (name === '') return end;
    if (this.#silent) {
      if (name === this.#silent.name) this.#silent.depth += closing ? -1 : 1;
      if (this.#silent.depth === 0) this.#silent = null;
      return end;
    }
    if (RAW.has(name)) return closing ? end : this.#tags.afterElement(name, end);
    if (SILENT.has(name)) {
      if (!closing) this.#silent = { name, hidden: false, depth: 1 };
      return end;
    }
    if (closing) this.#close(name);
    else if (!this.#showsAll && !VOID.has(name) && attributes.length > 12 && attributes.includes(':') && HIDDEN.test(attributes)) {
      this.#silent = { name, hidden: true, depth: 1 };
    } else this.#open(name, attributes);
    return end;
  }

  #open(name: string, attributes: string): void {
    const out = this.#out;
    switch (name) {
      case 'br':
        out.newline();
        break;
      case 'hr':
        this.#rule();
        break;
      case 'a':
        this.#link = { href: decodeEntities(first(HREF, attributes)), mark: out.mark() };
        break;
      case 'img': {
        const alt = decodeEntities(first(ALT, attributes)).trim();
        if (alt !== '') out.text(`[${alt}]`);
        return;
      }
      case 'td':
      case 'th':
        out.gap();
        break;
      case 'ul':
      case 'ol':
        out.block(this.#lists.length > 0 ? 0 : 1);
        if (this.#lists.length < 100) this.#lists.push({ ordered: name === 'ol', count: 0 });
        break;
      case 'li':
        this.#item();
        break;
      case 'blockquote':
        out.quote(1);
        break;
      case 'pre':
        out.pre(1);
        break;
      case 'div':
        out.block(0);
        this.#div(attributes);
        break;
      default:
        if (SPACED.has(name)) out.block(1);
        else if (BLOCKS.has(name)) out.block(0);
    }
  }

  #close(name: string): void {
    const out = this.#out;
    switch (name) {
      case 'a':
        if (this.#link) this.#target(this.#link);
        this.#link = null;
        break;
      case 'ul':
      case 'ol':
        this.#lists.pop();
        out.block(this.#lists.length > 0 ? 0 : 1);
        break;
      case 'blockquote':
        out.quote(-1);
        break;
      case 'pre':
        out.pre(-1);
        break;
      case 'div': {
        out.block(0);
        const inner = this.#boxes.pop();
        if (inner === 0) out.quote(-1);
        else if (inner !== undefined) this.#boxes.push(inner - 1);
        break;
      }
      default:
        if (SPACED.has(name)) out.block(1);
        else if (BLOCKS.has(name) || name === 'li') out.block(0);
    }
  }

  /** Yahoo quotes in a `div`; Outlook writes a `div` with the header of the mail that it quotes. */
  #div(attributes: string): void {
    const inner = this.#boxes.pop();
    if (inner !== undefined) this.#boxes.push(inner + 1);
    if (attributes === '') return;
    if (attributes.includes('yahoo_quoted') && this.#boxes.length < 100) {
      this.#boxes.push(0);
      this.#out.quote(1);
    } else if (attributes.includes('divRplyFwdMsg') && !this.#out.endsWith(RULE)) this.#rule();
  }

  #rule(): void {
    this.#out.block(0);
    this.#out.text(RULE);
    this.#out.block(0);
  }

  #item(): void {
    const list = this.#lists.at(-1);
    if (list) list.count += 1;
    const indent = '  '.repeat(Math.min(Math.max(this.#lists.length - 1, 0), INDENT));
    this.#out.block(0);
    this.#out.bullet(`${indent}${list?.ordered ? `${list.count}.` : '*'} `);
  }

  /** A link's address stands after its words, unless the words are the address. */
  #target({ href, mark }: { href: string; mark: number }): void {
    if (!/^(?:https?|mailto|tel):/i.test(href)) return;
    const target = href.replace(/^(?:mailto|tel):/i, '');
    const words = this.#out.since(mark).trim();
    if (words !== '' && bare(words) !== bare(target)) this.#out.text(` (${target.slice(0, SHOWN_TARGET)})`);
  }
}

const bare = (address: string): string =>
  address
    .replace(/^https?:\/\//i, '')
    .replace(/\/$/, '')
    .toLowerCase();

const first = (pattern: RegExp, attributes: string): string => {
  const found = pattern.exec(attributes);
  return found?.[1] ?? found?.[2] ?? found?.[3] ?? '';
};
