/** One line of the bench: a ratio (or a value with its unit) measured in one run, and what it must keep to. */
export type Line = {
  readonly name: string;
  readonly ratio?: number;
  readonly value?: number;
  readonly unit?: string;
  /** At most this, unless `atLeast`. Absent: shown for orientation. */
  readonly limit?: number;
  readonly atLeast?: boolean;
  readonly detail: string;
};

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
};

export const kept = ({ ratio, value, limit, atLeast }: Line): boolean | null => {
  const figure = ratio ?? value;
  if (limit === undefined || figure === undefined) return null;
  return atLeast ? figure >= limit : figure <= limit;
};

const number = (n: number): string => (n >= 100 ? n.toFixed(0) : n >= 10 ? n.toFixed(1) : n.toFixed(2));

export function show(line: Line): string {
  const figure =
    line.ratio !== undefined
      ? `${number(line.ratio)}×`
      : line.value !== undefined
        ? `${number(line.value)}${line.unit ? ` ${line.unit}` : ''}`
        : '';
  const limit =
    line.limit === undefined ? '' : ` (${line.atLeast ? 'at least' : 'at most'} ${line.limit}${line.ratio !== undefined ? '×' : ''})`;
  const mark = { true: 'kept  ', false: 'MISSED', null: '      ' }[String(kept(line))];
  return `${mark} ${line.name}: ${figure}${limit}\n         ${line.detail}`;
}
