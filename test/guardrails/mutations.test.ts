import { conditionsChanged } from '../../judges/guardrails/condition-mutations';
import { mutationsOf } from '../../judges/guardrails/mutations';

const changed = (Condition: object) =>
  Object.fromEntries(conditionsChanged({ Condition }).map(([what, statement]) => [what, statement.Condition]));

test('each value of a list is taken out in turn', () => {
  expect(changed({ ArnNotLike: { 'aws:PrincipalArn': ['a', 'b'] }, Bool: { other: 'true' } })).toMatchObject({
    'ArnNotLike aws:PrincipalArn is not there': { Bool: { other: 'true' } },
    'ArnNotLike aws:PrincipalArn has no a': { ArnNotLike: { 'aws:PrincipalArn': ['b'] }, Bool: { other: 'true' } },
    'ArnNotLike aws:PrincipalArn has no b': { ArnNotLike: { 'aws:PrincipalArn': ['a'] } },
    'ArnNotLike aws:PrincipalArn is the opposite': { ArnLike: { 'aws:PrincipalArn': ['a', 'b'] } },
  });
});

test('a single value is made one that nothing is, or the other answer', () => {
  expect(changed({ StringEquals: { key: 'a' } })).toMatchObject({ 'StringEquals key is never': { StringEquals: { key: ['never'] } } });
  expect(changed({ Null: { key: 'true' } })).toEqual({ 'Null key is not there': undefined, 'Null key is false': { Null: { key: ['false'] } } });
});

test('those without the key are asked where they were not, and not where they were', () => {
  expect(changed({ Bool: { key: 'true' } })).toMatchObject({ 'Bool key asks those without the key otherwise': { BoolIfExists: { key: ['true'] } } });
  expect(changed({ BoolIfExists: { key: 'true' } })).toMatchObject({ 'BoolIfExists key asks those without the key otherwise': { Bool: { key: ['true'] } } });
  expect(Object.keys(changed({ StringNotEquals: { key: 'a' } })).join()).not.toContain('without the key');
});

test('any value becomes all values', () => {
  expect(changed({ 'ForAnyValue:StringEquals': { key: 'a' } })).toMatchObject({
    'ForAnyValue:StringEquals key is for all values instead of any': { 'ForAllValues:StringEquals': { key: ['a'] } },
  });
});

test('one thing is changed at a time, and the rest of the policies stays', () => {
  const content = JSON.stringify({ Statement: [{ Action: ['a:A', 'b:B'], Resource: 'arn' }, { NotAction: 'c:C', Resource: '*' }] });
  const policy = { name: 'one', type: 'SERVICE_CONTROL_POLICY', content };
  const settings = { name: 'other', type: 'S3_POLICY', content: '{}' };
  const mutations = mutationsOf([policy, settings]);
  expect(mutations.map(({ where, what }) => `${where}: ${what}`)).toEqual([
    'one, statement 1: it is not there', 'one, statement 1: Action a:A is not there', 'one, statement 1: Action b:B is not there',
    'one, statement 1: Resource is *', 'one, statement 2: it is not there',
  ]);
  for (const { policies } of mutations) { expect(policies[1]).toBe(settings); }
});
