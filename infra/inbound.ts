import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type IReceiptRuleSet, ReceiptRule, ReceiptRuleSet, TlsPolicy } from 'aws-cdk-lib/aws-ses';
import { S3 } from 'aws-cdk-lib/aws-ses-actions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { CustomResource, Duration, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { MAIL_PREFIX, METRIC } from '../functions/env.ts';
import { deskMetric, PERIOD } from './alarms.ts';
import type { DeskConfig } from './config.ts';
import { DeadLetters, QUEUE } from './dead-letters.ts';
import { DeskFunction, type Workshop } from './desk-function.ts';
import { every } from './schedules.ts';
import type { Storage } from './storage.ts';

export type InboundProps = { readonly workshop: Workshop; readonly storage: Storage; readonly config: DeskConfig };

/**
 * Mail in: SES puts it into the tray and says so on a topic, whose queue feeds receive-mail, several at a time when many come;
 * what is left in the tray is swept up every quarter of an hour.
 */
export class Inbound extends Construct {
  constructor(scope: Construct, id: string, { workshop, storage, config }: InboundProps) {
    super(scope, id);
    const receive = new DeskFunction(this, workshop, {
      name: 'receive-mail',
      description: 'Makes a ticket, or a message on one, of every mail that arrives',
      // A whole core, and room for a mail of 40 MB as bytes, text and attachments at once.
      memoryMiB: 1769,
      timeout: Duration.seconds(RECEIVE_SECONDS),
      environment: ['table', 'shards', 'bucket', 'defaults'],
      // For the sweep; SES's word comes by the queue, which has its own way of failing.
      unattended: {
        maxAge: Duration.minutes(15),
        notices: 'A mail whose notice got lost stays in the tray, and there is no ticket.',
        runbook: 'The tray was not swept',
      },
    });
    storage.allowTable(receive, 'BatchGetItem', 'GetItem', 'PutItem', 'DeleteItem');
    storage.allowReading(receive, 'tray');
    storage.allowMail(receive, ['DeleteObject'], 'tray');
    storage.allowMail(receive, ['PutObject'], 'rest', 'quarantine', 'parts');

    const ruleSet = config.receiptRuleSet === null ? this.ownRuleSet(workshop) : this.joined(config.receiptRuleSet);
    const topic = this.feed(receive, workshop);
    const rule = new ReceiptRule(this, 'Rule', {
      ruleSet,
      // SES takes `support+anything@` for these as well. https://docs.aws.amazon.com/ses/latest/dg/receiving-email-receipt-rules-console-walkthrough.html
      recipients: config.mailboxes.map((mailbox) => mailbox.address),
      enabled: true,
      scanEnabled: true,
      tlsPolicy: TlsPolicy.REQUIRE,
      // SES says so once the mail is in the tray.
      actions: [new S3({ bucket: storage.mail, objectKeyPrefix: MAIL_PREFIX.tray, topic })],
    });
    // SES asks for its permission to publish when it is given the rule.
    rule.node.addDependency(topic);

    every(this, 'Sweep', Duration.minutes(15), receive, { sweep: true });
    workshop.alarms.raise(
      this,
      'TrayAge',
      { metric: deskMetric(this, METRIC.trayAge, 'Maximum', Duration.minutes(15)), above: 60 * 60 },
      { notices: 'A customer wrote more than an hour ago and there is no ticket.', runbook: 'Mail lies in the tray' },
    );
  }

  /** From SES's word to the function. */
  private feed(receive: DeskFunction, workshop: Workshop): Topic {
    const unreceived = new DeadLetters(this, 'Unreceived', workshop.alarms, {
      notices: 'A customer has written and there is no ticket; the mail is safe in the tray, and the sweep tries again.',
      runbook: 'A mail did not become a ticket',
    });
    const arrived = new Queue(this, 'Arrived', {
      ...QUEUE,
      // How long a mail that failed waits for its next try: until the function has surely ended.
      visibilityTimeout: Duration.seconds(2 * RECEIVE_SECONDS),
      deadLetterQueue: { queue: unreceived.queue, maxReceiveCount: 5 },
    });
    // Not encrypted at rest, where nothing rests: SES cannot publish under AWS's own key, and one of ours costs more a month
    // than the desk at rest. What is said holds the mail's header, and lies in the queue, encrypted.
    const topic = new Topic(this, 'InTheTray', { enforceSSL: true });
    topic.addSubscription(new SqsSubscription(arrived, { rawMessageDelivery: true }));
    // https://docs.aws.amazon.com/ses/latest/dg/receiving-email-permissions.html#receiving-email-permissions-sns
    const { account } = Stack.of(this);
    topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('ses.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'AWS:SourceAccount': account } },
      }),
    );
    receive.fedBy(arrived, { batchSize: 10, gather: Duration.seconds(0) });
    workshop.alarms.raise(
      this,
      'Waiting',
      { metric: arrived.metricApproximateAgeOfOldestMessage({ period: PERIOD, statistic: 'Maximum' }), above: 15 * 60 },
      { notices: 'Customers wait more than a quarter of an hour for their acknowledgement.', runbook: 'Mail waits to be received' },
    );
    return topic;
  }

  /** A set of our own, which SES is told to follow. */
  private ownRuleSet(workshop: Workshop): IReceiptRuleSet {
    const ruleSet = new ReceiptRuleSet(this, 'Rules');
    const activate = new DeskFunction(this, workshop, {
      name: 'activate-rules',
      description: 'Part of a deployment: has SES follow the receipt rules of this desk, unless others would go silent',
      memoryMiB: 256,
      timeout: Duration.seconds(30),
      environment: [],
      // CloudFormation waits for its answer and rolls back without one.
      unattended: null,
    });
    // Neither action has a resource: there is one active set, and it is the account's.
    activate.allow(['ses:DescribeActiveReceiptRuleSet', 'ses:SetActiveReceiptRuleSet'], ['*']);
    activate.explain('SES knows no resource for which receipt rule set is active: it is one setting of the account', 'Resource::*');
    const active = new CustomResource(this, 'Active', {
      resourceType: 'Custom::ActiveReceiptRules',
      serviceToken: activate.lambda.functionArn,
      serviceTimeout: Duration.minutes(2),
      properties: { RuleSetName: ruleSet.receiptRuleSetName },
    });
    active.node.addDependency(activate);
    return ruleSet;
  }

  /** Somebody else's set, active already: only a rule is added. */
  private joined(name: string): IReceiptRuleSet {
    return ReceiptRuleSet.fromReceiptRuleSetName(this, 'Rules', name);
  }
}

/** Ten mails of the largest kind, or a sweep of what an outage left behind. */
const RECEIVE_SECONDS = 60;
