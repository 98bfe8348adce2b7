import { App, Aws, CfnParameter, Duration, Fn, Stack } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { ORGANIZATION_ID, SECURITY, rules, securityStack } from './good';
import { TenantConfigRule, TenantConfigRules, TenantConfigRulesProps } from '../../../src';
import { MANAGEMENT, ORGANIZATION, PLATFORM } from '../../good';

const RULE = 'AWS::Config::OrganizationConfigRule';
const AGGREGATOR = 'AWS::Config::ConfigurationAggregator';
const BUCKET = 'AWS::S3::Bucket';

const numbered = (count: number, name = (at: number) => `rule-${at}`) => Array.from({ length: count }, (_, at) =>
  TenantConfigRule.managed('REQUIRED_TAGS', { name: name(at), resourceTypes: ['AWS::S3::Bucket'], periodic: false }));
const accounts = (count: number) => Array.from({ length: count }, (_, at) => String(500000000000 + at));

test.each<[string, Partial<TenantConfigRulesProps>, RegExp]>([
  ['151 rules', { rules: numbered(151) }, /'rules' must hold at most 150 rules, got 151; AWS takes no more in an organization/],
  ['a rule twice', { rules: [...numbered(1), ...numbered(1)] }, /'rules' holds 'rule-0' twice/],
  ['names that differ where AWS does not look any more', { rules: numbered(2, at => `${'x'.repeat(60)}${at}`) }, /'rules' holds 'x{60}1' twice, or a name that is the same in the first 64 characters with 'tenants-' before it/],
  ['something that is no organization', { organizationId: 'r-abcd' }, /'organizationId' must be the id of an organization, such as 'o-abcde12345', got 'r-abcd'/],
  ['Regions without that of the stack', { regions: ['eu-west-1'] }, /'regions' must hold the Region of this stack, us-east-1, got eu-west-1/],
  ['no Regions', { regions: [] }, /'regions' must hold the Region of this stack, us-east-1, got none/],
  ['a Region twice', { regions: ['us-east-1', 'us-east-1'] }, /'regions' must name each Region once, got us-east-1, us-east-1/],
  ['Regions that nobody knows yet', { regions: Fn.split(',', Fn.importValue('Regions')) }, /'regions' must be known when the app is synthesized/],
  ['a Region that nobody knows yet', { regions: [Aws.REGION] }, /'regions' must be known when the app is synthesized/],
  ['the name of an account', { excludedAccounts: ['sandbox'] }, /'excludedAccounts' must hold ids of accounts, 12 digits, got 'sandbox'/],
  ['998 excluded accounts', { excludedAccounts: accounts(998) }, /'excludedAccounts' must hold at most 997 accounts, got 998; AWS takes 1000, and 3 are excluded anyway/],
  ['hours', { keepFor: Duration.hours(36) }, /'keepFor' must be a whole number of days, got 1 day 12 hours/],
  ['no time at all', { keepFor: Duration.days(0) }, /'keepFor' must be a whole number of days/],
])('refuses %s', (_, props, words) => {
  expect(() => rules(props)).toThrow(words);
});

test('says everything that is wrong at once, and where', () => {
  expect(() => rules({ rules: [], organizationId: 'x', excludedAccounts: ['y'] }))
    .toThrow(/^Security\/Config:\n {2}- 'organizationId' must .*\n {2}- 'excludedAccounts' must/);
});

test('takes as much as AWS takes', () => {
  const most = { rules: numbered(150), excludedAccounts: accounts(997), keepFor: Duration.days(1) };
  expect(() => rules(most).template()).not.toThrow();
});

test('takes ids that only CloudFormation knows', () => {
  const stack = securityStack();
  const later = (id: string) => new CfnParameter(stack, id).valueAsString;
  const keepFor = Duration.days(new CfnParameter(stack, 'Days', { type: 'Number' }).valueAsNumber);
  const made = rules({ organizationId: later('Organization'), excludedAccounts: [later('Account')], keepFor }, stack);
  expect(() => made.template()).not.toThrow();
});

test('takes a stack of which nobody knows where it goes, as the only one', () => {
  const made = rules({}, new Stack(new App(), 'Anywhere'));
  made.template().hasResourceProperties(BUCKET, { BucketName: { 'Fn::Join': ['', ['account-per-tenant-tenants-config-', { Ref: 'AWS::AccountId' }]] } });
});

test('puts each rule into all accounts but those without a recorder', () => {
  const template = rules({ excludedAccounts: ['555555555555', SECURITY] }).template();
  template.hasResourceProperties(RULE, {
    OrganizationConfigRuleName: 'tenants-encrypted-volumes',
    ExcludedAccounts: [MANAGEMENT, SECURITY, PLATFORM, '555555555555'],
    OrganizationManagedRuleMetadata: {
      RuleIdentifier: 'ENCRYPTED_VOLUMES',
      Description: 'Volumes that are attached and not encrypted: https://docs.aws.amazon.com/config/latest/developerguide/encrypted-volumes.html',
      MaximumExecutionFrequency: Match.absent(),
      InputParameters: Match.absent(),
    },
  });
});

test('has a rule run no more often than once a day', () => {
  rules({ rules: [TenantConfigRule.managed('IAM_USER_MFA_ENABLED')] }).template().hasResourceProperties(RULE, {
    OrganizationManagedRuleMetadata: { RuleIdentifier: 'IAM_USER_MFA_ENABLED', MaximumExecutionFrequency: 'TwentyFour_Hours' },
  });
});

test('ManagedConfigRuleOptions.parameters default: none, and AWS takes the defaults of the rule', () => {
  const made = (parameters?: Record<string, string>) =>
    rules({ rules: [TenantConfigRule.managed('ENCRYPTED_VOLUMES', { parameters })] }).template();
  made({ kmsId: 'key' }).hasResourceProperties(RULE, { OrganizationManagedRuleMetadata: { InputParameters: '{"kmsId":"key"}' } });
  made().hasResourceProperties(RULE, { OrganizationManagedRuleMetadata: { InputParameters: Match.absent() } });
});

test('lets AWS Config deliver for accounts of the organization, and nobody else write', () => {
  rules().template().hasResourceProperties('AWS::S3::BucketPolicy', {
    PolicyDocument: {
      Statement: [
        Match.objectLike({ Effect: 'Deny', Action: 's3:*', Principal: { AWS: '*' }, Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
        Match.objectLike({
          Effect: 'Allow', Action: ['s3:GetBucketAcl', 's3:ListBucket'], Principal: { Service: 'config.amazonaws.com' },
          Condition: { StringEquals: { 'aws:SourceOrgID': ORGANIZATION_ID } },
        }),
        Match.objectLike({
          Effect: 'Allow', Action: 's3:PutObject', Principal: { Service: 'config.amazonaws.com' },
          Resource: { 'Fn::Join': ['', Match.arrayWith(['/AWSLogs/*/Config/*'])] },
          Condition: { StringEquals: { 'aws:SourceOrgID': ORGANIZATION_ID, 's3:x-amz-acl': 'bucket-owner-full-control' } },
        }),
      ],
    },
  });
});

test('keeps what was recorded from the public, from being lost and from staying for ever', () => {
  rules().template().hasResource(BUCKET, {
    DeletionPolicy: 'RetainExceptOnCreate',
    Properties: {
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true,
      },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }] },
      VersioningConfiguration: { Status: 'Enabled' },
      LifecycleConfiguration: {
        Rules: [{
          NoncurrentVersionExpiration: { NoncurrentDays: 90 },
          AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
        }],
      },
    },
  });
});

test('the longest name that a platform may have makes a name that a bucket may have', () => {
  const template = rules({ organization: { ...ORGANIZATION, platformName: 'p'.repeat(24) } }).template();
  const [{ Properties }] = Object.values(template.findResources(BUCKET));
  expect(Properties.BucketName).toHaveLength(63);
  for (const rule of Object.values(template.findResources(RULE))) {
    expect(rule.Properties.OrganizationConfigRuleName).toMatch(/^p{24}-[a-z0-9-]{1,39}$/);
  }
});

test('aggregates the Regions of the tenants, with a role that AWS Config alone assumes, for this account', () => {
  const template = rules({ regions: ['us-east-1', 'eu-west-1'] }).template();
  template.hasResourceProperties(AGGREGATOR, {
    OrganizationAggregationSource: { AwsRegions: ['us-east-1', 'eu-west-1'], AllAwsRegions: Match.absent() },
  });
  template.hasResourceProperties('AWS::IAM::Role', {
    AssumeRolePolicyDocument: {
      Statement: [{
        Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'config.amazonaws.com' }, Condition: { StringEquals: { 'aws:SourceAccount': SECURITY } },
      }],
    },
    ManagedPolicyArns: [{ 'Fn::Join': ['', Match.arrayWith([':iam::aws:policy/service-role/AWSConfigRoleForOrganizations'])] }],
  });
});

test('in another Region there are its rules alone, without those about what an account has once', () => {
  const { rules: made, template } = rules({ regions: ['us-east-1', 'eu-west-1'] }, securityStack('eu-west-1'));
  expect(made.bucket).toBeUndefined();
  const resources = template().toJSON().Resources as Record<string, { Type: string }>;
  expect([...new Set(Object.values(resources).map(({ Type }) => Type))]).toEqual([RULE]);
  expect(made.rules.map(({ name }) => name))
    .toEqual([...TenantConfigRule.encryptionAtRest(), ...TenantConfigRule.publicExposure()].map(({ name }) => name));
});

describe('says', () => {
  test('how many accounts the aggregator shows, and how many can be added in a week', () => {
    expect(rules().said()).toEqual([expect.stringMatching(/at most 10,000 accounts, and AWS lets 1,000 a week .*configlimits\.html/)]);
  });

  test('that the platform account may be without a recorder, unless somebody has thought of it', () => {
    const words = expect.stringContaining("'organization' does not know the platform account");
    expect(rules({ organization: ORGANIZATION }).said()).toContainEqual(words);
    expect(rules({ organization: ORGANIZATION, excludedAccounts: [PLATFORM] }).said()).not.toContainEqual(words);
    expect(rules().said()).not.toContainEqual(words);
  });
});

test('TenantConfigRulesProps.rules default: the recommended ones', () => {
  rules().template().resourceCountIs(RULE, TenantConfigRule.recommended().length);
  rules({ rules: TenantConfigRule.encryptionAtRest() }).template()
    .resourceCountIs(RULE, TenantConfigRule.encryptionAtRest().length);
});

test('TenantConfigRulesProps.regions default: that of the stack, which is the home then', () => {
  const { rules: made, template } = rules({}, securityStack('ap-southeast-2'));
  expect(made.bucket).toBeDefined();
  template().hasResourceProperties(AGGREGATOR, { OrganizationAggregationSource: { AwsRegions: ['ap-southeast-2'] } });
});

test('TenantConfigRulesProps.excludedAccounts default: management, security and platform', () => {
  const excluded = (ExcludedAccounts: string[]) => ({ ExcludedAccounts });
  rules().template().hasResourceProperties(RULE, excluded([MANAGEMENT, SECURITY, PLATFORM]));
  rules({ organization: ORGANIZATION }).template().hasResourceProperties(RULE, excluded([MANAGEMENT, SECURITY]));
});

test('TenantConfigRulesProps.keepFor default: 2557 days', () => {
  const expiring = (ExpirationInDays: number) =>
    ({ LifecycleConfiguration: { Rules: [Match.objectLike({ ExpirationInDays })] } });
  rules().template().hasResourceProperties(BUCKET, expiring(2557));
  rules({ keepFor: Duration.days(90) }).template().hasResourceProperties(BUCKET, expiring(90));
});

test('two platforms fit into one security account', () => {
  const { stack, template } = rules();
  const organization = { ...ORGANIZATION, platformName: 'second', platformAccount: PLATFORM };
  new TenantConfigRules(stack, 'Second', { organization, organizationId: ORGANIZATION_ID });
  const named = { [BUCKET]: 'BucketName', [RULE]: 'OrganizationConfigRuleName', [AGGREGATOR]: 'ConfigurationAggregatorName' };
  for (const [type, name] of Object.entries(named)) {
    const all = Object.values(template().findResources(type)).map(({ Properties }) => Properties[name] as string);
    expect(all.length).toBeGreaterThan(1);
    expect(new Set(all).size).toBe(all.length);
  }
});
