/* What the template says of the user pool: its clients, its groups, and the function that looks at every token's scopes. */
import * as z from 'zod/mini';
import { ENV } from '../../functions/env.ts';
import { functionName } from './function-specs.ts';
import type { Invocable } from './functions.ts';
import type { HostedStack } from './stack.ts';

const texts = z._default(z.array(z.string()), []);
const clientProperties = z.looseObject({
  AllowedOAuthFlows: texts,
  AllowedOAuthScopes: texts,
  CallbackURLs: texts,
  LogoutURLs: texts,
  AccessTokenValidity: z._default(z.number(), 60),
  RefreshTokenValidity: z._default(z.number(), 43_200),
  // CDK writes minutes, and Cognito's own default is another for each kind of token.
  TokenValidityUnits: z.object({ AccessToken: z.literal('minutes'), RefreshToken: z.optional(z.literal('minutes')) }),
});
const poolProperties = z.looseObject({
  LambdaConfig: z._default(
    z.looseObject({ PreTokenGenerationConfig: z.optional(z.object({ LambdaArn: z.string(), LambdaVersion: z.literal('V2_0') })) }),
    {},
  ),
});
const groupProperties = z.looseObject({ GroupName: z.string() });
const functionProperties = z.looseObject({
  Environment: z._default(z.object({ Variables: z._default(z.record(z.string(), z.coerce.string()), {}) }), { Variables: {} }),
});
const deskDefaults = z.object({ agents: z.array(z.object({ id: z.string(), name: z.string(), address: z.string() })) });
const tokenAnswer = z.object({
  response: z.object({
    claimsAndScopeOverrideDetails: z.object({ accessTokenGeneration: z.object({ scopesToSuppress: z.array(z.string()) }) }),
  }),
});

export type Client = {
  readonly id: string;
  readonly flows: readonly string[];
  readonly scopes: readonly string[];
  readonly callbacks: readonly string[];
  readonly logouts: readonly string[];
  readonly accessSeconds: number;
  readonly refreshSeconds: number;
};
export type Person = { readonly id: string; readonly name: string; readonly address: string; readonly groups: readonly string[] };

export class UserPool {
  readonly clients: ReadonlyMap<string, Client>;
  /** Agents that the desk starts with. The first is in every group, which makes a manager; the others are in none. */
  readonly people: readonly Person[];
  readonly #functions: Pick<Invocable, 'invoke'>;
  readonly #trigger: string | undefined;

  constructor(stack: HostedStack, functions: Pick<Invocable, 'invoke'>) {
    this.#functions = functions;
    this.clients = new Map(
      stack.of('AWS::Cognito::UserPoolClient', clientProperties).map(({ ref, properties }) => [
        ref,
        {
          id: ref,
          flows: properties.AllowedOAuthFlows,
          scopes: properties.AllowedOAuthScopes,
          callbacks: properties.CallbackURLs,
          logouts: properties.LogoutURLs,
          accessSeconds: properties.AccessTokenValidity * 60,
          refreshSeconds: properties.RefreshTokenValidity * 60,
        },
      ]),
    );
    const [pool] = stack.of('AWS::Cognito::UserPool', poolProperties);
    const trigger = pool?.properties.LambdaConfig.PreTokenGenerationConfig?.LambdaArn;
    this.#trigger = trigger === undefined ? undefined : functionName(trigger);
    const groups = stack.of('AWS::Cognito::UserPoolGroup', groupProperties).map(({ properties }) => properties.GroupName);
    const defaults = stack
      .of('AWS::Lambda::Function', functionProperties)
      .map(({ properties }) => properties.Environment.Variables[ENV.defaults])
      .find((text) => text !== undefined);
    const { agents } = deskDefaults.parse(JSON.parse(defaults ?? '{"agents":[]}'));
    this.people = agents.map((agent, at) => ({ ...agent, groups: at === 0 ? groups : [] }));
  }

  /**
   * The scopes that a person's token gets of those that a page asked for, by the stack's own function.
   * @throws Error when the function fails: then Cognito gives no token
   */
  async grant(person: Person, client: string, asked: readonly string[], trigger: 'HostedAuth' | 'RefreshTokens'): Promise<string[]> {
    if (this.#trigger === undefined) return [...asked];
    const outcome = await this.#functions.invoke(
      this.#trigger,
      JSON.stringify({
        version: '2',
        triggerSource: `TokenGeneration_${trigger}`,
        userName: person.id,
        callerContext: { awsSdkVersion: 'local', clientId: client },
        request: {
          userAttributes: { email: person.address },
          groupConfiguration: { groupsToOverride: person.groups, iamRolesToOverride: [], preferredRole: null },
          scopes: asked,
        },
        response: { claimsAndScopeOverrideDetails: null },
      }),
    );
    if (!outcome.ok) throw new Error(`no token: ${outcome.payload}`);
    const { scopesToSuppress } = tokenAnswer.parse(JSON.parse(outcome.payload)).response.claimsAndScopeOverrideDetails
      .accessTokenGeneration;
    return asked.filter((scope) => !scopesToSuppress.includes(scope));
  }
}
