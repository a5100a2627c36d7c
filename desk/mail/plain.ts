import type { Block, Inline, Letter } from './letter.ts';
import { type Direction, runsAgainst } from './tame.ts';
import type { Words } from './words.ts';

/** First strong isolate and its end (UAX #9): text that runs the other way keeps to itself. */
const FSI = '\u2068';
const PDI = '\u2069';
const BAR = 24;

/** The plain-text twin of a letter. Lines are not wrapped: quoted-printable breaks them in transit, the reader's program on the screen. */
export function plainText(letter: Letter): string {
  const { direction } = letter.words;
  const line = (inlines: readonly Inline[]): string => inlines.map((i) => inlineText(i, direction)).join('');
  const parts: string[] = [];
  if (letter.heading) parts.push(line(letter.heading));
  for (const block of letter.blocks) parts.push(blockText(block, letter.words, line));
  const footer = line(letter.footer);
  // The signature's delimiter (RFC 3676, 4.3): programs that cut signatures cut this.
  if (footer !== '') parts.push(`-- \n${footer}`);
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function inlineText(inline: Inline, direction: Direction): string {
  if (typeof inline === 'string') return inline;
  if (inline.is === 'link') return inline.text === inline.href ? inline.href : `${inline.text}: ${inline.href}`;
  return inline.is === 'given' ? isolated(inline.text, direction) : inline.text;
}

const isolated = (text: string, direction: Direction): string => (runsAgainst(text, direction) ? `${FSI}${text}${PDI}` : text);

function blockText(block: Block, { direction, colon }: Words, line: (inlines: readonly Inline[]) => string): string {
  switch (block.is) {
    case 'paragraph':
      return line(block.inlines);
    case 'heading':
      return block.text;
    case 'facts':
      return block.rows.map(({ label, value }) => `${label}${colon} ${isolated(value, direction)}`).join('\n');
    case 'quote':
      return block.text === '' ? '' : `${block.label}${colon}\n${block.text.replace(/^(?!$)/gm, '> ').replace(/^$/gm, '>')}`;
    case 'message':
      return block.text;
    case 'scale':
      return block.choices.map(({ shown, label, href }) => `${shown}${label === '' ? '' : ` ${label}`}: ${href}`).join('\n');
    case 'list':
      return block.items
        .map((item) => {
          const links = item.flatMap((i) => (typeof i !== 'string' && i.is === 'link' ? [i.href] : []));
          const said = item.map((i) => (typeof i !== 'string' && i.is === 'link' ? i.text : i));
          return [`- ${line(said)}`, ...links].join('\n  ');
        })
        .join('\n');
    case 'table':
      return block.rows
        .map(([first, ...rest]) => {
          const cells = rest.map((cell, n) => {
            const mark = cell.mark ? ` (${cell.mark.says})` : '';
            return n === 0 ? `${cell.text}${mark}` : `${block.columns[n + 1]}${colon} ${cell.text}${mark}`;
          });
          const href = [first, ...rest].find((cell) => cell?.href)?.href;
          return `${first?.text}${colon} ${cells.join(' · ')}${href ? `\n  ${href}` : ''}`;
        })
        .join('\n');
    case 'bars':
      return [
        block.caption,
        ...block.rows.map(
          ({ label, value, share }) =>
            `${label}${colon} ${value}${share === null || share === 0 ? '' : ` ${'█'.repeat(Math.max(1, Math.round(share * BAR)))}`}`,
        ),
      ].join('\n');
  }
}
