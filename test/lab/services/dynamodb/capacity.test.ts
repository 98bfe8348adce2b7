import { errorOf, Lab, lab } from './fixture';
import { JsonObject } from '../../../../src/lab/json';

const fill = (bytes: number) => ({ fill: { S: 'x'.repeat(bytes - 7) } });
const put = (it: Lab, id: string, more: JsonObject = {}, request: JsonObject = {}) =>
  it.now('putItem', { TableName: 'simple', Item: { id: { S: id }, ...more }, ...request });
const key = (id: string) => ({ TableName: 'simple', Key: { id: { S: id } } });
const units = (it: Lab, table = 'simple') => {
  const { readUnits, writeUnits } = it.room.tables().find(({ name }) => name === table)!;
  return [readUnits, writeUnits];
};

test('a write that its condition refuses costs what a write costs', async () => {
  const it = lab();
  put(it, 'x', fill(1500));
  await errorOf(() => put(it, 'x', {}, { ConditionExpression: 'attribute_not_exists(id)' }));
  expect(units(it)).toEqual([0, 4]);
});

test('a request that AWS refuses costs nothing', async () => {
  const it = lab();
  await errorOf(() => put(it, '', {}));
  expect(units(it)).toEqual([0, 0]);
});

test.each([[1000, 1], [1024, 1], [1025, 2], [4097, 5]])('a write of %d bytes takes %d units', (bytes, expected) => {
  const it = lab();
  const before = 'idx'.length;
  put(it, 'x', { fill: { S: 'x'.repeat(bytes - before - 'fill'.length) } });
  expect(units(it)).toEqual([0, expected]);
});

test('a write is as large as the larger of old and new', () => {
  const it = lab();
  put(it, 'x', fill(3000));
  put(it, 'x');
  it.now('deleteItem', key('x'));
  expect(units(it)).toEqual([0, 3 + 3 + 1]);
});

test('a read takes a unit for 4 KB, and half of it when it need not be consistent', () => {
  const it = lab();
  put(it, 'x', fill(5000));
  it.now('getItem', { ...key('x'), ConsistentRead: true });
  it.now('getItem', key('x'));
  it.now('getItem', key('nothing'));
  expect(units(it)[0]).toBe(2 + 1 + 0.5);
});

test('a query adds up what it reads before it rounds, filtered or not', () => {
  const it = lab();
  for (let at = 0; at < 10; at++) {
    it.now('putItem', { TableName: 'tenants', Item: { pk: { S: 'a' }, sk: { S: String(at) }, fill: { S: 'x'.repeat(1000) } } });
  }
  const query = { TableName: 'tenants', KeyConditionExpression: 'pk = :a', ExpressionAttributeValues: { ':a': { S: 'a' } } };
  const told = it.now('query', { ...query, ReturnConsumedCapacity: 'TOTAL', FilterExpression: 'attribute_exists(other_one)', ConsistentRead: true });
  expect(told).toEqual({ Items: [], Count: 0, ScannedCount: 10, ConsumedCapacity: { TableName: 'tenants', CapacityUnits: 3 } });
});

test('transactions cost double', async () => {
  const it = lab();
  await it.call('transactWriteItems', { TransactItems: [{ Put: { TableName: 'simple', Item: { id: { S: 'x' } } } }] });
  it.now('transactGetItems', { TransactItems: [{ Get: key('x') }] });
  expect(units(it)).toEqual([2, 2]);
});

test('an index costs when its image appears, changes, moves or goes', () => {
  const it = lab();
  const update = (expression: string, values?: JsonObject) => it.now('updateItem', {
    TableName: 'tenants',
    Key: { pk: { S: 'a' }, sk: { S: 'b' } },
    UpdateExpression: expression,
    ExpressionAttributeValues: values,
    ReturnConsumedCapacity: 'INDEXES',
  }).ConsumedCapacity;
  const cost = (table: number, byPhase: number, phaseKeys: number) => ({
    TableName: 'tenants',
    CapacityUnits: table + byPhase + phaseKeys,
    Table: { CapacityUnits: table },
    ...(byPhase + phaseKeys > 0 && {
      GlobalSecondaryIndexes: {
        ...(byPhase > 0 && { byPhase: { CapacityUnits: byPhase } }),
        ...(phaseKeys > 0 && { phaseKeys: { CapacityUnits: phaseKeys } }),
      },
    }),
  });
  expect(update('SET other_one = :p', { ':p': { S: 'x' } })).toEqual(cost(1, 0, 0));
  expect(update('SET phase = :p, due = :d', { ':p': { S: 'x' }, ':d': { N: '1' } })).toEqual(cost(1, 1, 1));
  expect(update('SET other_one = :p', { ':p': { S: 'y' } })).toEqual(cost(1, 1, 0));
  expect(update('SET phase = :p', { ':p': { S: 'y' } })).toEqual(cost(1, 2, 2));
  expect(update('REMOVE phase')).toEqual(cost(1, 1, 1));
  expect(units(it, 'tenants')).toEqual([0, 14]);
});

test('a batch and a transaction tell their costs by table', async () => {
  const it = lab();
  const batch = it.now('batchWriteItem', {
    RequestItems: { simple: ['a', 'b'].map(id => ({ PutRequest: { Item: { id: { S: id } } } })) }, ReturnConsumedCapacity: 'TOTAL',
  });
  expect(batch.ConsumedCapacity).toEqual([{ TableName: 'simple', CapacityUnits: 2 }]);
  const token = { TransactItems: [{ Delete: key('a') }], ClientRequestToken: 'x', ReturnConsumedCapacity: 'TOTAL' };
  expect((await it.call('transactWriteItems', token)).ConsumedCapacity).toEqual([{ TableName: 'simple', CapacityUnits: 2 }]);
  expect(units(it)).toEqual([0, 4]);
  await it.call('transactWriteItems', token);
  expect(units(it)).toEqual([2, 4]);
});
