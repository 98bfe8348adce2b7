import { JsonObject } from '../../../../src/lab/json';
import { cloudWatch } from '../../../../src/lab/services/cloudwatch/cloudwatch-room';
import { logs } from '../../../../src/lab/services/lambda/logs-room';
import { firehose, observabilityAdmin, xray } from '../../../../src/lab/services/observability/rooms';
import { Organizations, organizations } from '../../../../src/lab/services/organizations/organizations';
import { ACCOUNT, REGION, TestCloud } from '../deployed';

const aCloud = () => {
  const world = new TestCloud({}, organizations(), cloudWatch, logs(), xray, firehose, observabilityAdmin);
  return Object.assign(world, { organization: world.cloud.room<Organizations>('organizations'), management: world.cloud.managementAccount });
};

const masked = (...identifiers: string[]): JsonObject[] => [
  { DataIdentifier: identifiers, Operation: { Audit: { FindingsDestination: {} } } },
  { DataIdentifier: identifiers, Operation: { Deidentify: { MaskConfig: {} } } },
];
const protection = (Statement: JsonObject[]): JsonObject =>
  ({ PolicyName: 'masking', PolicyType: 'DATA_PROTECTION_POLICY', PolicyDocument: JSON.stringify({ Version: '2021-06-01', Statement }) });
const policy = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' }, Action: 'logs:PutLogEvents', Resource: '*' }] });
const widgets = (length: number) => JSON.stringify({ widgets: Array.from({ length }, () => ({ type: 'text' })) });
const rule: JsonObject = {
  RuleName: 'sampled', Priority: 9000, FixedRate: 0.05, ReservoirSize: 1, Host: '*', HTTPMethod: '*', ResourceARN: '*', ServiceName: '*', ServiceType: '*', URLPath: '*', Version: 1,
};
const stream: JsonObject = {
  Name: 'out', FirehoseArn: `arn:aws:firehose:${REGION}:${ACCOUNT}:deliverystream/out`, RoleArn: `arn:aws:iam::${ACCOUNT}:role/out`, OutputFormat: 'json',
};
const centralization: JsonObject = {
  RuleName: 'tenants',
  Rule: {
    Source: { Regions: [REGION], Scope: "OrganizationId = 'o-1'", SourceLogsConfiguration: { LogGroupSelectionCriteria: '*', EncryptedLogGroupStrategy: 'SKIP' } },
    Destination: { Account: ACCOUNT, Region: REGION },
  },
};

const GOOD: Readonly<Record<string, JsonObject>> = {
  'AWS::Logs::AccountPolicy': protection(masked('EmailAddress')),
  'AWS::Logs::ResourcePolicy': { PolicyName: 'events', PolicyDocument: policy },
  'AWS::Logs::LogGroup': { LogGroupName: '/tenant/bulk/orders/log', LogGroupClass: 'INFREQUENT_ACCESS', RetentionInDays: 7 },
  'AWS::XRay::SamplingRule': { SamplingRule: rule },
  'AWS::CloudWatch::MetricStream': stream,
  'AWS::CloudWatch::Dashboard': { DashboardName: 'fleet', DashboardBody: widgets(500) },
  'AWS::KinesisFirehose::DeliveryStream': { DeliveryStreamName: 'out', HttpEndpointDestinationConfiguration: {} },
};

test.each<[string, string, JsonObject]>([
  ['a type of policy that the lab does not know', 'AWS::Logs::AccountPolicy', { PolicyType: 'FIELD_INDEX_POLICY' }],
  ['another scope', 'AWS::Logs::AccountPolicy', { Scope: 'SOME' }],
  ['no document', 'AWS::Logs::AccountPolicy', { PolicyDocument: 'mask' }],
  ['no masking', 'AWS::Logs::AccountPolicy', protection(masked('EmailAddress').slice(0, 1))],
  ['masking of something else', 'AWS::Logs::AccountPolicy', protection([masked('EmailAddress')[0], masked('Address')[1]])],
  ['nothing to mask', 'AWS::Logs::AccountPolicy', protection(masked())],
  ['a subscription to nowhere', 'AWS::Logs::AccountPolicy', { PolicyType: 'SUBSCRIPTION_FILTER_POLICY', PolicyDocument: '{"FilterPattern":""}' }],
  ['no principal', 'AWS::Logs::ResourcePolicy', { PolicyDocument: '{"Statement":[{"Effect":"Allow"}]}' }],
  ['a long document', 'AWS::Logs::ResourcePolicy', { PolicyDocument: `${policy}${' '.repeat(5120)}` }],
  ['an unknown class', 'AWS::Logs::LogGroup', { LogGroupClass: 'COLD' }],
  ['an odd retention', 'AWS::Logs::LogGroup', { RetentionInDays: 8 }],
  ['a name with a space', 'AWS::Logs::LogGroup', { LogGroupName: 'a b' }],
  ['a rate above 1', 'AWS::XRay::SamplingRule', { SamplingRule: { ...rule, FixedRate: 1.1 } }],
  ['no priority', 'AWS::XRay::SamplingRule', { SamplingRule: { ...rule, Priority: 0 } }],
  ['half a trace', 'AWS::XRay::SamplingRule', { SamplingRule: { ...rule, ReservoirSize: 0.5 } }],
  ['a long name', 'AWS::XRay::SamplingRule', { SamplingRule: { ...rule, RuleName: 'x'.repeat(33) } }],
  ['no host', 'AWS::XRay::SamplingRule', { SamplingRule: { ...rule, Host: undefined } }],
  ['another version', 'AWS::XRay::SamplingRule', { SamplingRule: { ...rule, Version: 2 } }],
  ['no delivery stream', 'AWS::CloudWatch::MetricStream', { FirehoseArn: 'out' }],
  ['a delivery stream elsewhere', 'AWS::CloudWatch::MetricStream', { FirehoseArn: 'arn:aws:firehose:eu-west-1:222222222222:deliverystream/out' }],
  ['an unknown format', 'AWS::CloudWatch::MetricStream', { OutputFormat: 'xml' }],
  ['filters in and out', 'AWS::CloudWatch::MetricStream', { IncludeFilters: [], ExcludeFilters: [] }],
  ['1,001 filters', 'AWS::CloudWatch::MetricStream', { IncludeFilters: Array.from({ length: 1001 }, () => ({ Namespace: 'N' })) }],
  ['a filter of nothing', 'AWS::CloudWatch::MetricStream', { IncludeFilters: [{}] }],
  ['501 widgets', 'AWS::CloudWatch::Dashboard', { DashboardBody: widgets(501) }],
  ['two destinations', 'AWS::KinesisFirehose::DeliveryStream', { ExtendedS3DestinationConfiguration: {} }],
  ['no destination', 'AWS::KinesisFirehose::DeliveryStream', { HttpEndpointDestinationConfiguration: undefined }],
  ['an unknown type', 'AWS::KinesisFirehose::DeliveryStream', { DeliveryStreamType: 'Pull' }],
])('%s is refused in %s, new or changed', (_, type, change) => {
  const world = aCloud();
  expect(() => world.deploy(type, { ...GOOD[type], ...change })).toThrow();
  const good = world.deploy(type, GOOD[type]);
  expect(() => world.update(good, { ...GOOD[type], ...change })).toThrow();
});

test.each(Object.entries(GOOD))('%s is made once under a name, again in another Region, and again after it is gone', (type, properties) => {
  const world = aCloud();
  const made = world.deploy(type, properties);
  expect(() => world.deploy(type, properties)).toThrow(/exists|already/);
  if (type !== 'AWS::CloudWatch::Dashboard') {
    world.deploy(type, properties.FirehoseArn ? { ...properties, FirehoseArn: 'arn:aws:firehose:eu-west-1:222222222222:deliverystream/out' } : properties, { region: 'eu-west-1' });
  }
  world.remove(world.update(made, properties));
  expect(world.deploy(type, properties).ref).toBe(made.ref);
});

test.each(['AWS::Logs::ResourcePolicy', 'AWS::XRay::SamplingRule'])('%s comes to an end in an account and Region', type => {
  const world = aCloud();
  const named = (at: number): JsonObject => type === 'AWS::XRay::SamplingRule'
    ? { SamplingRule: { ...rule, RuleName: `r${at}` } } : { ...GOOD[type], PolicyName: `p${at}` };
  const limit = world.cloud.quotas.value(type === 'AWS::XRay::SamplingRule' ? 'xray.samplingRules' : 'cloudwatchlogs.resourcePolicies');
  for (let at = 0; at < limit; at++) { world.deploy(type, named(at)); }
  expect(() => world.deploy(type, named(limit))).toThrow(`There are ${limit} of ${type}`);
  world.deploy(type, named(limit), { region: 'eu-west-1' });
});

test('an account and Region has one policy of a type for all log groups', () => {
  const world = aCloud();
  const first = world.deploy('AWS::Logs::AccountPolicy', GOOD['AWS::Logs::AccountPolicy']);
  const second = { ...GOOD['AWS::Logs::AccountPolicy'], PolicyName: 'second' };
  expect(() => world.deploy('AWS::Logs::AccountPolicy', second)).toThrow('already has a policy of the type DATA_PROTECTION_POLICY');
  world.remove(first);
  expect(world.deploy('AWS::Logs::AccountPolicy', second).attributes).toEqual({ AccountId: ACCOUNT });
});

test('the class of a log group stays, and what replaces a resource is told aloud', () => {
  const world = aCloud();
  const group = world.deploy('AWS::Logs::LogGroup', GOOD['AWS::Logs::LogGroup']);
  expect(() => world.update(group, { ...GOOD['AWS::Logs::LogGroup'], LogGroupClass: 'STANDARD' })).toThrow('cannot be changed');
  const made = world.deploy('AWS::XRay::SamplingRule', GOOD['AWS::XRay::SamplingRule']);
  expect(() => world.update(made, { SamplingRule: { ...rule, RuleName: 'other' } })).toThrow('the lab does not model the replacement of AWS::XRay::SamplingRule');
});

test('a number may come as the text that a mapping gives', () => {
  const world = aCloud();
  expect(world.deploy('AWS::XRay::SamplingRule', { SamplingRule: { ...rule, FixedRate: '0.05' } }).attributes)
    .toEqual({ RuleARN: `arn:aws:xray:${REGION}:${ACCOUNT}:sampling-rule/sampled` });
});

describe('a centralization rule is refused', () => {
  const TYPE = 'AWS::ObservabilityAdmin::OrganizationCentralizationRule';

  test('from an account that administers nothing', () => {
    const world = aCloud();
    world.organization.addAccount({ id: ACCOUNT, name: 'logs', email: 'logs@example.com' });
    expect(() => world.deploy(TYPE, centralization)).toThrow('neither the management account nor a delegated administrator');
    world.organization.enableServiceAccess('observabilityadmin.amazonaws.com');
    world.organization.registerDelegatedAdministrator(ACCOUNT, 'observabilityadmin.amazonaws.com');
    expect(() => world.deploy(TYPE, centralization)).not.toThrow();
  });

  test.each<[string, JsonObject]>([
    ['without Regions', { Rule: { Source: { Regions: [] }, Destination: { Region: REGION } } }],
    ['without a destination', { Rule: { Source: { Regions: [REGION] } } }],
    ['without a Region to go to', { Rule: { Source: { Regions: [REGION] }, Destination: { Account: ACCOUNT } } }],
    ['without a choice of log groups', { Rule: { Source: { Regions: [REGION], SourceLogsConfiguration: {} }, Destination: { Region: REGION } } }],
    ['under a name with dots', { RuleName: 'a.b' }],
  ])('%s', (_, change) => {
    const world = aCloud();
    expect(() => world.deploy(TYPE, { ...centralization, ...change }, { account: world.management })).toThrow();
  });

  test('beside 50 others', () => {
    const world = aCloud();
    const place = { account: world.management };
    for (let at = 0; at < 50; at++) { world.deploy(TYPE, { ...centralization, RuleName: `r${at}` }, place); }
    expect(() => world.deploy(TYPE, { ...centralization, RuleName: 'r50' }, place)).toThrow('There are 50');
  });
});

test('a Region takes 200 alarms on Metrics Insights queries, and others beside', () => {
  const world = aCloud();
  const alarm = (name: string, Expression: string): JsonObject =>
    ({ AlarmName: name, ComparisonOperator: 'GreaterThanThreshold', EvaluationPeriods: 1, Metrics: [{ Id: 'q', Expression, Period: 60 }] });
  const query = 'SELECT SUM(Errors) FROM "AWS/Lambda"';
  const made = Array.from({ length: 200 }, (_, at) => world.deploy('AWS::CloudWatch::Alarm', alarm(`a${at}`, query)));
  expect(() => world.deploy('AWS::CloudWatch::Alarm', alarm('one more', ' select SUM(Errors) FROM "AWS/Lambda"'))).toThrow('There are 200 alarms on Metrics Insights queries');
  world.deploy('AWS::CloudWatch::Alarm', alarm('math', 'm1 + m2'));
  world.deploy('AWS::CloudWatch::Alarm', alarm('elsewhere', query), { region: 'eu-west-1' });
  world.update(made[0], alarm('a0', `${query} WHERE x = 'y'`));
  world.remove(made[1]);
  world.deploy('AWS::CloudWatch::Alarm', alarm('one more', query));
});

test.each(['xray', 'firehose', 'observabilityadmin'])('calls of %s are not modelled', async service => {
  await expect(aCloud().call(service, 'getSomething', {})).rejects.toThrow(`the lab does not model ${service}:getSomething`);
});
