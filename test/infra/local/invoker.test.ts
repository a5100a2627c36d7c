import { DeskClock } from '../../../infra/local/clock.ts';
import type { Outcome } from '../../../infra/local/function-protocol.ts';
import { Invoker } from '../../../infra/local/invoker.ts';
import { fail, functionsThat, NOON, ok, stackOf, turn } from './doubles.ts';

const FUNCTION = { Type: 'AWS::Lambda::Function', Properties: { FunctionName: 'receive' } };
const config = (more: Record<string, number>) => ({
  Type: 'AWS::Lambda::EventInvokeConfig',
  Properties: { FunctionName: 'receive', DestinationConfig: { OnFailure: { Destination: 'arn:aws:sqs:eu-west-1:0:dead' } }, ...more },
});

function setUp(answer: (tries: number) => Outcome, more: Record<string, number> = {}) {
  const clock = new DeskClock(NOON, false);
  const functions = functionsThat(() => answer(functions.invoked.length));
  const delivered: { arn: string; body: unknown }[] = [];
  const invoker = new Invoker(stackOf({ F: FUNCTION, C: config(more) }), functions, clock, (arn, body) =>
    delivered.push({ arn, body: JSON.parse(body) }),
  );
  const advance = async (seconds: number): Promise<void> => {
    await clock.advance(clock.now() + seconds * 1000, turn);
    await turn();
  };
  return { invoker, functions, delivered, advance };
}

describe('an invocation that nobody waits for', () => {
  test('is tried again after a minute, then after two, and then goes to the failure destination with its event', async () => {
    const { invoker, functions, delivered, advance } = setUp(() => fail());
    invoker.invoke('arn:aws:lambda:eu-west-1:0:function:receive', '{"mail":1}');
    await turn();
    expect(functions.invoked).toHaveLength(1);
    await advance(59);
    expect(functions.invoked).toHaveLength(1);
    await advance(1);
    expect(functions.invoked).toHaveLength(2);
    await advance(119);
    expect(functions.invoked).toHaveLength(2);
    expect(delivered).toEqual([]);
    await advance(1);
    expect(functions.invoked).toHaveLength(3);
    expect(delivered).toMatchObject([
      {
        arn: 'arn:aws:sqs:eu-west-1:0:dead',
        body: {
          requestPayload: { mail: 1 },
          requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 3 },
          responsePayload: { errorMessage: 'no' },
          timestamp: '2026-11-21T12:03:00.000Z',
        },
      },
    ]);
    await advance(3600);
    expect(functions.invoked).toHaveLength(3);
  });

  test('that works at the second try is done', async () => {
    const { invoker, functions, delivered, advance } = setUp((tries) => (tries < 2 ? fail() : ok()));
    invoker.invoke('receive', '{}');
    await advance(3600);
    expect(functions.invoked).toHaveLength(2);
    expect(delivered).toEqual([]);
  });

  test('is not tried again when its retries are none', async () => {
    const { invoker, functions, delivered, advance } = setUp(() => fail(), { MaximumRetryAttempts: 0 });
    invoker.invoke('receive', '{}');
    await advance(3600);
    expect(functions.invoked).toHaveLength(1);
    expect(delivered).toHaveLength(1);
  });

  test('is given up when the next try would come after its greatest age', async () => {
    const { invoker, functions, delivered, advance } = setUp(() => fail(), { MaximumEventAgeInSeconds: 90 });
    invoker.invoke('receive', '{}');
    await advance(3600);
    expect(functions.invoked).toHaveLength(2);
    expect(delivered).toMatchObject([{ body: { requestContext: { condition: 'EventAgeExceeded' } } }]);
  });
});
