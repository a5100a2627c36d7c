import { grantScopes } from '../../functions/grant-scopes.ts';

/** What Cognito sends at a sign-in (version 2 of the trigger), with these groups. */
const signIn = (groupsToOverride: readonly string[] | null | undefined) => ({
  version: '2',
  triggerSource: 'TokenGeneration_HostedAuth',
  region: 'eu-west-1',
  userPoolId: 'eu-west-1_abc',
  userName: 'ann',
  callerContext: { awsSdkVersion: 'x', clientId: 'page' },
  request: {
    userAttributes: { sub: '1', email: 'ann@team.example' },
    scopes: ['openid', 'desk/tickets:read', 'desk/settings:write'],
    groupConfiguration: { groupsToOverride, iamRolesToOverride: [], preferredRole: null },
  },
  response: { claimsAndScopeOverrideDetails: null },
});

test.each([
  ['a manager', ['managers'], []],
  ['a manager of more', ['others', 'managers'], []],
  ['an agent', ['agents'], ['desk/settings:write']],
  ['somebody without a group', [], ['desk/settings:write']],
  ['somebody whose groups Cognito does not tell', null, ['desk/settings:write']],
  ['somebody with a group that only sounds like it', ['Managers', 'managers2'], ['desk/settings:write']],
] as const)('%s gets a token without what is for managers, unless it is theirs', async (_who, groups, scopesToSuppress) => {
  const event = signIn(groups);
  expect(await grantScopes(event)).toEqual({
    ...event,
    response: { claimsAndScopeOverrideDetails: { accessTokenGeneration: { scopesToSuppress } } },
  });
});

test('what is no sign-in gets no token', async () => {
  await expect(grantScopes({ request: {} })).rejects.toThrow();
});
