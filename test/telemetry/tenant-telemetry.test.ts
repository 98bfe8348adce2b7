import { App, Duration, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as logs from 'aws-cdk-lib/aws-logs';
import { OBSERVABILITY, central, observabilityStack, sinkIn, tenantTelemetry } from './good-telemetry';
import { ActivitySignal, TelemetryResourceType, TelemetryTier, TenantTelemetryProps } from '../../src';

const LINK = 'AWS::Oam::Link';

describe('refuses', () => {
  test.each<[string, (stack: Stack) => Partial<TenantTelemetryProps>, RegExp]>([
    ['no sink', () => ({ sinks: [] }), /'sinks' must hold one sink for each Region of 'baseline', got none/],
    ['a sink in another Region than its links', stack => ({ sinks: [sinkIn(stack, 'us-east-1'), sinkIn(stack, 'eu-west-1')] }), /a sink in another Region than its links gets none/],
    ['two sinks in a Region', stack => ({ sinks: [sinkIn(stack, 'us-east-1'), sinkIn(stack, 'us-east-1', '555555555555')] }), /'sinks' must/],
    ['sinks in two accounts', stack => ({ sinks: [sinkIn(stack, 'us-east-1'), sinkIn(stack, 'us-east-1', '555555555555')] }), /'sinks' must all be in the observability account, got 444444444444 and 555555555555/],
    ['a sink of another account itself', stack => ({ sinks: [central({}, observabilityStack('us-east-1', stack.node.root as App)).central.sink] }), /'sinks' must be named by their ARNs where they are in another account, got that of 444444444444 in us-east-1 itself/],
    ['types that the sink does not allow', () => ({ resourceTypes: [TelemetryResourceType.METRICS, TelemetryResourceType.INTERNET_MONITOR] }), /'resourceTypes' must be allowed by each sink; AWS::InternetMonitor::Monitor is not/],
    ['new tenants who sleep', () => ({ tierOfNewTenants: TelemetryTier.DORMANT }), /'tierOfNewTenants' must be FULL or PRIORITY, got DORMANT/],
    ['an hour of idleness', () => ({ idleAfter: Duration.hours(1) }), /'idleAfter' must be 1 to 365 days, got 1 hour/],
    ['nothing that counts as activity', () => ({ activity: [] }), /'activity' must hold 1 to 5 signals, got 0/],
    ['activity that a sleeping tenant does not show', () => ({ activity: [ActivitySignal.metric('Orders', 'Placed')] }), /'tiers\.dormant\.metricNamespaces' must hold 'Orders', by which activity is seen: without it whoever sleeps would never wake/],
    ['a tier that costs more than its budget', () => ({ budget: { activeUsd: 0.1 } }), /tier 'priority' costs 0\.\d+ USD a tenant and month, and 'budget\.activeUsd' allows 0\.10; most are /],
    ['tenants beyond an organization', () => ({ workload: { tenants: 20_000 } }), /'workload\.tenants' must be a whole number of 1 to 10000, got 20000/],
    ['a workload of less than nothing', () => ({ workload: { failures: -1 } }), /'workload\.failures' must be 0 or more, got -1/],
  ])('%s', (_what, props, words) => {
    expect(() => tenantTelemetry(props)).toThrow(words);
  });

  test('everything that is wrong with itself at once', () => {
    const wrong = { activity: [], idleAfter: Duration.days(400), workload: { failures: -1 } };
    const said = /Platform\/Telemetry:\n {2}- 'activity'.*\n {2}- 'idleAfter'.*\n {2}- 'workload\.failures'.*\n {2}- 'tierOfNewTenants'/;
    expect(() => tenantTelemetry({ ...wrong, tierOfNewTenants: TelemetryTier.DORMANT })).toThrow(said);
  });
});

describe('defaults', () => {
  test('TenantTelemetryProps.tiers default: each tier has settings of its own', () => {
    const { Mappings } = tenantTelemetry().tenant().toJSON();
    expect(Object.keys(Mappings.TelemetryTiers)).toEqual(['full', 'priority', 'dormant']);
    expect(new Set(Object.values(Mappings.TelemetryTiers).map(each => JSON.stringify(each))).size).toBe(3);
  });

  test('TenantTelemetryProps.tierOfNewTenants default: priority', () => {
    tenantTelemetry().tenant().hasParameter('TelemetryTier', { Default: 'priority', AllowedValues: ['full', 'priority', 'dormant'] });
    tenantTelemetry({ tierOfNewTenants: TelemetryTier.FULL, budget: { activeUsd: 2 } }).tenant().hasParameter('TelemetryTier', { Default: 'full' });
  });

  const settings = ({ template }: ReturnType<typeof tenantTelemetry>) => {
    const [text] = Object.values(template().findResources('AWS::Lambda::Function'))
      .map(({ Properties }) => Properties.Environment?.Variables?.SETTINGS as string).filter(Boolean);
    return JSON.parse(text) as { idleAfterMs: number; signals: object[] };
  };

  test('TenantTelemetryProps.idleAfter default: a week', () => {
    expect(settings(tenantTelemetry()).idleAfterMs).toBe(7 * 86_400_000);
    expect(settings(tenantTelemetry({ idleAfter: Duration.days(30) })).idleAfterMs).toBe(30 * 86_400_000);
  });

  test('TenantTelemetryProps.activity default: functions run', () => {
    expect(settings(tenantTelemetry()).signals).toEqual([{ namespace: 'AWS/Lambda', metricName: 'UnreservedConcurrentExecutions' }]);
  });

  test('TenantTelemetryProps.resourceTypes default: metrics, log groups and traces', () => {
    tenantTelemetry().tenant().hasResourceProperties(LINK, { ResourceTypes: ['AWS::CloudWatch::Metric', 'AWS::Logs::LogGroup', 'AWS::XRay::Trace'] });
    tenantTelemetry({ resourceTypes: [TelemetryResourceType.METRICS] }).tenant().hasResourceProperties(LINK, { ResourceTypes: ['AWS::CloudWatch::Metric'] });
  });

  test('TenantTelemetryProps.dataIdentifiers default: keys, addresses and cards', () => {
    const policy = ({ tenant }: ReturnType<typeof tenantTelemetry>) =>
      JSON.stringify(Object.values(tenant().findResources('AWS::Logs::AccountPolicy'))[0].Properties.PolicyDocument);
    for (const each of ['AwsSecretKey', 'OpenSshPrivateKey', 'EmailAddress', 'CreditCardNumber']) { expect(policy(tenantTelemetry())).toContain(each); }
    const own = policy(tenantTelemetry({ dataIdentifiers: [logs.DataIdentifier.IPADDRESS] }));
    expect(own).toContain('IpAddress');
    expect(own).not.toContain('EmailAddress');
  });

  test('TenantTelemetryProps.workload default: half of 1,000 tenants, of about 200 functions each', () => {
    const { stack } = tenantTelemetry();
    Annotations.fromStack(stack).hasInfo('*', Match.stringLikeRegexp('1,000 tenants'));
  });

  test('TenantTelemetryProps.budget default: 0.70 USD for an active tenant, 0.02 USD for one that sleeps', () => {
    expect(() => tenantTelemetry()).not.toThrow();
    expect(() => tenantTelemetry({ workload: { requests: 3_000_000 } })).toThrow(/'budget\.activeUsd' allows 0\.70/);
  });
});

test('the bill is printed when the app is synthesized', () => {
  const { stack } = tenantTelemetry();
  Annotations.fromStack(stack).hasInfo('/Platform/Telemetry', Match.stringLikeRegexp('traces[^]*looks at its health'));
});

test('the directory is read by two roles of the observability account, and by nobody else', () => {
  tenantTelemetry().template().hasResourceProperties('AWS::IAM::Role', {
    RoleName: 'cdk-account-per-tenant-tenants-telemetry',
    AssumeRolePolicyDocument: {
      Statement: [{
        Action: 'sts:AssumeRole',
        Effect: 'Allow',
        Principal: { AWS: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:iam::${OBSERVABILITY}:root`]] } },
        Condition: {
          ArnEquals: {
            'aws:PrincipalArn': ['failure-record', 'census'].map(what =>
              ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:iam::${OBSERVABILITY}:role/cdk-account-per-tenant-tenants-${what}`]] })),
          },
        },
      }],
    },
  });
});

test('others hear when a tenant has another tier', () => {
  const { telemetry, template } = tenantTelemetry();
  telemetry.onTierChanged('Asleep', { eventPattern: { detail: { tier: ['dormant'] } } });
  template().hasResourceProperties('AWS::Events::Rule', { EventPattern: { 'detail-type': ['TenantTierChanged'], 'detail': { tier: ['dormant'] } } });
});

test('nothing in a tenant account costs money while the tenant sleeps', () => {
  const { Resources } = tenantTelemetry().tenant().toJSON() as { Resources: Record<string, { Type: string }> };
  const types = new Set(Object.values(Resources).map(({ Type }) => Type));
  for (const type of ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::Dashboard', 'AWS::KMS::Key', 'AWS::Lambda::EventSourceMapping', 'AWS::CloudWatch::MetricStream', 'AWS::KinesisFirehose::DeliveryStream']) {
    expect(types).not.toContain(type);
  }
});
