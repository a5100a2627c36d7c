import { readFileSync } from 'node:fs';
import { definitions } from '../../../desk/metrics/definitions.ts';
import { FIGURES } from '../../../desk/metrics/query.ts';
import { metricsDocument } from './document.ts';

const written = readFileSync(new URL('../../../docs/metrics.md', import.meta.url), 'utf8');

test('docs/metrics.md says what the definitions say; `npm run document` writes it anew', () => {
  expect(written).toBe(metricsDocument());
});

test.each(FIGURES)('%s has its chapter, with every field, and an answer in which something is counted', (figure) => {
  const chapter = written.split(`\n## ${figure}\n`)[1]?.split('\n## ')[0] ?? '';
  for (const { field, unit } of definitions().find((d) => d.figure === figure)?.fields ?? []) {
    expect(chapter).toContain(`| \`${field}\` | ${unit} |`);
  }
  const example = JSON.parse(/```json\n([^`]*)```/.exec(chapter)?.[1] ?? '{}') as { figure: string; n: number };
  expect([example.figure, example.n > 0]).toEqual([figure, true]);
});

/** What only says which row it is, and intervals, which belong to the figure beside them. */
const PLACES = ['from', 'to', 'group', 'type', 'clock', 'weekday', 'hour', 'interval'];

test.each(FIGURES)('every number in a row of %s is defined', (figure) => {
  const chapter = written.split(`\n## ${figure}\n`)[1] ?? '';
  const { rows } = JSON.parse(/```json\n([^`]*)```/.exec(chapter)?.[1] ?? '{}') as { rows: [Record<string, unknown>] };
  const defined = definitions()
    .find((d) => d.figure === figure)
    ?.fields.map(({ field }) => field);
  for (const name of Object.keys(rows[0]).filter((one) => !PLACES.includes(one))) expect(defined).toContain(name);
});
