import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { EventBus, type EventPattern, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { ConfigurationSet, EmailSendingEvent, EventDestination } from 'aws-cdk-lib/aws-ses';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Duration, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { EVENT_SOURCE, type EventType } from '../events/event.ts';
import { METRIC } from '../functions/env.ts';
import { deskMetric, PERIOD } from './alarms.ts';
import type { Bus } from './bus.ts';
import type { DeskConfig } from './config.ts';
import { DeadLetters, QUEUE } from './dead-letters.ts';
import { DeskFunction, type Workshop } from './desk-function.ts';
import type { MailDomain } from './mail-domain.ts';
import { every, handTo } from './schedules.ts';
import type { Storage } from './storage.ts';

export type OutboundProps = {
  readonly workshop: Workshop;
  readonly storage: Storage;
  readonly bus: Bus;
  readonly domain: MailDomain;
  readonly config: DeskConfig;
};

/** Mail out: orders wait on a queue, send-mail sends them through SES, hear-back hears what became of them. */
export class Outbound extends Construct {
  readonly outbox: Queue;
  readonly configurationSet: ConfigurationSet;

  constructor(scope: Construct, id: string, props: OutboundProps) {
    super(scope, id);
    this.configurationSet = new ConfigurationSet(this, 'Sending', {
      reputationMetrics: true,
      // The desk keeps its own list of addresses not to write to, with reasons, and lifts an entry when asked; SES's
      // account-wide list would go on swallowing the mail.
      disableSuppressionList: true,
    });
    props.workshop.offer({ configurationSet: this.configurationSet.configurationSetName });
    this.outbox = this.queueMail(props);
    this.sendMail(props);
    this.hearBack(props);
    this.watchReputation(props.workshop);
  }

  /** From the bus to the queue. */
  private queueMail({ workshop, bus }: OutboundProps): Queue {
    const unsent = new DeadLetters(this, 'Unsent', workshop.alarms, {
      notices: 'A customer or an agent is waiting for a mail that the desk has given up sending.',
      runbook: 'Mail was not sent',
    });
    const outbox = new Queue(this, 'Outbox', {
      ...QUEUE,
      // How long a mail that SES throttled waits for its next try: soon, and after the function has surely ended. AWS's six
      // times the timeout is for functions that are throttled themselves; the mapping's concurrency is bounded instead.
      visibilityTimeout: Duration.seconds(2 * SEND_SECONDS),
      // With the wait, 40 minutes of SES refusing.
      deadLetterQueue: { queue: unsent.queue, maxReceiveCount: 40 },
    });
    const mailQueued: EventType = 'MailQueued';
    new Rule(this, 'MailQueued', {
      eventBus: bus.bus,
      description: 'Orders to send a mail, for send-mail',
      eventPattern: { source: [EVENT_SOURCE], detailType: [mailQueued] },
      targets: [new SqsQueue(outbox, { deadLetterQueue: unsent.queue })],
    });
    workshop.alarms.raise(
      this,
      'Waiting',
      { metric: outbox.metricApproximateAgeOfOldestMessage({ period: PERIOD, statistic: 'Maximum' }), above: 15 * 60 },
      { notices: 'Acknowledgements and replies leave more than a quarter of an hour late.', runbook: 'The outbox is slow' },
    );
    return outbox;
  }

  private sendMail({ workshop, storage, domain, config }: OutboundProps): void {
    const send = new DeskFunction(this, workshop, {
      name: 'send-mail',
      description: 'Sends the mails that the desk owes, each once',
      // Ten mails side by side, each with its attachments in memory.
      memoryMiB: 1769,
      timeout: Duration.seconds(SEND_SECONDS),
      environment: ['table', 'shards', 'bucket', 'defaults', 'configurationSet', 'site'],
      // For the sweep; orders come by the queue, which has its own way of failing.
      unattended: {
        maxAge: Duration.minutes(15),
        notices: 'A mail whose order got lost leaves later than half an hour, or not at all.',
        runbook: 'Overdue mail was not swept up',
      },
    });
    storage.allowTable(send, 'BatchGetItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem');
    storage.allowIndex(send);
    storage.allowReading(send, 'parts');
    // In the sandbox SES asks for the permission on the recipient's identity as well.
    const stack = Stack.of(this);
    const identity = (name: string): string => stack.formatArn({ service: 'ses', resource: 'identity', resourceName: name });
    const set = stack.formatArn({
      service: 'ses',
      resource: 'configuration-set',
      resourceName: this.configurationSet.configurationSetName,
    });
    send.allow(['ses:SendRawEmail'], [domain.identity.emailIdentityArn, set, ...config.testRecipients.map(identity)]);
    // What is owed for too long leaves without an order, so that a lost order loses no mail.
    every(this, 'Overdue', Duration.minutes(15), send, { sweep: true });
    // Full batches cost less than many functions, two send a hundred mails a second, and an SES account begins with 14.
    send.fedBy(this.outbox, { batchSize: 10, gather: Duration.seconds(0), maxConcurrency: 2 });
    workshop.alarms.raise(
      this,
      'Refused',
      { metric: deskMetric(this, METRIC.refused, 'Sum'), above: 0 },
      { notices: 'A mail will never leave, because SES refuses it for good.', runbook: 'SES refuses a mail' },
    );
  }

  /** SES tells EventBridge, and there the default bus only. */
  private hearBack({ workshop, storage }: OutboundProps): void {
    const everything = EventBus.fromEventBusName(this, 'DefaultBus', 'default');
    this.configurationSet.addEventDestination('Events', {
      destination: EventDestination.eventBus(everything),
      events: [
        EmailSendingEvent.SEND,
        EmailSendingEvent.DELIVERY,
        EmailSendingEvent.BOUNCE,
        EmailSendingEvent.COMPLAINT,
        EmailSendingEvent.REJECT,
        EmailSendingEvent.RENDERING_FAILURE,
        EmailSendingEvent.DELIVERY_DELAY,
      ],
    });
    const hear = new DeskFunction(this, workshop, {
      name: 'hear-back',
      description: 'Hears from SES what became of each mail: sent, delivered, bounced, complained of',
      memoryMiB: 512,
      timeout: Duration.seconds(30),
      environment: ['table', 'shards', 'defaults'],
      unattended: {
        maxAge: Duration.hours(6),
        notices: 'An address that bounced is written to again, or an undelivered reply counts as an answer.',
        runbook: 'Bounces were not heard',
      },
    });
    storage.allowTable(hear, 'BatchGetItem', 'GetItem', 'PutItem', 'DeleteItem', 'UpdateItem', 'Query');
    const fromSes = (...eventType: string[]): EventPattern => ({
      source: ['aws.ses'],
      detail: { eventType, mail: { tags: { 'ses:configuration-set': [this.configurationSet.configurationSetName] } } },
    });
    new Rule(this, 'FromSes', {
      description: 'What SES says about the mails of this desk, but for what went as it should',
      // Delivered is sent less what came back: an invocation for each delivery would tell nothing new.
      eventPattern: fromSes('Bounce', 'Complaint', 'Reject', 'Rendering Failure', 'RenderingFailure'),
      targets: [handTo(hear)],
    });
    this.hearSent(hear, workshop, fromSes('Send'));
  }

  /** That a mail was sent is news only where send-mail did not live to note it: heard once it surely has, and many at a time. */
  private hearSent(hear: DeskFunction, { alarms }: Workshop, eventPattern: EventPattern): void {
    const unheard = new DeadLetters(this, 'Unheard', alarms, {
      notices: 'A mail that has left may leave a second time, and an answer to it may begin a ticket of its own.',
      runbook: 'Sends were not heard',
    });
    const sent = new Queue(this, 'Sent', {
      ...QUEUE,
      // Before the order comes again, doubts its claim, and comes once more to take it over.
      deliveryDelay: Duration.seconds(SEND_SECONDS),
      visibilityTimeout: Duration.seconds(2 * SEND_SECONDS),
      deadLetterQueue: { queue: unheard.queue, maxReceiveCount: 40 },
    });
    new Rule(this, 'SentBySes', {
      description: 'That SES has sent a mail of this desk',
      eventPattern,
      targets: [new SqsQueue(sent, { deadLetterQueue: unheard.queue })],
    });
    hear.fedBy(sent, { batchSize: 100, gather: Duration.seconds(1), maxConcurrency: 2 });
  }

  /** SES puts an account under review at 5 % bounces or 0.1 % complaints. https://docs.aws.amazon.com/ses/latest/dg/faqs-enforcement.html */
  private watchReputation({ alarms }: Workshop): void {
    const rate = (metricName: string): Metric =>
      new Metric({
        namespace: 'AWS/SES',
        metricName,
        dimensionsMap: { 'ses:configuration-set': this.configurationSet.configurationSetName },
        statistic: 'Average',
        period: Duration.hours(1),
      });
    alarms.raise(
      this,
      'Bounces',
      { metric: rate('Reputation.BounceRate'), above: 0.04 },
      {
        notices: 'More than 4 % of the mails bounce; at 5 % AWS reviews the account, at 10 % nobody gets mail.',
        runbook: 'Too many bounces',
      },
    );
    alarms.raise(
      this,
      'Complaints',
      { metric: rate('Reputation.ComplaintRate'), above: 0.0008 },
      {
        notices: 'Recipients mark the mails of the desk as spam; at 0.1 % AWS reviews the account.',
        runbook: 'Too many complaints',
      },
    );
  }
}

const SEND_SECONDS = 30;
