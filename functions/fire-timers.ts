import * as z from 'zod/mini';
import { nextDue } from '../desk/sla/due.ts';
import { isSurveyStream } from '../desk/survey/token.ts';
import { decide } from '../desk/ticket/decide.ts';
import { nextWake } from '../desk/timers.ts';
import type { Instant, TicketId } from '../events/ids.ts';
import { type Asking, asking } from './aws/asking.ts';
import { customers } from './aws/customers.ts';
import { dynamo } from './aws/dynamo.ts';
import type { StoredCase } from './aws/rows.ts';
import { type SettingsStore, settingsStore } from './aws/settings.ts';
import { surveys } from './aws/surveys.ts';
import { type Tickets, tickets } from './aws/tickets.ts';
import { type Ripe, type Timers, timers } from './aws/timers.ts';
import { env } from './env.ts';
import { onEvent, type Trigger } from './shell.ts';

/*
 * The minute's tick: whatever is ripe asks the rules again and does what they say, the earliest first. A timer that
 * nobody wants any more is dropped here, so cancelling is never anybody's business. After an outage the first tick
 * finds the whole backlog; what it does not get done in its time is there for the next.
 */

const tick = z.object({ time: z.string() });

export type Parts = {
  readonly settings: SettingsStore;
  readonly tickets: Tickets;
  readonly timers: Timers;
  readonly asking: Asking;
};

let made: Parts | undefined;
const wired = (): Parts => {
  if (made) return made;
  const { table, shards, defaults } = env('table', 'shards', 'defaults');
  const client = dynamo();
  const parts = {
    settings: settingsStore(client, table, JSON.parse(defaults)),
    tickets: tickets(client, table, Number(shards)),
    customers: customers(client, table, Number(shards)),
    surveys: surveys(client, table, Number(shards)),
  };
  made = { ...parts, timers: timers(client, table, Number(shards)), asking: asking(parts) };
  return made;
};

/** So many are in work at the same time: enough to keep the table busy while the CPU decides. */
const AT_ONCE = 24;
/** Loaded in one read. */
const LOAD = 100;
const ATTEMPTS = 6;
/** Time left for what is in work to end and the log to be written. */
const ENOUGH_MILLIS = 5_000;

type Tally = { fired: number; idle: number; left: boolean; failed: unknown[] };

export const fireTimers =
  (parts: () => Parts) =>
  async (event: unknown, { log, remainingMillis }: Trigger): Promise<void> => {
    const now = new Date(tick.parse(event).time).toISOString() as Instant;
    const tally: Tally = { fired: 0, idle: 0, left: false, failed: [] };
    let latest: Instant | null = null;
    for await (const batch of parts().timers.ripe(now)) {
      for (let n = 0; n < batch.length && !tally.left; n += LOAD) {
        tally.left = remainingMillis() < ENOUGH_MILLIS;
        if (!tally.left) await fireAll(batch.slice(n, n + LOAD), now, parts(), tally);
        latest = batch[Math.min(n + LOAD, batch.length) - 1]?.wakeAt ?? latest;
      }
      if (tally.left) break;
    }
    if (latest !== null)
      log.info('timers fired', { fired: tally.fired, idle: tally.idle, left: tally.left, latest, failed: tally.failed.length });
    // The others are done; these come again with Lambda's retry, and with every tick.
    if (tally.failed.length > 0) throw new AggregateError(tally.failed, `${tally.failed.length} timers could not be fired`);
  };

/** Fires one load, in order of time as far as working at the same time allows. */
async function fireAll(ripe: readonly Ripe[], now: Instant, parts: Parts, tally: Tally): Promise<void> {
  const ids = ripe.map(({ stream }) => stream).filter((stream) => !isSurveyStream(stream)) as TicketId[];
  const { cases } = await parts.tickets.gather({ tickets: ids }, true);
  const waiting = ripe.values();
  const work = async (): Promise<void> => {
    for (const { stream } of waiting) {
      try {
        const fired = isSurveyStream(stream)
          ? (await parts.asking.fire(stream, now)) !== 'nothing'
          : await fireTicket(stream as TicketId, cases.get(stream as TicketId) ?? null, now, parts);
        if (fired) tally.fired += 1;
        else tally.idle += 1;
      } catch (cause) {
        tally.failed.push(cause);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, ripe.length) }, work));
}

/** Asks the rules what is due now and commits it. False when nothing was: fired before, or no longer wanted. */
async function fireTicket(id: TicketId, read: StoredCase | null, now: Instant, parts: Parts): Promise<boolean> {
  let before = read;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    if (attempt > 0) before = await parts.tickets.load(id);
    if (before === null) {
      await parts.timers.drop(id);
      return false;
    }
    // The index was behind: this timer has moved on.
    if (before.wakeAt === null || before.wakeAt > now) return false;
    const settings = await parts.settings.now();
    const context = { now, settings, pinned: await parts.settings.pinnedBy(before), customer: null, seed: `tick ${now} ${id}` };
    const decision = decide(before, { do: 'FireTimers' }, context);
    if ('refused' in decision) throw new Error(`timers cannot be refused: ${decision.field} ${decision.why}`);
    const wakeAt = nextWake(decision.ticket, settings);
    if (decision.events.length === 0) {
      if (await parts.timers.retime(before, wakeAt)) return false;
      continue;
    }
    const change = { before, decision, wakeAt, dueAt: nextDue(decision.ticket) };
    if ((await parts.tickets.commit([change], { now, by: `tick ${now}` })) === 'committed') return true;
  }
  throw new Error(`gave way to others ${ATTEMPTS} times; comes again`);
}

export const handler = onEvent<unknown>(fireTimers(wired));
