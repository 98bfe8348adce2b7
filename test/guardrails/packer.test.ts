import { App } from 'aws-cdk-lib';
import * as fc from 'fast-check';
import { Document, Request, judge } from './evaluator';
import { Guardrail } from '../../src';
import { digestOf } from '../../src/guardrails/digest';
import { GuardrailDefinition } from '../../src/guardrails/guardrail-definition';
import { merge } from '../../src/guardrails/packer/merge';
import { minified } from '../../src/guardrails/packer/minified';
import { Packed, Parcel, TooLarge, pack } from '../../src/guardrails/packer/pack';
import { plannedPolicies } from '../../src/guardrails/planned-policy';
import { Conditions, Statement, statementOf } from '../../src/guardrails/statement';

const ACTIONS = ['s3:GetObject', 's3:PutObject', 's3:*', 'S3:getobject', 's3:Get*', 's3:?etObject', 's3:?Object', 's3:*Object', 's3:**', 's3:Get**', 'iam:CreateUser', 'iam:Create*', '*'];
const RESOURCES = ['*', 'arn:*:s3:::a', 'arn:*:s3:::a/*', 'arn:*:s3:::*', 'arn:*:iam::*:user/*'];
const lists = (values: string[]) => fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 4 });

const condition: fc.Arbitrary<Conditions> = fc.dictionary(
  fc.constantFrom('StringEquals', 'StringNotEquals', 'ArnNotLike'),
  fc.dictionary(fc.constantFrom('aws:RequestedRegion', 'aws:PrincipalArn'), lists(['us-east-1', 'eu-west-1', 'arn:*:iam::*:role/a', 'arn:*:iam::*:role/*']), { minKeys: 1, maxKeys: 2 }),
  { minKeys: 1, maxKeys: 2 },
);

const statement: fc.Arbitrary<Statement> = fc.record({
  actionKey: fc.constantFrom('Action', 'Action', 'Action', 'NotAction'), actions: lists(ACTIONS),
  resourceKey: fc.constantFrom('Resource', 'Resource', 'NotResource'), resources: lists(RESOURCES),
  Condition: fc.option(condition, { nil: undefined }),
}).map(({ actionKey, actions, resourceKey, resources, Condition }) =>
  ({ Effect: 'Deny', [actionKey]: actions, [resourceKey]: resources, ...Condition && { Condition } }) as Statement);

const request: fc.Arbitrary<Request> = fc.record({
  action: fc.constantFrom('s3:GetObject', 's3:PutObject', 's3:SetObject', 'iam:CreateUser', 'iam:CreateRole', 'ec2:RunInstances'),
  resource: fc.constantFrom('arn:aws:s3:::a', 'arn:aws:s3:::a/b', 'arn:aws:s3:::b', 'arn:aws:iam::1:user/a'),
  context: fc.record({
    'aws:RequestedRegion': fc.constantFrom('us-east-1', 'eu-west-1', 'ap-south-1'),
    'aws:PrincipalArn': fc.constantFrom('arn:aws:iam::1:role/a', 'arn:aws:iam::1:role/b', 'arn:aws:iam::1:root'),
  }),
});

const parcels = fc.uniqueArray(fc.record({
  name: fc.stringMatching(/^[a-z]{3,8}$/), statements: fc.array(statement, { minLength: 1, maxLength: 3 }),
}), { minLength: 1, maxLength: 12, selector: ({ name }) => name });

const documentOf = (statements: readonly Statement[]): Document => ({ Statement: statements });
const parsed = (packed: readonly Packed[]): Document[] => packed.map(({ content }) => {
  const { Statement: statements } = JSON.parse(content) as { Statement: Record<string, unknown>[] };
  return documentOf(statements.map(statementOf));
});

test('merging and packing never change what is denied', () => {
  fc.assert(fc.property(parcels, fc.array(request, { minLength: 10, maxLength: 10 }), (given, requests) => {
    const asWritten = [documentOf(given.flatMap(({ statements }) => statements))];
    const asPacked = parsed(pack(given, { policies: 9, characters: 10_240 }));
    for (const each of requests) { expect(judge(asPacked, each)).toBe(judge(asWritten, each)); }
  }), { numRuns: Number(process.env.RUNS ?? 1000) });
}, 120_000);

test('the order in which statements come makes no difference to the text', () => {
  const inTwoOrders = fc.array(statement, { maxLength: 6 })
    .chain(all => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })));
  const same = ([one, other]: Statement[][]) => { expect(minified(other)).toBe(minified(one)); };
  fc.assert(fc.property(inTwoOrders, same), { numRuns: 1000 });
});

describe('the order in which rules come', () => {
  const platform = { name: 'tenants', exempt: ['arn:*:iam::*:role/BreakGlass'] };
  const room = { SERVICE_CONTROL_POLICY: 5, RESOURCE_CONTROL_POLICY: 2 };
  const planned = (rules: readonly GuardrailDefinition[]) => plannedPolicies(new App(), rules, platform, room, room);
  const same = ([one, other]: (readonly GuardrailDefinition[])[]) => {
    expect(digestOf(planned(other))).toBe(digestOf(planned(one)));
    // What is said of a policy is in its template as well.
    expect(JSON.stringify(planned(other))).toBe(JSON.stringify(planned(one)));
  };
  const inTwoOrders = (rules: readonly GuardrailDefinition[]) =>
    fc.tuple(fc.constant(rules), fc.shuffledSubarray([...rules], { minLength: rules.length }));

  test('makes no difference to the policies and their digest', () => {
    const rules = Guardrail.strict(['us-east-1']).map(({ _definition }) => _definition);
    fc.assert(fc.property(inTwoOrders(rules), same), { numRuns: 10 });
  });

  test('makes none where there is not room for all in the policies that they ask first', () => {
    const filler = { stops: 'Nothing.', why: 'It is large.', excepted: 'Nobody.', controls: [] };
    const large = fc.integer({ min: 10, max: 250 }).map(size =>
      Array.from({ length: size }, (_, at) => `s3:Action${String(at).padStart(3, '0')}`));
    const rules = fc.array(large, { minLength: 2, maxLength: 9 });
    const named = rules.map(all => all.map((actions, at): GuardrailDefinition => ({
      ...filler, name: `rule-${at}`, policyType: 'SERVICE_CONTROL_POLICY', statements: () => [{ Effect: 'Deny', Action: actions.map(each => `${each}${at}`), Resource: ['*'] }],
    })));
    fc.assert(fc.property(named.chain(inTwoOrders), same), { numRuns: 20 });
  });
});

test('one more rule changes the one policy that it goes to', () => {
  fc.assert(fc.property(parcels, fc.array(statement, { minLength: 1, maxLength: 3 }), (given, statements) => {
    const room = { policies: 5, characters: 10_240 };
    const before = new Map(pack(given, room).map(({ number, content }) => [number, content]));
    for (const at of [0, Math.floor(given.length / 2), given.length]) {
      const after = pack([...given.slice(0, at), { name: 'another-rule', statements }, ...given.slice(at)], room);
      const changed = after.filter(({ number, content }) => before.get(number) !== content);
      expect(changed.map(each => each.parcels.includes('another-rule'))).toEqual(changed.length === 1 ? [true] : []);
    }
  }));
});

test('statements that differ in their actions alone become one', () => {
  const deny = (action: string): Statement => ({ Effect: 'Deny', Action: [action], Resource: ['*'] });
  expect(merge([deny('s3:PutObject'), deny('iam:CreateUser'), deny('s3:*')])).toEqual([{ Effect: 'Deny', Action: ['iam:CreateUser', 's3:*'], Resource: ['*'] }]);
});

test('a list of one is written without brackets, and nothing with white space', () => {
  expect(minified([{ Effect: 'Deny', Action: ['s3:*'], Resource: ['*'] }])).toBe('{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"s3:*","Resource":"*"}]}');
});

test('what does not fit is named, with the size of each rule', () => {
  const large = (name: string): Parcel => ({ name, statements: [{ Effect: 'Deny', Action: [`s3:${name.repeat(50)}`], Resource: ['*'] }] });
  const failing = () => pack(['aaa', 'bbb', 'ccc'].map(large), { policies: 2, characters: 250 });
  expect(failing).toThrow(TooLarge);
  expect(failing).toThrow('there is no room for ccc');
});
