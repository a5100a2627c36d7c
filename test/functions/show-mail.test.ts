import { type HtmlView, htmlView } from '../../desk/api/responses.ts';
import type { TicketId } from '../../events/ids.ts';
import { ApiDesk, type Got } from './api-desk.ts';
import { ENGINES, type Engine, startEngine } from './aws/engines.ts';
import { mail, receive } from './received-mail.ts';

let engine: Engine;
let desk: ApiDesk;
beforeAll(async () => {
  engine = await startEngine(ENGINES[0] ?? '');
  desk = new ApiDesk(engine);
});
afterAll(() => engine.stop());

let mails = 0;
/** Asks for the HTML of a mail with these bytes. */
async function shown(raw: Uint8Array | string | null, over: Parameters<typeof mail>[0] = {}): Promise<Got<HtmlView>> {
  mails += 1;
  const key = `mail/2026/03/02/show-${mails}`;
  if (raw !== null) desk.bucket.put(key, Buffer.from(raw));
  const id = await receive(desk, mail({ from: { name: 'A', address: `show${mails}@customer.test` }, raw: key, ...over }), `show-${mails}`);
  const [message] = (await desk.parts.tickets.conversation(id as TicketId)).messages;
  return desk.call<HtmlView>(`GET /tickets/${id}/messages/${message?.id}/html`);
}
const html = (body: string | Buffer, charset = 'utf-8', encoding = '8bit'): Buffer =>
  Buffer.concat([
    Buffer.from(`From: a@x.test\r\nContent-Type: text/html; charset=${charset}\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n`),
    Buffer.from(body),
  ]);

test('it comes as text within JSON, as it was sent, with the images that it shows', async () => {
  const body = '<p onclick="steal()">Hi <img src="cid:cid1"><script>alert(1)</script></p>';
  const got = await shown(html(body));
  expect(got.status).toBe(200);
  expect(got.headers).toMatchObject({ 'content-type': 'application/json', 'x-content-type-options': 'nosniff' });
  expect(htmlView.parse(got.body)).toEqual(got.body);
  expect(got.body.html.trim()).toBe(body);
  expect(got.body.truncated).toBe(false);
  expect(got.body.inline).toMatchObject([{ contentId: 'cid1', n: 0, mimeType: 'image/png' }]);
  expect((await desk.call(`GET ${got.body.inline[0]?.href}`)).status).toBe(200);
});

test('small pictures come with it, so that a page shows them and asks nobody else; what is no picture, or too big, does not', async () => {
  const part = (type: string, id: string, bytes: Buffer): string =>
    `--b\r\nContent-Type: ${type}\r\nContent-ID: <${id}>\r\nContent-Transfer-Encoding: base64\r\n\r\n${bytes.toString('base64').replace(/.{76}/g, '$&\r\n')}\r\n`;
  const raw = [
    'From: a@x.test\r\nContent-Type: multipart/related; boundary=b\r\n\r\n',
    '--b\r\nContent-Type: text/html\r\n\r\n<p>Hi <img src="cid:cid1"><img src="cid:cid2"></p>\r\n',
    part('image/png', 'cid1', Buffer.from('a picture')),
    part('image/svg+xml', 'cid2', Buffer.from('<svg onload="x"/>')),
    part('image/png', 'cid3', Buffer.alloc(800_000)),
    '--b--\r\n',
  ].join('');
  const attachments = ['image/png', 'image/svg+xml', 'image/png'].map((mimeType, n) => ({
    key: `part/${n}`,
    filename: `${n}`,
    mimeType,
    bytes: 9,
    inline: true,
    contentId: `cid${n + 1}`,
  }));
  const { inline } = (await shown(raw, { attachments })).body;
  expect(inline.map(({ contentId, data }) => [contentId, data && Buffer.from(data, 'base64').toString()])).toEqual([
    ['cid1', 'a picture'],
    ['cid2', null],
    ['cid3', null],
  ]);
});

test.each<[string, Buffer, string]>([
  ['windows-1252', Buffer.from([0x3c, 0x70, 0x3e, 0x93, 0xe9, 0x94]), '<p>“é”'],
  ['iso-8859-2', Buffer.from([0x3c, 0x70, 0x3e, 0xb9, 0xe6]), '<p>šć'],
  ['utf-8', Buffer.from('<p>ทดสอบ'), '<p>ทดสอบ'],
])('text in %s is Unicode by then', async (charset, bytes, expected) => {
  expect((await shown(html(bytes, charset))).body.html.trim()).toBe(expected);
  expect((await shown(html(bytes.toString('base64'), charset, 'base64'))).body.html.trim()).toBe(expected);
});

test.each<[string, string]>([
  ['quotes, which JSON doubles', '"'.repeat(3_000_000)],
  ['characters of three bytes', 'ท'.repeat(1_500_000)],
  ['characters of four bytes', `x${'😀'.repeat(800_000)}`],
  ['control characters', `<p>${'\u0001'.repeat(3_000_000)}</p>`],
])('2 MB at most, and an answer that Lambda hands over: %s', async (_, body) => {
  const got = await shown(html(Buffer.from(body).toString('base64'), 'utf-8', 'base64'));
  expect(got.status).toBe(200);
  expect(Buffer.byteLength(got.body.html)).toBeLessThanOrEqual(2_000_000);
  expect(Buffer.byteLength(JSON.stringify(got.body))).toBeLessThan(5_000_000);
  expect([got.body.truncated, got.body.html.isWellFormed()]).toEqual([!body.includes('\u0001'), true]);
});

test.each<[string, string | null, Parameters<typeof mail>[0]]>([
  ['plain text', 'From: a@x.test\r\n\r\nHello', { html: false }],
  ['a mail that was taken for HTML and has none', 'From: a@x.test\r\n\r\nHello', {}],
  ['a mail that is gone', null, {}],
  ['bytes that are no mail', '\u0000\u0001\u0002', {}],
])('%s has none: 404', async (_, raw, over) => {
  expect(await shown(raw, over)).toMatchObject({ status: 404, body: { status: 404 } });
});

test('what did not come as mail has none', async () => {
  const id = await desk.open({ requester: { address: 'chat@customer.test' } });
  const [message] = (await desk.parts.tickets.conversation(id as TicketId)).messages;
  expect((await desk.call(`GET /tickets/${id}/messages/${message?.id}/html`)).status).toBe(404);
});

test('a mail with a virus is not opened', async () => {
  expect((await shown(html('<p>x'), { kind: 'virus' })).status).toBe(409);
});

test.each(['T-00000/messages/m-0123456789', 'x/messages/y', '__proto__/messages/constructor'])('%s is not found', async (path) => {
  expect((await desk.call(`GET /tickets/${path}/html`)).status).toBe(404);
});
