import { App, Stack } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { Construct, IConstruct } from 'constructs';
import { TenantOrganization } from '../../src';
import { acknowledge, managedPolicy, wildcard } from '../../src/private/acknowledge';
import { PLATFORM, baseline, factory, organization, platformStack } from '../good';

/** What cdk-nag says to whoever runs it over an app of their own, as it comes. */
const findings = (scope: IConstruct) =>
  new AwsSolutionsChecks().validateScope(scope).violations.map(violation => violation.ruleName);

test('cdk-nag finds nothing in a platform of two accounts that is not acknowledged with its reason', () => {
  expect(findings(organization({ platformAccount: PLATFORM }).stack)).toEqual([]);
  expect(findings(factory().stack)).toEqual([]);
});

test('cdk-nag finds nothing in a platform of one account that nobody knows yet', () => {
  const stack = new Stack(new App(), 'Anywhere');
  factory({ organization: new TenantOrganization(stack, 'Land') }, stack);
  expect(findings(stack)).toEqual([]);
});

test('policies that users choose for operators are theirs to answer for', () => {
  expect(findings(baseline({ operatorPolicies: ['AdministratorAccess'] }).stack)).toEqual([expect.stringMatching(/IAM4.*AdministratorAccess/)]);
});

test('an acknowledgement covers what it stands beside, and nothing else', () => {
  const stack = platformStack();
  const [mine, other] = [new Construct(stack, 'Mine'), new Construct(stack, 'Other')];
  acknowledge(mine, { 'AwsSolutions-X1': 'meant' });
  expect(mine.node.metadata).toEqual([expect.objectContaining({ data: { 'AwsSolutions-X1': 'meant' } })]);
  const acknowledged = [other, stack].flatMap(each => each.node.metadata).filter(entry => /acknowledged/.test(entry.type));
  expect(acknowledged).toEqual([]);
});

test('findings are spelled as cdk-nag spells them', () => {
  expect(wildcard('*')).toBe('AwsSolutions-IAM5[Resource::*]');
  expect(managedPolicy('ReadOnlyAccess')).toBe('AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/ReadOnlyAccess]');
});
