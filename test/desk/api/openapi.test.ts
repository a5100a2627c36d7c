import { openApi } from '../../../desk/api/openapi.ts';
import { OPERATIONS } from '../../../desk/api/operations.ts';
import { ROUTES } from '../../../events/routes.ts';
import { SCOPES } from '../../../events/scopes.ts';

type Node = { readonly [name: string]: Node } & { readonly [n: number]: Node };
const page = JSON.parse(JSON.stringify(openApi(ROUTES, OPERATIONS, { name: 'Shop', site: 'https://api.desk.test' }))) as Node;

/** Everything in the page, with where it stands. */
function* walk(value: unknown, path = '#'): Generator<[string, Record<string, unknown>]> {
  if (Array.isArray(value)) for (const [n, inner] of value.entries()) yield* walk(inner, `${path}/${n}`);
  else if (typeof value === 'object' && value !== null) {
    yield [path, value as Record<string, unknown>];
    for (const [name, inner] of Object.entries(value)) yield* walk(inner, `${path}/${name}`);
  }
}
const lookUp = (ref: string): unknown =>
  ref
    .slice(2)
    .split('/')
    .reduce<unknown>((at, name) => (at as Record<string, unknown> | undefined)?.[name], page);
const operationAt = (method: string, path: string): Node => page.paths?.[path]?.[method.toLowerCase()] as Node;

test('it says which OpenAPI it is, what it is called and where it is', () => {
  expect(page).toMatchObject({
    openapi: '3.1.0',
    info: { title: 'Shop: support desk', version: '1.0.0' },
    servers: [{ url: 'https://api.desk.test' }],
  });
});

test.each(ROUTES.map((route) => [`${route.method} ${route.path}`, route] as const))('%s is there, whole', (_, route) => {
  const operation = operationAt(route.method, route.path);
  expect(operation).toMatchObject({ summary: route.summary });
  const parameters = (operation.parameters ?? []) as unknown as { name: string; in: string; required: boolean; schema: unknown }[];
  const inPath = [...route.path.matchAll(/\{(\w+)\}/g)].map((found) => found[1]);
  expect(parameters.filter((p) => p.in === 'path').map((p) => p.name)).toEqual(inPath);
  expect(parameters.filter((p) => p.in === 'path').every((p) => p.required)).toBe(true);
  for (const parameter of parameters) expect(parameter.schema).toBeDefined();
  const responses = operation.responses as unknown as Record<
    string,
    { description: string; content?: Record<string, { schema: unknown }> }
  >;
  const good = Object.entries(responses).filter(([status]) => status.startsWith('2'));
  expect(good).toHaveLength(1);
  for (const [, { content }] of good) expect(Object.values(content ?? {}).every(({ schema }) => schema !== undefined)).toBe(true);
  for (const response of Object.values(responses)) expect(response.description).not.toBe('');
  expect(operation.security).toEqual(route.scope === null ? [] : [{ token: [route.scope] }]);
  for (const status of Object.keys(responses).filter((s) => Number(s) >= 400 && s !== '401' && !(s === '403' && !responses[s]?.content))) {
    expect(Object.keys(responses[status]?.content ?? {})).toEqual(['application/problem+json']);
  }
});

test('what takes a body says so, and what does not has none', () => {
  for (const route of ROUTES) {
    const body = operationAt(route.method, route.path).requestBody;
    expect([route.path, body !== undefined]).toEqual([route.path, ['POST', 'PUT', 'PATCH'].includes(route.method)]);
  }
});

test('every command on a ticket takes an Idempotency-Key', () => {
  for (const route of ROUTES.filter((r) => r.method === 'POST' && r.function === 'take-command')) {
    const names = (operationAt(route.method, route.path).parameters as unknown as { name: string }[]).map((p) => p.name);
    expect(names).toContain('Idempotency-Key');
  }
});

test('every reference leads somewhere', () => {
  const refs = [...walk(page)].flatMap(([at, node]) => (typeof node.$ref === 'string' ? [[at, node.$ref] as const] : []));
  expect(refs.length).toBeGreaterThan(30);
  expect(refs.filter(([, ref]) => !ref.startsWith('#/components/') || lookUp(ref) === undefined)).toEqual([]);
});

test('every name is used once: operations, and parameters within an operation', () => {
  const ids = ROUTES.map((route) => operationAt(route.method, route.path).operationId as unknown as string);
  expect(new Set(ids).size).toBe(ids.length);
  for (const route of ROUTES) {
    const keys = (operationAt(route.method, route.path).parameters as unknown as { name: string; in: string }[]).map(
      (p) => `${p.in} ${p.name}`,
    );
    expect(new Set(keys).size).toBe(keys.length);
  }
});

test('schemas are JSON Schema 2020-12 as OpenAPI 3.1 has it: no document of their own, types and patterns that are valid', () => {
  const types = new Set(['string', 'number', 'integer', 'boolean', 'object', 'array', 'null']);
  for (const [at, node] of walk(page.components?.schemas)) {
    expect([at, '$schema' in node, '$id' in node]).toEqual([at, false, false]);
    if (at.endsWith('/properties') || at.endsWith('/patternProperties')) continue;
    if (typeof node.type === 'string') expect([at, types.has(node.type)]).toEqual([at, true]);
    if (typeof node.pattern === 'string') expect(() => new RegExp(node.pattern as string, 'u')).not.toThrow();
    if (Array.isArray(node.required) && typeof node.properties === 'object' && node.properties !== null) {
      for (const name of node.required) expect(Object.keys(node.properties)).toContain(name);
    }
  }
});

test('bodies refuse fields that they do not name; answers may gain some', () => {
  const schemas = page.components?.schemas as unknown as Record<string, { additionalProperties?: boolean }>;
  expect(schemas.Reply?.additionalProperties).toBe(false);
  expect(schemas.Ticket?.additionalProperties).toBeUndefined();
});

test('every scope is explained', () => {
  const words = String(page.components?.securitySchemes?.token?.description);
  for (const scope of Object.keys(SCOPES)) expect(words).toContain(scope);
});
