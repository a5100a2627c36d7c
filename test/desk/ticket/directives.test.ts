import fc from 'fast-check';
import { type Directives, directivesOf } from '../../../desk/ticket/directives.ts';

test.each<[string, Directives]>([
  ['Hello', { act: null, quick: null, text: 'Hello' }],
  ['#note\nCalled.', { act: 'note', quick: null, text: 'Called.' }],
  ['#note Called.', { act: 'note', quick: null, text: 'Called.' }],
  ['#RESOLVED\r\nDone.', { act: 'resolve', quick: null, text: 'Done.' }],
  ['#close\nDone.', { act: 'resolve', quick: null, text: 'Done.' }],
  ['#pending\nWhich number?', { act: 'pend', quick: null, text: 'Which number?' }],
  ['#quick late', { act: null, quick: 'late', text: '' }],
  ['#Quick Late\n\nSorry!\n', { act: null, quick: 'late', text: 'Sorry!' }],
  ['#quick late\n#resolve\nSorry!', { act: 'resolve', quick: 'late', text: 'Sorry!' }],
  ['#resolve\n#quick late', { act: 'resolve', quick: 'late', text: '' }],
  ['#quick\nSorry!', { act: null, quick: '', text: 'Sorry!' }],
  ['#note\n#note', { act: 'note', quick: null, text: '#note' }],
  ['#notebook is broken', { act: null, quick: null, text: '#notebook is broken' }],
  ['#quick two words', { act: null, quick: null, text: '#quick two words' }],
  ['Hello\n#resolve', { act: null, quick: null, text: 'Hello\n#resolve' }],
  ['#hashtag', { act: null, quick: null, text: '#hashtag' }],
])('%j', (text, expected) => {
  expect(directivesOf(text)).toEqual(expected);
});

test('it ends, whatever is written', () => {
  const piece = fc.constantFrom('#note', '#quick', '#resolve', ' ', '\n', '\r\n', 'late', '#', 'x');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => expect(directivesOf(pieces.join('')).text.length).toBeLessThanOrEqual(180)),
  );
});
