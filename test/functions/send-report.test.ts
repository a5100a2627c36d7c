import { composeMail } from '../../desk/mail/write.ts';
import { answer } from '../../desk/metrics/answer.ts';
import { dayNumber } from '../../desk/metrics/day.ts';
import type { Settings } from '../../desk/settings.ts';
import type { OwedMail } from '../../desk/ticket/dossier.ts';
import type { Commit } from '../../events/event.ts';
import type { Instant } from '../../events/ids.ts';
import { commits } from '../../functions/aws/commits.ts';
import { indexOf, keyOf, pack, unpack } from '../../functions/aws/dynamo.ts';
import { reports } from '../../functions/aws/reports.ts';
import { rollups } from '../../functions/aws/rollups.ts';
import { settingsStore } from '../../functions/aws/settings.ts';
import { sharesStore } from '../../functions/aws/shares.ts';
import { index, key, shardOf } from '../../functions/aws/table.ts';
import { tickets } from '../../functions/aws/tickets.ts';
import { rollUp } from '../../functions/roll-up.ts';
import { type Parts, sendReport } from '../../functions/send-report.ts';
import type { Trigger } from '../../functions/shell.ts';
import { folded, memoryReader } from '../desk/metrics/folded.ts';
import { played } from '../desk/metrics/history.ts';
import { MemoryTable } from './memory-table.ts';

const ZONE = 'America/Sao_Paulo';
const SHARDS = 2;
const HISTORY = played({ zone: ZONE, from: Date.parse('2026-04-01T00:00:00Z'), days: 12, tickets: 60, seed: 4 });
const DAY = '2026-04-09';
const quiet = { info: () => {}, warn: () => {}, error: () => {}, metric: () => {}, written: async () => {} };
const trigger: Trigger = { log: quiet, requestId: 'request', remainingMillis: () => 900_000 };

function rowOf(commit: Commit) {
  return {
    ...keyOf(key.commit(commit.stream, commit.version)),
    ...indexOf({
      gpk: index.commits(commit.recordedAt.slice(0, 10), shardOf(commit.stream, SHARDS)),
      gsk: index.inCommits(commit.recordedAt, commit.stream, commit.version),
    }),
    d: pack(commit),
  };
}

const REPORT = { active: true, at: '08:00', to: ['ada@team.test', 'boss@owner.test'] };

/** A desk folded until an instant, and what it owes. */
async function desk(until: string, report: Settings['report'] = REPORT, all = HISTORY.commits) {
  const table = new MemoryTable();
  for (const commit of all.filter((c) => c.recordedAt <= until)) table.put(rowOf(commit));
  const base: Settings = { ...HISTORY.settings, report };
  const agents = base.agents.map((a) => (a.id === 'ada' ? { ...a, language: 'ro' as const } : a));
  const settings: Settings = { ...base, agents };
  const store = {
    ...settingsStore(table.client, 'desk', { name: 'Shop', zone: ZONE, mailboxes: [], agents: [] }),
    now: async () => settings,
  };
  const roll = {
    settings: store,
    commits: commits(table.client, 'desk'),
    rollups: (fold: string) => rollups(table.client, 'desk', fold),
    shares: (fold: string) => sharesStore(table.client, 'desk', SHARDS, fold),
    shards: SHARDS,
    lookBackMs: 40 * 86_400_000,
  };
  await rollUp(() => roll)({ time: until }, trigger);
  const parts: Parts = {
    settings: store,
    tickets: tickets(table.client, 'desk', SHARDS),
    rollups: roll.rollups,
    reports: reports(table.client, 'desk', SHARDS),
    site: 'https://desk.test',
  };
  const owed = (): OwedMail[] => [...table.rows].filter(([id]) => /^T#report-.*\nO#/.test(id)).map(([, item]) => unpack<OwedMail>(item.d));
  return { table, settings, parts, owed, tick: (time: string) => sendReport(() => parts)({ time }, trigger) };
}
const AT_EIGHT = '2026-04-10T11:00:00.000Z';

test('at the set hour of the local day, once the day before is closed, a report is owed: once, one mail a language', async () => {
  const { tick, owed } = await desk(AT_EIGHT);
  await tick('2026-04-10T10:59:59.000Z');
  expect(owed()).toEqual([]);
  await tick(AT_EIGHT);
  await tick(AT_EIGHT);
  await tick('2026-04-10T11:15:00.000Z');
  expect(
    owed()
      .map((mail) => [mail.language, mail.to.map((a) => a.address)])
      .sort(),
  ).toEqual([
    ['en', ['boss@owner.test']],
    ['ro', ['ada@team.test']],
  ]);
});

test.each([
  ['nobody is to get it', { ...REPORT, to: [] }],
  ['it is off', { ...REPORT, active: false }],
])('when %s, nothing is owed', async (_, report) => {
  const { tick, owed } = await desk(AT_EIGHT, report);
  await tick(AT_EIGHT);
  expect(owed()).toEqual([]);
});

test('a day that is not closed yet is waited for', async () => {
  const { tick, owed } = await desk('2026-04-09T20:00:00.000Z');
  await tick(AT_EIGHT);
  expect(owed()).toEqual([]);
});

test('two at once owe it once', async () => {
  const { tick, owed } = await desk(AT_EIGHT);
  await Promise.all([tick(AT_EIGHT), tick(AT_EIGHT)]);
  expect(owed().length).toBe(2);
});

test('its figures are those of the endpoints, and it can be written in every language it is owed in', async () => {
  const { tick, owed, settings } = await desk(AT_EIGHT);
  await tick(AT_EIGHT);
  const whole = folded(
    HISTORY.commits.filter((c) => c.recordedAt <= AT_EIGHT),
    ZONE,
  );
  const day = dayNumber(DAY);
  const known = { zone: whole.zone, asOfMs: Date.parse(AT_EIGHT) };
  const asked = { from: day, to: day + 1, by: 'total', group: null, cohort: 'replied', clock: 'elapsed', compare: null } as const;
  const volume = answer({ ...asked, figure: 'volume' }, memoryReader(whole), known).total as Record<string, number>;
  const response = answer({ ...asked, figure: 'response' }, memoryReader(whole), known).total as { firstReply: { p50: number } };
  for (const mail of owed()) {
    if (mail.kind !== 'report' || !mail.report) throw new Error('no report');
    const value = (name: string) => mail.report?.figures.find((f) => f.name === name)?.value;
    expect(mail.report.figures.length).toBe(5);
    expect(value('new')).toBe(volume.new);
    expect(value('active')).toBe(volume.active);
    expect(value('firstReply')).toBe(response.firstReply.p50);
    expect(mail.report.figures[0]?.href).toBe(`https://desk.test/#/volume?from=${DAY}&to=2026-04-10`);
    expect(mail.report.figures[2]?.href).toMatch(/^https:\/\/desk\.test\/#\/response\?/);
    expect(mail.report.late.href).toBe('https://desk.test/#/tickets?queue=due');
    for (const late of mail.report.late.tickets) expect(late.href).toBe(`https://desk.test/#/tickets/${late.ticket}`);
    expect(mail.report.charts[0]?.days.length).toBe(14);
    const about = { settings, domain: 'desk.test', replyTo: null, rfcMessageId: '<r@desk.test>', at: AT_EIGHT as Instant, site: null };
    const raw = Buffer.from(await composeMail(mail, { ...about, report: mail.report })).toString('latin1');
    expect(raw).toContain('Content-Type: multipart/alternative');
  }
});

test('a day without mail is a report too', async () => {
  const { tick, owed } = await desk('2026-06-10T12:00:00.000Z');
  await tick('2026-06-10T12:00:00.000Z');
  const [mail] = owed();
  expect(mail?.kind === 'report' ? mail.report?.figures.find((f) => f.name === 'new')?.value : null).toBe(0);
});

test('what is late now is named, the longest first', async () => {
  const { table, tick, owed } = await desk(AT_EIGHT);
  const late = ['2026-04-09T12:00:00.000Z', '2026-04-08T12:00:00.000Z', '2026-04-11T12:00:00.000Z'];
  for (const [n, dueAt] of late.entries()) {
    const id = `T-0000${n}`;
    const brief = { ticket: { id }, subject: `Late ${n}`, dueAt, clocks: [{ clock: 'firstReply', state: 'running', dueAt }] };
    table.put({
      pk: { S: `T#${id}` },
      sk: { S: 'T' },
      ...indexOf({ gpk: index.queue('open', n % SHARDS), gsk: `${dueAt}#2026-04-01T00:00:00.000Z#${id}` }),
      brief: { S: JSON.stringify(brief) },
    });
  }
  await tick(AT_EIGHT);
  const [mail] = owed();
  const named = mail?.kind === 'report' ? mail.report?.late : undefined;
  expect(named?.total).toBe(2);
  expect(named?.tickets.map((t) => [t.ticket, t.clock])).toEqual([
    ['T-00001', 'firstReply'],
    ['T-00000', 'firstReply'],
  ]);
});
