/*
 * A day's opening hours as they are drawn: minutes of the day, joined and cut.
 */

export type Interval = { readonly from: string; readonly to: string };
type Piece = readonly [from: number, to: number];

export const DAY_MINUTES = 1440;
/** What a stroke is rounded to; exact times are typed. */
export const STEP_MINUTES = 30;

export const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
const two = (n: number): string => String(n).padStart(2, '0');
export const timeOf = (minutes: number): string => `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;

/** Overnight hours run past the end of the day: 22:30 to 04:00 is 1350 to 1680. */
export function pieceOf({ from, to }: Interval): Piece {
  const [start, end] = [minutesOf(from), minutesOf(to)];
  return [start, end <= start ? end + DAY_MINUTES : end];
}

const intervalOf = ([from, to]: Piece): Interval => ({
  from: timeOf(from),
  to: to > DAY_MINUTES ? timeOf(to - DAY_MINUTES) : timeOf(to),
});

/** The day's hours with a stretch opened or closed; what touches is joined, a night that goes on is kept. */
export function painted(intervals: readonly Interval[], from: number, to: number, open: boolean): Interval[] {
  const pieces = intervals.map(pieceOf);
  const changed: Piece[] = open ? [...pieces, [from, to]] : pieces.flatMap((piece) => without(piece, from, to));
  const joined: [number, number][] = [];
  for (const [start, end] of changed.sort((a, b) => a[0] - b[0])) {
    const last = joined.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else joined.push([start, end]);
  }
  return joined.map(intervalOf);
}

function without([start, end]: Piece, from: number, to: number): Piece[] {
  const left: Piece[] = [];
  if (start < Math.min(end, from)) left.push([start, Math.min(end, from)]);
  if (end > Math.max(start, to)) left.push([Math.max(start, to), end]);
  return left;
}

/** Whether the day is open at a minute of its own. */
export const isOpen = (intervals: readonly Interval[], minute: number): boolean =>
  intervals.map(pieceOf).some(([from, to]) => minute >= from && minute < to);
