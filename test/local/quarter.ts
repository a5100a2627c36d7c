import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import type { Settings } from '../../desk/settings.ts';
import type { State } from '../../desk/ticket/ticket.ts';
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
  /**
   * How the clock goes: each schedule at each of its instants (a minute), or in strides, at the end of which everything
   * missed is fired once, as after an outage that long.
   */
  readonly stride: number;
  /** How long before the end the last ticket opens. */
  readonly settle: number;
  readonly daysOff: readonly string[];
  readonly progress?: (told: string) => void;
};

export type Report = {
  readonly wrong: readonly string[];
  readonly tickets: number;
  readonly acts: number;
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
  const { start, end, outage, pace, stride } = given;
  const nextTick = ticking(outage, stride);
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
    // What is told of promises is wanted; that somebody wrote is not, thousands of times.
    notify: { newTicket: 'nobody', customerReply: 'nobody' },
    surveys: { ...settings.surveys, ticket: { ...settings.surveys.ticket, ...off }, order: { ...settings.surveys.order, ...off } },
  };
  await api('PUT', '/settings', wanted, { 'if-match': current.headers.get('etag') ?? '' });

  const client = new DynamoDBClient({
    endpoint: desk.where.engine.endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const table = (await client.send(new ListTablesCommand({}))).TableNames?.[0] ?? '';
  // Only reads by id, so shards do not matter.
  const rows = tickets(client, table, 1);

  const perform: Record<Act, (life: Life) => Promise<unknown>> = {
    mail: async (life) => {
      const subject = life.id === null ? `Order ${life.n}` : `Re: Order ${life.n} [${life.id}]`;
      await desk.send({ from: `c${life.n}@shop.test`, to: 'support@desk.test', subject, text: 'Where is it?' });
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
  const setAhead = async (to: number): Promise<void> => {
    await desk.setClock({ now: iso(to), running: false });
    now = to;
  };
  /** Lets time pass while timers fire. */
  const pass = async (to: number): Promise<void> => {
    if (stride === MINUTE) await desk.advance({ to: iso(to) });
    else {
      for (let at = nextTick(now + 1); at <= to; at = nextTick(at + 1)) {
        await setAhead(at);
        await desk.advance({ to: iso(at) });
      }
      await setAhead(to);
    }
    now = to;
  };
  /** Goes to an instant: firing what falls in between, or, in the outage, nothing. */
  const goTo = async (to: number): Promise<void> => {
    if (now < outage.from && to >= outage.from) await pass(outage.from - 1);
    if (to >= outage.from && to < outage.to) return setAhead(to);
    if (now < outage.to && to >= outage.to && now >= outage.from - 1) {
      await setAhead(outage.to);
      await desk.advance({ to: iso(outage.to) });
    }
    await pass(to);
  };

  const find = async (life: Life): Promise<void> => {
    const found = (await (await api('GET', `/tickets?customer=c${life.n}@shop.test`)).json()) as { tickets: { id: TicketId }[] };
    life.id = found.tickets[0]?.id ?? null;
    if (life.id === null) throw new Error(`no ticket of customer ${life.n}`);
  };
  const stateOf = async (some: readonly Life[]): Promise<(life: Life) => State> => {
    const { cases } = await rows.gather({ tickets: some.flatMap(({ id }) => id ?? []) }, true);
    return ({ id }) => (id === null ? undefined : cases.get(id)?.ticket.state) ?? 'new';
  };

  const lives = Array.from({ length: given.tickets }, (_, n): Life => {
    const rng = random(n + 1);
    return { n, rng, id: null, at: Math.floor(start + 1 + rng() * (end - start - given.settle)), act: 'mail' };
  });
  let alive = [...lives];
  let [acts, reported] = [0, 0];
  for (;;) {
    alive.sort((a, b) => a.at - b.at);
    const at = alive[0]?.at ?? end;
    if (at >= end) break;
    await goTo(at);
    // Whoever does something before the next tick does it now, side by side.
    const close = (Math.floor(at / stride) + 1) * stride;
    const together = alive.filter((life) => life.at < close);
    const before = await stateOf(together);
    const acting = together.filter((life) => life.act !== null && fits(life.act, before(life)));
    await Promise.all(acting.map((life) => life.act !== null && perform[life.act](life)));
    await desk.idle();
    await Promise.all(together.filter(({ id }) => id === null).map(find));
    acts += acting.length;
    const after = await stateOf(together);
    for (const life of together) {
      life.act = nextAct(after(life), life.rng);
      // A message that falls on an act's own millisecond would leave their order open.
      life.at = at + nextDelay(life.rng, pace) + 1;
    }
    alive = alive.filter(({ act }) => act !== null);
    const days = Math.floor((now - start) / DAY);
    if (days > reported) given.progress?.(`${days} days, ${acts} acts, ${lives.length - alive.length} of ${lives.length} tickets done`);
    reported = Math.max(reported, days);
  }
  await goTo(end - 1);
  await desk.idle();

  const world: World = {
    work: new WorkTable(calendar, start - DAY, end + 60 * DAY),
    policyFor,
    tickFrom: nextTick,
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
    sum.madeUpFor += [...mine.misses].filter(([key, said]) => said === outage.to && Number(key.split(' ')[2]) < outage.to - stride).length;
    sum.reopened += events.filter((e) => e.type === 'TicketReopened').length;
    sum.paused += events.filter((e) => e.type === 'ClockPaused').length;
  }
  client.destroy();
  return { wrong, tickets: lives.filter((l) => l.id !== null).length, acts, ...sum };
}
