import type { Page, Route } from 'playwright-core';
import { START_MS, ticketOf } from '../local/harness.ts';
import { PageDesk } from './page-desk.ts';
import { differences, type Told } from './read-back.ts';

/*
 * A day at the page: the bundles that would be deployed on the local desk, the page that would be hosted, and a browser.
 */

const STEP_MS = 60_000;
const FOLDED_SECONDS = 20 * 60;

let at: PageDesk;
beforeAll(async () => {
  at = await PageDesk.start();
}, START_MS);
afterAll(() => at?.stop(), START_MS);

const shown = (told: readonly Told[], picture: string, field: string): unknown =>
  told.find((one) => one.picture === picture)?.rows[0]?.[field];
describe('a manager at the page', () => {
  let page: Page;
  beforeAll(async () => {
    ({ page } = await at.seated('agent1'));
  }, STEP_MS);
  afterAll(() => page.context().close());

  test(
    'reads Today, follows a figure to its tickets, answers one and sees the clock stop, resolves it, and the figures follow',
    async () => {
      const due = page.locator('.due-list li');
      await due.first().waitFor();
      expect(await due.locator('.subject').allTextContents()).toEqual(
        expect.arrayContaining(['Where is my lamp?', 'The blanket came torn', 'An invoice, please']),
      );
      expect(await page.textContent('.counts')).toContain('0 late');
      const lamp = await at.ticketAbout('Where is my lamp?');
      const tile = page.locator('[data-picture="today"] [data-field="new"] a');
      expect(await tile.textContent()).toBe('3');
      await tile.click();
      await page.locator('[data-picture="behind"][data-complete="true"]').waitFor();
      expect(await page.locator('[data-picture="behind"] tbody tr').count()).toBe(3);
      await page.click(`[data-picture="behind"] a[href="#/tickets/${lamp.id}"]`);
      await page.waitForSelector('.ticket');
      const clock = page.locator('.clock', { hasText: 'First reply' });
      expect(await clock.locator('.clock-state').textContent()).toBe('running');
      await page.fill('.reply-box textarea', 'It left our house this morning.');
      await page.click('.reply-box button.main');
      await page.waitForSelector('[data-message] .body:has-text("It left our house")');
      await clock.locator('.clock-state:text-is("in time")').waitFor();
      expect(await clock.textContent()).toContain('30 mins of 4 hrs');
      await page.click('.acts button[aria-keyshortcuts="e"]');
      await page.waitForSelector('h1 .state.resolved');
      expect((await ticketOf(at.desk, lamp.id)).state).toBe('resolved');
      await at.desk.advance({ seconds: FOLDED_SECONDS });
      const volume = await at.figures(page, 'volume');
      expect(differences(volume.told, volume.answers).found).toEqual([]);
      expect([shown(volume.told, 'volume-flow', 'new'), shown(volume.told, 'volume-flow', 'resolved')]).toEqual([3, 1]);
      const response = await at.figures(page, 'response');
      expect(differences(response.told, response.answers).found).toEqual([]);
      expect(shown(response.told, 'response-over', 'firstReply.n')).toBe(1);
    },
    STEP_MS,
  );

  test(
    'changes a policy and sees what it would come to, before it is saved and after',
    async () => {
      await at.show(page, '#/settings/policies', '[data-preview="standard"]');
      const firstReply = page.locator('[data-preview="standard"] [data-clock="firstReply"]');
      const target = page
        .locator('fieldset.target', { has: page.locator('legend:text-is("First reply")') })
        .locator('input[type=number]')
        .first();
      const when = page.locator('[data-preview="standard"] input[type="datetime-local"]');
      await when.fill('2026-11-23T10:00');
      await firstReply.filter({ hasText: '23 Nov 2026, 14:00' }).waitFor();
      await target.fill('2');
      await firstReply.filter({ hasText: '23 Nov 2026, 12:00' }).waitFor();
      expect((await at.settings()).policies[0]?.targets.firstReply.seconds).toBe(4 * 3600);
      await page.click('button[type=submit]');
      await page.waitForSelector('.said:text-is("Saved.")');
      expect((await at.settings()).policies[0]?.targets.firstReply.seconds).toBe(2 * 3600);
      // The issuer remembers the browser, so that a reload signs in by itself.
      await page.reload();
      await firstReply.waitFor();
      expect(await target.inputValue()).toBe('2');
    },
    STEP_MS,
  );

  test(
    'is refused at the field, in the API’s words, and nothing is saved',
    async () => {
      const before = await at.settings();
      await at.show(page, '#/settings/calendars', '.week');
      const monday = page.locator('.day').first();
      await monday.getByRole('button', { name: 'Add hours on Monday' }).click();
      await monday.locator('input.time').nth(2).fill('12:00');
      await monday.locator('input.time').nth(3).fill('19:00');
      await page.click('button[type=submit]');
      await monday.locator('.why').waitFor();
      const token = await at.desk.token('settings:write');
      const wanted = structuredClone(before);
      wanted.calendars[0]?.hours[0]?.week.mon.push({ from: '12:00', to: '19:00' });
      const refused = await at.desk.api('PUT', '/settings', token, wanted, { 'if-match': `"${before.version}"` });
      const { errors } = (await refused.json()) as { errors: { field: string; why: string }[] };
      expect(await monday.locator('.why').allTextContents()).toEqual(errors.map(({ why }) => why));
      expect(await page.textContent('nav .chip.bad')).toBe(String(errors.length));
      expect(await at.settings()).toEqual(before);
      await page.click('.save button:not([type=submit])');
      expect(await monday.locator('.why').count()).toBe(0);
    },
    STEP_MS,
  );

  test(
    'who saves after another manager is told so, keeps what both changed, and saves it',
    async () => {
      const { page: other, context } = await at.seated('agent1', '#/settings/desk');
      await at.show(page, '#/settings/types', 'form.section');
      const name = page.locator('form.section input').nth(0);
      await name.fill('Orders and more');
      await other.getByLabel('Name of the desk').fill('Lumen & Loom');
      await other.click('button[type=submit]');
      await other.waitForSelector('.said:text-is("Saved.")');
      await page.click('button[type=submit]');
      await page.waitForSelector('[role=alert]:has-text("Somebody else saved")');
      expect((await at.settings()).desk.name).toBe('Lumen & Loom');
      expect(await name.inputValue()).toBe('Orders and more');
      await page.click('button[type=submit]');
      await page.waitForSelector('.said:text-is("Saved.")');
      const now = await at.settings();
      expect([now.desk.name, now.types[0]?.name]).toEqual(['Lumen & Loom', 'Orders and more']);
      await context.close();
    },
    STEP_MS,
  );

  test(
    'whose sign-in ended signs in again and finds what was typed',
    async () => {
      const { id } = await at.ticketAbout('An invoice, please');
      await at.show(page, `#/tickets/${id}`, '.reply-box textarea');
      await page.fill('.reply-box textarea', 'Here is your invo');
      await page.route('**/api/**', (route) => route.fulfill({ status: 401, json: { message: 'The incoming token has expired' } }));
      await page.route('**/oauth2/token', (route) => route.fulfill({ status: 400, json: { error: 'invalid_grant' } }));
      await page.type('.reply-box textarea', 'ice.');
      await page.click('.reply-box button.main');
      await page.waitForSelector('[role=alert]:has-text("Your sign-in has ended")');
      expect(await page.inputValue('.reply-box textarea')).toBe('Here is your invoice.');
      await page.unroute('**/api/**');
      await page.unroute('**/oauth2/token');
      await page.click('[role=alert] button:text-is("Sign in again")');
      await page.waitForFunction(() => document.querySelector('textarea')?.value === 'Here is your invoice.');
      expect(page.url()).toContain(`#/tickets/${id}`);
      expect((await ticketOf(at.desk, id)).messages.filter(({ kind }) => kind === 'reply')).toEqual([]);
    },
    STEP_MS,
  );

  test(
    'is told calmly that the desk is throttled, slow or away, and sees the old, marked old, until it answers',
    async () => {
      await at.show(page, '#/today', '.due-list li');
      const rows = await page.locator('.due-list li').count();
      const old = page.locator('main section .notice.old');
      const troubles: Record<string, (route: Route) => Promise<void>> = {
        throttled: (route) => route.fulfill({ status: 429, json: { message: 'Too Many Requests' } }),
        busy: (route) => route.fulfill({ status: 503, json: { message: 'Service Unavailable' } }),
        failing: (route) => route.fulfill({ status: 500, body: 'no JSON' }),
        away: (route) => route.abort(),
        slow: async (route) => {
          await new Promise((resolve) => setTimeout(resolve, 6000));
          await route.continue();
        },
      };
      for (const [name, trouble] of Object.entries(troubles)) {
        await page.route('**/api/tickets?*', trouble);
        await at.show(page, '#/hours', '.fresh');
        await at.show(page, '#/today', '.due-list li');
        await old.waitFor();
        expect([name, await old.textContent()]).toEqual([name, expect.stringMatching(/what you see is from|What you see is from/)]);
        expect(await page.locator('.due-list li').count()).toBe(rows);
        expect(await old.locator('button').textContent()).toBe('Try again');
        await page.unroute('**/api/tickets?*', trouble);
        await old.waitFor({ state: 'detached' });
      }
    },
    STEP_MS,
  );
});

describe('with the keyboard alone', () => {
  test(
    'a ticket is found behind a figure, answered and resolved, and a policy is changed with its preview',
    async () => {
      const { page, context } = await at.seat();
      const { keyboard } = page;
      const go = async (to: string): Promise<void> => {
        for (const key of ['g', to]) await keyboard.press(key);
      };
      const tabTo = async (selector: string): Promise<void> => {
        for (let n = 0; n < 120; n += 1) {
          await keyboard.press('Tab');
          if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector)) return;
        }
        throw new Error(`no Tab leads to ${selector}`);
      };
      await page.goto(`${at.desk.where.http}/`);
      await page.waitForSelector('[data-agent]');
      await tabTo('[data-agent=agent1]');
      await keyboard.press('Enter');
      await page.waitForSelector('[data-picture="today"] [data-field="new"] a');
      await keyboard.press('?');
      await page.waitForSelector('dialog[open]');
      await keyboard.press('Escape');
      await page.waitForSelector('dialog[open]', { state: 'detached' });
      await tabTo('[data-picture="today"] [data-field="new"] a');
      await keyboard.press('Enter');
      const blanket = await at.ticketAbout('The blanket came torn');
      await page.waitForSelector('[data-picture="behind"][data-complete="true"]');
      await tabTo(`[data-picture="behind"] a[href="#/tickets/${blanket.id}"]`);
      await keyboard.press('Enter');
      await page.waitForSelector('.ticket');
      await keyboard.press('r');
      await page.waitForFunction(() => document.activeElement?.matches('textarea'));
      await keyboard.type('We send you another one.');
      await keyboard.press('Control+Enter');
      await page.waitForSelector('[data-message] .body:has-text("another one")');
      await page.waitForSelector('.clock:has-text("First reply") .clock-state:text-is("in time")');
      await keyboard.press('e');
      await page.waitForSelector('h1 .state.resolved');
      expect((await ticketOf(at.desk, blanket.id)).state).toBe('resolved');
      await go('t');
      await page.waitForSelector('.tickets');
      await go('s');
      await page.waitForSelector('.settings');
      await tabTo('.settings a[href="#/settings/policies"]');
      await keyboard.press('Enter');
      const due = page.locator('[data-preview="standard"] [data-clock="firstReply"]');
      await due.filter({ hasText: 'due' }).waitFor();
      const before = (await due.textContent()) ?? '';
      await tabTo('fieldset.target input[type=number]');
      await keyboard.press('Control+a');
      await keyboard.type('3');
      await due.filter({ hasNotText: before }).waitFor();
      await tabTo('button[type=submit]');
      await keyboard.press('Enter');
      await page.waitForSelector('.said:text-is("Saved.")');
      expect((await at.settings()).policies[0]?.targets.firstReply.seconds).toBe(3 * 3600);
      await context.close();
    },
    STEP_MS,
  );
});

describe('an agent at the page', () => {
  test(
    'sees no settings, and the API refuses them whatever the page shows',
    async () => {
      const { page, context, token } = await at.seated('agent2');
      expect(await page.locator('nav a').allTextContents()).not.toContain('Settings');
      await at.show(page, '#/settings', '.empty');
      expect(await page.textContent('.empty')).toContain('This is for managers of the desk.');
      expect((await at.desk.api('GET', '/api/settings', token())).status).toBe(403);
      expect((await at.desk.api('GET', '/api/tickets', token())).status).toBe(200);
      await context.close();
    },
    STEP_MS,
  );
});

describe('a desk that is killed under the page and started again', () => {
  test(
    'is found again without a reload, and what was typed is still there and can be sent',
    async () => {
      const { id } = await at.ticketAbout('An invoice, please');
      const { page, context } = await at.seated('agent1', `#/tickets/${id}`);
      await page.evaluate(() => Object.assign(window, { stayed: true }));
      await page.fill('.reply-box textarea', 'Your invoice is attached');
      await at.desk.stop();
      await page.click('.reply-box button.main');
      await page.waitForSelector('.reply-box [role=alert]');
      expect(await page.inputValue('.reply-box textarea')).toBe('Your invoice is attached');
      await at.startAgain();
      await page.waitForSelector('[data-message] .body:has-text("Your invoice is attached")');
      expect(await page.evaluate(() => 'stayed' in window)).toBe(true);
      const { messages } = await ticketOf(at.desk, id);
      expect(messages.filter(({ text }) => text.includes('Your invoice is attached'))).toHaveLength(1);
      await context.close();
    },
    2 * STEP_MS,
  );
});

test('nothing of it broke the page', () => {
  expect(at.broken).toEqual([]);
});
