import { activateRules } from '../../functions/activate-rules.ts';
import type { ReceiptRules } from '../../functions/aws/receipt-rules.ts';

const OURS = 'deskpulse-main-Rules';
const URL = 'https://cloudformation.example/answer';
const asked = (RequestType: string, more: object = {}) => ({
  RequestType,
  ResponseURL: URL,
  StackId: 'stack',
  RequestId: 'request',
  LogicalResourceId: 'Active',
  ...(RequestType === 'Create' ? {} : { PhysicalResourceId: OURS }),
  ResourceProperties: { ServiceToken: 'arn', RuleSetName: OURS },
  ...more,
});

/** An account in which SES follows `active`; tells what it follows afterwards, and what CloudFormation heard. */
async function account(active: string | null, event: object, broken?: Error) {
  let now = active;
  const heard: { url: string; body: Record<string, string> }[] = [];
  const rules: ReceiptRules = {
    active: async () => {
      if (broken) throw broken;
      return now;
    },
    activate: async (name) => {
      now = name;
    },
  };
  await activateRules(
    () => rules,
    async (url, body) => void heard.push({ url, body: JSON.parse(body) }),
  )(event);
  expect(heard).toHaveLength(1);
  const [{ url, body } = { url: '', body: {} as Record<string, string> }] = heard;
  expect({ url, stack: body.StackId, request: body.RequestId, resource: body.LogicalResourceId }).toEqual({
    url: URL,
    stack: 'stack',
    request: 'request',
    resource: 'Active',
  });
  return { follows: now, status: body.Status, reason: body.Reason ?? '', id: body.PhysicalResourceId };
}

test.each<[string, string | null, object, string | null]>([
  ['a new desk is followed where nobody was', null, asked('Create'), OURS],
  ['a desk deployed again stays followed', OURS, asked('Create'), OURS],
  ['a renamed set takes over from its own old one', 'old', asked('Update', { OldResourceProperties: { RuleSetName: 'old' } }), OURS],
  ['a deleted desk is followed no more', OURS, asked('Delete'), null],
  ["a deleted desk leaves another's rules alone", 'theirs', asked('Delete'), 'theirs'],
  ['a deleted desk that nobody followed changes nothing', null, asked('Delete'), null],
])('%s', async (_rule, active, event, follows) => {
  expect(await account(active, event)).toEqual({ follows, status: 'SUCCESS', reason: '', id: OURS });
});

test.each([
  ['Create', asked('Create')],
  ['Update', asked('Update', { OldResourceProperties: { RuleSetName: 'old' } })],
])("%s never silences somebody else's rules, and says how to join them", async (_type, event) => {
  const { follows, status, reason } = await account('theirs', event);
  expect({ follows, status }).toEqual({ follows: 'theirs', status: 'FAILED' });
  expect(reason).toContain('-c receiptRuleSet=theirs');
});

test('what SES refuses reaches CloudFormation, so that it need not wait', async () => {
  expect(await account(OURS, asked('Create'), new Error('Rate exceeded'))).toMatchObject({ status: 'FAILED', reason: 'Rate exceeded' });
});

test('an answer that CloudFormation does not take is thrown', async () => {
  const rules: ReceiptRules = { active: async () => null, activate: async () => undefined };
  const step = activateRules(
    () => rules,
    async () => {
      throw new Error('HTTP 403');
    },
  );
  await expect(step(asked('Create'))).rejects.toThrow('HTTP 403');
});
