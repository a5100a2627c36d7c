import { DeleteItemCommand, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { nextDue } from '../../desk/sla/due.ts';
import type { Command } from '../../desk/ticket/command.ts';
import { decide } from '../../desk/ticket/decide.ts';
import { nextWake } from '../../desk/timers.ts';
import type { TicketEvent } from '../../events/event.ts';
import type { AgentId, Instant, TicketId } from '../../events/ids.ts';
import { keyOf } from '../../functions/aws/dynamo.ts';
import { logOf } from '../../functions/aws/log.ts';
import { settingsStore } from '../../functions/aws/settings.ts';
import { index, key, shardOf } from '../../functions/aws/table.ts';
import { tickets } from '../../functions/aws/tickets.ts';
import { timers } from '../../functions/aws/timers.ts';
import { fireTimers, type Parts } from '../../functions/fire-timers.ts';
import type { Trigger } from '../../functions/shell.ts';
import { ENGINES, type Engine, startEngine } from './aws/engines.ts';

/*
 * The minute's tick on a real table. First replies are due in four working hours, with a warning after three:
 * a ticket of Monday 10:00 is warned of at 13:00 and due at 14:00 (Dublin in winter).
 */

const SHARDS = 4;
const DEFAULTS = {
  name: 'Shop',
  zone: 'Europe/Dublin',
  mailboxes: [{ id: 'support', address: 'support@desk.test' }],
  agents: [{ id: 'agent1', name: 'Agent One', address: 'agent1@team.test' }],
};
const monday = (time: string): Instant => `2026-03-02T${time}:00.000Z` as Instant;
const trigger = (remaining = 60_000): Trigger => {
  const quiet = { info: () => {}, warn: () => {}, error: () => {}, metric: () => {} };
  return { log: { ...logOf('test'), ...quiet }, requestId: 'test', remainingMillis: () => remaining };
};

describe.each(ENGINES.slice(0, 1))('the tick on %s', (name) => {
  let engine: Engine;
  let parts: Parts;
  let surveysFired: string[] = [];
  beforeAll(async () => {
    engine = await startEngine(name);
  }, 60_000);
  afterAll(() => engine.stop());
  beforeEach(async () => {
    const { Items } = await engine.client.send(new ScanCommand({ TableName: engine.table, ProjectionExpression: 'pk, sk' }));
    for (const Key of Items ?? []) await engine.client.send(new DeleteItemCommand({ TableName: engine.table, Key }));
    surveysFired = [];
    parts = {
      settings: settingsStore(engine.client, engine.table, DEFAULTS),
      tickets: tickets(engine.client, engine.table, SHARDS),
      timers: timers(engine.client, engine.table, SHARDS),
      asking: {
        take: () => Promise.reject(new Error('not asked')),
        planTicket: () => Promise.reject(new Error('not asked')),
        fire: (stream) => Promise.resolve(surveysFired.push(stream) > 0 ? 'asked' : 'nothing'),
      },
    };
  });

  async function does(id: TicketId | null, command: Command, now: Instant, seed: string): Promise<TicketId> {
    const settings = await parts.settings.now();
    const before = id === null ? null : await parts.tickets.load(id);
    const decision = decide(before, command, { now, settings, pinned: await parts.settings.pinnedBy(before), customer: null, seed });
    if ('refused' in decision) throw new Error(decision.why);
    const change = { before, decision, wakeAt: nextWake(decision.ticket, settings), dueAt: nextDue(decision.ticket) };
    expect(await parts.tickets.commit([change], { now, by: seed })).toBe('committed');
    return decision.ticket.id;
  }
  const opened = (seed: string, now: Instant): Promise<TicketId> =>
    does(
      null,
      {
        do: 'OpenTicket',
        by: 'agent1' as AgentId,
        channel: 'chat',
        mailbox: 'support',
        subject: 'Order 7',
        text: 'Where is it?',
        requester: { name: 'Ana', address: `${seed}@x.test` },
        type: null,
        priority: 'normal',
        tags: [],
        language: null,
        started: false,
        attachments: [],
      },
      now,
      seed,
    );
  const ticks = (now: Instant, remaining?: number): Promise<void> => fireTimers(() => parts)({ time: now }, trigger(remaining));
  const said = async (id: TicketId): Promise<TicketEvent[]> =>
    (await parts.tickets.conversation(id)).commits.flatMap((c) => c.events as TicketEvent[]);
  const firings = async (id: TicketId): Promise<string[]> =>
    (await said(id)).filter((e) => e.type === 'ClockWarned' || e.type === 'ClockBreached').map((e) => `${e.type} ${e.at}`);

  test('fires a warning and a breach, each once, however often and at once the tick comes', async () => {
    const id = await opened('once', monday('10:00'));
    await ticks(monday('12:59'));
    expect(await firings(id)).toEqual([]);
    await Promise.all([ticks(monday('13:00')), ticks(monday('13:00')), ticks(monday('13:01'))]);
    await ticks(monday('13:02'));
    expect(await firings(id)).toEqual([`ClockWarned ${monday('13:00')}`]);
    await ticks(monday('14:00'));
    // At due itself an answer would still be in time.
    expect(await firings(id)).toHaveLength(1);
    await Promise.all([ticks(monday('14:01')), ticks(monday('14:01'))]);
    expect(await firings(id)).toEqual([`ClockWarned ${monday('13:00')}`, `ClockBreached ${monday('14:00')}`]);
    const mails = (await parts.tickets.conversation(id)).mails.map((m) => m.kind);
    expect(mails.filter((kind) => kind === 'warning' || kind === 'breach')).toEqual(expect.arrayContaining(['warning', 'breach']));
    expect(mails.filter((kind) => kind === 'warning' || kind === 'breach')).toHaveLength(2);
  });

  test('works through a backlog after an outage without losing a due instant, and warns nobody of what is past', async () => {
    const id = await opened('outage', monday('10:00'));
    await ticks('2026-03-04T09:00:00.000Z' as Instant);
    expect(await firings(id)).toEqual([`ClockWarned ${monday('13:00')}`, `ClockBreached ${monday('14:00')}`]);
    const queued = (await said(id)).filter((e) => e.type === 'MailQueued').map((e) => e.kind);
    expect(queued).toEqual(['notification', 'breach']);
  });

  test('takes the earliest first over all shards', async () => {
    const hours = ['10:30', '10:00', '10:50', '10:10', '10:40', '10:20'];
    const ids = await Promise.all(hours.map((hour) => opened(`order-${hour}`, monday(hour))));
    expect(new Set(ids.map((id) => shardOf(id, SHARDS))).size).toBeGreaterThan(1);
    const batches: string[] = [];
    for await (const batch of parts.timers.ripe(monday('14:00'))) batches.push(...batch.map((r) => r.wakeAt));
    expect(batches).toEqual([...hours].sort().map((hour) => monday(`13${hour.slice(2)}`)));
  });

  test('drops what is no longer wanted: an answered ticket is not warned of', async () => {
    const id = await opened('answered', monday('10:00'));
    await does(id, { do: 'Reply', by: 'agent1' as AgentId, text: 'Tomorrow.', resolve: true, attachments: [] }, monday('11:00'), 'answer');
    await ticks(monday('16:00'));
    expect(await firings(id)).toEqual([]);
  });

  test('moves a timer that came too early since the settings changed, and says nothing', async () => {
    const id = await opened('pended', monday('10:00'));
    await does(id, { do: 'Reply', by: 'agent1' as AgentId, text: 'Which order?', resolve: false, attachments: [] }, monday('10:30'), 'ask');
    await does(id, { do: 'Pend', by: 'agent1' as AgentId, waitingOn: 'customer' }, monday('10:30'), 'pend');
    const settings = await parts.settings.now();
    const longer = { ...settings, tickets: { ...settings.tickets, remindAfterSeconds: 20 * 86_400 } };
    await parts.settings.save(longer, { now: monday('11:00'), by: { kind: 'rule', rule: 'test' }, trigger: 's' });
    await ticks('2026-03-07T10:30:00.000Z' as Instant);
    expect((await said(id)).map((e) => e.type)).not.toContain('TicketExpired');
    expect((await parts.tickets.load(id))?.wakeAt).toBe('2026-03-22T10:30:00.000Z');
    const left: string[] = [];
    for await (const batch of parts.timers.ripe('2026-03-22T10:30:00.000Z' as Instant)) left.push(...batch.map((r) => r.wakeAt));
    expect(left).toEqual(['2026-03-22T10:30:00.000Z']);
    expect((await parts.tickets.load(id))?.ticket.version).toBe(3);
  });

  test('silent tickets: reminded, expired, closed', async () => {
    const id = await opened('silent', monday('10:00'));
    await does(id, { do: 'Reply', by: 'agent1' as AgentId, text: 'Which order?', resolve: false, attachments: [] }, monday('10:30'), 'ask');
    await does(id, { do: 'Pend', by: 'agent1' as AgentId, waitingOn: 'customer' }, monday('10:30'), 'pend');
    for (const day of ['07', '12', '27']) await ticks(`2026-03-${day}T11:00:00.000Z` as Instant);
    const story = (await said(id)).filter((e) => /Expired|Closed|MailQueued/.test(e.type)).slice(2);
    expect(story.map((e) => [e.type, e.at])).toEqual([
      ['MailQueued', '2026-03-07T11:00:00.000Z'],
      ['TicketExpired', '2026-03-12T11:00:00.000Z'],
      ['TicketClosed', '2026-03-26T11:00:00.000Z'],
    ]);
  });

  test('a ticket that cannot be fired holds up nobody, and is heard of', async () => {
    const good = await opened('good', monday('10:00'));
    const bad = await opened('bad', monday('10:00'));
    const commit = parts.tickets.commit;
    const broken: Parts = {
      ...parts,
      tickets: {
        ...parts.tickets,
        commit: (changes, options) =>
          changes[0]?.before?.ticket.id === bad ? Promise.reject(new Error('broken')) : commit(changes, options),
      },
    };
    await expect(fireTimers(() => broken)({ time: monday('13:00') }, trigger())).rejects.toThrow('1 timers could not be fired');
    expect(await firings(good)).toHaveLength(1);
    expect(await firings(bad)).toEqual([]);
    await ticks(monday('13:01'));
    expect(await firings(bad)).toEqual([`ClockWarned ${monday('13:00')}`]);
  });

  test('a timer without a ticket is dropped, and surveys are asked by their own rules', async () => {
    const lost = 'T-ZZZZZ' as TicketId;
    for (const stream of [lost, 'S-survey']) {
      const gpk = index.wakes(shardOf(stream, SHARDS));
      const Item = { ...keyOf(key.wake(stream)), gpk: { S: gpk }, gsk: { S: index.inWakes(monday('10:00'), stream) } };
      await engine.client.send(new PutItemCommand({ TableName: engine.table, Item }));
    }
    await ticks(monday('13:00'));
    expect(surveysFired).toEqual(['S-survey']);
    const { Items } = await engine.client.send(new ScanCommand({ TableName: engine.table }));
    expect(Items?.map((item) => item.pk?.S)).not.toContain(`T#${lost}`);
  });

  test('out of time, it leaves the rest to the next tick', async () => {
    const id = await opened('later', monday('10:00'));
    await ticks(monday('13:00'), 1_000);
    expect(await firings(id)).toEqual([]);
    await ticks(monday('13:01'));
    expect(await firings(id)).toEqual([`ClockWarned ${monday('13:00')}`]);
  });

  test('a tick without its time is refused: no clock is asked instead', async () => {
    await expect(fireTimers(() => parts)({}, trigger())).rejects.toThrow();
  });
});
