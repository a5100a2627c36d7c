import fc from 'fast-check';
import { type Interval, isOpen, painted, pieceOf } from '../../web/src/settings/week.ts';

const OFFICE: readonly Interval[] = [{ from: '09:00', to: '17:00' }];

describe('a week that is drawn', () => {
  it.each<[string, readonly Interval[], [number, number, boolean], readonly Interval[]]>([
    ['opens a closed day', [], [540, 1020, true], OFFICE],
    [
      'cuts lunch out of a day',
      OFFICE,
      [720, 780, false],
      [
        { from: '09:00', to: '12:00' },
        { from: '13:00', to: '17:00' },
      ],
    ],
    ['joins what touches', OFFICE, [1020, 1080, true], [{ from: '09:00', to: '18:00' }]],
    ['ends a day at 24:00', [], [1380, 1440, true], [{ from: '23:00', to: '24:00' }]],
    [
      'keeps a night that goes on',
      [{ from: '22:30', to: '04:00' }],
      [540, 600, true],
      [
        { from: '09:00', to: '10:00' },
        { from: '22:30', to: '04:00' },
      ],
    ],
    [
      'cuts the evening of a night, and leaves its morning',
      [{ from: '22:00', to: '04:00' }],
      [1320, 1380, false],
      [{ from: '23:00', to: '04:00' }],
    ],
    ['closes all', OFFICE, [0, 1440, false], []],
  ])('%s', (_, before, [from, to, open], after) => {
    expect(painted(before, from, to, open)).toEqual(after);
  });

  it('changes what the stroke covers and nothing else, and leaves no two intervals that touch', () => {
    const stroke = fc.tuple(fc.integer({ min: 0, max: 46 }), fc.integer({ min: 1, max: 20 }), fc.boolean());
    fc.assert(
      fc.property(fc.array(stroke, { maxLength: 12 }), (strokes) => {
        let day: readonly Interval[] = [];
        const model = new Array<boolean>(48).fill(false);
        for (const [start, length, open] of strokes) {
          const end = Math.min(48, start + length);
          day = painted(day, start * 30, end * 30, open);
          model.fill(open, start, end);
        }
        expect(model.map((_, half) => isOpen(day, half * 30))).toEqual(model);
        const pieces = day.map(pieceOf);
        for (const [at, [from]] of pieces.entries()) if (at > 0) expect(from).toBeGreaterThan(pieces[at - 1]?.[1] ?? 0);
      }),
    );
  });
});
