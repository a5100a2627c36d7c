/*
 * A stand-in for DynamoDB and S3 in a process of its own, so that a bench counts the caller's CPU and nothing else.
 * It knows nothing and agrees to everything. Started by benches; prints its port.
 */
import { createServer } from 'node:http';
import { corpus } from './corpus.ts';

const mails = corpus(Number(process.argv[2] ?? 0));
const COPIED =
  '<?xml version="1.0"?><CopyObjectResult><ETag>"e"</ETag><LastModified>2026-03-02T10:00:00.000Z</LastModified></CopyObjectResult>';

const server = createServer((request, response) => {
  request.resume();
  request.on('end', () => {
    const target = String(request.headers['x-amz-target'] ?? '');
    if (target !== '') {
      response.setHeader('content-type', 'application/x-amz-json-1.0');
      response.end(target.endsWith('BatchGetItem') ? '{"Responses":{"desk":[]},"UnprocessedKeys":{}}' : '{}');
      return;
    }
    const number = /incoming\/(\d+)/.exec(request.url ?? '')?.[1];
    response.statusCode = request.method === 'DELETE' ? 204 : 200;
    if (request.method === 'GET' && number !== undefined) response.end(mails[Number(number)]?.raw);
    else response.end(request.headers['x-amz-copy-source'] ? COPIED : undefined);
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  console.log(typeof address === 'object' && address ? address.port : 0);
});
process.on('disconnect', () => process.exit(0));
