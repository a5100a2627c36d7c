/* `npm run send -- --from a@x.test --to support@desk.test --subject Hello [--text Hi] [file.eml]`: a mail to the local desk. */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { createTransport } from 'nodemailer';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    from: { type: 'string', default: 'customer@shop.test' },
    to: { type: 'string', multiple: true, default: ['support@desk.test'] },
    subject: { type: 'string', default: 'A question' },
    text: { type: 'string', default: 'Hello,\n\nwhere is my order?\n' },
    header: { type: 'string', multiple: true, default: [] },
  },
});
const port = Number(process.env.DESK_SMTP_PORT ?? 2525);
const [file] = positionals;
const headers = Object.fromEntries(
  values.header.map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
  }),
);
const transport = createTransport({ host: '127.0.0.1', port, ignoreTLS: true });
try {
  const info = (await transport.sendMail(
    file === undefined
      ? { from: values.from, to: values.to, subject: values.subject, text: values.text, headers }
      : { envelope: { from: values.from, to: values.to }, raw: readFileSync(file) },
  )) as { response: string };
  console.log(info.response);
} catch (error) {
  const { code, message } = error as Error & { code?: string };
  console.error(code === 'ESOCKET' || code === 'ECONNREFUSED' ? `No desk takes mail on port ${port}: npm start` : message);
  process.exitCode = 1;
} finally {
  transport.close();
}
