import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, LoggingFormat, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { type Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import { NagSuppressions } from 'cdk-nag/lib/nag-suppressions.js';
import { Construct } from 'constructs';
import { ENV, type EnvName } from '../functions/env.ts';
import type { Alarms, Notice } from './alarms.ts';
import type { Bundles } from './bundle.ts';
import { DeadLetters } from './dead-letters.ts';

/** What every function of one stack is made with: bundles, alarms, and the values of its environment. */
export class Workshop {
  readonly bundles: Bundles;
  readonly alarms: Alarms;
  readonly #values = new Map<EnvName, string>();

  constructor(bundles: Bundles, alarms: Alarms, values: Partial<Record<EnvName, string>>) {
    this.bundles = bundles;
    this.alarms = alarms;
    this.offer(values);
  }

  /** Makes values known, for the functions made after this. */
  offer(values: Partial<Record<EnvName, string>>): void {
    for (const [name, value] of Object.entries(values)) this.#values.set(name as EnvName, value);
  }

  /** @throws Error when a function asks for what nothing has offered yet */
  environment(names: readonly EnvName[]): Record<string, string> {
    return Object.fromEntries(
      names.map((name) => {
        const value = this.#values.get(name);
        if (value === undefined) throw new Error(`nothing offers the environment variable ${ENV[name]} yet`);
        return [ENV[name], value];
      }),
    );
  }
}

export type DeskFunctionProps = {
  /** functions/<name>.ts */
  readonly name: string;
  /** What it does, for whoever meets it in the console. */
  readonly description: string;
  /** CPU comes with memory: 1,769 MB is one whole core. */
  readonly memoryMiB: number;
  readonly timeout: Duration;
  /** What it reads from functions/env.ts; which desk it is comes by itself. */
  readonly environment: readonly EnvName[];
  /**
   * For functions that nobody waits for: AWS tries a failed call twice more within `maxAge`, then keeps it in a
   * dead-letter queue, and the alarm says what a person notices. Null where a caller, a queue, a stream or a deployment
   * has the failure in hand.
   */
  readonly unattended: (Notice & { readonly maxAge: Duration }) | null;
};

/** One function with all that belongs to it: bundle, role, log, and where its failures go. */
export class DeskFunction extends Construct {
  readonly lambda: LambdaFunction;
  readonly deadLetters: DeadLetters | null;
  readonly maxAge: Duration | null;

  /** @throws Error when functions/<name>.ts is not in the tree */
  constructor(scope: Construct, workshop: Workshop, props: DeskFunctionProps) {
    super(scope, pascal(props.name));
    const logGroup = new LogGroup(this, 'Log', { retention: RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY });
    // A role of its own with its own log and nothing else; AWS's managed one may write to every log of the account.
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    this.maxAge = props.unattended?.maxAge ?? null;
    this.deadLetters = props.unattended === null ? null : new DeadLetters(this, 'DeadLetters', workshop.alarms, props.unattended);
    this.lambda = new LambdaFunction(this, 'Function', {
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: Code.fromAsset(workshop.bundles.folder(props.name)),
      handler: 'index.handler',
      memorySize: props.memoryMiB,
      timeout: props.timeout,
      environment: workshop.environment(['service', ...props.environment]),
      role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      // Tracing would add to every call; the log carries correlation ids.
      tracing: Tracing.DISABLED,
    });
    if (props.unattended !== null && this.deadLetters !== null) {
      this.lambda.configureAsyncInvoke({
        retryAttempts: 2,
        maxEventAge: props.unattended.maxAge,
        onFailure: new SqsDestination(this.deadLetters.queue),
      });
    }
  }

  /** Grants what stands beside its use. */
  allow(actions: readonly string[], resources: readonly string[], conditions?: Record<string, Record<string, unknown>>): void {
    this.lambda.addToRolePolicy(
      new PolicyStatement({ actions: [...actions], resources: [...resources], ...(conditions ? { conditions } : {}) }),
    );
  }

  /**
   * Is fed by a queue, in batches of which each message may fail by itself.
   * @param how messages at most, how long they gather, and how many batches go on at once; as many as come where it is not said
   */
  fedBy(queue: Queue, how: { readonly batchSize: number; readonly gather: Duration; readonly maxConcurrency?: number }): void {
    const { batchSize, gather, maxConcurrency } = how;
    this.allow(READS_QUEUE, [queue.queueArn]);
    this.lambda.addEventSourceMapping(queue.node.id, {
      eventSourceArn: queue.queueArn,
      batchSize,
      maxBatchingWindow: gather,
      reportBatchItemFailures: true,
      ...(maxConcurrency === undefined ? {} : { maxConcurrency }),
    });
  }

  /** Says why a grant ends in a star. */
  explain(reason: string, ...appliesTo: (string | { regex: string })[]): void {
    NagSuppressions.addResourceSuppressions(this.lambda.role ?? this, [{ id: 'AwsSolutions-IAM5', reason, appliesTo }], true);
  }
}

/** What Lambda does with a queue that feeds a function, in the function's name. */
const READS_QUEUE = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ChangeMessageVisibility'];

const pascal = (name: string): string =>
  name
    .split('-')
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('');
