/*
 * Which receipt rule a mail falls under, as SES matches recipients.
 * https://docs.aws.amazon.com/ses/latest/dg/receiving-email-receipt-rules-console-walkthrough.html
 */

/**
 * Whether a rule's recipient condition covers an address: `user@example.com` covers that mailbox with any `+label`,
 * `example.com` every mailbox of that domain alone, `.example.com` those of its subdomains alone. Case does not matter.
 */
export function covers(condition: string, address: string): boolean {
  const want = condition.toLowerCase();
  const at = address.lastIndexOf('@');
  if (at < 0) return false;
  const local = address.slice(0, at).toLowerCase();
  const domain = address.slice(at + 1).toLowerCase();
  if (want.includes('@')) {
    const plus = local.indexOf('+');
    return want === `${local}@${domain}` || (plus > 0 && want === `${local.slice(0, plus)}@${domain}`);
  }
  return want.startsWith('.') ? domain.endsWith(want) : domain === want;
}

/** The recipients that a rule takes; a rule without conditions takes every one that the account's domains receive. */
export function taken(conditions: readonly string[], recipients: readonly string[]): string[] {
  if (conditions.length === 0) return [...recipients];
  return recipients.filter((recipient) => conditions.some((condition) => covers(condition, recipient)));
}
