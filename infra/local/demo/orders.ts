import type { Notice } from './act.ts';
import type { Chance } from './chance.ts';
import { DAY, type Days } from './days.ts';
import type { People } from './people.ts';
import { PRODUCTS, type Product, SALES_CHANNELS } from './shop.ts';

/* What the shop sells and delivers, as it tells the desk. */

const WEEKDAYS = [1.1, 1.15, 1.1, 1.05, 1.1, 0.5, 0] as const;

/** Notices about so many orders. Parcels are delivered on weekdays and Saturdays, by day. */
export function orders(total: number, days: Days, people: People, chance: Chance): { at: number; notice: Notice }[] {
  const weights = Object.fromEntries(Array.from({ length: days.count }, (_, day) => [String(day), WEEKDAYS[days.weekday(day)] as number]));
  const found: { at: number; notice: Notice }[] = [];
  for (let n = 0; n < total; n += 1) {
    const at = days.at(Number(chance.weighted(weights)), chance.whole(10 * 3600, 18 * 3600));
    const fate = chance.is(0.015) ? 'bounce' : chance.is(0.004) ? 'complaint' : null;
    const { address, name, language } = fate === null ? people.next() : people.make('en', fate);
    const sku = chance.weighted(
      Object.fromEntries(Object.entries(PRODUCTS).map(([id, { weight }]) => [id, weight])) as Record<Product, number>,
    );
    const quantity = chance.is(0.25) ? 2 : 1;
    const about = {
      number: `FK-${60_000 + n}`,
      channel: chance.weighted(SALES_CHANNELS),
      language,
      customer: { address, name },
      value: { amount: PRODUCTS[sku].price * quantity, currency: 'EUR' as const },
      items: [{ product: sku, quantity }, ...(chance.is(0.15) ? [{ product: 'assam', quantity: 1 }] : [])],
    };
    const say = (when: number, event: Notice['event']): void => {
      if (when < days.now && when >= days.start) found.push({ at: Math.floor(when / 1000) * 1000, notice: { event, ...about } });
    };
    if (chance.is(0.03)) {
      say(at - 2 * DAY, 'placed');
      say(at - 1.8 * DAY, 'cancelled');
      continue;
    }
    if (chance.is(0.12)) say(at - chance.whole(2, 4) * DAY, 'placed');
    say(at, 'delivered');
    if (chance.is(0.04)) say(at + chance.whole(1, 4) * DAY, 'refunded');
  }
  return found;
}
