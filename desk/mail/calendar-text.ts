/** Lines beyond this are not read: a person's invitation has fewer. */
const READ = 100_000;
const SHOWN = 10_000;

const LABELS: readonly (readonly [property: string, label: string])[] = [
  ['SUMMARY', 'What'],
  ['DTSTART', 'From'],
  ['DTEND', 'To'],
  ['LOCATION', 'Where'],
  ['ORGANIZER', 'By'],
  ['DESCRIPTION', ''],
];

/** The first event of an iCalendar object (RFC 5545) as a few readable lines; empty when there is none. */
export function calendarText(ics: string): string {
  const lines = ics
    .slice(0, READ)
    .replace(/\r?\n[ \t]/g, '')
    .split(/\r?\n/);
  const method = lines
    .find((l) => /^METHOD:/i.test(l))
    ?.slice(7)
    .trim();
  const begin = lines.findIndex((l) => /^BEGIN:(VEVENT|VTODO)/i.test(l));
  if (begin < 0) return '';
  const values = new Map<string, string>();
  let depth = 0;
  for (const line of lines.slice(begin + 1)) {
    if (/^BEGIN:/i.test(line)) depth += 1;
    else if (/^END:/i.test(line)) {
      if (depth === 0) break;
      depth -= 1;
    } else if (depth === 0) {
      const [, name, parameters, value] = /^([A-Za-z-]{1,40})((?:;[^:"]{0,500}(?:"[^"]{0,500}")?){0,20}):(.*)$/.exec(line) ?? [];
      if (name && value !== undefined && !values.has(name.toUpperCase()))
        values.set(name.toUpperCase(), shown(name.toUpperCase(), parameters ?? '', value));
    }
  }
  const said = LABELS.flatMap(([property, label]) => {
    const value = values.get(property);
    return value ? [label === '' ? value : `${label}: ${value}`] : [];
  });
  return [`[Calendar${method ? `: ${method}` : ''}]`, ...said].join('\n').slice(0, SHOWN);
}

function shown(name: string, parameters: string, value: string): string {
  if (name.startsWith('DT')) {
    const [, y, mo, d, h, mi, utc] = /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)\d\d(Z?))?/.exec(value) ?? [];
    const zone = /;TZID="?([^";:]+)/i.exec(parameters)?.[1];
    if (y) return `${y}-${mo}-${d}${h ? ` ${h}:${mi}${utc ? ' UTC' : zone ? ` (${zone})` : ''}` : ''}`;
  }
  if (name === 'ORGANIZER') {
    const person = /;CN="?([^";:]+)/i.exec(parameters)?.[1];
    const address = value.replace(/^mailto:/i, '');
    return person ? `${person} <${address}>` : address;
  }
  return value
    .replace(/\\n/gi, '\n')
    .replace(/\\([,;\\])/g, '$1')
    .trim();
}
