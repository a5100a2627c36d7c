/* A local desk for a test file: the bundles that would be deployed, hosted from the template, on ports of their own. */
import { type DeskClient, spawnDesk } from '../../infra/local/client.ts';
import type { DeskOptions } from '../../infra/local/desk.ts';
import { dynoxideBinary } from '../../infra/local/engine.ts';
import type { MailSummary } from '../../infra/local/outbox.ts';

/** The first start synthesizes the stack, on a machine that does other things too. */
export const START_MS = 120_000;

/** The engine that is up at once, where this machine runs it: a test's desk lives for seconds. What both engines owe is tested elsewhere. */
export const QUICK: Pick<DeskOptions, 'engine'> = dynoxideBinary() === null ? {} : { engine: 'dynoxide' };
/** The engine that `npm start` chooses. */
export const CHOSEN: Pick<DeskOptions, 'engine'> = { engine: '' };

/** A desk that is there for every test of a file, its clock standing at a Monday morning in Dublin unless told otherwise. */
export function localDesk(options: DeskOptions = {}, quiet = false): () => DeskClient {
  let desk: DeskClient | undefined;
  beforeAll(async () => {
    desk = await spawnDesk({ clock: { now: '2026-11-23T10:00:00.000Z', running: false }, ...QUICK, ...options }, quiet);
  }, START_MS);
  afterAll(async () => {
    await desk?.stop();
  }, 30_000);
  return () => {
    if (!desk) throw new Error('the desk is not up yet');
    return desk;
  };
}

export type TicketView = {
  readonly id: string;
  readonly state: string;
  readonly subject: string;
  readonly requester: { readonly name: string | null; readonly address: string } | null;
  readonly messages: readonly { readonly id: string; readonly kind: string; readonly at: string; readonly text: string }[];
};

/** What the API says about tickets, as agent1. */
export async function ticketsOf(desk: DeskClient, query = ''): Promise<TicketView[]> {
  const response = await desk.api('GET', `/tickets${query}`, await desk.token('tickets:read'));
  if (!response.ok) throw new Error(`GET /tickets: ${response.status} ${await response.text()}`);
  return ((await response.json()) as { tickets: TicketView[] }).tickets;
}

export async function ticketOf(desk: DeskClient, id: string): Promise<TicketView> {
  const response = await desk.api('GET', `/tickets/${id}`, await desk.token('tickets:read'));
  if (!response.ok) throw new Error(`GET /tickets/${id}: ${response.status} ${await response.text()}`);
  return (await response.json()) as TicketView;
}

/** Sent mails to an address, oldest first. */
export const sentTo = async (desk: DeskClient, address: string): Promise<MailSummary[]> =>
  (await desk.sent()).filter(({ destinations }) => destinations.some((one) => one.includes(address)));

/** The bare reply address of a sent mail. */
export const replyAddress = ({ headers }: MailSummary): string =>
  /<?([^<>\s]+@[^<>\s]+?)>?$/.exec(headers['reply-to'] ?? headers.from ?? '')?.[1] ?? '';
