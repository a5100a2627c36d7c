import type { Answer } from '../../desk/metrics/answer.ts';
import { type Catalog, idText } from '../../desk/metrics/catalog.ts';
import type { Zone } from '../../desk/metrics/day.ts';
import { answerFrom, pagesFor } from '../../desk/metrics/plan.ts';
import type { Query } from '../../desk/metrics/query.ts';
import type { Rollups } from './rollups.ts';

/**
 * Answers several questions out of pages that are read once.
 * @throws HalfWritten when somebody is publishing meanwhile
 */
export async function answersTo<Name extends string>(
  questions: Readonly<Record<Name, Query>>,
  catalog: Catalog,
  zone: Zone,
  store: Rollups,
): Promise<Record<Name, Answer>> {
  const plans = Object.entries<Query>(questions).map(([name, query]) => ({ name, query, plan: pagesFor(query, catalog, zone) }));
  const ids = new Map(plans.flatMap(({ plan }) => plan.ids.map((id) => [idText(id), id])));
  const pages = await store.read([...ids.values()], catalog.pieces, { consistent: true, broken: 'throw' });
  const answers = plans.map(({ name, query, plan }) => [name, answerFrom(query, catalog, zone, plan, pages)]);
  return Object.fromEntries(answers) as Record<Name, Answer>;
}
