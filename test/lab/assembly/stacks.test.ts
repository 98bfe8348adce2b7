import * as fc from 'fast-check';
import { aCloud, HOME, REGION } from './an-app';
import { allStacks, createStack, deleteStack, updateStack } from '../../../src/lab/assembly/stacks';
import { JsonObject } from '../../../src/lab/json';

const LAMBDA_TRUST = {
  Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};
const role = (properties: JsonObject = {}) => ({ Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: LAMBDA_TRUST, ...properties } });
const unknown = (properties: JsonObject = {}) => ({ Type: 'AWS::Nobody::Knows', Properties: properties });
const where = { name: 'Stack', account: HOME, region: REGION };

/** What a template's output comes to. */
async function valueOf(Value: unknown, template: object = {}, parameters = {}) {
  const { cloud } = aCloud();
  const stack = await createStack(cloud, {
    ...where,
    parameters,
    template: { Resources: { Thing: unknown() }, Outputs: { It: { Value } }, ...template } as JsonObject,
  });
  return stack.outputs.It;
}

describe('what CloudFormation refuses', () => {
  test.each<[string, JsonObject, string]>([
    ['a template without resources', {}, 'At least one Resources member must be defined'],
    ['a circle of references', { Resources: { A: unknown({ B: { Ref: 'B' } }), B: unknown({ A: { 'Fn::Sub': 'see ${A.Arn}' } }) } },
      'Circular dependency between resources: A -> B -> A'],
    ['a reference to nothing', { Resources: { A: unknown({ B: { Ref: 'B' } }) } }, 'stack Stack (111111111111/us-east-1) failed at A (AWS::Nobody::Knows): Template error: Unresolved dependency [B]'],
    ['DependsOn nothing', { Resources: { A: { ...unknown(), DependsOn: 'B' } } }, 'A depends on B, which is no resource'],
    ['a parameter without a value', { Resources: { A: unknown() }, Parameters: { P: { Type: 'String' } } }, 'Parameters: [P] must have values'],
    ['a value outside of AllowedValues', { Resources: { A: unknown() }, Parameters: { P: { Type: 'String', Default: 'x', AllowedValues: ['y'] } } }, 'AllowedValues'],
    ['a mapping without the key', { Resources: { A: unknown({ X: { 'Fn::FindInMap': ['M', 'a', 'b'] } }) }, Mappings: { M: {} } }, 'Unable to get mapping for M::a::b'],
    ['an import that nobody exports', { Resources: { A: unknown({ X: { 'Fn::ImportValue': 'nowhere' } }) } }, 'No export named nowhere found'],
    ['more than 500 resources', { Resources: Object.fromEntries(Array.from({ length: 501 }, (_, at) => [`R${at}`, unknown()])) }, 'greater than maximum allowed, 500'],
    ['a reference to a resource that its condition leaves out', {
      Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } }, Resources: { A: { ...unknown(), Condition: 'Never' }, B: unknown({ A: { Ref: 'A' } }) },
    }, 'Unresolved dependency [A]'],
    ['DependsOn what its condition leaves out', {
      Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } }, Resources: { A: { ...unknown(), Condition: 'Never' }, B: { ...unknown(), DependsOn: 'A' } },
    }, 'B depends on A, whose condition does not hold'],
    ['a role that IAM refuses', { Resources: { A: role({ AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [], Extra: 1 }, RoleName: 'no spaces' }) } },
      'failed at A (AWS::IAM::Role): The specified value for roleName is invalid'],
  ])('%s', async (_, template, message) => {
    const { cloud } = aCloud();
    await expect(createStack(cloud, { ...where, template })).rejects.toThrow(message);
    expect(allStacks(cloud)).toEqual([]);
  });

  test('a parameter that the template does not have', async () => {
    const { cloud } = aCloud();
    await expect(createStack(cloud, { ...where, parameters: { X: '1' }, template: { Resources: { A: unknown() } } }))
      .rejects.toThrow('Parameters: [X] do not exist in the template');
  });

  test('a stack that is there already', async () => {
    const { cloud } = aCloud();
    await createStack(cloud, { ...where, template: { Resources: { A: unknown() } } });
    await expect(createStack(cloud, { ...where, template: { Resources: { A: unknown() } } })).rejects.toThrow('Stack [Stack] already exists');
  });
});

test.each<[string, unknown]>([
  ['Fn::Cidr', { 'Fn::Cidr': ['10.0.0.0/16', 4, 8] }],
  ['Fn::Transform', { 'Fn::Transform': { Name: 'x' } }],
  ['dynamic references', '{{resolve:ssm:/x}}'],
])('%s are refused, not passed on', async (name, value) => {
  await expect(valueOf(value)).rejects.toThrow(`the lab does not model ${name}`);
});

test('a transform is refused', async () => {
  await expect(valueOf('x', { Transform: 'AWS::Serverless-2016-10-31' })).rejects.toThrow('the lab does not model the transform');
});

test('a failed stack leaves nothing behind, and its name is free again', async () => {
  const { cloud, iam } = aCloud();
  const template = { Resources: { First: role({ RoleName: 'first' }), Second: role({ RoleName: 'not valid', Description: { Ref: 'First' } }) } };
  await expect(createStack(cloud, { ...where, template })).rejects.toThrow('failed at Second (AWS::IAM::Role)');

  expect(iam.hasRole(`arn:aws:iam::${HOME}:role/first`)).toBe(false);
  await expect(createStack(cloud, { ...where, template: { Resources: { First: role({ RoleName: 'first' }) } } })).resolves.toBeDefined();
});

test('a type that no room has is reported, and its stand-ins are recognisable', async () => {
  const { cloud } = aCloud();
  const stack = await createStack(cloud, {
    ...where, template: { Resources: { Odd: unknown() }, Outputs: { Ref: { Value: { Ref: 'Odd' } }, Arn: { Value: { 'Fn::GetAtt': ['Odd', 'Arn'] } } } },
  });
  expect(stack.notModelled).toEqual([{ logicalId: 'Odd', type: 'AWS::Nobody::Knows' }]);
  expect(stack.outputs).toEqual({ Ref: 'lab-not-modelled-Odd', Arn: 'lab-not-modelled-Odd.Arn' });
});

test('an attribute that a known type does not have is an error of the lab', async () => {
  const { cloud } = aCloud();
  const template = { Resources: { A: role() }, Outputs: { X: { Value: { 'Fn::GetAtt': 'A.Colour' } } } };
  await expect(createStack(cloud, { ...where, template })).rejects.toThrow('the lab does not model the attribute Colour of AWS::IAM::Role (A)');
});

describe('functions of templates', () => {
  test.each<[string, unknown, string]>([
    ['Join', { 'Fn::Join': ['-', ['a', { Ref: 'AWS::Region' }, 'b']] }, 'a-us-east-1-b'],
    ['Join of a Split', { 'Fn::Join': ['/', { 'Fn::Split': [':', 'a:b:c'] }] }, 'a/b/c'],
    ['Select', { 'Fn::Select': ['1', { 'Fn::Split': [',', 'a,b'] }] }, 'b'],
    ['Sub with its own names and literals', { 'Fn::Sub': ['${AWS::AccountId} ${own} ${!literal}', { own: { Ref: 'AWS::Partition' } }] }, `${HOME} aws \${literal}`],
    ['Sub of attributes', { 'Fn::Sub': '${Thing.Arn}!' }, 'lab-not-modelled-Thing.Arn!'],
    ['Base64', { 'Fn::Base64': 'hi' }, 'aGk='],
    ['GetAZs', { 'Fn::Select': [2, { 'Fn::GetAZs': '' }] }, 'us-east-1c'],
    ['ToJsonString', { 'Fn::ToJsonString': { a: { Ref: 'AWS::StackName' } } }, '{"a":"Stack"}'],
    ['FindInMap', { 'Fn::FindInMap': ['M', { Ref: 'AWS::Region' }, 'size'] }, 'big'],
    ['If', { 'Fn::If': ['Here', 'yes', 'no'] }, 'yes'],
    ['If of Not, And, Or', { 'Fn::If': ['Mixed', 'yes', 'no'] }, 'no'],
    ['a list parameter', { 'Fn::Select': [1, { Ref: 'List' }] }, 'two'],
  ])('%s', async (_, value, expected) => {
    const template = {
      Mappings: { M: { 'us-east-1': { size: 'big' } } },
      Parameters: { List: { Type: 'CommaDelimitedList', Default: 'one, two' } },
      Conditions: {
        Here: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] },
        Mixed: { 'Fn::And': [{ 'Fn::Or': [{ Condition: 'Here' }, { 'Fn::Equals': ['a', 'b'] }] }, { 'Fn::Not': [{ Condition: 'Here' }] }] },
      },
    };
    expect(await valueOf(value, template)).toBe(expected);
  });

  test('AWS::NoValue takes the property away', async () => {
    expect(await valueOf({ 'Fn::ToJsonString': { a: { Ref: 'AWS::NoValue' }, b: ['x', { Ref: 'AWS::NoValue' }] } })).toBe('{"b":["x"]}');
  });

  test('a Condition in a policy is no condition of the template', async () => {
    const policy = { Condition: { StringEquals: { a: 'b' } } };
    expect(await valueOf({ 'Fn::ToJsonString': policy })).toBe(JSON.stringify(policy));
  });

  test('whatever holds no function stays as it is', async () => {
    await fc.assert(fc.asyncProperty(fc.dictionary(fc.stringMatching(/^[a-z]{1,4}$/), fc.jsonValue()), async value => {
      const plain = JSON.stringify(value, (_, part: unknown) => part === null ? undefined : part);
      fc.pre(plain === JSON.stringify(value) && !plain.includes('"Ref"') && !plain.includes('Fn::') && !plain.includes('{{resolve:'));
      expect(JSON.parse(await valueOf({ 'Fn::ToJsonString': value }))).toEqual(JSON.parse(plain));
    }), { numRuns: 50 });
  });
});

test('resources come after what they refer to, wherever they stand', async () => {
  await fc.assert(fc.asyncProperty(fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 5 }), async places => {
    const { cloud } = aCloud();
    const chain = places.map(at => [`R${at}`, role({ Description: at === 0 ? 'first' : { Ref: `R${at - 1}` } })] as const);
    const stack = await createStack(cloud, { ...where, template: { Resources: Object.fromEntries(chain) } });
    expect(Object.keys(stack.resources)).toEqual(['R0', 'R1', 'R2', 'R3', 'R4']);
  }), { numRuns: 20 });
});

describe('exports', () => {
  const exporting = (value: string) => ({ Resources: { A: unknown() }, Outputs: { X: { Value: value, Export: { Name: 'shared' } } } });
  const importing = { Resources: { A: unknown() }, Outputs: { X: { Value: { 'Fn::ImportValue': 'shared' } } } };

  test('are seen in the same account and Region only', async () => {
    const { cloud } = aCloud();
    await createStack(cloud, { ...where, template: exporting('hello') });

    expect((await createStack(cloud, { ...where, name: 'Other', template: importing })).outputs.X).toBe('hello');
    await expect(createStack(cloud, { ...where, name: 'Far', region: 'eu-west-1', template: importing })).rejects.toThrow('No export named shared');
  });

  test('have one owner', async () => {
    const { cloud } = aCloud();
    await createStack(cloud, { ...where, template: exporting('a') });
    await expect(createStack(cloud, { ...where, name: 'Other', template: exporting('b') })).rejects.toThrow('already exported by stack Stack');
  });

  test('cannot go while they are in use', async () => {
    const { cloud } = aCloud();
    await createStack(cloud, { ...where, template: exporting('a') });
    await createStack(cloud, { ...where, name: 'Other', template: importing });

    await expect(deleteStack(cloud, where)).rejects.toThrow('Export shared cannot be deleted as it is in use by Other');
    await expect(updateStack(cloud, { ...where, template: exporting('b') })).rejects.toThrow('cannot be updated');
  });
});

describe('updates', () => {
  test('of a type that cannot be updated are refused', async () => {
    const { cloud } = aCloud({
      service: 'thing', permissions: () => [], handle: () => ({}), resources: { 'AWS::Thing::Thing': () => ({ ref: 'thing' }) },
    });
    const template = (size: number) => ({ Resources: { A: { Type: 'AWS::Thing::Thing', Properties: { Size: size } } } });
    await createStack(cloud, { ...where, template: template(1) });

    await expect(updateStack(cloud, { ...where, template: template(1) })).resolves.toBeDefined();
    await expect(updateStack(cloud, { ...where, template: template(2) })).rejects.toThrow('the lab does not model updates of AWS::Thing::Thing');
    expect((await deleteStack(cloud, where)).notModelled).toEqual([{ logicalId: 'A', type: 'AWS::Thing::Thing' }]);
  });

  test('that fail are changed back', async () => {
    const { cloud, iam } = aCloud();
    const allow = (Action: string) => role({
      RoleName: 'worker', Policies: [{ PolicyName: 'p', PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] } }],
    });
    const caller = { principal: `arn:aws:iam::${HOME}:role/worker`, account: HOME, region: REGION };
    await createStack(cloud, { ...where, template: { Resources: { A: allow('s3:GetObject') } } });

    const broken = { Resources: { A: allow('s3:PutObject'), B: role({ RoleName: 'not valid', Description: { Ref: 'A' } }) } };
    await expect(updateStack(cloud, { ...where, template: broken })).rejects.toThrow('failed at B');
    expect(['s3:GetObject', 's3:PutObject'].map(action => iam.allows(caller, { action, resource: '*' }))).toEqual([true, false]);

    await updateStack(cloud, { ...where, template: { Resources: { A: allow('s3:PutObject') } } });
    expect(['s3:GetObject', 's3:PutObject'].map(action => iam.allows(caller, { action, resource: '*' }))).toEqual([false, true]);
  });
});

test('deleting keeps what the template wants kept', async () => {
  const { cloud, iam } = aCloud();
  await createStack(cloud, { ...where, template: { Resources: { Kept: { ...role({ RoleName: 'kept' }), DeletionPolicy: 'Retain' }, Gone: role({ RoleName: 'gone' }) } } });

  expect(await deleteStack(cloud, where)).toEqual({ retained: ['Kept'], notModelled: [] });
  expect(['kept', 'gone'].map(name => iam.hasRole(`arn:aws:iam::${HOME}:role/${name}`))).toEqual([true, false]);
  await expect(deleteStack(cloud, where)).rejects.toThrow('does not exist');
});
