import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beginKept, finishKept, keptHistory } from '../../../../infra/local/demo/kept.ts';

describe('a folder that keeps a history', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kept-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test('is empty before one is played, and remembers the engine that holds it afterwards', () => {
    expect(keptHistory(folder, true)).toBeNull();
    beginKept(folder, 'dynoxide');
    finishKept(folder, 'dynoxide');
    expect(keptHistory(folder, true)).toEqual({ engine: 'dynoxide' });
    expect(keptHistory(folder, false)).toEqual({ engine: 'dynoxide' });
  });

  test('that holds half of one is not taken for a desk', () => {
    beginKept(folder, 'local');
    expect(() => keptHistory(folder, true)).toThrow(/not played to its end/);
    expect(() => keptHistory(folder, false)).toThrow(/not played to its end/);
  });

  test('that holds another desk is left alone by the demo, and taken as it is without', () => {
    writeFileSync(join(folder, 'clock.json'), '{}');
    expect(() => keptHistory(folder, true)).toThrow(/holds another desk/);
    expect(keptHistory(folder, false)).toBeNull();
  });

  test('is not asked for where data live in memory', () => {
    expect([keptHistory(undefined, true), keptHistory('memory', true), keptHistory(join(folder, 'none'), true)]).toEqual([
      null,
      null,
      null,
    ]);
  });
});
