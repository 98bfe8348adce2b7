import { JsonObject } from '../../../../src/lab/json';
import { ACCOUNT, OTHER_ACCOUNT, REGION } from '../deployed';
import { ABus, BUS, FUNCTION, TARGET_ROLE } from './a-bus';

const CENTRAL = `arn:aws:events:${REGION}:${OTHER_ACCOUNT}:event-bus/central`;

/** Two accounts: rules on the `plane` of the first send to the `central` bus of the second, whose function listens. */
function twoAccounts(policy: JsonObject | undefined = { AWS: `arn:aws:iam::${ACCOUNT}:root` }): ABus {
  const bus = new ABus();
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
