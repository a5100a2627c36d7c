import type { Row, Value } from './answer.ts';

/*
 * Rows as comma-separated values, RFC 4180: what is nested gets a column for each part, named with dots.
 */

/** A cell that begins so is a formula to a spreadsheet: https://owasp.org/www-community/attacks/CSV_Injection */
const FORMULA = /^[=+\-@\t\r\n]/;

function flat(row: Row, prefix = ''): [string, string | number | boolean | null][] {
  return Object.entries(row).flatMap(([name, value]): [string, string | number | boolean | null][] => {
    const column = `${prefix}${name}`;
    if (Array.isArray(value)) return flat(Object.fromEntries((value as readonly Value[]).map((v, i) => [String(i), v])), `${column}.`);
    if (value !== null && typeof value === 'object') return flat(value as Row, `${column}.`);
    return [[column, value as string | number | boolean | null]];
  });
}

function cell(value: string | number | boolean | null | undefined): string {
  if (value === null || value === undefined) return '';
  if (typeof value !== 'string') return String(value);
  const safe = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A header and a line for each row; empty is null. No rows give nothing but an empty header. */
export function csvOf(rows: readonly Row[]): string {
  const lines = rows.map((row) => new Map(flat(row)));
  const columns = [...new Set(lines.flatMap((line) => [...line.keys()]))];
  return [columns, ...lines.map((line) => columns.map((column) => line.get(column)))]
    .map((values) => values.map(cell).join(','))
    .join('\r\n')
    .concat('\r\n');
}
