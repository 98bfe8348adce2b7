import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, CfnElement, Duration, Lazy } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { CentralPlace } from './a-central-place';
import { FleetAlarmProps, FleetAlarmStatistic } from '../../../src/telemetry/health/fleet-alarm';

const QUEUES: FleetAlarmProps = { namespace: 'AWS/SQS', metricName: 'ApproximateAgeOfOldestMessage', dimensions: ['QueueName'], threshold: 3600 };

function withAlarm(props: Partial<FleetAlarmProps> = {}, tenants = 1000) {
  const stack = new CentralPlace(new App(), { tenants });
  const alarm = stack.alarms.addAlarm('OldMessages', { ...QUEUES, ...props });
  return { stack, alarm, template: () => Template.fromStack(stack) };
}

const alarmOf = (props: Partial<FleetAlarmProps> = {}, tenants?: number) => {
  const { stack, alarm, template } = withAlarm(props, tenants);
  const { Resources } = template().toJSON() as { Resources: Record<string, { Properties: Record<string, unknown> }> };
  return Resources[stack.getLogicalId(alarm.node.defaultChild as CfnElement)].Properties;
};
const queryOf = (props: Partial<FleetAlarmProps> = {}) =>
  (alarmOf(props).Metrics as { Expression: string; Period: number }[])[0];

describe('addFleetAlarm refuses', () => {
  test('all that cannot be right, at once', () => {
    expect(() => withAlarm({
      namespace: 'AWS"SQS', metricName: '', dimensions: ['QueueName=orders', 'QueueName', 'QueueName'], threshold: Number.NaN,
      evaluationPeriods: 0, period: Duration.seconds(30), metricsPerTenant: 0,
    })).toThrow(new RegExp([
      'Central/Alarms/OldMessages:', "'namespace' must be .* got 'AWS\"SQS'", "'metricName' must be .* got ''", "'dimensions' must be names .* got 'QueueName=orders'",
      "'dimensions' must name each dimension once, got 'QueueName' again", "'threshold' must be a number, got NaN", "'evaluationPeriods' must be a whole number, 1 or more, got 0",
      "'period' must be whole minutes, got 30 seconds", "'metricsPerTenant' must be more than 0, got 0",
    ].join('[^]*')));
  });

  test('more metrics than a query looks at, and says how many there may be', () => {
    expect(() => withAlarm({ metricsPerTenant: 3 }, 6000)).toThrow(/'metricsPerTenant' must be at most 1.66 for 6,000 tenants, got 3: a query looks at 10,000 metrics/);
    expect(() => withAlarm({ metricsPerTenant: 1.5 }, 6000)).not.toThrow();
  });

  test('to look back further than alarms on queries do', () => {
    expect(() => withAlarm({ period: Duration.hours(1), evaluationPeriods: 4 })).toThrow(/'evaluationPeriods' times 'period' must be at most 3 hours, got 4 times 60 minutes/);
    expect(() => withAlarm({ period: Duration.hours(1), evaluationPeriods: 3 })).not.toThrow();
  });

  test('the alarm beyond 200 on queries of one Region', () => {
    const { stack } = withAlarm();
    for (let number = 3; number <= 200; number++) { stack.alarms.addAlarm(`Alarm${number}`, QUEUES); }
    expect(() => stack.alarms.addAlarm('OneMore', QUEUES)).toThrow(/OneMore:\n {2}- a stack must have at most 200 alarms on queries, .* and has 200/);
  });

  test('nothing that is a token', () => {
    const text = Lazy.string({ produce: () => 'AWS/SQS' });
    const number = Lazy.number({ produce: () => 5 });
    expect(() => withAlarm({
      namespace: text, metricName: text, dimensions: [text],
      threshold: number, evaluationPeriods: number, period: Duration.seconds(number),
    })).not.toThrow();
  });
});

describe('addFleetAlarm', () => {
  test('asks once for all tenants, the worst first', () => {
    expect(queryOf().Expression).toBe('SELECT SUM("ApproximateAgeOfOldestMessage") FROM SCHEMA("AWS/SQS", "QueueName") GROUP BY AWS.AccountId ORDER BY SUM() DESC LIMIT 500');
  });

  test('FleetAlarmProps.dimensions default: the metric without dimensions', () => {
    expect(queryOf({ dimensions: undefined }).Expression).toContain('FROM SCHEMA("AWS/SQS") GROUP BY');
  });

  test('FleetAlarmProps.statistic default: the sum', () => {
    expect(queryOf().Expression).toContain('SELECT SUM(');
    expect(queryOf({ statistic: FleetAlarmStatistic.MAXIMUM }).Expression).toMatch(/SELECT MAX\(.*ORDER BY MAX\(\) DESC/);
  });

  test('FleetAlarmProps.period default: five minutes', () => {
    expect(queryOf().Period).toBe(300);
    expect(queryOf({ period: Duration.minutes(15) }).Period).toBe(900);
  });

  test('FleetAlarmProps.evaluationPeriods default: one', () => {
    expect(alarmOf()).toMatchObject({ EvaluationPeriods: 1, Threshold: 3600, TreatMissingData: 'notBreaching' });
    expect(alarmOf({ evaluationPeriods: 3 })).toMatchObject({ EvaluationPeriods: 3 });
  });

  test('FleetAlarmProps.metricsPerTenant default: one, and the price is told', () => {
    const told = (props: Partial<FleetAlarmProps>) => Annotations.fromStack(withAlarm(props).stack).findInfo('*', Match.anyValue()).map(({ entry }) => String(entry.data)).join();
    expect(told({})).toContain('analyses up to 1,000 metrics (1,000 tenants × 1), for 0.10 USD each and month: up to 100.00 USD a month (https://aws.amazon.com/cloudwatch/pricing/)');
    expect(told({ metricsPerTenant: 4 })).toContain('up to 400.00 USD a month');
  });

  test('FleetAlarmProps.description default: the metric and the threshold; how much is covered, and the runbook', () => {
    expect(alarmOf()).toMatchObject({
      AlarmDescription: 'ApproximateAgeOfOldestMessage of AWS/SQS is 3600 or more. Looks at 1,000 metrics of 1,000 tenants, of whom the 500 worst can be told apart. Runbook: https://example.com/runbook#oldmessages',
    });
    expect(alarmOf({ description: 'Orders wait.' }, 300).AlarmDescription).toMatch(/^Orders wait\. Looks at 300 metrics of 300 tenants\. Runbook/);
  });
});

interface Alarm {
  AlarmDescription: string;
  AlarmActions: unknown[];
  TreatMissingData: string;
  MetricName?: string;
  Metrics?: { Expression?: string }[];
}

describe('alarms of the fleet', () => {
  const alarms = (tenants?: number) => Object.values(Template.fromStack(new CentralPlace(new App(), { tenants })).findResources('AWS::CloudWatch::Alarm'))
    .map(({ Properties }) => Properties as Alarm);

  test('are eight, for ten thousand tenants as for ten', () => {
    expect(alarms(10)).toHaveLength(8);
    expect(alarms(10_000)).toHaveLength(8);
  });

  test('each says what it covers, names its entry in the runbook and tells the topic', () => {
    for (const { AlarmDescription, AlarmActions } of alarms()) {
      expect(AlarmDescription).toMatch(/(Covers all|tenants are expected).* Runbook: https:\/\/example\.com\/runbook#[a-z]+$/);
      expect(AlarmActions).toHaveLength(1);
    }
  });

  test('each has its entry in our own runbook', () => {
    const headings = readFileSync(join(__dirname, '../../../docs/runbook.md'), 'utf8').match(/^## \w+$/gm)?.map(each => each.slice(3).toLowerCase());
    expect(headings).toEqual(expect.arrayContaining(alarms().map(({ AlarmDescription }) => AlarmDescription.split('#')[1])));
  });

  test('go off for the unhealthy of any cell', () => {
    expect(alarms(10_000).flatMap(({ Metrics = [] }) => Metrics.flatMap(({ Expression }) => Expression?.startsWith('SELECT') ? [Expression] : []))).toEqual([
      'SELECT MAX(TenantsUnhealthy) FROM SCHEMA("CdkAccountPerTenant", Platform, cell) WHERE Platform = \'main\' GROUP BY cell ORDER BY MAX() DESC LIMIT 500',
    ]);
  });

  test('a failure that waits for a day goes off, long before it is forgotten', () => {
    expect(alarms().filter(({ MetricName }) => MetricName === 'OldestHeldHours')).toMatchObject([{ Threshold: 24, Statistic: 'Maximum', TreatMissingData: 'notBreaching' }]);
  });

  test('a census that says nothing is as bad as one that does not see everybody', () => {
    const [covered] = alarms().filter(({ Metrics = [] }) => Metrics.some(({ Expression }) => Expression === 'tenants - covered'));
    expect(covered.TreatMissingData).toBe('breaching');
    expect(alarms().filter(({ TreatMissingData }) => TreatMissingData === 'breaching')).toHaveLength(1);
  });
});
