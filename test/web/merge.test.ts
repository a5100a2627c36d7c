import { merged } from '../../web/src/settings/merge.ts';

/*
 * Two managers saved at once: what each of them changed is kept.
 */

const base = {
  version: 3,
  desk: { name: 'Lumen', zone: 'Europe/Dublin' },
  types: [
    { id: 'order', name: 'Order' },
    { id: 'return', name: 'Return' },
  ],
  hours: [{ from: '09:00', to: '17:00' }],
};
type Doc = typeof base;
const [order, returned] = base.types as [Doc['types'][0], Doc['types'][0]];

describe('settings that two people changed', () => {
  it.each<[string, Doc, Doc, Doc, readonly string[]]>([
    [
      'hold both changes of different places',
      { ...base, desk: { ...base.desk, name: 'Loom' } },
      { ...base, desk: { ...base.desk, zone: 'Europe/Berlin' } },
      { ...base, desk: { name: 'Loom', zone: 'Europe/Berlin' } },
      [],
    ],
    [
      'hold mine where both changed the same, and say where',
      { ...base, desk: { ...base.desk, name: 'Mine' } },
      { ...base, desk: { ...base.desk, name: 'Theirs' } },
      { ...base, desk: { ...base.desk, name: 'Mine' } },
      ['desk.name'],
    ],
    [
      'hold what both added, each once',
      { ...base, types: [...base.types, { id: 'mine', name: 'Mine' }] },
      { ...base, types: [{ id: 'theirs', name: 'Theirs' }, ...base.types] },
      { ...base, types: [order, returned, { id: 'mine', name: 'Mine' }, { id: 'theirs', name: 'Theirs' }] },
      [],
    ],
    [
      'are without what one of them removed',
      { ...base, types: [order] },
      { ...base, types: [order, { ...returned }] },
      { ...base, types: [order] },
      [],
    ],
    [
      'keep what one removed and the other renamed as I have it, and say so',
      { ...base, types: [order, { id: 'return', name: 'Returns' }] },
      { ...base, types: [order] },
      { ...base, types: [order, { id: 'return', name: 'Returns' }] },
      ['types.return'],
    ],
    [
      'take a list without ids as a whole',
      { ...base, hours: [{ from: '08:00', to: '17:00' }] },
      { ...base, hours: [{ from: '09:00', to: '18:00' }] },
      { ...base, hours: [{ from: '08:00', to: '17:00' }] },
      ['hours'],
    ],
    ['are theirs where I changed nothing', base, { ...base, version: 4, hours: [] }, { ...base, version: 4, hours: [] }, []],
  ])('%s', (_, mine, theirs, value, conflicts) => {
    expect(merged(base, mine, theirs)).toEqual({ value, conflicts });
  });
});
