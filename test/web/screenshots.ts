/*
 * The pictures of the page in docs/page: each page at a desk, on a phone in the dark, and from right to left.
 *
 *   node test/web/screenshots.ts [address]   of a desk that runs there, such as one with a demo; of the stage without
 */
import { mkdirSync, statSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { launch } from './browser.ts';
import { startStage } from './stage.ts';

const FOLDER = new URL('../../docs/page/', import.meta.url).pathname;
const LOOKS = [
  { name: 'desk', width: 1180, height: 660, colorScheme: 'light', direction: 'ltr' },
  { name: 'phone', width: 360, height: 740, colorScheme: 'dark', direction: 'ltr' },
  { name: 'right-to-left', width: 1180, height: 660, colorScheme: 'light', direction: 'rtl' },
] as const;
type Look = (typeof LOOKS)[number];

async function take(browser: Browser, url: string, { name, width, height, colorScheme, direction }: Look): Promise<void> {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme, locale: 'en-GB', reducedMotion: 'reduce' });
  await context.addInitScript(`localStorage.setItem('deskpulse.look', '${JSON.stringify({ direction })}')`);
  const page = await context.newPage();
  await page.goto(url);
  const first = page.locator('[data-agent]').first();
  await first.or(page.locator('main h1')).first().waitFor();
  if (await first.isVisible()) await first.click();
  await page.waitForSelector('.due-list li a');
  const ticket = (await page.locator('.due-list li a').first().getAttribute('href'))?.slice(2) ?? '';
  const views = { today: 'today', tickets: 'tickets?queue=open', ticket, volume: 'volume?by=week', response: 'response?by=week' };
  const more = { types: 'types?by=week', happiness: 'happiness?by=week', agents: 'agents', hours: 'hours', settings: 'settings/calendars' };
  for (const [view, hash] of Object.entries({ ...views, ...more })) {
    await page.goto(`${url}#/${hash}`);
    await page.waitForTimeout(600);
    await page.waitForFunction("document.querySelector('main h1') && !document.querySelector('.waiting')");
    await page.waitForTimeout(400);
    const path = `${FOLDER}${view}-${name}.png`;
    await page.screenshot({ path });
    console.log(`${path} ${Math.round(statSync(path).size / 1000)} kB`);
  }
  await context.close();
}

mkdirSync(FOLDER, { recursive: true });
const [address] = process.argv.slice(2);
const stage = address === undefined ? await startStage({ tickets: 2600, list: 60 }) : null;
const browser = await launch();
try {
  for (const look of LOOKS) await take(browser, address ?? stage?.url ?? '', look);
} finally {
  await browser.close();
  await stage?.stop();
}
