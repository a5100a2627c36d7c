import { Answers } from '../../../../infra/local/demo/answers.ts';
import { DAY } from '../../../../infra/local/demo/days.ts';
import type { Doors } from '../../../../infra/local/demo/doors.ts';
import { planDemo } from '../../../../infra/local/demo/plan.ts';

const NOW = Date.parse('2026-11-27T17:00:00.000Z');

test('whoever got a survey may answer it, and nobody whose mail came back', async () => {
  const plan = planDemo({ seed: 'kettle', days: 14, tickets: 10, now: NOW });
  const opinion = { score: 9, comment: '', afterMs: 0, readingMs: 60_000, unsubscribes: false };
  const everybody = ['ann@shop.test', 'bounce-bob@shop.test', 'softbounce-cy@shop.test', 'complaint-di@shop.test', 'reject-ed@shop.test'];
  const orderOpinions = new Map(everybody.map((address) => [address, opinion]));
  const sent = everybody.map((address, n) => ({ id: address, tags: { stream: `O-${n}` }, destinations: [address] }));
  const opened: string[] = [];
  const doors = {
    sent: () => Promise.resolve(sent),
    raw: (id: string) => {
      opened.push(id);
      return Promise.reject(new Error('enough'));
    },
  };
  const answers = new Answers({ ...plan, orderOpinions }, doors as unknown as Doors);
  await answers.look(plan.days.start);
  for (let turn = answers.next(NOW + DAY); turn; turn = answers.next(NOW + DAY)) await turn.do().catch(() => undefined);
  expect(opened).toEqual(['ann@shop.test', 'complaint-di@shop.test']);
});
