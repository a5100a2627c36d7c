import { paragraph, textOf } from '../../../desk/mail/letter.ts';
import { fillBlocks, fillLine, type Values } from '../../../desk/mail/template.ts';
import type { About } from '../../../desk/mail/write.ts';
import type { Settings, Wording } from '../../../desk/settings.ts';
import { about, read, sample, settings, visible } from './written.ts';

/** The desk with an owner's wording for one kind in English. */
const worded = (kind: keyof Settings['wording'], wording: Wording, with_: About = about): About => ({
  ...with_,
  settings: { ...settings, wording: { [kind]: { en: wording } } },
});

describe("the owner's wording", () => {
  const [owed] = sample('en', 'acknowledgement');

  test('takes the place of ours, field by field', async () => {
    const ours = await read(owed);
    const one = await read(owed, worded('acknowledgement', { greeting: 'Dear {name}!' }));
    expect(one.text).toBe(ours.text?.replace('Hello Maria Ionescu,', 'Dear Maria Ionescu!'));
    expect((await read(owed, worded('acknowledgement', { footer: '' }))).text?.trimEnd()).toBe(
      ours.text?.slice(0, ours.text.indexOf('\n\n-- ')),
    );
    expect((await read(owed, worded('acknowledgement', { greeting: '' }))).text).toBe(ours.text?.replace('Hello Maria Ionescu,\n\n', ''));
    expect((await read(owed, worded('acknowledgement', { subject: 'Got it: {subject}' }))).subject).toBe(
      'Got it: Where is my order? [T-7K4QX]',
    );
    expect((await read(owed, worded('acknowledgement', { subject: '[{reference}] {desk}' }))).subject).toBe('[T-7K4QX] Acme');
  });

  test('fills every placeholder, and leaves as text what it does not know', async () => {
    const body = '{reference}|{subject}|{name}|{desk}|{by}|{survey}|{mailbox}|{nothing}|{constructor}|{ name }|{NAME}|{}';
    const { text } = await read(owed, worded('acknowledgement', { body }));
    expect(text).toContain(
      'T-7K4QX|Where is my order?|Maria Ionescu|Acme|by Monday 10:00 (Ireland Time)||support@desk.test|{nothing}|{constructor}|{ name }|{NAME}|{}',
    );
  });

  test('keeps reference and message at its end when it does not place them, and where it does when it does', async () => {
    const { text = '' } = await read(owed, worded('acknowledgement', { body: 'First.\n\nSecond.' }));
    expect(text).toMatch(/First\.\n\nSecond\.\n\nReference: T-7K4QX\n\nYour message:\n> Hello/);
    const placed = await read(owed, worded('acknowledgement', { body: 'You wrote: {message} and we answer {by}.\n{facts}' }));
    expect(placed.text).toMatch(
      /You wrote:\n\nYour message:\n> Hello,[\s\S]*> Maria\n\nand we answer by Monday 10:00 \(Ireland Time\)\.\n\nReference: T-7K4QX\n\n--/,
    );
  });

  test('is text, never HTML, but its web addresses are links', async () => {
    const { html = '' } = await read(
      owed,
      worded('acknowledgement', { body: '<b>Hi</b> & see https://acme.test/help?a=1&b=2.\nSecond line' }),
    );
    expect(html).toContain('&lt;b&gt;Hi&lt;/b&gt; &amp; see <a class="link" dir="ltr" href="https://acme.test/help?a=1&amp;b=2"');
    expect(html).toContain('</a>.<br>\nSecond line</p>');
  });

  test("is not read again in the customer's words", async () => {
    const { text } = await read({ ...owed, subject: '{desk} {reference}' } as typeof owed);
    expect(text).toContain('“{desk} {reference}”');
  });

  test("can never lose the agent's answer, nor a survey's scale and the way out of it", async () => {
    const [reply, with_] = sample('en', 'reply');
    const signed = await read(reply, worded('reply', { greeting: 'Dear {name},', body: 'Best wishes', footer: 'Acme' }, with_));
    expect(signed.text).toMatch(/^Dear Maria Ionescu,\n\nBest wishes\n\nHello Maria,[\s\S]*\n\n-- \nAcme\n/);
    const framed = await read(reply, worded('reply', { body: 'Our answer:\n\n{message}\n\nBest wishes' }, with_));
    expect(framed.text).toMatch(/^Our answer:\n\nHello Maria,[\s\S]*Ana\n\nBest wishes\n/);
    const [survey, about_] = sample('en', 'csat');
    const mail = await read(survey, worded('survey', { body: 'Say it!', footer: 'Bye' }, about_));
    expect(mail.text).toMatch(
      /Say it!\n\n1 Very unhappy: https:[\s\S]*-- \nBye\nNo more surveys: https:\/\/desk\.test\/s\/aBcD-_09\/unsubscribe/,
    );
    expect(visible(mail.html ?? '')).toContain('Bye No more surveys');
  });

  test('for another language or another mail changes nothing', async () => {
    const [persian] = sample('fa', 'acknowledgement');
    const changed = worded('acknowledgement', { body: 'Hi' });
    expect((await read(persian, changed)).text).toBe((await read(persian)).text);
    const [reminder] = sample('en', 'reminder');
    expect((await read(reminder, changed)).text).toBe((await read(reminder)).text);
  });
});

describe('a template', () => {
  const values = (more: Record<string, string>): Values => new Map(Object.entries(more));
  const line = (template: string, more: Record<string, string>): string => textOf(fillLine(template, values(more)));

  test.each([
    ['Hello {name},', 'Hello,'],
    ['Bună ziua, {name},', 'Bună ziua,'],
    ['سلام {name}،', 'سلام،'],
    ['{name}, hello', 'hello'],
    ['About [{name}]', 'About'],
    ['About ({name}) it', 'About it'],
    ['“{name}” came', ' came'],
    ['{name}', ''],
    ['a {name}{name} b', 'a b'],
  ])('lets an empty placeholder go with what held it: %j', (template, expected) => {
    expect(line(template, { name: '' })).toBe(expected);
  });

  test('puts in what it was given, be it a pattern of replacing or a placeholder', () => {
    expect(line('a {x} b', { x: '$& $1 {y} {x}', y: 'no' })).toBe('a $& $1 {y} {x} b');
  });

  test('parts paragraphs at empty lines of any kind, and drops those that end up empty', () => {
    const blocks = fillBlocks('One\r\n\r\n \t\r\nTwo\nlines\n\n\n\n{x}\n\nThree', values({ x: '' }), []);
    expect(blocks).toEqual([paragraph('One'), paragraph('Two\nlines'), paragraph('Three')]);
  });

  test('shows a block once, however often it is asked for', () => {
    const message = { is: 'quote', label: 'x', text: 'y' } as const;
    const blocks = fillBlocks('{message} and {message}', new Map([['message', message]]), ['message']);
    expect(blocks).toEqual([message, paragraph('and')]);
  });

  test.each(['{', '{a', '\n ', ' [', ' ', '\t\n', 'https://', ',,'])('made of %j alone is read in time linear in its length', (unit) => {
    const spent = (length: number): number =>
      Math.min(
        ...[1, 2, 3].map((n) => {
          const template = `${n}${unit.repeat(length / unit.length)}`;
          const start = performance.now();
          fillBlocks(template, values({ x: '' }), []);
          return performance.now() - start;
        }),
      );
    spent(20_000);
    expect(spent(160_000)).toBeLessThan(40 * Math.max(spent(20_000), 0.2));
  });
});
