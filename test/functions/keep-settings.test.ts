import { slaPreview } from '../../desk/api/responses.ts';
import { defaultSettings } from '../../desk/default-settings.ts';
import type { Calendar, Policy, Settings } from '../../desk/settings.ts';
import type { Commit } from '../../events/event.ts';
import type { TicketId } from '../../events/ids.ts';
import { logOf } from '../../functions/aws/log.ts';
import { SETTINGS_STREAM } from '../../functions/aws/settings.ts';
import { renewHolidays } from '../../functions/keep-settings.ts';
import type { Trigger } from '../../functions/shell.ts';
import { ApiDesk, DEFAULTS, fieldsOf, type Got } from './api-desk.ts';
import { ENGINES, type Engine, startEngine } from './aws/engines.ts';

const TRIGGER: Trigger = { log: { ...logOf('test'), info: () => {} }, requestId: 'tick', remainingMillis: () => 60_000 };

let engine: Engine;
let desk: ApiDesk;
beforeAll(async () => {
  engine = await startEngine(ENGINES[0] ?? '');
  desk = new ApiDesk(engine);
});
afterAll(() => engine.stop());

const get = (): Promise<Got<Settings>> => desk.call<Settings>('GET /settings');
const put = (body: unknown, tag: string | undefined): Promise<Got<Settings>> =>
  desk.call<Settings>('PUT /settings', { body, headers: tag === undefined ? {} : { 'If-Match': tag } });
const said = async (): Promise<readonly Commit[]> => (await desk.parts.tickets.conversation(SETTINGS_STREAM as TicketId)).commits;

/** Hours of Monday, and nothing else of the week changed. */
const monday = (settings: Settings, ...spans: string[]): Settings =>
  withWeek(settings, {
    mon: spans.map((span) => {
      const [from = '', to = ''] = span.split('-');
      return { from, to };
    }),
  });
const closed = (settings: Settings): Settings => withWeek(settings, { mon: [], tue: [], wed: [], thu: [], fri: [] });
const withWeek = (settings: Settings, change: Partial<Calendar['hours'][number]['week']>): Settings => ({
  ...settings,
  calendars: settings.calendars.map((calendar) => ({
    ...calendar,
    hours: calendar.hours.map((hours) => ({ ...hours, week: { ...hours.week, ...change } })),
  })),
});

describe('the settings', () => {
  test('are read with their version, changed with it, and said to have changed', async () => {
    const before = await get();
    const tag = String(before.headers.etag);
    const got = await put({ ...before.body, desk: { ...before.body.desk, name: 'New name' } }, tag);
    expect(got.status).toBe(200);
    expect(got.headers.etag).not.toBe(tag);
    expect(got.body).toMatchObject({ version: before.body.version + 1, desk: { name: 'New name' } });
    expect((await get()).body).toEqual(got.body);
    expect((await said()).at(-1)?.events).toMatchObject([
      { type: 'SettingsChanged', version: got.body.version, by: { kind: 'agent', agent: 'agent1' } },
    ]);
  });

  test('are not sent again to whoever has them', async () => {
    const { headers } = await get();
    const again = await desk.call('GET /settings', { headers: { 'If-None-Match': String(headers.etag) } });
    expect(again).toMatchObject({ status: 304, body: undefined });
  });

  test('are not changed without saying which version, nor over somebody else’s change', async () => {
    const before = await get();
    const tag = String(before.headers.etag);
    expect(await put(before.body, undefined)).toMatchObject({ status: 428 });
    expect(await put(before.body, '"999"')).toMatchObject({ status: 412 });
    expect((await get()).body).toEqual(before.body);
    const both = await Promise.all(['A', 'B'].map((name) => put({ ...before.body, desk: { ...before.body.desk, name } }, tag)));
    expect(both.map((got) => got.status).sort()).toEqual([200, 412]);
    const kept = both.find((got) => got.status === 200);
    expect((await get()).body).toEqual(kept?.body);
  });

  test.each<[string, (settings: Settings) => unknown, string]>([
    ['a zone that is none', (s) => ({ ...s, desk: { ...s.desk, zone: 'Nowhere/At-all' } }), 'desk.zone'],
    ['an address that is none', (s) => ({ ...s, mailboxes: [{ ...s.mailboxes[0], address: 'support' }] }), 'mailboxes.0.address'],
    ['no mailbox at all', (s) => ({ ...s, mailboxes: [] }), 'mailboxes'],
    ['a target of zero', (s) => ({ ...s, policies: [target(s, 0)] }), 'policies.0.targets.firstReply.seconds'],
    ['a target below zero', (s) => ({ ...s, policies: [target(s, -60)] }), 'policies.0.targets.firstReply.seconds'],
    ['hours that are none', (s) => ({ ...s, calendars: [{ ...s.calendars[0], hours: [] }] }), 'calendars.0.hours'],
    ['a calendar that is not there', (s) => ({ ...s, calendars: [] }), 'policies.0.calendar'],
    ['hours that overlap', (s) => monday(s, '09:00-12:00', '11:00-17:00'), 'calendars.0.hours.0.week.mon.1'],
    ['hours that are over before they begin', (s) => monday(s, '17:00-09:00'), 'calendars.0.hours.0.week.mon.0'],
    ['hours of no length', (s) => monday(s, '09:00-09:00'), 'calendars.0.hours.0.week.mon.0'],
    ['a calendar that never opens', closed, 'calendars.0.hours.0.week'],
    ['a calendar in a zone that is none', (s) => ({ ...s, calendars: [{ ...s.calendars[0], zone: 'Mars/Olympus' }] }), 'calendars.0.zone'],
    ['a policy that can never match', (s) => ({ ...s, policies: [...s.policies, { ...s.policies[0], id: 'late' }] }), 'policies.1.when'],
    ['a role that is none', (s) => ({ ...s, agents: [{ ...s.agents[0], role: 'king' }] }), 'agents.0.role'],
    ['a field too many', (s) => ({ ...s, colour: 'red' }), 'colour'],
    ['a field too few', ({ desk: _, ...s }) => s, 'desk'],
  ])('with %s are refused by the field, and stay as they were', async (_, change, field) => {
    const before = await get();
    const got = await put(change(before.body), String(before.headers.etag));
    expect(got.status).toBe(422);
    expect(fieldsOf(got)).toContain(field);
    expect((await get()).body).toEqual(before.body);
  });

  test('with holidays are kept with the dates that these come to, and the clocks rest on them', async () => {
    const before = await get();
    const holidays = (country: string, region: string | null): unknown => {
      const [office] = before.body.calendars;
      return { ...before.body, calendars: [{ ...office, hours: [{ ...office?.hours[0], holidays: { country, region } }] }] };
    };
    const tag = String(before.headers.etag);
    expect(fieldsOf(await put(holidays('ZZ', null), tag))).toEqual(['calendars.0.hours.0.holidays.country']);
    expect(fieldsOf(await put(holidays('DE', 'XX'), tag))).toEqual(['calendars.0.hours.0.holidays.region']);
    const got = await put(holidays('IE', null), tag);
    expect(got.status).toBe(200);
    expect(got.body.calendars[0]?.hours[0]?.holidayDates).toContain('2026-03-17');
    const due = await desk.call<{ clocks: { firstReply: { dueAt: string } } }>('POST /sla/preview', {
      body: { policy: 'standard', at: '2026-03-16T16:00:00.000Z' },
    });
    // Monday from 16:00, not on Saint Patrick's Day, and the rest on Wednesday.
    expect(due.body.clocks.firstReply.dueAt).toBe('2026-03-18T12:00:00.000Z');
    expect((await put(before.body, String(got.headers.etag))).status).toBe(200);
  });

  test('larger than their row are refused', async () => {
    const { body, headers } = await get();
    const quickReplies = Array.from({ length: 60 }, (_, n) => ({ id: `q${n}`, name: 'Q', texts: { en: 'x'.repeat(9_000) } }));
    expect([413, 422]).toContain((await put({ ...body, quickReplies }, String(headers.etag))).status);
  });

  test('as large as they may be, in text that does not deflate, are stored and read back', async () => {
    const { body, headers } = await get();
    let state = 7;
    const noise = (): string =>
      Array.from({ length: 3_000 }, () => {
        state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
        return String.fromCodePoint(0x4e00 + (state % 20_000));
      }).join('');
    const quickReplies = Array.from({ length: 40 }, (_, n) => ({ id: `q${n}`, name: 'Q', texts: { en: noise() } }));
    const got = await put({ ...body, quickReplies }, String(headers.etag));
    expect(got.status).toBe(200);
    expect((await get()).body.quickReplies).toEqual(quickReplies);
    expect((await put({ ...got.body, quickReplies: [] }, String(got.headers.etag))).status).toBe(200);
  });
});

const target = (settings: Settings, seconds: number): unknown => {
  const [policy] = settings.policies;
  return { ...policy, targets: { ...policy?.targets, firstReply: { seconds, measure: 'elapsed', warn: null } } };
};

const POLICY = defaultSettings(DEFAULTS).policies[0] as Policy;

describe('holidays of a desk that nobody reconfigures', () => {
  const lastOf = (settings: Settings): string => settings.calendars[0]?.hours[0]?.holidayDates?.at(-1)?.slice(0, 4) ?? '';
  const tick = (time: string): Promise<void> => renewHolidays(() => ({ settings: desk.parts.settings }))({ renew: true, time }, TRIGGER);

  test('are written on when they begin to run out, and left alone before', async () => {
    const { body, headers } = await get();
    const [calendar] = body.calendars;
    const hours = calendar?.hours.map((h) => ({ ...h, holidays: { country: 'IE', region: null } }));
    const saved = await put({ ...body, calendars: [{ ...calendar, hours }] }, String(headers.etag));
    expect(saved.status).toBe(200);
    const until = Number(lastOf(saved.body));
    await tick(`${until - 9}-01-05T00:00:00Z`);
    expect((await get()).body.version).toBe(saved.body.version);
    await tick(`${until - 8}-01-05T00:00:00Z`);
    const renewed = (await get()).body;
    expect(renewed.version).toBe(saved.body.version + 1);
    expect(Number(lastOf(renewed))).toBe(until + 2);
    expect((await said()).at(-1)?.events).toMatchObject([{ type: 'SettingsChanged', by: { kind: 'rule', rule: 'holidays' } }]);
  });
});

describe('a preview', () => {
  const ask = (body: unknown): Promise<Got<{ policy: string; clocks: Record<string, { dueAt: string } | null> }>> =>
    desk.call('POST /sla/preview', { body });
  // A Friday in Dublin, an hour before closing; the desk works Monday to Friday, 9 to 17.
  const FRIDAY = '2026-03-06T16:00:00.000Z';

  test('says when each clock would be due under a saved policy', async () => {
    const got = await ask({ policy: 'standard', at: FRIDAY });
    expect(got.status).toBe(200);
    expect(slaPreview.parse(got.body)).toEqual(got.body);
    expect(got.body).toMatchObject({
      at: FRIDAY,
      policy: 'standard',
      calendar: 'office',
      clocks: { firstReply: { dueAt: '2026-03-09T12:00:00.000Z' } },
    });
  });

  test('of a policy as it would be saved changes nothing', async () => {
    const before = await get();
    const policy = { ...(before.body.policies[0] as Policy), id: 'fast' };
    const fast = { ...policy, targets: { ...policy.targets, firstReply: { seconds: 3600, measure: 'elapsed', warn: null } } };
    const got = await ask({ policy: fast, at: FRIDAY });
    expect(got.body).toMatchObject({ policy: 'fast', clocks: { firstReply: { dueAt: '2026-03-06T17:00:00.000Z' } } });
    expect((await get()).body).toEqual(before.body);
  });

  test('of a calendar as it would be saved', async () => {
    const { body } = await get();
    const [office] = body.calendars;
    const [hours] = office?.hours ?? [];
    const saturdays = { ...office, hours: [{ ...hours, week: { ...hours?.week, sat: [{ from: '10:00', to: '14:00' }] } }] } as Calendar;
    const got = await ask({ policy: 'standard', calendars: [saturdays], at: FRIDAY });
    expect(got.body.clocks.firstReply?.dueAt).toBe('2026-03-07T13:00:00.000Z');
  });

  test('for a ticket says which policy would be chosen', async () => {
    const { body } = await get();
    const [standard] = body.policies as [Policy, ...Policy[]];
    const gold = { ...standard, id: 'gold', when: { ...standard.when, customer: ['@vip.test'] } };
    const ticket = (address: string) => ({
      channel: 'email',
      mailbox: 'support',
      type: null,
      priority: 'normal',
      customer: { address, tags: [] },
    });
    expect((await ask({ ticket: ticket('a@vip.test'), policies: [gold, standard] })).body.policy).toBe('gold');
    expect((await ask({ ticket: ticket('a@x.test'), policies: [gold, standard] })).body.policy).toBe('standard');
    expect((await ask({ ticket: ticket('a@x.test'), policies: [gold] })).body).toMatchObject({
      policy: 'none',
      clocks: { firstReply: null },
    });
  });

  test.each<[string, unknown, string]>([
    ['nothing', {}, 'policy'],
    [
      'a policy and a ticket',
      { policy: 'standard', ticket: { channel: 'chat', mailbox: 'support', type: null, priority: 'normal', customer: null } },
      'policy',
    ],
    ['a policy that is not there', { policy: 'gold' }, 'policy'],
    ['a calendar that is not there', { policy: { ...POLICY, calendar: 'night' } }, 'policy.calendar'],
    [
      'a promise of nothing',
      { policy: { ...POLICY, targets: { ...POLICY.targets, nextReply: { seconds: 0, measure: 'elapsed', warn: null } } } },
      'policy.targets.nextReply.seconds',
    ],
    ['a time that is none', { policy: 'standard', at: 'now' }, 'at'],
  ])('of %s is refused by its field', async (_, body, field) => {
    const got = await ask(body);
    expect(got.status).toBe(422);
    expect(fieldsOf(got)).toEqual([field]);
  });
});

test('health says that the table answers', async () => {
  expect(await desk.call('GET /healthz', { claims: null })).toMatchObject({ status: 200, body: { status: 'ok' } });
});

test('the API’s page is there for everybody, and may be kept for a while', async () => {
  const got = await desk.call<{ openapi: string; paths: object }>('GET /openapi.json', { claims: null });
  expect(got).toMatchObject({ status: 200, body: { openapi: '3.1.0' } });
  expect(got.headers['cache-control']).toContain('max-age');
  expect(Object.keys(got.body.paths)).toContain('/tickets/{id}/replies');
});
