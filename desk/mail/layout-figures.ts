import type { Block, Mark } from './letter.ts';
import { COLOUR } from './palette.ts';
import { type Direction, escapeHtml } from './tame.ts';

/*
 * Figures and charts for the morning report. Inline SVG is dropped by Gmail and Outlook, and images wait for a click in
 * many programs; a table with coloured cells shows everywhere, in dark mode, to a screen reader, and with images off.
 */

const cellStyle = (start: 'left' | 'right'): string =>
  `padding:8px 6px;border-bottom:1px solid ${COLOUR.line};text-align:${start};vertical-align:top`;

const markHtml = ({ sign, says, good }: Mark): string => {
  const [name, colour] = good === null ? ['soft', COLOUR.soft] : good ? ['good', '#1a7f37'] : ['bad', '#b42318'];
  return ` <span class="${name}" style="color:${colour};font-size:12px;white-space:nowrap" title="${escapeHtml(says)}" aria-label="${escapeHtml(says)}">${sign}</span>`;
};

/** A table of figures: the first column names them, the second is large. */
export function tableHtml({ columns, rows }: Extract<Block, { is: 'table' }>, direction: Direction): string {
  const start = direction === 'rtl' ? 'right' : 'left';
  const head = columns
    .map(
      (c) =>
        `<th class="soft line" scope="col" style="${cellStyle(start)};font-size:13px;font-weight:400;color:${COLOUR.soft}">${escapeHtml(c)}</th>`,
    )
    .join('');
  const body = rows
    .map((row) => {
      const cells = row.map((cell, n) => {
        // On a phone "2 hrs 15 mins" may break between the hours and the minutes, never behind a number.
        const text = escapeHtml(n === 0 ? cell.text : cell.text.replace(/(\p{Nd}) /gu, '$1\u00a0'));
        const shown = cell.href ? `<a class="link" href="${escapeHtml(cell.href)}" style="color:${COLOUR.link}">${text}</a>` : text;
        const inside = `${shown}${cell.mark ? markHtml(cell.mark) : ''}`;
        if (n === 0) return `<th class="line" scope="row" style="${cellStyle(start)};font-weight:400">${inside}</th>`;
        const large = n === 1 && !cell.none;
        const size = large ? ';font-weight:600;font-size:18px' : `;color:${COLOUR.soft}`;
        return `<td class="line${large ? '' : ' soft'}" style="${cellStyle(start)}${size}">${inside}</td>`;
      });
      return `<tr>${cells.join('')}</tr>`;
    })
    .join('\n');
  return `<table style="width:100%;margin:0 0 16px;border-collapse:collapse"><thead><tr>${head}</tr></thead><tbody>\n${body}\n</tbody></table>`;
}

/**
 * A horizontal bar a row. The bar is a table of its own with a coloured cell, because Word, which renders mail in Outlook
 * for Windows, gives a width and a height to cells only.
 */
export function barsHtml({ caption, rows }: Extract<Block, { is: 'bars' }>, direction: Direction): string {
  const start = direction === 'rtl' ? 'right' : 'left';
  const body = rows
    .map(({ label, value, share }, n) => {
      const last = n === rows.length - 1;
      const colour = last ? COLOUR.link : '#a9c0e8';
      const bar =
        share === null || share === 0
          ? ''
          : `<table role="presentation" align="${start}" style="width:${Math.max(1, Math.round(share * 100))}%;border-collapse:collapse"><tr><td class="${last ? 'bar' : 'bar-soft'}" height="14" style="height:14px;padding:0;font-size:0;line-height:14px;background:${colour};border-radius:3px">&nbsp;</td></tr></table>`;
      const weight = last ? ';font-weight:600' : '';
      return `<tr><th scope="row" class="soft" style="width:18%;padding:3px 0;text-align:${start};font-size:13px;font-weight:400;white-space:nowrap;color:${COLOUR.soft}">${escapeHtml(label)}</th><td style="padding:3px 8px;text-align:${start};font-size:13px;white-space:nowrap${weight};width:1%">${escapeHtml(value)}</td><td style="padding:3px 0">${bar}</td></tr>`;
    })
    .join('\n');
  return `<table style="width:100%;margin:0 0 16px;border-collapse:collapse"><caption style="padding:8px 0 4px;text-align:${start};font-size:14px;font-weight:600">${escapeHtml(caption)}</caption><tbody>\n${body}\n</tbody></table>`;
}
