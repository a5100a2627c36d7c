import {
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IMetric,
  MathExpression,
  Metric,
  SingleValueWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Duration, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { METRIC } from '../functions/env.ts';
import { type Alarms, deskMetric } from './alarms.ts';
import type { Api } from './api.ts';
import type { Outbound } from './outbound.ts';
import type { Storage } from './storage.ts';

export type DashboardProps = {
  readonly alarms: Alarms;
  readonly api: Api;
  readonly outbound: Outbound;
  readonly storage: Storage;
};

/** One page for whoever is on call: is anything wrong, is anything waiting, how much is going through. */
export function dashboard(scope: Construct, id: string, { alarms, api, outbound, storage }: DashboardProps): Dashboard {
  const period = Duration.minutes(5);
  const sum = { statistic: 'Sum', period } as const;
  const ses = (metricName: string): IMetric =>
    new Metric({
      namespace: 'AWS/SES',
      metricName,
      dimensionsMap: { 'ses:configuration-set': outbound.configurationSet.configurationSetName },
      statistic: 'Average',
      period: Duration.hours(1),
    });
  const page = new Dashboard(scope, id, { defaultInterval: Duration.days(1) });
  const graph = (title: string, left: IMetric[], right: IMetric[] = []): GraphWidget =>
    new GraphWidget({ title, left, right, width: 12, height: 6 });
  page.addWidgets(new AlarmStatusWidget({ title: `${Stack.of(scope).stackName}: alarms`, alarms: [...alarms.all], width: 24, height: 4 }));
  page.addWidgets(
    new SingleValueWidget({
      title: 'Waiting now',
      width: 24,
      height: 4,
      metrics: [
        deskMetric(scope, METRIC.trayAge, 'Maximum', Duration.minutes(15)).with({ label: 'oldest mail in the tray, s' }),
        deskMetric(scope, METRIC.foldLag, 'Maximum', Duration.minutes(15)).with({ label: 'figures behind, s' }),
        outbound.outbox.metricApproximateNumberOfMessagesVisible({ period, statistic: 'Maximum', label: 'mails to send' }),
        outbound.outbox.metricApproximateAgeOfOldestMessage({ period, statistic: 'Maximum', label: 'oldest mail to send, s' }),
      ],
    }),
  );
  // Told whenever the roll-up publishes: what the last quarter of an hour in which anything happened said.
  const today = (name: string, label: string): IMetric => deskMetric(scope, name, 'Average', Duration.minutes(15)).with({ label });
  page.addWidgets(
    new SingleValueWidget({
      title: 'The desk today',
      width: 24,
      height: 4,
      metrics: [
        today(METRIC.newTickets, 'new tickets'),
        today(METRIC.backlog, 'backlog'),
        today(METRIC.firstReply, 'first reply, median, s'),
        today(METRIC.attainment, 'promises kept, %'),
        today(METRIC.csat, 'CSAT, %'),
      ],
    }),
  );
  page.addWidgets(
    graph(
      'Tickets',
      [today(METRIC.backlog, 'backlog'), today(METRIC.newTickets, 'new today')],
      [today(METRIC.firstReply, 'first reply, s')],
    ),
    graph('Failed for good', [...alarms.dead]),
  );
  page.addWidgets(
    graph('Behind, s', [
      deskMetric(scope, METRIC.trayAge, 'Maximum').with({ label: 'oldest mail in the tray' }),
      deskMetric(scope, METRIC.foldLag, 'Maximum').with({ label: 'figures' }),
    ]),
    graph('Promises kept and CSAT, %', [today(METRIC.attainment, 'promises kept'), today(METRIC.csat, 'CSAT')]),
  );
  page.addWidgets(
    graph('Mail out', [
      outbound.outbox.metricNumberOfMessagesSent({ ...sum, label: 'ordered' }),
      outbound.outbox.metricNumberOfMessagesDeleted({ ...sum, label: 'sent' }),
      deskMetric(scope, METRIC.sentAgain, 'Sum').with({ label: 'sent again, in doubt' }),
      deskMetric(scope, METRIC.overdue, 'Sum').with({ label: 'order lost, sent all the same' }),
      deskMetric(scope, METRIC.refused, 'Sum').with({ label: 'refused by SES' }),
      deskMetric(scope, METRIC.undelivered, 'Sum').with({ label: 'came back' }),
    ]),
    graph('Reputation', [
      new MathExpression({
        expression: 'b * 100',
        usingMetrics: { b: ses('Reputation.BounceRate') },
        label: 'bounces, %',
        period: Duration.hours(1),
      }),
      new MathExpression({
        expression: 'c * 100',
        usingMetrics: { c: ses('Reputation.ComplaintRate') },
        label: 'complaints, %',
        period: Duration.hours(1),
      }),
    ]),
  );
  page.addWidgets(
    graph(
      'API',
      [
        api.stage.metricCount({ ...sum, label: 'requests' }),
        api.stage.metricClientError({ ...sum, label: '4xx' }),
        api.stage.metricServerError({ ...sum, label: '5xx' }),
      ],
      [api.stage.metricLatency({ period, statistic: 'p95', label: 'p95, ms' })],
    ),
    graph('Table', [
      storage.table.metricConsumedReadCapacityUnits({ ...sum, label: 'read units' }),
      storage.table.metricConsumedWriteCapacityUnits({ ...sum, label: 'write units' }),
    ]),
  );
  return page;
}
