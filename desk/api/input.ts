import * as z from 'zod/mini';

/*
 * Texts as people send them: made well-formed and free of control characters rather than refused, for they are pasted
 * from anywhere. What names something (an id, a type, a tag) is refused when it is not as it must be.
 */

/** Control characters but tab and line feed; bidirectional overrides stay, for right-to-left texts need them. */
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** Well-formed Unicode, line feeds for any line ending, no control characters. */
export const cleanText = (text: string): string =>
  text
    .toWellFormed()
    .replace(/\r\n?|\u2028|\u2029/g, '\n')
    .replace(CONTROLS, '');

/** The same on one line: no CR or LF gets from here into a header. */
export const cleanLine = (text: string): string => cleanText(text.replace(/\s+/g, ' ')).trim();

/** Some lines of text, with something in them. */
export const text = (most: number) =>
  z.string().check(
    z.maxLength(most),
    z.overwrite(cleanText),
    z.refine((value) => value.trim() !== '', 'must not be empty'),
  );

/** One line of text; may be empty. */
export const line = (most: number) => z.string().check(z.maxLength(most), z.overwrite(cleanLine));

export const filledLine = (most: number) =>
  z.string().check(
    z.maxLength(most),
    z.overwrite(cleanLine),
    z.refine((value) => value !== '', 'must not be empty'),
  );

/** RFC 5321 sizes; quoted local parts and address literals are left to mail that brings them. */
const MAIL = /^[^\s@<>"(),;:\\[\]]{1,64}@[^\s@<>"(),;:\\[\]]{1,190}$/;
/** `tel:+353871234567` (RFC 3966), or a name on a network such as `instagram:ann.b`. */
const HANDLE = /^[a-z][a-z0-9-]{1,20}:[^\s@<>"(),;:\\[\]]{1,100}$/;

export const isMailAddress = (address: string): boolean => MAIL.test(address);

/** How a customer is known: by e-mail address, or where there is none by telephone number or handle. */
export const contact = z.string().check(
  z.overwrite((value) => value.toWellFormed().normalize('NFC').trim().toLowerCase()),
  z.regex(
    new RegExp(`${MAIL.source}|${HANDLE.source}`),
    'must be an e-mail address, a number such as tel:+353871234567, or a handle such as instagram:ann',
  ),
  z.refine((value) => !CONTROL.test(value), 'must not hold control characters'),
);
const CONTROL = /[\u0000-\u001f\u007f-\u009f\ufffd]/;

/** A tag: letters and digits of any script, dot, dash, underscore, colon. */
export const tag = z
  .string()
  .check(z.regex(/^[\p{L}\p{N}][\p{L}\p{M}\p{N}._:-]{0,62}$/u, 'must be letters, digits, dot, dash, underscore or colon, at most 63'));

/** An id of the settings: a type, a mailbox, a policy, a quick reply. */
export const settingId = z
  .string()
  .check(z.regex(/^[a-z0-9][a-z0-9._-]{0,62}$/, 'must be lower-case letters, digits, dot, dash, underscore'));

/** A header's `Idempotency-Key`: visible ASCII, at most 200 characters. */
export const isIdempotencyKey = (key: string): boolean => /^[\x21-\x7e]{1,200}$/.test(key);
