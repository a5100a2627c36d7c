import * as z from 'zod/mini';
import { PREVIEWED } from '../mail/preview-kinds.ts';
import { language, wording } from '../settings.ts';
import { about } from './about.ts';
import { settingId } from './input.ts';

/*
 * What whoever changes the settings looks at before saving: a mail in new words, the holidays of a place.
 */

export const settingsQuery = z.strictObject({
  dryRun: about('`true` says what would be wrong, or what would be saved, and saves nothing.', z.optional(z.enum(['true', 'false']))),
});

export const mailPreviewBody = z.strictObject({
  kind: z.enum(PREVIEWED),
  language,
  mailbox: about('The first mailbox without it.', z.optional(settingId)),
  wording: about(
    'In place of the saved wording of this kind and language; what it leaves out is the desk’s own. Not for warning, breach, escalation and refusal.',
    z.optional(z.strictObject(wording.shape)),
  ),
  survey: about('For kind survey; as the settings have it for tickets without it.', z.optional(z.enum(['csat', 'nps']))),
});

export const mailPreview = z.object({
  subject: z.string(),
  text: z.string(),
  html: z.string(),
  unknown: about('Placeholders that mean nothing in this mail, and stay as they were written.', z.array(z.string())),
});

const COUNTRY = /^[A-Za-z]{2}$/;
export const holidaysQuery = z.strictObject({
  country: about('Two letters, such as IE.', z.string().check(z.regex(COUNTRY, 'must be a country of two letters, such as IE'))),
  region: about(
    'As listed under its country, such as BY.',
    z.optional(z.string().check(z.regex(/^[A-Za-z0-9]{1,10}(-[A-Za-z0-9]{1,20})?$/, 'must be a region, such as BY'))),
  ),
  year: about('This year without it.', z.optional(z.string().check(z.regex(/^(19[7-9]\d|20\d\d)$/, 'must be a year from 1970 to 2099')))),
  language: about(
    'Of the names, where they are known in it.',
    z.optional(z.string().check(z.regex(/^[a-z]{2}$/, 'must be a language of two letters'))),
  ),
});

export const holidayList = z.object({
  country: z.string(),
  region: z.nullable(z.string()),
  year: z.int(),
  holidays: about('Days off for everybody, by local date.', z.array(z.object({ date: z.string(), name: z.string() }))),
});

const named = { code: z.string(), name: z.string() };
export const holidayCountryList = z.object({
  countries: z.array(z.object({ ...named, regions: z.array(z.object(named)) })),
});
