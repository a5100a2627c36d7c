/*
 * A form as browsers and mail providers send it.
 */

export type Fields = readonly (readonly [name: string, value: string])[];

/** Our forms have five fields; what has many more is none of ours. */
const MOST_FIELDS = 40;

/**
 * The fields of a body, in order: `application/x-www-form-urlencoded`, or `multipart/form-data` (RFC 7578) as some mail
 * providers send the one-click request (RFC 8058, section 3.1). Anything else has none. Files are passed over.
 */
export function readForm(contentType: string | undefined, body: string): Fields {
  const type = (contentType ?? '').trim().toLowerCase();
  if (type === '' || type.startsWith('application/x-www-form-urlencoded')) {
    return [...new URLSearchParams(body)].slice(0, MOST_FIELDS).map(([name, value]) => [name, value.toWellFormed()]);
  }
  const [, quoted, plain] = /boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(contentType ?? '') ?? [];
  const boundary = quoted ?? plain;
  if (!type.startsWith('multipart/form-data') || boundary === undefined) return [];
  return body
    .split(`--${boundary}`, MOST_FIELDS + 2)
    .slice(1)
    .flatMap((part): Fields => {
      const end = part.indexOf('\r\n\r\n');
      const head = part.slice(0, end);
      const [, name] = /content-disposition:\s*form-data;[^\r\n]*?\bname="([^"\r\n]{1,100})"/i.exec(head) ?? [];
      if (end < 0 || name === undefined || /filename=/i.test(head)) return [];
      return [
        [
          name,
          part
            .slice(end + 4)
            .replace(/\r\n$/, '')
            .toWellFormed(),
        ],
      ];
    });
}

/** All values of one field. */
export const valuesOf = (fields: Fields, name: string): string[] => fields.flatMap(([n, value]) => (n === name ? [value] : []));
