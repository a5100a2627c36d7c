import { readFileSync, writeFileSync } from 'node:fs';
import { LANGUAGES } from '../../../desk/languages.ts';
import { promised } from '../../../desk/mail/when.ts';
import { wordsFor } from '../../../desk/mail/words.ts';
import { instant, read, SAMPLES, sample } from './written.ts';

/*
 * What each language says, whole, in test/desk/mail/written/: a file that a native speaker can read and mark.
 * After a wanted change: UPDATE_GOLDENS=1 npm test -- test/desk/mail/write-languages, and read the difference.
 */
const golden = (language: string): URL => new URL(`./written/${language}.txt`, import.meta.url);

test.each(LANGUAGES)('every mail says in %s what was agreed', async (language) => {
  const mails: string[] = [];
  for (const kind of SAMPLES) {
    const mail = await read(...sample(language, kind));
    mails.push(`======== ${kind}\nFrom: ${mail.from?.name}\nSubject: ${mail.subject}\n\n${mail.text?.trimEnd()}\n`);
  }
  const all = mails.join('\n');
  if (process.env.UPDATE_GOLDENS) writeFileSync(golden(language), all);
  expect(all).toBe(readFileSync(golden(language), 'utf8'));
});

/** Every text of a catalogue with its path. */
function texts(value: unknown, path = ''): [path: string, text: string][] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value === 'function') {
    const said = value.length === 2 ? value('DAY', 'TIME') : value('16:30');
    return [[`${path}()`, String(said)]];
  }
  return Object.entries(value as object).flatMap(([key, inner]) => texts(inner, `${path}.${key}`));
}

describe('a catalogue', () => {
  const english = new Map(texts(wordsFor('en')));
  /** What is rightly the same as in English. */
  const SAME =
    /^\.(locale|direction|colon|zone\(\)|nameless)$|\.subject$|^\.report\.heading|^\.reply\.|\.greeting$|\.footer$|^\.time\(\)|^\.report\.figures\.nps/;

  test.each(LANGUAGES.filter((l) => l !== 'en'))('of %s is whole, and translated throughout', (language) => {
    const own = new Map(texts(wordsFor(language)));
    expect([...own.keys()].sort()).toEqual([...english.keys()].sort());
    for (const [path, text] of own) {
      if (!SAME.test(path) && path !== '.label.message' && path !== '.report.byDay')
        expect([path, text]).not.toEqual([path, english.get(path)]);
    }
  });

  test.each(LANGUAGES)('of %s uses the placeholders that the English one uses, and no other', (language) => {
    const used = (text: string): string[] => [...new Set(text.match(/\{[a-z]+\}/g) ?? [])].sort();
    for (const [path, text] of texts(wordsFor(language))) expect([path, used(text)]).toEqual([path, used(english.get(path) ?? '')]);
  });

  test.each(LANGUAGES)('of %s has no stray spaces or brackets, nor a letter of another script', (language) => {
    const script =
      language === 'fa' ? /\p{Script=Thai}/u : language === 'th' ? /\p{Script=Arabic}/u : /[\p{Script=Thai}\p{Script=Arabic}]/u;
    for (const [path, text] of texts(wordsFor(language))) {
      if (path !== '.colon') expect([path, text]).toEqual([path, text.trim()]);
      expect(text).not.toMatch(/ {2}|[<>]|\{\s|\s\}/);
      expect(text).not.toMatch(script);
    }
  });

  test('of Persian writes with Persian letters, not with the Arabic look-alikes', () => {
    for (const [, text] of texts(wordsFor('fa'))) expect(text).not.toMatch(/[\u064a\u0643\u0660-\u0669]/);
  });

  test('of Romanian writes ș and ț with a comma, not with a cedilla', () => {
    for (const [, text] of texts(wordsFor('ro'))) expect(text).not.toMatch(/[\u015e\u015f\u0162\u0163]/);
  });
});

describe('a promise', () => {
  const FRIDAY = '2026-11-20T18:00:00.000Z';
  test.each([
    [
      'en',
      'today by 19:30 (Ireland Time)',
      'tomorrow by 10:00 (Ireland Time)',
      'by Monday 10:00 (Ireland Time)',
      'by Monday 30 November, 10:00 (Ireland Time)',
      'by Monday, 4 January 2027, 10:00 (Ireland Time)',
    ],
    [
      'ro',
      'astăzi, până la ora 19:30 (ora din Irlanda)',
      'mâine, până la ora 10:00 (ora din Irlanda)',
      'până luni, la ora 10:00 (ora din Irlanda)',
      'până luni, 30 noiembrie, la ora 10:00 (ora din Irlanda)',
      'până luni, 4 ianuarie 2027, la ora 10:00 (ora din Irlanda)',
    ],
    [
      'fa',
      'امروز تا ساعت ۱۹:۳۰ (به وقت ایرلند)',
      'فردا تا ساعت ۱۰:۰۰ (به وقت ایرلند)',
      'تا دوشنبه ساعت ۱۰:۰۰ (به وقت ایرلند)',
      'تا دوشنبه ۹ آذر ساعت ۱۰:۰۰ (به وقت ایرلند)',
      'تا دوشنبه ۱۴ دی ۱۴۰۵ ساعت ۱۰:۰۰ (به وقت ایرلند)',
    ],
    [
      'th',
      'ภายในวันนี้ เวลา 19:30 น. (เวลาไอร์แลนด์)',
      'ภายในวันพรุ่งนี้ เวลา 10:00 น. (เวลาไอร์แลนด์)',
      'ภายในวันจันทร์ เวลา 10:00 น. (เวลาไอร์แลนด์)',
      'ภายในวันจันทร์ที่ 30 พฤศจิกายน เวลา 10:00 น. (เวลาไอร์แลนด์)',
      'ภายในวันจันทร์ที่ 4 มกราคม 2570 เวลา 10:00 น. (เวลาไอร์แลนด์)',
    ],
    [
      'es',
      'hoy, a más tardar a las 19:30 (hora de Irlanda)',
      'mañana, a más tardar a las 10:00 (hora de Irlanda)',
      'a más tardar el lunes a las 10:00 (hora de Irlanda)',
      'a más tardar el lunes 30 de noviembre a las 10:00 (hora de Irlanda)',
      'a más tardar el lunes 4 de enero de 2027 a las 10:00 (hora de Irlanda)',
    ],
    [
      'de',
      'heute bis 19:30 Uhr (Ortszeit Irland)',
      'morgen bis 10:00 Uhr (Ortszeit Irland)',
      'bis Montag, 10:00 Uhr (Ortszeit Irland)',
      'bis Montag, 30. November, 10:00 Uhr (Ortszeit Irland)',
      'bis Montag, 4. Januar 2027, 10:00 Uhr (Ortszeit Irland)',
    ],
    [
      'fr',
      'aujourd’hui, au plus tard à 19\u00a0h\u00a030 (heure locale : Irlande)',
      'demain, au plus tard à 10\u00a0h (heure locale : Irlande)',
      'au plus tard lundi à 10\u00a0h (heure locale : Irlande)',
      'au plus tard lundi 30 novembre à 10\u00a0h (heure locale : Irlande)',
      'au plus tard lundi 4 janvier 2027 à 10\u00a0h (heure locale : Irlande)',
    ],
  ] as const)('is said in %s as a person would say it', (language, today, tomorrow, monday, later, nextYear) => {
    const say = (at: string) => promised(instant(at), instant(FRIDAY), 'Europe/Dublin', wordsFor(language));
    expect(say('2026-11-20T19:30:00.000Z')).toBe(today);
    expect(say('2026-11-21T10:00:00.000Z')).toBe(tomorrow);
    expect(say('2026-11-23T10:00:00.000Z')).toBe(monday);
    expect(say('2026-11-30T10:00:00.000Z')).toBe(later);
    expect(say('2027-01-04T10:00:00.000Z')).toBe(nextYear);
  });

  test.each([
    ['2026-11-20T18:00:00.001Z', 'Europe/Dublin', 'today by 18:05 (Ireland Time)', 'rounds up, never down'],
    ['2026-11-20T18:05:00.000Z', 'Europe/Dublin', 'today by 18:05 (Ireland Time)', 'keeps what is round'],
    ['2026-11-20T23:57:00.000Z', 'Europe/Dublin', 'tomorrow by 00:00 (Ireland Time)', 'rounds into the next day'],
    ['2026-11-20T18:30:00.000Z', 'Asia/Kathmandu', 'tomorrow by 00:15 (Nepal Time)', 'counts days in the zone'],
    ['2026-11-21T09:59:00.000Z', 'Pacific/Apia', 'today by 23:00 (Samoa Standard Time)', 'counts days in a zone 13 hours ahead'],
    ['2026-11-21T04:59:00.000Z', 'America/New_York', 'tomorrow by 00:00 (Eastern Time)', 'counts days in a zone behind'],
    ['2026-11-26T18:00:00.000Z', 'Europe/Dublin', 'by Thursday 18:00 (Ireland Time)', 'names the day alone within six days'],
    ['2026-11-27T18:00:00.000Z', 'Europe/Dublin', 'by Friday 27 November, 18:00 (Ireland Time)', 'adds the date for the same weekday'],
    ['2026-11-23T10:00:00.000Z', 'UTC', 'by Monday 10:00 (UTC)', 'calls UTC by its name'],
    ['2026-11-23T10:00:00.000Z', 'Etc/UTC', 'by Monday 10:00 (UTC)', 'calls UTC by its name however it is set'],
  ])('%s in %s: %s (%s)', (at, zone, expected) => {
    expect(promised(instant(at), instant(FRIDAY), zone, wordsFor('en'))).toBe(expected);
  });

  test.each([
    ['2026-10-24T22:30:00.000Z', '2026-10-25T00:30:00.000Z', 'tomorrow by 01:30 (Ireland Time)'],
    ['2026-10-24T22:30:00.000Z', '2026-10-25T01:30:00.000Z', 'tomorrow by 01:30 (Ireland Time)'],
    ['2026-10-24T23:30:00.000Z', '2026-10-25T23:30:00.000Z', 'today by 23:30 (Ireland Time)'],
    ['2026-10-24T23:30:00.000Z', '2026-10-26T00:00:00.000Z', 'tomorrow by 00:00 (Ireland Time)'],
    ['2026-03-28T23:30:00.000Z', '2026-03-29T22:30:00.000Z', 'tomorrow by 23:30 (Ireland Time)'],
  ])('made at %s for %s names the right day when the clock changes', (now, at, expected) => {
    expect(promised(instant(at), instant(now), 'Europe/Dublin', wordsFor('en'))).toBe(expected);
  });
});
