import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { localDesk, sentTo, ticketOf } from '../local/harness.ts';
import { launch } from './browser.ts';
import { go, reader } from './reader.ts';

/*
 * Answering tickets at the page, on the bundles that would be deployed: with the keyboard, beside somebody else, and while the
 * desk is away.
 */

const LONG_MS = 120_000;

describe('tickets on the page', () => {
  const desk = localDesk({}, true);
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  }, LONG_MS);
  afterAll(() => browser?.close());

  let letters = 0;
  /** A customer writes. @returns the ticket */
  async function arrived(subject: string, text = 'Where is it?'): Promise<string> {
    letters += 1;
    await desk().send({ from: `Ann ${letters} <ann${letters}@shop.test>`, to: 'support@desk.test', subject, text });
    await desk().idle();
    const found = await desk().api('GET', `/tickets?search=ann${letters}@shop.test`, await desk().token('tickets:read'));
    return ((await found.json()) as { tickets: { id: string }[] }).tickets[0]?.id ?? '';
  }
  const said = async (id: string, kind = 'reply'): Promise<string[]> =>
    (await ticketOf(desk(), id)).messages.filter((one) => one.kind === kind).map(({ text }) => text);
  const act = async (agent: string, path: string, body: object): Promise<number> =>
    (await desk().api('POST', path, await desk().token('tickets:read tickets:write', agent), body)).status;
  const box = 'textarea[aria-label="Your answer"]';
  const typed = (page: Page): Promise<string> => page.inputValue(box);

  test(
    'with the keyboard alone: found, opened, answered, and resolved; the customer gets one mail, and the clock has stopped',
    async () => {
      const id = await arrived('Keyboard and mouse');
      const { page, context } = await reader(browser, desk(), 'agent1', '#/tickets');
      await page.keyboard.press('/');
      await page.keyboard.type('keyboard mouse');
      await page.waitForSelector('h1:text("Found")');
      await page.waitForFunction(() => document.querySelectorAll('.rows li:not(.space)').length === 1);
      await page.keyboard.press('Escape');
      await page.keyboard.press('j');
      await page.keyboard.press('Enter');
      await page.waitForSelector('article.message');
      expect(await page.evaluate('document.activeElement.tagName')).toBe('H1');
      await page.keyboard.press('r');
      await page.waitForFunction(() => document.activeElement?.tagName === 'TEXTAREA');
      await page.keyboard.type('It comes tomorrow.');
      await page.keyboard.press('Control+Shift+Enter');
      await page.waitForSelector('h1 .state.resolved');
      expect(await page.textContent('.said')).toBe('Sent, and resolved.');
      expect(await page.textContent('.clock .clock-state')).toBe('in time');
      await desk().idle();
      expect(await said(id)).toEqual(['It comes tomorrow.']);
      expect((await sentTo(desk(), `ann${letters}@shop.test`)).length).toBe(2);
      expect(await page.evaluate('Object.keys(localStorage).filter((key) => key.includes("draft"))')).toEqual([]);
      await page.keyboard.press('u');
      await page.waitForSelector('.rows, .empty');
      await context.close();
    },
    LONG_MS,
  );

  test(
    'what was typed is there again after a reload, for who typed it and nobody else, and can be thrown away and brought back',
    async () => {
      const id = await arrived('Draft');
      const { page, context } = await reader(browser, desk(), 'agent1', `#/tickets/${id}`);
      await page.fill(box, 'Half an answ');
      await page.reload();
      await page.waitForSelector(box);
      expect(await typed(page)).toBe('Half an answ');
      expect(await page.textContent('.kept')).toBe('What you had written is here again.');
      await page.click('button:text("Discard")');
      expect(await typed(page)).toBe('');
      await page.click('button:text("Bring it back")');
      expect(await typed(page)).toBe('Half an answ');
      await context.clearCookies();
      await page.reload();
      await page.click('a[data-agent="agent2"]');
      await page.waitForSelector(box);
      expect(await typed(page)).toBe('');
      await context.close();
    },
    LONG_MS,
  );

  test(
    'two who read one ticket know of each other, and whoever begins to write is told first',
    async () => {
      const id = await arrived('Two agents');
      const first = await reader(browser, desk(), 'agent1', `#/tickets/${id}`);
      await first.page.fill(box, 'I have it');
      const token = await desk().token('tickets:read tickets:write', 'agent2');
      const heard = async (): Promise<string> =>
        JSON.stringify(await (await desk().api('PUT', `/tickets/${id}/presence`, token, { doing: 'reading' })).json());
      while (!(await heard()).includes('"writing"')) await first.page.waitForTimeout(200);
      const second = await reader(browser, desk(), 'agent2', `#/tickets/${id}`);
      await second.page.waitForSelector('.presence .notice');
      expect(await second.page.textContent('.presence .notice')).toMatch(/^agent1 is writing here\.$/i);
      await first.context.close();
      await second.context.close();
    },
    LONG_MS,
  );

  test(
    'an answer that comes second is held back, with what the first one did and the text kept; then it goes out when it is meant',
    async () => {
      const id = await arrived('Race');
      const { page, context } = await reader(browser, desk(), 'agent1', `#/tickets/${id}`);
      await page.fill(box, 'My answer');
      expect(await act('agent2', `/tickets/${id}/replies`, { text: 'I was faster.' })).toBe(201);
      await page.click('button:text-is("Send")');
      await page.waitForSelector('.reply-box .notice.bad');
      expect(await page.textContent('.reply-box .notice.bad')).toMatch(/Not sent: somebody came first.*agent2 replied/is);
      expect([await typed(page), await said(id)]).toEqual(['My answer', ['I was faster.']]);
      await page.click('button:text("Send it all the same")');
      await page.waitForFunction(() => document.querySelectorAll('article.message.out').length === 2);
      expect([await typed(page), await said(id)]).toEqual(['', ['I was faster.', 'My answer']]);
      await context.close();
    },
    LONG_MS,
  );

  test(
    'while the desk does not answer nothing is lost and nothing goes out twice, though the first request had arrived',
    async () => {
      const id = await arrived('Away');
      const { page, context } = await reader(browser, desk(), 'agent1', `#/tickets/${id}`);
      await page.fill(box, 'Once and no more');
      const keys: (string | undefined)[] = [];
      let swallowed = 0;
      // The desk does it, and its answer gets lost on the way: twice.
      await page.route('**/api/tickets/*/replies', async (route) => {
        keys.push(route.request().headers()['idempotency-key']);
        if (swallowed === 2) return route.continue();
        swallowed += 1;
        await route.fetch();
        return route.abort('connectionreset');
      });
      await page.click('button:text-is("Send")');
      await page.waitForSelector('.reply-box .notice:has-text("The desk does not answer")');
      expect(await typed(page)).toBe('Once and no more');
      await page.waitForFunction(() => document.querySelectorAll('article.message.out').length === 1, undefined, { timeout: 20_000 });
      await desk().idle();
      expect([keys.length, new Set(keys).size]).toEqual([3, 1]);
      expect([await typed(page), await said(id)]).toEqual(['', ['Once and no more']]);
      await context.close();
    },
    LONG_MS,
  );

  test(
    'throttled, the page keeps what it shows, says that it is old, and goes on by itself',
    async () => {
      const id = await arrived('Throttled');
      const { page, context } = await reader(browser, desk(), 'agent1', '#/tickets');
      await page.waitForSelector(`a[href*="${id}"]`);
      await page.route('**/api/tickets?*', (route) => route.fulfill({ status: 429, json: { message: 'Too Many Requests' } }));
      await page.keyboard.press('R');
      await page.waitForSelector('.notice.old');
      expect(await page.locator(`a[href*="${id}"]`).count()).toBe(1);
      await page.unroute('**/api/tickets?*');
      await page.waitForSelector('.notice.old', { state: 'detached', timeout: 20_000 });
      await context.close();
    },
    LONG_MS,
  );

  test(
    'a ticket is assigned, typed, tagged, set to wait, merged and released without leaving the page; a manager erases with the address typed',
    async () => {
      const [id, other] = [await arrived('Acts'), await arrived('The other')];
      const { page, context } = await reader(browser, desk(), 'agent1', `#/tickets/${id}`);
      const saidNow = (text: string): Promise<unknown> =>
        page.waitForFunction((wanted) => document.querySelector('.said')?.textContent === wanted, text);
      await page.keyboard.press('a');
      await page.waitForFunction(() => document.querySelector<HTMLSelectElement>('[data-field=assignee]')?.value === 'agent1');
      await page.selectOption('[data-field=type]', 'delivery');
      await page.waitForSelector('[data-field=type]:enabled');
      await page.fill('[data-field=tags]', 'lamp');
      await page.press('[data-field=tags]', 'Enter');
      await page.waitForSelector('.tags .chip');
      await page.press('[data-field=tags]', 'Escape');
      await page.keyboard.press('w');
      await page.click('dialog button:text("A third party")');
      await page.waitForSelector('h1 .state.pending');
      expect(await ticketOf(desk(), id)).toMatchObject({ assignee: 'agent1', type: 'delivery', tags: ['lamp'], waitingOn: 'third-party' });
      await page.keyboard.press('m');
      await page.fill('dialog input[type=search]', other);
      await page.press('dialog input[type=search]', 'Enter');
      await page.click('dialog label');
      await page.click(`dialog button:text("Merge into ${other}")`);
      await page.waitForSelector('h1 .state.excluded');
      await page.keyboard.press('!');
      await saidNow('Released.');
      await page.waitForSelector('h1 .state:not(.excluded)');
      await page.click('button:text("Erase this customer")');
      expect(await page.isDisabled('dialog button.danger')).toBe(true);
      await page.fill('dialog input', `ann${letters - 1}@shop.test`);
      await page.click('dialog button.danger');
      await page.waitForSelector('.said:has-text("Erased: 1 ticket")');
      await page.waitForSelector('.customer p:text-is("Erased")');
      expect((await ticketOf(desk(), id)).requester).toBeNull();
      await context.close();
    },
    LONG_MS,
  );

  test(
    'a picture of the mail itself is shown, out of what came with its HTML',
    async () => {
      const dot = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
      const parts = [
        'From: Ann <picture@shop.test>\r\nTo: support@desk.test\r\nSubject: Picture\r\nMessage-ID: <picture@shop.test>\r\nMIME-Version: 1.0',
        'Content-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>Here <img src="cid:dot@shop.test" alt="dot"></p>',
        `--b\r\nContent-Type: image/png\r\nContent-ID: <dot@shop.test>\r\nContent-Transfer-Encoding: base64\r\n\r\n${dot}\r\n--b--\r\n`,
      ];
      await desk().send({ from: 'picture@shop.test', to: 'support@desk.test', raw: parts.join('\r\n') });
      await desk().idle();
      const { page, context } = await reader(browser, desk(), 'agent1', '#/tickets?search=picture@shop.test');
      await page.click('.rows li a');
      await page.waitForSelector('[data-newest] [data-does="html"]');
      await page.keyboard.press('h');
      const picture = page.frameLocator('.mail-html iframe').locator('img');
      await picture.waitFor({ state: 'attached' });
      await expect(picture.evaluate((one: HTMLImageElement) => one.decode().then(() => one.naturalWidth))).resolves.toBe(1);
      await context.close();
    },
    LONG_MS,
  );

  test(
    'of 5,000 tickets the rows in sight are drawn, wherever one scrolls to, and of 200 messages the first and the newest',
    async () => {
      const id = await arrived('Long');
      const token = await desk().token('tickets:read');
      const list = (await (await desk().api('GET', `/tickets?search=${id}`, token)).json()) as { tickets: object[] };
      const whole = (await (await desk().api('GET', `/tickets/${id}`, token)).json()) as { messages: object[] };
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
      await context.route('**/api/tickets?*', (route) => {
        const from = Number(new URL(route.request().url()).searchParams.get('cursor') ?? 0);
        const tickets = Array.from({ length: 200 }, (_, n) => ({ ...list.tickets[0], id: `T-${String(10_000 + from + n)}` }));
        return route.fulfill({ json: { tickets, cursor: from + 200 < 5000 ? String(from + 200) : null } });
      });
      await context.route(`**/api/tickets/${id}`, (route) =>
        route.fulfill({ json: { ...whole, messages: Array.from({ length: 200 }, (_, n) => ({ ...whole.messages[0], id: `m-${n}` })) } }),
      );
      const page = await context.newPage();
      await page.goto(`${desk().where.http}/#/tickets`);
      await page.click('a[data-agent="agent1"]');
      await page.waitForSelector('.rows li a');
      const drawn = (): Promise<number> => page.locator('.rows li:not(.space)').count();
      let most = 0;
      for (let turns = 0; turns < 200 && !(await page.textContent('.list-end'))?.startsWith('5,000 tickets'); turns += 1) {
        await page.evaluate('scrollTo(0, document.body.scrollHeight)');
        await page.waitForTimeout(60);
        most = Math.max(most, await drawn());
      }
      expect(await page.textContent('.list-end')).toBe('5,000 tickets, no more.');
      await page.evaluate('scrollTo(0, document.body.scrollHeight)');
      await page.waitForSelector('a[href*="T-14999"]');
      await page.evaluate('scrollTo(0, 0)');
      await page.waitForSelector('a[href*="T-10000"]');
      expect(Math.max(most, await drawn())).toBeLessThan(100);
      await go(page, `#/tickets/${id}`);
      await page.waitForSelector('button.earlier');
      expect([await page.locator('article.message').count(), await page.textContent('button.earlier')]).toEqual([
        11,
        'Show 189 earlier messages',
      ]);
      await page.click('button.earlier');
      expect(await page.locator('article.message').count()).toBe(51);
      await context.close();
    },
    LONG_MS,
  );

  test(
    'whole for those who do not see it: lists, tickets and dialogs pass axe, light and dark',
    async () => {
      const id = await arrived('For everybody', 'See https://shop.test/order and reply.');
      expect(await act('agent1', `/tickets/${id}/notes`, { text: 'A note.' })).toBe(201);
      const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
      for (const colorScheme of ['light', 'dark'] as const) {
        const { page, context } = await reader(browser, desk(), 'agent1', '#/tickets', {
          colorScheme,
          bypassCSP: true,
          reducedMotion: 'reduce',
        });
        await page.waitForSelector('.rows');
        for (const step of ['list', 'ticket', 'dialog', 'phone']) {
          if (step === 'ticket') {
            await go(page, `#/tickets/${id}`);
            await page.waitForSelector('article.message');
            await page.fill(box, 'Hello');
          }
          if (step === 'dialog') {
            await page.press(box, 'Escape');
            await page.keyboard.press('m');
            await page.waitForSelector('dialog[open]');
          }
          if (step === 'phone') {
            await page.keyboard.press('Escape');
            await page.setViewportSize({ width: 360, height: 740 });
            expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
          }
          await page.evaluate(axe);
          const { violations } = (await page.evaluate('axe.run()')) as { violations: { id: string; nodes: { html: string }[] }[] };
          expect([step, violations.map((one) => `${one.id}: ${one.nodes[0]?.html}`)]).toEqual([step, []]);
        }
        await context.close();
      }
    },
    LONG_MS,
  );
});
