import PostalMime, {
  addressParser,
  decodeWords,
  type Email,
  type Address as ParsedAddress,
  type Attachment as ParsedAttachment,
} from 'postal-mime';
import { actualCharset } from './charset.ts';

/*
 * postal-mime, with one seam of ours: before a text part is decoded its bytes are looked at, because labels lie.
 * The seam is a method of the parser that its types do not show; a test fails if an upgrade moves it.
 */

export type { Email, ParsedAttachment };

/** What the seam sees of a part. */
type TextNode = {
  readonly content: ArrayBuffer | null;
  readonly contentType: { readonly parsed: { readonly value: string; readonly params: Record<string, string> } };
  readonly contentDisposition: { readonly parsed: { readonly value: string } };
};

class Parser extends PostalMime {
  /** Text to show is plain or HTML and not called an attachment; whatever else there is becomes an attachment. */
  isInlineTextNode({ content, contentType: { parsed }, contentDisposition }: TextNode): boolean {
    const inline = (parsed.value === 'text/plain' || parsed.value === 'text/html') && contentDisposition.parsed.value !== 'attachment';
    if (inline && content) {
      const charset = actualCharset(new Uint8Array(content), parsed.params.charset ?? '');
      if (charset !== null) parsed.params.charset = charset;
    }
    return inline;
  }
}

/**
 * Parses a mail that was made fit by prepare(). Forwarded messages stay attachments, so that a returned or attached mail is never
 * mistaken for the text of this one. Throws where postal-mime does: nesting and headers beyond its limits.
 */
export const parse = (bytes: Uint8Array | ArrayBuffer): Promise<Email> =>
  new Parser({ forceRfc822Attachments: true, maxHeadersSize: 16 * 1024 * 1024, maxNestingDepth: 100 }).parse(bytes);

export type Named = { readonly name: string; readonly address: string };

/** The mailboxes of a parsed address field, groups dissolved. */
export const mailboxes = (parsed: readonly ParsedAddress[] | undefined): Named[] =>
  (parsed ?? []).flatMap((a) =>
    a.group ? a.group.map(({ name, address }) => ({ name, address })) : [{ name: a.name, address: a.address }],
  );

/** The mailboxes in an address field, names decoded. */
export const addressList = (field: string): Named[] => mailboxes(addressParser(field));

/** Encoded words decoded (RFC 2047). A word whose charset nobody knows is most often UTF-8. */
export function words(field: string): string {
  if (!field.includes('=?')) return field;
  const known = field.replace(/=\?(?:unknown-8bit|x-unknown|unknown|default|utf8)\?/gi, '=?utf-8?');
  const decoded = decodeWords(known);
  return decoded.includes('\ufffd') ? decodeWords(known.replace(SPLIT, joined)) : decoded;
}

/** Neighbouring base 64 words of one charset: some programs break a character in two between them, against the rule. */
const SPLIT =
  /=\?([^?\s*]{1,40})(?:\*[\w-]{1,20})?\?B\?[A-Za-z0-9+/]*={0,2}\?=(?:[ \t\r\n]+=\?\1(?:\*[\w-]{1,20})?\?B\?[A-Za-z0-9+/]*={0,2}\?=)+/gi;

function joined(run: string, charset: string): string {
  const bytes = run.split(/[ \t\r\n]+/).map((word) => Buffer.from(word.slice(word.lastIndexOf('?', word.length - 3) + 1, -2), 'base64'));
  return `=?${charset}?B?${Buffer.concat(bytes).toString('base64')}?=`;
}
