import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { LANGUAGES } from '../../../desk/languages.ts';
import { COLOUR, DARK } from '../../../desk/mail/palette.ts';
import type { Notice } from '../../../desk/survey/answer.ts';
import { readForm, valuesOf } from '../../../desk/survey/form.ts';
import {
  type AnswerView,
  acceptedLanguage,
  answerPage,
  failedPage,
  gonePage,
  type Page,
  thanksPage,
  tooLargePage,
  unsubscribedPage,
  unsubscribePage,
} from '../../../desk/survey/page.ts';
import { PAGE_WORDS } from '../../../desk/survey/words.ts';

const NOTICES: readonly Notice[] = ['choose', 'changed', 'early', 'stale', 'unclear', 'too-long'];
const view: AnswerView = {
  desk: 'Morning Shop',
  language: 'en',
  kind: 'csat',
  question: 'How happy are you with us?',
  about: 'order',
  subject: '1001',
  token: 'AAAAAAAAAAAAAAAAAAAAAA',
  nonce: 'abc',
  chosen: 4,
  before: null,
  notice: null,
  comment: '',
};
/** As long as an owner may write it, in letters of three bytes. */
const question = `{desk} ${'ก'.repeat(193)}`;
const longest = (language: AnswerView['language']): Page[] => [
  answerPage({ ...view, language, kind: 'nps', question, chosen: 10, before: 0, notice: 'unclear', subject: 'x'.repeat(500) }),
  ...NOTICES.map((notice) => answerPage({ ...view, language, kind: 'csat', chosen: 1, before: 5, notice, subject: 'x'.repeat(500) })),
  ...NOTICES.map((notice) => answerPage({ ...view, language, kind: 'nps', chosen: 10, before: 0, notice, about: 'ticket' })),
  answerPage({ ...view, language, chosen: null }),
  thanksPage({ ...view, language, score: 5, review: 'https://reviews.test/shop' }),
  gonePage({ ...view, language }),
  tooLargePage({ ...view, language }),
  failedPage({ desk: '', language }, 500),
  unsubscribePage({ ...view, language, nonce: 'abc', again: true }),
  unsubscribedPage({ ...view, language, stopped: true }),
];
const wire = ({ headers, body }: Page): number =>
  Buffer.byteLength(body) + Object.entries(headers).reduce((sum, [name, value]) => sum + name.length + value.length + 4, 0);

describe.each(LANGUAGES)('in %s', (language) => {
  const pages = longest(language);
  test('every page is under 14 KB with its headers, and one request', () => {
    for (const page of pages) {
      expect(wire(page)).toBeLessThan(14 * 1024);
      expect(page.body).not.toMatch(
        /<(script|link|img|iframe|object|embed|video|audio|source|base)\b|@import|url\(|\bsrc=|\bsrcset=|http-equiv/i,
      );
      expect(page.body).not.toMatch(/\bon[a-z]+=|\bstyle=/i);
    }
  });

  test('every page says its language, direction and what it is', () => {
    for (const page of pages) {
      expect(page.body).toMatch(new RegExp(`^<!DOCTYPE html><html lang="${language}[^"]*" dir="${language === 'fa' ? 'rtl' : 'ltr'}">`));
      expect(page.body).toMatch(/<title>[^<]{5,}<\/title>/);
      expect(page.body.match(/<h1>/g)).toHaveLength(1);
      expect(page.body).toContain('<meta name="viewport" content="width=device-width,initial-scale=1">');
      expect(page.headers['content-language']).toMatch(new RegExp(`^${language}`));
    }
  });

  test('no placeholder is left standing', () => {
    for (const { body } of pages) expect(body.replace(/<style>.*?<\/style>/s, '')).not.toMatch(/\{\w+\}|undefined|NaN/);
  });

  test('says everything that the others say, in its own words', () => {
    const { notice, ...own } = PAGE_WORDS[language];
    const { notice: enNotice, ...english } = PAGE_WORDS.en;
    for (const text of [...Object.values(own), ...Object.values(notice)]) expect(text.length).toBeGreaterThan(3);
    if (language !== 'en') {
      for (const [name, text] of Object.entries(own)) expect([name, text]).not.toEqual([name, english[name as keyof typeof english]]);
      for (const [name, text] of Object.entries(notice)) expect([name, text]).not.toEqual([name, enNotice[name as Notice]]);
    }
  });
});

describe('what a browser is told', () => {
  const { headers, body } = answerPage(view);
  test('nothing may run, be framed or come from elsewhere; the style is known by its hash', () => {
    const style = /<style>(.*?)<\/style>/s.exec(body)?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    expect(headers['content-security-policy']).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
    );
  });

  test('nothing is kept, indexed, or told to the page that is opened next', () => {
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-robots-tag': 'noindex, nofollow',
      'x-content-type-options': 'nosniff',
      'content-type': 'text/html; charset=utf-8',
    });
  });
});

describe('the form', () => {
  const inputs = (html: string) =>
    [...html.matchAll(/<(input|button|textarea|select)\b([^>]*)>/g)].map(([, tag, attributes]) => ({ tag, attributes: attributes ?? '' }));
  test.each(['csat', 'nps'] as const)('%s: sent with its defaults it names no score', (kind) => {
    const { body } = answerPage({ ...view, kind });
    expect(body).not.toMatch(/checked|selected|autofocus/);
    expect(inputs(body).filter((i) => i.tag === 'input' && /name="score"/.test(i.attributes))).toEqual([]);
  });

  test.each([
    ['csat', ['1', '2', '3', '4', '5']],
    ['nps', ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '10']],
  ] as const)('%s: a button for each score, in order, and nothing marks the right one', (kind, scores) => {
    const { body } = answerPage({ ...view, kind });
    const buttons = inputs(body).filter((i) => i.tag === 'button' && /name="score"/.test(i.attributes));
    expect(buttons.map((b) => /value="(\d+)"/.exec(b.attributes)?.[1])).toEqual(scores);
    expect(new Set(buttons.map((b) => b.attributes.replace(/value="\d+"/, ''))).size).toBe(1);
  });

  test('the first button and the first field are bait that people neither see, reach nor hear', () => {
    const { body } = answerPage(view);
    const bait = /<div class="bait" aria-hidden="true">(.*?)<\/div>/s.exec(body)?.[1] ?? '';
    expect(inputs(bait).map((i) => i.tag)).toEqual(['input', 'button']);
    for (const { attributes } of inputs(bait)) expect(attributes).toContain('tabindex="-1"');
    expect(body.indexOf('<button')).toBe(body.indexOf('<button', body.indexOf('class="bait"')));
    expect(body).toMatch(/\.bait\{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset\(50%\)/);
  });

  test('every field that people see has its label', () => {
    const { body } = answerPage(view);
    expect(body).toMatch(/<label for="c">[^<]+<\/label><textarea id="c"/);
    expect(body).toMatch(/<fieldset><legend>[^<]+<\/legend>/);
    for (const [, inner] of body.matchAll(/<button name="score"[^>]*>(.*?)<\/button>/gs))
      expect(inner?.replace(/<[^>]+>/g, '').trim()).not.toBe('');
  });

  test('the comment that was written is there again when the page is shown again', () => {
    const { body } = answerPage({ ...view, notice: 'early', comment: '\n</textarea><script>alert(1)</script>' });
    expect(body).toContain('>\n\n&lt;/textarea&gt;&lt;script&gt;');
  });
});

test('the review page is offered as a plain link that tells nothing', () => {
  expect(thanksPage({ ...view, score: 1, review: 'https://reviews.test/?a=1&b="2"' }).body).toContain(
    '<a class="go" rel="noopener noreferrer nofollow" href="https://reviews.test/?a=1&amp;b=&quot;2&quot;">',
  );
  expect(thanksPage({ ...view, score: 1, review: null }).body).not.toContain('<a ');
});

test('whatever strangers wrote is shown as text', () => {
  const hostile = fc.oneof(
    fc.string(),
    fc.constantFrom('<script>', '"><img src=x onerror=1>', '{desk}{label}', '‮evil', '</title><script>', "'onclick='"),
  );
  fc.assert(
    fc.property(hostile, hostile, hostile, (desk, subject, comment) => {
      const { body } = answerPage({ ...view, desk, subject, comment, notice: 'changed' });
      const known = new Set([
        'html',
        'head',
        'meta',
        'title',
        'style',
        'body',
        'main',
        'p',
        'bdi',
        'div',
        'h1',
        'svg',
        'circle',
        'path',
        'span',
        'form',
        'label',
        'input',
        'button',
        'textarea',
        'fieldset',
        'legend',
      ]);
      const tags = [...body.replace(/<style>.*?<\/style>/s, '').matchAll(/<\/?([a-zA-Z][^\s>/]*)/g)].map(([, tag]) => tag ?? '');
      expect(tags.filter((tag) => !known.has(tag))).toEqual([]);
      expect(body.match(/<bdi>/g)?.length).toBe(body.match(/<\/bdi>/g)?.length);
    }),
  );
});

test('texts have a contrast of 4.5 and more, borders of buttons 3 and more, light and dark', () => {
  const luminance = (hex: string): number => {
    const [r = 0, g = 0, b = 0] = [1, 3, 5].map((n) => {
      const c = Number.parseInt(hex.slice(n, n + 2), 16) / 255;
      return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a: string, b: string): number => {
    const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
    return (high + 0.05) / (low + 0.05);
  };
  for (const c of [COLOUR, DARK]) {
    for (const [ink, ground] of [
      [c.ink, c.card],
      [c.ink, c.well],
      [c.soft, c.card],
      [c.soft, c.page],
      [c.link, c.card],
      [c.ink, c.page],
    ] as const) {
      expect(contrast(ink, ground)).toBeGreaterThanOrEqual(4.5);
    }
    for (const [edge, ground] of [
      [c.soft, c.card],
      [c.soft, c.well],
      [c.link, c.page],
    ] as const)
      expect(contrast(edge, ground)).toBeGreaterThanOrEqual(3);
  }
});

test.each([
  ['de-AT,de;q=0.9,en;q=0.8', 'de'],
  ['fa', 'fa'],
  ['xx, th;q=0.5', 'th'],
  ['', 'ro'],
  [undefined, 'ro'],
  ['*', 'ro'],
  ['<script>', 'ro'],
])('a browser that says %s is shown %s', (header, expected) => {
  expect(acceptedLanguage(header, 'ro')).toBe(expected);
});

describe('a form’s body', () => {
  test('as browsers send it', () => {
    const fields = readForm(
      'application/x-www-form-urlencoded; charset=UTF-8',
      'page=a&score=4&comment=Gr%C3%BC%C3%9Fe+%F0%9F%98%80&score=5',
    );
    expect(fields).toEqual([
      ['page', 'a'],
      ['score', '4'],
      ['comment', 'Grüße 😀'],
      ['score', '5'],
    ]);
    expect(valuesOf(fields, 'score')).toEqual(['4', '5']);
  });

  test('as some mail providers send one click', () => {
    const body = '--b0\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b0--\r\n';
    expect(readForm('multipart/form-data; boundary=b0', body)).toEqual([['List-Unsubscribe', 'One-Click']]);
    expect(readForm('multipart/form-data; boundary="b0"', body)).toEqual([['List-Unsubscribe', 'One-Click']]);
  });

  test.each([
    ['JSON', 'application/json', '{"score":4}'],
    ['a multipart without its boundary', 'multipart/form-data', '--x\r\n\r\n'],
    ['a file', 'multipart/form-data; boundary=b', '--b\r\nContent-Disposition: form-data; name="f"; filename="x"\r\n\r\n1\r\n--b--'],
  ])('%s has no fields', (_name, type, body) => {
    expect(readForm(type, body)).toEqual([]);
  });

  test('of any kind is read without a throw', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('application/x-www-form-urlencoded', 'multipart/form-data; boundary=b', ''),
        fc.string({ unit: 'binary' }),
        (type, body) => {
          for (const [name, value] of readForm(type, body)) expect(`${name}${value}`.isWellFormed()).toBe(true);
        },
      ),
    );
  });
});
