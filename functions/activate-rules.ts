import * as z from 'zod/mini';
import { type ReceiptRules, receiptRules, sesControl } from './aws/receipt-rules.ts';
import { onEvent } from './shell.ts';

/*
 * Part of a deployment: CloudFormation can make a receipt rule set, and cannot make SES follow it. An account has one
 * active set a region, so this switches on ours only where no other would go silent, and switches off ours alone.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref.html
 */

const properties = z.object({ RuleSetName: z.string() });
const request = z.object({
  RequestType: z.enum(['Create', 'Update', 'Delete']),
  ResponseURL: z.string(),
  StackId: z.string(),
  RequestId: z.string(),
  LogicalResourceId: z.string(),
  PhysicalResourceId: z.optional(z.string()),
  ResourceProperties: properties,
  OldResourceProperties: z.optional(properties),
});
type Request = z.infer<typeof request>;

/** Tells CloudFormation how it went: a JSON body, put to the address that it gave. */
export type Reply = (url: string, body: string) => Promise<void>;

const put: Reply = async (url, body) => {
  const answer = await fetch(url, { method: 'PUT', body, headers: { 'content-type': '' } });
  if (!answer.ok) throw new Error(`CloudFormation did not take the answer: HTTP ${answer.status}`);
};

/** The step, with SES and CloudFormation as arguments for tests. */
export const activateRules =
  (rules: () => ReceiptRules, reply: Reply) =>
  async (event: unknown): Promise<void> => {
    const asked = request.parse(event);
    // Named by the set: another set is another resource, and CloudFormation deletes the one before.
    const answer = { StackId: asked.StackId, RequestId: asked.RequestId, LogicalResourceId: asked.LogicalResourceId };
    const PhysicalResourceId = asked.RequestType === 'Delete' ? asked.PhysicalResourceId : asked.ResourceProperties.RuleSetName;
    // Whatever goes wrong is CloudFormation's to know: it waits for an answer, and rolls back on this one.
    const failure = await follow(asked, rules()).catch((error: unknown) => (error instanceof Error ? error.message : 'failed'));
    const outcome = failure === null ? { Status: 'SUCCESS' } : { Status: 'FAILED', Reason: failure };
    await reply(asked.ResponseURL, JSON.stringify({ ...answer, PhysicalResourceId, ...outcome }));
  };

/** Null when done, or why not. */
async function follow({ RequestType, ResourceProperties, OldResourceProperties }: Request, rules: ReceiptRules): Promise<string | null> {
  const ours = ResourceProperties.RuleSetName;
  const active = await rules.active();
  if (RequestType === 'Delete') {
    if (active === ours) await rules.activate(null);
    return null;
  }
  if (active !== null && active !== ours && active !== OldResourceProperties?.RuleSetName) {
    return `SES follows the receipt rule set "${active}" in this account and region, and it would go silent. Join it: -c receiptRuleSet=${active}`;
  }
  await rules.activate(ours);
  return null;
}

export const handler = onEvent(activateRules(() => receiptRules(sesControl()), put));
