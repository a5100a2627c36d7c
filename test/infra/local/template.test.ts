import { type Json, resolveOutputs, resolveTemplate, type Template } from '../../../infra/local/template.ts';

const AROUND = { region: 'eu-west-1', account: '000000000000', stackName: 'desk' };
const resolve = (properties: Record<string, Json>, rest: Partial<Template> = {}): Json => {
  const template: Template = {
    ...rest,
    Resources: { Queue: { Type: 'Q', Properties: { Name: 'orders' } }, Thing: { Type: 'T', Properties: properties }, ...rest.Resources },
  };
  const resolved = resolveTemplate(template, AROUND, (resource, attribute) =>
    attribute === null ? `${resource.id}-ref` : `${resource.id}:${attribute}:${String(resource.properties.Name ?? '')}`,
  );
  return resolved.find(({ id }) => id === 'Thing')?.properties.x ?? null;
};

describe('a synthesized template is worked out as CloudFormation does it', () => {
  test.each<[string, Json, Json]>([
    ['a resource', { Ref: 'Queue' }, 'Queue-ref'],
    ['the region', { Ref: 'AWS::Region' }, 'eu-west-1'],
    ['the account', { Ref: 'AWS::AccountId' }, '000000000000'],
    ['an attribute, after its resource is resolved', { 'Fn::GetAtt': ['Queue', 'Arn'] }, 'Queue:Arn:orders'],
    ['an attribute in dotted form', { 'Fn::GetAtt': 'Queue.Arn' }, 'Queue:Arn:orders'],
    ['a join of references', { 'Fn::Join': [':', ['arn', { Ref: 'AWS::Partition' }, { Ref: 'Queue' }]] }, 'arn:aws:Queue-ref'],
    ['one of a list', { 'Fn::Select': ['1', ['a', 'b']] }, 'b'],
    ['a piece of a text', { 'Fn::Select': [2, { 'Fn::Split': ['/', { Ref: 'AWS::StackId' }] }] }, '10ca1de5-0000-4000-8000-000000000000'],
    // biome-ignore-start lint/suspicious/noTemplateCurlyInString: CloudFormation's own syntax
    ['a substitution', { 'Fn::Sub': '${AWS::StackName}-${Queue}-${Queue.Arn}' }, 'desk-Queue-ref-Queue:Arn:orders'],
    ['a substitution with its own variables', { 'Fn::Sub': ['${a}!', { a: { Ref: 'Queue' } }] }, 'Queue-ref!'],
    ['a literal that looks like a substitution', { 'Fn::Sub': '${!a}' }, '${a}'],
    // biome-ignore-end lint/suspicious/noTemplateCurlyInString: CloudFormation's own syntax
    ['base64', { 'Fn::Base64': 'hi' }, 'aGk='],
    ['nothing, out of a list', [1, { Ref: 'AWS::NoValue' }, 2], [1, 2]],
  ])('%s', (_name, expression, expected) => {
    expect(resolve({ x: expression })).toEqual(expected);
  });

  test('no value leaves the property out', () => {
    const [thing] = resolveTemplate(
      { Resources: { T: { Type: 'T', Properties: { a: { Ref: 'AWS::NoValue' }, b: 1 } } } },
      AROUND,
      () => '',
    );
    expect(thing?.properties).toEqual({ b: 1 });
  });

  test.each<[Json, boolean]>([
    [{ 'Fn::Equals': [{ Ref: 'Stage' }, 'live'] }, true],
    [{ 'Fn::Not': [{ Condition: 'Live' }] }, false],
    [{ 'Fn::And': [{ Condition: 'Live' }, { 'Fn::Equals': ['a', 'a'] }] }, true],
    [{ 'Fn::Or': [{ 'Fn::Equals': ['a', 'b'] }, { Condition: 'Live' }] }, true],
  ])('a condition chooses: %j', (condition, holds) => {
    const rest = {
      Parameters: { Stage: { Type: 'String', Default: 'live' } },
      Conditions: { Live: { 'Fn::Equals': [{ Ref: 'Stage' }, 'live'] }, Tested: condition },
    };
    expect(resolve({ x: { 'Fn::If': ['Tested', 'yes', 'no'] } }, rest)).toBe(holds ? 'yes' : 'no');
  });

  test('a map is looked up by region', () => {
    const mapping = { Mappings: { Hosts: { 'eu-west-1': { name: 'dublin' } } } };
    expect(resolve({ x: { 'Fn::FindInMap': ['Hosts', { Ref: 'AWS::Region' }, 'name'] } }, mapping)).toBe('dublin');
  });

  test('a resource whose condition does not hold is not there, and its outputs neither', () => {
    const template: Template = {
      Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } },
      Resources: { A: { Type: 'T', Condition: 'Never' }, B: { Type: 'T' } },
      Outputs: { One: { Value: { Ref: 'A' }, Condition: 'Never' }, Two: { Value: { Ref: 'B' } } },
    };
    expect(resolveTemplate(template, AROUND, ({ id }) => id).map(({ id }) => id)).toEqual(['B']);
    expect(resolveOutputs(template, AROUND, ({ id }) => id)).toEqual({ Two: 'B' });
  });

  test.each<[string, Json, RegExp]>([
    ['a reference that leads nowhere', { Ref: 'Nobody' }, /refers to Nobody/],
    ['a function that is not understood', { 'Fn::Cidr': ['a'] }, /Fn::Cidr is not understood/],
    ['a circle', { 'Fn::GetAtt': ['Thing', 'Arn'] }, /circle: Thing → Thing/],
    ['a place outside the list', { 'Fn::Select': [5, ['a']] }, /finds nothing at 5/],
  ])('%s is said loudly', (_name, expression, message) => {
    expect(() => resolve({ x: expression })).toThrow(message);
  });
});
