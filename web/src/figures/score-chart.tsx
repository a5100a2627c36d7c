import { useWidth } from './use-width.ts';

/* A score with its 95 % interval on its whole scale; without an answer, the empty scale. */

type Given = {
  readonly title: string;
  readonly low: number;
  readonly high: number;
  readonly score: number | null;
  readonly interval: { readonly low: number; readonly high: number } | null;
  readonly format: (value: number) => string;
  /** What is said where there is too little. */
  readonly nothing: string;
};

const WIDTH = 560;
const SIDE = 40;
const Y = 46;

export function ScoreChart({ title, low, high, score, interval, format, nothing }: Given) {
  const { part, width } = useWidth<SVGSVGElement>(WIDTH);
  const x = (value: number): number => SIDE + ((value - low) / (high - low)) * (width - 2 * SIDE);
  const marks = [0, 0.25, 0.5, 0.75, 1].map((share) => low + share * (high - low));
  return (
    <svg class="chart score" ref={part} height={92} viewBox={`0 0 ${width} 92`} role="img" aria-label={title}>
      <path class="scale" d={`M${x(low)} ${Y}H${x(high)}`} />
      {marks.map((mark) => (
        <g key={mark}>
          <path class="scale" d={`M${x(mark)} ${Y}v8`} />
          <text class="muted" x={x(mark)} y={Y + 26} text-anchor="middle">
            {format(mark)}
          </text>
        </g>
      ))}
      {interval && (
        <rect
          class="interval-band"
          x={x(interval.low)}
          y={Y - 9}
          width={Math.max(2, x(interval.high) - x(interval.low))}
          height={18}
          rx={9}
        />
      )}
      {score === null ? (
        <text class="muted" x={width / 2} y={22} text-anchor="middle">
          {nothing}
        </text>
      ) : (
        <>
          <circle class="series-1" cx={x(score)} cy={Y} r={8} />
          <text class="big" x={x(score)} y={24} text-anchor="middle">
            {format(score)}
          </text>
        </>
      )}
    </svg>
  );
}
