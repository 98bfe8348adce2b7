import { ACCOUNT, REGION, TestCloud } from './deployed';
import { ABus, BUS, FUNCTION } from './eventbridge/a-bus';
import { cloudWatch, CloudWatchRoom } from '../../../src/lab/services/cloudwatch/cloudwatch-room';
import { schemas, SchemasRoom } from '../../../src/lab/services/schemas/schemas-room';
import { sns } from '../../../src/lab/services/sns/sns-room';
import { sqs } from '../../../src/lab/services/sqs/sqs-room';
import { ssm, SsmRoom } from '../../../src/lab/services/ssm/ssm-room';

const RULE = { EventBusName: 'plane', Name: 'R', EventPattern: { source: ['tenants'] }, Targets: [{ Id: 'F', Arn: FUNCTION }] };
const arnOf = ({ attributes }: { attributes?: object }) => String((attributes as { Arn: string }).Arn);
const open = (Action: string, Resource: string) => ({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: '*', Action, Resource }] });

describe('a rule that is changed', () => {
  test('to what is no rule stays as it was', async () => {
    const bus = new ABus();
    const rule = bus.deploy('AWS::Events::Rule', RULE);
    expect(() => bus.update(rule, { ...RULE, EventPattern: { source: [] } })).toThrow('Empty arrays');
    await bus.put();
    expect(bus.calls).toHaveLength(1);
  });

  test('matches anew and counts on', async () => {
    const bus = new ABus();
    const rule = bus.deploy('AWS::Events::Rule', RULE);
    await bus.put();
    bus.update(rule, { ...RULE, EventPattern: { source: ['others'] } });
    await bus.put();
    await bus.put({}, { Source: 'others' });
    expect(bus.events.counts(arnOf(rule))).toMatchObject({ matched: 2 });
  });

  test('keeps the name that CloudFormation made up, and is another rule under another name', () => {
    const bus = new ABus();
    const unnamed = { ...RULE, Name: undefined };
    const rule = bus.deploy('AWS::Events::Rule', unnamed);
    expect(bus.update(rule, { ...unnamed, State: 'DISABLED' }).ref).toBe(rule.ref);
    expect(bus.update(rule, RULE).ref).toBe('plane|R');
    expect(bus.events.rules().map(({ name }) => name)).toEqual(['R']);
  });

  test('keeps its rate and ticks once, and not at all when it is gone', async () => {
    const bus = new ABus();
    const start = bus.cloud.clock.now();
    const scheduled = { ...RULE, EventBusName: undefined, EventPattern: undefined, ScheduleExpression: 'rate(1 hour)' };
    const rule = bus.deploy('AWS::Events::Rule', scheduled);
    bus.events.startSchedules(start + 9 * 3_600_000);
    await bus.cloud.clock.run(start + 1.5 * 3_600_000);
    bus.update(rule, { ...scheduled, Description: 'changed' });
    await bus.cloud.clock.run(start + 2.5 * 3_600_000);
    bus.remove(rule);
    await bus.cloud.clock.run();
    expect(bus.calls).toHaveLength(2);
  });
});

test('a rule that is taken away matches nothing', async () => {
  const bus = new ABus();
  bus.remove(bus.deploy('AWS::Events::Rule', RULE));
  await bus.put();
  expect([bus.calls, bus.events.rules()]).toEqual([[], []]);
});

describe('the policy of a bus', () => {
  const stranger = { principal: 'arn:aws:iam::333333333333:role/R', account: '333333333333', region: REGION };
  const allowed = async (bus: ABus) => (await bus.put({}, { EventBusName: BUS }, stranger)).FailedEntryCount === 0;
  const policy = (account: string) => ({ EventBusName: 'plane', StatementId: 'S', Action: 'events:PutEvents', Principal: account });

  test('changes and goes with its resource', async () => {
    const bus = new ABus();
    const made = bus.deploy('AWS::Events::EventBusPolicy', policy('444444444444'));
    const before = await allowed(bus);
    const changed = bus.update(made, policy('333333333333'));
    const between = await allowed(bus);
    bus.remove(changed);
    expect([before, between, await allowed(bus)]).toEqual([false, true, false]);
  });

  test('changes and goes with the bus', async () => {
    const bus = new ABus();
    const made = bus.deploy('AWS::Events::EventBus', { Name: 'own', Policy: open('events:PutEvents', BUS.replace('plane', 'own')) });
    const put = async () => (await bus.put({}, { EventBusName: arnOf(made) }, stranger)).FailedEntryCount;
    const before = await put();
    expect(bus.update(made, { Name: 'own' }).ref).toBe('own');
    expect([before, await put()]).toEqual([0, 1]);
    const renamed = bus.update(made, { Name: 'new' });
    expect(() => bus.deploy('AWS::Events::EventBus', { Name: 'own' })).not.toThrow();
    bus.remove(renamed);
    expect(() => bus.deploy('AWS::Events::Rule', { ...RULE, EventBusName: 'new' })).toThrow('does not exist');
  });
});

test('an archive changes and goes', () => {
  const bus = new ABus();
  const archive = bus.deploy('AWS::Events::Archive', { SourceArn: BUS });
  bus.update(archive, { SourceArn: BUS, RetentionDays: 3 });
  const properties = { SourceArn: BUS, RetentionDays: 3 };
  expect(bus.events.allArchives()).toEqual([{ name: archive.ref, bus: BUS, properties }]);
  bus.remove(archive);
  expect(bus.events.allArchives()).toEqual([]);
});

describe('a queue', () => {
  test('that is changed keeps its messages and its made-up name', async () => {
    const cloud = new TestCloud({}, sqs);
    const queue = cloud.deploy('AWS::SQS::Queue', {});
    await cloud.call('sqs', 'sendMessage', { QueueUrl: queue.ref, MessageBody: 'x' });
    expect(cloud.update(queue, { VisibilityTimeout: 99 }).ref).toBe(queue.ref);
    const AttributeNames = ['ApproximateNumberOfMessages', 'VisibilityTimeout'];
    expect(await cloud.call('sqs', 'getQueueAttributes', { QueueUrl: queue.ref, AttributeNames }))
      .toEqual({ Attributes: { ApproximateNumberOfMessages: '1', VisibilityTimeout: '99' } });
  });

  test('under another name is another queue, and one that is taken away is none', async () => {
    const cloud = new TestCloud({}, sqs);
    const queue = cloud.deploy('AWS::SQS::Queue', { QueueName: 'a' });
    const renamed = cloud.update(queue, { QueueName: 'b' });
    const send = (QueueUrl: string) => cloud.call('sqs', 'sendMessage', { QueueUrl, MessageBody: 'x' });
    await expect(send(queue.ref)).rejects.toMatchObject({ name: 'QueueDoesNotExist' });
    await send(renamed.ref);
    cloud.remove(renamed);
    await expect(send(renamed.ref)).rejects.toMatchObject({ name: 'QueueDoesNotExist' });
  });

  test('has one policy, that of the last resource to set it, until that goes', async () => {
    const cloud = new TestCloud({}, sqs);
    const queue = cloud.deploy('AWS::SQS::Queue', { QueueName: 'a' });
    const stranger = { principal: 'arn:aws:iam::333333333333:role/R', account: '333333333333', region: REGION };
    const may = (action: string) => cloud.call('sqs', action, { QueueUrl: queue.ref, ...(action === 'sendMessage' && { MessageBody: 'x' }) }, stranger).then(() => true, () => false);
    const policy = (action: string) => ({ Queues: [queue.ref], PolicyDocument: open(action, arnOf(queue)) });
    cloud.deploy('AWS::SQS::QueuePolicy', policy('sqs:ReceiveMessage'));
    const second = cloud.deploy('AWS::SQS::QueuePolicy', policy('sqs:SendMessage'));
    expect([await may('receiveMessage'), await may('sendMessage')]).toEqual([false, true]);
    const changed = cloud.update(second, policy('sqs:ReceiveMessage'));
    expect([await may('receiveMessage'), await may('sendMessage')]).toEqual([true, false]);
    cloud.remove(changed);
    expect(await may('receiveMessage')).toBe(false);
  });
});

test('a topic, its policy and its subscriptions go', async () => {
  const cloud = new TestCloud({}, sns);
  const topic = cloud.deploy('AWS::SNS::Topic', { TopicName: 'a' });
  const stranger = { principal: 'arn:aws:iam::333333333333:role/R', account: '333333333333', region: REGION };
  const publish = (caller = stranger) => cloud.call('sns', 'publish', { TopicArn: topic.ref, Message: 'x' }, caller).then(() => 'taken', (error: Error) => error.name);
  const policy = { Topics: [topic.ref], PolicyDocument: open('sns:Publish', topic.ref) };
  const made = cloud.deploy('AWS::SNS::TopicPolicy', policy);
  const outcomes = [await publish()];
  const changed = cloud.update(made, { ...policy, PolicyDocument: open('sns:Subscribe', topic.ref) });
  outcomes.push(await publish());
  cloud.remove(cloud.update(changed, policy));
  outcomes.push(await publish());
  cloud.remove(cloud.deploy('AWS::SNS::Subscription', { TopicArn: topic.ref, Protocol: 'email', Endpoint: 'a@example.com' }));
  expect(cloud.cloud.room<ReturnType<typeof sns> & { subscriptions(arn: string): unknown[] }>('sns').subscriptions(topic.ref)).toEqual([]);
  cloud.remove(topic);
  outcomes.push(await publish());
  expect(outcomes).toEqual(['taken', 'AccessDeniedException', 'AccessDeniedException', 'NotFoundException']);
});

test('a parameter counts its versions on, is another one under another name, and goes', () => {
  const cloud = new TestCloud({}, ssm);
  const value = (name: string) => cloud.cloud.room<SsmRoom>('ssm').value(ACCOUNT, REGION, name);
  const parameter = cloud.deploy('AWS::SSM::Parameter', { Name: '/a', Type: 'String', Value: 'v' });
  cloud.deploy('AWS::SSM::Parameter', { Name: '/taken', Type: 'String', Value: 't' });
  const changed = cloud.update(parameter, { Name: '/a', Type: 'String', Value: 'w' });
  expect(value('/a')).toBe('w');
  expect(() => cloud.update(changed, { Name: '/taken', Type: 'String', Value: 'w' })).toThrow('already exists');
  const renamed = cloud.update(changed, { Name: '/b', Type: 'String', Value: 'x' });
  expect([value('/a'), value('/b')]).toEqual([undefined, 'x']);
  cloud.remove(renamed);
  expect(value('/b')).toBeUndefined();
});

test('alarms and dashboards change and go', () => {
  const cloud = new TestCloud({}, cloudWatch);
  const room = cloud.cloud.room<CloudWatchRoom>('cloudwatch');
  const alarm = { ComparisonOperator: 'GreaterThanThreshold', EvaluationPeriods: 1, MetricName: 'M', Threshold: 1 };
  const made = [cloud.deploy('AWS::CloudWatch::Alarm', alarm), cloud.deploy('AWS::CloudWatch::Dashboard', { DashboardName: 'D', DashboardBody: '{}' })];
  expect(() => cloud.deploy('AWS::CloudWatch::Dashboard', { DashboardName: 'D', DashboardBody: '{}' }, { region: 'eu-west-1' })).toThrow('already exists');
  const changed = [cloud.update(made[0], { ...alarm, Threshold: 2 }), cloud.update(made[1], { DashboardName: 'E', DashboardBody: '{}' })];
  expect(room.alarms()).toMatchObject([{ name: made[0].ref, properties: { ...alarm, Threshold: 2 } }]);
  expect(room.dashboards().map(({ name }) => name)).toEqual(['E']);
  for (const resource of changed) { cloud.remove(resource); }
  expect([room.alarms(), room.dashboards()]).toEqual([[], []]);
});

test('schemas count their versions on, are others under another name, and go with their registry', () => {
  const cloud = new TestCloud({}, schemas);
  const room = cloud.cloud.room<SchemasRoom>('schemas');
  const registry = cloud.deploy('AWS::EventSchemas::Registry', { RegistryName: 'r' });
  const schema = { RegistryName: 'r', SchemaName: 's', Type: 'OpenApi3', Content: '{}' };
  const made = cloud.deploy('AWS::EventSchemas::Schema', schema);
  const changed = cloud.update(made, { ...schema, Content: '{"openapi":"3.0.0"}' });
  expect([changed.attributes, room.schemas()[0].content]).toMatchObject([{ SchemaVersion: '2' }, { openapi: '3.0.0' }]);
  const renamed = cloud.update(changed, { ...schema, SchemaName: 't' });
  expect(room.schemas().map(({ name }) => name)).toEqual(['t']);
  cloud.remove(renamed);
  cloud.remove(registry);
  expect(room.schemas()).toEqual([]);
  expect(() => cloud.deploy('AWS::EventSchemas::Schema', schema)).toThrow('not found');
});
