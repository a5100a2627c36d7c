/*
 * Numbers, dates and spans as the reader's own locale writes them. A day is always the desk's, whose zone is named beside it.
 */

export type Format = {
  readonly locale: string;
  readonly zone: string;
  readonly number: (n: number | null) => string;
  /** A share from 0 to 1. */
  readonly percent: (share: number | null) => string;
  /** With its sign: `+12 %`. */
  readonly change: (share: number | null) => string;
  /** Seconds as the two largest units: `3 h 20 min`. */
  readonly span: (seconds: number | null) => string;
  /** An instant (RFC 3339) in the desk's zone. */
  readonly instant: (at: string) => string;
  readonly time: (at: string) => string;
  /** A local date of the desk (`2026-01-31`), with its weekday. */
  readonly date: (date: string) => string;
  readonly shortDate: (date: string) => string;
  readonly month: (date: string) => string;
  /** How long ago or ahead, in words: `in 3 hours`. */
  readonly relative: (at: string, nowMs: number) => string;
  /** `mon` … `sun` in the reader's words. */
  readonly weekday: (n: number, style?: 'long' | 'short') => string;
  readonly list: (parts: readonly string[]) => string;
};

const NOTHING = '–';
const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;

export function formatIn(locale: string, zone: string): Format {
  const numbers = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const shares = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
  const changes = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0, signDisplay: 'exceptZero' });
  const unit = (name: string): Intl.NumberFormat =>
    new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay: 'short', maximumFractionDigits: 0 });
  const [days, hours, minutes, seconds] = ['day', 'hour', 'minute', 'second'].map(unit) as [
    Intl.NumberFormat,
    Intl.NumberFormat,
    Intl.NumberFormat,
    Intl.NumberFormat,
  ];
  const instants = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone: zone });
  const times = new Intl.DateTimeFormat(locale, { timeStyle: 'short', timeZone: zone });
  const dates = new Intl.DateTimeFormat(locale, { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
  const short = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' });
  const months = new Intl.DateTimeFormat(locale, { month: 'short', year: 'numeric', timeZone: 'UTC' });
  const relatives = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' });
  const lists = new Intl.ListFormat(locale, { type: 'conjunction' });
  const weekdays = {
    long: new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' }),
    short: new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' }),
  };
  const atNoon = (date: string): Date => new Date(`${date}T12:00:00Z`);

  const span = (whole: number | null): string => {
    if (whole === null) return NOTHING;
    const s = Math.round(whole);
    if (s < MINUTE) return seconds.format(s);
    // Rounded before it is cut, so that 59.9 minutes are an hour.
    const m = Math.round(s / MINUTE);
    if (m < 60) return minutes.format(m);
    const two = (large: Intl.NumberFormat, n: number, small: Intl.NumberFormat, rest: number): string =>
      rest === 0 ? large.format(n) : `${large.format(n)} ${small.format(rest)}`;
    if (m < DAY / MINUTE) return two(hours, Math.floor(m / 60), minutes, m % 60);
    const h = Math.round(s / HOUR);
    return two(days, Math.floor(h / 24), hours, h % 24);
  };
  return {
    locale,
    zone,
    number: (n) => (n === null ? NOTHING : numbers.format(n)),
    percent: (share) => (share === null ? NOTHING : shares.format(share)),
    change: (share) => (share === null ? NOTHING : changes.format(share)),
    span,
    instant: (at) => instants.format(new Date(at)),
    time: (at) => times.format(new Date(at)),
    date: (date) => dates.format(atNoon(date)),
    shortDate: (date) => short.format(atNoon(date)),
    month: (date) => months.format(atNoon(date)),
    relative: (at, nowMs) => {
      const ahead = (Date.parse(at) - nowMs) / 1000;
      const size = Math.abs(ahead);
      if (size < HOUR) return relatives.format(Math.round(ahead / MINUTE), 'minute');
      if (size < DAY) return relatives.format(Math.round(ahead / HOUR), 'hour');
      return relatives.format(Math.round(ahead / DAY), 'day');
    },
    // 5 January 1970 was a Monday.
    weekday: (n, style = 'short') => weekdays[style].format(new Date(Date.UTC(1970, 0, 5 + n))),
    list: (parts) => lists.format(parts),
  };
}
