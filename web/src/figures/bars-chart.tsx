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

const ROW = 30;
const LABEL = 150;
const WIDTH = 640;
const TEXT = 150;

/** @param max the scale's end; the longest bar when left out */
export function BarsChart({ title, bars, max }: { title: string; bars: readonly Bar[]; max?: number }) {
  const end = max ?? Math.max(1e-9, ...bars.map(({ value, interval }) => Math.max(value, interval?.high ?? 0)));
  const room = WIDTH - LABEL - TEXT;
  const x = (value: number): number => LABEL + (Math.max(0, Math.min(value, end)) / end) * room;
  return (
    <svg class="chart bars" viewBox={`0 0 ${WIDTH} ${Math.max(1, bars.length) * ROW}`} role="img" aria-label={title}>
      {bars.map(({ label, value, text, behind, color = 1, interval, thin }, at) => {
        const y = at * ROW;
        const drawn = (
          <>
            <text class="name" x={LABEL - 10} y={y + ROW / 2} text-anchor="end" dominant-baseline="central">
              {label.length > 22 ? `${label.slice(0, 21)}…` : label}
            </text>
            <rect
              class={thin ? 'thin' : `series-${color}`}
              x={LABEL}
              y={y + 6}
              width={Math.max(1, x(value) - LABEL)}
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
          <a key={label} href={behind} aria-label={`${label}: ${text}`}>
            {drawn}
          </a>
        ) : (
          <g key={label}>{drawn}</g>
        );
      })}
    </svg>
  );
}
