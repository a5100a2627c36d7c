import { createHmac, createSecretKey, hash, type KeyObject } from 'node:crypto';

/*
 * Signature version 4 for the requests that the functions make all day: short headers, a body in memory, no odd query. What
 * is any other way is left to the SDK's own signer, whose signatures these are, to the letter.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */

export type Request = {
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly headers: Record<string, string>;
  readonly body?: unknown;
};
export type Signing = { readonly signingDate?: Date | string | number; readonly signingRegion?: string; readonly signingService?: string };
export type Credentials = { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken?: string };

/** Proxies change these, or they are the signature's own: the SDK signs them neither. */
const UNSIGNED = new Set(
  'authorization cache-control connection expect from keep-alive max-forwards pragma referer te trailer transfer-encoding upgrade user-agent x-amzn-trace-id'.split(
    ' ',
  ),
);
/** What means the same encoded and not. */
const SIMPLE = /^[A-Za-z0-9_.~-]*$/;

const hmac = (key: KeyObject | Uint8Array | string, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** Signs requests in place; null for one that it leaves to the SDK. */
export function signer() {
  let kept: { readonly of: string; readonly key: KeyObject } | undefined;
  /** A day's key: four rounds that are the same for every request until midnight. As an object, for Node is slow to see what bytes are. */
  const keyOf = (secret: string, day: string, region: string, service: string): KeyObject => {
    const of = `${secret} ${day} ${region} ${service}`;
    if (kept?.of !== of) {
      const key = hmac(hmac(hmac(hmac(`AWS4${secret}`, day), region), service), 'aws4_request');
      kept = { of, key: createSecretKey(key) };
    }
    return kept.key;
  };

  return <R extends Request>(request: R, { accessKeyId, secretAccessKey, sessionToken }: Credentials, signing: Signing): R | null => {
    const { signingDate, signingRegion: region, signingService: service } = signing;
    if (!(signingDate instanceof Date) || region === undefined || service === undefined) return null;
    const { method, path, headers } = request;
    // Only S3 takes the path as it stands; of the others the root alone does.
    const query = queryOf(request.query);
    const payload = headers['x-amz-content-sha256'] ?? digest(request.body);
    if ((service !== 's3' && path !== '/') || query === null || payload === null) return null;
    const at = signingDate.toISOString().replace(/[-:]|\.\d{3}/g, '');
    const day = at.slice(0, 8);
    delete headers.date;
    headers['x-amz-date'] = at;
    if (sessionToken !== undefined) headers['x-amz-security-token'] = sessionToken;
    headers['x-amz-content-sha256'] = payload;
    let canonical = `${method}\n${path}\n${query}\n`;
    const lower = new Map(Object.keys(headers).map((name) => [name.toLowerCase(), name]));
    const names = [...lower.keys()].filter((name) => !UNSIGNED.has(name) && !/^(proxy|sec)-/.test(name)).sort();
    for (const name of names) canonical += `${name}:${(headers[lower.get(name) ?? ''] ?? '').trim().replace(/\s+/g, ' ')}\n`;
    const signed = names.join(';');
    const scope = `${day}/${region}/${service}/aws4_request`;
    const toSign = `AWS4-HMAC-SHA256\n${at}\n${scope}\n${hash('sha256', `${canonical}\n${signed}\n${payload}`)}`;
    const signature = hmac(keyOf(secretAccessKey, day, region, service), toSign).toString('hex');
    headers.authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${signed}, Signature=${signature}`;
    return request;
  };
}

function queryOf(query: Request['query'] = {}): string | null {
  const names = Object.keys(query).sort();
  const simple = names.every((name) => SIMPLE.test(name) && typeof query[name] === 'string' && SIMPLE.test(query[name]));
  return simple ? names.map((name) => `${name}=${query[name]}`).join('&') : null;
}

function digest(body: unknown): string | null {
  if (body === undefined || body === null) return hash('sha256', '');
  if (typeof body === 'string') return hash('sha256', body);
  return ArrayBuffer.isView(body) ? hash('sha256', Buffer.from(body.buffer, body.byteOffset, body.byteLength)) : null;
}
