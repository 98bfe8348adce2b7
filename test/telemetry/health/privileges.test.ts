import { OBSERVABILITY, PLATFORM_ACCOUNT, TABLE } from './a-central-place';
import { Fleet } from './a-fleet';
import { censusRoleName, directoryRoleName } from '../../../src/telemetry/contract';

test('the census and the role that it reads the directory with may do what they need, and nothing else', async () => {
  const fleet = await Fleet.of(3);
  await fleet.put({ pk: { S: 'FLEET' }, sk: { S: 'SERVICE#orders' }, service: { S: 'orders' } });
  // There were more cells once.
  await fleet.call('dynamodb', 'putItem', {
    TableName: TABLE,
    Item: { pk: { S: 'HEALTH' }, sk: { S: 'CELL#0005' }, cell: { N: '5' }, at: { S: '2026-11-21T11:00:00.000Z' }, tenants: { N: '1' }, covered: { N: '1' }, unseen: { S: '[]' }, unhealthy: { S: '[]' } },
  }, OBSERVABILITY);
  await fleet.census({ 1: { Invocations: 10, Errors: 10 } });
  expect(fleet.cells()).toHaveLength(1);
  const roles = [`:${OBSERVABILITY}:role/${censusRoleName('main')}`, `:${PLATFORM_ACCOUNT}:role/${directoryRoleName('main')}`];
  const of = (uses: ReturnType<Fleet['lab']['iam']['granted']>) => uses.filter(({ role }) => roles.some(each => role.endsWith(each)))
    .flatMap(({ role, actions, resources }) => [...actions, ...resources].map(each => `${role}: ${each}`));
  const used = new Set(of(fleet.lab.iam.used()));
  expect(used.size).toBeGreaterThan(10);
  expect(of(fleet.lab.iam.granted()).filter(each => !used.has(each))).toEqual([]);
});
