import { Duration, Token } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { documentOf } from './workflows/document';
import { TenantAlarmOptions } from '../../src';
import { factory } from '../good';

const ALARM = 'AWS::CloudWatch::Alarm';

function alarmed(options: Partial<TenantAlarmOptions> = {}) {
  const { factory: made, stack, template } = factory();
  const alarms = made.addAlarms({ actions: [new SnsAction(new Topic(stack, 'Operators'))], ...options });
  return { alarms, template };
}

test.each([[0], [-5], [1.5], [NaN]])('refuses a quota of %d accounts', accountQuota => {
  expect(() => alarmed({ accountQuota })).toThrow(/Platform\/Tenants:\n {2}- 'accountQuota' must be a whole number of accounts, 1 or more, got/);
});

test('cannot take the quota from CloudFormation, for the share is counted here', () => {
  expect(() => alarmed({ accountQuota: Token.asNumber({ Ref: 'Later' }) })).toThrow(/'accountQuota' must be known when the app is synthesized/);
});

test('TenantAlarmOptions.accountQuota default: 10, so the alarm goes off at 8', () => {
  alarmed().template().hasResourceProperties(ALARM, { MetricName: 'AccountsAskedFor', Threshold: 8 });
});

test.each([[500, 400], [10000, 8000], [1, 1]])('of a quota of %d accounts, the alarm goes off at %d', (accountQuota, Threshold) => {
  alarmed({ accountQuota }).template().hasResourceProperties(ALARM, { MetricName: 'AccountsAskedFor', Threshold });
});

test('there are none by themselves, since they cost money, and no dashboard', () => {
  const { template } = factory();
  template().resourceCountIs(ALARM, 0);
  template().resourceCountIs('AWS::CloudWatch::Dashboard', 0);
});

test('each tells whom it is told to tell, says where the runbook is, and is silent while nothing happens', () => {
  const { alarms, template } = alarmed();
  expect(alarms).toHaveLength(8);
  template().resourceCountIs(ALARM, 8);
  template().allResourcesProperties(ALARM, {
    AlarmActions: [Match.anyValue()], TreatMissingData: 'notBreaching', AlarmDescription: Match.stringLikeRegexp(' Runbook: docs/runbook\\.md#[a-z]+$'),
  });
});

test('what alarms look at is what the workflow counts: the same names, the same namespace, the same platform', () => {
  const { factory: made, template } = factory();
  const counted = JSON.stringify(documentOf(template()));
  const own = [
    made.metricTimeToReady(), made.metricStillInLine(), made.metricRejected(), made.metricAccountsAskedFor(),
  ];
  for (const metric of own) {
    expect(metric.namespace).toBe('CdkAccountPerTenant');
    expect(metric.dimensions).toEqual({ Platform: 'tenants' });
    expect(counted).toContain(`"MetricName":"${metric.metricName}"`);
  }
});

test('a metric is a metric and never a new resource', () => {
  const { factory: made, stack } = factory();
  const before = stack.node.findAll().length;
  const metrics = [
    made.metricTimeToReady(), made.metricReady(), made.metricRejected(), made.metricFailed(), made.metricStillInLine(),
    made.metricAccountsAskedFor(), made.metricThrottled(),
  ];
  expect(stack.node.findAll()).toHaveLength(before);
  expect(metrics.map(metric => metric.statistic)).toEqual(['p95', 'SampleCount', 'Sum', 'Sum', 'Sum', 'Maximum', 'Sum']);
});

test('a metric takes the options of whoever looks', () => {
  const { factory: made } = factory();
  expect(made.metricTimeToReady({ statistic: 'p50', period: Duration.minutes(1) })).toMatchObject({ statistic: 'p50', period: Duration.minutes(1) });
});

test('the dashboard shows every metric', () => {
  const { factory: made, template } = factory();
  expect(made.addDashboard()).toBeInstanceOf(cloudwatch.Dashboard);
  const [dashboard] = Object.values(template().findResources('AWS::CloudWatch::Dashboard'));
  const body = JSON.stringify(dashboard.Properties.DashboardBody);
  for (const name of ['TimeToReady', 'RequestsRejected', 'StillInLine', 'AccountsAskedFor', 'ExecutionsFailed', 'ServiceIntegrationsFailed']) {
    expect(body).toContain(name);
  }
});
