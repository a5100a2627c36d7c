/* The few things that a mail server does to a raw message: look at its header fields, take some out, put some on top. */

export type HeaderField = { readonly name: string; readonly value: string };
/** A message cut in two where its header ends; both parts as they were, bytes as Latin-1 in the header. */
export type RawMail = { readonly header: string; readonly body: Buffer };

/** Cuts at the first empty line; a message without one is all header. The body begins with that empty line. */
export function splitMail(raw: Buffer): RawMail {
  const crlf = raw.indexOf('\r\n\r\n');
  const lf = raw.indexOf('\n\n');
  const at = crlf >= 0 && (lf < 0 || crlf < lf) ? crlf + 2 : lf >= 0 ? lf + 1 : raw.length;
  return { header: raw.toString('latin1', 0, at), body: raw.subarray(at) };
}

/** The fields in order, each with its folded lines, as text between line breaks. */
function fields(header: string): string[] {
  return header.split(/\r?\n(?![ \t])/).filter((field) => field !== '');
}

/** The fields in order, unfolded. A line that is no field is left out. */
export function headersOf(mail: RawMail): HeaderField[] {
  return fields(mail.header).flatMap((field) => {
    const colon = field.indexOf(':');
    if (colon < 1) return [];
    const value = Buffer.from(field.slice(colon + 1).replace(/\r?\n(?=[ \t])/g, ''), 'latin1').toString('utf8');
    return [{ name: field.slice(0, colon).trim(), value: value.trim() }];
  });
}

/** The first field of a name (lower case), unfolded. */
export const rawHeader = (mail: RawMail, name: string): string | undefined =>
  headersOf(mail).find((field) => field.name.toLowerCase() === name)?.value;

/** The message without the fields that are unwanted, told by their lower-case names. Untouched when there are none. */
export function withoutHeaders(mail: RawMail, unwanted: (name: string) => boolean): Buffer {
  const all = fields(mail.header);
  const kept = all.filter(
    (field) =>
      !unwanted(
        field
          .slice(0, Math.max(0, field.indexOf(':')))
          .trim()
          .toLowerCase(),
      ),
  );
  const header = kept.length === all.length ? mail.header : `${kept.join('\r\n')}\r\n`;
  return Buffer.concat([Buffer.from(header, 'latin1'), mail.body]);
}

/** Bare addresses in an address field, in order: good enough for an envelope, not a parser of comments and groups. */
export function addressesIn(value: string): string[] {
  const bare = value.replace(/"(?:[^"\\]|\\.)*"(?!@)/g, '');
  return [...bare.matchAll(/<([^<>\s]+@[^<>\s]+)>|([^\s<>,;:"]+@[^\s<>,;:"]+)/g)].map((match) => (match[1] ?? match[2]) as string);
}
