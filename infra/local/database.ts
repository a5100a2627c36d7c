/* Tables as the template wants them, made in the database engine, and the desk's own few calls to it. */
import http from 'node:http';
import * as z from 'zod/mini';
import { type Faults, inflict, targetOperation } from './faults.ts';
import { REGION } from './identity.ts';
import type { HostedStack } from './stack.ts';

export type TableService = 'DynamoDB_20120810' | 'DynamoDBStreams_20120810';

/** Calls the engine the way the SDK does, without a signature that anybody would check. */
export class EngineClient {
  readonly #port: number;
  readonly #agent = new http.Agent({ keepAlive: true, maxSockets: 8 });

  constructor(port: number) {
    this.#port = port;
  }

  /** @throws Error with the engine's answer when it is not 200 */
  async call<T>(service: TableService, operation: string, body: unknown): Promise<T> {
    for (;;) {
      const answer = await this.#send(service, operation, JSON.stringify(body));
      if (answer !== null) return JSON.parse(answer) as T;
    }
  }

  /** The answer's text; null when a kept connection had gone stale, which says nothing about the call. */
  #send(service: TableService, operation: string, text: string): Promise<string | null> {
    return new Promise((resolve, reject) => {
      const request = http.request(
        {
          host: '127.0.0.1',
          port: this.#port,
          method: 'POST',
          agent: this.#agent,
          headers: {
            'content-type': 'application/x-amz-json-1.0',
            'x-amz-target': `${service}.${operation}`,
            'x-amz-date': '20260101T000000Z',
            authorization: `AWS4-HMAC-SHA256 Credential=LOCALdesk/20260101/${REGION}/dynamodb/aws4_request, SignedHeaders=host, Signature=local`,
            'content-length': Buffer.byteLength(text),
          },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () => {
            const answer = Buffer.concat(chunks).toString();
            if (response.statusCode === 200) resolve(answer);
            else reject(new Error(`${operation}: ${response.statusCode} ${answer.slice(0, 500)}`));
          });
        },
      );
      request.on('error', (error: Error & { code?: string }) =>
        request.reusedSocket && error.code === 'ECONNRESET' ? resolve(null) : reject(error),
      );
      request.end(text);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}

const keySchema = z.array(z.object({ AttributeName: z.string(), KeyType: z.string() }));
const projection = z.object({ ProjectionType: z.optional(z.string()), NonKeyAttributes: z.optional(z.array(z.string())) });
const tableProperties = z.looseObject({
  AttributeDefinitions: z.array(z.object({ AttributeName: z.string(), AttributeType: z.string() })),
  KeySchema: keySchema,
  GlobalSecondaryIndexes: z._default(z.array(z.looseObject({ IndexName: z.string(), KeySchema: keySchema, Projection: projection })), []),
  LocalSecondaryIndexes: z._default(z.array(z.object({ IndexName: z.string(), KeySchema: keySchema, Projection: projection })), []),
  StreamSpecification: z.optional(z.looseObject({ StreamViewType: z._default(z.string(), 'NEW_AND_OLD_IMAGES') })),
});

export type HostedTable = {
  readonly id: string;
  readonly name: string;
  readonly arn: string;
  readonly streams: boolean;
  readonly view: string;
};

/** Makes every table that is not there yet. Time to live is not hosted: what has expired stays, as it may for days on AWS. */
export async function createTables(stack: HostedStack, client: EngineClient): Promise<HostedTable[]> {
  const tables = ['AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable'].flatMap((type) => stack.of(type, tableProperties));
  const hosted: HostedTable[] = [];
  for (const { id, ref, arn, properties } of tables) {
    const { GlobalSecondaryIndexes: global, LocalSecondaryIndexes: local, StreamSpecification: stream } = properties;
    try {
      await client.call('DynamoDB_20120810', 'CreateTable', {
        TableName: ref,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: properties.AttributeDefinitions,
        KeySchema: properties.KeySchema,
        ...(global.length
          ? { GlobalSecondaryIndexes: global.map(({ IndexName, KeySchema, Projection }) => ({ IndexName, KeySchema, Projection })) }
          : {}),
        ...(local.length ? { LocalSecondaryIndexes: local } : {}),
        ...(stream ? { StreamSpecification: { StreamEnabled: true, StreamViewType: stream.StreamViewType } } : {}),
      });
    } catch (error) {
      if (!(error instanceof Error && error.message.includes('ResourceInUseException'))) throw error;
    }
    hosted.push({ id, name: ref, arn, streams: stream !== undefined, view: stream?.StreamViewType ?? '' });
  }
  return hosted;
}

/**
 * The way through which the functions' calls to the engine go while faults are armed or calls are watched.
 * @returns a server that is not listening yet
 */
export function meddlingServer(enginePort: number, faults: Faults): http.Server {
  const agent = new http.Agent({ keepAlive: true });
  const server = http.createServer((request, response) => {
    const mode = faults.befalls(request, 'dynamodb', targetOperation(request));
    const proceed = (): void => {
      const onward = http.request(
        { host: '127.0.0.1', port: enginePort, method: request.method, path: request.url, headers: request.headers, agent },
        (answer) => {
          // The SDK checks the answer against its checksum, so the bytes pass as they are.
          if (!response.headersSent && mode === undefined) response.writeHead(answer.statusCode ?? 500, answer.headers);
          answer.pipe(response);
        },
      );
      onward.on('error', () => request.socket.destroy());
      request.pipe(onward);
    };
    if (mode === undefined) proceed();
    else inflict(mode, 'dynamodb', request, response, proceed);
  });
  server.on('close', () => agent.destroy());
  return server;
}
