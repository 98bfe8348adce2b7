import { JsonObject } from '../../../../src/lab/json';
import { config, ConfigRoom } from '../../../../src/lab/services/config/config-room';
import { iam, IamRoom } from '../../../../src/lab/services/iam/iam-room';
import { Organizations, organizations } from '../../../../src/lab/services/organizations/organizations';
import { s3 } from '../../../../src/lab/services/s3/s3-room';
import { Deployed, OPERATOR, Place, REGION, TestCloud } from '../deployed';

const MANAGEMENT = '111111111111';
const SECURITY = '444444444444';
const TENANT = '333333333333';
const ROLE = `arn:aws:iam::${TENANT}:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig`;

const RECORDER = 'AWS::Config::ConfigurationRecorder';
const CHANNEL = 'AWS::Config::DeliveryChannel';
const RULE = 'AWS::Config::OrganizationConfigRule';
const AGGREGATOR = 'AWS::Config::ConfigurationAggregator';
const LINKED = 'AWS::IAM::ServiceLinkedRole';

const GROUP = { AllSupported: false, ResourceTypes: ['AWS::S3::Bucket'] };
const rule = (OrganizationConfigRuleName = 'r', more: JsonObject = {}): JsonObject => ({
  OrganizationConfigRuleName, OrganizationManagedRuleMetadata: { RuleIdentifier: 'ENCRYPTED_VOLUMES' }, ...more,
});

/** An organization with a tenant, and a security account that administers AWS Config and has the bucket. */
class ATenant extends TestCloud {
  constructor() {
    super({}, organizations());
    // Roles are real here; nobody makes calls.
    this.cloud.add(iam(), s3, config);
    const { organization } = this;
    for (const id of [SECURITY, TENANT]) { this.join(id); }
    for (const principal of ['config.amazonaws.com', 'config-multiaccountsetup.amazonaws.com']) {
      organization.enableServiceAccess(principal);
      organization.registerDelegatedAdministrator(SECURITY, principal);
    }
    this.deploy('AWS::S3::Bucket', { BucketName: 'records' }, { account: SECURITY });
    this.deploy('AWS::S3::BucketPolicy', {
      Bucket: 'records', PolicyDocument: {
        Version: '2012-10-17',
        Statement: [{
          Effect: 'Allow', Principal: { Service: 'config.amazonaws.com' }, Action: 's3:PutObject', Resource: 'arn:aws:s3:::records/AWSLogs/*/Config/*',
          Condition: { StringEquals: { 'aws:SourceOrgID': organization.organizationId(), 's3:x-amz-acl': 'bucket-owner-full-control' } },
        }],
      },
    }, { account: SECURITY });
    this.role(TENANT);
  }

  public get organization(): Organizations { return this.cloud.room('organizations'); }
  public get room(): ConfigRoom { return this.cloud.room('config'); }

  public join(id: string): void {
    this.organization.addAccount({ id, name: id, email: `${id}@example.com`, joinedMethod: 'INVITED' });
  }

  public role(account: string): Deployed {
    return this.deploy(LINKED, { AWSServiceName: 'config.amazonaws.com' }, { account });
  }

  public recorder(properties: JsonObject = {}, place: Place = {}): Deployed {
    const RoleARN = ROLE.replace(TENANT, place.account ?? TENANT);
    return this.deploy(RECORDER, { RoleARN, RecordingGroup: GROUP, ...properties }, { account: TENANT, ...place });
  }

  public channel(properties: JsonObject = {}, place: Place = {}): Deployed {
    return this.deploy(CHANNEL, { S3BucketName: 'records', ...properties }, { account: TENANT, ...place });
  }

  public record(place: Place = {}): void {
    this.recorder({}, place);
    this.channel({}, place);
  }

  public rule(properties = rule(), place: Place = {}): Deployed {
    const ExcludedAccounts = [MANAGEMENT, SECURITY];
    return this.deploy(RULE, { ExcludedAccounts, ...properties }, { account: SECURITY, ...place });
  }

  public rules(account = TENANT, region = REGION): string[] {
    return this.room.rulesIn(account, region);
  }
}

describe('refuses', () => {
  test.each<[string, (cloud: ATenant) => unknown, string, string]>([
    ['a second recorder in an account and Region', cloud => [cloud.recorder(), cloud.recorder()], 'MaxNumberOfConfigurationRecordersExceededException', '1'],
    ['a second channel', cloud => [cloud.channel(), cloud.channel()], 'MaxNumberOfDeliveryChannelsExceededException', '1'],
    ['a recorder without its role', cloud => cloud.recorder({ RoleARN: ROLE.replace('AWSService', 'Other') }), 'InvalidRoleException', 'OtherRoleForConfig'],
    ['a recorder of nothing', cloud => cloud.recorder({ RecordingGroup: { ResourceTypes: [] } }), 'InvalidRecordingGroupException', ''],
    ['a frequency that AWS does not have', cloud => cloud.recorder({ RecordingMode: { RecordingFrequency: 'HOURLY' } }), 'ValidationException', 'HOURLY'],
    ['a bucket that is not there', cloud => cloud.channel({ S3BucketName: 'other' }), 'NoSuchBucketException', 'other'],
    ['a bucket that lets AWS Config not in for an account outside of the organization', cloud => cloud.channel({}, { account: '999999999999' }), 'InsufficientDeliveryPolicyException', 'records'],
    ['a service-linked role where it is', cloud => cloud.role(TENANT), 'InvalidInput', 'AWSServiceRoleForConfig has been taken'],
    ['a rule from an account that administers nothing', cloud => cloud.rule(rule(), { account: TENANT }), 'OrganizationAccessDeniedException', 'config-multiaccountsetup'],
    ['a rule where an account has no recorder', cloud => cloud.rule(), 'NoAvailableConfigurationRecorder', TENANT],
    ['a rule where the recorder has no channel', cloud => [cloud.recorder(), cloud.rule()], 'NoAvailableConfigurationRecorder', TENANT],
    ['a rule where the recorder is in another Region', cloud => [cloud.record({ region: 'eu-west-1' }), cloud.rule()], 'NoAvailableConfigurationRecorder', REGION],
    ['a rule that is there', cloud => [cloud.record(), cloud.rule(), cloud.rule()], 'ResourceInUseException', 'r'],
    ['the name of a rule with 65 characters', cloud => [cloud.record(), cloud.rule(rule('x'.repeat(65)))], 'ValidationException', '64'],
    ['the name of a rule with spaces', cloud => [cloud.record(), cloud.rule(rule('a b'))], 'ValidationException', 'a b'],
    ['1,001 excluded accounts', cloud => cloud.rule(rule('r', { ExcludedAccounts: new Array<string>(1001).fill(TENANT) })), 'ValidationException', 'excludes more'],
    ['an aggregator of an account that administers nothing', cloud => cloud.deploy(AGGREGATOR, {}, { account: TENANT }), 'OrganizationAccessDeniedException', 'config.amazonaws.com'],
    ['an aggregator without a role', cloud => cloud.deploy(AGGREGATOR, { OrganizationAggregationSource: { RoleArn: 'arn' } }, { account: SECURITY }), 'InvalidRoleException', 'arn'],
  ])('%s', (_, attempt, name, words) => {
    const error = { name, message: expect.stringContaining(words) as unknown };
    expect(() => attempt(new ATenant())).toThrow(expect.objectContaining(error) as Error);
  });

  test.each<[string, (cloud: ATenant) => unknown, string]>([
    ['a recorder of all types', cloud => cloud.recorder({ RecordingGroup: { AllSupported: true } }), 'the lab does not model a recorder of all types'],
    ['a recorder with a name', cloud => cloud.recorder({ Name: 'n' }), 'the lab does not model Name of AWS::Config::ConfigurationRecorder'],
    ['a strategy', cloud => cloud.recorder({ RecordingGroup: { RecordingStrategy: {} } }), 'the lab does not model RecordingStrategy of a RecordingGroup'],
    ['overrides', cloud => cloud.recorder({ RecordingMode: { RecordingModeOverrides: [] } }), 'the lab does not model RecordingModeOverrides of a RecordingMode'],
    ['a topic', cloud => cloud.channel({ SnsTopicARN: 't' }), 'the lab does not model SnsTopicARN of AWS::Config::DeliveryChannel'],
    ["a rule of one's own", cloud => cloud.rule(rule('r', { OrganizationCustomRuleMetadata: {} })), 'the lab does not model OrganizationCustomRuleMetadata'],
    ['an aggregator of accounts', cloud => cloud.deploy(AGGREGATOR, { AccountAggregationSources: [] }, { account: SECURITY }), 'the lab does not model AccountAggregationSources'],
    ['the role of another service', cloud => cloud.deploy(LINKED, { AWSServiceName: 'x.amazonaws.com' }), 'the lab does not know the name of an AWS::IAM::ServiceLinkedRole for x.amazonaws.com'],
    ['a suffix', cloud => cloud.deploy(LINKED, { AWSServiceName: 'config.amazonaws.com', CustomSuffix: 's' }), 'the lab does not know the name'],
    ['another name for a rule', cloud => { cloud.record(); cloud.update(cloud.rule(), rule('s')); }, 'the lab does not model the replacement'],
  ])('what it does not model: %s', (_, attempt, words) => {
    expect(() => attempt(new ATenant())).toThrow(words);
  });

  test('the 151st rule of an organization in a Region', () => {
    const cloud = new ATenant();
    cloud.record();
    for (let at = 0; at < 150; at++) { cloud.rule(rule(`r${at}`)); }
    expect(() => cloud.rule(rule('one-more'))).toThrow(expect.objectContaining({ name: 'MaxNumberOfOrganizationConfigRulesExceededException' }) as Error);
  });

  test('calls, for which it asks whether they may be made', () => {
    const { room } = new ATenant();
    const call = { service: 'config', action: 'putConfigRule', parameters: {}, caller: OPERATOR };
    expect(room.permissions(call)).toEqual([{ action: 'config:PutConfigRule', resource: '*' }]);
    expect(() => room.handle(call)).toThrow('the lab does not model config:putConfigRule; recorders and rules come from templates');
  });
});

test('a recorder records once there is a channel, whichever came first', () => {
  const [first, second] = [new ATenant(), new ATenant()];
  first.recorder();
  expect(first.room.recorder(TENANT, REGION)).toBeUndefined();
  first.channel();
  second.channel();
  second.recorder({ RecordingMode: { RecordingFrequency: 'DAILY' } });
  expect(first.room.recorder(TENANT, REGION)).toMatchObject({ frequency: 'CONTINUOUS', types: ['AWS::S3::Bucket'] });
  expect(second.room.recorder(TENANT, REGION)).toMatchObject({ frequency: 'DAILY' });
});

test('a recorder takes other types, and ends with its channel or by itself', () => {
  const cloud = new ATenant();
  const [recorder, channel] = [cloud.recorder(), cloud.channel()];
  const changed = cloud.update(recorder, { RoleARN: ROLE, RecordingGroup: { ResourceTypes: ['AWS::EC2::Volume'] } });
  expect(cloud.room.recorder(TENANT, REGION)!.types).toEqual(['AWS::EC2::Volume']);
  cloud.remove(channel);
  expect(cloud.room.recorder(TENANT, REGION)).toBeUndefined();
  const again = cloud.channel();
  cloud.update(again, { S3BucketName: 'records' });
  expect(cloud.room.recorder(TENANT, REGION)).toBeDefined();
  cloud.remove(changed);
  expect(cloud.room.recorder(TENANT, REGION)).toBeUndefined();
});

test('a service-linked role can be made again when it is gone', () => {
  const cloud = new ATenant();
  cloud.join('555555555555');
  const role = cloud.role('555555555555');
  expect(cloud.cloud.room<IamRoom>('iam').hasRole(ROLE.replace(TENANT, '555555555555'))).toBe(true);
  cloud.remove(role);
  expect(() => cloud.role('555555555555')).not.toThrow();
});

describe('a rule of the organization', () => {
  test('comes to all accounts but the excluded ones, in its Region', () => {
    const cloud = new ATenant();
    cloud.record();
    const made = cloud.rule();
    expect([cloud.rules(), cloud.rules(TENANT, 'eu-west-1'), cloud.rules(SECURITY)]).toEqual([['ENCRYPTED_VOLUMES'], [], []]);
    cloud.update(made, rule('r', { ExcludedAccounts: [MANAGEMENT, SECURITY, TENANT] }));
    expect(cloud.rules()).toEqual([]);
    cloud.remove(made);
    expect(() => cloud.rule()).not.toThrow();
  });

  test.each([
    ['comes to a new account whose recorder starts within seven hours', 7, ['ENCRYPTED_VOLUMES']],
    ['does not come to one whose recorder starts later', 7.1, []],
  ])('%s', async (_, hours, found) => {
    const cloud = new ATenant();
    cloud.record();
    cloud.rule();
    cloud.join('555555555555');
    cloud.role('555555555555');
    await cloud.cloud.clock.run(cloud.cloud.clock.now() + hours * 3_600_000);
    cloud.record({ account: '555555555555' });
    expect(cloud.rules('555555555555')).toEqual(found);
  });

  test('comes to a new account in its own Region only', () => {
    const cloud = new ATenant();
    cloud.record();
    cloud.rule();
    cloud.join('555555555555');
    cloud.role('555555555555');
    cloud.record({ account: '555555555555', region: 'eu-west-1' });
    expect(cloud.rules('555555555555')).toEqual([]);
    expect(cloud.rules('555555555555', 'eu-west-1')).toEqual([]);
  });

  test('does not ask for a recorder in an account that is closed', () => {
    const cloud = new ATenant();
    cloud.organization.setState(TENANT, 'SUSPENDED');
    expect(() => cloud.rule()).not.toThrow();
    expect(cloud.rules()).toEqual([]);
  });

  test('does not come to a new account that it excludes', () => {
    const cloud = new ATenant();
    cloud.rule(rule('r', { ExcludedAccounts: [MANAGEMENT, SECURITY, TENANT, '555555555555'] }));
    cloud.join('555555555555');
    cloud.role('555555555555');
    cloud.record({ account: '555555555555' });
    expect(cloud.rules('555555555555')).toEqual([]);
  });
});

test('an aggregator works with a role that AWS Config may assume', () => {
  const cloud = new ATenant();
  const RoleArn = cloud.deploy('AWS::IAM::Role', {
    RoleName: 'Aggregator', AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{
        Effect: 'Allow', Principal: { Service: 'config.amazonaws.com' }, Action: 'sts:AssumeRole', Condition: { StringEquals: { 'aws:SourceAccount': SECURITY } },
      }],
    },
  }, { account: SECURITY }).attributes!.Arn;
  const made = cloud.deploy(AGGREGATOR, { ConfigurationAggregatorName: 'a', OrganizationAggregationSource: { RoleArn, AwsRegions: [REGION] } }, { account: SECURITY });
  expect(made.ref).toBe('a');
  expect(() => cloud.remove(made)).not.toThrow();
});
