import { Alarm, ComparisonOperator, type IAlarm, type IMetric, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Duration, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { METRICS_NAMESPACE } from '../functions/env.ts';

/*
 * Alarms. Each says what a person notices when this breaks, and under which heading docs/runbook.md tells what to do.
 */

export type Notice = {
  /** One sentence: what a person notices. */
  readonly notices: string;
  /** The heading in docs/runbook.md. */
  readonly runbook: string;
};

export type Threshold = {
  readonly metric: IMetric;
  /** The alarm goes off above this. */
  readonly above: number;
  /** How many periods in a row; 1 unless said. */
  readonly periods?: number;
};

/** Where the runbook has this heading. */
export const runbookAnchor = (heading: string): string =>
  `docs/runbook.md#${heading
    .toLowerCase()
    .replace(/[^a-z0-9 -]/g, '')
    .replaceAll(' ', '-')}`;

/** The desk's alarms and the topic they all go to. */
export class Alarms extends Construct {
  readonly topic: Topic;
  readonly all: IAlarm[] = [];
  /** How many lie in each dead-letter queue, for the dashboard. */
  readonly dead: IMetric[] = [];

  /** @param address whom to mail; null leaves the topic without a subscriber, for the owner to add one */
  constructor(scope: Construct, id: string, address: string | null) {
    super(scope, id);
    // Not encrypted at rest: CloudWatch cannot publish under AWS's own key, and one of ours costs more a month than the desk at
    // rest. An alarm names queues and figures only.
    this.topic = new Topic(this, 'Topic', { displayName: `${Stack.of(this).stackName} alarms`, enforceSSL: true });
    if (address !== null) this.topic.addSubscription(new EmailSubscription(address));
  }

  /** Raises an alarm. Missing data is no alarm: an idle desk has none. */
  raise(scope: Construct, id: string, { metric, above, periods = 1 }: Threshold, { notices, runbook }: Notice): Alarm {
    const alarm = new Alarm(scope, id, {
      metric,
      threshold: above,
      evaluationPeriods: periods,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      alarmDescription: `${Stack.of(scope).stackName}: ${notices} What to do: ${runbookAnchor(runbook)}`,
    });
    alarm.addAlarmAction(new SnsAction(this.topic));
    this.all.push(alarm);
    return alarm;
  }
}

/** CloudWatch takes a figure a minute from most services; five of them make an alarm that does not flap. */
export const PERIOD = Duration.minutes(5);

/** A figure that the desk's own functions tell, of this desk alone. */
export const deskMetric = (scope: Construct, metricName: string, statistic: string, period: Duration = PERIOD): Metric =>
  new Metric({
    namespace: METRICS_NAMESPACE,
    metricName,
    dimensionsMap: { service: Stack.of(scope).stackName },
    statistic,
    period,
  });
