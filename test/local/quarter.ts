import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import type { Settings } from '../../desk/settings.ts';
import type { Commit, TicketEvent } from '../../events/event.ts';
import type { TicketId } from '../../events/ids.ts';
import { tickets } from '../../functions/aws/tickets.ts';
import type { DeskClient } from '../../infra/local/client.ts';
import {
  type Act,
  DAY,
  fits,
  MINUTE,
  nextAct,
  nextDelay,
  nextPriority,
  office,
  promises,
  random,
  ticking,
} from '../desk/sla/quarter-acts.ts';
import { disagreements, model, told, WorkTable, type World } from '../desk/sla/quarter-model.ts';

/*
 * A season of a desk on the deployed bundles: customers write by SMTP, agents act by the API, the clock is advanced and
 * fires every tick, but for an outage in which it is set ahead and fires none. What the clocks say is compared with a
 * model that reads only what happened.
 */

export type Season = {
  /** Epoch milliseconds on whole minutes; the desk's clock stands at `start`. */
  readonly start: number;
  readonly end: number;
  readonly outage: { readonly from: number; readonly to: number };
  readonly tickets: number;
  /** How much faster than life: 1 is targets of hours and delays of days. */
  readonly pace: number;
  /** How long before the end the last ticket opens. */
  readonly settle: number;
  readonly daysOff: readonly string[];
  /** Shards of the stack that is hosted. */
  readonly shards: number;
  readonly progress?: (told: string) => void;
};

export type Report = {
  readonly wrong: readonly string[];
  readonly tickets: number;
  readonly stops: number;
  readonly misses: number;
  readonly warnings: number;
  readonly madeUpFor: number;
  readonly reopened: number;
  readonly paused: number;
};

/** One person's ticket, and when something happens on it next. */
type Life = { readonly n: number; readonly rng: () => number; id: TicketId | null; at: number; act: Act | null };

export async function season(desk: DeskClient, given: Season): Promise<Report> {
  const { start, end, outage, pace } = given;
  const calendar = office(given.daysOff);
  const { policies, policyFor } = promises(pace);
  const token = await desk.token('tickets:read tickets:write settings:write');
  const api = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Response> => {
    const answer = await desk.api(method, path, token, body, headers);
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer;
  };
  const current = await api('GET', '/settings');
  const settings = (await current.json()) as Settings;
  const off = { active: false };
  const wanted = {
    ...settings,
    calendars: [calendar],
    policies,
    acknowledge: { ...settings.acknowledge, ...off },
    surveys: { ...settings.surveys, ticket: { ...settings.surveys.ticket, ...off }, order: { ...settings.surveys.order, ...off } },
  };
  await api('PUT', '/settings', wanted, { 'if-match': current.headers.get('etag') ?? '' });

  const client = new DynamoDBClient({
    endpoint: desk.where.engine.endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const table = (await client.send(new ListTablesCommand({}))).TableNames?.[0] ?? '';
  const rows = tickets(client, table, given.shards);

  const perform: Record<Act, (life: Life) => Promise<unknown>> = {
    mail: async (life) => {
      const subject = life.id === null ? `Order ${life.n}` : `Re: Order ${life.n} [${life.id}]`;
      await desk.send({ from: `c${life.n}@shop.test`, to: 'support@desk.test', subject, text: 'Where is it?' });
      if (life.id !== null) return;
      await desk.idle();
      const found = (await (await api('GET', `/tickets?customer=c${life.n}@shop.test`)).json()) as { tickets: { id: TicketId }[] };
      life.id = found.tickets[0]?.id ?? null;
      if (life.id === null) throw new Error(`no ticket of customer ${life.n}`);
    },
    reply: ({ id }) => api('POST', `/tickets/${id}/replies`, { text: 'Tomorrow.' }),
    'reply-and-resolve': ({ id }) => api('POST', `/tickets/${id}/replies`, { text: 'Tomorrow.', resolve: true }),
    pend: ({ id }) => api('POST', `/tickets/${id}/pend`, { waitingOn: 'customer' }),
    'pend-third-party': ({ id }) => api('POST', `/tickets/${id}/pend`, { waitingOn: 'third-party' }),
    resolve: ({ id }) => api('POST', `/tickets/${id}/resolve`, {}),
    reopen: ({ id }) => api('POST', `/tickets/${id}/reopen`, {}),
    priority: ({ id, rng }) => api('PATCH', `/tickets/${id}`, { priority: nextPriority(rng) }),
  };

  let now = start;
  const iso = (ms: number): string => new Date(ms).toISOString();
  /** Goes to an instant: firing what falls in between, or, in the outage, nothing. */
  const goTo = async (to: number): Promise<void> => {
    if (now < outage.from && to >= outage.from) {
      await desk.advance({ to: iso(outage.from - 1) });
      now = outage.from - 1;
    }
    if (to >= outage.from && to < outage.to) await desk.setClock({ now: iso(to), running: false });
    else {
      if (now < outage.to && to >= outage.to && now >= outage.from - 1) await desk.setClock({ now: iso(outage.to), running: false });
      await desk.advance({ to: iso(to) });
    }
    now = to;
  };

  const lives = Array.from({ length: given.tickets }, (_, n): Life => {
    const rng = random(n + 1);
    return { n, rng, id: null, at: Math.floor(start + 1 + rng() * (end - start - given.settle)), act: 'mail' };
  });
  const alive = [...lives];
  let reported = 0;
  for (;;) {
    alive.sort((a, b) => a.at - b.at);
    const [life] = alive;
    if (life === undefined || life.at >= end) break;
    await goTo(life.at);
    const before = life.id === null ? null : await rows.load(life.id);
    if (life.act !== null && fits(life.act, before?.ticket.state ?? 'new')) await perform[life.act](life);
    await desk.idle();
    const after = life.id === null ? null : await rows.load(life.id);
    life.act = after === null ? null : nextAct(after.ticket.state, life.rng);
    if (life.act === null) alive.shift();
    // A message that falls on an act's own millisecond would leave their order open.
    else life.at += nextDelay(life.rng, pace) + 1;
    const days = Math.floor((now - start) / DAY);
    if (days > reported) given.progress?.(`${days} days, ${lives.length - alive.length} of ${lives.length} tickets done`);
    reported = Math.max(reported, days);
  }
  await goTo(end - 1);
  await desk.idle();

  const world: World = {
    work: new WorkTable(calendar, start - DAY, end + 60 * DAY),
    policyFor,
    tickFrom: ticking(outage),
    end,
  };
  const wrong: string[] = [];
  const sum = { stops: 0, misses: 0, warnings: 0, madeUpFor: 0, reopened: 0, paused: 0 };
  for (const { id, n } of lives) {
    if (id === null) continue;
    const commits = (await rows.conversation(id)).commits as Commit[];
    const events = commits.flatMap((c) => c.events) as TicketEvent[];
    const mine = told(commits);
    wrong.push(...disagreements(mine, model(events, world)).map((what) => `ticket ${n} ${id}: ${what}`));
    sum.stops += mine.stops.length;
    sum.misses += mine.misses.size;
    sum.warnings += mine.warnings.size;
    sum.madeUpFor += [...mine.misses].filter(([key, said]) => said === outage.to && Number(key.split(' ')[2]) < outage.to - MINUTE).length;
    sum.reopened += events.filter((e) => e.type === 'TicketReopened').length;
    sum.paused += events.filter((e) => e.type === 'ClockPaused').length;
  }
  client.destroy();
  return { wrong, tickets: lives.filter((l) => l.id !== null).length, ...sum };
}
