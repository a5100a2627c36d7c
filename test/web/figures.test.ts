import type { Browser, Page } from 'playwright-core';
import { launch } from './browser.ts';
import { type Answers, asksOf, differences, toldOn } from './read-back.ts';
import { type Stage, startStage } from './stage.ts';

/*
 * Figures on the page against the API, over ninety days that the rules have played.
 */

const START_MS = 120_000;
const day = (ago: number): string => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
const PERIOD = { from: day(90), to: day(0) };

const VIEWS: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
  ['volume', { ...PERIOD, by: 'day' }],
  ['volume', { ...PERIOD, by: 'week', group: 'type' }],
  ['volume', { ...PERIOD, by: 'month', group: 'agent', compare: 'previous' }],
  ['response', { ...PERIOD, by: 'day' }],
  ['response', { ...PERIOD, by: 'week', group: 'channel', clock: 'business' }],
  ['response', { ...PERIOD, by: 'month', cohort: 'opened', compare: 'previous' }],
  ['types', { ...PERIOD, by: 'week' }],
  ['happiness', { ...PERIOD, by: 'week', group: 'product' }],
  ['happiness', { ...PERIOD, by: 'day', group: 'agent' }],
  ['agents', { ...PERIOD, by: 'total', clock: 'business' }],
  ['hours', { ...PERIOD, by: 'total' }],
];

describe('the figures on the page', () => {
  let stage: Stage;
  let browser: Browser;
  let page: Page;
  const broken: string[] = [];
  beforeAll(async () => {
    [stage, browser] = await Promise.all([startStage(), launch()]);
    page = await browser.newPage({ viewport: { width: 1280, height: 900 }, locale: 'en-GB' });
    page.on('pageerror', (error) => broken.push(error.message));
    await page.goto(stage.url);
    await page.waitForSelector('h1');
  }, START_MS);
  afterAll(async () => {
    await browser?.close();
    await stage?.stop();
  });

  const show = async (view: string, query: Readonly<Record<string, string>>): Promise<void> => {
    await page.goto(`${stage.url}#/${view}?${new URLSearchParams(query)}`);
    await page.waitForSelector('.fresh');
    await page.waitForFunction(() => document.querySelectorAll('[data-picture]').length > 0 && !document.querySelector('.waiting'));
  };
  const answersTo = async (view: string, query: Readonly<Record<string, string>>): Promise<Answers> => {
    const entries = await Promise.all(
      Object.entries(asksOf(view, query)).map(async ([name, [figure, asked]]) => {
        const response = await fetch(`${stage.url}api/metrics/${figure}?${new URLSearchParams(asked)}`);
        return [name, await response.json()] as const;
      }),
    );
    return Object.fromEntries(entries) as Answers;
  };

  it.each(VIEWS)('are the API’s on %s %j', async (view, query) => {
    await show(view, query);
    const { compared, found } = differences(await toldOn(page), await answersTo(view, query));
    expect(found.slice(0, 5)).toEqual([]);
    expect(compared).toBeGreaterThan(20);
  });

  it('lead to the tickets behind them, and back', async () => {
    await show('volume', { ...PERIOD, by: 'week' });
    const link = page.locator('[data-picture="volume-total"] [data-field="new"] a');
    await link.click();
    await page.waitForSelector('[data-picture="behind"]');
    expect(page.url()).toContain('#/behind/volume');
    expect(new URLSearchParams(page.url().split('?')[1]).get('count')).toBe('new');
    await page.goBack();
    await page.waitForSelector('[data-picture="volume-total"]');
    expect(page.url()).toContain('by=week');
  });

  it('lead there from a point of a drawing as well', async () => {
    await show('volume', { ...PERIOD, by: 'month' });
    const box = await page.locator('[data-picture="volume-flow"] .u-over').boundingBox();
    if (!box) throw new Error('nothing is drawn');
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
    await page.waitForSelector('[data-picture="behind"]');
    expect(page.url()).toContain('#/behind/volume');
  });

  it('are asked again while the desk is away, shown marked old, and fresh when it is back', async () => {
    await show('volume', { ...PERIOD, by: 'week' });
    const before = await toldOn(page);
    stage.meddle = () => ({ status: 503, body: { title: 'busy', detail: 'busy', status: 503, errors: [] } });
    await page.goto(`${stage.url}#/volume?from=${day(40)}&to=${day(30)}`);
    await page.waitForSelector('[role="alert"]');
    await page.goto(`${stage.url}#/volume?${new URLSearchParams({ ...PERIOD, by: 'week' })}`);
    await page.waitForSelector('.notice.old');
    expect(await toldOn(page)).toEqual(before);
    stage.meddle = () => null;
    await page.waitForSelector('.notice.old', { state: 'detached' });
    expect(await toldOn(page)).toEqual(before);
  });

  it('are saved as CSV and PNG', async () => {
    await show('types', { ...PERIOD, by: 'week' });
    const picture = page.locator('[data-picture="types"]');
    for (const kind of ['CSV', 'PNG'] as const) {
      const [file] = await Promise.all([page.waitForEvent('download'), picture.getByRole('button', { name: kind }).click()]);
      expect(file.suggestedFilename()).toBe(`types.${kind.toLowerCase()}`);
    }
  });

  it('tell what they mean when asked', async () => {
    await show('agents', { ...PERIOD, by: 'total' });
    await page.locator('[data-picture="agents"]').getByRole('button', { name: 'What it means' }).click();
    expect(await page.locator('[data-picture="agents"] .definition').textContent()).toContain('not enough data');
  });

  it('break nothing', () => {
    expect(broken).toEqual([]);
  });
});

describe('a desk without a history', () => {
  it.each([0, 1])(
    'that has %i tickets is shown without a failure on any page',
    async (tickets) => {
      const [stage, browser] = await Promise.all([startStage({ days: 1, tickets, list: tickets }), launch()]);
      try {
        const page = await browser.newPage({ viewport: { width: 360, height: 800 } });
        const broken: string[] = [];
        page.on('pageerror', (error) => broken.push(error.message));
        await page.goto(stage.url);
        await page.waitForSelector('h1');
        for (const view of ['today', 'volume', 'response', 'types', 'happiness', 'agents', 'hours']) {
          await page.goto(`${stage.url}#/${view}`);
          await page.waitForSelector('.fresh', { timeout: 10_000 }).catch((error) => {
            throw new Error(view, { cause: error });
          });
          const text = (await page.textContent('main')) ?? '';
          expect(text).not.toMatch(/NaN|undefined|Infinity|\[object/);
          expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
        }
        expect(broken).toEqual([]);
      } finally {
        await browser.close();
        await stage.stop();
      }
    },
    START_MS,
  );
});
