import fc from 'fast-check';
import { addDays, questionOf, usualBy } from '../../web/src/figures/question.ts';
import { formatIn } from '../../web/src/format.ts';
import { localeOf } from '../../web/src/look.ts';
import { linkTo, parseRoute } from '../../web/src/route.ts';
import { at, put } from '../../web/src/settings/document.ts';

describe('an address of the page', () => {
  it('says again what it was made of', () => {
    const word = fc.string({ minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(
        fc.array(
          word.filter((text) => text.isWellFormed()),
          { maxLength: 3 },
        ),
        fc.dictionary(word, word),
        (path, query) => {
          const wellFormed = Object.fromEntries(Object.entries(query).filter(([key, value]) => key.isWellFormed() && value.isWellFormed()));
          expect(parseRoute(linkTo(path, wellFormed))).toEqual({ path, query: { ...wellFormed } });
        },
      ),
    );
  });

  it('never throws on what somebody typed, and leaves out what makes no sense', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseRoute(`#${text}`)));
    expect(questionOf(parseRoute('#/volume?from=yesterday&to=2026-02-30x&by=year&group=type&compare='))).toEqual({ group: 'type' });
  });
});

describe('a question', () => {
  it('is cut into pieces that fit its period, and counts days over a change of clocks', () => {
    expect([28, 92, 93, 550, 551].map(usualBy)).toEqual(['day', 'day', 'week', 'week', 'month']);
    expect(addDays('2026-03-28', 2)).toBe('2026-03-30');
  });
});

describe('the reader’s locale', () => {
  const look = { language: 'ro', theme: 'system', direction: 'language', locale: null } as const;
  it.each<[string | null, readonly string[], string]>([
    [null, ['en-US', 'ro-MD'], 'ro-MD'],
    [null, ['fr-FR'], 'ro'],
    [null, ['ro-RO@posix'], 'ro'],
    ['de-DE', ['ro-RO'], 'de-DE'],
    ['no such thing', ['ro-RO'], 'ro-RO'],
  ])('chosen %s in a browser of %j is %s', (locale, browser, wanted) => {
    expect(localeOf({ ...look, locale }, browser)).toBe(wanted);
  });
});

describe('formats', () => {
  it.each<[number | null, string]>([
    [null, '–'],
    [0, '0 sec'],
    [59.6, '1 min'],
    [90, '2 min'],
    [3600, '1 hr'],
    [3599, '1 hr'],
    [12_000, '3 hr 20 min'],
    [7199, '2 hr'],
    [86_399, '1 day'],
    [90_000, '1 day 1 hr'],
  ])('shows %s seconds as %s', (seconds, text) => {
    expect(formatIn('en-US', 'Europe/Dublin').span(seconds)).toBe(text);
  });
});

describe('a document of settings', () => {
  it('is changed at one place, and the old one stays as it was', () => {
    const before = { a: [{ b: 1 }, { b: 2 }], c: null };
    const after = put(before, 'a.1.b', 3);
    expect([at(after, 'a.1.b'), at(before, 'a.1.b'), after.a[0] === before.a[0]]).toEqual([3, 2, true]);
    expect(put({ texts: { en: 'x', ro: 'y' } }, 'texts.en', undefined)).toEqual({ texts: { ro: 'y' } });
    expect(put<Record<string, unknown>>({}, 'wording.reply.en.body', 'hello')).toEqual({ wording: { reply: { en: { body: 'hello' } } } });
  });
});
