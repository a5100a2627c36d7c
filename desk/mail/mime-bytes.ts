import { domainToASCII } from 'node:url';
import type { Address } from '../ticket/dossier.ts';
import { base64Body, bodyOf } from './encode.ts';
import { oneLine } from './tame.ts';

/*
 * A finished mail as MIME (RFC 5322, 2045 to 2047, 2231, 2387). Everything is 7-bit and every line short, so that it passes
 * any relay; headers are encoded so that what a stranger wrote is read back as text and never as a header.
 */

export type File = {
  readonly filename: string;
  readonly mimeType: string;
  readonly bytes: Uint8Array;
  /** Set for an image that the HTML shows: without angle brackets. */
  readonly contentId: string | null;
};
export type Mime = {
  /** In order; a value is a list of tokens, between which the line may be folded. */
  readonly headers: readonly (readonly [name: string, tokens: readonly string[]])[];
  readonly text: string;
  readonly html: string;
  readonly files: readonly File[];
  /** Unique to the mail: its boundaries are made of it. */
  readonly id: string;
};

const EOL = '\r\n';
const WIDTH = 76;

/** A header's line or lines. Whatever is left of controls in a token would be a mistake of ours: it throws. */
export function headerLine(name: string, tokens: readonly string[]): string {
  let out = `${name}:`;
  let width = out.length;
  tokens.forEach((token, n) => {
    if (/[\u0000-\u001f\u007f]/.test(token)) throw new Error(`a control character in the header ${name}`);
    if (n > 0 && width + 1 + token.length > WIDTH) {
      out += `${EOL} ${token}`;
      width = 1 + token.length;
    } else {
      out += ` ${token}`;
      width += 1 + token.length;
    }
  });
  return out;
}

/** 39 bytes make 52 characters of base64: an encoded word of 64, which stands behind any header's name within 76. */
const WORD_BYTES = 39;
/** RFC 2047 encoded words, each whole characters. */
export function encodedWords(text: string): string[] {
  const words: string[] = [];
  let chunk = '';
  let size = 0;
  for (const char of text.toWellFormed()) {
    const bytes = Buffer.byteLength(char);
    if (size + bytes > WORD_BYTES) {
      words.push(chunk);
      chunk = '';
      size = 0;
    }
    chunk += char;
    size += bytes;
  }
  if (chunk !== '') words.push(chunk);
  return words.map((word) => `=?UTF-8?B?${Buffer.from(word).toString('base64')}?=`);
}

/** Printable ASCII that no reader would take for an encoded word, in lines that can be folded. */
const plain = (text: string): boolean => /^[\x20-\x7e]*$/.test(text) && !text.includes('=?') && !/\S{200}/.test(text);

/** Unstructured text (a subject) as tokens. */
export const textTokens = (text: string): string[] => (plain(text) ? text.split(' ') : encodedWords(text));

/** A display name as tokens: an atom or two, a quoted string, or encoded words. */
function nameTokens(name: string): string[] {
  if (!plain(name)) return encodedWords(name);
  if (/^[A-Za-z0-9 ]+$/.test(name)) return name.split(' ');
  return `"${name.replace(/[\\"]/g, '\\$&')}"`.split(' ');
}

const DOT_ATOM = /^[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~\u0080-\uffff]+(?:\.[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~\u0080-\uffff]+)*$/;
const QUOTED = /^"(.*)"$/;
/** What a quoted local part may hold here. The rest is allowed by the RFC, but programs read brackets, quotes and commas wrongly. */
const QUOTABLE = /^[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~. ]+$/;

/** An address as it may stand in a header (RFC 5322, 3.4.1), its domain in ASCII; null when it is none, or one that programs misread. */
export function addrSpec(address: string): string | null {
  const line = oneLine(address, 320);
  const at = line.lastIndexOf('@');
  if (at < 1) return null;
  const [local, named] = [line.slice(0, at), line.slice(at + 1)];
  const domain = /^\[[0-9A-Fa-f.:]+\]$|^\[IPv6:[0-9A-Fa-f:.]+\]$/.test(named)
    ? named
    : /^[A-Za-z0-9.-]+$/.test(named)
      ? named
      : domainToASCII(named);
  if (domain === '' || !/^[A-Za-z0-9.:[\]_-]+$/.test(domain)) return null;
  if (DOT_ATOM.test(local)) return `${local}@${domain}`;
  const inside = QUOTED.exec(local)?.[1] ?? local;
  return QUOTABLE.test(inside) ? `"${inside}"@${domain}` : null;
}

/** An address list as tokens. What is no address is left out; an empty list says so (RFC 5322, 3.4: a group without members). */
export function addressTokens(addresses: readonly Address[]): string[] {
  const boxes = addresses.flatMap(({ name, address }) => {
    const spec = addrSpec(address);
    if (spec === null) return [];
    const shown = oneLine(name, 120);
    return [shown === '' || shown === address ? [spec.includes('"') ? `<${spec}>` : spec] : [...nameTokens(shown), `<${spec}>`]];
  });
  if (boxes.length === 0) return ['undisclosed-recipients:;'];
  return boxes.flatMap((box, n) => (n < boxes.length - 1 ? [...box.slice(0, -1), `${box.at(-1)},`] : box));
}

/** Message-IDs as they may stand in References: whatever is none is left out, so that a stranger's id cannot carry anything in. */
export const messageIds = (ids: readonly string[]): string[] => ids.filter((id) => /^<[\x21-\x3b\x3d\x3f-\x7e]{1,490}>$/.test(id));

/** RFC 2231: a file name as parameter lines, percent-encoded, in sections of whole characters. */
function filenameParameter(filename: string): string {
  if (/^[A-Za-z0-9._-]{1,60}$/.test(filename)) return `filename="${filename}"`;
  const sections: string[] = [''];
  for (const char of filename) {
    const encoded = encodeURIComponent(char).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
    if ((sections.at(-1)?.length ?? 0) + encoded.length > 54) sections.push('');
    sections[sections.length - 1] += encoded;
  }
  if (sections.length === 1) return `filename*=UTF-8''${sections[0]}`;
  return sections.map((section, n) => `filename*${n}*=${n === 0 ? "UTF-8''" : ''}${section}`).join(`;${EOL} `);
}

/** A type that is safe to repeat. A part of type message/* or multipart/* may not be base64 (RFC 2045, 6.4), so it travels as a file. */
const typeOf = (mimeType: string): string =>
  /^[A-Za-z0-9][A-Za-z0-9.+-]{0,60}\/[A-Za-z0-9][A-Za-z0-9.+_-]{0,80}$/.test(mimeType) && !/^(message|multipart)\//i.test(mimeType)
    ? mimeType.toLowerCase()
    : 'application/octet-stream';

/** Writes the mail. Linear in its size. */
export function mimeBytes(mail: Mime): Uint8Array {
  // `=_` occurs in no quoted-printable and no base64 (RFC 2045, 6.7), and every part is one of them: no content can hold a boundary.
  const unique = mail.id.replace(/[^0-9A-Za-z-]/g, '').slice(0, 60);
  const out: (string | Buffer)[] = [];
  for (const [name, tokens] of mail.headers) out.push(headerLine(name, tokens), EOL);
  out.push(`MIME-Version: 1.0${EOL}`);
  const inline = mail.files.filter((f) => f.contentId !== null);
  const attached = mail.files.filter((f) => f.contentId === null);

  const multipart = (kind: string, level: number, parts: readonly (() => void)[]): void => {
    const boundary = `=_${unique}_${level}`;
    out.push(`Content-Type: multipart/${kind};${EOL} boundary="${boundary}"${EOL}${EOL}`);
    for (const part of parts) {
      out.push(`--${boundary}${EOL}`);
      part();
      out.push(EOL);
    }
    out.push(`--${boundary}--${EOL}`);
  };
  const content = (type: string, text: string) => (): void => {
    const { encoding, body } = bodyOf(text);
    out.push(`Content-Type: ${type}; charset=utf-8${EOL}Content-Transfer-Encoding: ${encoding}${EOL}${EOL}`, body);
  };
  const file = (f: File) => (): void => {
    const disposition = f.contentId === null ? 'attachment' : 'inline';
    out.push(`Content-Type: ${typeOf(f.mimeType)}${EOL}Content-Transfer-Encoding: base64${EOL}`);
    if (f.contentId !== null) out.push(`Content-ID: <${f.contentId}>${EOL}`);
    out.push(
      `Content-Disposition: ${disposition};${EOL} ${filenameParameter(oneLine(f.filename, 120) || 'file')}${EOL}${EOL}`,
      base64Body(f.bytes),
    );
  };
  const page = content('text/html', mail.html);
  const related = (): void => (inline.length === 0 ? page() : multipart('related; type="text/html"', 2, [page, ...inline.map(file)]));
  const readable = (): void => multipart('alternative', 1, [content('text/plain', mail.text), related]);
  if (attached.length === 0) readable();
  else multipart('mixed', 0, [readable, ...attached.map(file)]);
  return Buffer.concat(out.map((piece) => (typeof piece === 'string' ? Buffer.from(piece) : piece)));
}
