import { execFileSync } from 'node:child_process';
import type { Context, SQSRecord } from 'aws-lambda';
import { ok } from '../../desk/api/exchange.ts';
import { blot, blotted, tell } from '../../functions/aws/log.ts';
import { BODY_BYTES, HEAP_FLAG, onBatch, onEvent, onRequest, onStream } from '../../functions/shell.ts';
import { keepPrinted } from './printed.ts';

const context = (): Context =>
  ({ awsRequestId: 'aws-1', functionName: 'here', getRemainingTimeInMillis: () => 1000 }) as unknown as Context;

/** What was written while `act` ran, line by line. */
async function written(act: () => Promise<unknown>): Promise<Record<string, unknown>[]> {
  const { lines, stop } = keepPrinted();
  try {
    await act();
  } finally {
    stop();
  }
  return lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as Record<string, unknown>);
}

const SECRET = 'My card number is 1234';

test('V8 knows the flag by which the heap may grow', () => {
  // It passes over a flag that it does not know with a word on stderr.
  expect(execFileSync(process.execPath, ['--v8-options'], { encoding: 'utf8' })).toContain(`\n  ${HEAP_FLAG} `);
});

describe('the log', () => {
  test.each<[string, string]>([
    ['mail to ann@customer.test bounced', 'mail to ‹address› bounced'],
    ['Unexpected token \'h\', "hello my name" is not valid JSON', 'Unexpected token "…", "…" is not valid JSON'],
    ['<ann@customer.test>', '<‹address›>'],
    ['an unclosed "quotation of a customer', 'an unclosed "…"'],
    ['Transaction cancelled [ConditionalCheckFailed, None]', 'Transaction cancelled [ConditionalCheckFailed, None]'],
  ])('%j is told as %j', (given, told) => {
    expect(blot(given)).toBe(told);
  });

  test('an error is told by name, place and blotted message, and by nothing that hangs on it', () => {
    const error = Object.assign(new TypeError(`"${SECRET}" from ann@customer.test\nsecond line of ann@customer.test`), {
      Item: { d: { S: SECRET } },
      $metadata: { httpStatusCode: 400 },
    });
    const told = JSON.stringify(tell(error));
    expect(told).not.toContain(SECRET);
    expect(told).not.toContain('customer.test');
    expect(tell(error)).toMatchObject({ name: 'TypeError', status: 400 });
    expect(tell(error).stack).toMatch(/^ {4}at .*shell\.test/);
    const out = blotted(error);
    expect(out.name).toBe('TypeError');
    expect(JSON.stringify(out, Object.getOwnPropertyNames(out))).not.toContain(SECRET);
    expect(out.stack).not.toContain('customer.test');
  });

  test.each([undefined, null, 'text', 7])('%j thrown is told as no error', (thrown) => {
    expect(tell(thrown)).toMatchObject({ name: 'NotAnError' });
  });
});

describe('a function called with an event', () => {
  test('answers what its step answers, and logs under the event’s own name', async () => {
    const handler = onEvent(
      async (event: { id: string }, { log }) => {
        log.info('seen', { n: 1, from: 'ann@customer.test' });
        return event.id.length;
      },
      (event) => event.id,
    );
    let answer = 0;
    const lines = await written(async () => {
      answer = await handler({ id: 'mail-7' }, context());
    });
    expect(answer).toBe(6);
    expect(lines).toMatchObject([{ level: 'INFO', message: 'seen', correlation_id: 'mail-7', function: 'here', n: 1, from: '‹address›' }]);
  });

  test('throws what was thrown, blotted, so that AWS retries and nobody reads along', async () => {
    const handler = onEvent(async () => {
      throw Object.assign(new RangeError(`"${SECRET}" by ann@customer.test`), { Item: SECRET });
    });
    let thrown: unknown;
    const lines = await written(async () => {
      await handler({}, context()).catch((error: unknown) => {
        thrown = error;
      });
    });
    expect(thrown).toBeInstanceOf(Error);
    expect(thrown).toMatchObject({ name: 'RangeError', message: '"…" by ‹address›' });
    expect(thrown).not.toHaveProperty('Item');
    expect(lines).toMatchObject([{ level: 'ERROR', message: 'failed', correlation_id: 'aws-1', failure: { name: 'RangeError' } }]);
    expect(JSON.stringify(lines)).not.toContain(SECRET);
  });
});

describe('a queue’s batch', () => {
  const records = (...bodies: string[]): { Records: SQSRecord[] } => ({
    Records: bodies.map((body, n) => ({ messageId: `m${n}`, body }) as SQSRecord),
  });

  test('gives back only what failed, and says why in the log', async () => {
    const handler = onBatch(async (records) =>
      records.filter(({ body }) => body === 'bad').map((record) => ({ record, cause: new RangeError('no') })),
    );
    let answer: unknown;
    const lines = await written(async () => {
      answer = await handler(records('a', 'bad', 'b'), context());
    });
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'm1' }] });
    expect(lines).toMatchObject([{ level: 'ERROR', message: 'record failed', record: 'm1', failure: { name: 'RangeError' } }]);
  });

  test('comes again as a whole when its step throws', async () => {
    const handler = onBatch(async () => {
      throw new Error('no');
    });
    await written(async () => {
      await expect(handler(records('a', 'b'), context())).rejects.toThrow('no');
    });
  });
});

test('a stream’s batch comes again from the record that its step names', async () => {
  const handler = (first: string | null) => onStream(async () => first);
  expect(await handler(null)({ Records: [] }, context())).toEqual({ batchItemFailures: [] });
  expect(await handler('seq-5')({ Records: [] }, context())).toEqual({ batchItemFailures: [{ itemIdentifier: 'seq-5' }] });
});

describe('the API', () => {
  const api = onRequest(
    {
      'POST /echo/{address}': async (request) => ok(request),
      'POST /fails': async () => {
        throw new Error(SECRET);
      },
      'POST /busy': async () => {
        throw Object.assign(new Error('slow down'), { name: 'ThrottlingException' });
      },
      'POST /conflict': async () => {
        throw Object.assign(new Error('Transaction cancelled [TransactionConflict]'), { name: 'TransactionCanceledException' });
      },
      'GET /same': async () => ({ status: 304, headers: { etag: '"1"' }, body: undefined }),
    },
    { 'POST /fails': 10 },
  );
  type Event = Parameters<typeof api>[0];
  const event = (routeKey: string, over: Record<string, unknown> = {}): Event =>
    ({
      routeKey,
      headers: { 'Content-Type': 'application/json' },
      requestContext: { requestId: 'req-1', timeEpoch: Date.parse('2026-03-02T10:00:00.000Z') },
      isBase64Encoded: false,
      ...over,
    }) as unknown as Event;
  const call = async (...given: Parameters<typeof event>) => {
    const answer = await api(event(...given), context());
    return { ...answer, body: answer.body === undefined ? undefined : (JSON.parse(answer.body) as Record<string, unknown>) };
  };

  test('gives the request to its route: names in lower case, parameters decoded, the gateway’s time, the caller', async () => {
    const answer = await call('POST /echo/{address}', {
      headers: { 'Content-Type': 'application/json; charset=utf-8', 'If-Match': '"1"' },
      pathParameters: { address: 'ann%2Bx%40customer.test' },
      queryStringParameters: { a: 'b', c: undefined },
      requestContext: {
        requestId: 'req-1',
        timeEpoch: Date.parse('2026-03-02T10:00:00.000Z'),
        authorizer: { jwt: { claims: { sub: 's-1', username: 'ann', email: 'ann@team.test' } } },
      },
      body: '{"x":1}',
    });
    expect(answer.statusCode).toBe(200);
    expect(answer.body).toEqual({
      route: 'POST /echo/{address}',
      params: { address: 'ann+x@customer.test' },
      query: { a: 'b' },
      headers: { 'content-type': 'application/json; charset=utf-8', 'if-match': '"1"' },
      caller: { id: 's-1', username: 'ann', email: 'ann@team.test', scopes: [] },
      now: '2026-03-02T10:00:00.000Z',
      id: 'req-1',
      text: '{"x":1}',
      body: { x: 1 },
    });
  });

  test.each([
    ['ann@customer.test', 'ann@customer.test'],
    ['50%40off@customer.test', '50%40off@customer.test'],
    ['%zz', '%zz'],
  ])('a parameter that came decoded stays as it is: %s', async (given, kept) => {
    expect((await call('POST /echo/{address}', { pathParameters: { address: given } })).body?.params).toEqual({ address: kept });
  });

  test('an address that nobody confirmed says nothing about who asks', async () => {
    const claims = { sub: 's', email: 'ann@team.test', email_verified: 'false' };
    const requestContext = { requestId: 'r', timeEpoch: 0, authorizer: { jwt: { claims } } };
    expect((await call('POST /echo/{address}', { requestContext })).body?.caller).toEqual({
      id: 's',
      username: null,
      email: null,
      scopes: [],
    });
  });

  test('a machine is known by its client', async () => {
    const requestContext = { requestId: 'r', timeEpoch: 0, authorizer: { jwt: { claims: { client_id: 'shop' } } } };
    expect((await call('POST /echo/{address}', { requestContext })).body?.caller).toEqual({
      id: 'shop',
      username: null,
      email: null,
      scopes: [],
    });
  });

  test.each<[string, Record<string, unknown>, number]>([
    ['broken JSON', { body: '{"a":' }, 400],
    ['JSON that is cut off in a surrogate', { body: '"\ud800' }, 400],
    ['another content type', { body: 'a=b', headers: { 'content-type': 'application/x-www-form-urlencoded' } }, 415],
    ['no content type', { body: '{}', headers: {} }, 415],
    ['a body over the limit', { body: `"${'x'.repeat(BODY_BYTES)}"` }, 413],
    ['a body over the limit in base 64', { body: Buffer.alloc(BODY_BYTES + 1).toString('base64'), isBase64Encoded: true }, 413],
  ])('%s is the caller’s problem', async (_, over, status) => {
    const answer = await call('POST /echo/{address}', over);
    expect(answer.statusCode).toBe(status);
    expect(answer.headers?.['content-type']).toBe('application/problem+json');
    expect(answer.body).toMatchObject({ status, type: expect.stringMatching(/^\/problems\//), title: expect.any(String), errors: [] });
  });

  test('a route may take less or more', async () => {
    expect((await call('POST /fails', { body: '"0123456789"' })).statusCode).toBe(413);
  });

  test('a body in base 64 is read', async () => {
    const body = Buffer.from('{"x":"ă"}').toString('base64');
    expect((await call('POST /echo/{address}', { body, isBase64Encoded: true })).body?.body).toEqual({ x: 'ă' });
  });

  test.each(['GET /nowhere', '$default', 'constructor', '__proto__', 'toString'])('%s is not found', async (routeKey) => {
    expect((await call(routeKey)).statusCode).toBe(404);
  });

  test('a failure of ours says under which id the log knows it, and nothing else', async () => {
    let answer: Awaited<ReturnType<typeof call>> | undefined;
    const lines = await written(async () => {
      answer = await call('POST /fails');
    });
    expect(answer).toMatchObject({ statusCode: 500, body: { status: 500, detail: expect.stringContaining('req-1') } });
    expect(JSON.stringify(answer)).not.toContain(SECRET);
    expect(lines).toMatchObject([{ level: 'ERROR', correlation_id: 'req-1' }]);
  });

  test.each(['POST /busy', 'POST /conflict'])('%s asks to come back', async (route) => {
    await written(async () => {
      const answer = await call(route);
      expect(answer.statusCode).toBe(503);
      expect(answer.headers?.['retry-after']).toBe('1');
    });
  });

  test('an answer without a body has none', async () => {
    const answer = await call('GET /same');
    expect(answer).toMatchObject({ statusCode: 304, headers: { etag: '"1"' } });
    expect(answer.body).toBeUndefined();
    expect(answer.headers).not.toHaveProperty('content-type');
  });

  test('no answer is stored on the way or taken for something else', async () => {
    const { headers } = await call('POST /echo/{address}');
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', 'x-request-id': 'req-1' });
  });
});
