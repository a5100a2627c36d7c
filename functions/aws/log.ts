import type { Logger } from '@aws-lambda-powertools/logger';
import type { Metrics } from '@aws-lambda-powertools/metrics';
import type { MetricUnit } from '@aws-lambda-powertools/metrics/types';
import { METRICS_NAMESPACE } from '../env.ts';

/*
 * What operators read. No address, name, subject or text of a customer may get here: callers pass ids and figures,
 * and whatever looks like an address or a quotation is blotted out all the same.
 */

/** Ids, counts, names of rules. Never what a customer wrote. */
export type Facts = { readonly [name: string]: string | number | boolean | null | undefined };

export type Log = {
  readonly info: (message: string, facts?: Facts) => void;
  readonly warn: (message: string, facts?: Facts) => void;
  /** `cause` is told by its name, its blotted message and the frames of its stack. */
  readonly error: (message: string, cause: unknown, facts?: Facts) => void;
  /** A figure for operators: a CloudWatch metric in embedded metric format, namespace `Deskpulse`. */
  readonly metric: (name: string, value: number, unit: MetricUnit, dimensions?: Readonly<Record<string, string>>) => void;
  /** Resolves once all that was said is written. */
  readonly written: () => Promise<void>;
};

/** How an error is told: enough to find the line, nothing of what the line was handling. */
export type Told = { readonly name: string; readonly message: string; readonly stack: string; readonly status?: number };

const ADDRESS = /[^\s<>"'(),;:=]+@[^\s<>"'(),;]+/g;
/** JSON.parse quotes the text it stumbled over, the SDK quotes values, so quotations go. */
const QUOTED = /"[^"]*"?|'[^']*'|`[^`]*`/g;
const LONGEST = 300;

/** A message without addresses and quotations, cut to 300 characters. */
export const blot = (text: string): string =>
  text
    .slice(0, 4 * LONGEST)
    .replace(QUOTED, '"…"')
    .replace(ADDRESS, '‹address›')
    .slice(0, LONGEST);

/** Frames only: a stack begins with the message, which may span lines. */
const frames = (stack: string | undefined): string =>
  (stack ?? '')
    .split('\n')
    .filter((line) => /^ {4}at /.test(line))
    .slice(0, 12)
    .join('\n');

/** An error as it may be logged. */
export function tell(cause: unknown): Told {
  if (!(cause instanceof Error)) return { name: 'NotAnError', message: typeof cause, stack: '' };
  const status = (cause as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
  return {
    name: cause.name,
    message: blot(cause.message),
    stack: frames(cause.stack),
    ...(status === undefined ? {} : { status }),
  };
}

/**
 * The same failure in a fresh error. Lambda's runtime prints whatever a handler throws with every field on it, and a
 * failure destination stores it; the SDK's errors carry the row that a condition met.
 */
export function blotted(cause: unknown): Error {
  const told = tell(cause);
  const error = new Error(told.message);
  error.name = told.name;
  error.stack = `${told.name}: ${told.message}\n${told.stack}`;
  return error;
}

/** Powertools costs 5 to 8 ms at cold start and a good day says nothing, so it is loaded with the first word. */
let loaded: Logger | undefined;
let loading: Promise<Logger> | undefined;
const load = async (): Promise<Logger> => {
  const { Logger } = await import('@aws-lambda-powertools/logger');
  loaded = new Logger({ serviceName: 'deskpulse' });
  return loaded;
};

let measuring: Promise<Metrics> | undefined;
const meter = async (): Promise<Metrics> => {
  const { Metrics } = await import('@aws-lambda-powertools/metrics');
  // Which desk it is comes from the environment: ENV.service.
  return new Metrics({ namespace: METRICS_NAMESPACE });
};

/** Structured JSON lines with this correlation id. */
export function logOf(correlationId: string, about: Facts = {}): Log {
  const measured: Promise<void>[] = [];
  const say = (level: 'info' | 'warn' | 'error', message: string, facts: object): void => {
    const write = (logger: Logger): void =>
      logger[level]({ message: message.replace(ADDRESS, '‹address›'), correlation_id: correlationId, ...clean(about), ...facts });
    if (loaded) write(loaded);
    else
      loading = (loading ?? load()).then((logger) => {
        write(logger);
        return logger;
      });
  };
  return {
    info: (message, facts = {}) => say('info', message, clean(facts)),
    warn: (message, facts = {}) => say('warn', message, clean(facts)),
    error: (message, cause, facts = {}) => say('error', message, { ...clean(facts), failure: tell(cause) }),
    metric: (name, value, unit, dimensions = {}) => {
      measuring ??= meter();
      measured.push(
        measuring.then((metrics) => {
          const single = metrics.singleMetric();
          single.addDimensions({ ...dimensions });
          single.addMetric(name, unit, value);
        }),
      );
    },
    written: async () => {
      await Promise.all([loading, ...measured.splice(0)]);
    },
  };
}

const clean = (facts: Facts): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [name, typeof value === 'string' ? value.replace(ADDRESS, '‹address›') : value]),
  );
