import { Topics } from '../../../infra/local/topics.ts';
import { stackOf } from './doubles.ts';

const subscription = (Properties: Record<string, string | boolean>) => ({ Type: 'AWS::SNS::Subscription', Properties });
const toQueue = (TopicArn: string, Endpoint: string) => subscription({ TopicArn, Endpoint, Protocol: 'sqs', RawMessageDelivery: true });

test('what is published comes to each queue that is subscribed to the topic, as it is, and to nobody else', () => {
  const delivered: string[] = [];
  const stack = stackOf({
    A: toQueue('arn:aws:sns:eu-west-1:0:t', 'arn:aws:sqs:eu-west-1:0:a'),
    B: toQueue('arn:aws:sns:eu-west-1:0:t', 'arn:aws:sqs:eu-west-1:0:b'),
    Other: toQueue('arn:aws:sns:eu-west-1:0:u', 'arn:aws:sqs:eu-west-1:0:c'),
    Person: subscription({ TopicArn: 'arn:aws:sns:eu-west-1:0:t', Endpoint: 'ops@team.test', Protocol: 'email' }),
  });
  new Topics(stack, (arn, body) => delivered.push(`${arn} ${body}`)).publish('arn:aws:sns:eu-west-1:0:t', '{"n":1}');
  expect(delivered).toEqual(['arn:aws:sqs:eu-west-1:0:a {"n":1}', 'arn:aws:sqs:eu-west-1:0:b {"n":1}']);
});

test('a queue that wants SNS’s envelope is refused in words, for it would get something else', () => {
  const stack = stackOf({ A: subscription({ TopicArn: 't', Endpoint: 'arn:aws:sqs:eu-west-1:0:a', Protocol: 'sqs' }) });
  expect(() => new Topics(stack, () => {})).toThrow('raw message delivery only, not A');
});
