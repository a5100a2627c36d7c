import { Match, Rule } from 'aws-cdk-lib/aws-events';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { EVENT_SOURCE, type EventType } from '../events/event.ts';
import type { Bus } from './bus.ts';
import { DeskFunction, type Workshop } from './desk-function.ts';
import { handTo } from './schedules.ts';
import type { Storage } from './storage.ts';

/** What shops may say on the desk's bus, from whatever source is theirs. The desk repeats it with its own. */
const ORDERS: readonly EventType[] = ['OrderPlaced', 'OrderDelivered', 'OrderCancelled', 'OrderRefunded'];

/** What something follows from: a resolved ticket is asked about, an unhappy answer opens a ticket. */
const FOLLOWED: readonly EventType[] = ['TicketResolved', 'SurveyAnswered'];

export type SurveysProps = { readonly workshop: Workshop; readonly storage: Storage; readonly bus: Bus };

/** How it went: orders come in and are planned to be asked about, customers answer, and something follows. The asking is a timer's. */
export class Surveys extends Construct {
  /** By name, as events/routes.ts calls them. */
  readonly byName: ReadonlyMap<string, DeskFunction>;

  constructor(scope: Construct, id: string, props: SurveysProps) {
    super(scope, id);
    this.followUp(props);
    this.byName = new Map([
      ['take-order', this.takeOrder(props)],
      ['take-answer', this.takeAnswer(props)],
      ['answer-surveys', this.answerSurveys(props)],
    ]);
  }

  private takeOrder({ workshop, storage, bus }: SurveysProps): DeskFunction {
    const take = new DeskFunction(this, workshop, {
      name: 'take-order',
      description: 'Takes orders from the bus, the API and the shops, and plans whom to ask',
      memoryMiB: 1024,
      timeout: Duration.seconds(15),
      environment: ['table', 'shards', 'defaults', 'site'],
      unattended: {
        maxAge: Duration.hours(6),
        notices: 'A customer is not asked how an order went, or is asked about one that was cancelled.',
        runbook: 'An order was not taken',
      },
    });
    storage.allowTable(take, 'GetItem', 'PutItem', 'DeleteItem', 'Query');
    new Rule(this, 'Orders', {
      eventBus: bus.bus,
      description: 'What shops say about orders, for take-order',
      eventPattern: { source: Match.anythingBut(EVENT_SOURCE), detailType: [...ORDERS] },
      targets: [handTo(take)],
    });
    return take;
  }

  /** A customer sees this cold start. */
  private takeAnswer({ workshop, storage }: SurveysProps): DeskFunction {
    const take = new DeskFunction(this, workshop, {
      name: 'take-answer',
      description: "Shows a survey's page and takes what a person presses on it",
      memoryMiB: 1024,
      timeout: Duration.seconds(15),
      environment: ['table', 'shards', 'defaults'],
      unattended: null,
    });
    storage.allowTable(take, 'GetItem', 'PutItem', 'Query');
    return take;
  }

  private answerSurveys({ workshop, storage }: SurveysProps): DeskFunction {
    const answer = new DeskFunction(this, workshop, {
      name: 'answer-surveys',
      description: 'Lists what customers answered, and the addresses that are not written to; lifts a suppression',
      memoryMiB: 1024,
      timeout: Duration.seconds(29),
      environment: ['table', 'shards', 'defaults'],
      unattended: null,
    });
    storage.allowTable(answer, 'GetItem', 'PutItem', 'Query');
    storage.allowIndex(answer);
    return answer;
  }

  private followUp({ workshop, storage, bus }: SurveysProps): void {
    const follow = new DeskFunction(this, workshop, {
      name: 'follow-up',
      description: 'Plans to ask about resolved tickets, and opens a ticket for an unhappy answer',
      memoryMiB: 512,
      timeout: Duration.seconds(30),
      environment: ['table', 'shards', 'defaults'],
      unattended: {
        maxAge: Duration.hours(6),
        notices: 'An unhappy customer is not called back, or nobody is asked about a resolved ticket.',
        runbook: 'Nothing followed',
      },
    });
    storage.allowTable(follow, 'GetItem', 'PutItem', 'Query');
    new Rule(this, 'Followed', {
      eventBus: bus.bus,
      description: 'What something follows from, for follow-up',
      eventPattern: { source: [EVENT_SOURCE], detailType: [...FOLLOWED] },
      targets: [handTo(follow)],
    });
  }
}
