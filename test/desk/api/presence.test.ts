import { type Here, heartbeat, othersHere } from '../../../desk/api/presence.ts';
import { defaultSettings } from '../../../desk/default-settings.ts';
import type { AgentId, Instant } from '../../../events/ids.ts';

const at = (seconds: number): Instant => new Date(Date.parse('2026-03-02T10:00:00.000Z') + seconds * 1000).toISOString() as Instant;
const ann = 'ann' as AgentId;
const bob = 'bob' as AgentId;
const row = (agent: AgentId, doing: Here['doing'], since: number, until: number): Here => ({
  agent,
  doing,
  since: at(since),
  until: at(until),
});
const settings = defaultSettings({
  name: 'Shop',
  zone: 'Europe/Dublin',
  mailboxes: [],
  agents: [{ id: 'bob', name: 'Bob', address: 'bob@team.test' }],
});

test.each<[string, Here[], Here | null]>([
  ['nobody was there: from now on, for a minute', [], row(ann, 'writing', 100, 160)],
  ['somebody else changes nothing', [row(bob, 'writing', 90, 150)], row(ann, 'writing', 100, 160)],
  ['who did so just now writes nothing', [row(ann, 'writing', 90, 150)], null],
  ['who did so a while ago goes on since then', [row(ann, 'writing', 60, 120)], row(ann, 'writing', 60, 160)],
  ['who did something else begins now', [row(ann, 'reading', 90, 150)], row(ann, 'writing', 100, 160)],
  ['who had gone begins now', [row(ann, 'writing', 0, 100)], row(ann, 'writing', 100, 160)],
])('%s', (_, rows, expected) => {
  expect(heartbeat(rows, ann, 'writing', at(100))).toEqual(expected);
});

test('who says so every 20 seconds is there all the time, and writes at most every second time', () => {
  let rows: Here[] = [];
  let writes = 0;
  for (let second = 0; second <= 600; second += 20) {
    if (second > 0)
      expect(othersHere(rows, bob, at(second), settings)).toEqual([{ agent: ann, name: 'ann', doing: 'reading', since: at(0) }]);
    const news = heartbeat(rows, ann, 'reading', at(second));
    if (news) {
      rows = [news];
      writes += 1;
    }
  }
  expect(writes).toBeLessThanOrEqual(16);
});

test('the others are those who are still there, who writes first, by name where there is one', () => {
  const rows = [row(bob, 'reading', 0, 200), row('cy' as AgentId, 'writing', 50, 200), row('di' as AgentId, 'writing', 0, 100)];
  expect(othersHere(rows, ann, at(100), settings)).toEqual([
    { agent: 'cy', name: 'cy', doing: 'writing', since: at(50) },
    { agent: 'bob', name: 'Bob', doing: 'reading', since: at(0) },
  ]);
});
