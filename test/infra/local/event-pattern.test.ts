import { compilePattern } from '../../../infra/local/event-pattern.ts';
import type { Json } from '../../../infra/local/template.ts';

const EVENT: Json = {
  source: 'aws.ses',
  'detail-type': 'Email Bounced',
  detail: {
    n: 5,
    mail: { tags: { set: ['main', 'other'] } },
    flag: true,
    name: 'Deskpulse',
    none: null,
    list: [],
    items: [{ a: 1 }, { a: 2 }],
  },
};

describe('EventBridge patterns', () => {
  test.each<[string, Json, boolean]>([
    ['a value in the list', { source: ['aws.s3', 'aws.ses'] }, true],
    ['no value in the list', { source: ['aws.s3'] }, false],
    ['every field has to match', { source: ['aws.ses'], 'detail-type': ['Email Sent'] }, false],
    ['a list in the event matches when one member does', { detail: { mail: { tags: { set: ['other'] } } } }, true],
    ['numbers and texts differ', { detail: { n: ['5'] } }, false],
    ['numbers by value', { detail: { n: [5] } }, true],
    ['booleans', { detail: { flag: [true] } }, true],
    ['null is a value', { detail: { none: [null] } }, true],
    ['prefix', { 'detail-type': [{ prefix: 'Email' }] }, true],
    ['prefix of another case', { 'detail-type': [{ prefix: 'email' }] }, false],
    ['prefix whatever the case', { 'detail-type': [{ prefix: { 'equals-ignore-case': 'email' } }] }, true],
    ['suffix', { 'detail-type': [{ suffix: 'Bounced' }] }, true],
    ['anything but one', { source: [{ 'anything-but': 'aws.s3' }] }, true],
    ['anything but several', { source: [{ 'anything-but': ['aws.s3', 'aws.ses'] }] }, false],
    ['anything but a prefix', { source: [{ 'anything-but': { prefix: 'aws.' } }] }, false],
    ['anything but does not match what is absent', { region: [{ 'anything-but': 'x' }] }, false],
    ['exists', { detail: { n: [{ exists: true }] } }, true],
    ['exists not', { detail: { absent: [{ exists: false }] } }, true],
    ['exists not below what is absent', { absent: { deeper: [{ exists: false }] } }, true],
    ['equals whatever the case', { detail: { name: [{ 'equals-ignore-case': 'DESKPULSE' }] } }, true],
    ['wildcard', { detail: { name: [{ wildcard: 'D*p*e' }] } }, true],
    ['wildcard takes the rest literally', { detail: { name: [{ wildcard: 'D.skpulse' }] } }, false],
    ['numeric range', { detail: { n: [{ numeric: ['>', 0, '<=', 5] }] } }, true],
    ['numeric outside', { detail: { n: [{ numeric: ['<', 5] }] } }, false],
    ['numeric is for numbers', { detail: { name: [{ numeric: ['>', 0] }] } }, false],
    ['one of several ways', { $or: [{ source: ['x'] }, { detail: { n: [5] } }] }, true],
    ['a way inside', { detail: { $or: [{ n: [6] }, { name: ['no'] }] } }, false],
    ['one operator of several in a leaf', { detail: { n: [{ numeric: ['=', 7] }, 5] } }, true],
    ['an object in a list', { detail: { items: { a: [2] } } }, true],
  ])('%s', (_name, pattern, matches) => {
    expect(compilePattern(pattern)(EVENT)).toBe(matches);
  });

  test.each<[string, Json, RegExp]>([
    ['a bare value', { source: 'aws.ses' }, /stand in lists/],
    ['an operator nobody knows', { source: [{ cidr: '10.0.0.0/8' }] }, /operator cidr/],
    ['half a comparison', { n: [{ numeric: ['>'] }] }, /pairs/],
  ])('%s is refused when the rule is read', (_name, pattern, message) => {
    expect(() => compilePattern(pattern)).toThrow(message);
  });
});
