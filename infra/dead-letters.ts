import { Queue, QueueEncryption, type QueueProps } from 'aws-cdk-lib/aws-sqs';
import { Duration } from 'aws-cdk-lib/core';
import { NagSuppressions } from 'cdk-nag/lib/nag-suppressions.js';
import { Construct } from 'constructs';
import { type Alarms, type Notice, PERIOD } from './alarms.ts';

/** Two weeks is the longest SQS keeps anything: a holiday is no reason to lose it. */
export const KEPT = Duration.days(14);

/** What every queue of the desk has: encrypted under SQS's own key, which costs nothing, and TLS only. */
export const QUEUE = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true, retentionPeriod: KEPT } as const satisfies QueueProps;

/** Where work ends up that failed for good, and the alarm that says so. */
export class DeadLetters extends Construct {
  readonly queue: Queue;

  constructor(scope: Construct, id: string, alarms: Alarms, notice: Notice) {
    super(scope, id);
    this.queue = new Queue(this, 'Queue', QUEUE);
    NagSuppressions.addResourceSuppressions(this.queue, [
      {
        id: 'AwsSolutions-SQS3',
        reason: 'It is a dead-letter queue: of a function, a stream or a queue; its alarm goes off with the first message',
      },
    ]);
    const lying = this.queue.metricApproximateNumberOfMessagesVisible({ period: PERIOD, statistic: 'Maximum' });
    alarms.dead.push(lying.with({ label: notice.runbook }));
    alarms.raise(this, 'Alarm', { metric: lying, above: 0 }, notice);
  }
}
