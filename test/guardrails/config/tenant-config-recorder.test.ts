import { CfnParameter } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { SECURITY, recorder, rules, tenant } from './good';
import { ConfigRecordingFrequency, TenantConfigRecorder, TenantConfigRecorderProps, TenantConfigRule } from '../../../src';
import * as prices from '../../../src/guardrails/config/prices.json';
import { baseline as aBaseline, platformStack } from '../../good';

const RECORDER = 'AWS::Config::ConfigurationRecorder';
const CHANNEL = 'AWS::Config::DeliveryChannel';
const ROLE = 'AWS::IAM::ServiceLinkedRole';

const about = (...identifiers: string[]) => identifiers.map(identifier => TenantConfigRule.managed(identifier));

test.each<[string, Partial<TenantConfigRecorderProps>, RegExp]>([
  ['no rules', { rules: [] }, /'rules' must hold at least one rule; leave it out for TenantConfigRule\.recommended\(\)/],
  ['rules that look at nothing that can be recorded', { rules: about('ROOT_ACCOUNT_MFA_ENABLED') }, /'rules' look at no types of resources, so that there is nothing to record/],
  ['a rule twice', { rules: about('ENCRYPTED_VOLUMES', 'ENCRYPTED_VOLUMES') }, /'rules' holds 'encrypted-volumes' twice/],
  ['the name of an account', { securityAccount: 'security' }, /'securityAccount' must be the id of an account, 12 digits, got 'security'/],
])('refuses %s', (_, props, words) => {
  expect(() => recorder(props)).toThrow(words);
});

test('says everything that is wrong at once, and where', () => {
  expect(() => recorder({ rules: [], securityAccount: '1' })).toThrow(/^Platform\/Recorder:\n {2}- 'rules' must .*\n {2}- 'securityAccount' must/);
});

test('refuses an account that only CloudFormation knows, for its name stands in the templates of other accounts', () => {
  const stack = platformStack();
  const later = new CfnParameter(stack, 'Later').valueAsString;
  expect(() => recorder({ securityAccount: later }, {}, stack)).toThrow(/'securityAccount' must be known when the app is synthesized/);
});

test('refuses a second recorder in the same accounts', () => {
  const { baseline, stack } = recorder();
  expect(() => new TenantConfigRecorder(stack, 'Second', { baseline, securityAccount: SECURITY })).toThrow(/'baseline' has a recorder already/);
});

test.each(['ap-south-2', 'ap-southeast-4', 'ca-west-1', 'eu-central-2', 'eu-south-2', 'il-central-1', 'me-central-1'])(
  'refuses rules about IAM where AWS records nothing of it: %s', region => {
    expect(() => recorder({}, { regions: [region, 'us-east-1'] }))
      .toThrow(new RegExp(`'rules' hold mfa-enabled-for-iam-console-access, which look at IAM, .* in ${region}, the home Region`));
    expect(() => recorder({}, { regions: ['us-east-1', region] })).not.toThrow();
    expect(() => recorder({ rules: TenantConfigRule.encryptionAtRest() }, { regions: [region] })).not.toThrow();
  });

test('takes a home Region that only CloudFormation knows', () => {
  const stack = platformStack();
  const home = new CfnParameter(stack, 'Home').valueAsString;
  expect(() => recorder({}, { regions: [home] }, stack)).not.toThrow();
});

test('records what the rules look at, and of IAM in the home Region only', () => {
  recorder({ rules: about('ENCRYPTED_VOLUMES', 'S3_BUCKET_SSL_REQUESTS_ONLY', 'IAM_USER_NO_POLICIES_CHECK') }, { regions: ['eu-west-1', 'us-east-1'] })
    .tenant().hasResource(RECORDER, {
      Condition: Match.absent(),
      Properties: {
        RecordingGroup: {
          AllSupported: false,
          ResourceTypes: { 'Fn::If': ['InHomeRegion', ['AWS::EC2::Volume', 'AWS::IAM::User', 'AWS::S3::Bucket'], ['AWS::EC2::Volume', 'AWS::S3::Bucket']] },
        },
      },
    });
});

test('records the same in all Regions when nothing of it is about IAM', () => {
  recorder({ rules: TenantConfigRule.publicExposure() }).tenant().hasResourceProperties(RECORDER, {
    RecordingGroup: {
      ResourceTypes: [
        'AWS::Lambda::Function', 'AWS::OpenSearch::Domain', 'AWS::RDS::DBClusterSnapshot', 'AWS::RDS::DBInstance', 'AWS::RDS::DBSnapshot',
        'AWS::Redshift::Cluster', 'AWS::S3::Bucket',
      ],
    },
  });
});

test('is in the home Region alone when all of it is about IAM', () => {
  const inTenant = recorder({ rules: TenantConfigRule.multiFactorAuthentication() }, { regions: ['eu-west-1', 'us-east-1'] }).tenant();
  inTenant.hasResource(RECORDER, { Condition: 'InHomeRegion', Properties: { RecordingGroup: { ResourceTypes: ['AWS::IAM::User'] } } });
  inTenant.hasResource(CHANNEL, { Condition: 'InHomeRegion' });
});

test('works with the service-linked role: waits for it where it is made, and knows its name elsewhere', () => {
  const inTenant = recorder().tenant();
  const [role] = Object.keys(inTenant.findResources(ROLE));
  inTenant.hasResource(RECORDER, {
    DependsOn: Match.absent(),
    Properties: {
      RoleARN: {
        'Fn::Join': ['', [
          'arn:', { Ref: 'AWS::Partition' }, ':iam::', { Ref: 'AWS::AccountId' }, ':role/aws-service-role/config.amazonaws.com/',
          { 'Fn::If': ['InHomeRegion', { 'Fn::GetAtt': [role, 'RoleName'] }, 'AWSServiceRoleForConfig'] },
        ]],
      },
    },
  });
  // CloudFormation starts the recorder when both are there, and neither ever comes about that waits for the other.
  inTenant.hasResource(CHANNEL, { DependsOn: Match.absent() });
});

test('makes the role once in each account; it goes if the stack never came about, and else it stays', () => {
  recorder().tenant().hasResource(ROLE, {
    Condition: 'InHomeRegion', DeletionPolicy: 'RetainExceptOnCreate', Properties: { AWSServiceName: 'config.amazonaws.com' },
  });
});

test('delivers to the bucket of the security account, by the name that the rules give it', () => {
  recorder().tenant().hasResourceProperties(CHANNEL, { S3BucketName: `account-per-tenant-tenants-config-${SECURITY}` });
  rules().template().hasResourceProperties('AWS::S3::Bucket', { BucketName: `account-per-tenant-tenants-config-${SECURITY}` });
});

test('takes less than a twentieth of the room that a baseline has', () => {
  const size = (template: Template) => Buffer.byteLength(JSON.stringify(template.toJSON()));
  expect(size(recorder().tenant()) - size(tenant(aBaseline().stack))).toBeLessThan(51_200 / 20);
});

test('TenantConfigRecorderProps.rules default: the recommended ones, and each of them finds what it looks at recorded', () => {
  const [{ Properties }] = Object.values(recorder().tenant().findResources(RECORDER));
  const [, inHome, elsewhere] = (Properties.RecordingGroup.ResourceTypes as { 'Fn::If': [string, string[], string[]] })['Fn::If'];
  const made = rules().rules.rules;
  expect(made.map(({ name }) => name)).toEqual(TenantConfigRule.recommended().map(({ name }) => name));
  for (const rule of made) {
    expect(inHome).toEqual(expect.arrayContaining(rule.resourceTypes));
    if (!rule._oncePerAccount) { expect(elsewhere).toEqual(expect.arrayContaining(rule.resourceTypes)); }
  }
});

test('TenantConfigRecorderProps.frequency default: once a day', () => {
  recorder().tenant().hasResourceProperties(RECORDER, { RecordingMode: { RecordingFrequency: 'DAILY' } });
  recorder({ frequency: ConfigRecordingFrequency.CONTINUOUS }).tenant()
    .hasResourceProperties(RECORDER, { RecordingMode: { RecordingFrequency: 'CONTINUOUS' } });
});

test('TenantConfigRecorderProps.createServiceLinkedRole default: it is made', () => {
  recorder().tenant().resourceCountIs(ROLE, 1);
  const without = recorder({ createServiceLinkedRole: false }).tenant();
  without.resourceCountIs(ROLE, 0);
  without.hasResourceProperties(RECORDER, {
    RoleARN: { 'Fn::Join': ['', Match.arrayWith([':role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig'])] },
  });
});

describe('the bill', () => {
  test('has a source for each price', () => {
    const { itemContinuous, itemDaily, evaluation, date } = prices;
    expect(date).toMatch(/^\d{4}-\d\d-\d\d$/);
    for (const price of [itemContinuous, itemDaily, evaluation]) {
      expect(price).toEqual({
        usd: expect.any(Number),
        what: expect.any(String),
        source: expect.stringMatching(/^https:\/\/\S+\.amazon(aws)?\.com\/\S+$/),
        verified: expect.any(Boolean),
      });
    }
  });

  const bill = (...args: Parameters<typeof recorder>) => recorder(...args).said().join('\n');

  test('of an idle tenant with the recommended rules: 0.03 USD a month, by item', () => {
    const { recorder: made, said } = recorder();
    expect(made.idleCost).toBe(0.03);
    expect(said()).toEqual([expect.stringContaining(
      'AWS Config costs an idle tenant account 0.03 USD a month: recording 0.00 (0 changes × 0.012), 11 rules that wait for changes 0.00 (0 evaluations × 0.001), '
      + 'mfa-enabled-for-iam-console-access 0.03 (30 evaluations × 1 Region × 0.001). Once: the first recording 0.00 (0 resources of the baseline × 0.012 + 0 evaluations × 0.001). '
      + 'Beyond that 0.012 for a resource that changed on a day, and 0.001 for each rule that looks at it. Prices of us-east-1, 2026-11-21',
    )]);
  });

  test('stays within 0.05 USD a month with the recommended rules, in however many Regions', () => {
    expect(recorder({}, { regions: ['eu-west-1', 'us-east-1', 'us-west-2'] }).recorder.idleCost).toBeLessThanOrEqual(0.05);
  });

  test('counts a rule that runs each day in each Region, unless it is about what an account has once', () => {
    const { recorder: made, said } = recorder(
      { rules: about('ENCRYPTED_VOLUMES', 'EBS_SNAPSHOT_PUBLIC_RESTORABLE_CHECK', 'IAM_ROOT_ACCESS_KEY_CHECK') }, { regions: ['eu-west-1', 'us-east-1'] });
    expect(made.idleCost).toBe(0.09);
    expect(said().join()).toMatch(/1 rule that waits for changes 0\.00 .*ebs-snapshot-public-restorable-check 0\.06 \(30 evaluations × 2 Regions × 0\.001\), iam-root-access-key-check 0\.03 \(30 evaluations × 1 Region × 0\.001\)/);
  });

  test('says the other price where each change is recorded', () => {
    expect(bill({ frequency: ConfigRecordingFrequency.CONTINUOUS })).toMatch(/recording 0\.00 \(0 changes × 0\.003\).*Beyond that 0\.003 for a recorded change/);
  });

  test('counts what is in the baseline by the end: 3 buckets in 2 Regions, at which 1 rule looks, and a user, at whom 1 does', () => {
    const { baseline, said } = recorder({}, { regions: ['eu-west-1', 'us-east-1'] });
    for (const id of ['One', 'Two', 'Three']) { new s3.CfnBucket(baseline.stack, id); }
    new iam.CfnUser(baseline.stack, 'User');
    // 7 × 0.012 + 7 × 0.001
    expect(said().join()).toContain('Once: the first recording 0.091 (7 resources of the baseline × 0.012 + 7 evaluations × 0.001)');
  });

  test('counts what is in the home Region once, and what no rule looks at not at all', () => {
    const { baseline, said } = recorder({}, { regions: ['eu-west-1', 'us-east-1'] });
    new s3.CfnBucket(baseline.stack, 'AtHome').cfnOptions.condition = baseline.inHomeRegion;
    expect(said().join()).toContain('the first recording 0.013 (1 resources of the baseline × 0.012 + 1 evaluations × 0.001)');
  });
});
