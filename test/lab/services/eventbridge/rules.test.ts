import { JsonObject } from '../../../../src/lab/json';
import { ACCOUNT, OTHER_ACCOUNT, REGION } from '../deployed';
import { ABus, BUS, FUNCTION, MACHINE } from './a-bus';

const F = { Id: 'F', Arn: FUNCTION };

describe('a rule is refused', () => {
  test.each<[string, JsonObject, string]>([
    ['neither a pattern nor a schedule', { EventPattern: undefined }, 'EventPattern or ScheduleExpression must be specified'],
    ['a bus that does not exist', { EventBusName: 'other' }, 'Event bus other does not exist'],
    ['a schedule on a bus of its own', { ScheduleExpression: 'rate(1 day)' }, 'supported only on the default event bus'],
    ['a pattern that is none', { EventPattern: { source: 'tenants' } }, 'must be an object or an array'],
    ['a pattern that is no JSON', { EventPattern: '{' }, 'it is no JSON'],
    ['null in a pattern that is no text', { EventPattern: { detail: { a: [null] } } }, "'null' values are not allowed in templates"],
    ['a pattern of more than 2,048 characters', { EventPattern: { source: ['x'.repeat(2048)] } }, 'longer than 2048 characters'],
    ['an unknown state', { State: 'ON' }, "State 'ON' is unknown"],
    ['six targets', { Targets: Array.from({ length: 6 }, (_, at) => ({ ...F, Id: `F${at}` })) }, 'at most 5 targets'],
    ['two targets of one Id', { Targets: [F, F] }, 'an Id of its own'],
    ['a target without an ARN', { Targets: [{ Id: 'F', Arn: 'F' }] }, 'Provided Arn is not in correct format'],
    ['a machine without a role', { Targets: [{ Id: 'M', Arn: MACHINE }] }, `RoleArn is required for target ${MACHINE}`],
    ['a bus of another account without a role', { Targets: [{ Id: 'B', Arn: BUS.replace(ACCOUNT, OTHER_ACCOUNT) }] }, 'RoleArn is required'],
    ['a function in another Region', { Targets: [{ Id: 'F', Arn: FUNCTION.replace(REGION, 'eu-west-1') }] }, 'not in the region of the rule'],
    ['186 retries', { Targets: [{ ...F, RetryPolicy: { MaximumRetryAttempts: 186 } }] }, 'from 0 to 185'],
    ['a retry for 59 seconds', { Targets: [{ ...F, RetryPolicy: { MaximumEventAgeInSeconds: 59 } }] }, 'from 60 to 86400'],
    ['dead letters in a FIFO queue', { Targets: [{ ...F, DeadLetterConfig: { Arn: `arn:aws:sqs:${REGION}:${ACCOUNT}:d.fifo` } }] }, 'is a standard SQS queue'],
    ['dead letters in another Region', { Targets: [{ ...F, DeadLetterConfig: { Arn: `arn:aws:sqs:eu-west-1:${ACCOUNT}:d` } }] }, 'in the Region of its rule'],
    ['a log group', { Targets: [{ Id: 'L', Arn: `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:/aws/events/l` }] }, 'the lab does not model EventBridge targets such as'],
    ['parameters of SQS', { Targets: [{ Id: 'Q', Arn: `arn:aws:sqs:${REGION}:${ACCOUNT}:q`, SqsParameters: { MessageGroupId: 'g' } }] }, 'does not model SqsParameters'],
  ])('for %s', (_, properties, complaint) => {
    expect(() => new ABus().rule([F], properties)).toThrow(complaint);
  });

  test('when the bus has 300 of them', () => {
    const bus = new ABus();
    for (let at = 0; at < 300; at++) { bus.rule([], { Name: `R${at}` }); }
    expect(() => bus.rule([])).toThrow('300 rules');
    expect(() => bus.rule([], { EventBusName: 'default' })).not.toThrow();
  });

  test('when the bus has 30 rules with wildcards', () => {
    const bus = new ABus();
    const wild = (name: string) => bus.rule([], { Name: name, EventPattern: { source: [{ wildcard: 'a*b' }] } });
    for (let at = 0; at < 30; at++) { wild(`R${at}`); }
    expect(() => wild('R30')).toThrow('at most 30 rules with wildcards');
  });

  test('when there is one of that name', () => {
    const bus = new ABus();
    bus.rule([]);
    expect(() => bus.rule([])).toThrow('Rule R already exists.');
  });
});

test('a bus needs a name of its own', () => {
  const bus = new ABus();
  expect(() => bus.deploy('AWS::Events::EventBus', { Name: 'plane' })).toThrow('already exists');
  expect(() => bus.deploy('AWS::Events::EventBus', { Name: 'default' })).toThrow('cannot name an event bus');
});

test('a disabled rule stays silent', async () => {
  const bus = new ABus();
  bus.rule([F], { State: 'DISABLED' });
  await bus.put();
  expect(bus.calls).toEqual([]);
});

test('a rule says by what it is called', () => {
  const bus = new ABus();
  const rule = (EventBusName?: string) => bus.deploy('AWS::Events::Rule', { EventBusName, Name: 'R', EventPattern: { source: ['a'] } });
  expect([rule(), rule('plane')]).toMatchObject([
    { ref: 'R', attributes: { Arn: `arn:aws:events:${REGION}:${ACCOUNT}:rule/R` } },
    { ref: 'plane|R', attributes: { Arn: `arn:aws:events:${REGION}:${ACCOUNT}:rule/plane/R` } },
  ]);
});

test('null is matched by a pattern that is text', async () => {
  const bus = new ABus();
  bus.rule([F], { EventPattern: '{"detail":{"tenant":[null]}}' });
  await bus.put({ tenant: null });
  expect(bus.calls).toHaveLength(1);
});

test('an AWS service is heard on the default bus of its account and Region only', async () => {
  const bus = new ABus();
  const pattern = { EventPattern: { source: ['aws.states'] } };
  bus.rule([F], { ...pattern, EventBusName: undefined });
  bus.rule([F], pattern);
  bus.rule([{ Id: 'F', Arn: FUNCTION.replace(ACCOUNT, OTHER_ACCOUNT) }], { ...pattern, EventBusName: undefined }, { account: OTHER_ACCOUNT });
  bus.events.publish(ACCOUNT, REGION, { source: 'aws.states', detailType: 'Status Change', detail: { status: 'FAILED' } });
  await bus.cloud.clock.run();
  expect(bus.calls.map(({ parameters }) => JSON.parse(String(parameters.Payload)) as JsonObject))
    .toEqual([expect.objectContaining({ source: 'aws.states', account: ACCOUNT, detail: { status: 'FAILED' } })]);
});

test('an AWS service may spell the type of its event either way', async () => {
  const bus = new ABus();
  const rule = bus.rule([F], { EventBusName: undefined, EventPattern: { 'detail-type': ['X'] } });
  bus.events.publish(ACCOUNT, REGION, { 'source': 'aws.a', 'detail-type': 'X', 'detail': {} });
  bus.events.publish(ACCOUNT, REGION, { source: 'aws.a', detailType: 'X', detail: {} });
  await bus.cloud.clock.run();
  expect(bus.events.counts(rule)).toMatchObject({ matched: 2, invocations: 2 });
});

describe('scheduled rules', () => {
  const hourly = { EventBusName: undefined, EventPattern: undefined, ScheduleExpression: 'rate(1 hour)' };

  test('rest unless they are started, so that a run comes to its end', async () => {
    const bus = new ABus();
    bus.rule([F], hourly);
    await bus.cloud.clock.run();
    expect(bus.calls).toEqual([]);
  });

  test('tick until the moment that was said, and not beyond', async () => {
    const bus = new ABus();
    const start = bus.cloud.clock.now();
    const arn = bus.rule([F], hourly);
    bus.rule([F], { ...hourly, Name: 'Off', State: 'DISABLED' });
    bus.events.startSchedules(start + 3 * 3_600_000);
    await bus.cloud.clock.run();
    const events = bus.calls.map(({ parameters }) => JSON.parse(String(parameters.Payload)) as JsonObject);
    const tick = { 'detail-type': 'Scheduled Event', 'source': 'aws.events', 'resources': [arn], 'detail': {} };
    expect(events).toMatchObject([10, 11, 12].map(hour => ({ ...tick, time: `2026-01-05T${hour}:00:00Z` })));
    expect(bus.cloud.clock.now()).toBeLessThan(start + 3.1 * 3_600_000);
  });

  test('tick on when they are started again, without a tick twice', async () => {
    const bus = new ABus();
    const start = bus.cloud.clock.now();
    bus.rule([F], hourly);
    for (const hours of [1, 1, 3]) {
      bus.events.startSchedules(new Date(start + hours * 3_600_000));
      await bus.cloud.clock.run();
    }
    expect(bus.calls).toHaveLength(3);
  });

  test('tick when they are made after the start', async () => {
    const bus = new ABus();
    bus.events.startSchedules(bus.cloud.clock.now() + 2 * 3_600_000);
    bus.rule([F], hourly);
    await bus.cloud.clock.run();
    expect(bus.calls).toHaveLength(2);
  });
});

test('archives are kept, with a pattern that is one', () => {
  const bus = new ABus();
  expect(() => bus.deploy('AWS::Events::Archive', { SourceArn: BUS, EventPattern: { source: [] } })).toThrow('Empty arrays');
  expect(() => bus.deploy('AWS::Events::Archive', { SourceArn: `${BUS}2` })).toThrow('does not exist');
  bus.deploy('AWS::Events::Archive', { SourceArn: BUS, ArchiveName: 'A', RetentionDays: 7 });
  expect(bus.events.allArchives()).toEqual([{ name: 'A', bus: BUS, properties: { SourceArn: BUS, ArchiveName: 'A', RetentionDays: 7 } }]);
});
