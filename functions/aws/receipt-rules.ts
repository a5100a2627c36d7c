import { DescribeActiveReceiptRuleSetCommand, SESClient, SetActiveReceiptRuleSetCommand } from '@aws-sdk/client-ses';

/** SES takes one such call a second, so this one tries again; the client that sends mail must not. */
export const sesControl = (): SESClient => new SESClient({ maxAttempts: 6 });

export type ReceiptRules = ReturnType<typeof receiptRules>;

/** Which receipt rule set SES follows. An account has one active set a region, or none. */
export function receiptRules(client: SESClient) {
  return {
    /** Name of the active set, or null. */
    async active(): Promise<string | null> {
      const answer = await client.send(new DescribeActiveReceiptRuleSetCommand({}));
      return answer.Metadata?.Name ?? null;
    },
    /** Makes a set the active one; null leaves none. */
    async activate(name: string | null): Promise<void> {
      await client.send(new SetActiveReceiptRuleSetCommand(name === null ? {} : { RuleSetName: name }));
    },
  };
}
