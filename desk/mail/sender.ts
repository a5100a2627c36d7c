import type { Address } from '../ticket/dossier.ts';

/** Local parts behind which nobody reads: web forms and shops send with these and put the person into Reply-To. */
const NOBODY =
  /^(no-?reply|do-?not-?reply|noreply.*|wordpress|www-data|webmaster|mailer|forms?|webform|contact-?form|notifications?|nobody|apache)([+._-].*)?$/i;

/**
 * Who is the customer of this mail? The From, unless nobody reads it and Reply-To names a person:
 * then an answer to From would be lost. (RFC 5322, 3.6.2: Reply-To says where replies are wanted.)
 */
export function senderOf(from: Address, replyTo: readonly Address[], ownAddresses: readonly string[]): Address {
  const person = replyTo.find((r) => r.address !== from.address && !ownAddresses.includes(r.address));
  const local = from.address.slice(0, from.address.lastIndexOf('@'));
  return person && (NOBODY.test(local) || ownAddresses.includes(from.address)) ? person : from;
}
