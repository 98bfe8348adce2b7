import * as fc from 'fast-check';
import { JsonObject } from '../../../../src/lab/json';

/* Statements and requests by chance, of few words, so that they often have to do with each other. */

export const ACTIONS = ['dynamodb:PutItem', 'dynamodb:GetItem', 'sqs:SendMessage'];
const ACTION_PATTERNS = [...ACTIONS, '*', 'dynamodb:*', 'dynamodb:?etItem', 'DYNAMODB:put*', 'sqs:Send*', 'sqs:*Item'];
export const RESOURCES = [
  'arn:aws:dynamodb:eu-west-1:111111111111:table/red', 'arn:aws:dynamodb:us-east-1:111111111111:table/red/index/by-state',
  'arn:aws:dynamodb:eu-west-1:222222222222:table/blue', 'arn:aws:sqs:eu-west-1:111111111111:red', '*',
];
const RESOURCE_PATTERNS = [
  ...RESOURCES, 'arn:aws:dynamodb:*:*:table/red', 'arn:aws:dynamodb:*:111111111111:*', 'arn:aws:dynamodb:eu-*:*:table/r?d',
  'arn:aws:dynamodb:eu-west-1:*:table/${aws:PrincipalTag/team}', 'arn:aws:sqs:*:111111111111:r*',
  'arn:*:dynamodb:*:*:table/*/index/*', 'arn:aws:*:*:111111111111:*red',
];
const INCOMPLETE = 'arn:aws:sqs';
const WORDS = ['red', 'Red', 'blue', 'r*', 'r?d', '*', '${aws:PrincipalTag/team}', ''];
const ARNS = [...RESOURCES.slice(0, 4), 'arn:aws:*:*:*:*', 'arn:aws:sqs:*:111111111111:*', 'arn:aws:dynamodb:*:*:table/r*', 'arn:aws:dynamodb:*:*:table/${aws:PrincipalTag/team}'];
const NUMBERS = ['1', '2', '10', '2.5'];
const DATES = ['2026-01-01T00:00:00Z', '2026-06-01T00:00:00Z', '2026-06-01'];

const single = (operators: string[], key: string, values: string[]) => fc.record({
  operator: fc.tuple(fc.constantFrom(...operators), fc.constantFrom('', 'IfExists')).map(parts => parts.join('')),
  key: fc.constant(key),
  values: fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 3 }),
});

const textOperators = ['StringEquals', 'StringNotEquals', 'StringLike', 'StringNotLike', 'StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase'];
const comparisons = ['Equals', 'NotEquals', 'LessThan', 'LessThanEquals', 'GreaterThan', 'GreaterThanEquals'];

const conditionLine = fc.oneof(
  single(textOperators, 'aws:RequestTag/tier', WORDS),
  single(textOperators, 'aws:PrincipalTag/team', WORDS),
  single(['ArnEquals', 'ArnLike', 'ArnNotEquals', 'ArnNotLike'], 'aws:SourceArn', ARNS),
  single(comparisons.map(name => `Numeric${name}`), 'aws:MultiFactorAuthAge', NUMBERS),
  single(comparisons.map(name => `Date${name}`), 'aws:TokenIssueTime', DATES),
  single(['Bool'], 'aws:MultiFactorAuthPresent', ['true', 'false']),
  fc.record({
    operator: fc.constant('Null'), key: fc.constantFrom('aws:RequestTag/tier', 'aws:TagKeys'), values: fc.constantFrom('true', 'false').map(value => [value]),
  }),
  fc.record({
    operator: fc.tuple(fc.constantFrom('ForAnyValue:', 'ForAllValues:'), fc.constantFrom(...textOperators)).map(parts => parts.join('')),
    key: fc.constant('aws:TagKeys'),
    values: fc.uniqueArray(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 3 }),
  }),
);

const conditions = fc.array(conditionLine, { maxLength: 2 }).map(lines => {
  const block: Record<string, Record<string, string[]>> = {};
  for (const { operator, key, values } of lines) { block[operator] = { ...block[operator], [key]: values }; }
  return block;
});

export const statement = fc.record({
  Effect: fc.constantFrom('Allow', 'Allow', 'Deny'),
  actionKey: fc.constantFrom('Action', 'Action', 'Action', 'NotAction'),
  actions: fc.uniqueArray(fc.constantFrom(...ACTION_PATTERNS), { minLength: 1, maxLength: 3 }),
  resourceKey: fc.constantFrom('Resource', 'Resource', 'Resource', 'NotResource'),
  resources: fc.uniqueArray(fc.constantFrom(...RESOURCE_PATTERNS), { minLength: 1, maxLength: 3 }),
  incomplete: fc.boolean(),
  Condition: conditions,
}).map(({ Effect, actionKey, actions, resourceKey, resources, incomplete, Condition }): JsonObject => ({
  Effect,
  [actionKey]: actions,
  [resourceKey]: resourceKey === 'Resource' ? [...resources, ...(incomplete ? [INCOMPLETE] : [])]
    : resources.map(resource => resource.replace('${aws:PrincipalTag/team}', 'red')),
  ...(Object.keys(Condition).length > 0 && { Condition }),
}));

/** Organization policies take no incomplete ARNs. */
export const organizationStatement = statement.map(({ Resource, ...rest }): JsonObject => ({
  ...rest,
  ...(Resource !== undefined && { Resource: (Resource as string[]).filter(resource => resource !== INCOMPLETE) }),
}));

export const context = fc.record({
  'aws:PrincipalTag/team': fc.constantFrom('red', 'blue', 'r*d'),
  'aws:RequestTag/tier': fc.constantFrom('red', 'Red', 'blue', 'rad'),
  'aws:SourceArn': fc.constantFrom(...RESOURCES.slice(0, 4)),
  'aws:MultiFactorAuthAge': fc.constantFrom(...NUMBERS),
  'aws:TokenIssueTime': fc.constantFrom(...DATES),
  'aws:MultiFactorAuthPresent': fc.constantFrom('true', 'false'),
  'aws:TagKeys': fc.uniqueArray(fc.constantFrom('red', 'Red', 'blue'), { minLength: 1, maxLength: 2 }),
}, { requiredKeys: [] });
