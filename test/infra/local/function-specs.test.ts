import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { functionSpecs } from '../../../infra/local/function-specs.ts';
import { HostedStack } from '../../../infra/local/stack.ts';
import { ADDRESSES, stackOf } from './doubles.ts';

const endpoints = { dynamodb: '', s3: '', sqs: '', ses: '', eventbridge: '' };

test('a function that has one environment and is not in the template is named', () => {
  expect(() => functionSpecs(stackOf({}), endpoints, ['send-mial'])).toThrow('single: the template holds no function send-mial');
});

test('what a queue or a stream feeds runs once at a time, what is said to as well, and all else twice', () => {
  const folder = mkdtempSync(join(tmpdir(), 'desk-bundle-'));
  try {
    writeFileSync(join(folder, 'index.mjs'), '');
    const fn = (FunctionName: string) => ({
      Type: 'AWS::Lambda::Function',
      Properties: { FunctionName, Runtime: 'nodejs24.x', Handler: 'index.handler', Code: { S3Key: 'bundle.zip' } },
    });
    const Resources = {
      SendMail: fn('send'),
      TakeCommand: fn('command'),
      AnswerTickets: fn('tickets'),
      Feed: { Type: 'AWS::Lambda::EventSourceMapping', Properties: { FunctionName: 'send', EventSourceArn: 'arn:aws:sqs:eu-west-1:0:q' } },
    };
    const stack = new HostedStack([{ name: 'desk', template: { Resources, Outputs: {} } }], ADDRESSES, new Map([['bundle.zip', folder]]));
    const specs = functionSpecs(stack, endpoints, ['take-command']);
    expect(specs.map(({ label, concurrency }) => `${label} ${concurrency}`)).toEqual(['send-mail 1', 'take-command 1', 'answer-tickets 2']);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
