import { type DeskClient, spawnDesk } from '../../infra/local/client.ts';
import { freePort } from '../../infra/local/engine.ts';
import { QUICK, START_MS } from './harness.ts';

describe('two desks facing each other', () => {
  let one: DeskClient;
  let other: DeskClient;
  beforeAll(async () => {
    const [here, there] = [await freePort(), await freePort()];
    const clock = { now: '2026-11-23T10:00:00.000Z', running: false };
    // One after the other: both want the processors while they start.
    one = await spawnDesk({ ...QUICK, domain: 'one.test', clock, ports: { smtp: here }, forward: `127.0.0.1:${there}` }, true);
    other = await spawnDesk({ ...QUICK, domain: 'other.test', clock, ports: { smtp: there }, forward: `127.0.0.1:${here}` }, true);
  }, 2 * START_MS);
  afterAll(async () => {
    await one?.stop();
    await other?.stop();
  }, 60_000);

  test('stop after two mails, however often they are let on', async () => {
    await one.send({ from: 'support@other.test', to: 'support@one.test', subject: 'Hello over there', text: 'Is anybody in?' });
    for (let round = 0; round < 4; round += 1) {
      await one.idle();
      await other.idle();
    }
    await one.advance({ seconds: 3700 });
    await other.advance({ seconds: 3700 });
    const between = async (desk: DeskClient, address: string): Promise<number> =>
      (await desk.sent()).filter(({ destinations }) => destinations.includes(address)).length;
    const mails = (await between(one, 'support@other.test')) + (await between(other, 'support@one.test'));
    expect(mails).toBeGreaterThanOrEqual(1);
    expect(mails).toBeLessThanOrEqual(2);
  }, 120_000);
});
