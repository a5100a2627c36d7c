import PostalMime from 'postal-mime';
import { screen } from '../../desk/mail/kind.ts';
import { readMail } from '../../desk/mail/read.ts';

/*
 * A mail of 40 MB in a process of its own: `node test/bench/big-mail.ts <rules|parser> <shape>` prints what it took.
 * Peak memory is that of the whole process, the mail itself in it.
 */

const MEGABYTES = 40;
const HEAD =
  'From: a@x.test\r\nTo: support@desk.test\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nhello\r\n--b\r\n';

/** Line and encoding of the part that makes the mail large. */
export const SHAPES: Readonly<Record<string, readonly [line: string, encoding: string]>> = {
  file: [`${'QUJD'.repeat(19)}\r\n`, 'base64'],
  csv: [`${'0123456789;'.repeat(6)}\r\n`, '8bit'],
  'line breaks': ['\n', '8bit'],
  'padded base 64': ['QQ==\n', 'base64'],
};

function mailOf(shape: string): Buffer {
  const [line = '', encoding = ''] = SHAPES[shape] ?? [];
  const head = `${HEAD}Content-Type: application/octet-stream; name=x.bin\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n`;
  const end = '\r\n--b--\r\n';
  const lines = Math.floor((MEGABYTES * 1_000_000 - head.length - end.length) / line.length);
  const raw = Buffer.alloc(head.length + lines * line.length + end.length);
  raw.write(head, 0, 'latin1');
  raw.fill(line, head.length, head.length + lines * line.length, 'latin1');
  raw.write(end, raw.length - end.length, 'latin1');
  return raw;
}

if (import.meta.main) {
  const [who, shape = ''] = process.argv.slice(2);
  const raw = mailOf(shape);
  const before = process.cpuUsage();
  if (who === 'parser') await PostalMime.parse(raw);
  else {
    const mail = await readMail(raw);
    screen(
      mail,
      { source: 'a@x.test', recipients: [], verdicts: { spam: 'PASS', virus: 'PASS', spf: 'PASS', dkim: 'PASS', dmarc: 'PASS' } },
      { ownAddresses: ['support@desk.test'], isAgent: () => false, signedAgentAddress: false },
    );
  }
  const { user, system } = process.cpuUsage(before);
  console.log(JSON.stringify({ millis: (user + system) / 1000, megabytes: process.resourceUsage().maxRSS / 1024 }));
}
