/*
 * What the page costs its reader: bytes and rounds until Today is there, and main-thread time of what people do most.
 * Chromium's own figure of the main thread (DevTools, Performance.getMetrics, TaskDuration), less what it spends when idle.
 */
import type { Browser, CDPSession, Page, Request } from 'playwright-core';
import { launch } from '../web/browser.ts';
import { startStage } from '../web/stage.ts';
import { type Line, median } from './line.ts';

const TIMES = 7;
const DAY_MS = 86_400_000;
const daysAgo = (n: number): string => new Date(Date.now() - n * DAY_MS).toISOString().slice(0, 10);

export async function benchPage(): Promise<Line[]> {
  const stage = await startStage({ days: 400, tickets: 4000, list: 5000, messages: 200 });
  const browser = await launch();
  try {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'en-GB' });
    const page = await context.newPage();
    const first = await firstView(page, stage.url, stage.bytes);
    const cdp = await context.newCDPSession(page);
    await cdp.send('Performance.enable', { timeDomain: 'timeTicks' });
    return [
      ...first,
      await switching(page, cdp, stage.url),
      await scrolling(browser, page, stage.url),
      await opening(page, cdp, stage.url),
    ];
  } finally {
    await browser.close();
    await stage.stop();
  }
}

/** Until Today shows its figures: bytes of the page's files as they are sent, and rounds of requests to the API. */
async function firstView(page: Page, url: string, bytes: () => number): Promise<Line[]> {
  const started = new Map<Request, number>();
  const ended = new Map<Request, number>();
  const ofApi = (request: Request): boolean => new URL(request.url()).pathname.startsWith('/api/');
  page.on('request', (request) => ofApi(request) && started.set(request, performance.now()));
  page.on('requestfinished', (request) => ofApi(request) && ended.set(request, performance.now()));
  await page.goto(url);
  await page.waitForSelector('[data-picture="today"]');
  await page.waitForLoadState('networkidle');
  page.removeAllListeners('request');
  page.removeAllListeners('requestfinished');
  const firstEnd = Math.min(...ended.values());
  const late = [...started].filter(([, at]) => at > firstEnd).map(([request]) => new URL(request.url()).pathname);
  const kilobytes = bytes() / 1000;
  return [
    {
      name: 'first view, all files compressed',
      value: kilobytes,
      unit: 'kB',
      limit: 90,
      detail: 'from nothing over the sign-in to the figures of Today: HTML, scripts, styles, as brotli sends them',
    },
    {
      name: 'first view, rounds of API requests',
      value: late.length === 0 ? 1 : 2,
      limit: 1,
      detail: `${started.size} requests${late.length === 0 ? ', all out before the first answer' : `, after the first answer ${late.join(', ')}`}`,
    },
  ];
}

const spent = async (cdp: CDPSession): Promise<number> => {
  const { metrics } = await cdp.send('Performance.getMetrics');
  return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0) * 1000;
};

/** Main-thread time of something, in milliseconds, until the page has drawn it. */
async function mainThread(page: Page, cdp: CDPSession, act: () => Promise<unknown>): Promise<number> {
  await page.waitForTimeout(300);
  const before = await spent(cdp);
  await act();
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)))');
  return (await spent(cdp)) - before;
}

async function switching(page: Page, cdp: CDPSession, url: string): Promise<Line> {
  const show = async (shift: number): Promise<void> => {
    const to = daysAgo(shift - 1);
    const from = daysAgo(shift + 364);
    await page.evaluate(`location.hash = '#/volume?from=${from}&to=${to}&by=day'`);
    await page.waitForSelector(`.fresh[data-from="${from}"]`);
  };
  await page.goto(`${url}#/volume`);
  await show(1);
  const times: number[] = [];
  for (let n = 2; n < 2 + TIMES; n += 1) times.push(await mainThread(page, cdp, () => show(n)));
  return {
    name: 'switching the period on 365 points',
    value: median(times),
    unit: 'ms',
    limit: 50,
    detail: `main thread from the press to the picture, median of ${TIMES}: ${times.map((ms) => ms.toFixed(0)).join(', ')}`,
  };
}

const SCROLL = `(async () => {
  const scroll = async (step) => {
    for (let still = 0, before = -1; still < 40; still = scrollY === before ? still + 1 : 0, before = scrollY) {
      scrollBy(0, step);
      await new Promise(requestAnimationFrame);
    }
  };
  await scroll(600);
  const rows = document.querySelector('.list-end').textContent;
  await scroll(-600);
  return rows;
})()`;

type Traced = {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  readonly tdur?: number;
};

/** From the first of 5,000 tickets to the last and back, 600 pixels a frame, loading them on the way. */
async function scrolling(browser: Browser, page: Page, url: string): Promise<Line> {
  await page.goto(`${url}#/tickets?queue=open`);
  await page.waitForSelector('.rows li a');
  await page.waitForTimeout(500);
  await browser.startTracing(page, { categories: ['__metadata', 'toplevel', 'disabled-by-default-devtools.timeline'] });
  const rows = (await page.evaluate(SCROLL)) as string;
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as {
    traceEvents: (Traced & { readonly args: { readonly name?: string } })[];
  };
  const main = new Set(
    traceEvents.filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain').map(({ pid, tid }) => `${pid} ${tid}`),
  );
  const tasks = traceEvents.filter(({ name, pid, tid }) => name.endsWith('RunTask') && main.has(`${pid} ${tid}`));
  if (tasks.length < 100) throw new Error(`only ${tasks.length} tasks were traced`);
  // By the thread's own clock: while other programs of the machine have the processor, the page does nothing.
  const spent = tasks.map(({ tdur = Number.NaN }) => tdur / 1000).sort((a, b) => b - a);
  const wall = tasks.map(({ dur = 0 }) => dur / 1000).filter((ms) => ms > 50);
  return {
    name: 'scrolling 5,000 tickets, longest task',
    value: spent[0] ?? Number.NaN,
    unit: 'ms',
    limit: 50,
    detail: `down to the last (“${rows}”) and up again, loading them meanwhile: ${tasks.length} tasks by the thread's own clock, the longest ${spent
      .slice(0, 5)
      .map((ms) => ms.toFixed(0))
      .join(', ')}; by the wall clock of a shared machine ${wall.length} took over 50`,
  };
}

async function opening(page: Page, cdp: CDPSession, url: string): Promise<Line> {
  const times: number[] = [];
  for (let n = 0; n < TIMES; n += 1) {
    await page.goto(`${url}#/tickets?queue=open`);
    await page.waitForSelector('.rows li a');
    const row = page.locator('.rows li a').nth(n);
    times.push(
      await mainThread(page, cdp, async () => {
        await row.click();
        await page.waitForSelector('.conversation [data-newest]');
      }),
    );
  }
  return {
    name: 'opening a conversation of 200 messages',
    value: median(times),
    unit: 'ms',
    limit: 150,
    detail: `main thread from the press to the conversation, median of ${TIMES}: ${times.map((ms) => ms.toFixed(0)).join(', ')}`,
  };
}
