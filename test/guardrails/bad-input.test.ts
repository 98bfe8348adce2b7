import { Aws, Token } from 'aws-cdk-lib';
import { Effect, PolicyStatement, PolicyStatementProps } from 'aws-cdk-lib/aws-iam';
import { everyGuardrail } from '../../judges/guardrails/every-guardrail';
import { everySetting } from '../../judges/guardrails/settings';
import { deployed } from '../../judges/guardrails/truth';
import { CustomGuardrailProps, Guardrail, GuardrailPolicyType } from '../../src';

const custom = (statement: PolicyStatementProps, more: Partial<CustomGuardrailProps> = {}) => Guardrail.custom({
  name: 'mine', stops: 'Nobody does it.',
  statements: [new PolicyStatement({ effect: Effect.DENY, actions: ['sqs:CreateQueue'], resources: ['*'], ...statement })],
  ...more,
});
const complaint = (statement: PolicyStatementProps, more: Partial<CustomGuardrailProps> = {}) => {
  try { custom(statement, more); } catch (error) { return (error as Error).message; }
  return '';
};
const exceptFor = (conditions: Record<string, unknown>) => ({ conditions });

describe('a service that there is not', () => {
  test.each([
    ['sns3:Publish', "no service has the prefix 'sns3', perhaps 'sns'"],
    ['cognito:AdminGetUser', "perhaps 'cognito-identity' or 'cognito-idp' or 'cognito-sync' is meant"],
    ['cloudfromation:CreateStack', "perhaps 'cloudformation' is meant"],
    ['frobnicate:Run', "no service has the prefix 'frobnicate'; one that is newer than this library belongs into 'newServices'"],
  ])('%s is refused, with what may be meant', (action, words) => {
    expect(complaint({ actions: ['sqs:CreateQueue', action] })).toContain(`Guardrail.custom('mine'):\n  - 'statements[0]' has actions of '${action.split(':')[0]}': `);
    expect(complaint({ actions: [action] })).toContain(words);
    expect(complaint({ actions: undefined, notActions: [action] })).toContain(words);
  });

  test('is told once, however many of its actions there are', () => {
    expect(complaint({ actions: ['frobnicate:Run', 'frobnicate:Stop'] }).split('\n')).toHaveLength(2);
  });

  test('is taken if it is said to be new', () => {
    expect(complaint({ actions: ['frobnicate:Run'] }, { newServices: ['frobnicate'] })).toBe('');
  });

  test('CustomGuardrailProps.newServices default: none', () => {
    expect(complaint({ actions: ['frobnicate:Run'] })).not.toBe('');
  });

  test.each(['SQS:CreateQueue', '*', Token.asString(Aws.PARTITION)])('%s is taken', action => {
    expect(complaint({ actions: [action] })).toBe('');
  });

  test('is refused among those that tenants may use, unless it is said to be new', () => {
    expect(() => Guardrail.services(['lamda'])).toThrow("Guardrail.services:\n  - 'allowed': no service has the prefix 'lamda', perhaps 'lambda' is meant");
    expect(deployed([Guardrail.services(['frobnicate'], ['frobnicate'])])[0].content).toContain('"frobnicate:*"');
  });

  test('is refused if what is new is no prefix', () => {
    expect(() => Guardrail.services(['lambda'], ['Frob:*'])).toThrow("'newServices' must hold service prefixes of IAM such as 'lambda' or 'dynamodb', got 'Frob:*'");
  });
});

describe('an exception for everybody', () => {
  test.each([
    ['ArnNotLike', 'aws:PrincipalArn', '*'],
    ['ArnNotLike', 'aws:principalarn', 'arn:aws:iam::*:*'],
    ['ArnNotEquals', 'aws:PrincipalArn', `arn:${Aws.PARTITION}:iam::*:*`],
    ['StringNotLike', 'aws:PrincipalArn', 'arn:*'],
    ['StringNotLikeIfExists', 'aws:PrincipalTag/team', '*'],
    ['StringNotLikeIfExists', 'aws:PrincipalOrgID', 'o-*'],
    ['StringNotLike', 'aws:SourceAccount', '????????????'],
    ['ForAnyValue:StringNotLike', 'aws:PrincipalOrgPaths', 'o-*/*'],
    ['ForAllValues:StringNotLike', 'aws:PrincipalServiceNamesList', '**'],
  ])('%s %s %s is refused', (operator, key, value) => {
    const words = `'statements[0]' leaves out everybody by ${operator} ${key} '${value}', so that nobody is stopped; name whom it shall leave out`;
    expect(complaint(exceptFor({ [operator]: { [key]: ['arn:aws:iam::*:role/Admin', value] } }))).toContain(words);
  });

  test.each([
    ['ArnNotLike', 'aws:PrincipalArn', 'arn:*:iam::*:role/*'],
    ['ArnNotLike', 'aws:PrincipalArn', 'arn:aws:iam::333333333333:*'],
    ['StringNotEquals', 'aws:PrincipalTag/team', '*'],
    ['StringLike', 'aws:PrincipalArn', '*'],
    ['StringNotLikeIfExists', 'aws:PrincipalOrgPaths', 'o-acmeacme12/*'],
    ['ArnNotLike', 'aws:PrincipalArn', Token.asString({ Ref: 'Admin' })],
  ])('%s %s %s leaves somebody, and is taken', (operator, key, value) => {
    expect(complaint(exceptFor({ [operator]: { [key]: value } }))).toBe('');
  });

  test('is also one for all actions or all resources', () => {
    expect(complaint({ actions: undefined, notActions: ['*'] })).toContain("'statements[0]' has '*' in 'notActions', which leaves out everything");
    expect(complaint({ resources: undefined, notResources: ['*'] })).toContain("'statements[0]' has '*' in 'notResources', which leaves out everything");
  });
});

describe('a provider whom all the world uses', () => {
  const trusting = (...[issuer, subject]: string[]) => () => Guardrail.oidcProviders([{ issuer, subjects: [subject] }]);

  test.each([
    ['token.actions.githubusercontent.com', 'repo:*'],
    ['token.actions.githubusercontent.com', 'repo:*:ref:refs/heads/*'],
    ['token.actions.githubusercontent.com', 'repo:*/*:environment:production'],
    ['gitlab.com', 'project_path:*:ref_type:*'],
    ['app.terraform.io', 'organization:*'],
    ['agent.buildkite.com', 'organization:*:pipeline:*'],
    ['login.acme.example', '**'],
  ])('%s vouches for everybody as %s, which is refused', (issuer, subject) => {
    expect(trusting(issuer, subject)).toThrow(`'subjects' of '${issuer}' has '${subject}', which is everybody`);
  });

  test.each([
    ['token.actions.githubusercontent.com', 'repo:acme/*'],
    ['token.actions.githubusercontent.com', 'repository_owner_id:1234:*'],
    ['gitlab.com', 'project_path:acme/*:ref_type:branch:ref:*'],
    ['login.acme.example', 'repo:*'],
  ])('%s vouches for some as %s, which is taken', (issuer, subject) => {
    expect(trusting(issuer, subject)).not.toThrow();
  });
});

test('Regions of two partitions cannot be allowed at once', () => {
  const told = () => Guardrail.regions(['eu-central-1', 'cn-north-1', 'nowhere-1']);
  expect(told).toThrow(
    /'allowed' has Regions of 'aws' and 'aws-cn', and an organization is in one partition alone; name those of one\n {2}- .*got 'nowhere-1'/);
  expect(() => Guardrail.strict(['us-east-1', 'cn-north-1'])).toThrow("Guardrail.strict:\n  - 'allowedRegions' has Regions of 'aws' and 'aws-cn'");
  expect(() => Guardrail.regions(['cn-north-1', 'cn-northwest-1', Aws.REGION])).not.toThrow();
});

describe('a rule for resources', () => {
  const policyType = GuardrailPolicyType.RESOURCE_CONTROL_POLICY;

  test('cannot deny everything but some actions', () => {
    expect(complaint({ actions: undefined, notActions: ['sqs:CreateQueue'] }, { policyType })).toContain("'statements[0]' must not have 'notActions'");
  });

  test('says that everybody is meant, without which AWS refuses it', () => {
    expect(deployed([custom({}, { policyType })]).map(({ content }) => content))
      .toEqual(['{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"sqs:CreateQueue","Resource":"*"}]}']);
  });
});

test.each([...everyGuardrail(), ...everySetting()].map(({ name }) => name))('%s is the name of a rule of the catalogue, and of no other', name => {
  expect(complaint({}, { name })).toContain(`'name' is that of a rule of the catalogue: '${name}'; choose another`);
});
