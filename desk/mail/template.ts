import { type Block, type Inline, linked } from './letter.ts';

/*
 * The small language of wordings: paragraphs parted by empty lines, `{placeholders}` in them. A placeholder that we do not
 * know stays as it was written; one that has nothing to say disappears with the comma or brackets that held it.
 */

export type Values = ReadonlyMap<string, Inline | Block>;

type Piece = { readonly text: string; readonly inlines: readonly Inline[] } | { readonly placeholder: string };
type Paragraph = readonly Piece[];

/** Wordings are few and the same for every mail; the limit only guards against a caller who makes them up. */
const parsed = new Map<string, readonly Paragraph[]>();
const LIMIT = 2_000;

function parse(template: string): readonly Paragraph[] {
  const known = parsed.get(template);
  if (known) return known;
  const paragraphs = template
    .replace(/\r\n?/g, '\n')
    .split(/\n[ \t]*(?:\n[ \t]*)+/)
    .map((paragraph) => pieces(paragraph.trim()))
    .filter((found) => found.length > 0);
  if (parsed.size >= LIMIT) parsed.clear();
  parsed.set(template, paragraphs);
  return paragraphs;
}

const pieces = (paragraph: string): Paragraph =>
  paragraph
    .split(/(\{[a-z]{1,20}\})/)
    .filter((piece) => piece !== '')
    .map((piece) => (/^\{[a-z]{1,20}\}$/.test(piece) ? { placeholder: piece.slice(1, -1) } : { text: piece, inlines: linked(piece) }));

const isBlock = (value: Inline | Block): value is Block =>
  typeof value !== 'string' && value.is !== 'strong' && value.is !== 'given' && value.is !== 'link';
const isEmpty = (value: Inline): boolean => (typeof value === 'string' ? value : value.text) === '';

/** Text before an empty placeholder without the bracket and the separator that led up to it. */
function withoutHolder(text: string): { readonly text: string; readonly opened: boolean } {
  let rest = text.trimEnd();
  const opened = rest !== '' && '[(«“„'.includes(rest.slice(-1));
  if (opened) rest = rest.slice(0, -1).trimEnd();
  if (rest !== '' && ',،·:–-'.includes(rest.slice(-1))) rest = rest.slice(0, -1).trimEnd();
  return { text: rest, opened };
}
const CLOSING = /^\s*[\])»”“]/;
const LEADING = /^\s*[,،:]?\s*/;

/** Text, or text that must be cut again because the placeholder beside it was empty. */
function inlinesOf(found: Paragraph, values: Values): (Inline | Block)[] {
  const out: (Inline | Block)[] = [];
  /** What must go from the text that follows, since it held or followed something empty. */
  let cut: RegExp | null = null;
  for (const piece of found) {
    if ('text' in piece) {
      if (cut) out.push(...linked(piece.text.replace(cut, '')));
      else out.push(...piece.inlines);
      cut = null;
      continue;
    }
    const value = values.get(piece.placeholder);
    if (value === undefined) out.push(`{${piece.placeholder}}`);
    else if (isBlock(value) || !isEmpty(value)) out.push(value);
    else {
      const before = out.at(-1);
      if (typeof before === 'string') {
        const held = withoutHolder(before);
        if (held.opened) cut = CLOSING;
        out[out.length - 1] = held.text;
      } else if (before === undefined) cut = LEADING;
    }
  }
  return out.filter((piece) => piece !== '');
}

/** A wording of one line (subject, greeting, footer) filled in; a block has no place in it and shows as nothing. */
export function fillLine(template: string, values: Values): Inline[] {
  const line: Inline[] = [];
  for (const [n, found] of parse(template).entries()) {
    if (n > 0) line.push('\n');
    for (const piece of inlinesOf(found, values)) if (!isBlock(piece)) line.push(piece);
  }
  return line;
}

/**
 * A wording of several paragraphs filled in. Blocks stand where their placeholder does, in a paragraph of their own;
 * those of `required` that the wording does not mention follow at its end, so that no wording can lose an answer.
 */
export function fillBlocks(template: string, values: Values, required: readonly string[]): Block[] {
  const blocks: Block[] = [];
  const placed = new Set<Block>();
  for (const found of parse(template)) {
    let line: Inline[] = [];
    const flush = () => {
      const [first, last] = [line[0], line.at(-1)];
      if (typeof first === 'string') line[0] = first.trimStart();
      if (typeof last === 'string') line[line.length - 1] = (line.length === 1 ? (line[0] as string) : last).trimEnd();
      if (line.some((piece) => !isEmpty(piece))) blocks.push({ is: 'paragraph', inlines: line });
      line = [];
    };
    for (const piece of inlinesOf(found, values)) {
      if (!isBlock(piece)) line.push(piece);
      else if (!placed.has(piece)) {
        flush();
        placed.add(piece);
        blocks.push(piece);
      }
    }
    flush();
  }
  for (const name of required) {
    const value = values.get(name);
    if (value !== undefined && isBlock(value) && !placed.has(value)) blocks.push(value);
  }
  return blocks;
}
