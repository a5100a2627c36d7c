import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  HttpApi,
  HttpMethod,
  HttpNoneAuthorizer,
  HttpRoute,
  HttpRouteKey,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { CfnOutput, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { NagSuppressions } from 'cdk-nag/lib/nag-suppressions.js';
import { Construct } from 'constructs';
import { ROUTES, type Route } from '../events/routes.ts';
import { tokenScope } from '../events/scopes.ts';
import { type Alarms, PERIOD } from './alarms.ts';
import type { DeskFunction } from './desk-function.ts';
import type { Identity } from './identity.ts';

/** No path, no query, no address: a path names customers, a query what they look for. */
const ACCESS_LOG = {
  requestId: '$context.requestId',
  route: '$context.routeKey',
  status: '$context.status',
  ms: '$context.responseLatency',
  bytes: '$context.responseLength',
  client: '$context.authorizer.claims.client_id',
  refused: '$context.authorizer.error',
  failure: '$context.integrationErrorMessage',
} as const;

/** The HTTP API: every route of events/routes.ts, each behind a token with its scope unless it is open to everybody. */
export class Api extends Construct {
  readonly http: HttpApi;
  readonly stage: HttpStage;
  readonly #authorizer: HttpJwtAuthorizer;

  constructor(scope: Construct, id: string, identity: Identity, alarms: Alarms) {
    super(scope, id);
    this.http = new HttpApi(this, 'Http', { apiName: Stack.of(this).stackName, createDefaultStage: false });
    const log = new LogGroup(this, 'Log', { retention: RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY });
    this.stage = new HttpStage(this, 'Stage', {
      httpApi: this.http,
      stageName: '$default',
      autoDeploy: true,
      accessLogSettings: { destination: new LogGroupLogDestination(log), format: AccessLogFormat.custom(JSON.stringify(ACCESS_LOG)) },
      throttle: { rateLimit: 100, burstLimit: 200 },
    });
    this.#authorizer = new HttpJwtAuthorizer('Token', identity.pool.userPoolProviderUrl, {
      jwtAudience: [identity.people.userPoolClientId, identity.machine.userPoolClientId],
    });
    alarms.raise(
      this,
      'Failures',
      { metric: this.stage.metricServerError({ period: PERIOD, statistic: 'Sum' }), above: 0 },
      { notices: 'Somebody who answered a ticket, or asked for a figure, got an error instead.', runbook: 'The API fails' },
    );
    new CfnOutput(this, 'Url', { description: 'The API', value: this.http.apiEndpoint }).overrideLogicalId('ApiUrl');
  }

  /**
   * Makes every route.
   * @param functions by name
   * @throws Error when a route names a function that nobody made
   */
  route(functions: ReadonlyMap<string, DeskFunction>): void {
    const integrations = new Map<string, HttpLambdaIntegration>();
    for (const route of ROUTES) {
      const answering = functions.get(route.function);
      if (!answering) throw new Error(`${route.method} ${route.path} is answered by ${route.function}, which no part of the stack makes`);
      const integration =
        integrations.get(route.function) ??
        // One permission a function; one a route would outgrow a Lambda policy.
        new HttpLambdaIntegration(route.function, answering.lambda, { scopePermissionToRoute: false });
      integrations.set(route.function, integration);
      this.one(route, integration);
    }
  }

  private one({ method, path, scope, summary }: Route, integration: HttpLambdaIntegration): void {
    const route = new HttpRoute(this.http, `${method}${path}`, {
      httpApi: this.http,
      routeKey: HttpRouteKey.with(path, HttpMethod[method]),
      integration,
      authorizer: scope === null ? new HttpNoneAuthorizer() : this.#authorizer,
      ...(scope === null ? {} : { authorizationScopes: [tokenScope(scope)] }),
    });
    if (scope === null) {
      NagSuppressions.addResourceSuppressions(route, [{ id: 'AwsSolutions-APIG4', reason: `Open to everybody on purpose: ${summary}` }]);
    }
  }
}
