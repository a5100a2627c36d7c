import { addressesIn, headersOf, splitMail, withoutHeaders } from '../../../infra/local/raw-mail.ts';

describe('a raw message', () => {
  const raw = Buffer.from('From: a@x.test\r\nX-Local-Verdict-Spam: FAIL\r\nSubject: one\r\n two\r\nnonsense\r\n\r\nBody: no header\r\n');

  test('has its fields unfolded, in order, and what is no field left out', () => {
    expect(headersOf(splitMail(raw))).toEqual([
      { name: 'From', value: 'a@x.test' },
      { name: 'X-Local-Verdict-Spam', value: 'FAIL' },
      { name: 'Subject', value: 'one two' },
    ]);
  });

  test('loses the fields that are unwanted, and nothing else', () => {
    expect(withoutHeaders(splitMail(raw), (name) => name.startsWith('x-local-')).toString()).toBe(
      'From: a@x.test\r\nSubject: one\r\n two\r\nnonsense\r\n\r\nBody: no header\r\n',
    );
    expect(withoutHeaders(splitMail(raw), () => false).equals(raw)).toBe(true);
  });

  test.each(['', 'no header at all', '\r\n\r\nonly a body', 'Subject: bare line feeds\n\nbody'])('survives %j byte for byte', (text) => {
    expect(withoutHeaders(splitMail(Buffer.from(text)), () => false).toString()).toBe(text);
  });

  test('shows header bytes that are UTF-8 as such', () => {
    expect(headersOf(splitMail(Buffer.from('Subject: Grüße\r\n\r\n')))).toEqual([{ name: 'Subject', value: 'Grüße' }]);
  });

  test.each([
    ['a@x.test', ['a@x.test']],
    ['"Doe, Jane" <jane@x.test>, bob@y.test', ['jane@x.test', 'bob@y.test']],
    ['team: a@x.test, b@x.test;', ['a@x.test', 'b@x.test']],
    ['"trick@fake.test" <real@x.test>', ['real@x.test']],
    ['', []],
  ])('addresses in %j', (value, expected) => {
    expect(addressesIn(value)).toEqual(expected);
  });
});
