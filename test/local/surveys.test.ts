import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { Browser, Page } from 'playwright-core';
import type { OutboxMail } from '../../infra/local/client.ts';
import { launch } from '../web/browser.ts';
import { localDesk, sentTo, ticketsOf } from './harness.ts';

/*
 * How did it go? From an order to the answer of a person at a keyboard, on the bundles that would be deployed.
 */

const BROWSER_MS = 90_000;
const REVIEWS = 'https://reviews.test/shop';

describe('a survey on the local desk, in a browser', () => {
  const desk = localDesk();
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  }, BROWSER_MS);
  afterAll(() => browser.close());

  /** Links of the surveys, by customer. */
  const surveys = new Map<string, readonly string[]>();
  const link = (name: string, end: string): string => surveys.get(name)?.find((one) => one.endsWith(end)) ?? '';

  /** Asked an hour after the delivery or the end of a ticket, so that few ticks of the clock have to be waited for; and who gets the report. */
  async function askAfterAnHour(): Promise<void> {
    const keeper = await desk().token('settings:write');
    const settings = (await (await desk().api('GET', '/settings', keeper)).json()) as { version: number; surveys: object };
    const rule = (kind: 'csat' | 'nps') => ({ active: true, kind, afterSeconds: 3600 });
    const surveys = { ...settings.surveys, order: rule('csat'), ticket: rule('nps'), reviewPages: { shop: REVIEWS } };
    const report = { active: true, at: '08:00', to: ['boss@owner.test'] };
    const put = await desk().api('PUT', '/settings', keeper, { ...settings, surveys, report }, { 'if-match': `"${settings.version}"` });
    expect(put.status).toBe(200);
  }
  /** A shop's own system says something on the bus, as the docs show it. */
  async function tell(type: string, detail: object): Promise<void> {
    const { endpoint, name } = desk().where.bus;
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    const client = new EventBridgeClient({ endpoint, region: 'eu-west-1', credentials });
    const entry = { EventBusName: name, Source: 'my.shop', DetailType: type, Detail: JSON.stringify(detail) };
    expect((await client.send(new PutEventsCommand({ Entries: [entry] }))).FailedEntryCount).toBe(0);
    client.destroy();
  }
  const order = (number: string, name: string) => ({
    number,
    customer: { address: `${name}@shop.test`, name: 'Ann' },
    items: [{ product: 'lamp' }],
  });
  /** A question in Persian, answered and resolved. */
  async function askedAndHelped(): Promise<void> {
    const text = 'سلام، سفارش من هنوز نرسیده است. لطفاً بررسی کنید.';
    await desk().send({ from: 'sara@shop.test', to: 'support@desk.test', subject: 'سفارش من', text });
    await desk().idle();
    const [ticket] = await ticketsOf(desk());
    const reply = { text: 'امروز می‌رسد.', resolve: true };
    expect((await desk().api('POST', `/tickets/${ticket?.id}/replies`, await desk().token('tickets:write'), reply)).status).toBe(201);
  }

  beforeAll(async () => {
    await askAfterAnHour();
    for (const [number, name] of [
      ['1001', 'ann'],
      ['1003', 'bo'],
      ['1006', 'kim'],
    ] as const) {
      await tell('OrderPlaced', order(number, name));
      await tell('OrderDelivered', order(number, name));
    }
    await tell('OrderRefunded', order('1006', 'kim'));
    const seller = await desk().token('orders:write');
    for (const [number, name] of [
      ['1004', 'eve'],
      ['1005', 'bounce-me'],
    ] as const) {
      const taken = await desk().api('POST', '/orders', seller, { event: 'delivered', ...order(number, name) });
      expect([taken.status, await taken.json()]).toEqual([
        200,
        { order: expect.stringMatching(/^O-/), survey: expect.objectContaining({ state: 'waiting' }) },
      ]);
    }
    await askedAndHelped();
    await desk().advance({ seconds: 2 * 3600 + 60 });
    for (const [name, mails] of [
      ['ann', 1],
      ['bo', 1],
      ['eve', 1],
      ['bounce-me', 1],
      ['kim', 0],
      // An acknowledgement, the answer, the survey.
      ['sara', 3],
    ] as const) {
      const sent = await sentTo(desk(), `${name}@shop.test`);
      expect([name, sent.length]).toEqual([name, mails]);
      const text = (await desk().raw(sent.at(-1)?.id ?? '')).replace(/=\r?\n/g, '').replaceAll('=3D', '=');
      surveys.set(name, [...new Set([...text.matchAll(/https?:\/\/[^\s"'<>]+\/s\/[^\s"'<>]+/g)].map(([one]) => one))]);
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
      await page.goto(link('ann', '?score=4'));
      expect(await answers()).toEqual([]);
      expect(await width(page)).toBeLessThanOrEqual(360);
      // The first stop is the comment; hidden bait is none.
      await page.keyboard.press('Tab');
      await page.keyboard.type('Well packed.');
      for (let n = 1; n <= 4; n += 1) await page.keyboard.press('Tab');
      expect(await page.evaluate('document.activeElement.textContent')).toBe('4 · Happy');
      await desk().advance({ seconds: 15 });
      await page.keyboard.press('Enter');
      await page.waitForSelector('h1:text("Thank you!")');
      expect(requests).toEqual(['GET /s/…', 'POST /s/…']);
      expect(await answers()).toMatchObject([{ kind: 'csat', score: 4, comment: 'Well packed.', order: '1001' }]);
      await page.context().close();
    },
    BROWSER_MS,
  );

  test(
    'in Persian the page runs from right to left, and a change of mind takes one press more',
    async () => {
      const { page } = await phone('fa-IR');
      await page.goto(link('sara', '?score=3'));
      expect(await page.evaluate('[document.dir, document.documentElement.lang]')).toEqual(['rtl', 'fa']);
      expect(await width(page)).toBeLessThanOrEqual(360);
      await desk().advance({ seconds: 15 });
      await page.click('button[name=score][value="9"]');
      expect((await answers()).map((a) => a.score)).not.toContain(9);
      await desk().advance({ seconds: 15 });
      await page.click('button[name=score][value="9"]');
      await page.waitForSelector('h1:text("سپاسگزاریم")');
      expect((await answers())[0]).toMatchObject({ kind: 'nps', score: 9, order: null });
      await page.context().close();
    },
    BROWSER_MS,
  );

  test(
    'is whole for those who do not see it: every page passes axe, light and dark',
    async () => {
      const four = link('bo', '?score=4');
      const eight = link('sara', '?score=8');
      const { readFileSync } = await import('node:fs');
      const { createRequire } = await import('node:module');
      const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
      for (const colorScheme of ['light', 'dark'] as const) {
        const context = await browser.newContext({ viewport: { width: 360, height: 740 }, colorScheme, bypassCSP: true });
        const page = await context.newPage();
        const look = async (): Promise<void> => {
          await page.evaluate(axe);
          const { violations } = (await page.evaluate('axe.run()')) as { violations: { id: string; nodes: { html: string }[] }[] };
          expect(violations.map((v) => `${v.id}: ${v.nodes[0]?.html}`)).toEqual([]);
          expect(await width(page)).toBeLessThanOrEqual(360);
        };
        for (const one of [four, eight, four.split('?')[0] ?? '', `${four.split('?')[0]}/unsubscribe`, `${desk().where.http}/s/none`]) {
          await page.goto(one);
          await look();
        }
        await page.goto(four);
        await page.click('button[name=score][value="2"]');
        await page.waitForSelector('[role=alert]');
        await look();
        await page.goto(four);
        await desk().advance({ seconds: 15 });
        await page.click('button[name=score][value="4"]');
        await page.waitForSelector(`a[href="${REVIEWS}"]`);
        await look();
        await context.close();
      }
    },
    BROWSER_MS,
  );

  test(
    'unsubscribing takes a press, and a bounce is seen in the list of suppressions',
    async () => {
      const { page } = await phone();
      await page.goto(link('eve', '/unsubscribe'));
      await desk().advance({ seconds: 15 });
      await page.click('button[value=stop]');
      await page.waitForSelector('h1:text("no more surveys")');
      await page.context().close();
      const listed = await desk().api('GET', '/suppressions', await desk().token('tickets:read'));
      expect(await listed.json()).toMatchObject({ suppressions: [{ address: 'bounce-me@shop.test', reason: 'bounce' }] });
    },
    BROWSER_MS,
  );

  test(
    'what they answered is in the figures of the day, with how many it stands on and how sure it is',
    async () => {
      await desk().advance({ seconds: 20 * 60 });
      const manager = await desk().token('metrics:read');
      const figures = async (query: string): Promise<Record<string, unknown>> => {
        const response = await desk().api('GET', `/metrics/happiness?from=2026-11-23&to=2026-11-24${query}`, manager);
        expect(response.status).toBe(200);
        return (await response.json()) as Record<string, unknown>;
      };
      const csat = {
        n: 2,
        satisfied: 2,
        score: 1,
        // Wilson's interval for two of two.
        interval: { low: expect.closeTo(0.3424, 4), high: expect.closeTo(1, 9) },
        mean: 4,
        distribution: [0, 0, 0, 2, 0],
        firstMean: 4,
        survey: {
          asked: 4,
          undelivered: 1,
          delivered: 3,
          answered: 2,
          responseRate: 2 / 3,
          interval: { low: expect.closeTo(0.2077, 4), high: expect.closeTo(0.9385, 4) },
          commented: 1,
          skipped: expect.objectContaining({ refunded: 1, throttled: 0 }),
        },
      };
      const nps = {
        n: 1,
        score: 100,
        interval: { low: 100, high: 100 },
        distribution: [0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0],
        survey: { asked: 1, undelivered: 0, delivered: 1, answered: 1, responseRate: 1 },
      };
      const orders = { placed: 5, delivered: 5, cancelled: 0, refunded: 1 };
      expect((await figures('')).total).toMatchObject({ orders, csat, nps, unsubscribed: 1 });
      expect((await figures('&group=channel')).rows).toMatchObject([
        { group: 'email', csat: { n: 0 }, nps },
        { group: 'shop', orders, csat, nps: { n: 0 } },
      ]);
      expect((await figures('&group=product&by=day')).rows).toMatchObject([
        { group: null, nps },
        { group: 'lamp', from: '2026-11-23', orders, csat },
      ]);
      expect((await figures('&group=agent')).rows).toContainEqual(
        expect.objectContaining({ group: 'agent1', nps: expect.objectContaining({ n: 1 }) }),
      );
    },
    BROWSER_MS,
  );

  test(
    'in the morning a manager has the day before in the inbox, with figures, links and a chart; a day without mail as well',
    async () => {
      // The desk begins on Monday at ten, which is past eight: Sunday's report is due, and Tuesday brings Monday's.
      await desk().setClock({ now: '2026-11-24T07:55:00.000Z', running: false });
      await desk().advance({ to: '2026-11-24T08:20:00.000Z' });
      const mails = (await desk().outbox()).filter(({ to }) => to.some((one) => one.includes('boss@owner.test')));
      expect(mails.map(({ subject }) => subject)).toEqual([
        expect.stringContaining('Sunday, 22 November'),
        expect.stringContaining('Monday, 23 November'),
      ]);
      const [sunday, monday] = mails as [OutboxMail, OutboxMail];
      const answer = await desk().api('GET', '/metrics/volume?from=2026-11-23&to=2026-11-24&by=total', await desk().token('metrics:read'));
      expect(((await answer.json()) as { total: { new: number } }).total.new).toBe(1);
      expect(monday.text).toMatch(/New tickets\W+1\b/);
      expect(sunday.text).toMatch(/New tickets\W+0\b/);
      expect(monday.html).toContain('/#/volume?from=2026-11-23&amp;to=2026-11-24"');
      for (const colorScheme of ['light', 'dark'] as const) {
        for (const [mail, bars] of [
          [sunday, 0],
          [monday, 1],
        ] as const) {
          for (const wide of [360, 1000]) {
            const context = await browser.newContext({ viewport: { width: wide, height: 740 }, colorScheme });
            const page = await context.newPage();
            await page.setContent(mail.html);
            expect(await width(page)).toBeLessThanOrEqual(wide);
            const drawn = (await page.evaluate(
              "[...document.querySelectorAll('.bar, .bar-soft')].filter((b) => b.offsetWidth > 20 && b.offsetHeight > 8).length",
            )) as number;
            expect(drawn).toBe(bars);
            await context.close();
          }
        }
      }
    },
    BROWSER_MS,
  );
});
