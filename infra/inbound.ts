import { type IReceiptRuleSet, ReceiptRule, ReceiptRuleSet, TlsPolicy } from 'aws-cdk-lib/aws-ses';
import { Lambda, LambdaInvocationType, S3 } from 'aws-cdk-lib/aws-ses-actions';
import { CustomResource, Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { MAIL_PREFIX, METRIC } from '../functions/env.ts';
import { deskMetric } from './alarms.ts';
import type { DeskConfig } from './config.ts';
import { DeskFunction, type Workshop } from './desk-function.ts';
import { every } from './schedules.ts';
import type { Storage } from './storage.ts';

export type InboundProps = { readonly workshop: Workshop; readonly storage: Storage; readonly config: DeskConfig };

/** Mail in: SES puts it into the tray and calls receive-mail; what is left there is swept up every quarter of an hour. */
export class Inbound extends Construct {
  constructor(scope: Construct, id: string, { workshop, storage, config }: InboundProps) {
    super(scope, id);
    const receive = new DeskFunction(this, workshop, {
      name: 'receive-mail',
      description: 'Makes a ticket, or a message on one, of every mail that arrives',
      // A whole core, and room for a mail of 40 MB as bytes, text and attachments at once.
      memoryMiB: 1769,
      // A sweep works through what an outage left behind.
      timeout: Duration.minutes(5),
      environment: ['table', 'shards', 'bucket', 'defaults'],
      unattended: {
        maxAge: Duration.hours(6),
        notices: 'A customer has written and there is no ticket; the mail is safe in the tray, and the sweep tries again.',
        runbook: 'A mail did not become a ticket',
      },
    });
    storage.allowTable(receive, 'BatchGetItem', 'GetItem', 'PutItem', 'DeleteItem');
    storage.allowReading(receive, 'tray');
    storage.allowMail(receive, ['DeleteObject'], 'tray');
    storage.allowMail(receive, ['PutObject'], 'rest', 'quarantine', 'parts');

    const ruleSet = config.receiptRuleSet === null ? this.ownRuleSet(workshop) : this.joined(config.receiptRuleSet);
    new ReceiptRule(this, 'Rule', {
      ruleSet,
      // SES takes `support+anything@` for these as well. https://docs.aws.amazon.com/ses/latest/dg/receiving-email-receipt-rules-console-walkthrough.html
      recipients: config.mailboxes.map((mailbox) => mailbox.address),
      enabled: true,
      scanEnabled: true,
      tlsPolicy: TlsPolicy.REQUIRE,
      // In this order: when the function is called, the mail is in the tray.
      actions: [
        new S3({ bucket: storage.mail, objectKeyPrefix: MAIL_PREFIX.tray }),
        new Lambda({ function: receive.lambda, invocationType: LambdaInvocationType.EVENT }),
      ],
    });

    every(this, 'Sweep', Duration.minutes(15), receive, { sweep: true });
    workshop.alarms.raise(
      this,
      'TrayAge',
      { metric: deskMetric(this, METRIC.trayAge, 'Maximum', Duration.minutes(15)), above: 60 * 60 },
      { notices: 'A customer wrote more than an hour ago and there is no ticket.', runbook: 'Mail lies in the tray' },
    );
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
