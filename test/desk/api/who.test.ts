import type { ApiAnswer, Caller } from '../../../desk/api/exchange.ts';
import { whoActs } from '../../../desk/api/who.ts';
import { defaultSettings } from '../../../desk/default-settings.ts';
import type { Agent, Settings } from '../../../desk/settings.ts';

const base = defaultSettings({
  name: 'Shop',
  zone: 'Europe/Dublin',
  mailboxes: [{ id: 'support', address: 'support@desk.test' }],
  agents: [
    { id: 'ann', name: 'Ann', address: 'ann@team.test' },
    { id: 'bob', name: 'Bob', address: 'bob@team.test' },
    { id: 'gone', name: 'Gone', address: 'gone@team.test' },
  ],
});
const settings: Settings = { ...base, agents: base.agents.map((a): Agent => ({ ...a, active: a.id !== 'gone' })) };
const person = (username: string | null, email: string | null = null): Caller => ({ id: 'sub', username, email, scopes: [] });
const machine: Caller = { id: 'client', username: null, email: null, scopes: [] };

const acts = (caller: Caller | null, named?: string): string | number => {
  const who = whoActs(caller, named, settings);
  return 'agent' in who ? who.agent.id : (who.answer as ApiAnswer).status;
};

test.each<[string, Caller | null, string | undefined, string | number]>([
  ['whose user name is an agent id acts as that agent', person('ann'), undefined, 'ann'],
  ['user names are not told apart by case', person('ANN'), undefined, 'ann'],
  ['whose address is an agent’s acts as that agent', person('5f3c-uuid', 'Bob@Team.test'), undefined, 'bob'],
  ['who names themselves may', person('ann'), 'ann', 'ann'],
  ['who names somebody else may not', person('ann'), 'bob', 403],
  ['who is no agent of this desk cannot act', person('carol', 'carol@else.test'), undefined, 422],
  ['who is no agent of this desk cannot act as one either', person('carol'), 'ann', 422],
  ['who is not active any more may not', person('gone'), undefined, 403],
])('a person %s', (_, caller, named, expected) => {
  expect(acts(caller, named)).toBe(expected);
});

test.each<[string, string | undefined, string | number]>([
  ['names the agent', 'bob', 'bob'],
  ['must name one', undefined, 422],
  ['must name one that is there', 'carol', 422],
  ['must name one that is active', 'gone', 403],
])('a machine %s', (_, named, expected) => {
  expect(acts(machine, named)).toBe(expected);
});

test('without a token nobody acts', () => {
  expect(acts(null, 'ann')).toBe(401);
});

test('what is wrong is told of the field agent', () => {
  const who = whoActs(machine, undefined, settings);
  expect('answer' in who && who.answer.body).toMatchObject({ errors: [{ field: 'agent' }] });
});
