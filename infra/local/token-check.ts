/*
 * Who may come in: tokens checked as API Gateway's JWT authorizer checks them.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
 */
import { errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';

export type Trust = { readonly keys: JWTVerifyGetKey; readonly issuer: string };

export type Checked =
  | { readonly ok: true; readonly claims: Readonly<Record<string, string>>; readonly scopes: readonly string[] }
  | { readonly ok: false; readonly status: 401 | 403; readonly challenge: string };

/**
 * Checks a request's token.
 * @param wanted the route's scopes, one of which is enough; none asks for a valid token alone
 * @param audience clients whose tokens count; none counts all
 */
export async function checkToken(
  authorization: string | undefined,
  trust: Trust,
  wanted: readonly string[],
  audience: readonly string[],
): Promise<Checked> {
  const token = /^(?:Bearer\s+)?(\S+)$/i.exec(authorization?.trim() ?? '')?.[1];
  if (token === undefined) return { ok: false, status: 401, challenge: 'Bearer' };
  let payload: JWTPayload;
  try {
    payload = (await jwtVerify(token, trust.keys, { issuer: trust.issuer, algorithms: ['RS256'] })).payload;
  } catch (error) {
    return invalid(error instanceof errors.JWTExpired ? 'the token has expired' : 'the token is not valid');
  }
  // Cognito's access tokens have no aud; API Gateway looks at client_id then.
  const clients = [payload.aud ?? payload.client_id].flat();
  if (audience.length > 0 && !clients.some((client) => audience.includes(String(client)))) return invalid('the audience is not valid');
  const scopes = String(payload.scope ?? payload.scp ?? '')
    .split(' ')
    .filter(Boolean);
  if (wanted.length > 0 && !wanted.some((scope) => scopes.includes(scope))) {
    return {
      ok: false,
      status: 403,
      challenge: `Bearer scope="${wanted.join(' ')}" error="insufficient_scope" error_description="missing required scope"`,
    };
  }
  return { ok: true, claims: asText(payload), scopes };
}

const invalid = (why: string): Checked => ({
  ok: false,
  status: 401,
  challenge: `Bearer scope="" error="invalid_token" error_description="${why}"`,
});

/** API Gateway hands claims on as texts; a list becomes `[a b]`. */
function asText(payload: JWTPayload): Record<string, string> {
  return Object.fromEntries(
    Object.entries(payload)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, Array.isArray(value) ? `[${value.join(' ')}]` : String(value)]),
  );
}
