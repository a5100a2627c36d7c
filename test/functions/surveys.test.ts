import type { DomainEvent } from '../../events/event.ts';
import { unpack } from '../../functions/aws/dynamo.ts';
import { ENGINES, type Engine, startEngine } from './aws/engines.ts';
import { keepPrinted, type Printed } from './printed.ts';
import { type Got, SurveyDesk } from './survey-desk.ts';

/*
 * Orders, surveys and answers through the functions' own steps, on a real engine.
 */

let engine: Engine;
let desk: SurveyDesk;
let printed: Printed;
beforeAll(async () => {
  engine = await startEngine(ENGINES[0] ?? '');
  printed = keepPrinted();
}, 60_000);
afterAll(() => {
  printed.stop();
  return engine.stop();
});
beforeEach(() => {
  desk = new SurveyDesk(engine);
});

let people = 0;
const somebody = (): string => {
  people += 1;
  return `person-${people}@x.test`;
};
const order = (address: string, number: string, more: Record<string, unknown> = {}) => ({
  number,
  customer: { address, name: 'Ann' },
  items: [{ product: 'mug', quantity: 1 }],
  value: { amount: 12, currency: 'EUR' },
  ...more,
});
const DAY = 86_400;
/** Past the asking, at the same hour of the day. */
const WEEK = 8 * DAY;

/** An order is delivered, the week passes, and the survey's mail has left. Returns the mail's links. */
async function askedAbout(address: string, number: string, more: Record<string, unknown> = {}): Promise<string[]> {
  await desk.order('OrderDelivered', order(address, number, more));
  await desk.settle();
  desk.pass(WEEK);
  await desk.tick();
  await desk.settle();
  return desk.links(address);
}
const path = (link: string | undefined): string => (link ?? '').replace('https://desk.test', '');
const nonce = (got: Got): string => /name="page" value="([^"]+)"/.exec(got.body)?.[1] ?? '';
const form = (fields: Record<string, string>): string => new URLSearchParams(fields).toString();

/** A person: opens a link, reads, presses. */
async function answers(link: string | undefined, pressed: number, comment = ''): Promise<Got> {
  const shown = await desk.call(`GET ${path(link)}`);
  desk.pass(20);
  const body = form({ page: nonce(shown), comment, score: String(pressed) });
  return desk.call(`POST ${path(link).split('?')[0]}`, { body, headers: { 'User-Agent': 'Firefox/1 (X)' } });
}

type Said = DomainEvent & { id: string; stream: string };
const said = async (): Promise<Said[]> =>
  (await desk.rows('E#')).flatMap((row) => {
    const { stream, version, events } = unpack<{ stream: string; version: number; events: DomainEvent[] }>(row.d as never);
    return events.map((event, n) => ({ ...event, stream, id: `${stream}#${version}.${n}` }));
  });
const saidOf = async <T extends DomainEvent['type']>(type: T): Promise<Extract<Said, { type: T }>[]> =>
  (await said()).filter((event): event is Extract<Said, { type: T }> => event.type === type);
/** What was said since, of one kind. */
async function during<T extends DomainEvent['type']>(type: T, act: () => Promise<unknown>): Promise<Extract<Said, { type: T }>[]> {
  const before = new Set((await saidOf(type)).map((event) => event.id));
  await act();
  return (await saidOf(type)).filter((event) => !before.has(event.id));
}

describe('from an order to an answer', () => {
  test('a delivered order is asked about a week later, once, and a confirmed press is the answer', async () => {
    const ann = somebody();
    const links = await askedAbout(ann, 'A-1', { language: 'de' });
    const mails = desk.cloud.sent.filter((m) => m.to.includes(ann));
    expect(mails).toHaveLength(1);
    expect(mails[0]?.raw).toMatch(/List-Unsubscribe: <https:\/\/desk\.test\/s\/[^>]+\/unsubscribe>/);
    expect(mails[0]?.raw).toMatch(/List-Unsubscribe-Post: List-Unsubscribe=One-Click/);
    const nine = links.find((l) => l.endsWith('?score=9'));
    const [answered] = await during('SurveyAnswered', async () => {
      const got = await answers(nine, 9, 'Sehr schön.\r\n<b>Danke</b>');
      expect([got.status, got.body.includes('Vielen Dank!')]).toEqual([200, true]);
    });
    expect(answered).toMatchObject({ score: 9, kind: 'nps', about: 'order', channel: 'shop', product: 'mug', comment: true, change: 0 });
    const listed = JSON.parse((await desk.call('GET /surveys?score=9')).body);
    expect(listed.surveys[0]).toMatchObject({ score: 9, comment: 'Sehr schön.\n<b>Danke</b>', order: 'A-1', channel: 'shop', changes: 0 });
    expect(listed.surveys[0].evidence).toMatchObject({ userAgent: 'Firefox/1 (X)', pageSeconds: 20 });
    await desk.tick();
    await desk.settle();
    expect(desk.cloud.sent.filter((m) => m.to.includes(ann))).toHaveLength(1);
    expect(desk.dead).toEqual([]);
  });

  test('no token, address or comment is in any event, log or index, and no token anywhere in the table', async () => {
    const ann = somebody();
    const [link] = (await askedAbout(ann, 'A-2')).filter((l) => l.includes('?score='));
    const token = /\/s\/([A-Za-z0-9_-]{22})/.exec(link ?? '')?.[1] ?? '';
    expect(token).toHaveLength(22);
    await answers(`https://desk.test/s/${token}?score=3`, 3, 'a private remark');
    await desk.settle();
    const rows = await desk.rows();
    const decoded = rows.map((row) => JSON.stringify(row, (_, v) => (v instanceof Uint8Array ? Buffer.from(v).toString('latin1') : v)));
    const documents = rows.flatMap((row) => [row.d, row.p].filter((v) => v !== undefined).map((v) => JSON.stringify(unpack(v as never))));
    const logged = [...desk.logged, ...printed.lines];
    expect(logged.filter((line) => line.includes('survey answered')).length).toBeGreaterThan(0);
    for (const text of [...decoded, ...documents, ...logged]) expect(text).not.toContain(token);
    const events = rows.filter((r) => r.sk?.S?.startsWith('E#')).map((r) => JSON.stringify(unpack(r.d as never)));
    const briefs = rows.flatMap((r) => (r.sk?.S?.startsWith('T') ? [] : [`${r.gpk?.S} ${r.gsk?.S} ${r.brief?.S}`]));
    for (const text of [...events, ...briefs, ...logged]) expect(text).not.toMatch(/person-\d+@|private remark|A-2/);
  });

  test('asked at the customer’s decent hour, not the desk’s', async () => {
    const [scheduled] = await during('SurveyScheduled', () =>
      desk.order('OrderDelivered', order(somebody(), 'A-3', { zone: 'Asia/Bangkok' })),
    );
    const hour = Number(
      new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Bangkok', hour: '2-digit', hour12: false }).format(
        new Date(scheduled?.askAt ?? ''),
      ),
    );
    expect(hour).toBeGreaterThanOrEqual(9);
    expect(hour).toBeLessThan(20);
  });

  const skips: readonly [string, string, (address: string) => Promise<unknown>][] = [
    ['refunded', 'refunded', (a) => desk.order('OrderRefunded', order(a, `S-${a}`))],
    ['cancelled', 'cancelled', (a) => desk.order('OrderCancelled', { number: `S-${a}` })],
    ['erased', 'erased', (a) => erase(a)],
  ];
  test.each(skips)('%s meanwhile: nobody is asked, and the reason is kept', async (_name, reason, act) => {
    const address = somebody();
    const skipped = await during('SurveySkipped', async () => {
      await desk.order('OrderDelivered', order(address, `S-${address}`));
      await desk.settle();
      await act(address);
      desk.pass(WEEK);
      await desk.tick();
      await desk.settle();
    });
    expect(skipped.map((e) => e.reason)).toEqual([reason]);
    expect(desk.cloud.sent.filter((m) => m.to.includes(address))).toEqual([]);
    expect((await desk.rows('O#')).filter((row) => row.gpk?.S?.startsWith('W#'))).toEqual([]);
    expect(desk.dead).toEqual([]);
  });

  test('asked about one order, the same person is not asked about the next one of the month', async () => {
    const ann = somebody();
    await askedAbout(ann, 'T-1');
    const skipped = await during('SurveySkipped', () => askedAbout(ann, 'T-2'));
    expect(skipped.map((e) => e.reason)).toEqual(['throttled']);
  });

  test('two orders due in one minute ask once', async () => {
    const ann = somebody();
    await Promise.all(['U-1', 'U-2', 'U-3'].map((number) => desk.order('OrderDelivered', order(ann, number))));
    desk.pass(WEEK);
    await Promise.all([desk.tick(), desk.tick()]);
    await desk.settle();
    expect(desk.cloud.sent.filter((m) => m.to.includes(ann))).toHaveLength(1);
    expect(desk.dead).toEqual([]);
  });

  test('with another ticket in work the desk does not ask how it went', async () => {
    const ann = somebody();
    const [nine] = (await askedAbout(ann, 'V-1')).filter((l) => l.endsWith('score=1'));
    await answers(nine, 1);
    await desk.settle();
    desk.pass(100 * DAY);
    const skipped = await during('SurveySkipped', () => askedAbout(ann, 'V-2'));
    expect(skipped.map((e) => e.reason)).toEqual(['open-ticket']);
  });
});

/** Takes the customer out as the API's erasure does. */
async function erase(address: string): Promise<void> {
  const { surveys, customers } = desk.parts;
  const streams = new Set([...((await customers.get(address))?.surveyed.streams ?? []), ...(await surveys.waitingFor(address))]);
  expect(streams.size).toBeGreaterThan(0);
  for (const stream of streams) await surveys.forget(stream as never, { now: desk.now, by: 'erase' });
}

describe('what follows', () => {
  test('an unhappy answer opens one ticket for a person to call back, however often it is changed', async () => {
    const ann = somebody();
    const links = await askedAbout(ann, 'B-1');
    const opened = await during('TicketOpened', async () => {
      await answers(
        links.find((l) => l.endsWith('score=2')),
        2,
        'It broke.',
      );
      await desk.settle();
      await answers(
        links.find((l) => l.endsWith('score=0')),
        0,
      );
      await desk.settle();
    });
    expect(opened).toMatchObject([{ origin: 'survey', ticketType: 'unhappy', channel: 'order', linkedTo: null }]);
    const talk = await desk.parts.tickets.conversation(opened[0]?.stream as never);
    expect(talk.messages[0]?.text).toContain('It broke.');
    expect(talk.stored?.dossier.subject).toContain('B-1');
    // The ticket leads to the order, by the name that the list of answers has for it.
    const listed = JSON.parse((await desk.call('GET /surveys')).body).surveys.find((s: { order: string }) => s.order === 'B-1');
    expect([opened[0]?.survey, talk.stored?.ticket.survey]).toEqual([listed.survey, listed.survey]);
    expect(talk.stored?.ticket.unansweredSince).not.toBeNull();
    expect(desk.cloud.sent.filter((m) => m.to.includes('agent1@team.test') && m.raw.includes('B-1'))).toHaveLength(1);
    expect(desk.dead).toEqual([]);
  });

  test('a contented answer opens none', async () => {
    const links = await askedAbout(somebody(), 'B-2');
    const opened = await during('TicketOpened', async () => {
      await answers(
        links.find((l) => l.endsWith('score=8')),
        8,
      );
      await desk.settle();
    });
    expect(opened).toEqual([]);
  });

  test('everybody who answers is offered the channel’s review page; only the happy ones when the owner says so', async () => {
    const review = { shop: 'https://reviews.test/shop' };
    const settings = await desk.parts.settings.now();
    desk.parts.settings.now = async () => ({ ...settings, surveys: { ...settings.surveys, reviewPages: review } });
    const links = await askedAbout(somebody(), 'B-3');
    expect(
      (
        await answers(
          links.find((l) => l.endsWith('score=3')),
          3,
        )
      ).body,
    ).toContain('https://reviews.test/shop');
    desk.parts.settings.now = async () => ({ ...settings, surveys: { ...settings.surveys, reviewPages: review, reviewOnlyHappy: true } });
    expect(
      (
        await answers(
          links.find((l) => l.endsWith('score=3')),
          3,
        )
      ).body,
    ).not.toContain('reviews.test');
    expect(
      (
        await answers(
          links.find((l) => l.endsWith('score=9')),
          9,
        )
      ).body,
    ).toContain('https://reviews.test/shop');
  });
});

describe('what comes back', () => {
  test('a survey that bounced leaves the denominator, once, and its address is not written to again', async () => {
    const ann = somebody();
    const [asked] = await during('SurveyAsked', () => askedAbout(ann, 'C-1'));
    const mail = desk.cloud.sent.at(-1);
    if (!mail) throw new Error('no mail');
    const gone = await during('SurveyUndelivered', async () => {
      await desk.bounce(mail);
      await desk.bounce(mail);
    });
    expect(gone).toMatchObject([{ reason: 'bounce', sentAt: asked?.at, channel: 'shop', mail: asked?.mail }]);
    const list = JSON.parse((await desk.call('GET /suppressions')).body);
    expect(list.suppressions[0]).toMatchObject({ address: ann, reason: 'bounce', at: desk.now });
    desk.pass(100 * DAY);
    const skipped = await during('SurveySkipped', () => askedAbout(ann, 'C-2'));
    expect(skipped.map((e) => e.reason)).toEqual(['suppressed']);
    expect((await desk.call(`DELETE /suppressions/${encodeURIComponent(ann)}`)).status).toBe(200);
    expect((await desk.call(`DELETE /suppressions/${encodeURIComponent(ann)}`)).status).toBe(404);
    expect(JSON.parse((await desk.call('GET /suppressions')).body).suppressions.map((s: { address: string }) => s.address)).not.toContain(
      ann,
    );
    expect(await askedAbout(ann, 'C-3')).not.toEqual([]);
    expect((await said()).filter((e) => e.type === 'AddressSuppressed' || e.type === 'SuppressionLifted').map((e) => e.type)).toEqual(
      expect.arrayContaining(['AddressSuppressed', 'SuppressionLifted']),
    );
  });

  test('a bounced notification does not suppress the agent', async () => {
    const before = JSON.parse((await desk.call('GET /suppressions')).body).suppressions.length;
    await desk.bounce({ id: 'ses-x', to: ['agent1@team.test'], tags: { mail: 'o-1234567', stream: 'T-7K4QX' } });
    expect(JSON.parse((await desk.call('GET /suppressions')).body).suppressions).toHaveLength(before);
  });

  test('what SES sent and could not tell is noted as sent', async () => {
    const ann = somebody();
    await desk.order('OrderDelivered', order(ann, 'C-4'));
    desk.pass(WEEK);
    const [asked] = await during('SurveyAsked', () => desk.tick());
    const mail = { id: 'ses-9', to: [ann], tags: { mail: asked?.mail ?? '', stream: asked?.stream ?? '' } };
    await desk.report(mail, { eventType: 'Send', send: {} });
    await desk.settle();
    expect(desk.cloud.sent.filter((m) => m.to.includes(ann))).toEqual([]);
    expect((await desk.rows('O#')).find((row) => row.sk?.S === `O#${asked?.mail}`)).toMatchObject({ sesMessageId: { S: 'ses-9' } });
  });
});

describe('unsubscribing', () => {
  const unsubscribe = (links: readonly string[]): string => links.find((l) => l.endsWith('/unsubscribe')) ?? '';

  test('opening the link changes nothing; the button stops surveys and nothing else', async () => {
    const ann = somebody();
    const link = path(unsubscribe(await askedAbout(ann, 'D-1')));
    const shown = await desk.call(`GET ${link}`);
    expect(shown.status).toBe(200);
    expect((await desk.parts.customers.get(ann))?.unsubscribedAt).toBeNull();
    desk.pass(5);
    const stopped = await during('SurveyUnsubscribed', async () => {
      expect((await desk.call(`POST ${link}`, { body: form({ page: nonce(shown), do: 'stop' }) })).status).toBe(200);
    });
    expect(stopped).toHaveLength(1);
    const customer = await desk.parts.customers.get(ann);
    expect([customer?.unsubscribedAt, customer?.suppressed]).toEqual([desk.now, null]);
    desk.pass(100 * DAY);
    expect((await during('SurveySkipped', () => askedAbout(ann, 'D-2'))).map((e) => e.reason)).toEqual(['unsubscribed']);
  });

  test.each([
    ['a form', 'application/x-www-form-urlencoded', 'List-Unsubscribe=One-Click'],
    [
      'a multipart form',
      'multipart/form-data; boundary=b',
      '--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n',
    ],
  ])('a mail provider’s one click as %s is enough, and twice is once', async (_name, type, body) => {
    const ann = somebody();
    const link = path(unsubscribe(await askedAbout(ann, `D-${type}`)));
    const stopped = await during('SurveyUnsubscribed', async () => {
      for (let n = 0; n < 2; n += 1) expect((await desk.call(`POST ${link}`, { body, type })).status).toBe(200);
    });
    expect(stopped).toHaveLength(1);
    expect((await desk.parts.customers.get(ann))?.unsubscribedAt).toBe(desk.now);
  });
});

describe('an answer', () => {
  test('may be changed for 14 days, and the first and the last are kept', async () => {
    const links = await askedAbout(somebody(), 'E-1');
    const link = (score: number) => links.find((l) => l.endsWith(`score=${score}`));
    await answers(link(9), 9, 'good');
    desk.pass(13 * DAY);
    const shown = await desk.call(`GET ${path(link(3))}`);
    expect(shown.body).toContain('Your answer so far');
    await answers(link(3), 3);
    const [listed] = JSON.parse((await desk.call('GET /surveys')).body).surveys;
    expect(listed).toMatchObject({ score: 3, first: { score: 9 }, changes: 1, comment: 'good' });
    desk.pass(2 * DAY);
    expect((await answers(link(10), 10)).status).toBe(404);
  });

  test.each([
    ['a token that never was', 'AAAAAAAAAAAAAAAAAAAAAA'],
    ['no token at all', 'x'],
    ['a path', '..%2F..%2Fetc%2Fpasswd'],
  ])('%s looks like one that has ended, in the reader’s language, and records nothing', async (_name, token) => {
    const links = await askedAbout(somebody(), `E-${token}`);
    const known = path(links.find((l) => l.includes('?score='))).split('?')[0] ?? '';
    desk.pass(31 * DAY);
    const headers = { 'Accept-Language': 'fr-CH, fr;q=0.9' };
    for (const method of ['GET', 'POST']) {
      const [ended, never] = await Promise.all([
        desk.call(`${method} ${known}`, { headers }),
        desk.call(`${method} /s/${token}`, { headers }),
      ]);
      expect([never.status, never.body, { ...never.headers, 'x-request-id': '' }]).toEqual([
        ended.status,
        ended.body,
        { ...ended.headers, 'x-request-id': '' },
      ]);
      expect([never.status, never.body.includes('lang="fr"')]).toEqual([404, true]);
    }
  });

  test.each(['11', '-1', '4.5', '', 'ten', '１０'])(
    'a score of %j is on no scale: it is asked again, and nothing is recorded',
    async (score) => {
      const [link] = (await askedAbout(somebody(), `E-score-${score}`)).filter((l) => l.endsWith('score=5'));
      const page = path(link).split('?')[0] ?? '';
      const shown = await desk.call(`GET ${page}?score=${encodeURIComponent(score)}`);
      expect([shown.status, shown.body.includes('You chose')]).toEqual([200, false]);
      desk.pass(5);
      const answered = await during('SurveyAnswered', async () => {
        const got = await desk.call(`POST ${page}`, { body: form({ page: nonce(shown), score }) });
        expect([got.status, got.body.includes('Nothing was sent')]).toEqual([200, true]);
      });
      expect(answered).toEqual([]);
    },
  );

  test('a megabyte of comment is refused with a page', async () => {
    const [link] = (await askedAbout(somebody(), 'E-9')).filter((l) => l.endsWith('score=5'));
    const shown = await desk.call(`GET ${path(link)}`);
    desk.pass(5);
    const before = (await saidOf('SurveyAnswered')).length;
    const body = form({ page: nonce(shown), score: '5', comment: 'x'.repeat(1_000_000) });
    const got = await desk.call(`POST ${path(link).split('?')[0]}`, { body });
    expect([got.status, got.headers['content-type']]).toEqual([413, 'text/html; charset=utf-8']);
    const six = await desk.call(`POST ${path(link).split('?')[0]}`, {
      body: form({ page: nonce(shown), score: '5', comment: 'x'.repeat(5001) }),
    });
    expect([six.status, six.body.includes('x'.repeat(5000))]).toEqual([413, true]);
    expect((await saidOf('SurveyAnswered')).length).toBe(before);
  });

  test('pressed twice at the same moment counts once', async () => {
    const [link] = (await askedAbout(somebody(), 'E-10')).filter((l) => l.endsWith('score=7'));
    const shown = await desk.call(`GET ${path(link)}`);
    desk.pass(5);
    const body = form({ page: nonce(shown), score: '7', comment: '' });
    const answered = await during('SurveyAnswered', async () => {
      const got = await Promise.all(Array.from({ length: 5 }, () => desk.call(`POST ${path(link).split('?')[0]}`, { body })));
      expect(got.map((g) => g.body.includes('Thank you!'))).toEqual([true, true, true, true, true]);
    });
    expect(answered).toHaveLength(1);
  });

  test('after the customer was erased the page is gone, the figures stay, and the comment is forgotten', async () => {
    const ann = somebody();
    const [link] = (await askedAbout(ann, 'E-11')).filter((l) => l.endsWith('score=6'));
    await answers(link, 6, 'my name is Ann');
    const before = (await said()).length;
    await erase(ann);
    expect((await said()).length).toBe(before);
    expect((await desk.call(`GET ${path(link)}`)).status).toBe(404);
    const rows = await desk.rows();
    const texts = rows.flatMap((row) => [row.d, row.p].filter((v) => v !== undefined).map((v) => JSON.stringify(unpack(v as never))));
    expect(texts.filter((text) => text.includes('my name is Ann') || text.includes('E-11'))).toEqual([]);
    const listed = JSON.parse((await desk.call('GET /surveys?score=6')).body).surveys;
    expect(listed[0]).toMatchObject({ score: 6, comment: null, order: null, evidence: null });
  });
});

describe('lists of answers', () => {
  test('by score, period and page, each answer once, newest first', async () => {
    // Far from the other tests' answers.
    desk.pass(800 * DAY);
    const start = desk.now;
    const given: number[] = [];
    for (const score of [9, 1, 10, 0, 7, 3]) {
      const links = await askedAbout(somebody(), `F-${score}-${start}`);
      await answers(
        links.find((l) => l.endsWith(`score=${score}`)),
        score,
      );
      given.unshift(score);
    }
    const from = encodeURIComponent(start);
    const list = async (query: string) => JSON.parse((await desk.call(`GET /surveys?${query}`)).body);
    const all = await list(`from=${from}`);
    expect(all.surveys.map((s: { score: number }) => s.score)).toEqual(given);
    expect((await list(`from=${from}&score=0-6`)).surveys.map((s: { score: number }) => s.score)).toEqual([3, 0, 1]);
    const paged: number[] = [];
    let cursor: string | null = '';
    do {
      const page: { surveys: { score: number }[]; cursor: string | null } = await list(
        `from=${from}&limit=2${cursor ? `&cursor=${cursor}` : ''}`,
      );
      paged.push(...page.surveys.map((s) => s.score));
      cursor = page.cursor;
    } while (cursor);
    expect(paged).toEqual(given);
  });

  test.each([
    ['score=11', 'score'],
    ['score=a', 'score'],
    ['kind=ces', 'kind'],
    ['from=yesterday', 'from'],
    ['from=2026-03-02&to=2026-03-01', 'from'],
    ['from=2020-01-01&to=2026-01-01', 'from'],
    ['limit=0', 'limit'],
    ['cursor=abc', 'cursor'],
    ['sort=score', 'sort'],
  ])('%s is refused by name', async (query, field) => {
    const got = await desk.call(`GET /surveys?${query}`);
    expect([got.status, JSON.parse(got.body).errors[0].field]).toEqual([400, field]);
  });
});
