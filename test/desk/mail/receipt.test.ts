import { readReceipt } from '../../../desk/mail/receipt.ts';

/** As SES stores a mail: its own fields on top, then the sender's. */
const SES = {
  returnPath: 'Return-Path: <Jane@x.test>',
  received: [
    'Received: from mail.x.test (mail.x.test [192.0.2.1])',
    ' by inbound-smtp.eu-west-1.amazonaws.com with SMTP id q041v1u3p6g5bust1o2se9of7vf685mtivi7ci01',
    ' for Support+Token@desk.test;',
    ' Sat, 21 Nov 2026 10:00:05 +0000 (UTC)',
  ].join('\r\n'),
  spam: 'X-SES-Spam-Verdict: PASS',
  virus: 'X-SES-Virus-Verdict: PASS',
  spf: 'Received-SPF: pass (spfCheck: domain of x.test designates 192.0.2.1 as permitted sender) client-ip=192.0.2.1; envelope-from=jane@x.test; helo=mail.x.test;',
  results:
    'Authentication-Results: amazonses.com;\r\n spf=pass (spfCheck: domain of x.test designates 192.0.2.1 as permitted sender) client-ip=192.0.2.1;\r\n dkim=pass header.i=@mail.x.test;\r\n dmarc=pass header.from=x.test;',
  receipt: 'X-SES-RECEIPT: AEFBQUFBQUFB',
  signature: 'X-SES-DKIM-SIGNATURE: a=rsa-sha256; d=amazonses.com',
};
const mail = (fields: Partial<typeof SES>, below: string[] = []): Buffer =>
  Buffer.from(
    `${[...Object.values({ ...SES, ...fields }).filter((f) => f !== ''), ...below, 'From: jane@x.test', 'Subject: x', '', 'hi'].join('\r\n')}`,
  );

describe('what SES wrote on top of a stored mail', () => {
  test('tells who sent it, to whom, when, under which id, and what SES thinks of it', () => {
    expect(readReceipt(mail({}))).toEqual({
      arrivedAt: '2026-11-21T10:00:05.000Z',
      id: 'q041v1u3p6g5bust1o2se9of7vf685mtivi7ci01',
      envelope: {
        source: 'jane@x.test',
        recipients: ['support+token@desk.test'],
        verdicts: { spam: 'PASS', virus: 'PASS', spf: 'PASS', dkim: 'PASS', dmarc: 'PASS' },
      },
      dkimDomains: ['mail.x.test'],
    });
  });

  test('line ends may be LF', () => {
    const raw = Buffer.from(mail({}).toString().replaceAll('\r\n', '\n'));
    expect(readReceipt(raw)).toEqual(readReceipt(mail({})));
  });

  test('the null sender is null', () => {
    expect(readReceipt(mail({ returnPath: 'Return-Path: <>' }))?.envelope.source).toBeNull();
  });

  test.each([
    ['X-SES-Spam-Verdict: FAIL', 'spam', 'FAIL'],
    ['X-SES-Spam-Verdict: GRAY', 'spam', 'GRAY'],
    ['X-SES-Spam-Verdict: PROCESSING_FAILED', 'spam', 'PROCESSING_FAILED'],
    ['X-SES-Spam-Verdict: whatever', 'spam', 'PROCESSING_FAILED'],
    ['', 'spam', 'DISABLED'],
  ] as const)('%j is %s %s', (spam, name, verdict) => {
    expect(readReceipt(mail({ spam }))?.envelope.verdicts[name]).toBe(verdict);
  });

  test.each([
    ['spf=softfail (x); dkim=neutral; dmarc=none', { spf: 'FAIL', dkim: 'GRAY', dmarc: 'GRAY' }],
    ['spf=none; dkim=fail; dmarc=fail', { spf: 'GRAY', dkim: 'FAIL', dmarc: 'FAIL' }],
    ['spf=temperror; dkim=permerror; dmarc=pass', { spf: 'PROCESSING_FAILED', dkim: 'PROCESSING_FAILED', dmarc: 'PASS' }],
    ['dkim=fail header.i=@a.test; dkim=pass header.i=@b.test', { spf: 'GRAY', dkim: 'PASS', dmarc: 'GRAY' }],
    ['spf=passable', { spf: 'GRAY', dkim: 'GRAY', dmarc: 'GRAY' }],
  ])('results %j are %j', (results, verdicts) => {
    expect(readReceipt(mail({ results: `Authentication-Results: amazonses.com; ${results}` }))?.envelope.verdicts).toMatchObject(verdicts);
  });

  test('only a signature that passed names its domain', () => {
    const results =
      'Authentication-Results: amazonses.com; dkim=fail header.i=@a.test; dkim=pass header.i=@b.test; dkim=pass header.d=c.test';
    expect(readReceipt(mail({ results }))?.dkimDomains).toEqual(['b.test', 'c.test']);
  });
});

describe('what the sender wrote below is not believed', () => {
  test.each([
    [
      'a verdict of his own, where SES scanned',
      {},
      ['X-SES-Virus-Verdict: FAIL', 'X-SES-Spam-Verdict: FAIL'],
      { spam: 'PASS', virus: 'PASS' },
    ],
    [
      'a verdict right below, where SES did not scan',
      { spam: '', virus: '' },
      ['X-SES-Spam-Verdict: PASS', 'X-SES-Virus-Verdict: PASS'],
      { spam: 'DISABLED', virus: 'DISABLED' },
    ],
    [
      'results right below, where SES wrote none',
      { results: '' },
      ['Authentication-Results: amazonses.com; dmarc=pass'],
      { dmarc: 'GRAY' },
    ],
    [
      'results in the name of SES below those of SES',
      { results: 'Authentication-Results: amazonses.com; dmarc=fail' },
      ['Authentication-Results: amazonses.com; dmarc=pass'],
      { dmarc: 'FAIL' },
    ],
    [
      'results of another server',
      { results: 'Authentication-Results: mx.evil.test; dmarc=pass; spf=pass' },
      [],
      { dmarc: 'GRAY', spf: 'GRAY' },
    ],
    [
      'results of a server that only begins like SES',
      { results: 'Authentication-Results: amazonses.com.evil.test; dmarc=pass' },
      [],
      { dmarc: 'GRAY' },
    ],
  ])('%s', (_, fields, below, verdicts) => {
    expect(readReceipt(mail(fields, below))?.envelope.verdicts).toMatchObject(verdicts);
  });

  test('a second Received or Return-Path changes nothing', () => {
    const below = ['Return-Path: <evil@y.test>', SES.received.replace('Support+Token', 'evil').replace('2026', '2020')];
    expect(readReceipt(mail({}, below))).toEqual(readReceipt(mail({})));
  });

  test.each([
    [
      'its first Received is by another server',
      { received: 'Received: from a by mx.evil.test for support@desk.test; Sat, 21 Nov 2026 10:00:05 +0000' },
    ],
    ['there is no Received', { received: '' }],
  ])('a mail has no receipt when %s', (_, fields) => {
    expect(readReceipt(mail(fields))).toBeNull();
  });

  test("a mail whose own fields come first has no receipt, even with SES's below", () => {
    expect(readReceipt(Buffer.concat([Buffer.from('X-First: 1\r\n'), mail({})]))).toBeNull();
  });

  test('an empty mail has no receipt', () => {
    expect(readReceipt(new Uint8Array())).toBeNull();
  });
});
