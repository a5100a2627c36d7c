import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Answer, answer, type Row, type Value } from '../../../desk/metrics/answer.ts';
import { countsOf } from '../../../desk/metrics/counts.ts';
import { dayNumber, Zone } from '../../../desk/metrics/day.ts';
import { definitions } from '../../../desk/metrics/definitions.ts';
import { ID, withinBin } from '../../../desk/metrics/measure.ts';
import { type Figure, GROUPS_OF, type Query } from '../../../desk/metrics/query.ts';
import { Folding } from '../../../desk/metrics/rollup.ts';
import { add, type Shares, under } from '../../../desk/metrics/share.ts';
import { binOf } from '../../../desk/metrics/sketch.ts';
import { memoryReader } from './folded.ts';

/*
 * docs/metrics.md, out of the definitions that go out with every answer, and of a small desk's answers.
 * `npm run document` writes it; a test sees that it was.
 */

const PATH = new URL('../../../docs/metrics.md', import.meta.url);
const ZONE = 'Europe/Dublin';
const FROM = dayNumber('2026-11-16');
const DAYS = 7;
/** The evening of the last day. */
const AS_OF = '2026-11-22T22:00:00.000Z';

/** A week of a small shop, made up by arithmetic, so that the examples change only when the rules do. */
function example() {
  const zone = new Zone(ZONE);
  const foldings = new Map<number, Folding>();
  for (let n = 0; n < 140; n += 1) {
    const shares: Shares = new Map();
    const day = FROM + (n % DAYS);
    const [type, agent] = [['delivery', 'return', 'order', ''][n % 4] ?? '', ['ann', 'ben'][n % 2] ?? ''];
    const by = under(n % 5 === 0 ? 'web' : 'email', 'support', type, 'normal', agent, 'standard', '');
    const put = (measure: number, bin = 0, amount = 1): void => add(shares, day, by, measure, bin, amount);
    const hour = (day - FROM) * 24 + 8 + (n % 9);
    const took = (600 + ((n * 977) % 20_000)) * 1000;
    for (const id of [ID.opened, ID.new, ID.in, ID.out, ID.answerable, ID.answered]) put(id);
    put(ID.arrivals, hour);
    put(ID.replies, hour);
    put(ID.automatic, 0);
    for (const [bins, sum, within] of [
      [ID['replied.firstReply.elapsed'], ID['replied.sum.firstReply.elapsed'], ID['replied.within.firstReply.elapsed']],
      [ID['opened.firstReply.elapsed'], ID['opened.sum.firstReply.elapsed'], ID['opened.within.firstReply.elapsed']],
    ] as const) {
      put(bins, binOf(took));
      put(sum, 0, took);
      put(within, withinBin(took));
    }
    put(ID['wait.elapsed'], hour * 2048 + binOf(took));
    put(took <= 14_400_000 ? ID['met.firstReply'] : ID['missed.firstReply']);
    if (n % 3 > 0) {
      for (const id of [ID.resolved, ID.cohort, ID.touchBase]) put(id);
      if (n % 3 === 1) for (const id of [ID.oneTouch, ID.firstContact]) put(id);
      for (const which of ['first', 'final'] as const) {
        put(ID[`${which}.elapsed`], binOf(took * 3));
        put(ID[`${which}.sum.elapsed`], 0, took * 3);
      }
      put(ID['waited.us'], 0, took * 2);
      put(ID['waited.customer'], 0, took);
      put(ID.touches, 1 + (n % 3));
    }
    if (n % 4 === 0) {
      for (const id of [ID['asked.csat'], ID['answeredOfAsked.csat']]) put(id);
      put(ID['score.csat'], 5 - (n % 3));
      put(ID['firstScore.csat'], 5 - (n % 3));
    }
    for (const [on, share] of shares) {
      const folding = foldings.get(on) ?? new Folding();
      folding.add(share);
      foldings.set(on, folding);
    }
  }
  return { zone, days: new Map([...foldings].map(([day, folding]) => [day, folding.rollup()])), shares: new Map() };
}

const QUERIES: Readonly<Record<Figure, Partial<Query>>> = {
  volume: { by: 'day' },
  response: { by: 'total', group: 'channel', cohort: 'opened' },
  sla: { by: 'total' },
  resolution: { by: 'week' },
  types: { by: 'total' },
  happiness: { by: 'total' },
  agents: { by: 'total' },
  hours: { by: 'total' },
};

const asked = (figure: Figure): Query => ({
  figure,
  from: FROM,
  to: FROM + DAYS,
  by: 'total',
  group: null,
  cohort: 'replied',
  clock: 'elapsed',
  compare: null,
  ...QUERIES[figure],
});

function requestOf(figure: Figure): string {
  const { by, group, cohort } = asked(figure);
  const more = `&by=${by}${group === null ? '' : `&group=${group}`}${cohort === 'replied' ? '' : `&cohort=${cohort}`}`;
  return `/metrics/${figure}?from=2026-11-16&to=2026-11-23${more}`;
}

/** The first row that has something in it, and no more of it than fits a page. */
function shown({ rows, total, definition: _, ...rest }: Answer): unknown {
  const busy = (row: Row): boolean => JSON.stringify(row).match(/"(n|new|arrivals|due|count|replies)":[1-9]/) !== null;
  const row = rows.find(busy) ?? rows[0];
  const short: Value = Array.isArray(total) ? `… ${total.length} like the rows` : '… as a row, over the whole period';
  return { ...rest, rows: [row, `… ${rows.length} in all`], total: short };
}

const cell = (text: string): string => text.replaceAll('|', '\\|');

function chapter(figure: Figure, desk: ReturnType<typeof example>): string {
  const { text, fields } = definitions().find((d) => d.figure === figure) ?? { text: '', fields: [] };
  const query = asked(figure);
  const got = answer(query, memoryReader(desk), { zone: desk.zone, asOfMs: Date.parse(AS_OF) });
  const groups = GROUPS_OF[figure];
  const counts = [...Object.keys(countsOf(query)), ...(figure === 'volume' ? ['active'] : [])];
  return [
    `## ${figure}`,
    '',
    text,
    '',
    groups.length === 0 ? 'It cannot be grouped.' : `\`group\`: ${groups.map((g) => `\`${g}\``).join(', ')}.`,
    '',
    '| field | unit | source | what it means |',
    '| --- | --- | --- | --- |',
    ...fields.map((f) => `| \`${f.field}\` | ${f.unit} | ${cell(f.from)} | ${cell(f.means)} |`),
    '',
    `Tickets behind it: \`count\` is one of ${counts.map((c) => `\`${c}\``).join(', ')}.`,
    '',
    '```http',
    `GET ${requestOf(figure)}`,
    '```',
    '',
    '```json',
    JSON.stringify(shown(got), null, 2),
    '```',
    '',
  ].join('\n');
}

const HEAD = `# Figures

What the metric endpoints answer, and what each number means. Written by \`npm run document\` out of
\`desk/metrics/definitions.ts\`, whose words go out with every answer and with \`GET /metrics/definitions\`; the examples are
those of a made-up week. All of it needs the scope \`metrics:read\`.

## Asking

| parameter | values | what it does |
| --- | --- | --- |
| \`from\`, \`to\` | local dates of the desk | the days \`[from, to)\`; by default the last 28, today among them |
| \`by\` | \`day\`, \`week\` (from Monday), \`month\`, \`total\` | how rows are cut; at most three years by day, thirty otherwise |
| \`group\` | see each figure | a row for each value; \`null\` stands for none |
| \`cohort\` | \`replied\`, \`opened\` | whether a response is dated by the reply or by the arrival |
| \`clock\` | \`elapsed\`, \`business\` | the wall clock, or working time only |
| \`compare\` | \`previous\`, \`year\` | the same for as many days just before, or for the same dates a year earlier |

Durations are seconds, shares and rates go from 0 to 1, unrounded; \`null\` is "nothing to say", never 0. A day is a local date of the
desk's zone, 23 or 25 hours long when the clock changes. Every rate carries its \`n\`, its \`of\` and its 95 % interval.

- **How fresh.** The open day is in it up to \`foldedThrough\`, which the roll-up moves every five minutes; corrections of closed days
  are in it up to \`correctedThrough\`, at most an hour behind. Figures that are being written anew answer 503 with \`Retry-After\`.
- **What is left out.** \`excluded\` counts the tickets that were taken out in the period, by reason: they enter no rate.
- **The tickets behind a number.** \`GET /metrics/{figure}/tickets\` takes the same query, \`count\` for which number, \`value\` for which
  group, \`hour\` (0 to 167) for which hour, \`limit\` and \`cursor\`. What its items say (\`n\`), added up over all pages, is the number.
- **CSV.** \`Accept: text/csv\` gives the rows with a column for each number; what looks like a formula is kept from being one.
- **Again.** \`If-None-Match\` with the \`ETag\` answers 304 until something was folded.
- **Mistakes** answer 400 as \`application/problem+json\` and name the parameter and what is allowed.
- **On the dashboard.** CloudWatch gets the headline of the day (\`NewTickets\`, \`Backlog\`, \`FirstReplyMedian\`, \`Attainment\`, \`Csat\`)
  whenever it changes, and \`FoldLag\`, how far behind the figures are.
`;

/** The whole document. */
export function metricsDocument(): string {
  const desk = example();
  return [HEAD, ...definitions().map(({ figure }) => chapter(figure, desk))].join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(PATH, metricsDocument());
