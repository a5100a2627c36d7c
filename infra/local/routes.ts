/*
 * Which route of an HTTP API answers a request.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
 */

export type RouteMatch<T> = { readonly route: T; readonly key: string; readonly parameters: Readonly<Record<string, string>> };

type Compiled<T> = { readonly key: string; readonly method: string; readonly segments: readonly string[]; readonly route: T };

/** Finds routes by method and path. The most specific one wins: full matches, then parameters, then greedy ones, then $default. */
export class RouteTable<T> {
  readonly #routes: Compiled<T>[] = [];
  #fallback: T | undefined;

  /** @param key such as `GET /tickets/{id}`, `ANY /files/{path+}` or `$default` */
  add(key: string, route: T): void {
    if (key === '$default') {
      this.#fallback = route;
      return;
    }
    const [method = '', path = ''] = key.split(' ');
    this.#routes.push({ key, method, segments: split(path), route });
    this.#routes.sort(
      (a, b) =>
        specificity(a.segments).localeCompare(specificity(b.segments)) || (a.method === 'ANY' ? 1 : 0) - (b.method === 'ANY' ? 1 : 0),
    );
  }

  /** @param path percent-encoded, without its query */
  find(method: string, path: string): RouteMatch<T> | undefined {
    const parts = split(path);
    for (const { key, method: wanted, segments, route } of this.#routes) {
      if (wanted !== 'ANY' && wanted !== method) continue;
      const parameters = match(segments, parts);
      if (parameters) return { route, key, parameters };
    }
    return this.#fallback === undefined ? undefined : { route: this.#fallback, key: '$default', parameters: {} };
  }
}

const split = (path: string): string[] => path.split('/').slice(1);

/** Sorts literal segments before parameters, and those before greedy ones. */
const specificity = (segments: readonly string[]): string =>
  segments.map((segment) => (segment.endsWith('+}') ? '3' : segment.startsWith('{') ? '2' : '1')).join('');

function match(segments: readonly string[], parts: readonly string[]): Record<string, string> | undefined {
  const parameters: Record<string, string> = {};
  for (const [index, segment] of segments.entries()) {
    const part = parts[index];
    const greedy = /^\{(.+)\+\}$/.exec(segment)?.[1];
    if (greedy !== undefined) {
      if (part === undefined) return undefined;
      parameters[greedy] = parts.slice(index).map(decode).join('/');
      return parameters;
    }
    if (part === undefined) return undefined;
    const name = /^\{(.+)\}$/.exec(segment)?.[1];
    if (name !== undefined) {
      if (part === '') return undefined;
      parameters[name] = decode(part);
    } else if (segment !== part) return undefined;
  }
  return parts.length === segments.length ? parameters : undefined;
}

/** Percent-decoding that leaves alone what is no encoding. */
export function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
