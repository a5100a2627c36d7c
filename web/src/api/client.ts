import createClient, { type Client } from 'openapi-fetch';
import { hearTime } from '../now.ts';
import type { Session } from '../session.ts';
import type { paths } from './schema.d.ts';

/*
 * The API as the page speaks to it: typed by its own description, so that the two cannot drift.
 */

export type Api = Client<paths>;

/** What the API said no with (RFC 9457), or why it could not be reached. */
export class Refused extends Error {
  readonly status: number;
  readonly errors: readonly { readonly field: string; readonly why: string }[];
  constructor(status: number, detail: string, errors: readonly { field: string; why: string }[] = []) {
    super(detail);
    this.name = 'Refused';
    this.status = status;
    this.errors = errors;
  }
  /** Worth asking again without a change: the network, throttling, and what is the desk's own fault. */
  get passing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

/** API Gateway gives up after 30 seconds; what takes longer has lost its way, and is asked again. */
const LONGEST_MS = 35_000;

/**
 * Every request with the token of now; an expired one is renewed once and the request sent again.
 * @param ended called when nobody is signed in any more
 */
export function connect(session: Session, ended: () => void): { api: Api; send: (path: string, init?: RequestInit) => Promise<Response> } {
  const asking = async (request: Request): Promise<Response> => {
    const answer = await fetch(signed(request, session.token()), {
      signal: AbortSignal.any([request.signal, AbortSignal.timeout(LONGEST_MS)]),
    });
    hearTime(answer.headers.get('date'));
    return answer;
  };
  const fetching = async (request: Request): Promise<Response> => {
    const again = request.clone();
    const sent = await asking(request);
    if (sent.status !== 401) return sent;
    const token = await session.renew();
    if (token === null) {
      ended();
      return sent;
    }
    return asking(again);
  };
  const { apiBase } = session.config;
  return {
    api: createClient<paths>({ baseUrl: apiBase, fetch: fetching }),
    /** For what is not JSON: CSV. */
    send: (path, init) => fetching(new Request(apiBase + path, init)),
  };
}

function signed(request: Request, token: string | null): Request {
  if (token !== null) request.headers.set('authorization', `Bearer ${token}`);
  return request;
}

type Answer<T> = { readonly data?: T; readonly error?: unknown; readonly response: Response };

/** The answer's body. @throws Refused with the API's own words */
export async function given<T>(asked: Promise<Answer<T>>): Promise<T> {
  const answer = await asked.catch((cause: unknown) => {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new Refused(0, cause instanceof Error ? cause.message : String(cause));
  });
  if (answer.response.ok) return answer.data as T;
  const { detail, message, errors } = (typeof answer.error === 'object' && answer.error ? answer.error : {}) as {
    detail?: string;
    message?: string;
    errors?: { field: string; why: string }[];
  };
  throw new Refused(answer.response.status, detail ?? message ?? answer.response.statusText, errors);
}

/** A key under which a POST may be sent again without being done twice. */
export const newKey = (): string => crypto.randomUUID();
