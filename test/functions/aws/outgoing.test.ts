import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { outgoing, patientClient, type SendOutcome } from '../../../functions/aws/outgoing.ts';

const PATIENCE_MS = 100;
const SENT = '<SendRawEmailResponse><SendRawEmailResult><MessageId>ses-1</MessageId></SendRawEmailResult></SendRawEmailResponse>';

let ses: Server;
const requests: string[] = [];
async function sendTo(answer: RequestListener, patienceMs?: number): Promise<SendOutcome> {
  ses = createServer((request, response) => {
    requests.push(request.method ?? '');
    answer(request, response);
  });
  await new Promise<void>((resolve) => ses.listen(0, '127.0.0.1', resolve));
  process.env.AWS_ENDPOINT_URL_SES = `http://127.0.0.1:${(ses.address() as AddressInfo).port}`;
  const client = patientClient(patienceMs);
  const sent = await outgoing(client, 'set').send(Buffer.from('Subject: Hello'), 'desk@x.test', ['ana@x.test'], {
    mail: 'm',
    stream: 'T-1',
  });
  client.destroy();
  return sent;
}
beforeAll(() => {
  Object.assign(process.env, { AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' });
});
afterEach(async () => {
  requests.length = 0;
  ses.closeAllConnections();
  await new Promise((resolve) => ses.close(resolve));
});

test('a mail that SES takes and never says so of may have been sent: the wait ends, and nothing is sent again', async () => {
  const began = performance.now();
  expect(await sendTo((request) => request.resume(), PATIENCE_MS)).toEqual({ outcome: 'unknown', why: 'TimeoutError' });
  expect(performance.now() - began).toBeGreaterThanOrEqual(PATIENCE_MS - 5);
  expect(requests).toEqual(['POST']);
});

test('a mail that SES takes in time was sent', async () => {
  expect(await sendTo((_, response) => response.setHeader('content-type', 'text/xml').end(SENT))).toEqual({
    outcome: 'sent',
    sesMessageId: 'ses-1',
  });
});
