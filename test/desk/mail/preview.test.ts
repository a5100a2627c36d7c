import { defaultSettings } from '../../../desk/default-settings.ts';
import { LANGUAGES } from '../../../desk/languages.ts';
import { previewMail } from '../../../desk/mail/preview.ts';
import { isWorded, PREVIEWED, WORDED } from '../../../desk/mail/preview-kinds.ts';
import { type Settings, settings as settingsSchema } from '../../../desk/settings.ts';
import type { Instant } from '../../../events/ids.ts';

const AT = '2026-03-02T10:00:00.000Z' as Instant;
const settings: Settings = defaultSettings({
  name: 'Shop',
  zone: 'Europe/Dublin',
  mailboxes: [{ id: 'support', address: 'support@desk.test' }],
  agents: [{ id: 'ann', name: 'Ann', address: 'ann@team.test' }],
});

describe.each(PREVIEWED)('%s', (kind) => {
  test.each(LANGUAGES)('is whole in %s: words as they are sent, every placeholder filled in, no agent’s address', (language) => {
    const mail = previewMail({ kind, language }, settings, AT);
    expect(mail.subject).not.toBe('');
    expect(mail.html).toContain('<html');
    expect(`${mail.subject}${mail.text}${mail.html}`).not.toMatch(/\{[a-z]+\}|undefined|ann@team\.test/);
    expect(mail.unknown).toEqual([]);
  });
});

test.each(WORDED)('new words for %s stand in its subject, text and HTML, and are not kept', (kind) => {
  const before = structuredClone(settings);
  const wording = { subject: 'S [{reference}]', greeting: 'G {name}', body: 'B {desk} {nonsense}', footer: 'F {mailbox}' };
  const mail = previewMail({ kind, language: 'en', wording }, settings, AT);
  if (kind !== 'survey') expect(mail.subject).toBe('S [T-7K4QX]');
  for (const said of ['G ', 'B Shop {nonsense}', 'F support@desk.test']) expect(mail.text).toContain(said);
  expect(mail.html).toContain('{nonsense}');
  expect(mail.unknown).toEqual(['{nonsense}']);
  expect(settings).toEqual(before);
});

test('every kind that the settings can word can be looked at', () => {
  const words = Object.fromEntries(PREVIEWED.filter(isWorded).map((kind) => [kind, { en: { body: 'x' } }]));
  expect(settingsSchema.safeParse({ ...settings, wording: words }).success).toBe(true);
  expect(settingsSchema.safeParse({ ...settings, wording: { ...words, warning: { en: { body: 'x' } } } }).success).toBe(false);
});

test('saved words are shown where none are given, and ours where those leave something out', () => {
  const saved: Settings = { ...settings, wording: { reminder: { en: { body: 'Saved {x}.' } } } };
  expect(previewMail({ kind: 'reminder', language: 'en' }, saved, AT)).toMatchObject({
    text: expect.stringContaining('Saved {x}.'),
    unknown: ['{x}'],
  });
  expect(previewMail({ kind: 'reminder', language: 'en', wording: {} }, saved, AT).text).not.toContain('Saved');
  expect(previewMail({ kind: 'reminder', language: 'ro' }, saved, AT).text).not.toContain('Saved');
});

test('markup in words is shown as it is written', () => {
  const { html } = previewMail(
    { kind: 'reminder', language: 'en', wording: { body: '<script>alert(1)</script><img src=x>' } },
    settings,
    AT,
  );
  expect(html).not.toMatch(/<script|<img/);
  expect(html).toContain('&lt;script&gt;');
});

test('a survey is of the kind that is asked for', () => {
  const faces = (survey?: 'csat' | 'nps') => previewMail({ kind: 'survey', language: 'en', survey }, settings, AT).text;
  expect(faces('nps')).toContain('recommend Shop');
  expect(faces('csat')).toContain('How happy are you');
  expect(faces()).toContain('How happy are you');
});
