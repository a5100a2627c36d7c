/*
 * node test/web/read-demo.ts [address]: reads every figure of a running desk's page back, over ninety days, in every cut and
 * group, and holds each against the API. Leaves with 1 when one differs. Meant for the desk that `npm run demo` plays.
 */
import { launch } from './browser.ts';
import { type Answers, asksOf, differences, toldOn } from './read-back.ts';

const base = process.argv[2] ?? 'http://127.0.0.1:3000/';
const GROUPS = ['channel', 'mailbox', 'type', 'priority', 'agent', 'policy'];
const day = (ago: number): string => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
// Whole days: today's figures move between two questions.
const period = { from: day(91), to: day(0) };

const views: [view: string, query: Record<string, string>][] = [];
for (const by of ['day', 'week', 'month']) {
  for (const group of [null, ...GROUPS]) {
    const query = { ...period, by, ...(group === null ? {} : { group }) };
    views.push(['volume', query], ['response', query]);
  }
  views.push(['types', { ...period, by }]);
  for (const group of ['channel', 'type', 'agent', 'product']) views.push(['happiness', { ...period, by, group }]);
}
for (const clock of ['elapsed', 'business']) {
  views.push(['agents', { ...period, by: 'total', clock }], ['hours', { ...period, by: 'total', clock }]);
  views.push(['response', { ...period, by: 'month', cohort: 'opened', compare: 'previous', clock }]);
}

const browser = await launch();
const page = await browser.newPage({ locale: 'en-GB', viewport: { width: 1280, height: 900 } });
let authorization = '';
page.on('request', (request) => {
  authorization = request.headers().authorization ?? authorization;
});
await page.goto(base);
await page.click('[data-agent=agent1]');
await page.waitForSelector('.fresh', { timeout: 60_000 });

let all = 0;
let wrong = 0;
for (const [view, query] of views) {
  await page.goto(`${base}#/${view}?${new URLSearchParams(query)}`);
  await page.waitForFunction(() => document.querySelectorAll('[data-picture]').length > 0 && !document.querySelector('.waiting'));
  const answers = await Promise.all(
    Object.entries(asksOf(view, query)).map(async ([name, [figure, asked]]) => {
      const response = await fetch(`${base}api/metrics/${figure}?${new URLSearchParams(asked)}`, { headers: { authorization } });
      return [name, await response.json()] as const;
    }),
  );
  const { compared, found } = differences(await toldOn(page), Object.fromEntries(answers) as Answers);
  all += compared;
  wrong += found.length;
  for (const difference of found.slice(0, 3)) console.log(view, JSON.stringify(query), JSON.stringify(difference));
}
console.log(`${all} figures on ${views.length} views, ${wrong} of them other than the API's`);
await browser.close();
process.exit(wrong === 0 ? 0 : 1);
