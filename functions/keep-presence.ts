import { check } from '../desk/api/check.ts';
import { type ApiAnswer, type ApiRequest, ok } from '../desk/api/exchange.ts';
import { AGAIN_SECONDS, heartbeat, othersHere, presenceBody } from '../desk/api/presence.ts';
import { noTicket, pathTicket } from '../desk/api/ticket-path.ts';
import { whoActs } from '../desk/api/who.ts';
import { dynamo } from './aws/dynamo.ts';
import { type Presence, presence } from './aws/presence.ts';
import { type SettingsStore, settingsStore } from './aws/settings.ts';
import { type Tickets, tickets } from './aws/tickets.ts';
import { env } from './env.ts';
import { type Answerer, onRequest } from './shell.ts';

/*
 * Who is in which ticket, said again every few seconds: a function of its own, light, for it is called the most.
 */

export type Parts = { readonly settings: SettingsStore; readonly tickets: Tickets; readonly presence: Presence };

let made: Parts | undefined;
const wired = (): Parts => {
  if (made) return made;
  const { table, shards, defaults } = env('table', 'shards', 'defaults');
  made = {
    settings: settingsStore(dynamo(), table, JSON.parse(defaults)),
    tickets: tickets(dynamo(), table, Number(shards)),
    presence: presence(dynamo(), table),
  };
  return made;
};

type Said = { readonly doing: 'reading' | 'writing' | 'gone'; readonly agent: string | undefined };

/** One read of the ticket, one of who is there, and at most one write. */
async function said({ params, caller, now }: ApiRequest, { doing, agent: named }: Said, parts: Parts): Promise<ApiAnswer> {
  const id = pathTicket(params.id);
  if (id === null) return noTicket();
  const settings = await parts.settings.now();
  const who = whoActs(caller, named, settings);
  if ('answer' in who) return who.answer;
  const { agent } = who;
  const [found, rows] = await Promise.all([parts.tickets.load(id), parts.presence.in(id)]);
  if (found === null) return noTicket();
  if (doing === 'gone') {
    if (rows.some((row) => row.agent === agent.id)) await parts.presence.leave(id, agent.id);
  } else {
    const news = heartbeat(rows, agent.id, doing, now);
    if (news !== null) await parts.presence.say(id, news);
  }
  return ok({ others: othersHere(rows, agent.id, now, settings), version: found.ticket.version, againSeconds: AGAIN_SECONDS });
}

export const here =
  (parts: () => Parts): Answerer =>
  async (request) => {
    const checked = check(presenceBody, request.body);
    return 'answer' in checked ? checked.answer : said(request, { agent: undefined, ...checked.value }, parts());
  };

export const gone =
  (parts: () => Parts): Answerer =>
  (request) =>
    said(request, { doing: 'gone', agent: undefined }, parts());

export const routes = (parts: () => Parts): Record<string, Answerer> => ({
  'PUT /tickets/{id}/presence': here(parts),
  'DELETE /tickets/{id}/presence': gone(parts),
});

export const handler = onRequest(routes(wired));
