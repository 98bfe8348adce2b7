import * as fc from 'fast-check';
import { overlap } from '../../../src/cli/guardrails/overlap';
import { PolicySet } from '../../../src/cli/guardrails/policy-set';
import { Request, Value } from '../../../src/cli/guardrails/request';
import { Json } from '../../../src/lab';
import { Pattern } from '../../../src/lab/services/iam/pattern';
import { parsePolicy } from '../../../src/lab/services/iam/policy';
import { concerning, judge } from '../../../src/lab/services/iam/role';

const ACTIONS = ['s3:GetObject', 's3:PutObject', 'iam:CreateUser', 'ec2:RunInstances'];
const RESOURCES = ['arn:aws:s3:::a', 'arn:aws:s3:::a/b', 'arn:aws:iam::1:user/a', 'arn:aws:iam::1:role/a/b', 'arn:aws:ec2:us-east-1:1:subnet/s'];
const PATTERNS = [
  '*', 'arn:*:s3:::a', 'arn:*:s3:::a*', 'arn:*:s3:::?', 'arn:*:iam::*:user/*', 'arn:*:iam::*:role/a*', 'arn:*:ec2', 'arn:aws:iam::1:user/${aws:username}', 'arn:aws:s3:::${s3:prefix}',
];
const KEYS = ['aws:PrincipalOrgID', 'aws:ResourceOrgID', 'aws:username', 's3:prefix', 'ec2:Encrypted', 'aws:MultiFactorAuthAge'];
const VALUES = ['o-1', 'o-2', 'a', 'a/b', 'true', 'false', '5', '*', 'a*', '${aws:ResourceOrgID}', '${aws:username}', "${s3:prefix, 'a'}"];
const OPERATORS = [
  'StringEquals', 'StringNotEquals', 'StringLike', 'StringNotLike', 'Bool', 'Null', 'NumericLessThan', 'StringEqualsIfExists', 'StringNotEqualsIfExists', 'BoolIfExists',
  'ForAnyValue:StringLike', 'ForAllValues:StringEquals', 'ForAnyValue:StringNotEquals',
];

const some = <T>(values: readonly T[], most = 2) =>
  fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: most });

const lines = fc.dictionary(fc.constantFrom(...KEYS), some(VALUES), { minKeys: 1, maxKeys: 2 });

const statement = fc.record({
  does: fc.constantFrom('Action', 'NotAction'), actions: some(['*', 's3:*', 's3:Get*', 'iam:CreateUser', 'EC2:runinstances']),
  to: fc.constantFrom('Resource', 'Resource', 'NotResource'), resources: some(PATTERNS),
  Condition: fc.dictionary(fc.constantFrom(...OPERATORS), lines, { maxKeys: 2 }),
}).map(({ does, actions, to, resources, Condition }): Json => ({ Effect: 'Deny', [does]: actions, [to]: resources, Condition }));

const policies = fc.array(statement, { minLength: 1, maxLength: 3 });

const value: fc.Arbitrary<Value> =
  fc.oneof(fc.constantFrom('o-1', 'o-2', 'a', 'a/b', 'true', 'false', '3', undefined), some(['a', 'o-1', 'true']));

type Drawn<T> = T extends fc.Arbitrary<infer Value> ? Value : never;

/** A request as it is, and what of it somebody who looks on is told. */
const request = fc.record({
  action: fc.constantFrom(...ACTIONS),
  resource: fc.constantFrom(...RESOURCES),
  context: fc.record(Object.fromEntries(KEYS.map(key => [key.toLowerCase(), value]))),
});
type Asked = Drawn<typeof request>;

const hiding = fc.record({
  keys: fc.record(Object.fromEntries(KEYS.map(key => [key.toLowerCase(), fc.constantFrom('told', 'told', 'one of', 'hidden')]))),
  other: value,
  resource: fc.constantFrom('told', 'one of', 'part', 'service'),
  isAlike: fc.boolean(),
});

/** What the lab says to somebody who knows everything. */
function isDenied(statements: readonly Json[], { action, resource, context }: Asked): boolean {
  const parsed = [{ name: 'p', statements: parsePolicy({ Version: '2012-10-17', Statement: [...statements] }) }];
  const given = (key: string) => { const known = context[key]; return typeof known === 'object' ? [...known] : known; };
  return judge(concerning(parsed, action), { action, resource, context: given }).kind === 'denied';
}

const setOf = (statements: readonly Json[]) => new PolicySet([{
  name: 'p', type: 'SERVICE_CONTROL_POLICY', content: JSON.stringify({ Version: '2012-10-17', Statement: statements }), unknown: [], platform: '', units: [], rules: [],
}]);

const known = ({ action, resource, context }: Asked): Request => ({
  action, resources: [resource], values: key => [context[key]], alike: [], bySubject: true, inAccount: true, principal: 'somebody',
});

function partly(asked: Asked, { keys, other, resource, isAlike }: Drawn<typeof hiding>): Request {
  const organizations = ['aws:principalorgid', 'aws:resourceorgid'];
  const [theirs, ours] = organizations.map(key => asked.context[key]);
  const alike = isAlike && typeof theirs === 'string' && theirs === ours;
  const resources = {
    told: [asked.resource], ['one of']: ['arn:aws:s3:::a', asked.resource], part: [asked.resource.replace(/[^:/]+$/, '*')],
    service: asked.resource.replace(/^arn:aws:(\w+):.*/, 'arn:*:$1:*:*:*'),
  }[resource]!;
  return {
    ...known(asked),
    resources: [resources].flat(),
    alike: alike ? organizations : [],
    values: key => {
      if (alike && organizations.includes(key)) { return undefined; }
      switch (keys[key]) {
        case 'told': return [asked.context[key]];
        case 'one of': return [other, asked.context[key]];
        default: return undefined;
      }
    },
  };
}

const RUNS = { numRuns: Number(process.env.RUNS ?? 1500) };

test('who is told everything is told what the lab says', () => {
  fc.assert(fc.property(policies, request, (statements, asked) => {
    expect(setOf(statements).verdict(known(asked)).is).toBe(isDenied(statements, asked) ? 'denied' : 'allowed');
  }), RUNS);
}, 120_000);

test('who is told a part is told what the lab says, or that it depends', () => {
  fc.assert(fc.property(policies, request, hiding, (statements, asked, hidden) => {
    const { is } = setOf(statements).verdict(partly(asked, hidden));
    expect(['open', isDenied(statements, asked) ? 'denied' : 'allowed']).toContain(is);
  }), RUNS);
}, 120_000);

const deny = (Condition: Json, more: Readonly<Record<string, Json>> = {}): Json => ({ Effect: 'Deny', Action: '*', Resource: '*', ...more, Condition });
const asking = (values: Readonly<Record<string, readonly Value[]>>, more: Partial<Request> = {}): Request => ({
  ...known({ action: 's3:GetObject', resource: 'arn:aws:s3:::a/b', context: {} }), values: key => values[key], ...more,
});

describe('what is not told', () => {
  const VOLUME = deny({ Bool: { 'ec2:Encrypted': 'false' }, ArnNotLike: { 'aws:PrincipalArn': 'arn:*:iam::*:role/platform' } });
  const by = (role: string) => ({ 'aws:principalarn': [`arn:aws:iam::1:role/${role}`] });

  test('is named as the policy writes it', () => {
    expect(setOf([VOLUME]).verdict(asking(by('builder')))).toMatchObject({ is: 'open', on: ['ec2:Encrypted'] });
  });

  test('makes no difference where another condition decides', () => {
    expect(setOf([VOLUME]).verdict(asking(by('platform')))).toEqual({ is: 'allowed' });
  });

  test('makes no difference where another statement denies', () => {
    expect(setOf([VOLUME, deny({})]).verdict(asking(by('builder'))).is).toBe('denied');
  });

  test('makes no difference where all that it may be leads to the same', () => {
    const set = setOf([deny({ BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } })]);
    expect(set.verdict(asking({ 'aws:multifactorauthpresent': ['false', undefined] })).is).toBe('denied');
    expect(set.verdict(asking({ 'aws:multifactorauthpresent': ['true', undefined] }))).toMatchObject({ is: 'open', on: ['aws:MultiFactorAuthPresent'] });
  });

  test('is the same on both sides for somebody of the same organization', () => {
    const alike = { alike: ['aws:principalorgid', 'aws:resourceorgid'] };
    const ours = setOf([deny({ StringNotEquals: { 'aws:PrincipalOrgID': '${aws:ResourceOrgID}' } })]);
    expect(ours.verdict(asking({}, alike))).toEqual({ is: 'allowed' });
    expect(ours.verdict(asking({}))).toMatchObject({ is: 'open', on: ['aws:PrincipalOrgID'] });
    const theirs = setOf([deny({ StringNotEquals: { 'aws:PrincipalOrgID': 'o-others' } })]);
    expect(theirs.verdict(asking({}, alike))).toMatchObject({ is: 'open', on: ['aws:PrincipalOrgID'] });
  });

  test('of the resource: a pattern of another service fits none, one for all fits each', () => {
    const unknown = { resources: ['arn:*:s3:*:*:*'] };
    expect(setOf([deny({}, { Resource: 'arn:*:iam::*:role/x' })]).verdict(asking({}, unknown))).toEqual({ is: 'allowed' });
    expect(setOf([deny({}, { Resource: 'arn:*:s3:::secret' })]).verdict(asking({}, unknown))).toMatchObject({ is: 'open', on: ['the resource'] });
    expect(setOf([deny({})]).verdict(asking({}, unknown)).is).toBe('denied');
  });

  test('of the resource: one character is not all that may be there', () => {
    const set = setOf([deny({}, { Resource: 'arn:*:s3:::?' })]);
    expect(set.verdict(asking({}, { resources: ['arn:aws:s3:::*'] }))).toMatchObject({ is: 'open', on: ['the resource'] });
  });

  test('an operator that the evaluator does not model is open, not guessed', () => {
    const set = setOf([deny({ NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } })]);
    expect(set.verdict(asking({ 'aws:sourceip': ['203.0.113.9'] }))).toMatchObject({ is: 'open', on: ['aws:SourceIp (NotIpAddress)'] });
  });

  test('what CloudFormation alone knows is open, whatever the record tells', () => {
    const set = setOf([deny({ StringNotEquals: { 'aws:RequestedRegion': '${cloudformation:Home}' } })]);
    expect(set.verdict(asking({ 'aws:requestedregion': ['us-east-1'] }))).toMatchObject({ is: 'open', on: ['cloudformation:Home'] });
  });
});

describe('who is held by which policies', () => {
  const RESOURCE_POLICY = new PolicySet([{
    name: 'p', type: 'RESOURCE_CONTROL_POLICY', unknown: [], platform: '', units: [], rules: [],
    content: JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Deny', Principal: '*', Action: ['s3:*', 'lambda:*'], Resource: '*' } }),
  }]);

  test('service control policies hold the people of the account alone', () => {
    expect(setOf([deny({})]).verdict(asking({}, { bySubject: false }))).toEqual({ is: 'allowed' });
  });

  test('resource control policies hold resources of the account alone, of the services that they cover', () => {
    expect(RESOURCE_POLICY.verdict(asking({}, { bySubject: false })).is).toBe('denied');
    expect(RESOURCE_POLICY.verdict(asking({}, { inAccount: false }))).toEqual({ is: 'allowed' });
    expect(RESOURCE_POLICY.verdict(asking({}, { action: 'lambda:InvokeFunction' }))).toEqual({ is: 'allowed' });
  });
});

test('two patterns overlap if there is an ARN that fits both, and else not', () => {
  const texts = Array.from({ length: 6 }, (_, length) => length)
    .flatMap(length => Array.from({ length: 2 ** length }, (_, bits) => [...bits.toString(2).padStart(length, '0')].slice(0, length).join('')));
  const part = fc.array(fc.constantFrom('0', '1', '*', '?'), { maxLength: 3 }).map(characters => characters.join(''));
  const arn = (last: string) => `arn:aws:s3:::${last}`;
  const fits = (pattern: string, text: string) => new Pattern(arn(pattern), false, 'arn').matches(arn(text), () => undefined);
  fc.assert(fc.property(part, part, (one, other) => {
    expect(overlap(arn(one), arn(other))).toBe(texts.some(text => fits(one, text) && fits(other, text)));
  }), { numRuns: 500 });
});

test('a wildcard of an ARN does not reach over its first colons', () => {
  expect(overlap('arn:*:s3:::a', 'arn:aws:iam::1:role/a')).toBe(false);
  expect(overlap('arn:*:iam::*:role/a', 'arn:aws:iam::1:*')).toBe(true);
  expect(overlap('arn:aws:sqs', 'arn:*:sqs:*:*:*')).toBe(true);
});
