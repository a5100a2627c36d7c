import { readdirSync, readFileSync } from 'node:fs';
import type { Browser, BrowserContext, Frame, Page, Request } from 'playwright-core';
import { localDesk, ticketsOf } from '../local/harness.ts';
import { launch } from './browser.ts';
import { go, reader } from './reader.ts';

/*
 * Mails that want to run, load, cover, mislead or freeze, each shown in a ticket as it was sent: no request leaves the page, no
 * script runs, and the mail can be read all the same.
 */

const LONG_MS = 180_000;
const CORPUS = new URL('./hostile/', import.meta.url);
const TWO_MEGABYTES = 2_000_000;

/** The corpus by name; what freezes by its size is small in the repository. */
const MAILS: readonly (readonly [string, string])[] = readdirSync(CORPUS)
  .sort()
  .map((file) => {
    const html = readFileSync(new URL(file, CORPUS), 'utf8');
    return [
      file.replace('.html', ''),
      file.includes('two-megabytes') ? html.repeat(Math.ceil(TWO_MEGABYTES / html.length)) : html,
    ] as const;
  });

/** What a mail brought about, though it must not. */
type Done = { readonly requests: string[]; readonly scripts: string[]; readonly windows: string[] };

/** A mail is read into a document of its own, which takes no inline style and no base; both are read off it all the same. */
const APART = /^(?:Applying inline style|Setting the document's base URI)/;

/** Counts what leaves the page and what runs in it. What the page itself asks of its own desk is none of it. */
function watch(page: Page, context: BrowserContext, origin: string): Done {
  const done: Done = { requests: [], scripts: [], windows: [] };
  const own = (request: Request): boolean =>
    request.url().startsWith(`${origin}/`) &&
    request.frame() === page.mainFrame() &&
    (request.resourceType() === 'fetch' || request.url().startsWith(`${origin}/assets/`) || request.url() === `${origin}/mark.svg`);
  page.on('request', (request) => {
    const harmless = /^(?:data|blob|about):/.test(request.url());
    if (!own(request) && !harmless) done.requests.push(`${request.resourceType()} ${request.url()}`);
  });
  page.on('dialog', (dialog) => {
    done.scripts.push(dialog.message());
    void dialog.dismiss();
  });
  page.on('console', (message) => {
    // What the page's policy had to stop got past everything before it, but for what it stops while a mail is still apart.
    if (/RAN|violates/.test(message.text()) && !APART.test(message.text())) done.scripts.push(message.text());
  });
  page.on('pageerror', (error) => done.scripts.push(`error ${error.message}`));
  context.on('page', (opened) => done.windows.push(opened.url()));
  page.on('framenavigated', (frame) => {
    if (frame !== page.mainFrame() && !/^about:/.test(frame.url())) done.windows.push(frame.url());
  });
  return done;
}

/** In the page: the mail, or the next part of it, has been put down. */
const loaded = (): boolean => !/Loading/.test(document.querySelector('.mail-html [role=status]')?.textContent ?? 'Loading');

/** Whether something in a frame has run, or in the page for it. */
const ran = async (page: Page): Promise<unknown[]> =>
  (await Promise.all(page.frames().map((frame) => frame.evaluate('window.__ran ?? null').catch(() => null)))).filter((one) => one !== null);

describe('a hostile mail in a ticket', () => {
  const desk = localDesk();
  let browser: Browser;
  let page: Page;
  let done: Done;
  const ids = new Map<string, string>();

  beforeAll(async () => {
    browser = await launch();
    for (const [name, html] of MAILS) {
      await desk().send({ from: `${name}@evil.test`, to: 'support@desk.test', raw: mailOf(name, html) });
    }
    await desk().idle();
    for (const { id, subject } of await ticketsOf(desk(), '?limit=200')) ids.set(subject, id);
    const opened = await reader(browser, desk(), 'agent1', '#/tickets');
    page = opened.page;
    done = watch(page, opened.context, desk().where.http);
  }, LONG_MS);
  afterAll(() => browser?.close());
  beforeEach(() => {
    done.requests.length = 0;
    done.scripts.length = 0;
    done.windows.length = 0;
  });

  /** Opens the ticket of a mail and shows it as it was sent. */
  async function show(name: string): Promise<Frame> {
    await go(page, `#/tickets/${ids.get(name)}`);
    await page.waitForSelector(`h1:has-text(${JSON.stringify(name)})`);
    await page.waitForSelector('[data-newest] [data-does="html"]');
    await page.keyboard.press('h');
    const shown = page.frameLocator('.mail-html iframe').getByText('VISIBLE').first();
    await shown.waitFor({ state: 'attached' }).catch(async () => {
      throw new Error(`${name} is not shown: ${await page.textContent('.mail-html')}`);
    });
    await page.waitForFunction(loaded);
    const frame = page.frames().find((one) => one.parentFrame() === page.mainFrame());
    if (!frame) throw new Error('no frame');
    return frame;
  }

  async function closeDialog(): Promise<void> {
    await page.keyboard.press('Escape');
    await page.waitForSelector('dialog', { state: 'detached' });
  }

  test('there are forty', () => {
    expect(MAILS.length).toBe(40);
    expect(ids.size).toBe(40);
  });

  test(
    'none of them makes a request or runs anything, whatever the reader touches, and each can be read',
    async () => {
      for (const [name] of MAILS) {
        const frame = await show(name);
        const box = await page.locator('.mail-html iframe').boundingBox();
        if (!box) throw new Error(`${name} is not shown`);
        for (const y of [10, 24, 38, 52, 80]) await page.mouse.move(box.x + 30, box.y + Math.min(y, box.height - 4));
        await page.mouse.click(box.x + 24, box.y + 20);
        await closeDialog();
        for (const link of (await frame.locator('[data-link]').all()).slice(0, 3)) {
          await link.dispatchEvent('click');
          const leads = await page.locator('dialog[open] a[target=_blank]').getAttribute('href');
          expect([name, leads]).toEqual([name, expect.stringMatching(/^(?:https?|mailto|tel):/)]);
          await closeDialog();
        }
        expect([name, done, await ran(page)]).toEqual([name, { requests: [], scripts: [], windows: [] }, []]);
      }
    },
    LONG_MS,
  );

  test('a link says where it leads: other scripts in Punycode, and in red when its text names another place', async () => {
    const frame = await show(MAILS.find(([name]) => name.includes('homograph'))?.[0] ?? '');
    const said = await frame.locator('desk-where').evaluateAll((marks) => marks.map((mark) => `${mark.className} ${mark.textContent}`));
    expect(said).toEqual([
      'misleads xn--pple-43d.com',
      'misleads xn--80ak6aa92e.com',
      'misleads evil.test',
      'misleads bank.test.evil.test',
      ' 192.168.1.1',
      ' evil.test',
      ' example.test',
    ]);
    await frame.locator('[data-link]').first().dispatchEvent('click');
    expect(await page.locator('dialog[open] .leads').textContent()).toBe('https://xn--pple-43d.com/login');
    await page.keyboard.press('Escape');
  });

  test('no style of a mail hides where its links lead, or lets anything lie over the mail', async () => {
    const hides = await show(MAILS.find(([name]) => name.includes('hides-the-labels'))?.[0] ?? '');
    for (const mark of await hides.locator('[data-link] desk-where').all()) {
      const seen = await mark.evaluate((one) => [getComputedStyle(one).display, getComputedStyle(one).fontSize]);
      expect(seen).toEqual(['inline', '12px']);
    }
    const covers = await show(MAILS.find(([name]) => name.includes('fixed-overlay'))?.[0] ?? '');
    const positions = (await covers.evaluate(
      '[...document.querySelectorAll("*")].map((one) => getComputedStyle(one).position)',
    )) as string[];
    expect(new Set(positions)).toEqual(new Set(['static']));
  });

  test('two megabytes of HTML come in parts, and no part holds the page up', async () => {
    const [name] = MAILS.find(([one]) => one.includes('two-megabytes')) ?? [''];
    await go(page, '#/tickets');
    await page.waitForSelector('.rows');
    await page.evaluate(
      'window.__tasks = []; new PerformanceObserver((list) => window.__tasks.push(...list.getEntries().map((one) => one.duration))).observe({ type: "longtask" })',
    );
    await show(name);
    const first = await page.frameLocator('.mail-html iframe').locator('p').count();
    expect(first).toBeGreaterThan(100);
    await page.click('.mail-html > button');
    await page.waitForFunction(loaded);
    expect(await page.frameLocator('.mail-html iframe').locator('p').count()).toBeGreaterThan(first);
    const longest = async (): Promise<number> => page.evaluate('Math.max(0, ...window.__tasks)');
    // People call half a second frozen; alone on a machine it is under 50 ms.
    expect(await longest()).toBeLessThan(500);
    await page.evaluate('setTimeout(() => { const end = performance.now() + 600; while (performance.now() < end); })');
    await page.waitForTimeout(900);
    expect(await longest()).toBeGreaterThan(500);
  });

  test('what counts requests and scripts does count them', async () => {
    const { context, page: other } = await reader(browser, desk(), 'agent1', '#/tickets', { bypassCSP: true });
    const counted = watch(other, context, desk().where.http);
    await other.evaluate(
      `document.body.insertAdjacentHTML('beforeend', '<img src="https://evil.test/x.png"><iframe srcdoc="<script>top.__ran = 1</scr' + 'ipt><img src=https://evil.test/y.png>"></iframe>')`,
    );
    await other.waitForFunction(() => (window as { __ran?: number }).__ran === 1);
    await other.waitForTimeout(200);
    expect([counted.requests.length, await ran(other)]).toEqual([2, [1]]);
    await context.close();
  });
});

/** The HTML as a mail, in base 64, so that nothing between here and the ticket changes a byte of it. */
function mailOf(name: string, html: string): string {
  const body = Buffer.from(html, 'utf8').toString('base64').replace(/.{76}/g, '$&\r\n');
  return [
    `From: ${name} <${name}@evil.test>`,
    'To: support@desk.test',
    `Subject: ${name}`,
    `Message-ID: <${name}@evil.test>`,
    'MIME-Version: 1.0',
    'Content-Type: text/html; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    '',
    body,
    '',
  ].join('\r\n');
}
