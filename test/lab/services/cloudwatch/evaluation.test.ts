import * as fc from 'fast-check';
import { JsonObject } from '../../../../src/lab/json';
import { arithmetic } from '../../../../src/lab/services/cloudwatch/arithmetic';
import { cloudWatch, CloudWatchRoom } from '../../../../src/lab/services/cloudwatch/cloudwatch-room';
import { ACCOUNT, REGION, TestCloud } from '../deployed';

const MINUTE = 60_000;
const plain: JsonObject = {
  AlarmName: 'A', Namespace: 'N', MetricName: 'M', Statistic: 'Sum', Period: 300, Threshold: 3, EvaluationPeriods: 1, ComparisonOperator: 'GreaterThanOrEqualToThreshold',
};
const { Namespace: _, MetricName: __, Statistic: ___, Period: ____, ...rest } = plain;
const stat = (Id: string, MetricName: string, more: JsonObject = {}): JsonObject =>
  ({ Id, ReturnData: false, MetricStat: { Metric: { Namespace: 'N', MetricName }, Stat: 'Maximum', Period: 300 }, ...more });
const math = (Expression: string, ...metrics: JsonObject[]): JsonObject => ({ ...rest, Metrics: [{ Id: 'e', Expression }, ...metrics] });

/** The state of an alarm after these values, by how many minutes ago they were. */
function stateOf(alarm: JsonObject, values: readonly (readonly [minutesAgo: number, value: number, metricName?: string])[], before?: 'OK' | 'ALARM') {
  const world = new TestCloud({}, cloudWatch);
  const room = world.cloud.room<CloudWatchRoom>('cloudwatch');
  world.deploy('AWS::CloudWatch::Alarm', { ...plain, ...('Metrics' in alarm && { MetricName: undefined }), ...alarm });
  for (const [ago, value, metricName = 'M'] of values) {
    room.observe({ account: ACCOUNT, region: REGION, namespace: 'N', metricName, value, at: world.cloud.clock.now() - ago * MINUTE });
  }
  if (before) { room.setAlarm('A', before); }
  const state = room.evaluate('A');
  expect(room.alarms()[0].state).toBe(state);
  return state;
}

test.each<[string, JsonObject, readonly (readonly [number, number])[]]>([
  ['the expression "SELECT SUM(M) FROM N"', math('SELECT SUM(M) FROM N'), []],
  ['the expression "FILL(a, 0)"', math('FILL(a, 0)', stat('a', 'M')), []],
  ['metrics of other accounts', math('a', stat('a', 'M', { AccountId: '333333333333' })), []],
  ['metrics of different periods', math('a + b', stat('a', 'M'), stat('b', 'M', { MetricStat: { Metric: { Namespace: 'N', MetricName: 'M' }, Stat: 'Sum', Period: 60 } })), []],
  ['the unknown id b', math('a + b', stat('a', 'M')), []],
  ['an expression within another', math('a', { Id: 'f', Expression: 'a', ReturnData: false }, stat('a', 'M')), []],
  ['the statistic p99', { ...plain, Statistic: undefined, ExtendedStatistic: 'p99' }, [[1, 1]]],
  ['ComparisonOperator GreaterThanUpperThreshold', { ...plain, ComparisonOperator: 'GreaterThanUpperThreshold' }, []],
  ['data that is missing in 1 of 2 periods', { ...plain, EvaluationPeriods: 2 }, [[1, 1]]],
])('%s is not modelled', (what, alarm, values) => {
  expect(() => stateOf(alarm, values.length > 0 ? values : [[1, 1], [6, 1]])).toThrow(`the lab does not model ${what}`);
});

test.each(['', '(a', 'a)', 'a b', '1 +', 'A', 'a > 1', '+', 'METRICS()'])('%j is no expression', text => {
  expect(() => arithmetic(text)).toThrow('the lab does not model the expression');
});

test.each<[string, string, JsonObject, readonly (readonly [number, number])[]]>([
  ['OK', 'below the threshold', {}, [[1, 1], [4, 1]]],
  ['ALARM', 'at the threshold, in sum', {}, [[1, 1], [4, 2]]],
  ['OK', 'at a threshold that has to be passed', { ComparisonOperator: 'GreaterThanThreshold' }, [[1, 3]]],
  ['ALARM', 'too little', { ComparisonOperator: 'LessThanThreshold' }, [[1, 2]]],
  ['OK', 'with what is older than the period, or is just now', { TreatMissingData: 'notBreaching' }, [[6, 9], [0, 9]]],
  ['INSUFFICIENT_DATA', 'without data', {}, []],
  ['OK', 'without data that is taken for good', { TreatMissingData: 'notBreaching' }, []],
  ['ALARM', 'without data that is taken for bad', { TreatMissingData: 'breaching' }, []],
  ['ALARM', 'after two bad periods of three', { EvaluationPeriods: 3, DatapointsToAlarm: 2 }, [[1, 3], [6, 0], [11, 3]]],
  ['OK', 'after one bad period of three', { EvaluationPeriods: 3, DatapointsToAlarm: 2 }, [[1, 3], [6, 0], [11, 0]]],
  ['OK', 'by another statistic', { Statistic: 'Average' }, [[1, 4], [2, 1]]],
])('an alarm is %s %s', (state, __title, change, values) => {
  expect(stateOf({ ...plain, ...change }, values)).toBe(state);
});

test('an alarm that ignores missing data stays as it is', () => {
  expect(stateOf({ ...plain, TreatMissingData: 'ignore' }, [], 'ALARM')).toBe('ALARM');
});

test('an alarm follows arithmetic of metrics, and has no data where one of them has none', () => {
  const gap = math('tenants - covered', stat('tenants', 'T'), stat('covered', 'C'));
  expect(stateOf(gap, [[1, 20, 'T'], [1, 18, 'C']])).toBe('OK');
  expect(stateOf(gap, [[1, 20, 'T'], [1, 17, 'C']])).toBe('ALARM');
  expect(stateOf({ ...gap, TreatMissingData: 'breaching' }, [[1, 20, 'T']])).toBe('ALARM');
  expect(stateOf({ ...rest, Metrics: [stat('a', 'M', { ReturnData: true })] }, [[1, 3]])).toBe('ALARM');
});

test('arithmetic is that of numbers', () => {
  const number = fc.integer({ min: 1, max: 50 });
  fc.assert(fc.property(number, number, number, (a, b, c) => {
    const values = new Map([['a', a], ['b', b], ['c', c]]);
    const of = (text: string) => arithmetic(text)(id => values.get(id));
    expect([of('a + b * c'), of('(a + b) * c'), of('a - b - c'), of('a / b * 100'), of('a - (b - c)')])
      .toEqual([a + b * c, (a + b) * c, a - b - c, a / b * 100, a - (b - c)]);
  }));
});
