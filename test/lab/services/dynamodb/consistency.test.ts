import { Lab, lab, operator, simple } from './fixture';
import { JsonObject } from '../../../../src/lab/json';
import { DynamoDbRoom } from '../../../../src/lab/services/dynamodb/dynamodb-room';

const acme = { pk: { S: 'acme' }, sk: { S: 'tenant' } };
const byPhase = {
  TableName: 'tenants', IndexName: 'byPhase', KeyConditionExpression: 'phase = :p', ExpressionAttributeValues: { ':p': { S: 'ready' } },
};
const put = (it: Lab, more: JsonObject) => it.now('putItem', { TableName: 'tenants', Item: { ...acme, ...more } });
const after = async (it: Lab, milliseconds: number) => it.cloud.clock.run(it.cloud.clock.now() + milliseconds);

test('an index learns of a write later than the table, but in time', async () => {
  const it = lab({ indexLag: 200 });
  put(it, { phase: { S: 'ready' }, due: { N: '1' } });
  expect(it.now('getItem', { TableName: 'tenants', Key: acme, ConsistentRead: true }).Item).toBeDefined();
  expect(it.now('query', byPhase).Count).toBe(0);
  await after(it, 200);
  expect(it.now('query', byPhase).Count).toBe(1);
});

test('a read that is not strongly consistent may see the past, a strongly consistent one never', async () => {
  const it = lab({ replicaLag: 1000 });
  const read = (consistent: boolean) => [
    it.now('getItem', { TableName: 'tenants', Key: acme, ConsistentRead: consistent }).Item !== undefined,
    it.now('scan', { TableName: 'tenants', ConsistentRead: consistent }).Count === 1,
    (it.now('batchGetItem', { RequestItems: { tenants: { Keys: [acme], ConsistentRead: consistent } } }).Responses as { tenants: unknown[] }).tenants.length === 1,
  ];
  put(it, {});
  expect([read(false), read(true)]).toEqual([[false, false, false], [true, true, true]]);
  await after(it, 1000);
  expect(read(false)).toEqual([true, true, true]);
});

test('a conditional write looks at the present, whatever lags', () => {
  const it = lab({ replicaLag: 1000, indexLag: 1000 });
  put(it, {});
  expect(() => it.now('putItem', { TableName: 'tenants', Item: acme, ConditionExpression: 'attribute_not_exists(pk)' }))
    .toThrow('The conditional request failed');
});

test('a reader never sees the changes of one item in another order', async () => {
  const it = lab({ replicaLag: 300 });
  const seen: number[] = [];
  for (let step = 1; step <= 60; step++) {
    put(it, { step: { N: String(step) } });
    await after(it, 10);
    const { Item } = it.now('getItem', { TableName: 'tenants', Key: acme }) as { Item?: { step: { N: string } } };
    seen.push(Number(Item?.step.N ?? 0));
  }
  expect(seen).toEqual([...seen].sort((a, b) => a - b));
  expect(seen.every((step, at) => step > at + 1 - 32)).toBe(true);
  expect(seen.some((step, at) => step < at + 1)).toBe(true);
});

test('many writes without a reader do not pile up, and nothing is lost', async () => {
  const it = lab({ indexLag: 200, replicaLag: 20 });
  for (let at = 0; at < 500; at++) {
    it.now('putItem', { TableName: 'tenants', Item: { pk: { S: String(at) }, sk: { S: 'x' }, phase: { S: 'ready' }, due: { N: String(at) } } });
    await after(it, 1);
  }
  await after(it, 200);
  expect(it.now('query', byPhase).Count).toBe(500);
  expect(it.now('scan', { TableName: 'tenants' }).Count).toBe(500);
});

test('the same seed gives the same lags', async () => {
  const trace = async (seed: number) => {
    const it = lab({ indexLag: 200 }, { seed });
    const counts: unknown[] = [];
    for (let at = 0; at < 20; at++) {
      it.now('putItem', { TableName: 'tenants', Item: { pk: { S: String(at) }, sk: { S: 'x' }, phase: { S: 'ready' }, due: { N: '1' } } });
      await after(it, 15);
      counts.push(it.now('query', byPhase).Count);
    }
    return counts;
  };
  expect(await trace(1)).toEqual(await trace(1));
  expect(await trace(1)).not.toEqual(await trace(2));
});

test('an expired item stays two days, then it is gone for every reader and writer', async () => {
  const it = lab();
  it.create({ ...simple, TableName: 'sessions', TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true } });
  const expires = (seconds: number) => ({ expires: { N: String(Math.floor(it.cloud.clock.now() / 1000) + seconds) } });
  it.now('putItem', { TableName: 'sessions', Item: { id: { S: 'x' }, ...expires(60) } });
  it.now('putItem', { TableName: 'sessions', Item: { id: { S: 'stays' }, ...expires(-6 * 365 * 86_400) } });
  const found = () => [
    it.now('scan', { TableName: 'sessions' }).Count,
    it.now('getItem', { TableName: 'sessions', Key: { id: { S: 'x' } } }).Item !== undefined,
    it.room.tables().find(({ name }) => name === 'sessions')!.items().length,
  ];
  await after(it, 3_600_000);
  expect(found()).toEqual([2, true, 2]);
  await after(it, 48 * 3_600_000);
  expect(found()).toEqual([1, false, 1]);
  it.now('putItem', { TableName: 'sessions', Item: { id: { S: 'x' } }, ConditionExpression: 'attribute_not_exists(id)' });
});

test('ten thousand items are written and read in no time to speak of', async () => {
  const it = lab({ indexLag: 200, replicaLag: 20 });
  const update = {
    TableName: 'tenants',
    UpdateExpression: 'SET phase = :p, due = if_not_exists(due, :d) ADD steps :one',
    ConditionExpression: 'attribute_not_exists(steps) OR steps < :most',
    ExpressionAttributeValues: { ':p': { S: 'ready' }, ':d': { N: '1' }, ':one': { N: '1' }, ':most': { N: '9' } },
  };
  for (let round = 0; round < 2; round++) {
    for (let at = 0; at < 10_000; at++) {
      const key = { pk: { S: String(at) }, sk: { S: 'tenant' } };
      it.now('updateItem', { ...update, Key: key });
      it.now('getItem', { TableName: 'tenants', Key: key });
    }
    await after(it, 1000);
  }
  expect(it.now('query', { ...byPhase, Select: 'COUNT' }).Count).toBe(10_000);
}, 300_000);

test('tables of different accounts are different tables, and dumps tell them apart', () => {
  const it = lab();
  it.create(simple, { account: '222222222222' });
  it.now('putItem', { TableName: 'simple', Item: { id: { S: 'x' } } }, { ...operator, account: '222222222222' });
  const dump = it.cloud.room<DynamoDbRoom>('dynamodb').tables().filter(({ name }) => name === 'simple');
  expect(dump.map(({ account, region, items }) => [account, region, items()])).toEqual([
    ['111111111111', 'eu-west-1', []],
    ['222222222222', 'eu-west-1', [{ id: { S: 'x' } }]],
  ]);
});
