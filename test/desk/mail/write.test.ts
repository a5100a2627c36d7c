import type { Language } from '../../../desk/languages.ts';
import { LANGUAGES } from '../../../desk/languages.ts';
import { composeMail } from '../../../desk/mail/write.ts';
import type { Settings } from '../../../desk/settings.ts';
import type { OwedMail } from '../../../desk/ticket/dossier.ts';
import {
  about,
  header,
  headerNames,
  instant,
  letters,
  NOW,
  pieces,
  raw,
  read,
  report,
  SAMPLES,
  type SampleName,
  sample,
  samples,
  settings,
  skeleton,
  TICKET,
  visible,
} from './written.ts';

const DESK = ['Content-Language', 'X-Deskpulse-Desk'];
const MACHINE = [...DESK, 'Auto-Submitted', 'X-Auto-Response-Suppress'];
const UNSUBSCRIBE = ['List-Unsubscribe', 'List-Unsubscribe-Post'];
const FIRST = ['From', 'To', 'Subject', 'Message-ID', 'Date', 'MIME-Version', 'Content-Type'];
const THREADED = ['From', 'To', 'Reply-To', 'In-Reply-To', 'References', 'Subject', 'Message-ID', 'Date', 'MIME-Version', 'Content-Type'];
const HEADERS: Record<SampleName, readonly string[]> = {
  acknowledgement: [...DESK, 'Auto-Submitted', 'Precedence', 'X-Auto-Response-Suppress', ...THREADED],
  notification: [...MACHINE, ...THREADED],
  reply: [...DESK, ...THREADED],
  refusal: [...MACHINE, ...THREADED],
  warning: [...MACHINE, ...THREADED],
  breach: [...MACHINE, ...THREADED],
  escalation: [...MACHINE, ...THREADED],
  reminder: [...MACHINE, ...THREADED],
  csat: [...MACHINE, ...UNSUBSCRIBE, ...FIRST],
  nps: [...MACHINE, ...UNSUBSCRIBE, ...FIRST],
  report: [...MACHINE, ...FIRST],
};

type Of<K, Mail = OwedMail> = Mail extends { kind: infer Kinds } ? (K extends Kinds ? Mail : never) : never;
const of = <K extends OwedMail['kind']>(kind: K, language: Language = 'en'): Of<K> => {
  const found = Object.values(samples(language)).find(([owed]) => owed.kind === kind);
  if (!found) throw new Error(kind);
  return found[0] as unknown as Of<K>;
};
const answer = (text: string) => ({ ...about, answer: { text, attachments: [] } });

describe('every mail', () => {
  test.each(SAMPLES)('%s has its headers, each once, in every language', async (kind) => {
    for (const language of LANGUAGES) expect(headerNames(await raw(...sample(language, kind)))).toEqual(HEADERS[kind]);
  });

  test.each(SAMPLES)('%s is ASCII in lines that any relay passes, in every language', async (kind) => {
    for (const language of LANGUAGES) {
      const text = await raw(...sample(language, kind));
      expect(text).toMatch(/^[\r\n\t\x20-\x7e]*$/);
      expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
      expect(Math.max(...text.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(78);
    }
  });

  test.each(SAMPLES)('%s says the same in HTML as in text, and names its language and direction', async (kind) => {
    for (const language of LANGUAGES) {
      const mail = await read(...sample(language, kind));
      const html = mail.html ?? '';
      expect(() => skeleton(html)).not.toThrow();
      const direction = language === 'fa' ? 'rtl' : 'ltr';
      expect(html).toContain(`<html lang="${language}" dir="${direction}">`);
      expect(html).toContain(`" lang="${language}" dir="${direction}" style="`);
      expect(html).toContain('color-scheme:light dark');
      const seen = letters(visible(html));
      const said = (mail.text ?? '').replace(/https:\/\/desk\.test\S*/g, '');
      for (const piece of pieces(said)) expect(seen).toContain(piece);
    }
  });

  test.each(SAMPLES)('%s is written the same twice, so that sending it again sends the same', async (kind) => {
    expect(await composeMail(...sample('fa', kind))).toEqual(await composeMail(...sample('fa', kind)));
  });

  test('carries the time of the trigger and the desk that wrote it', async () => {
    const mail = await read(of('acknowledgement'));
    expect(header(mail, 'date')).toBe('Fri, 20 Nov 2026 18:00:00 +0000');
    expect(header(mail, 'x-deskpulse-desk')).toBe('desk.test');
    expect(mail.messageId).toBe('<o-abcdef@desk.test>');
    expect(mail.replyTo).toEqual([{ name: '', address: about.replyTo }]);
    expect(mail.from).toEqual({ name: 'Acme', address: 'support@desk.test' });
  });

  test('goes on with the thread as the recipient knows it', async () => {
    const mail = await read(of('reply'), answer('Yes.'));
    expect(mail.inReplyTo).toBe('<second@x.test>');
    expect(mail.references).toBe('<first@x.test> <second@x.test>');
  });

  test.each([
    ['<a b@x.test>'],
    ['no-brackets@x.test'],
    ['<a@x.test>\r\nBcc: <e@x.test>'],
    ['<>'],
    ['<ä@x.test>'],
    [`<${'a'.repeat(600)}@x.test>`],
  ])('leaves out of the thread what is no Message-ID: %j', async (id) => {
    const mail = await read({ ...of('reply'), thread: ['<first@x.test>', id] }, answer('Yes.'));
    expect(mail.references).toBe('<first@x.test>');
    expect(mail.inReplyTo).toBe('<first@x.test>');
  });

  test.each([
    ['Where is it?', 'Re: Where is it? [T-7K4QX]'],
    ['Re: Where is it? [T-7K4QX]', 'Re: Where is it? [T-7K4QX]'],
    ['AW: Re: [T-7K4QX] Where is it? [t-7k4qx]', 'Re: Where is it? [T-7K4QX]'],
    ['Fwd: Where is it?', 'Re: Fwd: Where is it? [T-7K4QX]'],
    ['Regarding: shoes', 'Re: Regarding: shoes [T-7K4QX]'],
    ['About [T-9AAAA]', 'Re: About [T-9AAAA] [T-7K4QX]'],
    ['', 'Re: (no subject) [T-7K4QX]'],
    [' \r\n ', 'Re: (no subject) [T-7K4QX]'],
    ['Re: re: RE :', 'Re: (no subject) [T-7K4QX]'],
  ])('has one Re: and the reference once: %j', async (subject, expected) => {
    expect((await read({ ...of('acknowledgement'), subject })).subject).toBe(expected);
  });

  test('keeps a very long subject to a line that can be read, reference and all', async () => {
    const { subject = '' } = await read({ ...of('acknowledgement'), subject: 'Ω😀'.repeat(2_000_000) });
    expect(subject.length).toBeLessThan(260);
    expect(subject).toMatch(/^Re: Ω😀.*… \[T-7K4QX\]$/u);
    expect(subject.isWellFormed()).toBe(true);
  });

  test('an address that is none is left out, and nobody is To nobody', async () => {
    const to = [
      { name: 'A', address: 'not an address' },
      { name: 'B', address: '"b b"@x.test' },
      { name: 'ü', address: 'c@münchen.test' },
    ];
    const mail = await read({ ...of('acknowledgement'), to });
    expect(mail.to).toEqual([
      { name: 'B', address: '"b b"@x.test' },
      { name: 'ü', address: 'c@xn--mnchen-3ya.test' },
    ]);
    expect(await raw({ ...of('acknowledgement'), to: [] })).toContain('\r\nTo: undisclosed recipients:;\r\n');
  });

  test('is sent from the mailbox that it is owed by', async () => {
    const [first] = settings.mailboxes;
    if (!first) throw new Error('no mailbox');
    const more: Settings = {
      ...settings,
      mailboxes: [first, { ...first, id: 'sales', address: 'sales@desk.test', name: 'Acme, "Sales"' }],
    };
    const mail = await read({ ...of('acknowledgement'), mailbox: 'sales' }, { ...about, settings: more });
    expect(mail.from).toEqual({ name: 'Acme, "Sales"', address: 'sales@desk.test' });
    expect(mail.text).toContain('you wrote to sales@desk.test');
  });
});

describe('an acknowledgement', () => {
  test('tells machines that a machine answers, so that none answers back', async () => {
    const mail = await read(of('acknowledgement'));
    expect(header(mail, 'auto-submitted')).toBe('auto-replied');
    expect(header(mail, 'precedence')).toBe('auto_reply');
    expect(header(mail, 'x-auto-response-suppress')).toBe('All');
  });

  test('says what came, the reference, and when to expect a person', async () => {
    const { text = '' } = await read(of('acknowledgement'));
    expect(text).toContain('“Where is my order?”');
    expect(text).toContain('Reference: T-7K4QX');
    expect(text).toContain('by Monday 10:00 (Ireland Time)');
    expect(text).toContain('> I ordered a kettle last week');
  });

  test('promises no time when there is none, or when it has passed', async () => {
    for (const expectBy of [null, instant('2026-11-20T17:59:00.000Z'), NOW]) {
      expect((await read({ ...of('acknowledgement'), expectBy })).text).toContain('You can expect our answer as soon as possible.');
    }
  });

  test.each([
    ['http://evil.test/x'],
    ['https://evil.test'],
    ['www.evil.test'],
    ['evil.com'],
    ['evil.test/path'],
    ['mailto:x@evil.test'],
    ['HTTPS://EVIL.TEST'],
    ['ftp://evil.test'],
  ])('delivers no link of a forged sender to a third person: %s', async (link) => {
    const owed = {
      ...of('acknowledgement'),
      received: `Buy at ${link} now`,
      subject: `Buy at ${link} now`,
      to: [{ name: `Buy ${link}`, address: 'v@x.test' }],
    };
    const mail = await read(owed);
    expect(mail.text?.toLowerCase()).not.toContain('evil');
    expect(mail.text).toContain('> Buy at […] now');
    expect(visible(mail.html ?? '').toLowerCase()).not.toContain('evil');
  });

  test('repeats little of what was written', async () => {
    const { text = '' } = await read({ ...of('acknowledgement'), received: 'word '.repeat(10_000) });
    expect(text.match(/word/g)?.length).toBeLessThanOrEqual(60);
  });

  test('greets by name only who has a name', async () => {
    const greeting = async (name: string, language: Language = 'en') =>
      (await read({ ...of('acknowledgement', language), to: [{ name, address: 'm@x.test' }] })).text?.split('\n')[0];
    expect(await greeting('Maria')).toBe('Hello Maria,');
    for (const name of ['', 'm@x.test', '<b>x</b>', 'Win 1000000', '😀', 'evil.com', 'a'.repeat(100)])
      expect(await greeting(name)).toBe('Hello,');
    expect(await greeting('', 'de')).toBe('Guten Tag,');
    expect(await greeting('', 'ro')).toBe('Bună ziua,');
    expect(await greeting('', 'es')).toBe('Hola:');
    expect(await greeting('', 'fa')).toBe('سلام،');
    expect(await greeting('', 'th')).toBe('เรียน คุณลูกค้า');
  });
});

describe('a notification', () => {
  test('goes to all of the team, and shows who writes by name and address', async () => {
    const mail = await read(of('notification'));
    expect(mail.to?.map((t) => t.address)).toEqual(['agent1@team.test', 'agent2@team.test']);
    expect(mail.from).toEqual({ name: 'Maria Ionescu · Acme', address: 'support@desk.test' });
    expect(mail.subject).toBe('Where is my order? [T-7K4QX]');
    expect(mail.text).toContain('Customer: Maria Ionescu <maria@x.test>');
    expect(mail.text).toContain('Answer due: Monday at 10:00 (in 2 days)');
    expect(mail.text).toContain('Attachments: 2');
    expect(header(mail, 'auto-submitted')).toBe('auto-generated');
  });

  test.each([
    ['new-ticket', 'New ticket from Maria Ionescu'],
    ['customer-reply', 'Maria Ionescu has written again'],
    ['assigned', 'This ticket is now yours'],
    ['reopened', 'Maria Ionescu has written again: the ticket is open once more'],
    ['released', 'Released from quarantine: a message from Maria Ionescu'],
    ['undelivered', 'An answer to Maria Ionescu could not be delivered'],
  ] as const)('says why it comes: %s', async (why, heading) => {
    expect((await read({ ...of('notification'), why })).text?.split('\n')[0]).toBe(heading);
  });

  test('keeps what runs the other way, or turns the direction, to itself', async () => {
    const persian = await read({ ...of('notification', 'fa'), subject: '+49 30 123', from: null, excerpt: 'a\u202ebc\u202dd' });
    expect(persian.html).toContain('<span dir="ltr">+49 30 123</span>');
    expect(persian.text).toContain('\u2068+49 30 123\u2069');
    expect(persian.text).toContain('> abcd');
    const english = await read({ ...of('notification'), subject: 'سلام world' });
    expect(english.html).toContain('<span dir="rtl">سلام world</span>');
    expect(english.text).toContain('Subject: \u2068سلام world\u2069');
    expect((await read(of('notification'))).text).not.toMatch(/[\u2066-\u2069]/);
  });

  test('of a customer without a name, an address, a due time or an attachment says none of it', async () => {
    const mail = await read({ ...of('notification'), from: null, dueAt: null, attachments: 0 });
    expect(mail.from?.name).toBe('Acme');
    expect(mail.text?.split('\n')[0]).toBe('New ticket from A customer');
    expect(mail.text).not.toMatch(/Customer:|due|Attachments/);
  });

  test('shows what is overdue as overdue', async () => {
    const { text } = await read({ ...of('notification'), dueAt: instant('2026-11-20T16:00:00.000Z') });
    expect(text).toContain('Was due: today at 16:00 (2 hours ago)');
    expect((await read({ ...of('notification'), dueAt: NOW })).text).toContain('Was due: today at 18:00 (0 minutes ago)');
  });
});

describe("an agent's answer, relayed", () => {
  test('looks like what it is: a mail by a person', async () => {
    const text = await raw(of('reply'), answer('Yes.'));
    expect(text).not.toMatch(/Auto-Submitted|Precedence|X-Auto-Response-Suppress/i);
    expect((await read(of('reply'), answer('Yes.'))).from).toEqual({ name: 'Ana', address: 'support@desk.test' });
    expect((await read({ ...of('reply'), agentName: '' }, answer('Yes.'))).from?.name).toBe('Acme');
  });

  test("holds no agent's own address, however it was written", async () => {
    const told = 'Write to agent1@team.test, AGENT2@Team.Test or mailto:agent1@team.test.\nnot-agent1@team.test agent1@team.test.example';
    const owed = { ...of('reply'), agentName: 'agent1@team.test' };
    const mail = await read(owed, answer(told));
    for (const part of [mail.text ?? '', visible(mail.html ?? '')]) {
      expect(part).toContain('Write to support@desk.test, support@desk.test or mailto:support@desk.test.');
      expect(part).toContain('not-agent1@team.test agent1@team.test.example');
    }
    expect(mail.from?.name).toBe('Acme');
  });

  test('keeps its paragraphs, lines, indents and links', async () => {
    const { html = '', text = '' } = await read(of('reply'), answer('One\ntwo\n\n  three <b>\n\nhttps://x.test/(a)?b=1&c=2.'));
    expect(html).toContain('One<br>\ntwo</p>');
    expect(html).toContain('\u00a0\u00a0three &lt;b&gt;');
    expect(html).toContain('href="https://x.test/(a)?b=1&amp;c=2"');
    expect(text).toContain('One\ntwo\n\n  three <b>\n\nhttps://x.test/(a)?b=1&c=2.');
  });

  test('reads each paragraph in its own direction', async () => {
    const { html = '' } = await read(of('reply'), answer('Hello\n\nسلام Maria\n\n123'));
    expect(html).toContain('>Hello</p>');
    expect(html).toContain('<p dir="rtl" style="margin:0 0 12px;text-align:right">سلام Maria</p>');
    expect(html).toContain('<p style="margin:0 0 12px">123</p>');
  });

  test('keeps its attachments, byte for byte, and shows its images where they stood', async () => {
    const png = Uint8Array.from({ length: 5000 }, (_, n) => (n * 7919) % 256);
    const file = (filename: string, mimeType: string, contentId: string | null, inline: boolean) => ({
      filename,
      mimeType,
      bytes: png,
      contentId,
      inline,
    });
    const mail = await read(of('reply'), {
      ...about,
      answer: {
        text: 'See [cid:img1@x] and [image: two.png].\n[cid:unknown] stays.',
        attachments: [
          file('one.png', 'image/png', '<img1@x>', true),
          file('two.png', 'image/png', 'img2', true),
          file('three.png', 'image/png', 'img3', true),
          file('Rechnung für März – 数.pdf', 'application/pdf', null, false),
          file('page.svg', 'image/svg+xml', 'svg1', true),
          file('mail.eml', 'message/rfc822', null, false),
          file('x\r\nBcc: a@b\u202etxt.exe', 'text/plain; charset="x"\r\nX: y', null, false),
        ],
      },
    });
    expect(mail.attachments.map((a) => [a.filename, a.mimeType, a.disposition, a.contentId ?? null])).toEqual([
      ['one.png', 'image/png', 'inline', '<img1@x>'],
      ['two.png', 'image/png', 'inline', '<img2>'],
      ['three.png', 'image/png', 'inline', '<img3>'],
      ['Rechnung für März – 数.pdf', 'application/pdf', 'attachment', null],
      ['page.svg', 'image/svg+xml', 'attachment', null],
      ['mail.eml', 'application/octet-stream', 'attachment', null],
      ['x Bcc: a@btxt.exe', 'application/octet-stream', 'attachment', null],
    ]);
    for (const { content } of mail.attachments) expect(new Uint8Array(content as ArrayBuffer)).toEqual(png);
    expect(mail.html).toMatch(/See <img src="cid:img1@x" [^>]*> and <img src="cid:img2" [^>]*>\.<br>\n\[cid:unknown\] stays\./);
    expect(mail.html?.match(/<img /g)).toHaveLength(3);
  });
});

describe('an alarm', () => {
  test.each([
    ['warning', 'Due soon: Where is my order? [T-7K4QX]', 'Answer due: today at 18:45 (in 45 minutes)'],
    ['breach', 'Overdue: Where is my order? [T-7K4QX]', 'Was due: today at 17:15 (45 minutes ago)'],
    ['escalation', 'Still overdue: Where is my order? [T-7K4QX]', 'Was due: yesterday at 17:15 (24 hours ago)'],
  ] as const)('%s says in its subject what it is about, and how late', async (kind, subject, due) => {
    const mail = await read(of(kind));
    expect(mail.subject).toBe(subject);
    expect(mail.text).toContain(due);
    expect(mail.text).toContain('Waiting for: first reply');
  });

  test('shows a clock that has no name as it is', async () => {
    expect((await read({ ...of('breach'), clock: 'toString' })).text).toContain('Waiting for: toString');
  });
});

describe('a refusal', () => {
  test('says why, in words where we have them and as it was said where not', async () => {
    expect((await read(of('refusal'))).text).toContain('it failed SPF, DKIM or DMARC');
    expect((await read({ ...of('refusal'), why: 'constructor' })).text).toContain('\nconstructor\n');
    expect((await read({ ...of('refusal'), ticket: null })).subject).toBe('Not sent: Where is my order?');
  });
});

describe('a reminder', () => {
  test('says until when we wait, and nothing of an end where there is none', async () => {
    expect((await read(of('reminder'))).text).toContain('If we do not hear from you by Wednesday 25 November, we');
    const open: Settings = { ...settings, tickets: { ...settings.tickets, expireAfterSeconds: null } };
    const { text } = await read(of('reminder'), { ...about, settings: open });
    expect(text).not.toContain('do not hear from you');
    expect(text).toContain('there is nothing you need to do');
  });
});

describe('a survey', () => {
  test.each([
    ['csat', [1, 2, 3, 4, 5]],
    ['nps', [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]],
  ] as const)('%s offers each score of its scale as a link, in both parts', async (kind, scores) => {
    for (const language of LANGUAGES) {
      const mail = await read(...sample(language, kind));
      const links = scores.map((n) => `https://desk.test/s/aBcD-_09?score=${n}`);
      expect([...(mail.html ?? '').matchAll(/href="([^"]*score=\d+)"/g)].map((m) => m[1])).toEqual(links);
      expect([...(mail.text ?? '').matchAll(/https:\S*score=\d+/g)].map((m) => m[0])).toEqual(links);
    }
  });

  test('is left by one click (RFC 8058), in the header and in the text', async () => {
    const mail = await read(...sample('en', 'csat'));
    expect(header(mail, 'list-unsubscribe')).toBe('<https://desk.test/s/aBcD-_09/unsubscribe>');
    expect(header(mail, 'list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click');
    expect(mail.text).toContain('No more surveys: https://desk.test/s/aBcD-_09/unsubscribe');
  });

  test('names what it is about, an order or a ticket, and asks one question', async () => {
    expect((await read(...sample('en', 'csat'))).text).toContain(
      'You recently wrote to us about “Where is my order?”.\n\nHow happy are you with us?',
    );
    expect((await read(...sample('en', 'nps'))).text).toContain(
      'Your order 1001 should have reached you by now.\n\nHow likely are you to recommend Acme',
    );
  });

  test('whose delivery failed must be heard of: it asks for silence on everything else', async () => {
    const mail = await read(...sample('en', 'csat'));
    expect(header(mail, 'x-auto-response-suppress')).toBe('DR, RN, NRN, OOF, AutoReply');
  });

  test('is not written without a site to answer on, nor broken by a slash at its end or a strange token', async () => {
    const [owed, with_] = samples('en').csat;
    await expect(composeMail(owed, { ...with_, site: null })).rejects.toThrow('site');
    expect((await read(owed, { ...with_, site: 'https://desk.test//' })).text).toContain('https://desk.test/s/aBcD-_09?score=1');
    expect(header(await read({ ...of('survey'), token: 'a> <b' }, with_), 'list-unsubscribe')).toBe(
      '<https://desk.test/s/a%3E%20%3Cb/unsubscribe>',
    );
  });
});

describe('a morning report', () => {
  test('gives each figure with the week before, linked to its endpoint', async () => {
    const { text = '', html = '', subject } = await read(...sample('en', 'report'));
    expect(subject).toBe('Acme: Friday, 20 November 2026');
    expect(text).toContain('New tickets: 34 (up) · Week before: 27.4\n  https://desk.test/metrics/volume?from=2026-11-20&to=2026-11-21');
    expect(text).toContain('First reply, median: 2 hrs 14 mins (down) · Week before: 3 hrs 20 mins');
    expect(text).toContain('Answered on time: 91% (down) · Week before: 95%');
    expect(text).toContain('Open at midnight: 12 (unchanged) · Week before: 12');
    expect(text).toContain('Satisfied customers: no data · Week before: 88%');
    expect(html).toContain('href="https://desk.test/metrics/volume?from=2026-11-20&amp;to=2026-11-21"');
    expect(html).toMatch(/class="good"[^>]*>▼/);
    expect(html).toMatch(/class="bad"[^>]*>▼/);
  });

  test('draws a bar a day in proportion, the longest in full, none for a day without data', async () => {
    const { html = '', text = '' } = await read(...sample('en', 'report'));
    const widths = [...html.matchAll(/role="presentation" align="left" style="width:(\d+)%/g)].map((m) => Number(m[1]));
    expect(widths).toEqual([55, 20, 78, 70, 100, 65, 85]);
    expect(text).toContain(`Wed 18: 40 ${'█'.repeat(24)}\n`);
    expect(text).toContain('Sun 15: no data\n');
  });

  test('lists what surged, what is late now, and how fresh it is', async () => {
    const { text } = await read(...sample('en', 'report'));
    expect(text).toContain('- No order confirmation: 11 instead of about 2.3\n  https://desk.test/metrics/types');
    expect(text).toContain('- T-7K4QX · Where is my order? · first reply · yesterday at 15:30\n  https://desk.test/tickets/T-7K4QX');
    expect(text).toContain('- T-9AAAA · (no subject) · resolution · Thursday 12 November at 15:30\n');
    expect(text).toContain('- and 3 more\n  https://desk.test/tickets?queue=due');
    expect(text).toContain('Figures up to today at 00:00 (Ireland Time).');
  });

  test('of a day without mail is a report too', async () => {
    const [owed, with_] = samples('en').report;
    const quiet = {
      ...report,
      figures: report.figures.map((f) => ({ ...f, value: f.name === 'new' ? 0 : null, before: null })),
      charts: report.charts.map((c) => ({ ...c, days: c.days.map((d) => ({ ...d, value: 0 })) })),
      surges: [],
      late: { total: 0, href: null, tickets: [] },
    };
    const { text = '', html = '' } = await read(owed, { ...with_, report: quiet });
    expect(text).toContain('A quiet day: nobody wrote.');
    expect(text).toContain('New tickets: 0 · Week before: no data');
    expect(text).toContain('Nothing out of the ordinary.');
    expect(text).toContain('Nothing is late.');
    expect(`${text}${html}`).not.toMatch(/NaN|undefined|null|Infinity/);
  });

  test('is not written without its figures', async () => {
    const [owed, { report: _, ...with_ }] = samples('en').report;
    await expect(composeMail(owed, with_)).rejects.toThrow('figures');
  });
});

test('a reply is not written without its text', async () => {
  await expect(composeMail(of('reply'), about)).rejects.toThrow('text');
  expect(TICKET).toBe('T-7K4QX');
});
