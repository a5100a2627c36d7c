import { functionSpecs } from '../../../infra/local/functions.ts';
import { stackOf } from './doubles.ts';

test('a function that has one environment and is not in the template is named', () => {
  const endpoints = { dynamodb: '', s3: '', sqs: '', ses: '', eventbridge: '' };
  expect(() => functionSpecs(stackOf({}), endpoints, ['send-mial'])).toThrow('single: the template holds no function send-mial');
});
