import { CHOSEN, localDesk, sentTo, ticketsOf } from './harness.ts';

describe('faults of AWS, on demand', () => {
  const desk = localDesk(CHOSEN, true);
  const write = (from: string): Promise<string> => desk().send({ from, to: 'support@desk.test', subject: `From ${from}`, text: 'Hello' });
  const settle = async (): Promise<void> => {
    await desk().idle();
    // What AWS tries again, it tries by the desk's clock.
    await desk().advance({ seconds: 900 });
  };

  afterEach(async () => {
    await desk().clearFaults();
  });

  test('the calls that a mail makes are told by function, service and operation', async () => {
    await desk().watch(true);
    await write('watch@shop.test');
    await desk().idle();
    const calls = (await desk().watch(false)).map((call) => `${call.function} ${call.service} ${call.operation}`);
    expect(calls).toEqual(
      expect.arrayContaining([
        'receive-mail s3 GetObject',
        'receive-mail dynamodb TransactWriteItems',
        'publish-events events PutEvents',
        'send-mail ses SendRawEmail',
      ]),
    );
  });

  test.each([
    ['dynamodb', 'throttle', 'receive-mail'],
    ['dynamodb', 'timeout-after-success', 'receive-mail'],
    ['s3', 'error', 'receive-mail'],
    ['events', 'down', 'publish-events'],
    ['ses', 'throttle', 'send-mail'],
    // Sent, and never answered: what SES says of it half a minute later is all that ends it.
    ['ses', 'timeout-after-success', 'send-mail'],
  ] as const)('%s with %s for a while costs %s nothing but time', async (service, mode, fn) => {
    const from = `${service}-${mode}@shop.test`;
    await desk().fault({ service, mode, function: fn, count: 2 });
    await write(from);
    await settle();
    expect((await ticketsOf(desk())).filter(({ requester }) => requester?.address === from)).toHaveLength(1);
    expect(await sentTo(desk(), from)).toHaveLength(1);
  });

  test('a mail that cannot be received comes again after two minutes; given up after five tries, it is swept up from the tray', async () => {
    const from = 'down@shop.test';
    const tries = async (): Promise<number> => (await desk().stats()).functions['receive-mail']?.invocations ?? 0;
    const before = await tries();
    await desk().fault({ service: 's3', mode: 'down', function: 'receive-mail', operation: 'GetObject', count: 1000 });
    await write(from);
    await desk().idle();
    expect(await tries()).toBe(before + 1);
    expect((await desk().stats()).retriesWaiting).toBe(1);
    await desk().advance({ seconds: 119 });
    expect(await tries()).toBe(before + 1);
    await desk().advance({ seconds: 1 });
    expect(await tries()).toBe(before + 2);
    await desk().advance({ seconds: 8 * 60 });
    const given = async (): Promise<number> =>
      Object.entries((await desk().stats()).queues).reduce((sum, [name, depth]) => sum + (/unreceived/i.test(name) ? depth : 0), 0);
    expect(await given()).toBe(1);
    await desk().clearFaults();
    await desk().advance({ seconds: 30 * 60 });
    expect((await ticketsOf(desk())).filter(({ requester }) => requester?.address === from)).toHaveLength(1);
    expect(await given()).toBe(1);
  });

  test('control says what is wrong with a wish', async () => {
    await expect(desk().fault({ service: 'ec2' as 'ses', mode: 'down' })).rejects.toThrow(/400 .*service/s);
    await expect(desk().advance({ to: '2020-01-01T00:00:00.000Z' })).rejects.toThrow(/does not go back/);
  });

  test('every schedule between fires, in order, and each tick has settled before the next', async () => {
    const before = (await desk().stats()).functions['fire-timers']?.invocations ?? 0;
    const { now } = await desk().clock();
    const { fired, now: after } = await desk().advance({ seconds: 3600 });
    expect(Date.parse(after) - Date.parse(now)).toBe(3_600_000);
    expect(fired).toBeGreaterThanOrEqual(60);
    expect((await desk().stats()).functions['fire-timers']?.invocations).toBe(before + 60);
  });
});
