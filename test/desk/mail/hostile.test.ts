import { normalise } from '../../../desk/mail/address.ts';
import { actualCharset } from '../../../desk/mail/charset.ts';
import { htmlToText } from '../../../desk/mail/html-text.ts';
import { screen } from '../../../desk/mail/kind.ts';
import { customerLanguage } from '../../../desk/mail/language.ts';
import { newText } from '../../../desk/mail/new-text.ts';
import { readMail } from '../../../desk/mail/read.ts';
import { readReceipt } from '../../../desk/mail/receipt.ts';
import { subjectKey, subjectReference } from '../../../desk/mail/subject.ts';
import { addressField } from '../../../desk/mail/tame.ts';
import { isThanks } from '../../../desk/mail/thanks.ts';
import { readTnef } from '../../../desk/mail/tnef.ts';

/*
 * No mail of any shape takes more than linear time: four times the bytes cost about four times as much, where squared would be sixteen.
 * CPU time, the best of several runs, so that a busy machine changes little.
 */

const RUNS = 3;
const MOST = 10;
/** Below this the clock measures itself. */
const FLOOR_MS = 3;

async function cpuMillis(work: () => unknown): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < RUNS; run += 1) {
    const before = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(before);
    best = Math.min(best, (user + system) / 1000);
  }
  return best;
}

async function expectLinear(make: (n: number) => () => unknown, n: number): Promise<void> {
  const once = await cpuMillis(make(n));
  const fourfold = await cpuMillis(make(4 * n));
  expect(fourfold).toBeLessThan(MOST * Math.max(once, FLOOR_MS));
}

const fill = (unit: string, n: number): string => unit.repeat(Math.ceil(n / unit.length)).slice(0, n);

const desk = { ownAddresses: ['support@desk.test'], isAgent: () => false, signedAgentAddress: false };
const verdicts = { spam: 'PASS', virus: 'PASS', spf: 'PASS', dkim: 'PASS', dmarc: 'PASS' } as const;

/** All that is done with a mail before it is threaded. */
async function everything(raw: Uint8Array): Promise<void> {
  readReceipt(raw);
  const mail = await readMail(raw);
  screen(mail, { source: 'a@x.test', recipients: ['support@desk.test'], verdicts }, desk);
  customerLanguage(mail);
  isThanks(mail.newText);
  subjectKey(mail.subject);
  subjectReference(mail.subject);
}

const HEAD = 'From: a@x.test\nSubject: Re: x\nIn-Reply-To: <a@b>\n';
const multipart = (part: string): string => `${HEAD}Content-Type: multipart/mixed; boundary=b\n\n--b\n\nhello\n--b\n${part}\n--b--\n`;

describe('a mail of any shape is read in linear time', () => {
  const shapes: Record<string, (n: number) => string> = {
    'empty lines': (n) => `${HEAD}\n${fill('\n', n)}`,
    'carriage returns': (n) => `${HEAD}\n${fill('\r', n)}`,
    'lines of one letter': (n) => `${HEAD}\n${fill('x\n', n)}`,
    'one line': (n) => `${HEAD}\n${fill('x', n)}`,
    'short attachment lines': (n) => multipart(`Content-Type: text/csv\n\n${fill('1\n', n)}`),
    'base 64 that ends in every line': (n) => multipart(`Content-Type: a/b\nContent-Transfer-Encoding: base64\n\n${fill('AA==\n', n)}`),
    'base 64 that ends everywhere in one line': (n) =>
      multipart(`Content-Type: a/b\nContent-Transfer-Encoding: base64\n\n${fill('AA=', n)}`),
    'base 64 that is none': (n) => multipart(`Content-Type: a/b\nContent-Transfer-Encoding: base64\n\n${fill('-_!\n', n)}`),
    'quoted-printable of nothing': (n) => multipart(`Content-Type: a/b\nContent-Transfer-Encoding: quoted-printable\n\n${fill('=\n', n)}`),
    'boundaries without end': (n) => `${HEAD}Content-Type: multipart/mixed; boundary=b\n\n${fill('--b\n\n', n)}`,
    'lines that nearly are boundaries': (n) => `${HEAD}Content-Type: multipart/mixed; boundary=bbbbbbbb\n\n${fill('--bbbbbbb\n', n)}`,
    'an endless preamble': (n) => `${HEAD}Content-Type: multipart/mixed; boundary=b\n\n${fill('x\n', n)}--b\n\nhi\n--b--\n`,
    'an endless epilogue': (n) => `${multipart('\nhi')}${fill('--\n', n)}`,
    'a structure nobody understands': (n) => `${HEAD}Content-Type: multipart/mixed (x); boundary=b\n\n${fill('--b\n\nx\n', n)}`,
    nesting: (n) =>
      `${HEAD}Content-Type: multipart/mixed; boundary=b0\n\n${Array.from({ length: n / 60 }, (_, i) => `--b${i}\nContent-Type: multipart/mixed; boundary=b${i + 1}\n\n`).join('')}`,
    'mails within mails': (n) => `${HEAD}Content-Type: message/rfc822\n\n${fill('Content-Type: message/rfc822\n\n', n)}`,
    'header fields': (n) => `${fill('X-A: b\n', n)}${HEAD}\nhi`,
    'one long header line': (n) => `X-A: ${fill('a ', n)}\n${HEAD}\nhi`,
    'a folded header': (n) => `X-A: ${fill('a\n ', n)}\n${HEAD}\nhi`,
    recipients: (n) => `To: ${fill('b@y.test, ', n)}\n${HEAD}\nhi`,
    'groups of recipients': (n) => `To: ${fill('a:', n)}\n${HEAD}\nhi`,
    'brackets for recipients': (n) => `To: ${fill('<', n)}\n${HEAD}\nhi`,
    'comments for recipients': (n) => `To: ${fill('(', n)}\n${HEAD}\nhi`,
    'quotes for recipients': (n) => `To: ${fill('"', n)}\n${HEAD}\nhi`,
    'encoded words': (n) => `From: a@x.test\nSubject: ${fill('=?utf-8?B?gA==?= ', n)}\n\nhi`,
    'encoded words that never end': (n) => `From: a@x.test\nSubject: ${fill('=?utf-8?B?', n)}\n\nhi`,
    references: (n) => `From: a@x.test\nReferences: ${fill('<a@b>\n ', n)}\n\nhi`,
    'references that never end': (n) => `From: a@x.test\nReferences: ${fill('<a', n)}\n\nhi`,
    parameters: (n) => `${HEAD}Content-Type: text/plain; ${fill('a=b; ', n)}\n\nhi`,
    'parameter continuations': (n) =>
      `${HEAD}Content-Type: text/plain; ${Array.from({ length: n / 12 }, (_, i) => `name*${i}*=a; `).join('')}\n\nhi`,
    'a subject of spaces': (n) => `From: a@x.test\nSubject: ${fill(' ', n)}x\n\nhi`,
    'a subject of answers': (n) => `From: a@x.test\nSubject: ${fill('Re: ', n)}x\n\nhi`,
    'a subject of tags': (n) => `From: a@x.test\nSubject: ${fill('[EXT] ', n)}x\n\nhi`,
    'a date of nonsense': (n) => `From: a@x.test\nDate: ${fill('1 Jan ', n)}x\n\nhi`,
    'a calendar': (n) => multipart(`Content-Type: text/calendar\n\nBEGIN:VEVENT\n${fill('A;B=C;D="E\n', n)}`),
    'a delivery report': (n) => multipart(`Content-Type: message/delivery-status\n\n${fill('Final-Recipient: x\nAction: y\n', n)}`),
    'raw bytes in the header': (n) => `From: a@x.test\nSubject: ${fill('\xe9', n)}\n\nhi`,
    'text in no charset': (n) => `${HEAD}\n${fill('\xe9\xe8 ', n)}`,
  };

  test.each(Object.entries(shapes))('%s', async (_, shape) => {
    await expectLinear((n) => {
      const raw = Buffer.from(shape(n), 'latin1');
      return () => everything(raw);
    }, 20_000);
  });
});

describe('HTML of any shape becomes text in linear time', () => {
  const units = [
    '<',
    '<a ',
    '<a b="',
    '<a b="> ',
    '<!--',
    '<!',
    '<?',
    '</',
    '<b>',
    '<b>x</b>',
    '<p>',
    '<br>',
    '<div>',
    '</div>',
    '<blockquote>',
    '<blockquote>x',
    '<ul><li>',
    '<li>',
    '<table><tr><td>x',
    '<pre>\n',
    '<pre>',
    '<script>',
    '<style>',
    '<svg>',
    '<p style="display:none">',
    '<div style="',
    '&',
    '&amp;',
    '&#',
    '&#xffff;',
    ' ',
    '\n',
    '\u00a0',
    '<a href="http://x.test/',
    '<a href=x>y</a>',
    '<img alt="x">',
    '<div class="yahoo_quoted">',
    '<div id="divRplyFwdMsg">',
    '<hr>',
    '<x style=style=style=',
    '>',
  ];
  test.each(units)('%j repeated', async (unit) => {
    await expectLinear((n) => {
      const html = fill(unit, n);
      return () => htmlToText(html);
    }, 30_000);
  });
});

describe('new text is found in linear time', () => {
  const units = [
    '>',
    '> ',
    '>\n',
    '> x\n',
    '> x\ny\n',
    '\n',
    ' \n',
    ' ',
    'x',
    'x\n',
    ':',
    ':\n',
    'On 10:00 a@b.c wrote:\n',
    'On\n10:00\na@b.c\nwrote:\n',
    'From: a\n',
    'From: a\nSent: b\n',
    'On ',
    'wrote:',
    '-- \n',
    '--\n',
    '-',
    '_',
    '________________\n',
    '-----Original Message-----\n',
    'a: b\n',
    '*',
    '* \n',
    'Sent from my iPhone\n',
    'intended recipient ',
    'confidential\n\n',
    'below\n',
    'Von: a\nGesendet: b\nAn: c\nBetreff: d\n',
    'schrieb ',
    ' schrieb am ',
    'am x schrieb x:\n',
    'W dniu x pisze x\n',
  ];
  test.each(units)('%j repeated', async (unit) => {
    await expectLinear((n) => {
      const text = `Hello\n${fill(unit, n)}`;
      return () => newText(text, { subject: 'Re: x', isReply: true });
    }, 30_000);
  });
});

describe('small readers take linear time', () => {
  const readers: Record<string, (text: string) => unknown> = {
    normalise: (text) => normalise(text),
    addressField: (text) => addressField({ name: text, address: text }),
    subjectKey: (text) => subjectKey(text),
    isThanks: (text) => isThanks(text),
    actualCharset: (text) => actualCharset(Buffer.from(text, 'latin1'), ''),
    readTnef: (text) => readTnef(Buffer.concat([Buffer.from([0x78, 0x9f, 0x3e, 0x22, 0, 0]), Buffer.from(text, 'latin1')])),
    customerLanguage: (text) => customerLanguage({ newText: text, subject: '', header: () => [] }),
    readReceipt: (text) => readReceipt(Buffer.from(text, 'latin1')),
  };
  const units = [
    'a',
    '<',
    '"',
    '@',
    '(',
    ' ',
    '\u00e9',
    '\0',
    'thanks ',
    'Re: ',
    '=?',
    'Received: \n ',
    '\r\n',
    'X-SES-Spam-Verdict: PASS\n',
  ];
  test.each(Object.entries(readers))('%s', async (_, reader) => {
    for (const unit of units) {
      await expectLinear((n) => {
        const text = fill(unit, n);
        return () => reader(text);
      }, 20_000);
    }
  });
});
