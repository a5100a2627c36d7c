import { type Api, given } from '../api/client.ts';
import type { Schemas } from '../desk.ts';
import { asking } from '../figures/use-figure.ts';
import type { Ask } from '../load.ts';
import type { Session } from '../session.ts';

/*
 * What Today asks. No dates in it: the API's own last 28 days end today in the desk's zone, so nothing has to be known first.
 */

export const dueAsk = (api: Api): Ask<Schemas['TicketList']> => ({
  key: 'tickets:due',
  load: (signal) => given(api.GET('/tickets', { params: { query: { queue: 'due', limit: '50' } }, signal })),
});
export const volumeAsk = (api: Api) => asking(api, 'volume', { by: 'day' });
export const responseAsk = (api: Api) => asking(api, 'response', { by: 'day' });
export const promisesAsk = (api: Api) => asking(api, 'sla', { by: 'day' });
export const happinessAsk = (api: Api) => asking(api, 'happiness', { by: 'day' });
export const typesAsk = (api: Api) => asking(api, 'types', { by: 'total' });

export const todayAsks = (api: Api, session: Session): Ask<unknown>[] => [
  dueAsk(api),
  ...(session.may('metrics:read') ? [volumeAsk(api), responseAsk(api), promisesAsk(api), happinessAsk(api), typesAsk(api)] : []),
];
