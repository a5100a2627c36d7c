import { useDesk } from '../desk.ts';

/* The week by its 168 hours: each cell half and half, what came and what was answered; a cell is a link to its tickets. */

export type HourCell = {
  readonly hour: number;
  readonly weekday: number;
  readonly upper: number;
  readonly lower: number;
  readonly behind: string;
};

const LEFT = 54;
const TOP = 22;
const WIDE = 30;
const HIGH = 34;

/** @param names what the two halves of a cell are */
export function HeatChart({ title, cells, names }: { title: string; cells: readonly HourCell[]; names: readonly [string, string] }) {
  const { format } = useDesk();
  const most = Math.max(1, ...cells.map(({ upper, lower }) => Math.max(upper, lower)));
  // Square roots, so that quiet hours can be told from silent ones.
  const strength = (n: number): number => (n === 0 ? 0 : 0.12 + 0.88 * Math.sqrt(n / most));
  return (
    <svg class="chart heat" viewBox={`0 0 ${LEFT + 24 * WIDE} ${TOP + 7 * HIGH}`} aria-label={title}>
      {Array.from({ length: 24 }, (_, hour) => (
        <text key={hour} class="muted" x={LEFT + hour * WIDE + WIDE / 2} y={14} text-anchor="middle">
          {hour}
        </text>
      ))}
      {Array.from({ length: 7 }, (_, day) => (
        <text key={day} class="muted" x={LEFT - 8} y={TOP + day * HIGH + HIGH / 2} text-anchor="end" dominant-baseline="central">
          {format.weekday(day)}
        </text>
      ))}
      {cells.map(({ hour, weekday, upper, lower, behind }) => {
        const x = LEFT + hour * WIDE + 1;
        const y = TOP + weekday * HIGH + 1;
        const half = (HIGH - 3) / 2;
        const text = `${format.weekday(weekday, 'long')} ${hour}:00. ${names[0]}: ${format.number(upper)}. ${names[1]}: ${format.number(lower)}`;
        return (
          <a key={`${weekday}-${hour}`} href={behind} aria-label={text}>
            <title>{text}</title>
            <rect class="ground" x={x} y={y} width={WIDE - 2} height={HIGH - 2} rx={3} />
            <rect class="series-1" x={x} y={y} width={WIDE - 2} height={half} rx={2} opacity={strength(upper)} />
            <rect class="series-2" x={x} y={y + half + 1} width={WIDE - 2} height={half} rx={2} opacity={strength(lower)} />
          </a>
        );
      })}
    </svg>
  );
}
