import { aCloud, allow, deny, HOME, policyOf, trustOf } from './a-cloud';
import { Caller, ResourceRequest } from '../../../../src/lab/room';

const TABLE = 'arn:aws:dynamodb:eu-west-1:111111111111:table/tenants';
const put = { action: 'dynamodb:PutItem', resource: TABLE };

test('a role that does not exist may do nothing', () => {
  const { room } = aCloud();
  const nobody: Caller = { principal: `arn:aws:iam::${HOME}:role/nobody`, account: HOME, region: 'eu-west-1' };

  expect(() => room.authorize(nobody, put)).toThrow(
    `User: arn:aws:iam::${HOME}:role/nobody is not authorized to perform: dynamodb:PutItem on resource: ${TABLE}`);
});

test('what no statement mentions is denied, as AccessDeniedException', () => {
  const { room, role } = aCloud();
  const worker = role([allow('dynamodb:GetItem', TABLE)]);

  expect(() => room.authorize(worker, put)).toThrow(expect.objectContaining({ code: 'AccessDeniedException' }));
});

test('an explicit deny wins over an allow, whichever comes first', () => {
  const { room, role } = aCloud();
  const one = role([allow('*', '*'), deny('dynamodb:Put*', TABLE)], { name: 'one' });
  const other = role([deny('dynamodb:Put*', TABLE), allow('*', '*')], { name: 'other' });

  for (const worker of [one, other]) {
    expect(() => room.authorize(worker, put)).toThrow('explicit deny');
    expect(room.allows(worker, { ...put, action: 'dynamodb:GetItem' })).toBe(true);
  }
});

test.each([
  ['a wildcard within the action', ['dynamodb:*Item'], [TABLE]],
  ['an action in other letters', ['DynamoDB:putitem'], [TABLE]],
  ['a question mark in the resource', ['dynamodb:PutItem'], [TABLE.replace('tenants', 'tenant?')]],
  ['an incomplete ARN', ['dynamodb:PutItem'], ['arn:aws:dynamodb']],
])('%s is understood', (_, actions, resources) => {
  const { room, role } = aCloud();
  expect(room.allows(role([allow(actions, resources)]), put)).toBe(true);
});

test.each([
  ['a wildcard does not reach over the fields of an ARN', allow('dynamodb:PutItem', 'arn:aws:dynamodb:*:table/tenants')],
  ['a resource of another account is another resource', allow('dynamodb:PutItem', TABLE.replace(HOME, '999999999999'))],
  ['a condition on a key that the request lacks fails', allow('dynamodb:PutItem', TABLE, { StringEquals: { 'dynamodb:LeadingKeys': 'acme' } })],
  ['a variable without a value matches nothing', allow('dynamodb:PutItem', '${aws:username}')],
  ['a plain action says nothing about the rest', { Effect: 'Allow', NotAction: 'dynamodb:PutItem', Resource: '*' }],
])('%s', (_, statement) => {
  const { room, role } = aCloud();
  expect(room.allows(role([statement]), put)).toBe(false);
});

test('a wildcard stays within its field of the ARN, also where the text would fit', () => {
  const { room, role } = aCloud();
  const worker = role([allow('lambda:InvokeFunction', 'arn:aws:*:*:function:red')]);
  expect(room.allows(worker, { action: 'lambda:InvokeFunction', resource: 'arn:aws:lambda:eu-west-1:111111111111:function:red' })).toBe(false);
});

test('variables stand for what the request says', () => {
  const { room, role } = aCloud();
  const worker = role([allow('dynamodb:PutItem', 'arn:aws:dynamodb:${aws:RequestedRegion}:${aws:PrincipalAccount}:table/tenants')]);

  expect(room.allows(worker, put)).toBe(true);
  expect(room.allows({ ...worker, region: 'us-east-1' }, put)).toBe(false);
});

test('a variable may bring a value for when it has none', () => {
  const { room, role } = aCloud();
  const worker = role([allow('dynamodb:PutItem', "arn:aws:dynamodb:eu-west-1:*:table/${aws:PrincipalTag/team, 'tenants'}")]);

  expect(room.allows(worker, put)).toBe(true);
  expect(room.allows(worker, { ...put, context: { 'aws:PrincipalTag/team': 'red' } })).toBe(false);
});

test('variables of a policy of 2008 are only text', () => {
  const { room, role } = aCloud();
  const old = { Statement: [allow('dynamodb:PutItem', 'arn:aws:dynamodb:eu-west-1:${aws:PrincipalAccount}:table/tenants')] };

  expect(room.allows(role([], { policies: { old } }), put)).toBe(false);
});

test('a call that depends on a managed policy of unknown content is an error of the lab', () => {
  const { room, role } = aCloud();
  const reader = role([allow('dynamodb:GetItem', '*')], { managedPolicyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'] });

  expect(() => room.authorize(reader, put)).toThrow('the lab does not know the content of arn:aws:iam::aws:policy/ReadOnlyAccess');
  expect(() => room.authorize(reader, { ...put, action: 'dynamodb:GetItem' })).not.toThrow();
});

test('a boundary takes away, it does not give', () => {
  const { room, role } = aCloud();
  const permissionsBoundary = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';
  const worker = role([allow(['dynamodb:PutItem', 'logs:PutLogEvents'], '*')], { permissionsBoundary });

  expect(room.allows(worker, put)).toBe(false);
  expect(room.allows(worker, { action: 'logs:PutLogEvents', resource: '*' })).toBe(true);
  expect(room.allows(worker, { action: 'logs:CreateLogGroup', resource: '*' })).toBe(false);
});

test.each([
  ['a document without a version that IAM knows', { Version: '2020-01-01', Statement: [allow('a:b', '*')] }, 'MalformedPolicyDocument'],
  ['a statement with both Action and NotAction', policyOf({ ...allow('a:b', '*'), NotAction: 'a:c' }), 'MalformedPolicyDocument'],
  ['a statement without Resource', policyOf({ Effect: 'Allow', Action: 'a:b' }), 'MalformedPolicyDocument'],
  ['an identity policy with a principal', policyOf({ ...allow('a:b', '*'), Principal: '*' }), 'MalformedPolicyDocument'],
  ['more than 10,240 characters', policyOf(allow('a:b', 'x'.repeat(10241))), 'LimitExceeded'],
])('%s is refused', (_, document, code) => {
  const { role } = aCloud();
  expect(() => role([], { policies: { document } })).toThrow(expect.objectContaining({ code }));
});

test('white space does not count towards the size of a policy', () => {
  const { role } = aCloud();
  expect(() => role([], { policies: { wide: policyOf(allow('a:b', `x${' '.repeat(10240)}`)) } })).not.toThrow();
});

test('two roles of one account cannot have names that differ only in case', () => {
  const { role } = aCloud();
  role([], { name: 'Worker' });

  expect(() => role([], { name: 'worker' })).toThrow(expect.objectContaining({ code: 'EntityAlreadyExists' }));
  expect(() => role([], { name: 'worker', account: '333333333333' })).not.toThrow();
});

test('a trust policy cannot name a role that does not exist', () => {
  const { role } = aCloud();
  const trust = trustOf({ AWS: `arn:aws:iam::${HOME}:role/nobody` });

  expect(() => role([], { trust })).toThrow('Invalid principal in policy');
});

test('an operator that IAM does not judge may do everything', () => {
  const { room } = aCloud();
  expect(() => room.authorize({ principal: 'operator', account: HOME, region: 'eu-west-1', trusted: true }, put)).not.toThrow();
});

test('what was allowed and never needed shows up, entry by entry', () => {
  const { room, role } = aCloud();
  const actions = ['dynamodb:PutItem', 'dynamodb:DeleteItem'];
  const resources = [TABLE, `${TABLE}/index/*`];
  const worker = role([{ Sid: 'Directory', ...allow(actions, resources) }]);
  room.authorize(worker, put);
  room.authorize(worker, put);

  expect(room.granted()).toEqual([{ role: worker.principal, statement: 'work/Directory', actions, resources }]);
  expect(room.used()).toEqual([{ role: worker.principal, statement: 'work/Directory', actions: ['dynamodb:PutItem'], resources: [TABLE] }]);
  expect(room.unused()).toEqual([
    { role: worker.principal, statement: 'work/Directory', actions: ['dynamodb:DeleteItem'], resources: [`${TABLE}/index/*`] },
  ]);
  expect(room.grants()).toEqual([
    { role: worker.principal, statement: 'work/Directory', action: 'dynamodb:PutItem', resource: TABLE, calls: 2 },
  ]);
});

test('a refused call needs nothing', () => {
  const { room, role } = aCloud();
  const worker = role([allow('dynamodb:PutItem', TABLE), deny('dynamodb:PutItem', TABLE)]);

  expect(() => room.authorize(worker, put)).toThrow();
  expect(room.used()).toEqual([]);
});

describe('in a template', () => {
  const request = (type: string, logicalId: string, properties: ResourceRequest['properties']): ResourceRequest =>
    ({ type, logicalId, properties, stack: 'Platform', account: HOME, region: 'eu-west-1', asset: () => undefined });
  const trust = trustOf({ Service: 'lambda.amazonaws.com' });

  test('a policy for users is refused, not ignored', async () => {
    const { room } = aCloud();
    const create = room.resources!['AWS::IAM::Policy'];
    expect(() => create(request('AWS::IAM::Policy', 'P', { PolicyName: 'p', PolicyDocument: policyOf(allow('a:b', '*')), Users: ['ann'] })))
      .toThrow('the lab does not model Users of IAM policies');
  });

  test('a role, its inline policies, attached policies and managed policies add up', async () => {
    const { room } = aCloud();
    const made = await room.resources!['AWS::IAM::Role'](request('AWS::IAM::Role', 'Worker', {
      AssumeRolePolicyDocument: trust,
      Policies: [{ PolicyName: 'inline', PolicyDocument: policyOf(allow('s3:GetObject', '*')) }],
    }));
    await room.resources!['AWS::IAM::Policy'](request('AWS::IAM::Policy', 'P', {
      PolicyName: 'attached', PolicyDocument: policyOf(allow('sqs:SendMessage', '*')), Roles: [made.ref],
    }));
    await room.resources!['AWS::IAM::ManagedPolicy'](request('AWS::IAM::ManagedPolicy', 'M', {
      PolicyDocument: policyOf(allow('sns:Publish', '*')), Roles: [made.ref],
    }));

    expect(made.ref).toMatch(/^Platform-Worker-\w{12}$/);
    expect(made.attributes).toEqual({ Arn: `arn:aws:iam::${HOME}:role/${made.ref}`, RoleId: expect.stringMatching(/^AROA\w{17}$/) });
    const caller = { principal: String(made.attributes!.Arn), account: HOME, region: 'eu-west-1' };
    const may = ['s3:GetObject', 'sqs:SendMessage', 'sns:Publish', 's3:PutObject'].map(action => room.allows(caller, { action, resource: '*' }));
    expect(may).toEqual([true, true, true, false]);
  });
});

test('an action of IAM itself is refused, not pretended', async () => {
  const { cloud, settle } = aCloud();
  const call = cloud.call({ principal: 'operator', account: HOME, region: 'eu-west-1', trusted: true }, 'iam', 'createRole', {});
  await expect(settle(call)).rejects.toThrow('the lab does not model iam:createRole');
});
