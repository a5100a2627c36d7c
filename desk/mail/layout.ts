import type { Language } from '../languages.ts';
import { barsHtml, tableHtml } from './layout-figures.ts';
import type { Block, Image, Inline, Letter } from './letter.ts';
import { linked } from './letter.ts';
import { COLOUR, DARK } from './palette.ts';
import { type Direction, directionOf, escapeHtml, runsAgainst } from './tame.ts';
import type { Words } from './words.ts';

/*
 * The HTML frame of every mail: one column of at most 600 px, styles inlined for the programs that drop <style>, a dark
 * scheme for those that ask for one. No image, no script, no remote thing. Language and direction stand on the outermost
 * element too, because web mail drops <html> and <body>.
 */

const STYLE = [
  ':root{color-scheme:light dark;supported-color-schemes:light dark}',
  '@media (prefers-color-scheme:dark){',
  `.page{background:${DARK.page}!important}`,
  `.card{background:${DARK.card}!important;border-color:${DARK.line}!important;color:${DARK.ink}!important}`,
  `.ink{color:${DARK.ink}!important}`,
  `.soft{color:${DARK.soft}!important}`,
  `.line{border-color:${DARK.line}!important}`,
  `.well{background:${DARK.well}!important;border-color:${DARK.line}!important}`,
  `.link{color:${DARK.link}!important}`,
  '.bar{background:#8ab4ff!important}.bar-soft{background:#4a5f86!important}',
  '.good{color:#6fd08c!important}.bad{color:#ff9d94!important}',
  '}',
].join('');

const LATIN = "-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,'Noto Sans',sans-serif";
/** Script fonts first: the Latin ones hold no Thai or Persian letters, or poor ones. */
const FONT: Readonly<Partial<Record<Language, string>>> = {
  fa: "Vazirmatn,'Segoe UI',Tahoma,'Geeza Pro','Noto Naskh Arabic','Noto Sans Arabic',sans-serif",
  th: "'Leelawadee UI',Thonburi,'Noto Sans Thai','Noto Sans Thai Looped',Tahoma,sans-serif",
};
/** Marks above and below the letters need air. */
const LINE_HEIGHT: Readonly<Partial<Record<Language, string>>> = { fa: '1.8', th: '1.7' };

const P = 'margin:0 0 16px';

/** The letter as an HTML document. Everything that is not ours is escaped. */
export function html(letter: Letter): string {
  const { words, language, frame } = letter;
  const { direction } = words;
  const base = `font-family:${FONT[language] ?? LATIN};font-size:16px;line-height:${LINE_HEIGHT[language] ?? '1.55'};color:${COLOUR.ink}`;
  const start = direction === 'rtl' ? 'right' : 'left';
  const parts: string[] = [];
  if (letter.heading) parts.push(`<h1 style="margin:0 0 16px;font-size:20px;line-height:1.35">${inlines(letter.heading, direction)}</h1>`);
  for (const block of letter.blocks) parts.push(blockHtml(block, words));
  const footer = inlines(letter.footer, direction);
  const foot =
    footer === ''
      ? ''
      : `<div class="soft line" style="margin-top:24px;padding-top:12px;border-top:1px solid ${COLOUR.line};font-size:13px;color:${COLOUR.soft}">${footer}</div>`;
  const inner = `${parts.join('\n')}\n${foot}`;
  const body =
    frame === 'bare'
      ? `<div class="ink" lang="${language}" dir="${direction}" style="${base};max-width:600px;text-align:${start}">\n${inner}\n</div>`
      : `<div class="page" lang="${language}" dir="${direction}" style="background:${COLOUR.page};padding:20px 10px">
<div class="card" style="${base};max-width:600px;box-sizing:border-box;margin:0 auto;padding:24px 20px;background:${COLOUR.card};border:1px solid ${COLOUR.line};border-radius:10px;text-align:${start};overflow-wrap:break-word">
${inner}
</div>
</div>`;
  return `<!DOCTYPE html>
<html lang="${language}" dir="${direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${escapeHtml(letter.subject)}</title>
<style>${STYLE}</style>
</head>
<body class="${frame === 'bare' ? '' : 'page'}" style="margin:0;padding:${frame === 'bare' ? '8px' : '0'}${frame === 'bare' ? '' : `;background:${COLOUR.page}`}">
${letter.preview === '' ? '' : `<div style="display:none;max-height:0;overflow:hidden;mso-hide:all">${escapeHtml(letter.preview)}</div>\n`}${body}
</body>
</html>
`;
}

const inlines = (found: readonly Inline[], direction: Direction): string => found.map((i) => inlineHtml(i, direction)).join('');
const broken = (text: string): string => escapeHtml(text).replaceAll('\n', '<br>\n');

function inlineHtml(inline: Inline, direction: Direction): string {
  if (typeof inline === 'string') return broken(inline);
  if (inline.is === 'strong') return `<strong>${escapeHtml(inline.text)}</strong>`;
  if (inline.is === 'link') {
    const itself = inline.text === inline.href;
    const text = itself ? escapeHtml(inline.text) : givenHtml(inline.text, direction);
    return `<a class="link"${itself ? ' dir="ltr"' : ''} href="${escapeHtml(inline.href)}" style="color:${COLOUR.link}">${text}</a>`;
  }
  const text = givenHtml(inline.text, direction);
  return inline.strong ? `<strong>${text}</strong>` : text;
}

/** `dir` isolates by itself (HTML, 15.3.6), and web mail keeps the attribute where it drops <bdi>. */
function givenHtml(text: string, direction: Direction): string {
  if (!runsAgainst(text, direction)) return broken(text);
  return `<span dir="${directionOf(text) ?? 'ltr'}">${broken(text)}</span>`;
}

function blockHtml(block: Block, words: Words): string {
  const { direction } = words;
  switch (block.is) {
    case 'paragraph': {
      const text = inlines(block.inlines, direction);
      return `<p style="${P}">${block.strong ? `<strong>${text}</strong>` : text}</p>`;
    }
    case 'heading':
      return `<h2 style="margin:24px 0 8px;font-size:16px;line-height:1.35">${escapeHtml(block.text)}</h2>`;
    case 'facts':
      return factsHtml(block.rows, words);
    case 'quote':
      return block.text === '' ? '' : quoteHtml(block.label, block.text, direction);
    case 'message':
      return messageHtml(block.text, block.images, direction);
    case 'scale':
      return scaleHtml(block, direction);
    case 'list':
      return `<ul style="${P};padding-${direction === 'rtl' ? 'right' : 'left'}:20px">${block.items
        .map((item) => `<li style="margin:0 0 6px">${inlines(item, direction)}</li>`)
        .join('')}</ul>`;
    case 'table':
      return tableHtml(block, direction);
    case 'bars':
      return barsHtml(block, direction);
  }
}

const factsHtml = (rows: Extract<Block, { is: 'facts' }>['rows'], { direction, colon }: Words): string =>
  `<dl class="well" style="${P};padding:10px 14px;background:${COLOUR.well};border:1px solid ${COLOUR.line};border-radius:8px">${rows
    .map(
      ({ label, value }) =>
        `<div style="margin:2px 0"><dt class="soft" style="display:inline;color:${COLOUR.soft}">${escapeHtml(label)}${colon}</dt> <dd style="display:inline;margin:0;font-weight:600">${givenHtml(value, direction)}</dd></div>`,
    )
    .join('')}</dl>`;

/** Paragraphs of somebody's text, each in its own direction. */
function paragraphs(text: string, direction: Direction, line: (text: string) => string): string {
  return text
    .split(/\n{2,}/)
    .map((found) => {
      const own = directionOf(found) ?? direction;
      const dir = own === direction ? '' : ` dir="${own}"`;
      const align = own === direction ? '' : `;text-align:${own === 'rtl' ? 'right' : 'left'}`;
      return `<p${dir} style="margin:0 0 12px${align}">${found
        .split('\n')
        .map((one) => line(indented(one)))
        .join('<br>\n')}</p>`;
    })
    .join('\n');
}

function quoteHtml(label: string, text: string, direction: Direction): string {
  const side = direction === 'rtl' ? 'right' : 'left';
  return `<p class="soft" style="margin:0 0 6px;font-size:13px;color:${COLOUR.soft}">${escapeHtml(label)}</p>
<blockquote class="line" style="margin:0 0 16px;padding:0;padding-${side}:14px;border:0 solid ${COLOUR.line};border-${side}-width:3px">
${paragraphs(text, direction, escapeHtml)}
</blockquote>`;
}

/** Indented text keeps its indent: HTML runs spaces together. */
const indented = (line: string): string => line.replace(/^[ \t]+/, (lead) => '\u00a0'.repeat(lead.replaceAll('\t', '    ').length));

/** Where mail programs put an inline image in the text: `[cid:id]` (Outlook), `[image: name]` (Gmail). */
const PLACE = /\[(?:cid:([^\]\n]{1,200})|image: ([^\]\n]{1,200}))\]/;

function messageHtml(text: string, images: readonly Image[], direction: Direction): string {
  const left = new Set(images);
  const image = ({ contentId, filename }: Image): string =>
    `<img src="cid:${escapeHtml(contentId)}" alt="${escapeHtml(filename)}" style="max-width:100%;height:auto">`;
  const line = (found: string): string => {
    let out = '';
    let rest = found;
    for (let at = PLACE.exec(rest); at !== null; at = PLACE.exec(rest)) {
      const one = images.find((i) => i.contentId === at?.[1] || i.filename === at?.[2]);
      out += rich(rest.slice(0, at.index)) + (one ? image(one) : rich(at[0]));
      if (one) left.delete(one);
      rest = rest.slice(at.index + at[0].length);
    }
    return out + rich(rest);
  };
  const rich = (found: string): string =>
    linked(found)
      .map((i) => (typeof i === 'string' ? escapeHtml(i) : inlineHtml(i, direction)))
      .join('');
  const body = paragraphs(text, direction, line);
  return [body, ...[...left].map((i) => `<p style="margin:0 0 12px">${image(i)}</p>`)].join('\n');
}

function scaleHtml({ choices, ends }: Extract<Block, { is: 'scale' }>, direction: Direction): string {
  const faces = choices.some((c) => c.face !== null);
  const size = faces ? 'width:50px;margin:0 3px 8px 0;padding:8px 0 6px' : 'width:42px;margin:0 4px 8px 0;padding:0;line-height:44px';
  const links = choices.map(({ shown, label, face, href }) => {
    const inside =
      face === null
        ? shown
        : `<span style="display:block;font-size:28px;line-height:34px">${face}</span><span class="soft" style="display:block;font-size:12px;line-height:16px;color:${COLOUR.soft}">${shown}</span>`;
    const says = label === '' ? shown : `${shown}: ${label}`;
    return `<a class="well ink" href="${escapeHtml(href)}" title="${escapeHtml(says)}" aria-label="${escapeHtml(says)}" style="display:inline-block;box-sizing:border-box;${size};background:${COLOUR.well};border:1px solid ${COLOUR.line};border-radius:8px;text-align:center;text-decoration:none;color:${COLOUR.ink}">${inside}</a>`;
  });
  const arrow = direction === 'rtl' ? '←' : '→';
  return `<div style="margin:0 0 4px">${links.join('')}</div>
<p class="soft" style="margin:0 0 16px;font-size:13px;color:${COLOUR.soft}">${escapeHtml(ends[0])} ${arrow} ${escapeHtml(ends[1])}</p>`;
}
