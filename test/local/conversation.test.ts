import { CHOSEN, localDesk, replyAddress, sentTo, ticketOf, ticketsOf } from './harness.ts';

describe('a conversation through the local desk, on the bundles that would be deployed', () => {
  const desk = localDesk(CHOSEN);

  test('a mail becomes a ticket, is acknowledged at once, answered by an agent by mail, and goes on in the same thread', async () => {
    const customer = 'ann@shop.test';
    await desk().send({
      from: `Ann <${customer}>`,
      to: 'support@desk.test',
      subject: 'Where is my order?',
      text: 'I ordered a lamp.',
      headers: { 'Message-ID': '<first@shop.test>' },
    });
    await desk().idle();

    const tickets = await ticketsOf(desk());
    expect(tickets).toMatchObject([{ state: 'new', subject: 'Where is my order?', requester: { address: customer } }]);
    const { id } = tickets[0] as (typeof tickets)[0];
    const [acknowledgement] = await sentTo(desk(), customer);
    expect(acknowledgement?.headers).toMatchObject({
      'auto-submitted': 'auto-replied',
      'in-reply-to': '<first@shop.test>',
      subject: expect.stringContaining(id),
    });

    const [notification] = await sentTo(desk(), 'agent1@team.test');
    expect(notification?.headers['auto-submitted']).toBe('auto-generated');
    await desk().advance({ seconds: 600 });
    await desk().send({
      from: 'agent1@team.test',
      to: replyAddress(notification as NonNullable<typeof notification>),
      subject: `Re: ${id}`,
      text: 'It left us yesterday.',
    });
    await desk().idle();
    const [, answer] = await sentTo(desk(), customer);
    expect(answer?.headers['auto-submitted']).toBeUndefined();
    expect(answer?.headers.references).toContain('<first@shop.test>');
    const raw = await desk().raw(answer?.id ?? '');
    expect(raw).toContain('It left us yesterday.');
    expect(raw).not.toContain('agent1@team.test');

    await desk().advance({ seconds: 600 });
    await desk().send({
      from: `Ann <${customer}>`,
      to: replyAddress(answer as NonNullable<typeof answer>),
      subject: 'Re: Where is my order?',
      text: 'Thank you, but it is not here.',
      headers: { 'In-Reply-To': `<${answer?.id}@eu-west-1.amazonses.com>` },
    });
    await desk().idle();
    const ticket = await ticketOf(desk(), id);
    expect(ticket).toMatchObject({ id, state: 'open' });
    expect(ticket.messages.map(({ at }) => at)).toEqual([
      '2026-11-23T10:00:00.000Z',
      '2026-11-23T10:10:00.000Z',
      '2026-11-23T10:20:00.000Z',
    ]);
    expect(await ticketsOf(desk())).toHaveLength(1);
    expect(await sentTo(desk(), customer)).toHaveLength(2);
  });

  test('an agent answers through the API, and the customer has it in the same thread', async () => {
    const customer = 'bob@shop.test';
    await desk().send({
      from: customer,
      to: 'support@desk.test',
      subject: 'A broken cup',
      text: 'It came in two pieces.',
      headers: { 'Message-ID': '<cup@shop.test>' },
    });
    await desk().idle();
    const ticket = (await ticketsOf(desk())).find(({ requester }) => requester?.address === customer);
    const token = await desk().token('tickets:read tickets:write');
    const reply = await desk().api(
      'POST',
      `/tickets/${ticket?.id}/replies`,
      token,
      { text: 'A new one is on its way.' },
      { 'idempotency-key': 'cup-1' },
    );
    expect(reply.status).toBeLessThan(300);
    await desk().idle();
    const [, answer] = await sentTo(desk(), customer);
    expect(answer?.headers.references).toContain('<cup@shop.test>');
    expect(await desk().raw(answer?.id ?? '')).toContain('A new one is on its way.');
  });

  test('the tray is empty when nothing is in flight, and the table streams to the end', async () => {
    const stats = await desk().stats();
    expect(stats.inFlight).toEqual({});
    expect(Object.entries(stats.queues).filter(([, depth]) => depth > 0)).toEqual([]);
    const listing = await (await fetch(`${desk().where.storage}/`)).text();
    const bucket = /<Name>([^<]*storagemail[^<]*)<\/Name>/.exec(listing)?.[1];
    expect(bucket).toBeDefined();
    const tray = await (await fetch(`${desk().where.storage}/${bucket}?list-type=2&prefix=incoming/`)).text();
    expect(tray).not.toContain('<Key>');
  });

  test.each([
    ['no token', undefined, 401],
    ['a token of another scope', 'metrics:read', 403],
    ['a token of the scope', 'tickets:read', 200],
  ])('with %s (%s) the API answers %i', async (_name, scope, status) => {
    const token = scope === undefined ? undefined : await desk().token(scope);
    expect((await desk().api('GET', '/tickets', token)).status).toBe(status);
  });

  test('what no rule takes is refused at the door, as SES does', async () => {
    await expect(desk().send({ from: 'x@shop.test', to: 'nobody@desk.test', subject: 'Hi' })).rejects.toThrow(/550/);
  });

  test('a verdict header decides, and is gone from what is stored', async () => {
    await desk().send({
      from: 'spam@bad.test',
      to: 'support@desk.test',
      subject: 'Cheap',
      text: 'Buy',
      headers: { 'X-Local-Verdict-Spam': 'FAIL' },
    });
    await desk().idle();
    expect(await sentTo(desk(), 'spam@bad.test')).toEqual([]);
    expect((await ticketsOf(desk())).some(({ requester }) => requester?.address === 'spam@bad.test')).toBe(false);
  });
});
