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

/** How it went: orders come in, and with them the plan of asking. The asking itself is a timer's. */
export class Surveys extends Construct {
  /** By name, as events/routes.ts calls them. */
  readonly byName: ReadonlyMap<string, DeskFunction>;

  constructor(scope: Construct, id: string, workshop: Workshop, storage: Storage, bus: Bus) {
    super(scope, id);
    this.byName = new Map([['take-order', this.takeOrder(workshop, storage, bus)]]);
  }

  private takeOrder(workshop: Workshop, storage: Storage, bus: Bus): DeskFunction {
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
    storage.allowTable(take, 'BatchGetItem', 'GetItem', 'PutItem', 'DeleteItem', 'UpdateItem', 'Query');
    storage.allowIndex(take);
    new Rule(this, 'Orders', {
      eventBus: bus.bus,
      description: 'What shops say about orders, for take-order',
      eventPattern: { source: Match.anythingBut(EVENT_SOURCE), detailType: [...ORDERS] },
      targets: [handTo(take)],
    });
    return take;
  }
}
