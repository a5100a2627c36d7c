import { type Settings, settings as schema } from '../settings.ts';
import { checkSettings } from '../settings-check.ts';
import type { Fault } from '../settings-references.ts';
import { type Checked, check, refusal } from './check.ts';

/** The row of the settings, deflated or not, stays under DynamoDB's 400 KB. */
const MOST_BYTES = 380_000;
const NOT_TEXT = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffd]/;

/**
 * Settings as somebody wants them, or all that is wrong with them. A field that is not ours is refused: a typing error
 * must not pass for a change.
 */
export function newSettings(body: unknown, current: Settings): Checked<Settings> {
  const whole = typeof body === 'object' && body !== null && !Array.isArray(body) ? { ...body, version: current.version } : body;
  const checked = check(schema, whole);
  if ('answer' in checked) return checked;
  const wanted = checked.value;
  const faults = [...strangers(whole, wanted, ''), ...unreadable(wanted, ''), ...tooLarge(wanted)];
  if (faults.length === 0) faults.push(...checkSettings(wanted));
  return faults.length > 0 ? { answer: refusal(faults) } : { value: wanted };
}

/** Whether they fit their row; asked again once the holidays are written out. */
export const tooLarge = (settings: Settings): Fault[] =>
  Buffer.byteLength(JSON.stringify(settings)) > MOST_BYTES
    ? [{ field: 'body', why: `The settings may have ${MOST_BYTES} bytes in all.` }]
    : [];

const under = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`).slice(0, 200);

/** Fields that came in and that no schema took. It goes only as deep as the schema went. */
function strangers(given: unknown, taken: unknown, path: string): Fault[] {
  if (typeof given !== 'object' || given === null || typeof taken !== 'object' || taken === null) return [];
  const kept = taken as Readonly<Record<string, unknown>>;
  return Object.entries(given).flatMap(([name, value]) =>
    Object.hasOwn(kept, name)
      ? strangers(value, kept[name], under(path, name))
      : [{ field: under(path, name.toWellFormed().slice(0, 60)), why: 'There is no such field here.' }],
  );
}

/** Texts that no mail could carry: control characters and broken surrogates. */
function unreadable(value: unknown, path: string): Fault[] {
  if (typeof value === 'string') {
    return NOT_TEXT.test(value.toWellFormed()) ? [{ field: path, why: 'Holds characters that are not text.' }] : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [
    ...(NOT_TEXT.test(name.toWellFormed()) ? [{ field: under(path, '?'), why: 'The name holds characters that are not text.' }] : []),
    ...unreadable(inner, under(path, name)),
  ]);
}
