import * as z from 'zod/mini';
import type { Route } from '../../events/routes.ts';
import { SCOPES } from '../../events/scopes.ts';
import { GIVEN, type HeaderName, type Operation, TAKEN } from './operations.ts';
import { PROBLEM_TYPE, type ProblemStatus, titleOf } from './problem.ts';

/*
 * The API's description, OpenAPI 3.1, made of the schemas that check the requests and type the answers.
 * https://spec.openapis.org/oas/v3.1.0
 */

type Json = { readonly [name: string]: unknown };

const at = (name: string): string => `#/components/schemas/${name}`;

/** The whole page. A route without an operation is left out; a test sees to it that there is none. */
export function openApi(
  routes: readonly Route[],
  operations: Readonly<Record<string, Operation>>,
  desk: { name: string; site: string },
): Json {
  const { schemas, refer } = components();
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) {
    const operation = operations[`${route.method} ${route.path}`];
    if (!operation) continue;
    paths[route.path] ??= {};
    const item = paths[route.path];
    if (item) item[route.method.toLowerCase()] = operationOf(route, operation, refer);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: `${desk.name}: support desk`,
      version: '1.0.0',
      description:
        'Instants are UTC with milliseconds; durations are seconds. Errors are RFC 9457 problems that name the field. Send an Idempotency-Key with every POST: the same key and body get the same answer for a day.',
    },
    servers: [{ url: desk.site }],
    tags: [...new Set(Object.values(operations).map((operation) => operation.tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas,
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: `An access token with the scope of the route. ${Object.entries(SCOPES)
            .map(([scope, what]) => `\`${scope}\`: ${what}.`)
            .join(' ')}`,
        },
      },
    },
  };
}

type Refer = (schema: z.ZodMiniType, io: 'input' | 'output') => Json;

/** Named schemas, taken as they come in and given as they go out, and how others refer to them. */
function components(): { schemas: Record<string, Json>; refer: Refer } {
  const schemas: Record<string, Json> = {};
  const names = { input: new Map<z.ZodMiniType, string>(), output: new Map<z.ZodMiniType, string>() };
  for (const [io, named] of [
    ['input', TAKEN],
    ['output', GIVEN],
  ] as const) {
    const registry = z.registry<{ id: string }>();
    for (const [name, schema] of Object.entries(named)) {
      registry.add(schema, { id: name });
      names[io].set(schema, name);
    }
    const made = z.toJSONSchema(registry, { uri: at, io });
    for (const [name, schema] of Object.entries(made.schemas)) schemas[name] = bare(schema as Json, io);
  }
  return {
    schemas,
    refer: (schema, io) => {
      const name = names[io].get(schema);
      return name ? { $ref: at(name) } : bare(z.toJSONSchema(schema, { io }) as Json, io);
    },
  };
}

/** Without the marks of a document of its own; answers may gain fields, so they do not forbid others. */
function bare(schema: Json, io: 'input' | 'output'): Json {
  const clean = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(clean);
    if (typeof value !== 'object' || value === null) return value;
    const kept = Object.entries(value).filter(([name, inner]) => io === 'input' || name !== 'additionalProperties' || inner !== false);
    return Object.fromEntries(kept.map(([name, inner]) => [name, clean(inner)]));
  };
  const { $schema: _schema, $id: _id, ...rest } = schema;
  return clean(rest) as Json;
}

const HEADERS: Readonly<Record<HeaderName, (required: boolean) => Json>> = {
  'if-match': (required) => ({
    name: 'If-Match',
    in: 'header',
    required,
    description: 'The ETag that you read; 412 when it has changed since.',
    schema: { type: 'string' },
  }),
  'if-none-match': () => ({
    name: 'If-None-Match',
    in: 'header',
    required: false,
    description: 'The ETag that you have; 304 when it is still the same.',
    schema: { type: 'string' },
  }),
  'idempotency-key': () => ({
    name: 'Idempotency-Key',
    in: 'header',
    required: false,
    description: 'Any text of your own, new for each command: asking again with it gets the first answer.',
    schema: { type: 'string', minLength: 1, maxLength: 200, pattern: '^[\\x21-\\x7e]+$' },
  }),
};

function parametersOf(operation: Operation, refer: Refer): Json[] {
  const path = Object.entries(operation.path ?? {}).map(([name, schema]) => ({
    name,
    in: 'path',
    required: true,
    ...described(refer(schema, 'input')),
  }));
  const query = Object.entries((operation.query?.shape ?? {}) as Record<string, z.ZodMiniType>).map(([name, schema]) => ({
    name,
    in: 'query',
    required: !z.safeParse(schema, undefined).success,
    ...described(refer(schema, 'input')),
  }));
  const required = operation.problems.includes(428);
  return [...path, ...query, ...(operation.headers ?? []).map((header) => HEADERS[header](required))];
}

/** A parameter's description stands beside its schema. */
function described(schema: Json): Json {
  const { description, ...rest } = schema;
  return { ...(description === undefined ? {} : { description }), schema: rest };
}

function operationOf(route: Route, operation: Operation, refer: Refer): Json {
  const { gives, body } = operation;
  const open = route.scope === null;
  const problems: ProblemStatus[] = [...operation.problems, 500];
  return {
    operationId: operation.id,
    tags: [operation.tag],
    summary: route.summary,
    description: operation.description,
    security: open ? [] : [{ token: [route.scope] }],
    parameters: parametersOf(operation, refer),
    ...(body
      ? {
          requestBody: { required: body.required, content: { [body.type ?? 'application/json']: { schema: refer(body.schema, 'input') } } },
        }
      : {}),
    responses: {
      [gives.status]: {
        description: gives.status === 201 ? 'Written.' : 'Done.',
        ...(gives.etag || gives.location ? { headers: answerHeaders(gives) } : {}),
        content: { [gives.type ?? 'application/json']: { schema: refer(gives.schema, 'output') } },
      },
      ...(operation.headers?.includes('if-none-match') ? { 304: { description: 'As you have it.' } } : {}),
      ...(open ? {} : { 401: { description: 'No token, or none that is valid.' }, 403: { description: 'The token lacks the scope.' } }),
      ...Object.fromEntries(problems.map((status) => [status, problemOf(status)])),
    },
  };
}

const answerHeaders = ({ etag, location }: Operation['gives']): Json => ({
  ...(etag ? { ETag: { description: 'The version, for If-Match.', schema: { type: 'string' } } } : {}),
  ...(location ? { Location: { description: 'The new ticket.', schema: { type: 'string' } } } : {}),
});

const problemOf = (status: ProblemStatus): Json => ({
  description: titleOf(status),
  ...(status === 503 ? { headers: { 'Retry-After': { description: 'Seconds.', schema: { type: 'integer' } } } } : {}),
  content: { [PROBLEM_TYPE]: { schema: { $ref: at('Problem') } } },
});
