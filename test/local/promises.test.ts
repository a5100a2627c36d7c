import type { Escalation, Policy, Settings } from '../../desk/settings.ts';
import type { TicketEvent } from '../../events/event.ts';
import { localDesk, sentTo, ticketOf, ticketsOf } from './harness.ts';

/*
 * Promises on the deployed bundles: who finds which mail about them, when, and how often. Monday to Friday 9 to 17,
 * and the desk begins on a Monday at 10.
 */

const H = 3600;
const day = (date: string, time: string): string => `2026-${date}T${time}:00.000Z`;

const step = (afterSeconds: number, more: Partial<Escalation>): Escalation => ({
  afterSeconds,
  notify: ['assignee'],
  priority: null,
  assign: null,
  ...more,
});
const promise = (id: string, firstReply: Policy['targets']['firstReply'], steps: Escalation[], quietOutsideHours: boolean): Policy => ({
  id,
  name: id,
  when: { channel: null, mailbox: null, type: null, priority: null, customer: [`@${id}.test`] },
  calendar: 'office',
  targets: { firstReply, nextReply: null, resolution: null },
  escalations: { firstReply: steps, nextReply: [], resolution: [] },
  quietOutsideHours,
});
const VIP = promise(
  'vip',
  { seconds: H, measure: 'working', warn: { share: 0.75 } },
  [step(H, { priority: 'high' }), step(2 * H, { notify: ['team'], priority: 'urgent', assign: 'agent2' })],
  false,
);
const NIGHT = promise('night', { seconds: 4 * H, measure: 'elapsed', warn: null }, [], true);

type View = Awaited<ReturnType<typeof ticketOf>> & {
  readonly priority: string;
  readonly assignee: string | null;
  readonly expired: boolean | null;
  readonly clocks: readonly { readonly clock: string; readonly breached: boolean; readonly dueAt: string | null }[];
  readonly timeline: readonly { readonly at: string; readonly recordedAt: string; readonly event: TicketEvent }[];
};

describe('promises on the local desk', () => {
  const desk = localDesk();
  let token = '';
  beforeAll(async () => {
    token = await desk().token('tickets:read tickets:write settings:write');
    const current = await desk().api('GET', '/settings', token);
    const settings = (await current.json()) as Settings;
    const wanted = { ...settings, policies: [VIP, NIGHT, ...settings.policies] };
    const put = await desk().api('PUT', '/settings', token, wanted, { 'if-match': current.headers.get('etag') ?? '' });
    if (!put.ok) throw new Error(await put.text());
  }, 60_000);

  const post = async (path: string, body: unknown): Promise<void> => {
    const answer = await desk().api('POST', path, token, body);
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    await desk().idle();
  };
  const opened = async (from: string): Promise<string> => {
    await desk().send({ from, to: 'support@desk.test', subject: 'Where is my order?', text: 'It is late.' });
    await desk().idle();
    return (await ticketsOf(desk(), `?customer=${from}`))[0]?.id ?? '';
  };
  const view = async (id: string): Promise<View> => (await ticketOf(desk(), id)) as View;
  /** What agents found in their mail about a ticket's promises: when, what, and who of them. */
  const notices = async (id: string): Promise<string[]> =>
    (await desk().sent())
      .filter(({ headers }) => headers.subject?.includes(id) && /^(Due soon|Overdue|Still overdue): /.test(headers.subject))
      .map(({ at, headers, destinations }) => {
        const whom = destinations.map((address) => address.split('@')[0]).sort();
        return `${at.slice(5, 16)} ${headers.subject?.split(':')[0]} → ${whom.join('+')}`;
      });
  /** Sets the clock ahead, and fires what was missed. */
  const leap = async (to: string): Promise<void> => {
    await desk().setClock({ now: to, running: false });
    await desk().advance({ seconds: 0 });
  };

  test('the assignee is warned, told of the breach and of each step after it, once; steps raise the priority and hand on', async () => {
    const id = await opened('ann@vip.test');
    const assigned = await desk().api('PATCH', `/tickets/${id}`, token, { assignee: 'agent1' });
    expect(assigned.status).toBe(200);
    await desk().advance({ to: day('11-23', '10:44') });
    expect(await notices(id)).toEqual([]);
    await desk().advance({ to: day('11-23', '12:30') });
    const told = ['11-23T10:45 Due soon → agent1', '11-23T11:01 Overdue → agent1', '11-23T12:00 Still overdue → agent1'];
    expect(await notices(id)).toEqual(told);
    expect(await view(id)).toMatchObject({ priority: 'high', assignee: 'agent1' });
    await desk().advance({ to: day('11-23', '14:55') });
    expect(await notices(id)).toEqual([...told, '11-23T13:00 Still overdue → agent1+agent2']);
    expect(await view(id)).toMatchObject({ priority: 'urgent', assignee: 'agent2' });
  }, 60_000);

  test('where the policy asks for it, a breach in the evening is true at once and told when work begins, to the team', async () => {
    await desk().advance({ to: day('11-23', '15:00') });
    const id = await opened('ben@night.test');
    await desk().advance({ to: day('11-23', '19:10') });
    const [clock] = (await view(id)).clocks;
    expect(clock).toMatchObject({ clock: 'firstReply', breached: true, dueAt: day('11-23', '19:00') });
    await leap(day('11-24', '08:59'));
    expect(await notices(id)).toEqual([]);
    await desk().advance({ to: day('11-24', '09:05') });
    expect(await notices(id)).toEqual(['11-24T09:00 Overdue → agent1+agent2']);
  }, 60_000);

  test('after the clock was set ahead, the next tick says what fell in between at its own instants, and tells it once', async () => {
    const id = await opened('cara@vip.test');
    await desk().setClock({ now: day('11-25', '12:00'), running: false });
    const said = async (): Promise<string[]> =>
      (await view(id)).timeline
        .filter(({ event }) => /^Clock(Warned|Breached|Escalated)$/.test(event.type))
        .map(({ at, recordedAt, event }) => `${event.type} ${at.slice(5, 16)}, said ${recordedAt.slice(5, 16)}`);
    // Setting it fires nothing; what is late is late all the same.
    expect(await said()).toEqual([]);
    expect((await view(id)).clocks[0]?.breached).toBe(true);
    await desk().advance({ seconds: 0 });
    const once = [
      'ClockWarned 11-24T09:50, said 11-25T12:00',
      'ClockBreached 11-24T10:05, said 11-25T12:00',
      'ClockEscalated 11-24T11:05, said 11-25T12:00',
      'ClockEscalated 11-24T12:05, said 11-25T12:00',
    ];
    expect(await said()).toEqual(once);
    await desk().advance({ seconds: 300 });
    expect(await said()).toEqual(once);
    expect((await notices(id)).filter((told) => told.includes(' Overdue'))).toEqual(['11-25T12:00 Overdue → agent1+agent2']);
  }, 60_000);

  test('a ticket that waits for a silent customer is reminded of once, and expires', async () => {
    const id = await opened('dana@shop.test');
    await post(`/tickets/${id}/replies`, { text: 'Which order is it?' });
    await post(`/tickets/${id}/pend`, { waitingOn: 'customer' });
    const before = (await sentTo(desk(), 'dana@shop.test')).length;
    await leap(day('11-30', '13:00'));
    await desk().advance({ seconds: 300 });
    expect((await sentTo(desk(), 'dana@shop.test')).slice(before).map(({ at }) => at)).toEqual([day('11-30', '13:00')]);
    expect(await view(id)).toMatchObject({ state: 'pending', expired: null });
    await leap(day('12-06', '09:00'));
    const ticket = await view(id);
    expect(ticket).toMatchObject({ state: 'resolved', expired: true });
    const expired = ticket.timeline.find(({ event }) => event.type === 'TicketExpired');
    expect(expired).toMatchObject({ at: day('12-05', '13:00'), recordedAt: day('12-06', '09:00') });
  }, 60_000);
});
