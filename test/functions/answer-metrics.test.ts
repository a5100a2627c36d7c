import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import type { ApiRequest } from '../../desk/api/exchange.ts';
import type { Answer, Row } from '../../desk/metrics/answer.ts';
import { foldName } from '../../desk/metrics/catalog.ts';
import { countsOf } from '../../desk/metrics/counts.ts';
import { Zone } from '../../desk/metrics/day.ts';
import { definitions } from '../../desk/metrics/definitions.ts';
import { FIGURES, type Figure, GROUPS_OF } from '../../desk/metrics/query.ts';
import { behindAnswer, definitionsAnswer, figureAnswer } from '../../desk/metrics/shapes.ts';
import type { Instant } from '../../events/ids.ts';
import { answerFigure, listBehind, type Parts } from '../../functions/answer-metrics.ts';
import { commits } from '../../functions/aws/commits.ts';
import { indexOf, keyOf, pack } from '../../functions/aws/dynamo.ts';
import { rollups } from '../../functions/aws/rollups.ts';
import { settingsStore } from '../../functions/aws/settings.ts';
import { sharesStore } from '../../functions/aws/shares.ts';
import { index, key, shardOf } from '../../functions/aws/table.ts';
import { rollUp } from '../../functions/roll-up.ts';
import type { Trigger } from '../../functions/shell.ts';
import { played } from '../desk/metrics/history.ts';
import { MemoryTable } from './memory-table.ts';

const ZONE = 'Asia/Kathmandu';
const SHARDS = 2;
const HISTORY = played({ zone: ZONE, from: Date.parse('2026-04-20T00:00:00Z'), days: 16, tickets: 40, seed: 21 });
const NOW = new Date(Date.parse(HISTORY.commits.at(-1)?.recordedAt ?? '') + 3_600_000).toISOString() as Instant;

const quiet = { info: () => {}, warn: () => {}, error: () => {}, metric: () => {}, written: async () => {} };
const trigger: Trigger = { log: quiet, requestId: 'request', remainingMillis: () => 900_000 };

async function deskWith(all: typeof HISTORY.commits): Promise<{ table: MemoryTable; parts: Parts }> {
  const table = new MemoryTable();
  for (const commit of all) {
    table.put({
      ...keyOf(key.commit(commit.stream, commit.version)),
      ...indexOf({
        gpk: index.commits(commit.recordedAt.slice(0, 10), shardOf(commit.stream, SHARDS)),
        gsk: index.inCommits(commit.recordedAt, commit.stream, commit.version),
      }),
      d: pack(commit),
    });
  }
  table.put({ ...keyOf(key.secret()), d: pack('00'.repeat(32)), b: { B: new Uint8Array(32) } });
  const store = settingsStore(table.client, 'desk', { name: 'Shop', zone: ZONE, mailboxes: [], agents: [] });
  const settings = { ...store, secret: async () => new Uint8Array(32) };
  const parts = {
    settings,
    commits: commits(table.client, 'desk'),
    rollups: (fold: string) => rollups(table.client, 'desk', fold),
    shares: (fold: string) => sharesStore(table.client, 'desk', SHARDS, fold),
    shards: SHARDS,
    lookBackMs: 60 * 86_400_000,
  };
  if (all.length > 0) await rollUp(() => parts)({ time: NOW }, trigger);
  return { table, parts };
}

const request = (figure: string, query: Record<string, string>, headers: Record<string, string> = {}): ApiRequest => ({
  route: 'GET /metrics/{figure}',
  params: { figure },
  query,
  headers,
  caller: null,
  now: NOW,
  id: 'request',
  text: '',
  body: undefined,
});

let desk: Awaited<ReturnType<typeof deskWith>>;
beforeAll(async () => {
  desk = await deskWith(HISTORY.commits);
});
const ask = (figure: string, query: Record<string, string> = {}, headers: Record<string, string> = {}) =>
  answerFigure(() => desk.parts)(request(figure, query, headers), trigger);
const figuresOf = async (figure: string, query: Record<string, string> = {}): Promise<Answer> => {
  const { status, body } = await ask(figure, query);
  expect({ status, figure, query }).toEqual({ status: 200, figure, query });
  return body as Answer;
};
const at = (row: unknown, path: string): number =>
  Number(path.split('.').reduce<unknown>((value, name) => (value as Row | null)?.[name], row));
const PERIOD = { from: '2026-04-18', to: '2026-05-20' };

test.each(FIGURES)('%s answers as the API is described to', async (figure) => {
  for (const group of [undefined, ...GROUPS_OF[figure]]) {
    for (const cohort of ['replied', 'opened']) {
      const body = await figuresOf(figure, { ...PERIOD, by: 'week', cohort, compare: 'year', ...(group ? { group } : {}) });
      expect(z.safeParse(figureAnswer, body).error?.issues ?? []).toEqual([]);
      expect(body.foldedThrough).toBe(NOW);
      expect(body.period).toMatchObject({ zone: ZONE, by: 'week', from: '2026-04-18' });
    }
  }
});

test('every figure has a definition, a unit and a source', () => {
  expect(z.safeParse(definitionsAnswer, { definitions: definitions() }).success).toBe(true);
  for (const figure of FIGURES) {
    const fields = definitions().find((d) => d.figure === figure)?.fields ?? [];
    expect(fields.length).toBeGreaterThan(2);
    for (const field of fields) expect([field.means, field.unit, field.from].every((text) => text.length > 1)).toBe(true);
  }
});

describe('bad questions', () => {
  test.each([
    ['response', { from: '2026-05-09', to: '2026-05-01' }, 'from', 'must not be after to'],
    ['response', { from: '2021-01-01', to: '2026-05-01', by: 'day' }, 'from', 'three years'],
    ['response', { from: '2099-01-01', to: '2099-02-01' }, 'from', 'lies in the future'],
    ['volume', { group: 'moon' }, 'group', '"channel"'],
    ['types', { group: 'agent' }, 'group', 'must be one of channel'],
    ['agents', { group: 'agent' }, 'group', 'cannot be grouped'],
    ['volume', { by: 'hour' }, 'by', '"day"'],
    ['volume', { from: '2026-02-30' }, 'from', 'a date'],
    ['volume', { clock: 'sand' }, 'clock', '"elapsed"'],
    ['volume', { form: '2026-05-01' }, 'form', 'no such field'],
  ])('%s %j is a problem with %s', async (figure, query, field, why) => {
    const { status, body } = await ask(figure, query as Record<string, string>);
    const errors = (body as { errors: { field: string; why: string }[] }).errors;
    expect([status, errors[0]?.field]).toEqual([400, field]);
    expect(errors[0]?.why).toContain(why);
  });

  test('an unknown figure is not found, and which there are is said', async () => {
    const { status, body } = await ask('wealth');
    expect(status).toBe(404);
    expect(JSON.stringify(body)).toContain('resolution');
  });

  test.each([
    ['volume', { count: 'sins' }, 'count'],
    ['volume', { value: 'email' }, 'value'],
    ['volume', { limit: '0' }, 'limit'],
    ['hours', { hour: '168' }, 'hour'],
    ['volume', { cursor: 'AAAA' }, 'cursor'],
  ])('the tickets of %s with %j are a problem with %s', async (figure, query, field) => {
    const { status, body } = await listBehind(() => desk.parts)(request(figure, query as Record<string, string>), trigger);
    expect([status, (body as { errors: { field: string }[] }).errors[0]?.field]).toEqual([400, field]);
  });
});

describe('nothing', () => {
  const numbers = (value: unknown): number[] =>
    typeof value === 'number' ? [value] : value !== null && typeof value === 'object' ? Object.values(value).flatMap(numbers) : [];

  test.each(FIGURES)('an empty period of %s is zeros and nulls, never NaN', async (figure) => {
    for (const period of [
      { from: '2020-01-01', to: '2020-02-01' },
      { from: '2026-05-01', to: '2026-05-01' },
    ]) {
      const body = await figuresOf(figure, { ...period, by: 'total', cohort: 'opened', compare: 'previous' });
      expect(numbers(body.total).filter((n) => Number.isNaN(n) || !Number.isFinite(n))).toEqual([]);
      expect(body.n).toBe(0);
      expect(JSON.stringify(body)).not.toContain('NaN');
    }
  });

  test('a desk that was never folded says so, and when to ask again', async () => {
    const fresh = await deskWith([]);
    const { status, headers } = await answerFigure(() => fresh.parts)(request('volume', {}), trigger);
    expect([status, headers['retry-after']]).toEqual([503, '30']);
  });

  test.each([
    ['volume', 'D#2026-05'],
    ['volume', 'M#2026-04'],
    ['response', 'G#2026-04'],
  ])('a page of %s, %s, that is missing is 503, never a figure that is too low', async (figure, name) => {
    const table = desk.table.copy();
    const lost = [...table.rows.keys()].filter((id) => id.includes(`${figure}#all\n${name}`));
    expect(lost.length).toBeGreaterThan(0);
    for (const id of lost) table.remove(id);
    const parts = { ...desk.parts, rollups: (fold: string) => rollups(table.client, 'desk', fold) };
    const { status, headers } = await answerFigure(() => parts)(
      request(figure, { from: '2026-04-01', to: '2026-05-20', by: 'day' }),
      trigger,
    );
    expect([status, headers['retry-after']]).toEqual([503, '30']);
  });

  test('the days of a whole month are told by their digests: nobody reads their bins', async () => {
    const table = desk.table.copy();
    const bins = [...table.rows.keys()].filter((id) => /#(response|resolution)#all\nD#2026-04/.test(id));
    expect(bins.length).toBe(2);
    for (const id of bins) table.remove(id);
    const parts = { ...desk.parts, rollups: (fold: string) => rollups(table.client, 'desk', fold) };
    for (const figure of ['response', 'resolution']) {
      const query = { from: '2026-04-01', to: '2026-05-01', by: 'day' };
      const { status, body } = await answerFigure(() => parts)(request(figure, query), trigger);
      expect([status, body]).toEqual([200, await figuresOf(figure, query)]);
    }
  });

  test('a page of which only half is there is 503', async () => {
    const table = desk.table.copy();
    const id = [...table.rows.keys()].find((k) => k.includes('volume#all\nD#2026-05')) ?? '';
    table.put({ ...table.rows.get(id), n: { N: '2' } });
    const parts = { ...desk.parts, rollups: (fold: string) => rollups(table.client, 'desk', fold) };
    expect((await answerFigure(() => parts)(request('volume', {}), trigger)).status).toBe(503);
  });
});

test('the same answer a second time is 304, until something was folded', async () => {
  const first = await ask('volume', PERIOD);
  const tag = first.headers.etag ?? '';
  expect((await ask('volume', PERIOD, { 'if-none-match': `W/${tag}, "other"` })).status).toBe(304);
  expect((await ask('volume', { ...PERIOD, by: 'week' }, { 'if-none-match': tag })).status).toBe(200);
  expect((await ask('volume', PERIOD, { 'if-none-match': tag, accept: 'text/csv' })).status).toBe(200);
});

test('a container that knows the catalog reads pages and catalog at once; what was folded meanwhile it reads anew', async () => {
  const half = HISTORY.commits.slice(0, Math.floor(HISTORY.commits.length / 2));
  const before = await deskWith(half);
  const calls: string[] = [];
  let waiting: (() => void)[] = [];
  /** Answers once as many calls are under way as are said to be. */
  const together = (client: DynamoDBClient, many: number): DynamoDBClient => {
    const send = (client as unknown as { send: (command: object) => Promise<unknown> }).send;
    const held = async (command: object): Promise<unknown> => {
      calls.push(command.constructor.name);
      if (calls.length === 1 && many > 1) await new Promise<void>((resolve) => waiting.push(resolve));
      else for (const go of waiting.splice(0)) go();
      return send(command);
    };
    return { send: held } as unknown as DynamoDBClient;
  };
  const asked = async (client: DynamoDBClient): Promise<Answer> => {
    calls.length = 0;
    waiting = [];
    const parts = { ...before.parts, rollups: (fold: string) => rollups(client, 'desk', fold) };
    return (await answerFigure(() => parts)(request('volume', PERIOD), trigger)).body as Answer;
  };
  const first = await asked(before.table.client);
  // The catalog is not answered before the pages are asked for: only a container that reads ahead comes to an end.
  const second = await asked(together(before.table.client, 2));
  expect([calls, second]).toEqual([['GetItemCommand', 'BatchGetItemCommand'], first]);
  const after = await asked(desk.table.client);
  expect(after).toEqual(await figuresOf('volume', PERIOD));
  expect(after.n).toBeGreaterThan(first.n);
});

test('as CSV come the same rows, with a column for each number', async () => {
  const { rows } = await figuresOf('response', { ...PERIOD, by: 'week', group: 'mailbox' });
  const { body, headers } = await ask('response', { ...PERIOD, by: 'week', group: 'mailbox' }, { accept: 'text/csv' });
  expect(headers['content-type']).toBe('text/csv; charset=utf-8');
  const lines = String(body).trimEnd().split('\r\n');
  expect(lines.length).toBe(rows.length + 1);
  const columns = lines[0]?.split(',') ?? [];
  expect(columns).toEqual(expect.arrayContaining(['from', 'to', 'group', 'firstReply.p50', 'firstReply.within.h4', 'unanswered.rate']));
  const cells = lines[1]?.split(',') ?? [];
  expect(Number(cells[columns.indexOf('firstReply.n')])).toBe(at(rows[0], 'firstReply.n'));
});

describe('the tickets behind a number, counted by hand, are the number', () => {
  /** Lists all pages and counts. */
  async function counted(figure: Figure, query: Record<string, string>): Promise<{ n: number; ids: Set<string> }> {
    let n = 0;
    const ids = new Set<string>();
    let cursor: string | null = null;
    do {
      const answer = await listBehind(() => desk.parts)(request(figure, { ...query, limit: '7', ...(cursor ? { cursor } : {}) }), trigger);
      expect({ status: answer.status, body: z.safeParse(behindAnswer, answer.body).success }).toEqual({ status: 200, body: true });
      const body = answer.body as z.output<typeof behindAnswer>;
      for (const item of body.items) {
        n += item.n;
        ids.add(item.id);
      }
      cursor = body.cursor;
    } while (cursor !== null);
    return { n, ids };
  }
  test.each([
    ['volume', 'new', 'new'],
    ['volume', 'active', 'active'],
    ['volume', 'in', 'in'],
    ['volume', 'out', 'out'],
    ['volume', 'automatic', 'automatic'],
    ['volume', 'automatic.acknowledgement', 'automaticBy.acknowledgement'],
    ['volume', 'opened', 'opened'],
    ['volume', 'resolved', 'resolved'],
    ['volume', 'reopened', 'reopened'],
    ['volume', 'excludedWhileOpen', 'excludedWhileOpen'],
    ['volume', 'released', 'released'],
    ['volume', 'excluded.spam', 'excluded.spam'],
    ['response', 'firstReply', 'firstReply.n'],
    ['response', 'nextReply', 'nextReply.n'],
    ['response', 'unanswered', 'unanswered.n'],
    ['response', 'closedUnanswered', 'closedUnanswered'],
    ['response', 'outsideHours', 'outsideHours'],
    ['resolution', 'first', 'first.n'],
    ['resolution', 'final', 'final.n'],
    ['resolution', 'oneTouch', 'oneTouch.n'],
    ['resolution', 'answered', 'oneTouch.of'],
    ['resolution', 'firstContact', 'firstContact.n'],
    ['resolution', 'reopened', 'reopened.n'],
    ['resolution', 'expired', 'expired'],
    ['happiness', 'csat', 'csat.n'],
    ['happiness', 'csat.satisfied', 'csat.satisfied'],
    ['happiness', 'nps.promoters', 'nps.promoters'],
    ['happiness', 'nps.passives', 'nps.passives'],
    ['happiness', 'nps.asked', 'nps.survey.asked'],
    ['happiness', 'nps.delivered', 'nps.survey.delivered'],
    ['happiness', 'csat.commented', 'csat.survey.commented'],
    ['happiness', 'unsubscribed', 'unsubscribed'],
    ['happiness', 'orders.delivered', 'orders.delivered'],
    ['happiness', 'orders.placed', 'orders.placed'],
    ['happiness', 'orders.cancelled', 'orders.cancelled'],
    ['happiness', 'nps', 'nps.n'],
    ['happiness', 'nps.detractors', 'nps.detractors'],
    ['happiness', 'csat.asked', 'csat.survey.asked'],
    ['happiness', 'csat.undelivered', 'csat.survey.undelivered'],
    ['happiness', 'csat.answered', 'csat.survey.answered'],
    ['happiness', 'csat.skipped.throttled', 'csat.survey.skipped.throttled'],
    ['happiness', 'unsubscribed', 'unsubscribed'],
    ['volume', 'undelivered', 'undelivered'],
    ['volume', 'expired', 'expired'],
    ['volume', 'excluded.merged', 'excluded.merged'],
  ] as const)('%s: %s', async (figure, count, path) => {
    const { total } = await figuresOf(figure, { ...PERIOD, by: 'total' });
    expect((await counted(figure, { ...PERIOD, count })).n).toBe(at(total, path));
    const group = GROUPS_OF[figure][0] ?? 'channel';
    const { rows } = await figuresOf(figure, { ...PERIOD, by: 'total', group });
    for (const row of rows) {
      const behind = await counted(figure, { ...PERIOD, count, group, value: String(row.group ?? '') });
      expect([row.group, behind.n]).toEqual([row.group, at(row, path)]);
    }
  });

  test('the backlog of any evening', async () => {
    const { rows } = await figuresOf('volume', { ...PERIOD, by: 'week', group: 'type' });
    for (const row of rows.filter((r) => Number(r.active) > 0)) {
      const query = { from: String(row.from), to: String(row.to), group: 'type', value: String(row.group ?? ''), count: 'active' };
      const { n, ids } = await counted('volume', query);
      expect([row.to, row.group, n, ids.size]).toEqual([row.to, row.group, row.active, row.active]);
    }
  });

  test('of a day, of a policy, of an agent, of an hour, of a type and channel', async () => {
    const missed = (await figuresOf('sla', { ...PERIOD, by: 'total' })).rows.find((r) => r.clock === 'resolution' && r.missed !== 0);
    const policy = { ...PERIOD, count: 'missed.resolution', value: String(missed?.group) };
    expect((await counted('sla', policy)).n).toBe(missed?.missed);
    const agent = (await figuresOf('agents', { ...PERIOD, by: 'total' })).rows.find((r) => r.group !== null);
    expect((await counted('agents', { ...PERIOD, count: 'replies', value: String(agent?.group) })).n).toBe(agent?.replies);
    const hours = (await figuresOf('hours', PERIOD)).rows;
    const busiest = hours.reduce((most, _, i) => (Number(hours[i]?.arrivals) > Number(hours[most]?.arrivals) ? i : most), 0);
    expect((await counted('hours', { ...PERIOD, hour: String(busiest) })).n).toBe(hours[busiest]?.arrivals);
    const pair = (await figuresOf('types', { ...PERIOD, group: 'channel' })).rows.find((r) => r.type !== null && Number(r.count) > 0);
    expect((await counted('types', { ...PERIOD, group: 'channel', value: `${pair?.type}/${pair?.group}` })).n).toBe(pair?.count);
    const day = (await figuresOf('volume', PERIOD)).rows.find((r) => Number(r.new) > 0);
    expect((await counted('volume', { from: String(day?.from), to: String(day?.to) })).ids.size).toBe(day?.new);
  });

  test('by the day of arrival, and of those who still wait', async () => {
    const opened = { ...PERIOD, cohort: 'opened' };
    for (const clock of ['elapsed', 'business']) {
      const { total } = await figuresOf('response', { ...opened, clock, by: 'total' });
      for (const which of ['firstReply', 'nextReply']) {
        expect((await counted('response', { ...opened, clock, count: which })).n).toBe(at(total, `${which}.n`));
        expect((await counted('response', { ...opened, clock, count: `waiting.${which}` })).n).toBe(at(total, `${which}.survival.waiting`));
      }
    }
  });

  test('of every promise of every policy, of every agent, and of the busiest hours', async () => {
    for (const row of (await figuresOf('sla', { ...PERIOD, by: 'total' })).rows) {
      for (const what of ['due', 'met', 'missed']) {
        const list = await counted('sla', { ...PERIOD, count: `${what}.${row.clock}`, value: String(row.group ?? '') });
        expect([row.group, row.clock, what, list.n]).toEqual([row.group, row.clock, what, row[what]]);
      }
    }
    for (const row of (await figuresOf('agents', { ...PERIOD, by: 'total' })).rows) {
      for (const [count, path] of [
        ['replies', 'replies'],
        ['resolved', 'resolved'],
        ['firstReply', 'firstReply.n'],
        ['oneTouch', 'oneTouch.n'],
        ['csat', 'csat.n'],
      ] as const) {
        const list = await counted('agents', { ...PERIOD, count, value: String(row.group ?? '') });
        expect([row.group, count, list.n]).toEqual([row.group, count, at(row, path)]);
      }
    }
    const hours = (await figuresOf('hours', PERIOD)).rows;
    const busy = [...hours.keys()].sort((a, b) => at(hours[b], 'wait.n') - at(hours[a], 'wait.n')).slice(0, 5);
    for (const hour of busy) {
      for (const [count, path] of [
        ['replies', 'replies'],
        ['wait', 'wait.n'],
      ] as const) {
        expect((await counted('hours', { ...PERIOD, count, hour: String(hour) })).n).toBe(at(hours[hour], path));
      }
    }
  });

  test('and every number that a list can be asked for can be listed', async () => {
    for (const figure of FIGURES) {
      for (const count of [
        ...Object.keys(countsOf({ figure, cohort: 'opened', clock: 'business' })),
        ...(figure === 'volume' ? ['active'] : []),
      ]) {
        expect((await counted(figure, { ...PERIOD, count, cohort: 'opened', clock: 'business' })).n).toBeGreaterThanOrEqual(0);
      }
    }
  });
});

test('the zone of a fold is part of its name: another zone is folded anew, beside the old', () => {
  expect(foldName('Europe/London')).not.toBe(foldName(new Zone('Asia/Kathmandu').name));
});
