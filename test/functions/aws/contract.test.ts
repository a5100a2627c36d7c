import type { Decision } from '../../../desk/ticket/command.ts';
import { newMailId, newTicketId } from '../../../desk/ticket/ids.ts';
import { evolve } from '../../../desk/ticket/ticket.ts';
import type { TicketEvent } from '../../../events/event.ts';
import type { AgentId, Instant } from '../../../events/ids.ts';
import { type Owing, outbox } from '../../../functions/aws/outbox.ts';
import type { Change, StoredCase } from '../../../functions/aws/rows.ts';
import { settingsStore } from '../../../functions/aws/settings.ts';
import { tickets } from '../../../functions/aws/tickets.ts';
import { ENGINES, engineFor } from './engines.ts';
import { ackOf, at, NOON, opening } from './samples.ts';

/*
 * What functions/aws promises, on every DynamoDB engine that runs here.
 */

const SHARDS = 4;
const defaults = {
  name: 'Test desk',
  zone: 'Europe/Dublin',
  mailboxes: [{ id: 'support', address: 'support@desk.test' }],
  agents: [{ id: 'agent1', name: 'Agent One', address: 'agent1@team.test' }],
};
const SAID = { now: NOON, by: { kind: 'rule' as const, rule: 'test' }, trigger: 'r-1' };
const fresh = (decision: Decision, dueAt: Instant | null = null): Change => ({ before: null, decision, wakeAt: null, dueAt });
const by = (seed: string, rfcMessageIds: { id: string; from: string }[] = []) => ({ now: NOON, by: seed, rfcMessageIds });

test('at least one engine runs here, so that this contract is tested at all', () => {
  expect(ENGINES.length).toBeGreaterThan(0);
});

describe.each(ENGINES)('on %s', (name) => {
  const engine = engineFor(name);

  const store = () => tickets(engine().client, engine().table, SHARDS);
  const next = (before: StoredCase, events: readonly TicketEvent[]): Decision => ({
    events,
    ticket: evolve(before.ticket, before.ticket.id, events),
    dossier: before.dossier,
    messages: [],
    mails: [],
    customer: null,
  });
  const loaded = async (seed: string): Promise<StoredCase> => {
    const found = await store().load(newTicketId(seed));
    if (!found) throw new Error('not there');
    return found;
  };

  test('a ticket is read back as it was committed, with its conversation', async () => {
    const decision = opening('read-back');
    expect(await store().commit([fresh(decision)], by('read-back', [{ id: '<read-back@x.test>', from: 'ana@x.test' }]))).toBe('committed');
    expect(await loaded('read-back')).toEqual({ ticket: decision.ticket, dossier: decision.dossier, wakeAt: null });
    const talk = await store().conversation(decision.ticket.id);
    expect(talk.messages).toEqual(decision.messages);
    expect(talk.commits).toEqual([{ stream: decision.ticket.id, version: 1, recordedAt: NOON, by: 'read-back', events: decision.events }]);
    expect(talk.mails.map((m) => [m.kind, m.state])).toEqual([['acknowledgement', 'owed']]);
  });

  test('one look gathers what a Message-ID, an address and a reference lead to, and knows nothing else', async () => {
    const decision = opening('gather', 'bo@x.test');
    await store().commit([fresh(decision)], by('gather', [{ id: '<gather@x.test>', from: 'bo@x.test' }]));
    const known = await store().gather({
      rfcMessageIds: ['<gather@x.test>', '<unknown@x.test>'],
      addresses: ['bo@x.test', 'nobody@x.test'],
      tickets: [decision.ticket.id, newTicketId('nowhere')],
    });
    expect([...known.byRfcMessageId]).toEqual([['<gather@x.test>', { ticket: decision.ticket.id, from: 'bo@x.test' }]]);
    expect([...known.customers.keys()]).toEqual(['bo@x.test']);
    expect(known.customers.get('bo@x.test')?.version).toBe(1);
    expect([...known.cases.keys()]).toEqual([decision.ticket.id]);
  });

  test('a Message-ID that is known already makes the commit a duplicate, and nothing of it is written', async () => {
    await store().commit([fresh(opening('first', 'c1@x.test'))], by('first', [{ id: '<same@x.test>', from: 'c1@x.test' }]));
    const again = opening('second', 'c2@x.test');
    expect(await store().commit([fresh(again)], by('second', [{ id: '<same@x.test>', from: 'c2@x.test' }]))).toBe('duplicate');
    expect(await store().load(again.ticket.id)).toBeNull();
    expect((await store().gather({ addresses: ['c2@x.test'] })).customers.size).toBe(0);
  });

  test('a reference that is taken says so, and the ticket that has it stays as it is', async () => {
    await store().commit([fresh(opening('taken', 'd1@x.test'))], by('taken'));
    const other = opening('taken', 'd2@x.test');
    expect(await store().commit([fresh(other)], by('other'))).toBe('taken');
    expect((await loaded('taken')).dossier.requester?.address).toBe('d1@x.test');
  });

  test('of two decisions on the same state one is committed and the other is a conflict', async () => {
    await store().commit([fresh(opening('race', 'e@x.test'))], by('race'));
    const before = await loaded('race');
    const agent = 'agent1' as AgentId;
    const assign: TicketEvent = { type: 'AssigneeChanged', at: NOON, from: null, to: agent, by: { kind: 'agent', agent } };
    const change = (): Change => ({ before, decision: next(before, [assign]), wakeAt: null, dueAt: null });
    const outcomes = await Promise.all([store().commit([change()], by('a')), store().commit([change()], by('b'))]);
    expect(outcomes.sort()).toEqual(['committed', 'conflict']);
    expect((await loaded('race')).ticket.version).toBe(2);
  });

  test('a customer row that somebody else changed meanwhile is a conflict', async () => {
    await store().commit([fresh(opening('cust-1', 'f@x.test'))], by('cust-1'));
    expect(await store().commit([fresh(opening('cust-2', 'f@x.test'))], by('cust-2'))).toBe('conflict');
  });

  test('a merge moves both tickets or none', async () => {
    await store().commit([fresh(opening('merge-a', 'g1@x.test'))], by('merge-a'));
    await store().commit([fresh(opening('merge-b', 'g2@x.test'))], by('merge-b'));
    const [a, b] = [await loaded('merge-a'), await loaded('merge-b')];
    const rule = { kind: 'rule' as const, rule: 'test' };
    const away: TicketEvent = { type: 'TicketExcluded', at: NOON, reason: 'merged', into: b.ticket.id, team: null, active: true, by: rule };
    const home: TicketEvent = { type: 'TicketAbsorbed', at: NOON, ticket: a.ticket.id, unansweredSince: NOON, by: rule };
    const both = (target: StoredCase): Change[] => [
      { before: a, decision: next(a, [away]), wakeAt: null, dueAt: null },
      { before: target, decision: next(target, [home]), wakeAt: null, dueAt: null },
    ];
    const stale = { ...b, ticket: { ...b.ticket, version: 9 } };
    expect(await store().commit(both(stale), by('stale'))).toBe('conflict');
    expect((await loaded('merge-a')).ticket.state).toBe('new');
    expect(await store().commit(both(b), by('merge'))).toBe('committed');
    expect((await loaded('merge-a')).ticket.state).toBe('excluded');
    expect((await loaded('merge-b')).ticket.absorbed).toEqual([a.ticket.id]);
  });

  test('a queue lists by what is due next, across shards, page by page, and what is not due comes last', async () => {
    const due = ['09:00', '10:00', '11:00', '12:00', '13:00'].map((t) => at(`2026-04-01T${t}:00`));
    for (const [n, dueAt] of [...due.entries()].reverse())
      await store().commit([fresh(opening(`queue-${n}`, `q${n}@x.test`), dueAt)], by(`queue-${n}`));
    const mine = (rows: { brief: { requester: { address: string } | null; dueAt: Instant | null } }[]) =>
      rows.filter((r) => r.brief.requester?.address.startsWith('q')).map((r) => r.brief.dueAt);
    const page = { limit: 3, before: null, newestFirst: false };
    const first = await store().queue(['new'], { ...page, after: null });
    expect(mine(first.briefs)).toEqual(due.slice(0, 3));
    expect(first.more).toBe(true);
    const second = await store().queue(['new'], { ...page, after: first.briefs.at(-1)?.position ?? null });
    expect(mine(second.briefs)).toEqual(due.slice(3));
    const soon = await store().queue(['new'], { ...page, limit: 50, after: null, before: at('2026-04-01T10:30:00') });
    expect(mine(soon.briefs)).toEqual(due.slice(0, 2));
  });

  test("a customer's tickets are listed newest first", async () => {
    const ids: string[] = [];
    for (const [n, hour] of ['08', '09', '10'].entries()) {
      const decision = { ...opening(`many-${n}`, 'many@x.test', at(`2026-03-02T${hour}:00:00`)), customer: null };
      await store().commit([fresh(decision)], by(`many-${n}`));
      ids.unshift(decision.ticket.id);
    }
    expect(await store().ofCustomer(opening('x', 'many@x.test').ticket.customer, 10)).toEqual(ids);
  });

  test('a long text costs less than its length and comes back whole', async () => {
    const text = 'Zażółć gęślą jaźń. سلام. '.repeat(2000);
    const decision = opening('long', 'long@x.test', NOON, text);
    await store().commit([fresh(decision)], by('long'));
    expect((await store().conversation(decision.ticket.id)).messages[0]?.text).toBe(text);
  });

  describe('the outbox', () => {
    const owe = async (seed: string) => {
      const decision = opening(seed, `${seed}@x.test`);
      await store().commit([fresh(decision)], by(seed));
      return { stream: decision.ticket.id, mail: newMailId(seed, 'acknowledgement') };
    };
    const sent = { at: NOON, sesMessageId: 'ses-1', rfcMessageId: '<ses-1@eu-west-1.amazonses.com>', from: 'support@desk.test' };
    const box = () => outbox(engine().client, engine().table);

    test('one delivery claims a mail and gets what to send; a retried call meets its own claim', async () => {
      const owing = await owe('claim');
      expect(await box().claim(owing, 'd#1')).toEqual({ claim: 'won', mail: ackOf(owing.stream, 'claim', NOON), again: false });
      expect(await box().claim(owing, 'd#1')).toMatchObject({ claim: 'won', again: false });
    });

    test('what is finished is owed no more, and the answer to it finds its ticket', async () => {
      const owing = await owe('finish');
      await box().claim(owing, 'd#1');
      await box().finish(owing, { ...sent, rfcMessageId: '<finish@ses>' });
      await box().finish(owing, { ...sent, rfcMessageId: '<finish@ses>' });
      expect(await box().claim(owing, 'd#2')).toEqual({ claim: 'done' });
      const known = await store().gather({ rfcMessageIds: ['<finish@ses>'] });
      expect(known.byRfcMessageId.get('<finish@ses>')?.ticket).toBe(owing.stream);
      expect((await store().conversation(owing.stream)).mails[0]?.state).toBe('sent');
    });

    test('a claim that never ended is doubted first, and taken over by the delivery after that', async () => {
      const owing = await owe('doubt');
      await box().claim(owing, 'd#1');
      expect(await box().claim(owing, 'd#2')).toEqual({ claim: 'doubtful' });
      expect(await box().claim(owing, 'd#2')).toEqual({ claim: 'doubtful' });
      expect(await box().claim(owing, 'd#3')).toMatchObject({ claim: 'won', again: true });
    });

    test('a doubt ends when SES reports the send: nothing is sent twice', async () => {
      const owing = await owe('reported');
      await box().claim(owing, 'd#1');
      await box().claim(owing, 'd#2');
      await box().finish(owing, { ...sent, rfcMessageId: '<reported@ses>' });
      expect(await box().claim(owing, 'd#3')).toEqual({ claim: 'done' });
    });

    test('a refused mail may be claimed again at once; a released claim that is not ours changes nothing', async () => {
      const owing = await owe('release');
      await box().claim(owing, 'd#1');
      await box().release(owing, 'somebody-else');
      expect(await box().claim(owing, 'd#2')).toEqual({ claim: 'doubtful' });
      await box().release(owing, 'd#1');
      expect(await box().claim(owing, 'd#3')).toMatchObject({ claim: 'won' });
    });

    test('several mails are claimed together as each alone: what is done, gone or claimed keeps its own answer', async () => {
      const [a, b, c, done, claimed] = [
        await owe('all-a'),
        await owe('all-b'),
        await owe('all-c'),
        await owe('all-done'),
        await owe('all-claimed'),
      ];
      await box().finish(done, { ...sent, rfcMessageId: '<all-done@ses>' });
      await box().claim(claimed, 'x#1');
      const gone = { stream: a.stream, mail: newMailId('never-owed', 'acknowledgement') };
      const wanted = [a, done, b, gone, claimed, c, a].map((owing, n) => ({ owing, delivery: `d${n}#1` }));
      const claims = (await box().claimAll(wanted)).map((claim) => (claim.status === 'fulfilled' ? claim.value : claim.reason));
      expect(claims).toEqual([
        { claim: 'won', mail: ackOf(a.stream, 'all-a', NOON), again: false },
        { claim: 'done' },
        { claim: 'won', mail: ackOf(b.stream, 'all-b', NOON), again: false },
        { claim: 'done' },
        { claim: 'doubtful' },
        { claim: 'won', mail: ackOf(c.stream, 'all-c', NOON), again: false },
        // The same order twice in one batch: the first has it.
        { claim: 'doubtful' },
      ]);
      expect(await box().claim(b, 'd2#1')).toMatchObject({ claim: 'won', again: false });
      expect(await box().claim(b, 'y#1')).toEqual({ claim: 'doubtful' });
    });

    test('several mails are finished together, also when one of them was finished before, and those still owed are told from the rest', async () => {
      const [a, b, c] = [await owe('fin-a'), await owe('fin-b'), await owe('fin-c')];
      const all = [a, b, c];
      expect(await box().stillOwed([a, b, c, a])).toEqual([a, b, c]);
      const done = (owing: Owing) => ({ owing, sent: { ...sent, rfcMessageId: `<${owing.stream}@ses>` } });
      await box().finish(b, done(b).sent);
      expect(await box().stillOwed([a, b, c, { stream: a.stream, mail: b.mail }])).toEqual([a, c]);
      const finished = await box().finishAll(all.map(done));
      expect(finished.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled']);
      expect(await box().stillOwed(all)).toEqual([]);
      const known = await store().gather({ rfcMessageIds: all.map((owing) => `<${owing.stream}@ses>`) });
      expect(all.map((owing) => known.byRfcMessageId.get(`<${owing.stream}@ses>`)?.ticket)).toEqual(all.map((owing) => owing.stream));
      await expect(box().finishAll([])).resolves.toEqual([]);
    });

    test('a mail that SES will never take is kept with its reason and owed no more', async () => {
      const owing = await owe('failed');
      await box().claim(owing, 'd#1');
      await box().fail(owing, NOON, 'MessageRejected');
      expect(await box().claim(owing, 'd#2')).toEqual({ claim: 'done' });
      expect((await store().conversation(owing.stream)).mails[0]?.state).toBe('failed');
    });

    test('what is owed too long is found on its shard, oldest first, until it is sent', async () => {
      const owing = await owe('overdue');
      const all = async () => (await Promise.all([0, 1, 2, 3].map((s) => box().overdue(s, at('2026-03-02T13:00:00'), 50)))).flat();
      expect(await all()).toContainEqual(owing);
      await box().finish(owing, { ...sent, rfcMessageId: '<overdue@ses>' });
      expect(await all()).not.toContainEqual(owing);
    });

    test('nothing is owed on a row that is not there', async () => {
      expect(await box().claim({ stream: newTicketId('gone'), mail: newMailId('gone', 'reply') }, 'd#1')).toEqual({ claim: 'done' });
      expect(await box().undelivered({ stream: newTicketId('gone'), mail: newMailId('gone', 'reply') }, NOON)).toBeNull();
    });
  });

  describe('the settings', () => {
    const settings = () => settingsStore(engine().client, engine().table, defaults);

    test('are the defaults until somebody saves, and then one version after the other', async () => {
      const before = await settings().now();
      expect(before.version).toBe(0);
      const saved = await settings().save({ ...before, desk: { ...before.desk, name: 'Renamed' } }, SAID);
      expect(saved?.version).toBe(1);
      expect((await settings().now()).desk.name).toBe('Renamed');
      expect(await settings().save(before, SAID)).toBeNull();
      expect((await settings().save({ ...before, version: 1 }, SAID))?.version).toBe(2);
    });

    test('hold one secret, whoever asks first', async () => {
      const asked = await Promise.all([settings().secret(), settings().secret(), settings().secret()]);
      expect(asked[0]).toHaveLength(32);
      expect(new Set(asked.map((s) => Buffer.from(s).toString('hex'))).size).toBe(1);
    });
  });
});
