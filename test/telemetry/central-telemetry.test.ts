import { Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sns from 'aws-cdk-lib/aws-sns';
import { CentralTelemetryProps, TelemetryResourceType } from '../../src';
import { PLATFORM, token } from '../good';
import { OBSERVABILITY, central, observabilityStack } from './good-telemetry';

const RULE = 'AWS::Events::Rule';

/** What the functions of the census and of failures are told. */
const told = (template: Template, name: string) => Object.values(template.findResources('AWS::Lambda::Function'))
  .map(({ Properties }) => Properties.Environment?.Variables?.[name] as unknown).filter(value => value !== undefined);

describe('refuses', () => {
  test.each<[string, Partial<CentralTelemetryProps>, RegExp]>([
    ['a short account', { platformAccount: '2222' }, /'platformAccount' must be an account id of 12 digits, got '2222'/],
    ['a platform in capitals', { platformName: 'Main' }, /'platformName' must be 1 to 24 lower-case letters, .* got 'Main'/],
    ['a city', { regions: ['us-east-1', 'Frankfurt'] }, /'regions' must hold names of Regions .* got 'Frankfurt'/],
    ['a Region twice', { regions: ['us-east-1', 'us-east-1'] }, /'regions' must name each Region once, got us-east-1, us-east-1/],
    ['Regions without its own, where failures come together', { regions: ['eu-central-1'] }, /'regions' must hold the Region of this stack, 'us-east-1', got eu-central-1/],
    ['no tenants', { tenants: 0 }, /'tenants' must be a whole number of 1 to 10000, got 0/],
    ['more tenants than were tried', { tenants: 10_001 }, /'tenants' must be .* got 10001; more were not tried in one observability account/],
    ['looks at odd times', { healthInterval: Duration.minutes(7) }, /'healthInterval' must be 5, 10, 15, 20, 30, 60 minutes, got 7 minutes/],
    ['looks each second', { healthInterval: Duration.seconds(1) }, /'healthInterval' must be .* got 1 second/],
    ['everybody unhealthy', { unhealthyShare: 0 }, /'unhealthyShare' must be above 0 and at most 1, got 0; 0\.05 is one invocation in twenty/],
    ['percent', { unhealthyShare: 5 }, /'unhealthyShare' must be .* got 5/],
    ['half a day', { failureRetention: Duration.hours(12) }, /'failureRetention' must be 1 to 365 whole days, got 12 hours/],
    ['ten years', { failureRetention: Duration.days(3650) }, /'failureRetention' must be 1 to 365 whole days, got 3650 days/],
    ['an address with an anchor', { runbookUrl: 'https://example.com/#top' }, /'runbookUrl' must be an address .* got 'https:\/\/example\.com\/#top'/],
    ['no address', { runbookUrl: 'the wiki' }, /'runbookUrl' must be an address that begins with https:\/\//],
  ])('%s', (_what, props, words) => {
    expect(() => central(props)).toThrow(words);
  });

  test('everything at once, and says where', () => {
    expect(() => central({ platformAccount: 'x', tenants: -1, unhealthyShare: 2 }))
      .toThrow(/Observability-us-east-1\/Telemetry:\n {2}- 'platformAccount'.*\n {2}- 'tenants'.*\n {2}- 'unhealthyShare'/);
  });

  test('two of them in one account and Region, for AWS takes one sink', () => {
    const stack = observabilityStack();
    central({}, stack);
    const { node: { root } } = stack;
    const second = new Stack(root, 'Second', { env: { account: OBSERVABILITY, region: 'us-east-1' } });
    expect(() => { central({}, second); (root as ReturnType<typeof observabilityStack>['node']['root'] & { synth(): void }).synth(); }).toThrow(/sink/);
  });
});

test('takes what CloudFormation fills in for neither right nor wrong', () => {
  const stack = observabilityStack();
  expect(() => central({ platformAccount: token(stack) }, stack).template()).not.toThrow();
});

describe('defaults', () => {
  test('CentralTelemetryProps.platformName default: tenants', () => {
    expect(new Set(told(central().template(), 'PLATFORM'))).toEqual(new Set(['tenants']));
  });

  test('CentralTelemetryProps.regions default: the Region of the stack', () => {
    expect(told(central().template(), 'REGIONS')).toEqual(['us-east-1']);
    expect(told(central({ regions: ['us-east-1', 'eu-central-1'] }).template(), 'REGIONS')).toEqual(['us-east-1,eu-central-1']);
  });

  test('CentralTelemetryProps.resourceTypes default: metrics, log groups and traces', () => {
    const types = [TelemetryResourceType.METRICS, TelemetryResourceType.LOGS, TelemetryResourceType.TRACES];
    expect(central().central.sink.resourceTypes).toEqual(types);
    expect(central({ resourceTypes: [types[0]] }).central.sink.resourceTypes).toEqual([types[0]]);
  });

  test('CentralTelemetryProps.tenants default: 1000, in two cells', () => {
    expect(told(central().template(), 'CELLS')).toEqual(['2']);
    expect(told(central({ tenants: 10_000 }).template(), 'CELLS')).toEqual(['20']);
  });

  test('CentralTelemetryProps.healthInterval default: 15 minutes', () => {
    expect(told(central().template(), 'EVERY_MINUTES')).toEqual(['15']);
    central({ healthInterval: Duration.minutes(60) }).template().hasResourceProperties(RULE, { ScheduleExpression: Match.stringLikeRegexp('^cron\\(\\d+ \\* ') });
  });

  test('CentralTelemetryProps.unhealthyShare default: one invocation in twenty', () => {
    expect(told(central().template(), 'UNHEALTHY_AT')).toEqual(['0.05']);
    expect(told(central({ unhealthyShare: 1 }).template(), 'UNHEALTHY_AT')).toEqual(['1']);
  });

  test('CentralTelemetryProps.failureRetention default: 14 days', () => {
    expect(new Set(told(central().template(), 'RETENTION_SECONDS'))).toEqual(new Set([String(14 * 86_400)]));
    expect(new Set(told(central({ failureRetention: Duration.days(90) }).template(), 'RETENTION_SECONDS'))).toEqual(new Set([String(90 * 86_400)]));
  });

  test('CentralTelemetryProps.alarmTopic default: nobody is told', () => {
    const alarms = ({ template }: ReturnType<typeof central>) => Object.values(template().findResources('AWS::CloudWatch::Alarm'));
    for (const { Properties } of alarms(central())) { expect(Properties.AlarmActions).toBeUndefined(); }
    const stack = observabilityStack();
    const topic = new sns.Topic(stack, 'Topic');
    const telling = alarms(central({ alarmTopic: topic }, stack));
    expect(telling.length).toBeGreaterThanOrEqual(7);
    for (const { Properties } of telling) { expect(Properties.AlarmActions).toEqual([stack.resolve(topic.topicArn)]); }
  });

  test('CentralTelemetryProps.runbookUrl default: the runbook of this library', () => {
    const words = ({ template }: ReturnType<typeof central>) =>
      Object.values(template().findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties.AlarmDescription as string);
    for (const each of words(central())) { expect(each).toMatch(/docs\/runbook\.md#[a-z]+$/); }
    for (const each of words(central({ runbookUrl: 'https://wiki.example.com/alarms' }))) { expect(each).toMatch(/https:\/\/wiki\.example\.com\/alarms#[a-z]+$/); }
  });
});

test('says where the command line finds failures and health', () => {
  central().template().hasResourceProperties('AWS::SSM::Parameter', { Name: '/cdk-account-per-tenant/tenants/central-telemetry' });
});

test('the platform is known by names only, so that either stack may come first', () => {
  const text = JSON.stringify(central().template().toJSON());
  expect(text).not.toContain('Fn::ImportValue');
  expect(text).toContain(`:iam::${PLATFORM}:role/cdk-account-per-tenant-tenants-telemetry`);
});

test('others hear of health and of what is parked', () => {
  const { central: made, template } = central();
  made.onHealthChanged('Ill', { eventPattern: { detail: { healthy: [false] } } });
  made.onFailureParked('Poison');
  template().hasResourceProperties(RULE, { EventPattern: { 'source': ['cdk-account-per-tenant'], 'detail-type': ['TenantHealthChanged'], 'detail': { healthy: [false] } } });
  template().hasResourceProperties(RULE, { EventPattern: { 'source': ['cdk-account-per-tenant'], 'detail-type': ['TenantFailureParked'] } });
});

test('whoever reads failures may not give them back; whoever gives them back may read them', () => {
  const allowed = (grant: (made: ReturnType<typeof central>['central'], user: iam.User) => void) => {
    const stack = observabilityStack();
    const { central: made } = central({}, stack);
    const user = new iam.User(stack, 'Jane');
    grant(made, user);
    const policies = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy', { Properties: { Users: Match.anyValue() } }));
    type Statements = readonly { readonly Action: string | string[] }[];
    const statements = policies.flatMap(({ Properties }) => Properties.PolicyDocument.Statement as Statements);
    return statements.flatMap(({ Action }) => Action).sort();
  };
  expect(allowed((made, user) => { made.grants.readFailures(user); }))
    .toEqual(['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:Query', 's3:GetObject', 'ssm:GetParameter']);
  expect(allowed((made, user) => { made.grants.redrive(user); })).toEqual(['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:Query', 's3:GetObject', 'ssm:GetParameter', 'states:DescribeExecution', 'states:StartExecution']);
});

test('whoever reads failures of the tenant that his session names reads those of its account only, and no lists of all', () => {
  const stack = observabilityStack();
  const { central: made } = central({}, stack);
  const jane = new iam.Role(stack, 'Jane', { assumedBy: new iam.AccountRootPrincipal() });
  made.grants.readFailuresOfTenant(jane);
  const [{ Properties }] = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy', { Properties: { PolicyName: Match.stringLikeRegexp('^Jane') } }));
  expect(Properties.PolicyDocument.Statement).toMatchObject([
    {
      Action: ['dynamodb:GetItem', 'dynamodb:Query'], Resource: { 'Fn::GetAtt': [expect.stringMatching(/Table/), 'Arn'] },
      Condition: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': 'ACCOUNT#${aws:PrincipalTag/TenantAccount}' } },
    },
    { Action: 's3:GetObject', Resource: { 'Fn::Join': ['', [expect.anything(), '/${aws:PrincipalTag/TenantAccount}/*']] } },
    { Action: 'ssm:GetParameter' },
  ]);
});

test('has no alarm, dashboard or queue for each tenant', () => {
  const count = (tenants: number) => Object.keys(central({ tenants }).template().toJSON().Resources).length;
  expect(count(10_000)).toBe(count(1));
});
