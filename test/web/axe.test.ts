import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { launch } from './browser.ts';
import { type Stage, startStage } from './stage.ts';

/*
 * The page is whole for those who do not see it, or see little: axe over every page, light and dark, wide and narrow, and
 * from right to left; and nothing is wider than the screen.
 */

const START_MS = 120_000;
const TICKET = 'T-1000M';
const SECTIONS = ['desk', 'mailboxes', 'agents', 'types', 'calendars', 'policies', 'texts', 'quick', 'surveys', 'report'];
const PAGES: readonly string[] = [
  'today',
  'tickets',
  `tickets/${TICKET}`,
  ...['volume', 'response', 'types', 'happiness', 'agents', 'hours'].map((view) => `${view}?by=week`),
  'behind/volume?count=new',
  ...SECTIONS.map((section) => `settings/${section}`),
];
const LOOKS = [
  { name: 'light, wide', colorScheme: 'light', width: 1280, direction: 'ltr' },
  { name: 'dark, narrow', colorScheme: 'dark', width: 360, direction: 'ltr' },
  { name: 'light, narrow, right to left', colorScheme: 'light', width: 360, direction: 'rtl' },
  { name: 'dark, wide, right to left', colorScheme: 'dark', width: 1280, direction: 'rtl' },
] as const;

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
type Violation = { id: string; impact: string; nodes: { html: string; failureSummary: string }[] };

describe('every page passes axe', () => {
  let stage: Stage;
  let browser: Browser;
  beforeAll(async () => {
    [stage, browser] = await Promise.all([startStage(), launch()]);
  }, START_MS);
  afterAll(async () => {
    await browser?.close();
    await stage?.stop();
  });

  const settled = (page: Page): Promise<unknown> =>
    page.waitForFunction(() => document.querySelector('main h1') && !document.querySelector('.waiting'));

  it.each(LOOKS)(
    '$name',
    async ({ colorScheme, width, direction }) => {
      const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, locale: 'en-GB' });
      await context.addInitScript((look) => localStorage.setItem('deskpulse.look', look), JSON.stringify({ direction }));
      const page = await context.newPage();
      await page.goto(stage.url);
      await settled(page);
      await page.evaluate(axe);
      const found: string[] = [];
      for (const one of PAGES) {
        await page.goto(`${stage.url}#/${one}`);
        // What the page before showed may be there for a moment more.
        await page.waitForTimeout(50);
        await settled(page);
        // What is folded is part of the page.
        await page.evaluate(() => {
          for (const folded of document.querySelectorAll('main details')) folded.setAttribute('open', '');
        });
        await page.waitForTimeout(50);
        const { violations } = (await page.evaluate("axe.run('#page', { resultTypes: ['violations'] })")) as { violations: Violation[] };
        for (const { id, impact, nodes } of violations)
          if (impact === 'serious' || impact === 'critical')
            found.push(`${one}: ${id}: ${nodes[0]?.html.slice(0, 200)} ${nodes[0]?.failureSummary.replaceAll('\n', ' ').slice(0, 200)}`);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        if (wide > width) found.push(`${one}: ${wide} pixels on a screen of ${width}`);
      }
      expect(found).toEqual([]);
      await context.close();
    },
    START_MS,
  );
});
