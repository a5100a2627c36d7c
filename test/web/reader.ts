import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { DeskClient } from '../../infra/local/client.ts';

/** Somebody at the page of a local desk, signed in as an agent. */
export type Reader = { readonly page: Page; readonly context: BrowserContext };

/** @param at where on the page, such as `#/tickets` */
export async function reader(browser: Browser, desk: DeskClient, agent: string, at: string, options = {}): Promise<Reader> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'en-GB', ...options });
  const page = await context.newPage();
  await page.goto(`${desk.where.http}/${at}`);
  await page.click(`a[data-agent="${agent}"]`);
  await page.waitForSelector('main h1, main .message, main .rows');
  return { page, context };
}

/** Goes elsewhere on the page, as a link of its own does. */
export const go = (page: Page, at: string): Promise<void> => page.evaluate(`location.hash = ${JSON.stringify(at)}`);
