import { ACCOUNT, REGION, TestCloud } from './deployed';
import { ABus, BUS, FUNCTION, MACHINE, TARGET_ROLE } from './eventbridge/a-bus';
import { JsonObject } from '../../../src/lab/json';
import { cloudWatch, CloudWatchRoom } from '../../../src/lab/services/cloudwatch/cloudwatch-room';
import { EventPattern } from '../../../src/lab/services/eventbridge/pattern/event-pattern';
import { scheduleOf } from '../../../src/lab/services/eventbridge/schedule';
import { schemas } from '../../../src/lab/services/schemas/schemas-room';
import { sns } from '../../../src/lab/services/sns/sns-room';
import { sqs } from '../../../src/lab/services/sqs/sqs-room';
import { ssm } from '../../../src/lab/services/ssm/ssm-room';

const ALARM = { ComparisonOperator: 'GreaterThanThreshold', EvaluationPeriods: 1 };
const FILLER = JSON.stringify({ source: ['tenants', ''] }).length;

describe('what just reaches a limit is taken, and what passes it is not', () => {
  test.each([
    ['a pattern of 2,048 characters', 2048 - FILLER, (size: number) => {
      new ABus().rule([], { EventPattern: { source: ['tenants', 'x'.repeat(size)] } });
    }],
    ['185 retries', 185, (MaximumRetryAttempts: number) => { new ABus().rule([{ Id: 'F', Arn: FUNCTION, RetryPolicy: { MaximumRetryAttempts } }]); }],
    ['5 targets', 5, (count: number) => { new ABus().rule(Array.from({ length: count }, (_, at) => ({ Id: `F${at}`, Arn: FUNCTION }))); }],
    ['100 buses', 99, (count: number) => {
      const bus = new ABus();
      bus.deploy('AWS::Events::EventBus', { Name: 'elsewhere' }, { region: 'eu-west-1' });
      for (let at = 0; at < count; at++) { bus.deploy('AWS::Events::EventBus', { Name: `b${at}` }); }
    }],
    ['100 variables', 100, (count: number) => {
      const InputPathsMap = Object.fromEntries(Array.from({ length: count }, (_, at) => [`v${at}`, '$.id']));
      new ABus().rule([{ Id: 'F', Arn: FUNCTION, InputTransformer: { InputPathsMap, InputTemplate: '<v0>' } }]);
    }],
    ['two to the power of 53 in a pattern', 53, (power: number) => { new EventPattern({ a: [{ numeric: ['<', 2 ** power] }] }); }],
    ['10 metrics in an alarm', 10, (length: number) => {
      new TestCloud({}, cloudWatch).deploy('AWS::CloudWatch::Alarm', { ...ALARM, Metrics: Array.from({ length }, () => ({})) });
    }],
    ['100 schemas in a registry', 100, (count: number) => {
      const cloud = new TestCloud({}, schemas);
      for (const RegistryName of ['r', 'other']) { cloud.deploy('AWS::EventSchemas::Registry', { RegistryName }); }
      const schema = { RegistryName: 'r', Type: 'OpenApi3', Content: '{}' };
      cloud.deploy('AWS::EventSchemas::Schema', { ...schema, RegistryName: 'other' });
      for (let at = 0; at < count; at++) { cloud.deploy('AWS::EventSchemas::Schema', { ...schema, SchemaName: `s${at}` }); }
    }],
  ])('%s', (_, limit, attempt) => {
    expect(() => attempt(limit)).not.toThrow();
    expect(() => attempt(limit + 1)).toThrow();
  });

  test.each([
    ['15 levels of a parameter', 15, 'ssm', 'putParameter', (count: number): JsonObject => ({ Name: '/a'.repeat(count), Type: 'String', Value: 'v' })],
    ['4,096 bytes of a parameter', 2048, 'ssm', 'putParameter', (count: number): JsonObject => ({ Name: 'a', Type: 'String', Value: 'ä'.repeat(count) })],
    ['a metric name of 255 characters', 255, 'cloudwatch', 'putMetricData', (count: number): JsonObject => ({
      Namespace: 'N', MetricData: [{ MetricName: 'x'.repeat(count), Value: 1 }],
    })],
    ['30 dimensions', 30, 'cloudwatch', 'putMetricData', (length: number): JsonObject => ({
      Namespace: 'N', MetricData: [{ MetricName: 'M', Value: 1, Dimensions: Array.from({ length }, (_, at) => ({ Name: `D${at}`, Value: 'v' })) }],
    })],
    ['150 values', 150, 'cloudwatch', 'putMetricData', (length: number): JsonObject => ({
      Namespace: 'N', MetricData: [{ MetricName: 'M', Values: Array.from({ length }, (_, at) => at) }],
    })],
    ['a subject of 99 characters', 99, 'sns', 'publish', (count: number): JsonObject => ({
      TopicArn: `arn:aws:sns:${REGION}:${ACCOUNT}:t`, Message: 'x', Subject: 'x'.repeat(count),
    })],
    ['256 KiB for a topic', 262_144, 'sns', 'publish', (count: number): JsonObject => ({
      TopicArn: `arn:aws:sns:${REGION}:${ACCOUNT}:t`, Message: 'x'.repeat(count),
    })],
    ['a delay of 900 seconds', 900, 'sqs', 'sendMessage', (DelaySeconds: number): JsonObject => ({
      QueueUrl: `https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/q`, MessageBody: 'x', DelaySeconds,
    })],
  ])('%s', async (_, limit, service, action, parameters) => {
    const cloud = new TestCloud({}, ssm, cloudWatch, sns, sqs);
    cloud.deploy('AWS::SNS::Topic', { TopicName: 't' });
    cloud.deploy('AWS::SQS::Queue', { QueueName: 'q' });
    await expect(cloud.call(service, action, parameters(limit))).resolves.toBeDefined();
    await expect(cloud.call(service, action, parameters(limit + 1))).rejects.toThrow();
  });

  test('one megabyte of entries, of which a time makes 14 bytes', async () => {
    const put = (bus: ABus, size: number, more: JsonObject = {}) => {
      const empty = 'tenants'.length + 'TenantReady'.length + '{"a":""}'.length;
      return bus.put({ a: 'x'.repeat(size - empty) }, more);
    };
    await expect(put(new ABus(), 1024 * 1024 - 1)).resolves.toMatchObject({ FailedEntryCount: 0 });
    await expect(put(new ABus(), 1024 * 1024)).rejects.toMatchObject({ name: 'ValidationException' });
    const timed = { Time: '2026-01-01T00:00:00Z', Resources: ['ä'] };
    await expect(put(new ABus(), 1024 * 1024 - 17, timed)).resolves.toMatchObject({ FailedEntryCount: 0 });
    await expect(put(new ABus(), 1024 * 1024 - 16, timed)).rejects.toMatchObject({ name: 'ValidationException' });
  });

  test('262,144 bytes for a state machine', async () => {
    const bus = new ABus();
    const target = { Id: 'M', Arn: MACHINE, RoleArn: TARGET_ROLE, InputPath: '$.detail.a' };
    const rule = bus.rule([target]);
    await bus.put({ a: 'x'.repeat(262_142) });
    expect(bus.events.counts(rule)).toMatchObject({ invocations: 1, failed: 0 });
    await bus.put({ a: 'x'.repeat(262_143) });
    expect(bus.events.counts(rule)).toMatchObject({ invocations: 1, failed: 1 });
  });

  test('two weeks back and two hours ahead of a metric', async () => {
    const cloud = new TestCloud({}, cloudWatch);
    const put = (milliseconds: number) => {
      const call = cloud.cloud.clock.now() + milliseconds;
      return cloud.call('cloudwatch', 'putMetricData', { Namespace: 'N', MetricData: [{ MetricName: 'M', Value: 1, Timestamp: call / 1000 }] });
    };
    const [hour, day] = [3_600_000, 86_400_000];
    await put(2 * hour);
    await put(-14 * day + 40);
    await expect(put(2 * hour + 41)).rejects.toThrow('Timestamp');
    await expect(put(-14 * day)).rejects.toThrow('Timestamp');
    expect(cloud.cloud.room<CloudWatchRoom>('cloudwatch').metrics('N')).toMatchObject([{ count: 2 }]);
  });

  test('the policy of a bus: a part that is too long leaves the former one in force', async () => {
    const bus = new ABus();
    const statement = (account: string, Sid: string) => ({
      EventBusName: 'plane',
      StatementId: 'S',
      Statement: { Sid, Effect: 'Allow', Principal: { AWS: account }, Action: 'events:PutEvents', Resource: BUS },
    });
    const made = bus.deploy('AWS::Events::EventBusPolicy', statement('333333333333', 'a'));
    const changed = bus.update(made, statement('333333333333', 'x'.repeat(10_000)));
    expect(() => bus.deploy('AWS::Events::EventBusPolicy', { ...statement('444444444444', 'x'.repeat(100)), StatementId: 'T' })).toThrow('longer than 10240');
    expect(changed.ref).toBe('S');
    const stranger = { principal: 'arn:aws:iam::333333333333:role/R', account: '333333333333', region: REGION };
    expect(await bus.put({}, { EventBusName: BUS }, stranger)).toMatchObject({ FailedEntryCount: 0 });
  });
});

describe('what the lab does not model is said where it is met', () => {
  test.each<[string, () => unknown, string]>([
    ['the role of a rule', () => new ABus().rule([], { RoleArn: TARGET_ROLE }), 'does not model the RoleArn of a rule'],
    ['a role for a function', () => new ABus().rule([{ Id: 'F', Arn: FUNCTION, RoleArn: TARGET_ROLE }]), 'does not model a RoleArn'],
    ['partner buses', () => new ABus().deploy('AWS::Events::EventBus', { Name: 'a', EventSourceName: 'a' }), 'does not model partner event buses'],
    ['policies of parameters', () => new TestCloud({}, ssm).deploy('AWS::SSM::Parameter', { Type: 'String', Value: 'v', Policies: '[]' }), 'does not model policies'],
    ['counts of no rule', () => new ABus().events.counts('arn'), 'there is no rule arn'],
    ['messages of no queue', () => new ABus().sqs.messages('arn'), 'there is no queue arn'],
  ])('%s', (_, attempt, complaint) => {
    expect(attempt).toThrow(complaint);
  });

  test('filters of a path', async () => {
    const call = new TestCloud({}, ssm).call('ssm', 'getParametersByPath', { Path: '/', ParameterFilters: [] });
    await expect(call).rejects.toThrow('does not model ParameterFilters');
  });
});

test.each<[string, JsonObject, boolean]>([
  ['a number that is as large as >= asks for', { a: [{ numeric: ['>=', 5] }] }, true],
  ['a number that is as small as <= asks for', { a: [{ numeric: ['<=', 5] }] }, true],
  ['a number that is not more', { a: [{ numeric: ['>', 5] }] }, false],
  ['a field that an $or names again, where the last counts', { a: [1], $or: [{ a: [5] }, { a: [6], b: [1] }] }, true],
])('patterns: %s', (_, pattern, expected) => {
  expect(new EventPattern(pattern).matches({ a: 5 })).toBe(expected);
});

test.each<[string, JsonObject]>([
  ['bounds in the wrong order although something lies between', { a: [{ numeric: ['<', 1, '>', 5] }] }],
  ['two operators in anything-but', { a: [{ 'anything-but': { prefix: 'a', suffix: 'b' } }] }],
])('patterns: %s are refused', (_, pattern) => {
  expect(() => new EventPattern(pattern)).toThrow('Event pattern is not valid');
});

test.each(['cron(0 10 * * ?)', 'cron(0 10 ? * 3#6 *)', 'cron(0 10 32W * ? *)', 'cron(0 10 1/2/3 * ? *)', 'cron(0 10 1-2-3 * ? *)'])('%s is no schedule', expression => {
  expect(() => scheduleOf(expression, 0)).toThrow('ScheduleExpression is not valid');
});

test('the weekday nearest to the last of a month stays in the month', () => {
  const next = (field: string, from: string) => new Date(scheduleOf(`cron(0 12 ${field} * ? *)`, 0)(Date.parse(from))!).toISOString().slice(0, 10);
  // 31 January 2026 is a Saturday, 31 May 2026 a Sunday, 1 August 2026 a Saturday.
  expect([next('31W', '2026-01-01'), next('31W', '2026-05-01'), next('1W', '2026-07-20'), next('30W', '2026-02-01')])
    .toEqual(['2026-01-30', '2026-05-29', '2026-08-03', '2026-03-30']);
});

test('a plan without a rule is for all rules', async () => {
  const bus = new ABus({ faults: [{ kind: 'delivery', how: 'doubled' }] });
  bus.rule([{ Id: 'F', Arn: FUNCTION }]);
  await bus.put();
  expect(bus.calls).toHaveLength(2);
});

test('metric data may not be empty, a dashboard may not be a list, a structure may not be no JSON', async () => {
  const cloud = new TestCloud({}, cloudWatch, sns);
  const { ref: TopicArn } = cloud.deploy('AWS::SNS::Topic', {});
  await expect(cloud.call('cloudwatch', 'putMetricData', { Namespace: 'N', MetricData: [] })).rejects.toMatchObject({ name: 'MissingRequiredParameterException' });
  expect(() => cloud.deploy('AWS::CloudWatch::Dashboard', { DashboardName: 'D', DashboardBody: '[]' })).toThrow('no JSON object');
  await expect(cloud.call('sns', 'publish', { TopicArn, Message: 'x', MessageStructure: 'json' })).rejects.toThrow('No default entry');
});
