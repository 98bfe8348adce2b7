import { Fault } from '../../../../src/lab/faults';
import { JsonObject } from '../../../../src/lab/json';
import { ACCOUNT, OTHER_ACCOUNT, REGION } from '../deployed';
import { ABus, BUS, FUNCTION, TARGET_ROLE } from './a-bus';

const CENTRAL = `arn:aws:events:${REGION}:${OTHER_ACCOUNT}:event-bus/central`;

/** Two accounts: rules on the `plane` of the first send to the `central` bus of the second, whose function listens. */
function twoAccounts(policy: JsonObject | undefined = { AWS: `arn:aws:iam::${ACCOUNT}:root` }, faults: Fault[] = []): ABus {
  const bus = new ABus({ faults });
  const there = { account: OTHER_ACCOUNT };
  bus.deploy('AWS::Events::EventBus', { Name: 'central' }, there);
  if (policy) {
    const Statement = { Effect: 'Allow', Principal: policy, Action: 'events:PutEvents', Resource: CENTRAL };
    bus.deploy('AWS::Events::EventBusPolicy', { EventBusName: 'central', StatementId: 'S', Statement }, there);
  }
  bus.rule([{ Id: 'F', Arn: FUNCTION.replace(ACCOUNT, OTHER_ACCOUNT) }], { EventBusName: 'central', Name: 'Listen' }, there);
  return bus;
}

const payload = (bus: ABus) => JSON.parse(String(bus.calls[0].parameters.Payload)) as JsonObject;

test('another account takes no event that its policy does not let in', async () => {
  const bus = twoAccounts({ AWS: 'arn:aws:iam::999999999999:root' });
  const rule = bus.rule([{ Id: 'B', Arn: CENTRAL, RoleArn: TARGET_ROLE }]);
  await bus.put();
  expect([bus.calls.length, bus.events.counts(rule).failed]).toEqual([0, 1]);
});

test('an event is not sent when IAM denies it to the role', async () => {
  const bus = twoAccounts();
  bus.rule([{ Id: 'B', Arn: CENTRAL, RoleArn: TARGET_ROLE }]);
  bus.events.publish(ACCOUNT, REGION, { source: 'tenants', detailType: 'X', detail: {} });
  bus.rule([{ Id: 'B', Arn: CENTRAL, RoleArn: TARGET_ROLE }], { EventBusName: undefined });
  bus.denied.add('events:PutEvents');
  bus.events.publish(ACCOUNT, REGION, { source: 'tenants', detailType: 'X', detail: {} });
  await bus.cloud.clock.run();
  expect(bus.calls).toEqual([]);
});

test('an event is not sent by a role that does not trust EventBridge', async () => {
  const bus = twoAccounts();
  const rule = bus.rule([{ Id: 'B', Arn: CENTRAL, RoleArn: TARGET_ROLE }]);
  bus.untrusting.add(TARGET_ROLE);
  await bus.put();
  expect([bus.calls.length, bus.events.counts(rule).failed]).toEqual([0, 1]);
});

test('an event comes to a third account no more', async () => {
  const bus = twoAccounts();
  const third = `arn:aws:events:${REGION}:444444444444:event-bus/default`;
  bus.rule([{ Id: 'B', Arn: CENTRAL, RoleArn: TARGET_ROLE }]);
  const rule = bus.rule([{ Id: 'B', Arn: third, RoleArn: `arn:aws:iam::${OTHER_ACCOUNT}:role/R` }], { EventBusName: 'central', Name: 'On' }, { account: OTHER_ACCOUNT });
  await bus.put();
  expect([bus.calls.length, bus.events.counts(rule)]).toEqual([1, expect.objectContaining({ failed: 1, retries: 0 })]);
});

test('an event comes to a third Region no more', async () => {
  const bus = new ABus();
  const inRegion = (region: string) => `arn:aws:events:${region}:${ACCOUNT}:event-bus/default`;
  bus.rule([{ Id: 'B', Arn: inRegion('eu-west-1'), RoleArn: TARGET_ROLE }]);
  const rule = bus.rule([{ Id: 'B', Arn: inRegion('eu-west-2'), RoleArn: TARGET_ROLE }], { EventBusName: undefined }, { region: 'eu-west-1' });
  await bus.put();
  expect(bus.events.counts(rule)).toMatchObject({ matched: 1, failed: 1 });
});

describe('while a bus is away by a planned fault', () => {
  const away = (more: object = {}): Fault => ({ kind: 'bus', bus: 'central', from: '2026-01-05T09:00:00Z', until: '2026-01-05T10:00:00Z', ...more });
  const sends = (bus: ABus, more: JsonObject = {}) => bus.rule([{ Id: 'B', Arn: CENTRAL, RoleArn: TARGET_ROLE, ...more }]);

  test('those who put events are told, entry by entry', async () => {
    const bus = twoAccounts(undefined, [away({ bus: 'plane', account: ACCOUNT, region: REGION })]);
    expect(await bus.put()).toEqual({ FailedEntryCount: 1, Entries: [{ ErrorCode: 'InternalFailure', ErrorMessage: expect.any(String) }] });
  });

  test('what is sent from another bus is tried again until it is back', async () => {
    const bus = twoAccounts(undefined, [away()]);
    const rule = sends(bus);
    await bus.put();
    expect(bus.calls.length).toBe(1);
    const { retries, failed, invocations } = bus.events.counts(rule);
    expect([retries > 5, failed, invocations]).toEqual([true, 0, 1]);
    expect(bus.cloud.clock.now()).toBeGreaterThan(Date.parse('2026-01-05T10:00:00Z'));
  });

  test('an event that grows too old goes to the dead letters of its rule, or is lost and counted', async () => {
    const bus = twoAccounts(undefined, [away()]);
    const queue = bus.queue('dead');
    const rule = sends(bus, { RetryPolicy: { MaximumEventAgeInSeconds: 600 }, DeadLetterConfig: { Arn: queue } });
    const other = bus.rule([{ Id: 'B', Arn: CENTRAL, RoleArn: TARGET_ROLE, RetryPolicy: { MaximumRetryAttempts: 2 } }], { Name: 'Other' });
    await bus.put();
    expect([bus.calls.length, bus.sqs.messages(queue).length]).toEqual([0, 1]);
    expect(bus.sqs.messages(queue)[0].attributes).toMatchObject({
      ERROR_CODE: { StringValue: 'INTERNAL_ERROR' }, EXHAUSTED_RETRY_CONDITION: { StringValue: 'MaximumEventAgeInSeconds' },
    });
    expect(bus.events.counts(rule)).toMatchObject({ failed: 1, sentToDeadLetters: 1, dropped: 0 });
    expect(bus.events.counts(other)).toMatchObject({ failed: 1, retries: 2, dropped: 1 });
  });

  test.each([['another bus', { bus: 'other' }], ['another account', { account: '999999999999' }], ['another Region', { region: 'eu-west-1' }], ['another time', { from: '2026-01-05T11:00:00Z', until: '2026-01-05T12:00:00Z' }]])(
    'the bus of %s is there', async (_, more) => {
      const bus = twoAccounts(undefined, [away(more)]);
      const rule = sends(bus);
      await bus.put();
      expect(bus.events.counts(rule)).toMatchObject({ invocations: 1, retries: 0 });
    });
});

test('two buses that send each other everything come to rest', async () => {
  const bus = new ABus();
  bus.rule([{ Id: 'B', Arn: BUS.replace('plane', 'default') }]);
  bus.rule([{ Id: 'B', Arn: BUS }], { EventBusName: undefined });
  await bus.put();
  expect(bus.journal.filter(({ type }) => type === 'event')).toHaveLength(2);
});

test('an event keeps its id, its account and its source', async () => {
  const bus = twoAccounts();
  bus.rule([{ Id: 'B', Arn: CENTRAL, RoleArn: TARGET_ROLE }]);
  const { Entries: [{ EventId }] } = await bus.put() as { Entries: JsonObject[] };
  expect(payload(bus)).toMatchObject({ id: EventId, account: ACCOUNT, source: 'tenants', detail: { tenant: 'acme' } });
});

test('even what AWS says may be sent on', async () => {
  const bus = twoAccounts();
  bus.rule([{ Id: 'F', Arn: FUNCTION.replace(ACCOUNT, OTHER_ACCOUNT) }], { EventBusName: 'central', Name: 'Aws', EventPattern: { source: ['aws.states'] } }, { account: OTHER_ACCOUNT });
  bus.rule([{ Id: 'B', Arn: CENTRAL, RoleArn: TARGET_ROLE }], { EventBusName: undefined, EventPattern: { source: ['aws.states'] } });
  bus.events.publish(ACCOUNT, REGION, { source: 'aws.states', detailType: 'X', detail: {} });
  await bus.cloud.clock.run();
  expect(payload(bus)).toMatchObject({ source: 'aws.states', account: ACCOUNT });
});

test('IAM is told that a bus sends, not a caller', async () => {
  const bus = twoAccounts();
  bus.rule([{ Id: 'B', Arn: CENTRAL, RoleArn: TARGET_ROLE }]);
  await bus.put();
  expect(bus.asked.map(({ principal, context }) => [principal.split('/')[1], context?.['events:eventBusInvocation']])).toEqual([['Sender', 'false'], ['Target', 'true']]);
});
