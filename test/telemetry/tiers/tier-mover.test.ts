import { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Key } from 'aws-cdk-lib/aws-kms';
import { AwsSolutionsChecks } from 'cdk-nag';
import { ties } from './platform';
import { MetricsReader } from '../../../src/telemetry/tiers/metrics-reader';
import { TierMover } from '../../../src/telemetry/tiers/tier-mover';
import { TIERS_CALLS, tiers } from '../../../src/telemetry/tiers/workflows/tiers.asl';
import { baseline, managementStack, organization, platformStack } from '../../good';
import { TenantBaseline, TenantDirectory } from 'cdk-account-per-tenant';

const validate = jest.requireActual<(document: object) => { errors: unknown[] }>('asl-validator');

interface Statement { readonly Action: string | string[] }

/** What the role of a logical id may do. */
function actionsOf(template: Template, role: string): string[] {
  const policies = Object.values(template.findResources('AWS::IAM::Policy'))
    .filter(({ Properties }) => JSON.stringify(Properties.Roles).includes(role));
  const statements = policies.flatMap(({ Properties }) => Properties.PolicyDocument.Statement as Statement[]);
  return statements.flatMap(({ Action }) => Action).sort();
}

const mover = (made: TenantBaseline, stack: Stack, more = {}) => {
  new TierMover(stack, 'Mover', { ...ties(stack, made), ...more });
  return Template.fromStack(stack);
};

const document = () => tiers({ partition: 'aws', stackSetName: 'baseline', callAs: 'SELF', regions: ['us-east-1'], survey: 'survey', settle: 'settle' });

describe('The workflow of tiers', () => {
  it('is sound', () => {
    expect(validate(document()).errors).toEqual([]);
  });

  it('makes the calls that are listed beside it, and no others', () => {
    const called = [...JSON.stringify(document()).matchAll(/states:::(?:aws-sdk:)?(\w+):(\w+)"/g)].map(([, service, action]) => `${service}:${action}`);
    const listed = Object.values(TIERS_CALLS).flat().map(each => each.replace('lambda:InvokeFunction', 'lambda:invoke'));
    // What a delegated administrator needs, too, is no call of its own.
    const expected = listed.filter(each => !each.endsWith('ListDelegatedAdministrators')).map(each => each.toLowerCase()).sort();
    expect([...new Set(called)].map(each => each.toLowerCase()).sort()).toEqual(expected);
  });
});

describe('In the management account', () => {
  it('nobody asks who delegated administrators are', () => {
    const stack = managementStack();
    const { organization: made } = organization({}, stack);
    const template = mover(new TenantBaseline(stack, 'Baseline', { organization: made }), stack);
    expect(actionsOf(template, 'MoverRole')).toEqual([
      'cloudformation:DescribeStackSetOperation', 'cloudformation:UpdateStackInstances', 'lambda:InvokeFunction', 'organizations:ListRoots',
    ]);
    expect(JSON.stringify(template.toJSON())).not.toContain('ListDelegatedAdministrators');
  });
});

describe('In the platform account', () => {
  it('cdk-nag finds nothing that is not meant to be so', () => {
    const { baseline: made, stack } = baseline();
    mover(made, stack);
    new MetricsReader(stack, 'Reader', { platformName: 'tenants', platformAccount: '222222222222' });
    const { violations } = new AwsSolutionsChecks().validateScope(stack);
    const ours = violations.flatMap(({ violatingResources }) => violatingResources.map(({ constructPath = '' }) => constructPath))
      .filter(path => /Mover|Reader/.test(path));
    expect(ours).toEqual([]);
  });

  it('the stack set belongs to the management account', () => {
    const { baseline: made, stack } = baseline();
    mover(made, stack).hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([Match.objectLike({
          Action: 'cloudformation:DescribeStackSetOperation',
          Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':cloudformation:us-east-1:111111111111:stackset/cdk-account-per-tenant-tenants-baseline:*']] },
        })]),
      },
    });
  });

  it('looks once an hour, at a minute of its own', () => {
    const { baseline: made, stack } = baseline();
    mover(made, stack).hasResourceProperties('AWS::Events::Rule', {
      ScheduleExpression: Match.stringLikeRegexp('^cron\\(\\d+ \\* \\* \\* \\? \\*\\)$'), Targets: [Match.objectLike({ Input: '{}' })],
    });
  });

  it('a directory with a key of its own is read and written with that key', () => {
    const stack = platformStack();
    const { baseline: made } = baseline({}, stack);
    const directory = new TenantDirectory(stack, 'Encrypted', { encryptionKey: new Key(stack, 'Key') });
    const template = mover(made, stack, { directory, bus: new EventBus(stack, 'Other') });
    for (const role of ['MoverSurveyRole', 'MoverSettleRole']) {
      expect(actionsOf(template, role)).toEqual(expect.arrayContaining(['kms:Decrypt', 'kms:Encrypt']));
    }
  });
});

test('in the observability account, only the survey of the platform account may list metrics and links, and nothing else', () => {
  const stack = platformStack();
  new MetricsReader(stack, 'Reader', { platformName: 'tenants', platformAccount: '222222222222' });
  const template = Template.fromStack(stack);
  expect(actionsOf(template, 'Reader')).toEqual(['cloudwatch:ListMetrics', 'oam:ListAttachedLinks', 'oam:ListSinks']);
  template.hasResourceProperties('AWS::IAM::Role', {
    RoleName: 'cdk-account-per-tenant-tenants-metrics',
    AssumeRolePolicyDocument: {
      Statement: [Match.objectLike({
        Condition: { ArnEquals: { 'aws:PrincipalArn': { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::222222222222:role/cdk-account-per-tenant-tenants-survey']] } } },
      })],
    },
  });
});
