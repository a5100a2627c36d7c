import type { Receipt, TicketView } from '../../desk/api/responses.ts';
import { ApiDesk, fieldsOf } from './api-desk.ts';
import { ENGINES, type Engine, startEngine } from './aws/engines.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine(ENGINES[0] ?? '');
});
afterAll(() => engine.stop());

const desk = (): ApiDesk => new ApiDesk(engine);
const see = async (d: ApiDesk, id: string): Promise<TicketView> => (await d.call<TicketView>(`GET /tickets/${id}`)).body;

test('smoke', async () => {
  const d = desk();
  const id = await d.open();
  console.log(JSON.stringify(await see(d, id), null, 1));
  console.log(await d.call<Receipt>(`POST /tickets/${id}/replies`, { body: { text: 'Hello' } }), fieldsOf);
  console.log(JSON.stringify((await d.call(`GET /tickets`)).body));
});
