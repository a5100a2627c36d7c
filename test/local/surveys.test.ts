import chromium from '@sparticuz/chromium';
import { type Browser, type Page, chromium as playwright } from 'playwright-core';
import { localDesk, sentTo } from './harness.ts';

/*
 * How did it go? From an order to the answer of a person at a keyboard, on the bundles that would be deployed.
 */

const BROWSER_MS = 90_000;

/** Chromium that reaches nothing but this machine. Sparticuz's own switches are for Lambda: one process for all pages dies with the first. */
const launch = async (): Promise<Browser> =>
  playwright.launch({
    executablePath: await chromium.executablePath(),
    args: [
      ...chromium.args.filter((arg) => arg !== '--single-process' && arg !== '--no-zygote' && !arg.startsWith('--headless')),
      '--no-sandbox',
      '--disable-background-networking',
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
    ],
    headless: true,
  });

describe('a survey on the local desk, in a browser', () => {
  const desk = localDesk();
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  }, BROWSER_MS);
  afterAll(() => browser.close());

  /** Links of the surveys, by order. */
  const surveys = new Map<string, readonly string[]>();
  const link = (order: string, end: string): string => surveys.get(order)?.find((one) => one.endsWith(end)) ?? '';

  // Asked an hour after the delivery, so that few ticks of the clock have to be waited for.
  beforeAll(async () => {
    const keeper = await desk().token('settings:write');
    const settings = (await (await desk().api('GET', '/settings', keeper)).json()) as { version: number; surveys: { order: object } };
    const wanted = { ...settings, surveys: { ...settings.surveys, order: { ...settings.surveys.order, afterSeconds: 3600 } } };
    expect((await desk().api('PUT', '/settings', keeper, wanted, { 'if-match': `"${settings.version}"` })).status).toBe(200);
    const seller = await desk().token('orders:write');
    const orders = [
      ['1001', 'ann@shop.test', 'en'],
      ['1002', 'sara@shop.test', 'fa'],
      ['1003', 'bo@shop.test', 'en'],
      ['1004', 'eve@shop.test', 'en'],
      ['1005', 'bounce-me@shop.test', 'en'],
    ] as const;
    for (const [number, address, language] of orders) {
      const body = { event: 'delivered', number, language, customer: { address, name: 'Ann' }, items: [{ product: 'lamp' }] };
      const taken = await desk().api('POST', '/orders', seller, body);
      expect([taken.status, await taken.json()]).toEqual([
        200,
        { order: expect.stringMatching(/^O-/), survey: expect.objectContaining({ state: 'waiting' }) },
      ]);
    }
    await desk().advance({ seconds: 2 * 3600 + 60 });
    for (const [number, address] of orders) {
      const mails = await sentTo(desk(), address);
      expect([number, mails.length]).toEqual([number, 1]);
      const text = (await desk().raw(mails[0]?.id ?? '')).replace(/=\r?\n/g, '').replaceAll('=3D', '=');
      surveys.set(number, [...new Set([...text.matchAll(/https?:\/\/[^\s"'<>]+\/s\/[^\s"'<>]+/g)].map(([one]) => one))]);
    }
  }, BROWSER_MS);

  /** A phone, with JavaScript off, and a count of what the page asked for. */
  async function phone(locale = 'en-GB'): Promise<{ page: Page; requests: string[] }> {
    const context = await browser.newContext({ viewport: { width: 360, height: 740 }, javaScriptEnabled: false, locale });
    const page = await context.newPage();
    const requests: string[] = [];
    page.on('request', (request) => requests.push(`${request.method()} ${new URL(request.url()).pathname.replace(/\/s\/.*/, '/s/…')}`));
    return { page, requests };
  }

  const answers = async (): Promise<{ score: number; comment: string; order: string }[]> => {
    const response = await desk().api('GET', '/surveys', await desk().token('tickets:read'));
    return ((await response.json()) as { surveys: { score: number; comment: string; order: string }[] }).surveys;
  };
  const width = (page: Page): Promise<number> => page.evaluate('document.documentElement.scrollWidth');

  test(
    'is answered with the keyboard alone, without JavaScript, on a small screen, in one step after the link',
    async () => {
      const { page, requests } = await phone();
      await page.goto(link('1001', '?score=8'));
      expect(await answers()).toEqual([]);
      expect(await width(page)).toBeLessThanOrEqual(360);
      // The first stop is the comment; hidden bait is none.
      await page.keyboard.press('Tab');
      await page.keyboard.type('Well packed.');
      for (let n = 0; n <= 8; n += 1) await page.keyboard.press('Tab');
      expect(await page.evaluate('document.activeElement.textContent')).toBe('8');
      await desk().advance({ seconds: 15 });
      await page.keyboard.press('Enter');
      await page.waitForSelector('h1:text("Thank you!")');
      expect(requests).toEqual(['GET /s/…', 'POST /s/…']);
      expect(await answers()).toMatchObject([{ score: 8, comment: 'Well packed.', order: '1001' }]);
      await page.context().close();
    },
    BROWSER_MS,
  );

  test(
    'in Persian the page runs from right to left, and a change of mind takes one press more',
    async () => {
      const { page } = await phone('fa-IR');
      await page.goto(link('1002', '?score=3'));
      expect(await page.evaluate('[document.dir, document.documentElement.lang]')).toEqual(['rtl', 'fa']);
      expect(await width(page)).toBeLessThanOrEqual(360);
      await desk().advance({ seconds: 15 });
      await page.click('button[name=score][value="9"]');
      expect((await answers()).map((a) => a.score)).not.toContain(9);
      await desk().advance({ seconds: 15 });
      await page.click('button[name=score][value="9"]');
      await page.waitForSelector('h1:text("سپاسگزاریم")');
      expect((await answers())[0]).toMatchObject({ score: 9, order: '1002' });
      await page.context().close();
    },
    BROWSER_MS,
  );

  test(
    'is whole for those who do not see it: every page passes axe, light and dark',
    async () => {
      const eight = link('1003', '?score=8');
      const { readFileSync } = await import('node:fs');
      const { createRequire } = await import('node:module');
      const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
      for (const colorScheme of ['light', 'dark'] as const) {
        const context = await browser.newContext({ viewport: { width: 360, height: 740 }, colorScheme, bypassCSP: true });
        const page = await context.newPage();
        for (const one of [eight, eight.split('?')[0] ?? '', `${eight.split('?')[0]}/unsubscribe`, `${desk().where.http}/s/none`]) {
          await page.goto(one);
          await page.evaluate(axe);
          const { violations } = (await page.evaluate('axe.run()')) as { violations: { id: string; nodes: { html: string }[] }[] };
          expect(violations.map((v) => `${v.id}: ${v.nodes[0]?.html}`)).toEqual([]);
        }
        await context.close();
      }
    },
    BROWSER_MS,
  );

  test(
    'unsubscribing takes a press, and a bounce is seen in the list of suppressions',
    async () => {
      const { page } = await phone();
      await page.goto(link('1004', '/unsubscribe'));
      await desk().advance({ seconds: 15 });
      await page.click('button[value=stop]');
      await page.waitForSelector('h1:text("no more surveys")');
      await page.context().close();
      const listed = await desk().api('GET', '/suppressions', await desk().token('tickets:read'));
      expect(await listed.json()).toMatchObject({ suppressions: [{ address: 'bounce-me@shop.test', reason: 'bounce' }] });
    },
    BROWSER_MS,
  );
});
