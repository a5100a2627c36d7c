/* Schedules of the stack: rules of the default bus, and EventBridge Scheduler's own. */
import { randomUUID } from 'node:crypto';
import * as z from 'zod/mini';
import { envelope, inputOf, ruleProperties, type Target } from './bus.ts';
import type { DeskClock } from './clock.ts';
import type { Deliver } from './invoker.ts';
import { type NextFire, parseSchedule } from './schedule-expression.ts';
import type { HostedStack } from './stack.ts';

const scheduleProperties = z.looseObject({
  ScheduleExpression: z.string(),
  ScheduleExpressionTimezone: z._default(z.string(), 'UTC'),
  State: z._default(z.string(), 'ENABLED'),
  Target: z.looseObject({ Arn: z.string(), Input: z.optional(z.string()) }),
});

type Fire = (at: number) => void;
type Schedule = { readonly name: string; readonly next: NextFire; readonly fire: Fire };

/**
 * Arms every schedule on the desk's clock; each arms itself again when it has fired.
 * @param nameOf what people call the target of an ARN
 * @returns the name of each
 */
export function armSchedules(stack: HostedStack, clock: DeskClock, deliver: Deliver, nameOf: (arn: string) => string): readonly string[] {
  const schedules: Schedule[] = [];
  for (const { arn, properties } of stack.of('AWS::Events::Rule', ruleProperties)) {
    if (properties.ScheduleExpression === undefined || properties.State === 'DISABLED') continue;
    schedules.push({
      name: nameOf(properties.Targets[0]?.Arn ?? arn),
      next: parseSchedule(properties.ScheduleExpression),
      fire: (at) => fireRule(arn, properties.Targets, at, deliver),
    });
  }
  for (const { arn, properties } of stack.of('AWS::Scheduler::Schedule', scheduleProperties)) {
    if (properties.State === 'DISABLED') continue;
    const { Arn, Input } = properties.Target;
    schedules.push({
      name: nameOf(Arn),
      next: parseSchedule(properties.ScheduleExpression, properties.ScheduleExpressionTimezone),
      fire: (at) => deliver(Arn, withContext(Input ?? '{}', arn, at)),
    });
  }
  for (const schedule of schedules) arm(clock, schedule, clock.now());
  return schedules.map(({ name }) => name);
}

function arm(clock: DeskClock, schedule: Schedule, after: number): void {
  const { name, next, fire } = schedule;
  const due = next(after);
  if (due === null) return;
  clock.at(
    due,
    () => {
      // A clock set far ahead skips what lay between: a schedule that was missed fires once, and goes on from the present.
      const now = clock.now();
      const at = now - due < MISSED_MS ? due : now;
      fire(at);
      arm(clock, schedule, Math.max(due, at));
    },
    name,
  );
}

const MISSED_MS = 60_000;

function fireRule(arn: string, targets: readonly Target[], at: number, deliver: Deliver): void {
  const event = envelope(randomUUID(), { source: 'aws.events', detailType: 'Scheduled Event', detail: {}, resources: [arn] }, at);
  const whole = JSON.stringify(event);
  for (const target of targets) deliver(target.Arn, inputOf(target, event, whole));
}

/** https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html */
function withContext(input: string, arn: string, at: number): string {
  return input
    .replaceAll('<aws.scheduler.scheduled-time>', new Date(at).toISOString().replace(/\.\d{3}Z$/, 'Z'))
    .replaceAll('<aws.scheduler.schedule-arn>', arn)
    .replaceAll('<aws.scheduler.execution-id>', randomUUID())
    .replaceAll('<aws.scheduler.attempt-number>', '1');
}
