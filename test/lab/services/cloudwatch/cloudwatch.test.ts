import * as fc from 'fast-check';
import { JsonObject } from '../../../../src/lab/json';
import { CloudWatchRoom, cloudWatch } from '../../../../src/lab/services/cloudwatch/cloudwatch-room';
import { ACCOUNT, REGION, ROLE, TestCloud } from '../deployed';

const put = (cloud: TestCloud, datum: JsonObject | JsonObject[], Namespace: string | undefined = 'N') =>
  cloud.call('cloudwatch', 'putMetricData', { Namespace, MetricData: Array.isArray(datum) ? datum : [datum] }, ROLE);

const room = ({ cloud }: TestCloud) => cloud.room<CloudWatchRoom>('cloudwatch');
const aCloud = () => new TestCloud({}, cloudWatch);

const M = { MetricName: 'M', Value: 1 };
const alarm = { AlarmName: 'A', ComparisonOperator: 'GreaterThanThreshold', EvaluationPeriods: 1, MetricName: 'M', Namespace: 'N', Threshold: 3 };
const dimensions = (count: number) => Array.from({ length: count }, (_, at) => ({ Name: `D${at}`, Value: 'v' }));

describe('metric data are refused as a whole', () => {
  test.each<[string, JsonObject, string]>([
    ['no name', { MetricName: undefined }, 'MissingRequiredParameterException'],
    ['a name of 256 characters', { MetricName: 'x'.repeat(256) }, 'InvalidParameterValueException'],
    ['no value', { Value: undefined }, 'MissingRequiredParameterException'],
    ['two kinds of value', { Values: [1] }, 'InvalidParameterCombinationException'],
    ['a value that is no number', { Value: '1' }, 'InvalidParameterValueException'],
    ['a value beyond 2^360', { Value: 2 ** 361 }, 'InvalidParameterValueException'],
    ['an unknown unit', { Unit: 'Tenants' }, 'InvalidParameterValueException'],
    ['31 dimensions', { Dimensions: dimensions(31) }, 'InvalidParameterValueException'],
    ['an empty dimension', { Dimensions: [{ Name: 'D', Value: ' ' }] }, 'InvalidParameterValueException'],
    ['a dimension that is not ASCII', { Dimensions: [{ Name: 'D', Value: 'ä' }] }, 'InvalidParameterValueException'],
    ['a dimension with a colon first', { Dimensions: [{ Name: ':D', Value: 'v' }] }, 'InvalidParameterValueException'],
    ['a dimension twice', { Dimensions: [...dimensions(1), ...dimensions(1)] }, 'InvalidParameterValueException'],
    ['a resolution of 10', { StorageResolution: 10 }, 'InvalidParameterValueException'],
    ['a time three weeks back', { Timestamp: '2025-12-15T09:00:00Z' }, 'InvalidParameterValueException'],
    ['a time three hours ahead', { Timestamp: '2026-01-05T12:00:01Z' }, 'InvalidParameterValueException'],
    ['151 values', { Value: undefined, Values: Array.from({ length: 151 }, (_, at) => at) }, 'InvalidParameterValueException'],
    ['other counts than values', { Value: undefined, Values: [1, 2], Counts: [1] }, 'InvalidParameterValueException'],
    ['statistics without a sum', { Value: undefined, StatisticValues: { SampleCount: 1, Minimum: 1, Maximum: 1 } }, 'InvalidParameterValueException'],
  ])('for %s', async (_, change, name) => {
    const cloud = aCloud();
    await expect(put(cloud, [M, { ...M, ...change }])).rejects.toMatchObject({ name });
    expect(room(cloud).metrics('N')).toEqual([]);
  });

  test.each([['', 'MissingRequiredParameterException'], [':N', 'InvalidParameterValueException'], ['AWS/States', 'InvalidParameterValueException']])(
    'for the namespace %j', async (namespace, name) => {
      await expect(put(aCloud(), M, namespace)).rejects.toMatchObject({ name });
    });

  test('for 1,001 metrics', async () => {
    await expect(put(aCloud(), Array.from({ length: 1001 }, () => M))).rejects.toMatchObject({ name: 'InvalidParameterValueException' });
    await expect(put(aCloud(), Array.from({ length: 1000 }, () => M))).resolves.toEqual({});
  });

  test('when IAM denies it, which is told the namespace', async () => {
    const cloud = aCloud();
    cloud.denied.add('cloudwatch:PutMetricData');
    await expect(put(cloud, M)).rejects.toMatchObject({ name: 'AccessDeniedException' });
    expect(cloud.asked).toEqual([expect.objectContaining({ resource: '*', context: { 'cloudwatch:namespace': 'N' } })]);
  });

  test('for what the lab does not model', async () => {
    await expect(aCloud().call('cloudwatch', 'getMetricStatistics', {})).rejects.toThrow('the lab does not model cloudwatch:getMetricStatistics');
    await expect(aCloud().call('cloudwatch', 'putMetricData', { Namespace: 'N', EntityMetricData: [] })).rejects.toThrow('does not model EntityMetricData');
  });
});

test('metrics are told apart by name, unit and dimensions, in whatever order these come', async () => {
  const cloud = aCloud();
  const [a, b] = [{ Name: 'A', Value: '1' }, { Name: 'B', Value: '2' }];
  await put(cloud, [{ ...M, Dimensions: [a, b] }, { ...M, Dimensions: [b, a], Value: 5 }, { ...M, Dimensions: [a] }, { ...M, Unit: 'Count' }, M]);
  await put(cloud, M, 'Other');
  expect(room(cloud).metrics('N').map(({ dimensions: named, unit, count, sum }) => [named, unit, count, sum]))
    .toEqual([[{ A: '1', B: '2' }, 'None', 2, 6], [{ A: '1' }, 'None', 1, 1], [{}, 'Count', 1, 1], [{}, 'None', 1, 1]]);
});

test('each way to give values adds up to the same', async () => {
  const numbers = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 20 });
  await fc.assert(fc.asyncProperty(numbers, async values => {
    const one = async (data: JsonObject[]) => {
      const cloud = aCloud();
      await put(cloud, data);
      return room(cloud).metrics('N');
    };
    const sum = values.reduce((total, value) => total + value, 0);
    const [Minimum, Maximum] = [Math.min(...values), Math.max(...values)];
    const expected = [{
      account: ACCOUNT, region: REGION, namespace: 'N', name: 'M', dimensions: {}, unit: 'None', count: values.length, sum, minimum: Minimum, maximum: Maximum,
    }];
    expect(await one(values.map(Value => ({ MetricName: 'M', Value })))).toEqual(expected);
    expect(await one([{ MetricName: 'M', Values: values }])).toEqual(expected);
    expect(await one([{ MetricName: 'M', StatisticValues: { SampleCount: values.length, Sum: sum, Minimum, Maximum } }])).toEqual(expected);
  }), { numRuns: 20 });
});

describe('alarms and dashboards', () => {
  test.each<[string, string, JsonObject, string]>([
    ['an alarm without a metric', 'Alarm', { ...alarm, MetricName: undefined }, 'either MetricName or Metrics'],
    ['an alarm with both', 'Alarm', { ...alarm, Metrics: [] }, 'either MetricName or Metrics'],
    ['an alarm without an operator', 'Alarm', { ...alarm, ComparisonOperator: undefined }, 'needs a ComparisonOperator'],
    ['an alarm on eleven metrics', 'Alarm', { ...alarm, MetricName: undefined, Metrics: Array.from({ length: 11 }, () => ({})) }, 'limit of 10'],
    ['a dashboard that is no JSON', 'Dashboard', { DashboardName: 'D', DashboardBody: '{' }, 'no JSON'],
    ['a dashboard with a space in its name', 'Dashboard', { DashboardName: 'a b', DashboardBody: '{}' }, 'cannot name a dashboard'],
  ])('%s is refused', (_, type, properties, complaint) => {
    expect(() => aCloud().deploy(`AWS::CloudWatch::${type}`, properties)).toThrow(complaint);
  });

  test('an alarm is refused when there is one of its name', () => {
    const cloud = aCloud();
    cloud.deploy('AWS::CloudWatch::Alarm', alarm);
    expect(() => cloud.deploy('AWS::CloudWatch::Alarm', alarm)).toThrow('A already exists');
  });

  test('are kept as the template describes them', () => {
    const cloud = aCloud();
    expect(cloud.deploy('AWS::CloudWatch::Alarm', alarm)).toMatchObject({ ref: 'A', attributes: { Arn: `arn:aws:cloudwatch:${REGION}:${ACCOUNT}:alarm:A` } });
    expect(cloud.deploy('AWS::CloudWatch::Dashboard', { DashboardName: 'D', DashboardBody: '{"widgets":[]}' })).toMatchObject({ ref: 'D' });
    expect(room(cloud).alarms()).toEqual([{ name: 'A', account: ACCOUNT, region: REGION, properties: alarm, state: 'INSUFFICIENT_DATA' }]);
    expect(room(cloud).dashboards().map(({ name }) => name)).toEqual(['D']);
  });
});

describe('the state of an alarm', () => {
  const OK = { AlarmName: 'A', StateValue: 'OK', StateReason: 'a test' };
  const withAlarm = () => {
    const cloud = aCloud();
    const made = cloud.deploy('AWS::CloudWatch::Alarm', alarm);
    return { cloud, made, call: (action: string, parameters: JsonObject) => cloud.call('cloudwatch', action, parameters, ROLE) };
  };

  test.each<[string, string, JsonObject, string]>([
    ['that is none cannot be set', 'setAlarmState', { ...OK, StateValue: 'FINE' }, 'to OK, ALARM or INSUFFICIENT_DATA'],
    ['cannot be set without a reason', 'setAlarmState', { ...OK, StateReason: '' }, 'with a StateReason'],
    ['that is not there cannot be set', 'setAlarmState', { ...OK, AlarmName: 'B' }, 'The alarm B is not there'],
    ['is not told of all alarms', 'describeAlarms', {}, 'the lab models cloudwatch:describeAlarms with AlarmNames only'],
    ['is not asked for by another', 'describeAlarms', { AlarmNames: ['A'], StateValue: 'OK' }, 'the lab does not model StateValue'],
    ['is not told for 101 names', 'describeAlarms', { AlarmNames: Array.from({ length: 101 }, (_, at) => `A${at}`) }, 'too many AlarmNames'],
    ['is not told of 101 records', 'describeAlarms', { AlarmNames: ['A'], MaxRecords: 101 }, 'MaxRecords is from 1 to 100'],
  ])('%s', async (_, action, parameters, complaint) => {
    await expect(withAlarm().call(action, parameters)).rejects.toThrow(complaint);
  });

  test('is unknown at first, what somebody sets then, and stays when the alarm is changed', async () => {
    const { cloud, made, call } = withAlarm();
    const state = async () => (await call('describeAlarms', { AlarmNames: ['A', 'B'] })).MetricAlarms;
    expect(await state()).toMatchObject([{ AlarmName: 'A', StateValue: 'INSUFFICIENT_DATA' }]);
    await call('setAlarmState', OK);
    cloud.update(made, { ...alarm, Threshold: 4 });
    expect(await state()).toMatchObject([{ AlarmName: 'A', StateValue: 'OK' }]);
  });

  test('is told where it is asked for, and with composite alarms alone not at all', async () => {
    const { cloud, call } = withAlarm();
    expect(await call('describeAlarms', { AlarmNames: ['A'], AlarmTypes: ['CompositeAlarm'] })).toEqual({ MetricAlarms: [], CompositeAlarms: [] });
    expect(await cloud.call('cloudwatch', 'describeAlarms', { AlarmNames: ['A'] }, { ...ROLE, region: 'eu-west-1' })).toMatchObject({ MetricAlarms: [] });
  });
});

describe('an alarm that a test sets', () => {
  const two = () => {
    const cloud = aCloud();
    cloud.deploy('AWS::CloudWatch::Alarm', alarm);
    cloud.deploy('AWS::CloudWatch::Alarm', alarm, { region: 'eu-west-1' });
    return { cloud, states: () => room(cloud).alarms().map(({ state }) => state) };
  };

  test('has to be one, and in a state that there is', () => {
    const { cloud } = two();
    expect(() => room(cloud).setAlarm('B', 'OK')).toThrow("expected one alarm 'B', found none; there are A (");
    expect(() => room(cloud).setAlarm('A', 'OK')).toThrow("expected one alarm 'A', found 2");
    expect(() => room(cloud).setAlarm('A', 'FINE' as 'OK', { region: REGION })).toThrow("never 'FINE'");
  });

  test('changes at that moment of virtual time', async () => {
    const { cloud, states } = two();
    const { clock } = cloud.cloud;
    clock.at(clock.now() + 60_000, () => room(cloud).setAlarm('A', 'ALARM', { account: ACCOUNT, region: REGION }));
    expect(states()).toEqual(['INSUFFICIENT_DATA', 'INSUFFICIENT_DATA']);
    await clock.run();
    expect(states()).toEqual(['ALARM', 'INSUFFICIENT_DATA']);
  });
});
