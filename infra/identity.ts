import {
  AccountRecovery,
  CfnManagedLoginBranding,
  CfnUserPoolGroup,
  FeaturePlan,
  LambdaVersion,
  ManagedLoginVersion,
  Mfa,
  OAuthScope,
  ResourceServerScope,
  UserPool,
  UserPoolClient,
  type UserPoolDomain,
  UserPoolOperation,
  UserPoolResourceServer,
} from 'aws-cdk-lib/aws-cognito';
import { Aws, CfnOutput, Duration, Fn, Lazy, RemovalPolicy } from 'aws-cdk-lib/core';
import { NagSuppressions } from 'cdk-nag/lib/nag-suppressions.js';
import { Construct } from 'constructs';
import { MANAGERS, RESOURCE_SERVER, SCOPES, type Scope, tokenScope } from '../events/scopes.ts';
import type { DeskConfig } from './config.ts';
import { DeskFunction, type Workshop } from './desk-function.ts';

/** What a program may do without a person: everything but changing the desk itself. */
const MACHINE_SCOPES: readonly Scope[] = ['tickets:read', 'tickets:write', 'metrics:read', 'orders:write'];
/** What people may do; orders come from shops. */
const PEOPLE_SCOPES: readonly Scope[] = ['tickets:read', 'tickets:write', 'metrics:read', 'settings:write'];
/** What a page asks for beside `openid`, as tokens spell it. Who may not have one gets a token without it. */
export const PAGE_SCOPES: readonly string[] = PEOPLE_SCOPES.map(tokenScope);

/** Who may use the API: a user pool of people and programs, and the scopes that its tokens carry. */
export class Identity extends Construct {
  readonly pool: UserPool;
  readonly people: UserPoolClient;
  readonly machine: UserPoolClient;
  /** Where people sign in, and where their tokens come from. */
  readonly pages: UserPoolDomain;
  readonly #returns: string[];

  constructor(scope: Construct, id: string, workshop: Workshop, { desk, keepData, callbackUrls }: DeskConfig) {
    super(scope, id);
    this.#returns = [...callbackUrls];
    const returns = Lazy.list({ produce: () => [...new Set(this.#returns)] });
    this.pool = new UserPool(this, 'People', {
      // The user name is the agent's id in the settings: a token says who acts without saying an address.
      signInAliases: { username: true, email: true },
      signInCaseSensitive: false,
      selfSignUpEnabled: false,
      autoVerify: { email: true },
      standardAttributes: { email: { required: true, mutable: true } },
      mfa: Mfa.REQUIRED,
      mfaSecondFactor: { otp: true, sms: false },
      passwordPolicy: {
        minLength: 12,
        requireLowercase: true,
        requireUppercase: true,
        requireDigits: true,
        requireSymbols: true,
        tempPasswordValidity: Duration.days(3),
      },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      featurePlan: FeaturePlan.ESSENTIALS,
      deletionProtection: keepData,
      removalPolicy: keepData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    NagSuppressions.addResourceSuppressions(this.pool, [
      {
        id: 'AwsSolutions-COG8',
        reason: 'The plus tier bills every user every month; here nobody signs up alone and everybody has a second factor',
      },
    ]);

    // Whoever signs in gets the scopes that the page asks for, but for those that only managers have.
    new CfnUserPoolGroup(this, 'Managers', {
      userPoolId: this.pool.userPoolId,
      groupName: MANAGERS,
      description: 'May change the settings, erase customers and lift suppressions',
    });
    const grant = new DeskFunction(this, workshop, {
      name: 'grant-scopes',
      description: 'Part of every sign-in: leaves out of the token what only managers may do',
      memoryMiB: 512,
      // Cognito waits five seconds.
      timeout: Duration.seconds(5),
      environment: [],
      unattended: null,
    });
    this.pool.addTrigger(UserPoolOperation.PRE_TOKEN_GENERATION_CONFIG, grant.lambda, LambdaVersion.V2_0);

    const scopes = Object.entries(SCOPES).map(([scopeName, scopeDescription]) => new ResourceServerScope({ scopeName, scopeDescription }));
    const server = new UserPoolResourceServer(this, 'Api', { userPool: this.pool, identifier: RESOURCE_SERVER, scopes });
    const granted = (names: readonly Scope[]): OAuthScope[] =>
      names.map((name) => OAuthScope.resourceServer(server, scopes.find((known) => known.scopeName === name) as ResourceServerScope));

    this.people = new UserPoolClient(this, 'PeopleClient', {
      userPool: this.pool,
      // A page cannot keep a secret: code with PKCE (RFC 7636).
      generateSecret: false,
      authFlows: {},
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: [OAuthScope.OPENID, ...granted(PEOPLE_SCOPES)],
        callbackUrls: returns,
        logoutUrls: returns,
      },
      accessTokenValidity: Duration.hours(1),
      idTokenValidity: Duration.hours(1),
      refreshTokenValidity: Duration.hours(12),
      preventUserExistenceErrors: true,
      enableTokenRevocation: true,
    });
    this.machine = new UserPoolClient(this, 'MachineClient', {
      userPool: this.pool,
      generateSecret: true,
      authFlows: {},
      oAuth: { flows: { clientCredentials: true }, scopes: granted(MACHINE_SCOPES) },
      accessTokenValidity: Duration.hours(1),
      enableTokenRevocation: true,
    });

    // Prefixes are the region's, shared with everybody: a piece of the stack's id makes this one ours.
    const piece = Fn.select(0, Fn.split('-', Fn.select(2, Fn.split('/', Aws.STACK_ID))));
    this.pages = this.pool.addDomain('Pages', {
      cognitoDomain: { domainPrefix: `deskpulse-${desk}-${piece}` },
      managedLoginVersion: ManagedLoginVersion.NEWER_MANAGED_LOGIN,
    });
    new CfnManagedLoginBranding(this, 'Look', {
      userPoolId: this.pool.userPoolId,
      clientId: this.people.userPoolClientId,
      useCognitoProvidedValues: true,
    });

    const say = (name: string, description: string, value: string): void => {
      new CfnOutput(this, `Say${name}`, { description, value }).overrideLogicalId(name);
    };
    say('SignInPages', 'Where people sign in, and programs ask for tokens at /oauth2/token', this.pages.baseUrl());
    say('PeoplePool', 'User pool in which people are invited; the user name is the agent id', this.pool.userPoolId);
    say('PeopleClient', 'Client id for pages: code flow with PKCE', this.people.userPoolClientId);
    say('MachineClient', 'Client id for programs: client credentials', this.machine.userPoolClientId);
  }

  /** Lets people be sent back to a page after signing in and out. */
  welcome(url: string): void {
    this.#returns.push(url);
  }
}
