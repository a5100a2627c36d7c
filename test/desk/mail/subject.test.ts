import fc from 'fast-check';
import { saysForward, saysReply, subjectKey, subjectReference } from '../../../desk/mail/subject.ts';

describe('a subject has a key that answering does not change', () => {
  test.each([
    ['Broken lamp', 'broken lamp'],
    ['Re: Broken lamp', 'broken lamp'],
    ['RE : Broken  lamp ', 'broken lamp'],
    ['Re[3]: Broken lamp', 'broken lamp'],
    ['RE (2): Broken lamp', 'broken lamp'],
    ['AW: WG: Broken lamp', 'broken lamp'],
    ['VS: SV: Antw: Odp: Ynt: Vá: Broken lamp', 'broken lamp'],
    ['TR : RV: Enc: I: Broken lamp', 'broken lamp'],
    ['回复：转发：Broken lamp', 'broken lamp'],
    ['پاسخ: Broken lamp', 'broken lamp'],
    ['ตอบ: ส่งต่อ: Broken lamp', 'broken lamp'],
    ['Răsp: Broken lamp', 'broken lamp'],
    ['[EXTERNAL] Re: [T-7K4QX] Broken lamp', 'broken lamp'],
    ['Re: Broken lamp [T-7K4QX]', 'broken lamp'],
    ['Software: broken', 'software: broken'],
    ['Reference: 12', 'reference: 12'],
    ['Area: Re: x', 'area: re: x'],
    ['Versand: wann?', 'versand: wann?'],
    ['Re', 're'],
    ['Re:', ''],
    ['', ''],
  ])('%j has %j', (subject, key) => {
    expect(subjectKey(subject)).toBe(key);
  });

  test('taking the key again changes nothing, and any number of answers has the key of the first', () => {
    const words = fc
      .string({ unit: fc.constantFrom('a', 'b', 'Z', ' ', 'é', 'ส', '-', '1'), maxLength: 40 })
      .filter((s) => !/^\s*(?:re|i)\s*:/i.test(s));
    const prefixes = fc.array(fc.constantFrom('Re: ', 'AW:', 'Fwd: ', 'SV : ', 'RE[2]: ', '[EXT] ', '[T-7K4QX] '), { maxLength: 6 });
    fc.assert(
      fc.property(words, prefixes, (subject, before) => {
        expect(subjectKey(before.join('') + subject)).toBe(subjectKey(subject));
        expect(subjectKey(subjectKey(subject))).toBe(subjectKey(subject));
      }),
    );
  });
});

test.each([
  ['Re: x', true, false],
  ['[T-7K4QX] AW: x', true, false],
  ['Fwd: x', false, true],
  ['WG: x', false, true],
  ['Software: x', false, false],
  ['Refund: x', false, false],
])('%s says that it is an answer: %s, a forward: %s', (subject, reply, forward) => {
  expect([saysReply(subject), saysForward(subject)]).toEqual([reply, forward]);
});

describe('ticket references in a subject', () => {
  test.each([
    ['[T-7K4QX] lamp', ['T-7K4QX']],
    ['Re: [t-7k4qx] lamp', ['T-7K4QX']],
    ['about T-7K4QX please', ['T-7K4QX']],
    ['about t-7k4qx please', []],
    ['[T-7K4QX] and [T-12345678]', ['T-7K4QX', 'T-12345678']],
    ['T-99999 but [T-7K4QX]', ['T-7K4QX', 'T-99999']],
    ['T-SHIRT size', []],
    ['T-SHIRTS', []],
    ['[T-123]', []],
    ['[T-123456789]', []],
    ['XT-7K4QX', []],
    ['T-7K4QX-1', []],
    ['[T-7K4QX][T-7K4QX]', ['T-7K4QX']],
    ['', []],
  ])('%j holds %j', (subject, found) => {
    expect(subjectReference(subject)).toEqual(found);
  });

  test('at most five are taken from a subject full of them', () => {
    expect(subjectReference(Array.from({ length: 40 }, (_, i) => `[T-${10_000 + i}]`).join(' '))).toHaveLength(5);
  });
});
