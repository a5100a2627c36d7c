import type DOMPurify from 'dompurify';
import { type Link, linkOf } from './links.ts';
import { safeDeclarations } from './safe-style.ts';

/*
 * A mail's HTML, made harmless piece by piece, so that two megabytes of it never hold up the page. It is parsed into a document
 * that is on no page, so nothing of it loads or runs; a sanitizer leaves what makes up text; what is left is then made inert:
 * links become marks that the page itself opens, pictures from elsewhere become their description.
 */

const TAGS = (
  'a abbr address article aside b bdi bdo big blockquote br caption center cite code col colgroup dd del dfn dir div dl dt em ' +
  'figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark nav ol p pre q rp rt ruby s samp section small ' +
  'span strike strong sub sup table tbody td tfoot th thead time tr tt u ul var wbr'
).split(' ');
const ATTRIBUTES = (
  'abbr align alt bgcolor border cellpadding cellspacing class color colspan dir face height href id lang nowrap ' +
  'reversed rowspan scope size span src start style title valign width'
).split(' ');
/** With these goes what is in them. */
const WITH_CONTENT = new Set(
  'applet audio canvas embed frame frameset head iframe math noembed noframes noscript object plaintext script style svg template textarea title video xmp select'.split(
    ' ',
  ),
);
const CONFIG = {
  ALLOWED_TAGS: TAGS,
  ALLOWED_ATTR: ATTRIBUTES,
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
  FORBID_CONTENTS: [...WITH_CONTENT],
  // Asked of every attribute's value, so that what is no address at all passes; addresses are judged again below.
  ALLOWED_URI_REGEXP: /^(?:(?:https?|mailto|tel|cid|data):|[^a-z]|[a-z+.-]+(?:[^a-z+.\-:]|$))/i,
  IN_PLACE: true,
};
/** Chromium loads the subtitles of a film even for a document that is nowhere shown; under another name they are nothing to it. */
const MEDIA = /<(\/?)(?=(?:track|source|audio|video)\b)/gi;
const PICTURE = /^data:image\/(?:png|jpe?g|gif|webp|bmp);base64,[a-z0-9+/=\s]+$/i;

/** Elements that are made safe in one go. */
const STEP = 250;
/** Characters of one text in one go. */
const STEP_CHARACTERS = 20_000;

export type Found = {
  readonly links: Link[];
  /** Pictures that would have been loaded from elsewhere. */
  blocked: number;
  /** Pictures in the mail itself, by Content-ID. */
  readonly inline: { readonly contentId: string; readonly element: HTMLImageElement }[];
};
export const nothingFound = (): Found => ({ links: [], blocked: 0, inline: [] });

export type Apart = { readonly body: Element; readonly styles: string };

/**
 * Reads HTML into a document of its own, a slice at a time. Nothing in it loads: it belongs to no window.
 * A picture called `body` or a form called `write` would stand in place of what it is called after, so names go first.
 * @param pause resolves when the page has had its turn
 */
export async function readApart(html: string, pause: () => Promise<void>): Promise<Apart> {
  const apart = document.implementation.createHTMLDocument('');
  const quiet = html.replace(MEDIA, '<$1x-');
  const { open, write, close, querySelectorAll } = Document.prototype;
  Reflect.apply(open, apart, []);
  for (let at = 0; at < quiet.length; at += 65_536) {
    if (at > 0) await pause();
    write.call(apart, quiet.slice(at, at + 65_536));
  }
  close.call(apart);
  for (const one of querySelectorAll.call(apart, '[name], form [id], object[id], embed[id], img[id]')) {
    Element.prototype.removeAttribute.call(one, 'name');
    Element.prototype.removeAttribute.call(one, 'id');
  }
  return { body: apart.body, styles: [...apart.querySelectorAll('style')].map((one) => one.textContent ?? '').join('\n') };
}

/**
 * Moves what is in `from` into `to`, safe, in steps; what is not asked for is not worked out.
 * @returns elements and characters of each step
 */
export function* safely(
  purify: typeof DOMPurify,
  from: Node,
  to: Node,
  found: Found,
  wear: (element: HTMLElement, css: string) => void,
): Generator<number, void, void> {
  const bench = from.ownerDocument?.createElement('div') ?? document.createElement('div');
  let size = 0;
  const flush = function* (): Generator<number, void, void> {
    if (size === 0) return;
    purify.sanitize(bench, CONFIG);
    tame(bench, found, wear);
    while (bench.firstChild) to.appendChild(bench.firstChild);
    const done = size;
    size = 0;
    yield done;
  };
  for (let child = from.firstChild; child; child = from.firstChild) {
    if (child instanceof Text || child.nodeType === Node.TEXT_NODE) {
      const text = child as Text;
      if (text.length > STEP_CHARACTERS) text.splitText(STEP_CHARACTERS);
      bench.appendChild(text);
      size += 1 + Math.ceil(text.length / 100);
    } else if (child.nodeType !== Node.ELEMENT_NODE || WITH_CONTENT.has(child.nodeName.toLowerCase())) {
      child.parentNode?.removeChild(child);
      continue;
    } else {
      const element = child as Element;
      const within = element.getElementsByTagName('*').length;
      const characters = element.textContent?.length ?? 0;
      if (within > STEP || characters > STEP_CHARACTERS) {
        yield* flush();
        element.remove();
        const inside = shell(purify, element, to, found, wear);
        yield 10;
        yield* safely(purify, element, inside, found, wear);
        continue;
      }
      bench.appendChild(element);
      size += 1 + within + Math.ceil(characters / 100);
    }
    if (size >= STEP) yield* flush();
  }
  yield* flush();
}

/** A big element without what is in it, made safe and put down; where its content goes. */
function shell(
  purify: typeof DOMPurify,
  element: Element,
  to: Node,
  found: Found,
  wear: (element: HTMLElement, css: string) => void,
): Node {
  const bench = element.ownerDocument.createElement('div');
  bench.appendChild(element.cloneNode(false));
  purify.sanitize(bench, CONFIG);
  const links = found.links.length;
  tame(bench, found, wear, element.textContent ?? '');
  const empty = bench.firstElementChild;
  if (!empty) return to;
  // The mark of where a big link leads would stand before its content.
  if (found.links.length > links) empty.textContent = '';
  to.appendChild(empty);
  return empty;
}

/** Makes inert what the sanitizer has left. */
function tame(within: Element, found: Found, wear: (element: HTMLElement, css: string) => void, text?: string): void {
  const probe = document.createElement('i');
  for (const element of within.querySelectorAll<HTMLElement>('*')) {
    const style = element.getAttribute('style');
    element.removeAttribute('style');
    if (style) {
      const css = safeDeclarations(style, probe);
      if (css) wear(element, css);
    }
    if (element.localName !== 'a') element.removeAttribute('href');
    if (element.localName !== 'img') element.removeAttribute('src');
    if (element.localName === 'a') tameLink(element, found, text);
    else if (element.localName === 'img') tamePicture(element as HTMLImageElement, found);
  }
}

function tameLink(element: HTMLElement, found: Found, text: string | undefined): void {
  const href = element.getAttribute('href');
  element.removeAttribute('href');
  if (href === null) return;
  const said = text ?? element.textContent ?? '';
  const link = linkOf(href.trim(), said);
  if (!link) return;
  found.links.push(link);
  element.setAttribute('data-link', String(found.links.length - 1));
  element.setAttribute('role', 'link');
  element.setAttribute('tabindex', '0');
  element.setAttribute('title', link.href);
  const where = element.ownerDocument.createElement('desk-where');
  if (link.misleads) where.setAttribute('class', 'misleads');
  where.textContent = link.where;
  element.append(where);
}

function tamePicture(element: HTMLImageElement, found: Found): void {
  const src = (element.getAttribute('src') ?? '').trim();
  if (PICTURE.test(src)) return;
  element.removeAttribute('src');
  const contentId = /^cid:(.{1,500})$/i.exec(src)?.[1];
  if (contentId !== undefined) found.inline.push({ contentId: decoded(contentId), element });
  else if (src !== '') {
    found.blocked += 1;
    const dot = [element.getAttribute('width'), element.getAttribute('height')].some(
      (size) => size !== null && Number.parseInt(size, 10) <= 3,
    );
    // A pixel that only counts readers leaves no trace; a picture leaves its description.
    if (dot) element.remove();
    else element.setAttribute('class', 'blocked');
  } else element.remove();
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
