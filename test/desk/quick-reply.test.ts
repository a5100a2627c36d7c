import fc from 'fast-check';
import { defaultSettings } from '../../desk/default-settings.ts';
import { quickReply as filled, type QuickReplyValues, quickReplyFor } from '../../desk/quick-reply.ts';
import type { Settings } from '../../desk/settings.ts';
import { SETTINGS, Story } from './ticket/desk.ts';

const base = defaultSettings({ name: 'Shop', zone: 'Europe/Dublin', mailboxes: [{ id: 's', address: 's@desk.test' }], agents: [] });
const withTexts = (texts: Settings['quickReplies'][number]['texts']): Settings => ({
  ...base,
  quickReplies: [{ id: 'late', name: 'Late', texts }],
});
const quickReply = (settings: Settings, id: string, language: string, given: QuickReplyValues): string | null =>
  filled(settings, id, language, given)?.text ?? null;
const values = { reference: 'T-7K4QX', subject: 'Parcel', name: 'Ana', desk: 'Shop', agent: 'Bob' };

test('placeholders are filled in', () => {
  const settings = withTexts({ en: 'Hello {name},\n{subject} ({reference}) is late.\n{agent}, {desk}' });
  expect(quickReply(settings, 'late', 'en', values)).toBe('Hello Ana,\nParcel (T-7K4QX) is late.\nBob, Shop');
});

test.each<[string, Settings['quickReplies'][number]['texts'], string, string | null]>([
  ['the customer’s language', { en: 'E', ro: 'R' }, 'ro', 'R'],
  ['else the desk’s', { en: 'E', ro: 'R' }, 'th', 'E'],
  ['else any that it has', { ro: 'R' }, 'th', 'R'],
  ['and nothing when it has none', {}, 'en', null],
])('the text is in %s', (_, texts, language, expected) => {
  expect(quickReply(withTexts(texts), 'late', language, values)).toBe(expected);
});

test('a quick reply that is not there is null', () => {
  expect(quickReply(withTexts({ en: 'E' }), 'early', 'en', values)).toBeNull();
});

test.each(['{unknown}', '{}', '{constructor}', '{__proto__}', '{ name }', '{{', '$&'])('%s stays as it is', (text) => {
  expect(quickReply(withTexts({ en: text }), 'late', 'en', values)).toBe(text);
});

test('what is filled in is not read again, whatever it holds', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.constantFrom('{desk}', '$&', "$'", '{name}')), (name) => {
      expect(quickReply(withTexts({ en: '<{name}>' }), 'late', 'en', { ...values, name })).toBe(`<${name}>`);
    }),
  );
});

test.each([
  ['Hello {name},', 'Hello,'],
  ['{name}', ''],
  ['About {subject} {name}!', 'About Parcel!'],
])('what is empty goes with the blank before it: %j', (text, expected) => {
  expect(quickReply(withTexts({ en: text }), 'late', 'en', { ...values, name: '' })).toBe(expected);
});

test('it says in which language it is', () => {
  expect(filled(withTexts({ en: 'E', ro: 'R' }), 'late', 'th', values)).toEqual({ id: 'late', name: 'Late', language: 'en', text: 'E' });
});

const on = (name: string) => {
  const { ticket, dossier } = new Story().mail({ from: { name, address: 'ana@x.test' } }).case ?? {};
  if (!ticket || !dossier) throw new Error('no ticket');
  return { ticket, dossier };
};
const [agent] = SETTINGS.agents;

test.each([
  ['Ana', 'Hi Ana!'],
  ['Buy at evil.example', 'Hi!'],
  ['http://evil.example', 'Hi!'],
  ['', 'Hi!'],
])('a customer who calls themselves %j is greeted only by what looks like a name', (name, expected) => {
  if (!agent) throw new Error('no agent');
  expect(quickReplyFor(on(name), withTexts({ en: 'Hi {name}!' }), 'late', agent)?.text).toBe(expected);
});
