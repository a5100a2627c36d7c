import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ENV, METRIC } from '../../functions/env.ts';
import { bundleFunctions } from '../../infra/bundle.ts';
import { cleanUp, desk, FUNCTIONS, folder, grants, isPlacer, listed, type Properties } from './desk.ts';

afterAll(cleanUp);

/*
 * The functions as they will be deployed, held against what the stack gives them.
 */

const ROOT = new URL('../..', import.meta.url).pathname;
const bundles = bundleFunctions(folder());
const stack = desk();
const deployedFunctions = stack.of('AWS::Lambda::Function').filter((one) => !isPlacer(one));
const pascal = (name: string): string => name.replace(/(^|-)(.)/g, (_all, _dash, letter: string) => letter.toUpperCase());

/** The SDK's clients in a bundle, by service, and how many bytes each takes. */
const clients = (name: string): Map<string, number> => {
  const found = new Map<string, number>();
  for (const [path, { bytesInOutput }] of Object.entries(bundles.contents(name).inputs)) {
    const [, client] = /@aws-sdk\/client-([a-z0-9-]+)\//.exec(path) ?? [];
    if (client !== undefined && bytesInOutput > 0) found.set(client, (found.get(client) ?? 0) + bytesInOutput);
  }
  return found;
};
/** IAM's prefix of the service that a client talks to. */
const PREFIX: Readonly<Record<string, string>> = { dynamodb: 'dynamodb', s3: 's3', ses: 'ses', sqs: 'sqs', eventbridge: 'events' };

/** Actions that a function's role has, without those of its triggers, its failure destination and its log. */
const actions = (name: string): string[] =>
  grants(stack)
    .filter(({ policy }) => policy.includes(`${pascal(name)}RoleDefaultPolicy`))
    .filter(({ statement }) => !/DeadLetters|Unpublished|Log[0-9A-F]{8}|StreamArn/.test(JSON.stringify(statement.Resource)))
    .flatMap(({ statement }) => listed(statement.Action))
    .filter(
      (action) => !['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility', 'sqs:GetQueueAttributes'].includes(action),
    )
    .sort();

const sources = (name: string): string[] =>
  Object.keys(bundles.contents(name).inputs)
    .filter((path) => path.startsWith('functions/'))
    .map((path) => readFileSync(join(ROOT, path), 'utf8'));

test('every function of the tree is deployed, once, and nothing else', () => {
  const deployed = deployedFunctions.map((one) => /([A-Z][A-Za-z]+)Function[0-9A-F]{8}$/.exec(one.id)?.[1] ?? one.id);
  expect(FUNCTIONS.length).toBeGreaterThan(10);
  for (const name of FUNCTIONS) expect(deployed.filter((id) => id.endsWith(pascal(name)))).toHaveLength(1);
  expect(deployed).toHaveLength(FUNCTIONS.length);
});

test('a bundle knows no way to credentials but the environment', () => {
  const ways = bundles.names.flatMap((name) =>
    Object.keys(bundles.contents(name).inputs).filter((path) =>
      /credential-provider-(?!env|imds)|nested-clients|token-providers/.test(path),
    ),
  );
  expect(ways).toEqual([]);
  const withSdk = bundles.names.filter((name) => clients(name).size > 0);
  expect(withSdk.length).toBeGreaterThan(10);
  for (const name of withSdk) expect(Object.keys(bundles.contents(name).inputs)).toContain('functions/aws/credentials.ts');
});

test('every variable that functions/env.ts names is given to some function', () => {
  const given = deployedFunctions.flatMap(({ properties }) => {
    const { Variables } = (properties.Environment ?? {}) as { Variables?: Properties };
    return Object.keys(Variables ?? {});
  });
  expect([...new Set(given)].sort()).toEqual(Object.values(ENV).sort());
});

describe.each(FUNCTIONS)('%s', (name) => {
  test('bundles the clients that its role may use, and no others', () => {
    const services = [...clients(name).keys()].map((client) => PREFIX[client] ?? client).sort();
    expect(services).toEqual([...new Set(actions(name).map((action) => action.split(':')[0]))].sort());
  });

  test('has no permission for which it has no call', () => {
    const calls = new Set(sources(name).flatMap((text) => [...text.matchAll(/\b([A-Z][A-Za-z0-9]+)Command\b/g)].map((match) => match[1])));
    // A transaction is allowed write by write; a copy reads and writes; a list is what tells "gone" from "forbidden".
    const writes = /\b(Put|Update|Delete|ConditionCheck): ?\{/g;
    const inTransaction = sources(name).flatMap((text) =>
      [...text.matchAll(writes)].map((match) => `${match[1]}${match[1] === 'ConditionCheck' ? '' : ''}Item`),
    );
    const allowed = new Set([
      ...calls,
      ...(calls.has('TransactWriteItems') ? [...inTransaction, 'ConditionCheckItem'] : []),
      ...(calls.has('CopyObject') ? ['GetObject', 'PutObject'] : []),
      ...(calls.has('GetObject') ? ['ListBucket'] : []),
      ...(calls.has('ListObjectVersions') ? ['ListBucketVersions', 'DeleteObjectVersion'] : []),
    ]);
    expect(actions(name).filter((action) => !allowed.has(action.split(':')[1] ?? ''))).toEqual([]);
  });

  test('is given the environment that it reads, and no more', () => {
    const read = new Set(
      sources(name).flatMap((text) =>
        [...text.matchAll(/\benv\(((?:'[a-zA-Z]+'(?:, )?)+)\)/g)].flatMap((match) => (match[1] ?? '').replaceAll("'", '').split(', ')),
      ),
    );
    const wanted = ['service', ...read].map((key) => ENV[key as keyof typeof ENV]);
    const fn = deployedFunctions.find((one) => one.id.includes(`${pascal(name)}Function`));
    const { Variables } = (fn?.properties.Environment ?? {}) as { Variables?: Properties };
    expect(Object.keys(Variables ?? {}).sort()).toEqual(wanted.sort());
  });

  test('is small enough to start fast', () => {
    // The settings write holidays out, and hold those of the whole world for it; nobody waits for that but who saves.
    expect(bundles.contents(name).bytes).toBeLessThan(name === 'keep-settings' ? 2_200_000 : 1_200_000);
  });

  test('tells operators only figures that functions/env.ts names', () => {
    const told = sources(name).flatMap((text) => [...text.matchAll(/\blog\.metric\(([^,]+),/g)].map((match) => match[1]));
    expect(told.filter((figure) => !Object.keys(METRIC).some((known) => figure === `METRIC.${known}`))).toEqual([]);
  });
});
