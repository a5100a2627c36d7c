import { Rule } from 'aws-cdk-lib/aws-events';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { EVENT_SOURCE } from '../events/event.ts';
import { METRIC } from '../functions/env.ts';
import { deskMetric } from './alarms.ts';
import type { Bus } from './bus.ts';
import { DeskFunction, type Workshop } from './desk-function.ts';
import { every, handTo } from './schedules.ts';
import type { Storage } from './storage.ts';

export type FiguresProps = { readonly workshop: Workshop; readonly storage: Storage; readonly bus: Bus };

/** The numbers: what was committed is folded into roll-ups, which questions read. */
export class Figures extends Construct {
  /** By name, as events/routes.ts calls them. */
  readonly byName: ReadonlyMap<string, DeskFunction>;

  constructor(scope: Construct, id: string, props: FiguresProps) {
    super(scope, id);
    this.rollUp(props);
    this.sendReport(props);
    this.byName = new Map([['answer-metrics', this.answerMetrics(props)]]);
  }

  private rollUp({ workshop, storage, bus }: FiguresProps): void {
    const roll = new DeskFunction(this, workshop, {
      name: 'roll-up',
      description: 'Folds what was committed into the figures of its day, and corrects the days that late events belong to',
      // Folding is arithmetic: one whole core.
      memoryMiB: 1769,
      // A day of an outage, or a correction of many days, takes what Lambda gives; what is left comes with the next tick.
      timeout: Duration.minutes(15),
      environment: ['table', 'shards', 'defaults'],
      unattended: {
        maxAge: Duration.minutes(30),
        notices: 'The figures stand still, and say so by their `foldedThrough`.',
        runbook: 'Figures were not folded',
      },
    });
    storage.allowTable(roll, 'BatchGetItem', 'GetItem', 'PutItem', 'DeleteItem', 'UpdateItem', 'Query');
    storage.allowIndex(roll);
    every(this, 'Fold', Duration.minutes(5), roll);
    new Rule(this, 'Late', {
      eventBus: bus.bus,
      description: 'Commits that were written long after the time they carry, for roll-up',
      eventPattern: { source: [EVENT_SOURCE], detailType: ['CommitDelayed'] },
      targets: [handTo(roll)],
    });
    workshop.alarms.raise(
      this,
      'FoldLag',
      { metric: deskMetric(this, METRIC.foldLag, 'Maximum', Duration.minutes(15)), above: 60 * 60 },
      { notices: 'The figures are more than an hour old.', runbook: 'Figures are old' },
    );
  }

  private sendReport({ workshop, storage }: FiguresProps): void {
    const send = new DeskFunction(this, workshop, {
      name: 'send-report',
      description: 'Owes the morning report, once the set hour has come and the day before is closed',
      memoryMiB: 1024,
      timeout: Duration.minutes(1),
      environment: ['table', 'shards', 'defaults', 'site'],
      unattended: {
        maxAge: Duration.minutes(30),
        notices: 'The morning report is late; the next quarter of an hour tries again.',
        runbook: 'The morning report is missing',
      },
    });
    storage.allowTable(send, 'BatchGetItem', 'GetItem', 'PutItem', 'Query');
    storage.allowIndex(send);
    every(this, 'Report', Duration.minutes(15), send);
  }

  private answerMetrics({ workshop, storage }: FiguresProps): DeskFunction {
    const answer = new DeskFunction(this, workshop, {
      name: 'answer-metrics',
      description: 'Answers with figures out of roll-ups, and with the tickets behind them',
      memoryMiB: 1769,
      timeout: Duration.seconds(29),
      environment: ['table', 'shards', 'defaults'],
      unattended: null,
    });
    storage.allowTable(answer, 'BatchGetItem', 'GetItem', 'PutItem', 'Query');
    return answer;
  }
}
