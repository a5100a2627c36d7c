import type { Instant } from '../../events/ids.ts';
import { normalise } from './address.ts';
import type { Envelope, Verdict } from './kind.ts';
import { mailDate } from './mail-date.ts';

/*
 * What SES wrote on top of a mail that it stored, for when its own call is not at hand (the tray sweep).
 * https://docs.aws.amazon.com/ses/latest/dg/receiving-email-notifications-contents.html names the same facts in the event.
 */

export type Receipt = {
  /** When SES took the mail, from its Received header: to the second. */
  readonly arrivedAt: Instant | null;
  /** The id that SES gave the mail: its key in the tray. */
  readonly id: string | null;
  readonly envelope: Envelope;
  /** Domains whose DKIM signature SES found valid. */
  readonly dkimDomains: readonly string[];
};

/** SES's block is about two kilobytes. */
const READ = 32_768;
/** The Received field that SES writes when it takes a mail. */
export const BY_SES = /\bby\s+inbound-smtp\.[a-z0-9-]+\.amazonaws\.com\b/i;
/** What SES may write after its Received, each once. The sender's own headers begin where a name repeats or another one comes. */
const SES_WRITES = [
  'x-ses-spam-verdict',
  'x-ses-virus-verdict',
  'received-spf',
  'authentication-results',
  'x-ses-receipt',
  'x-ses-dkim-signature',
];

/**
 * Reads SES's block at the top of a stored mail: Return-Path, its own Received, verdicts. Null when the mail does not begin with it.
 * Nothing below the block is believed: a sender can write `X-SES-Virus-Verdict: PASS` himself.
 */
export function readReceipt(raw: Uint8Array): Receipt | null {
  const block = topBlock(raw);
  const received = block?.get('received');
  if (!block || received === undefined) return null;
  const results = sesResults(block.get('authentication-results') ?? '');
  const returnPath = block.get('return-path');
  const recipient = normalise(/\sfor\s+<?([^\s<>;]+)>?\s*;/i.exec(received)?.[1] ?? '');
  return {
    arrivedAt: mailDate(received.slice(received.lastIndexOf(';') + 1)),
    id: /\swith\s+(?:E?SMTPS?A?)\s+id\s+([\w.-]{1,200})/i.exec(received)?.[1] ?? null,
    envelope: {
      source: returnPath === undefined ? null : normalise(returnPath) || null,
      recipients: recipient === '' ? [] : [recipient],
      verdicts: {
        spam: scan(block.get('x-ses-spam-verdict')),
        virus: scan(block.get('x-ses-virus-verdict')),
        spf: result(results, 'spf'),
        dkim: result(results, 'dkim'),
        dmarc: result(results, 'dmarc'),
      },
    },
    dkimDomains: results.filter((r) => /^dkim\s*=\s*pass\b/i.test(r)).flatMap((r) => signer(r)),
  };
}

/** SES's own headers by name, or null when the mail does not begin as SES stores it. */
function topBlock(raw: Uint8Array): Map<string, string> | null {
  const text = Buffer.from(raw.buffer, raw.byteOffset, Math.min(raw.byteLength, READ)).toString('latin1');
  const end = /\r?\n\r?\n/.exec(text)?.index ?? text.length;
  const lines = text
    .slice(0, end)
    .replace(/\r?\n[ \t]+/g, ' ')
    .split(/\r?\n/);
  const block = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    if (name === 'return-path' && block.size === 0) block.set(name, value);
    else if (name === 'received' && !block.has('received')) {
      if (!BY_SES.test(value)) return null;
      block.set(name, value);
    } else if (block.has('received') && SES_WRITES.includes(name) && mayFollow(block, name)) block.set(name, value);
    else break;
  }
  return block.has('received') ? block : null;
}

/** SES writes its headers in one order; what comes out of order, or again, is the sender's. */
function mayFollow(block: Map<string, string>, name: string): boolean {
  const place = SES_WRITES.indexOf(name);
  return SES_WRITES.every((other, index) => index < place || !block.has(other));
}

/** The results in SES's own Authentication-Results (RFC 8601); none when another server's name stands there. */
function sesResults(value: string): string[] {
  const [server, ...results] = value.split(';').map((part) => part.trim());
  return /^amazonses\.com(\s|$)/i.test(server ?? '') ? results : [];
}

const signer = (result: string): string[] => {
  const found = /\bheader\.(?:i=[^\s@;]*@|d=)([\w.-]+)/i.exec(result)?.[1];
  return found ? [found.toLowerCase()] : [];
};

const SCANS: readonly Verdict[] = ['PASS', 'FAIL', 'GRAY', 'PROCESSING_FAILED', 'DISABLED'];
const scan = (value: string | undefined): Verdict =>
  value === undefined ? 'DISABLED' : (SCANS.find((v) => v === value.trim().toUpperCase()) ?? 'PROCESSING_FAILED');

/** RFC 8601, 2.7, in SES's words: no policy or no signature is GRAY. Several signatures: one that passes is enough. */
function result(results: readonly string[], method: 'spf' | 'dkim' | 'dmarc'): Verdict {
  const words = results.flatMap((r) => new RegExp(`^${method}\\s*=\\s*(\\w+)`, 'i').exec(r)?.[1]?.toLowerCase() ?? []);
  if (words.includes('pass')) return 'PASS';
  if (words.includes('fail') || words.includes('softfail')) return 'FAIL';
  if (words.includes('temperror') || words.includes('permerror')) return 'PROCESSING_FAILED';
  return 'GRAY';
}
