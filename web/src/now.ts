/*
 * The time that counts is the desk's: answers carry it (`Date`, RFC 9110, section 6.6.1), so that a reader whose own clock
 * is wrong still sees what is late.
 */

/** The header counts whole seconds, and an answer travels; less than this is no difference. */
const LEAST_MS = 5000;
let ahead = 0;

/** Takes the desk's time from an answer. */
export function hearTime(date: string | null, heardAtMs: number = Date.now()): void {
  const said = date === null ? Number.NaN : Date.parse(date);
  if (Number.isNaN(said)) return;
  const difference = said - heardAtMs;
  ahead = Math.abs(difference) < LEAST_MS ? 0 : difference;
}

/** Epoch milliseconds, by the desk's clock. */
export const deskNow = (): number => Date.now() + ahead;
