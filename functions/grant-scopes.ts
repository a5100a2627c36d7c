import * as z from 'zod/mini';
import { MANAGER_SCOPES, MANAGERS, tokenScope } from '../events/scopes.ts';
import { onEvent } from './shell.ts';

/*
 * Part of every sign-in: a page asks for scopes, and Cognito would give them to whoever signs in there. Managers get
 * what they ask for; everybody else gets a token without what is for managers, and the API refuses the rest.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html
 */

const signIn = z.looseObject({
  request: z.looseObject({
    groupConfiguration: z.looseObject({ groupsToOverride: z.nullish(z.array(z.string())) }),
  }),
});

/** Cognito's event with its answer in it. */
export async function grantScopes(event: unknown): Promise<object> {
  const asked = signIn.parse(event);
  const groups = asked.request.groupConfiguration.groupsToOverride ?? [];
  const scopesToSuppress = groups.includes(MANAGERS) ? [] : MANAGER_SCOPES.map(tokenScope);
  return { ...asked, response: { claimsAndScopeOverrideDetails: { accessTokenGeneration: { scopesToSuppress } } } };
}

export const handler = onEvent(grantScopes);
