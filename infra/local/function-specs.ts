/* What the template says about the desk's functions, and what Lambda would tell them of themselves. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';
import type { FunctionSpec } from './function-protocol.ts';
import { REGION } from './identity.ts';
import type { HostedStack } from './stack.ts';

const functionProperties = z.object({
  Handler: z.string(),
  Code: z.looseObject({ S3Key: z.optional(z.string()) }),
  Timeout: z._default(z.coerce.number(), 3),
  MemorySize: z._default(z.coerce.number(), 128),
  Runtime: z._default(z.string(), ''),
  ReservedConcurrentExecutions: z.optional(z.coerce.number()),
  Environment: z._default(z.object({ Variables: z._default(z.record(z.string(), z.coerce.string()), {}) }), { Variables: {} }),
});

/** Where the functions reach AWS: the SDK's own variables, and nothing else. */
export type Endpoints = {
  readonly dynamodb: string;
  readonly s3: string;
  readonly sqs: string;
  readonly ses: string;
  readonly eventbridge: string;
};

/** A function's access key: its logical name in letters and digits, which is what DynamoDB Local allows. */
export const accessKeyOf = (id: string): string => `LOCAL${id.replace(/[^A-Za-z0-9]/g, '')}`;

/** Name of the function that an ARN, a qualified ARN or a name points at. */
export const functionName = (arnOrName: string): string =>
  arnOrName.startsWith('arn:') ? (arnOrName.split(':')[6] ?? '') : (arnOrName.split(':')[0] as string);

/** More environments of a function only wait for each other on two cores, and each warms up on its own. */
const ENVIRONMENTS = 2;
/** What a queue or a stream feeds has one: while it is at work batches fill, and a full one costs a mail a third of the CPU. */
const mappingProperties = z.looseObject({ FunctionName: z.string() });

/**
 * The functions of the stack whose code is in the assembly; those of custom resources run only in a deployment.
 * @param single labels of functions that have one environment
 * @throws Error naming one of these that there is not
 */
export function functionSpecs(
  stack: HostedStack,
  endpoints: Endpoints,
  single: readonly string[] = [],
): (FunctionSpec & { readonly id: string; readonly label: string })[] {
  const fed = new Set(
    stack.of('AWS::Lambda::EventSourceMapping', mappingProperties).map(({ properties }) => functionName(properties.FunctionName)),
  );
  const specs = stack.of('AWS::Lambda::Function', functionProperties).flatMap(({ id, ref, arn, properties }) => {
    if (properties.Code.S3Key === undefined || !properties.Runtime.startsWith('nodejs')) return [];
    const folder = stack.asset(properties.Code.S3Key);
    const dot = properties.Handler.lastIndexOf('.');
    const module = properties.Handler.slice(0, dot);
    const file = ['.mjs', '.js', '.cjs'].map((ending) => join(folder, module + ending)).find((path) => existsSync(path));
    if (file === undefined) throw new Error(`no ${module} in the bundle of ${id}`);
    const environment = {
      ...properties.Environment.Variables,
      ...standardEnvironment(id, ref, properties.Handler, properties.MemorySize, folder, endpoints),
    };
    return [
      {
        id,
        label: labelOf(id),
        name: ref,
        arn,
        file,
        exported: properties.Handler.slice(dot + 1),
        timeoutSeconds: properties.Timeout,
        memoryMegabytes: properties.MemorySize,
        environment,
        concurrency:
          fed.has(ref) || single.includes(labelOf(id))
            ? 1
            : Math.max(1, Math.min(properties.ReservedConcurrentExecutions ?? ENVIRONMENTS, ENVIRONMENTS)),
      },
    ];
  });
  const strange = single.find((name) => !specs.some(({ label }) => label === name));
  if (strange !== undefined) throw new Error(`single: the template holds no function ${strange}`);
  return specs;
}

const NAMES = readdirSync(new URL('../../functions/', import.meta.url))
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.slice(0, -3));
const pascal = (name: string): string => name.replace(/(?:^|-)([a-z])/g, (_match, letter: string) => letter.toUpperCase());

/** What people call a function: the file it was made from, or its logical id where none fits. */
export function labelOf(id: string): string {
  const bare = id.replace(/[0-9A-F]{8}$/, '').replace(/Function$/, '');
  return NAMES.find((name) => bare.endsWith(pascal(name))) ?? bare;
}

function standardEnvironment(
  id: string,
  name: string,
  handler: string,
  memory: number,
  folder: string,
  endpoints: Endpoints,
): Record<string, string> {
  return {
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_ACCESS_KEY_ID: accessKeyOf(id),
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memory),
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: 'local',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    LAMBDA_TASK_ROOT: folder,
    _HANDLER: handler,
    TZ: ':UTC',
    AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamodb,
    AWS_ENDPOINT_URL_S3: endpoints.s3,
    AWS_ENDPOINT_URL_SQS: endpoints.sqs,
    AWS_ENDPOINT_URL_SES: endpoints.ses,
    AWS_ENDPOINT_URL_EVENTBRIDGE: endpoints.eventbridge,
  };
}
