import { useWidth } from './use-width.ts';

/*
 * Bars along a name each: shares, reasons, distributions. Plain SVG, so that they print and scale; each bar is a link to its tickets.
 */

export type Bar = {
  readonly label: string;
  readonly value: number;
  readonly text: string;
  readonly behind?: string | undefined;
  readonly color?: number;
  /** A 95 % interval on the bar's scale. */
  readonly interval?: { readonly low: number; readonly high: number } | null;
  /** Too little to compare: drawn as such. */
  readonly thin?: boolean;
};

const ROW = 28;
const WIDTH = 560;
/** Longer names are cut; the table has them whole. */
const LETTERS = 20;

/** @param max the scale's end; the longest bar when left out */
export function BarsChart({ title, bars, max }: { title: string; bars: readonly Bar[]; max?: number }) {
  const { part, width } = useWidth<SVGSVGElement>(WIDTH);
  const names = Math.min(150, 24 + 8.6 * Math.max(7, ...bars.map(({ label }) => Math.min(label.length, LETTERS))));
  const texts = 16 + 7.2 * Math.max(4, ...bars.map(({ text }) => text.length));
  const end = max ?? Math.max(1e-9, ...bars.map(({ value, interval }) => Math.max(value, interval?.high ?? 0)));
  const room = Math.max(60, width - names - texts);
  const x = (value: number): number => names + (Math.max(0, Math.min(value, end)) / end) * room;
  return (
    <svg
      class="chart bars"
      ref={part}
      height={Math.max(1, bars.length) * ROW}
      viewBox={`0 0 ${width} ${Math.max(1, bars.length) * ROW}`}
      aria-label={title}
    >
      {bars.map(({ label, value, text, behind, color = 1, interval, thin }, at) => {
        const y = at * ROW;
        const drawn = (
          <>
            <text class="name" x={names - 10} y={y + ROW / 2} text-anchor="end" dominant-baseline="central">
              {label.length > LETTERS ? `${label.slice(0, LETTERS - 1)}…` : label}
            </text>
            <rect
              class={thin ? 'thin' : `series-${color}`}
              x={names}
              y={y + 6}
              width={Math.max(1, x(value) - names)}
              height={ROW - 12}
              rx={3}
            />
            {interval && (
              <path
                class="interval"
                d={`M${x(interval.low)} ${y + ROW / 2}H${x(interval.high)}M${x(interval.low)} ${y + 10}v${ROW - 20}M${x(interval.high)} ${y + 10}v${ROW - 20}`}
              />
            )}
            <text x={x(Math.max(value, interval?.high ?? 0)) + 8} y={y + ROW / 2} dominant-baseline="central">
              {text}
            </text>
          </>
        );
        return behind ? (
          <a key={label} href={behind}>
            {label.length > LETTERS && <title>{`${label}: ${text}`}</title>}
            {drawn}
          </a>
        ) : (
          <g key={label}>{drawn}</g>
        );
      })}
    </svg>
  );
}
