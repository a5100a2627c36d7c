import { ok } from '../desk/api/exchange.ts';
import { problem } from '../desk/api/problem.ts';
import { showHtml } from '../desk/api/show-html.ts';
import { readMail } from '../desk/mail/read.ts';
import { dynamo } from './aws/dynamo.ts';
import { type MailStore, mailStore, s3 } from './aws/mail-store.ts';
import { messageOf } from './aws/message-of.ts';
import { type Tickets, tickets } from './aws/tickets.ts';
import { env } from './env.ts';
import { type Answerer, onRequest } from './shell.ts';

/*
 * A mail's HTML, read out of the raw mail when somebody opens it. A function of its own, so that nobody else who reads
 * tickets waits for the parser.
 */

export type Parts = { readonly tickets: Tickets; readonly mails: Pick<MailStore, 'get'> };

let made: Parts | undefined;
const wired = (): Parts => {
  if (made) return made;
  const { table, shards, bucket } = env('table', 'shards', 'bucket');
  made = { tickets: tickets(dynamo(), table, Number(shards)), mails: mailStore(s3(), bucket) };
  return made;
};

const none = () => problem(404, 'This message has no HTML.');

export const html =
  (parts: () => Parts): Answerer =>
  async ({ params }) => {
    const found = await messageOf(params, parts().tickets);
    if ('answer' in found) return found.answer;
    const message = found.value;
    if (!message.html || message.raw === null) return none();
    const raw = await parts().mails.get(message.raw);
    if (raw === null) return none();
    const mail = await readMail(raw);
    return mail.html === null ? none() : ok(showHtml(message, mail.html, mail.defects.includes('html-cut'), mail.attachments));
  };

export const routes = (parts: () => Parts): Record<string, Answerer> => ({
  'GET /tickets/{id}/messages/{messageId}/html': html(parts),
});

export const handler = onRequest(routes(wired));
