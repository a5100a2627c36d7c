import { holidayCountryList, holidayList, mailPreview } from '../../desk/api/settings-page.ts';
import type { Settings } from '../../desk/settings.ts';
import { holidayDates, placeFault } from '../../desk/sla/holidays.ts';
import { ApiDesk, fieldsOf, type Got } from './api-desk.ts';
import { ENGINES, type Engine, startEngine } from './aws/engines.ts';

let engine: Engine;
let desk: ApiDesk;
beforeAll(async () => {
  engine = await startEngine(ENGINES[0] ?? '');
  desk = new ApiDesk(engine);
});
afterAll(() => engine.stop());

describe('a mail is looked at', () => {
  const look = (body: unknown): Promise<Got<{ subject: string; text: string }>> => desk.call('POST /settings/preview', { body });

  test('in words that nobody has saved, and nothing is stored or sent', async () => {
    const before = await desk.call('GET /settings');
    const got = await look({ kind: 'acknowledgement', language: 'ro', wording: { body: 'Am primit. {message}' } });
    expect(got.status).toBe(200);
    expect(mailPreview.parse(got.body)).toEqual(got.body);
    expect(got.body.text).toContain('Am primit.');
    expect(await desk.call('GET /settings')).toMatchObject({ body: before.body, headers: { etag: before.headers.etag } });
  });

  test.each<[unknown, string]>([
    [{}, 'kind'],
    [{ kind: 'report', language: 'en' }, 'kind'],
    [{ kind: 'reminder', language: 'xx' }, 'language'],
    [{ kind: 'reminder', language: 'en', mailbox: 'nowhere' }, 'mailbox'],
    [{ kind: 'reminder', language: 'en', wording: { title: 'x' } }, 'wording.title'],
    [{ kind: 'reminder', language: 'en', wording: { body: 'x'.repeat(10_001) } }, 'wording.body'],
    [{ kind: 'breach', language: 'en', wording: { body: 'x' } }, 'wording'],
    [{ kind: 'survey', language: 'en', survey: 'faces' }, 'survey'],
    [undefined, 'body'],
  ])('%j is refused by its field', async (body, field) => {
    const got = await look(body);
    expect([got.status, fieldsOf(got)[0]]).toEqual([422, field]);
  });
});

describe('holidays', () => {
  const ask = (query: Record<string, string>): Promise<Got<{ holidays: { date: string; name: string }[] }>> =>
    desk.call('GET /holidays', { query });

  test('are those that a calendar takes off, with their names', async () => {
    const got = await ask({ country: 'ie', year: '2026' });
    expect(got.status).toBe(200);
    expect(holidayList.parse(got.body)).toEqual(got.body);
    expect(got.body).toMatchObject({ country: 'IE', region: null, year: 2026 });
    expect(got.body.holidays).toContainEqual({ date: '2026-03-17', name: expect.stringContaining('Patrick') });
    for (const [country, region] of [
      ['IE', null],
      ['DE', 'BY'],
      ['DE', 'BY-A'],
      ['TH', null],
    ] as const) {
      const { body } = await ask({ country, year: '2027', ...(region ? { region } : {}) });
      expect([...new Set(body.holidays.map(({ date }) => date))]).toEqual(holidayDates({ country, region }, 2027, 2027));
    }
  });

  test('are this year’s without a year, and in another language where it is known', async () => {
    expect((await ask({ country: 'DE' })).body).toMatchObject({ year: 2026 });
    const name = async (language: string) =>
      (await ask({ country: 'DE', language })).body.holidays.find(({ date }) => date === '2026-01-01')?.name;
    expect([await name('de'), await name('en'), await name('zz')]).toEqual(['Neujahr', "New Year's Day", 'Neujahr']);
  });

  test.each<[Record<string, string>, string]>([
    [{}, 'country'],
    [{ country: 'XX' }, 'country'],
    [{ country: '__' }, 'country'],
    [{ country: 'DE', region: 'NOPE' }, 'region'],
    [{ country: 'DE', region: 'BY-NOPE' }, 'region'],
    [{ country: 'IE', region: 'constructor' }, 'region'],
    [{ country: 'DE', year: '1492' }, 'year'],
    [{ country: 'DE', year: '2026.5' }, 'year'],
    [{ country: 'DE', language: '../x' }, 'language'],
    [{ country: 'DE', state: 'BY' }, 'state'],
  ])('%j is refused by its parameter', async (query, field) => {
    const got = await ask(query);
    expect([got.status, fieldsOf(got)]).toEqual([400, [field]]);
  });

  test('places are those that a calendar may name', async () => {
    const { body } = await desk.call<{ countries: { code: string; name: string; regions: { code: string; name: string }[] }[] }>(
      'GET /holidays/countries',
    );
    expect(holidayCountryList.parse(body)).toEqual(body);
    expect(body.countries.length).toBeGreaterThan(150);
    expect(body.countries.find(({ code }) => code === 'RO')).toMatchObject({ name: 'Romania' });
    const places = body.countries.flatMap(({ code: country, regions }) =>
      [null, ...regions.map(({ code }) => code)].map((region) => ({ country, region })),
    );
    expect(places.filter((_, n) => n % 25 === 0).filter((place) => placeFault(place) !== null)).toEqual([]);
  });
});

describe('a dry run of new settings', () => {
  const dry = async (change: (settings: Settings) => unknown, dryRun = 'true'): Promise<Got<Settings>> => {
    const { body, headers } = await desk.call<Settings>('GET /settings');
    return desk.call<Settings>('PUT /settings', { body: change(body), headers: { 'If-Match': String(headers.etag) }, query: { dryRun } });
  };

  test('says what would be saved, and saves nothing', async () => {
    const before = await desk.call<Settings>('GET /settings');
    const got = await dry((settings) => ({ ...settings, desk: { ...settings.desk, name: 'Other' } }));
    expect(got).toMatchObject({ status: 200, body: { desk: { name: 'Other' }, version: before.body.version } });
    expect(await desk.call('GET /settings')).toMatchObject({ body: before.body, headers: { etag: before.headers.etag } });
  });

  test('answers the problems that saving would', async () => {
    const wrong = (settings: Settings): unknown => ({ ...settings, desk: { ...settings.desk, zone: 'Mars/Base' }, agents: [{ id: 'X' }] });
    const nowhere = (settings: Settings): unknown => ({
      ...settings,
      calendars: settings.calendars.map((one) => ({
        ...one,
        hours: one.hours.map((h) => ({ ...h, holidays: { country: 'XX', region: null } })),
      })),
    });
    for (const change of [wrong, nowhere]) {
      const [tried, saved] = [await dry(change), await dry(change, 'false')];
      expect(tried.status).toBe(422);
      expect(tried.body).toEqual(saved.body);
    }
  });

  test.each([
    [{ dryRun: 'yes' }, 'dryRun'],
    [{ dry: 'true' }, 'dry'],
  ])('%j is refused by its parameter', async (query, field) => {
    const got = await desk.call('PUT /settings', { body: {}, headers: { 'If-Match': '*' }, query });
    expect([got.status, fieldsOf(got)]).toEqual([400, [field]]);
  });
});
