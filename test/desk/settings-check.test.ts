import { newSettings } from '../../desk/api/new-settings.ts';
import type { Problem } from '../../desk/api/problem.ts';
import { defaultSettings } from '../../desk/default-settings.ts';
import type { Settings } from '../../desk/settings.ts';
import { checkSettings } from '../../desk/settings-check.ts';

const good = defaultSettings({
  name: 'Shop',
  zone: 'Europe/Dublin',
  mailboxes: [
    { id: 'support', address: 'support@desk.test' },
    { id: 'sales', address: 'sales@desk.test' },
  ],
  agents: [
    { id: 'ann', name: 'Ann', address: 'ann@team.test' },
    { id: 'bob', name: 'Bob', address: 'bob@team.test' },
  ],
});
type Loose = { [name: string]: Loose } & Loose[];
/** The settings with one place changed. */
const but = (path: string, value: unknown): Settings => {
  const copy = structuredClone(good) as unknown as Loose;
  const names = path.split('.');
  const last = names.pop() ?? '';
  let at: Record<string, unknown> = copy;
  for (const name of names) at = at[name] as Record<string, unknown>;
  at[last] = value;
  return copy as unknown as Settings;
};

test('the settings that a desk begins with have no fault', () => {
  expect(checkSettings(good)).toEqual([]);
  expect(newSettings(good, good)).toEqual({ value: good });
});

test.each<[string, string, unknown, string]>([
  ['a zone that is not there', 'desk.zone', 'Europe/Atlantis', 'desk.zone'],
  ['a calendar’s zone that is not there', 'calendars.0.zone', 'Mars/Olympus', 'calendars.0.zone'],
  ['two mailboxes with one id', 'mailboxes.1.id', 'support', 'mailboxes.1.id'],
  ['two mailboxes with one address', 'mailboxes.1.address', 'support@desk.test', 'mailboxes.1.address'],
  ['two agents with one id', 'agents.1.id', 'ann', 'agents.1.id'],
  ['two agents with one address', 'agents.1.address', 'ann@team.test', 'agents.1.address'],
  ['an agent at a mailbox’s address, which would answer itself', 'agents.0.address', 'sales@desk.test', 'agents.0.address'],
  ['a mailbox with a policy that is not there', 'mailboxes.0.policy', 'gold', 'mailboxes.0.policy'],
  ['a mailbox with an agent who is not there', 'mailboxes.0.agents', ['ann', 'carl'], 'mailboxes.0.agents.1'],
  ['a policy with a calendar that is not there', 'policies.0.calendar', 'night', 'policies.0.calendar'],
  ['a policy for a mailbox that is not there', 'policies.0.when.mailbox', ['support', 'info'], 'policies.0.when.mailbox.1'],
  ['a policy for a type that is not there', 'policies.0.when.type', ['gone'], 'policies.0.when.type.0'],
  [
    'an escalation to nobody',
    'policies.0.escalations.firstReply',
    [{ afterSeconds: 60, notify: ['team', 'carl'], priority: null, assign: 'dora' }],
    'policies.0.escalations.firstReply.0.notify.1',
  ],
  ['a report to a mailbox of ours', 'report.to', ['sales@desk.test'], 'report.to.0'],
])('%s is a fault of its field', (_, path, value, field) => {
  const faults = checkSettings(but(path, value));
  expect(faults.map((fault) => fault.field)).toContain(field);
  const refused = newSettings(but(path, value), good);
  expect('answer' in refused && refused.answer.status).toBe(422);
});

const refusedFields = (body: unknown): string[] => {
  const result = newSettings(body, good);
  return 'answer' in result ? (result.answer.body as Problem).errors.map((error) => error.field) : [];
};

test('a field that is not ours is refused, wherever it stands', () => {
  expect(refusedFields({ ...good, mailboxs: [] })).toEqual(['mailboxs']);
  expect(refusedFields(but('notify.newTickets', 'team'))).toEqual(['notify.newTickets']);
  expect(refusedFields(but('agents.1.adress', 'x'))).toEqual(['agents.1.adress']);
  expect(refusedFields({ ...good, ...(JSON.parse('{"__proto__": {"role": "manager"}}') as object) })).toEqual(['__proto__']);
});

test('texts that no mail could carry are refused by their place', () => {
  expect(refusedFields(but('agents.0.name', 'A\u0000nn'))).toEqual(['agents.0.name']);
  expect(refusedFields(but('quickReplies', [{ id: 'q', name: 'Q', texts: { en: 'broken \ud800' } }]))).toEqual(['quickReplies.0.texts.en']);
});

test('the version in the body says nothing; the one that is there counts', () => {
  const result = newSettings({ ...good, version: 99 }, { ...good, version: 4 });
  expect('value' in result && result.value.version).toBe(4);
});

test('settings too large for their row are refused', () => {
  const quickReplies = Array.from({ length: 45 }, (_, n) => ({ id: `q${n}`, name: 'Q', texts: { en: 'x'.repeat(9_000) } }));
  expect(refusedFields({ ...good, quickReplies })).toEqual(['body']);
});

test.each([undefined, null, 5, 'settings', [], [good]])('%j is no settings', (body) => {
  expect(refusedFields(body)).toEqual(['body']);
});
