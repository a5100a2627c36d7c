import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { type DeskClient, spawnDesk } from '../../infra/local/client.ts';
import { freePort } from '../../infra/local/engine.ts';
import { QUICK, type TicketView, ticketsOf } from '../local/harness.ts';
import { launch } from './browser.ts';
import { type Answers, asksOf, type Told, toldOn } from './read-back.ts';

/*
 * A local desk with three tickets on a Monday morning in Dublin, and a browser in front of its page.
 */

/** For one thing to appear, on a machine that does others too. */
const WAIT_MS = 12_000;
const DAY = { from: '2026-11-23', to: '2026-11-24', by: 'day' };
const LETTERS = { ann: 'Where is my lamp?', bo: 'The blanket came torn', kim: 'An invoice, please' };

export type SettingsView = {
  readonly version: number;
  readonly desk: { readonly name: string };
  readonly types: readonly { readonly name: string }[];
  readonly calendars: { hours: { week: { mon: object[] } }[] }[];
  readonly policies: readonly { readonly targets: { readonly firstReply: { readonly seconds: number } } }[];
};

type Options = { readonly data: string; readonly ports: { readonly http: number; readonly control: number } };

export class PageDesk {
  desk: DeskClient;
  readonly #browser: Browser;
  readonly #options: Options;
  /** What broke in any page that was opened. */
  readonly broken: string[] = [];

  private constructor(desk: DeskClient, browser: Browser, options: Options) {
    this.desk = desk;
    this.#browser = browser;
    this.#options = options;
  }

  static async start(): Promise<PageDesk> {
    const data = await mkdtemp(join(tmpdir(), 'desk-page-'));
    const ports = { http: await freePort(), control: await freePort() };
    const desk = await spawnDesk({ clock: { now: '2026-11-23T10:00:00.000Z', running: false }, ...QUICK, data, ports }, true);
    for (const [name, subject] of Object.entries(LETTERS))
      await desk.send({ from: `${name}@shop.test`, to: 'support@desk.test', subject, text: `${subject}\n\n${name}` });
    // Half an hour of waiting, so that clocks have something spent.
    await desk.advance({ seconds: 30 * 60 });
    return new PageDesk(desk, await launch(), { ...QUICK, data, ports });
  }

  async stop(): Promise<void> {
    await this.#browser.close();
    await this.desk.stop();
    await rm(this.#options.data, { recursive: true, force: true });
  }

  /** The same desk again, at the same addresses, with what it has kept. */
  async startAgain(): Promise<void> {
    this.desk = await spawnDesk(this.#options, true);
  }

  /** A browser of somebody's own, before the sign-in. */
  async seat(): Promise<{ page: Page; context: BrowserContext }> {
    const context = await this.#browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'en-GB' });
    context.setDefaultTimeout(WAIT_MS);
    const page = await context.newPage();
    page.on('pageerror', (error) => this.broken.push(error.message));
    return { page, context };
  }

  /** Somebody signed in. `token` is what the page last sent. */
  async seated(agent: string, hash = ''): Promise<{ page: Page; context: BrowserContext; token: () => string }> {
    const { page, context } = await this.seat();
    let token = '';
    page.on('request', (request) => {
      token = request.headers().authorization?.replace('Bearer ', '') ?? token;
    });
    await page.goto(`${this.desk.where.http}/${hash}`);
    await page.click(`[data-agent=${agent}]`);
    await page.waitForSelector('h1');
    return { page, context, token: () => token };
  }

  async show(page: Page, hash: string, there: string): Promise<void> {
    await page.goto(`${this.desk.where.http}/${hash}`);
    await page.waitForSelector(there);
  }

  async ticketAbout(subject: string): Promise<TicketView> {
    const found = (await ticketsOf(this.desk)).find((one) => one.subject === subject);
    if (!found) throw new Error(`no ticket about ${subject}`);
    return found;
  }

  async settings(): Promise<SettingsView> {
    return (await (await this.desk.api('GET', '/settings', await this.desk.token('settings:write'))).json()) as SettingsView;
  }

  /** What the page tells of the day and what the API answers, once the page is folded as far as the API. */
  async figures(page: Page, view: string): Promise<{ told: readonly Told[]; answers: Answers }> {
    const token = await this.desk.token('metrics:read');
    const entries = await Promise.all(
      Object.entries(asksOf(view, DAY)).map(async ([name, [figure, asked]]) => {
        const response = await this.desk.api('GET', `/metrics/${figure}?${new URLSearchParams(asked)}`, token);
        return [name, await response.json()] as const;
      }),
    );
    const answers = Object.fromEntries(entries) as Answers & Record<string, { foldedThrough: string }>;
    await this.show(page, `#/${view}?${new URLSearchParams(DAY)}`, `.fresh[data-folded="${answers[view]?.foldedThrough}"]`);
    return { told: await toldOn(page), answers };
  }
}
