import { errorOf, Lab, lab, operator, played } from './fixture';
import { JsonObject } from '../../../../src/lab/json';

const key = (id: string): JsonObject => ({ TableName: 'simple', Key: { id: { S: id } } });
const put = (id: string, more: JsonObject = {}): JsonObject => ({ Put: { TableName: 'simple', Item: { id: { S: id } }, ...more } });
const unless = { ConditionExpression: 'attribute_not_exists(id)' };
const items = (it: Lab) => it.room.tables().find(({ name }) => name === 'simple')!.items();
const write = async (it: Lab, actions: JsonObject[], more: JsonObject = {}) => it.call('transactWriteItems', { TransactItems: actions, ...more });

describe('what AWS refuses', () => {
  test.each([
    ['nothing', [], 'length between 1 and 100'],
    ['101 actions', Array.from({ length: 101 }, (_, at) => put(String(at))), 'length between 1 and 100'],
    ['two actions in one', [{ ...put('x'), Delete: key('y') }], 'can only contain one of'],
    ['an action that is none', [{}], 'can only contain one of'],
    ['two actions on one item', [put('x'), { Delete: key('x') }], 'cannot include multiple operations on one item'],
    ['a check without a condition', [{ ConditionCheck: key('x') }], 'conditionExpression'],
    ['an update without an expression', [{ Update: key('x') }], 'updateExpression'],
    ['a bad expression', [put('x', { ConditionExpression: 'name = id' })], 'reserved keyword'],
  ])('%s', async (_, actions, complaint) => {
    const it = lab();
    const error = await errorOf(() => write(it, actions));
    expect([error.name, error.message]).toEqual(['ValidationException', expect.stringContaining(complaint)]);
    expect(items(it)).toEqual([]);
  });

  test('a table that is not there', async () => {
    expect((await errorOf(() => write(lab(), [put('x', { TableName: 'nothing' })]))).name).toBe('ResourceNotFoundException');
  });

  test('ReturnValues, which transactions do not have', async () => {
    expect(String(await errorOf(() => write(lab(), [put('x', { ReturnValues: 'ALL_OLD' })])))).toContain('the lab does not model');
  });
});

test('one condition that fails leaves everything as it was, and is named by its place', async () => {
  const it = lab();
  await write(it, [put('b')]);
  const error = await errorOf(() => write(it, [put('a', unless), put('b', unless), { Delete: key('c') }]));
  expect(error).toMatchObject({
    name: 'TransactionCanceledException',
    message: 'Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed, None]',
    fields: { CancellationReasons: [{ Code: 'None' }, { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed' }, { Code: 'None' }] },
  });
  expect(items(it)).toEqual([{ id: { S: 'b' } }]);
});

test('the item that stood in the way is shown, if asked', async () => {
  const it = lab();
  await write(it, [put('b')]);
  const error = await errorOf(() => write(it, [put('b', { ...unless, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' })]));
  expect((error.fields.CancellationReasons as JsonObject[])[0].Item).toEqual({ id: { S: 'b' } });
});

test('what is wrong with one item cancels the transaction and says so', async () => {
  const it = lab();
  const increase = { Update: { ...key('a'), UpdateExpression: 'SET n = n + :one', ExpressionAttributeValues: { ':one': { N: '1' } } } };
  const badKey = { Delete: { TableName: 'simple', Key: { other: { S: 'x' } } } };
  const error = await errorOf(() => write(it, [put('b'), increase, badKey]));
  expect(error.name).toBe('TransactionCanceledException');
  expect(error.fields.CancellationReasons).toEqual([
    { Code: 'None' },
    { Code: 'ValidationError', Message: 'The provided expression refers to an attribute that does not exist in the item' },
    { Code: 'ValidationError', Message: 'The provided key element does not match the schema' },
  ]);
  expect(items(it)).toEqual([]);
});

test('all four kinds of action work together, across tables', async () => {
  const it = lab();
  await write(it, [put('gone'), put('checked')]);
  await write(it, [
    put('new'),
    { Update: { ...key('made'), UpdateExpression: 'ADD n :one', ExpressionAttributeValues: { ':one': { N: '1' } } } },
    { Delete: key('gone') },
    { ConditionCheck: { ...key('checked'), ConditionExpression: 'attribute_exists(id)' } },
    { Put: { TableName: 'tenants', Item: { pk: { S: 'acme' }, sk: { S: 'tenant' } } } },
  ]);
  expect(items(it)).toHaveLength(3);
  expect(items(it)).toEqual(expect.arrayContaining([{ id: { S: 'new' } }, { id: { S: 'made' }, n: { N: '1' } }, { id: { S: 'checked' } }]));
  expect(it.room.tables()[0].items()).toEqual([{ pk: { S: 'acme' }, sk: { S: 'tenant' } }]);
});

describe('while a transaction is under way', () => {
  /** A transaction on the items a and b that is between its two phases. */
  async function underWay(): Promise<{ it: Lab; end: () => Promise<unknown> }> {
    const it = lab({ transactionTime: 1000 }, { seed: 3 });
    const parameters = { TransactItems: [put('a', { Item: { id: { S: 'a' }, by: { S: 'transaction' } } }), put('b')], ClientRequestToken: 'token' };
    const work = Promise.resolve(it.room.handle({ service: 'dynamodb', action: 'transactWriteItems', parameters, caller: operator }));
    return { it, end: async () => played(it.cloud, work) };
  }
  const conflict = { Code: 'TransactionConflict', Message: 'Transaction is ongoing for the item' };

  test.each([
    ['putItem', { TableName: 'simple', Item: { id: { S: 'a' } } }],
    ['deleteItem', key('a')],
    ['updateItem', key('b')],
  ])('%s of its items fails', async (action, parameters) => {
    const { it, end } = await underWay();
    expect((await errorOf(() => it.now(action, parameters))).name).toBe('TransactionConflictException');
    await end();
    it.now(action, parameters);
  });

  test('another transaction on its items is cancelled, one on other items is not', async () => {
    const { it } = await underWay();
    const send = async (actions: JsonObject[]) => it.room.handle({
      service: 'dynamodb', action: 'transactWriteItems', parameters: { TransactItems: actions }, caller: operator,
    });
    const error = await errorOf(async () => send([put('z'), put('b')]));
    expect([error.name, error.fields.CancellationReasons]).toEqual(['TransactionCanceledException', [{ Code: 'None' }, conflict]]);
    await played(it.cloud, send([put('z')]));
    expect(items(it)).toHaveLength(3);
  });

  test('a transaction that reads its items is cancelled, a plain read sees the old state', async () => {
    const { it, end } = await underWay();
    const error = await errorOf(() => it.now('transactGetItems', { TransactItems: [{ Get: key('a') }] }));
    expect([error.name, error.fields.CancellationReasons]).toEqual(['TransactionCanceledException', [conflict]]);
    expect(it.now('getItem', { ...key('a'), ConsistentRead: true })).toEqual({});
    await end();
    expect(it.now('getItem', { ...key('a'), ConsistentRead: true }).Item).toEqual({ id: { S: 'a' }, by: { S: 'transaction' } });
  });

  test('a batch hands back what it could not write', async () => {
    const { it } = await underWay();
    const request = (id: string): JsonObject => ({ PutRequest: { Item: { id: { S: id } } } });
    expect(it.now('batchWriteItem', { RequestItems: { simple: [request('a'), request('z')] } }))
      .toEqual({ UnprocessedItems: { simple: [request('a')] } });
  });

  test('the same token is refused as in progress', async () => {
    const { it } = await underWay();
    const parameters = { TransactItems: [put('a', { Item: { id: { S: 'a' }, by: { S: 'transaction' } } }), put('b')], ClientRequestToken: 'token' };
    const again = async () => it.room.handle({ service: 'dynamodb', action: 'transactWriteItems', parameters, caller: operator });
    expect((await errorOf(again)).name).toBe('TransactionInProgressException');
  });
});

describe('a client token', () => {
  const add = { Update: { ...key('n'), UpdateExpression: 'ADD n :one', ExpressionAttributeValues: { ':one': { N: '1' } } } };
  const once = { ClientRequestToken: 'once' };

  test('makes a repeated transaction do nothing, for ten minutes', async () => {
    const it = lab();
    await write(it, [add], once);
    await it.cloud.clock.run(it.cloud.clock.now() + 9 * 60_000);
    await write(it, [add], once);
    expect(items(it)).toEqual([{ id: { S: 'n' }, n: { N: '1' } }]);
    await it.cloud.clock.run(it.cloud.clock.now() + 60_000);
    await write(it, [add], once);
    expect(items(it)).toEqual([{ id: { S: 'n' }, n: { N: '2' } }]);
  });

  test('is bound to its request', async () => {
    const it = lab();
    await write(it, [add], once);
    expect((await errorOf(() => write(it, [add, put('x')], once))).name).toBe('IdempotentParameterMismatchException');
  });

  test('of a transaction that was cancelled can be used again', async () => {
    const it = lab();
    const check = { ConditionCheck: { ...key('c'), ConditionExpression: 'attribute_exists(id)' } };
    await errorOf(() => write(it, [add, check], once));
    it.now('putItem', { TableName: 'simple', Item: { id: { S: 'c' } } });
    await write(it, [add, check], once);
    expect(items(it)).toContainEqual({ id: { S: 'n' }, n: { N: '1' } });
  });
});

test('transactions add up whatever runs beside them', async () => {
  const it = lab();
  const move = {
    TransactItems: ['a', 'b'].map((id, at) => ({
      Update: { ...key(id), UpdateExpression: 'ADD n :n', ExpressionAttributeValues: { ':n': { N: at ? '-1' : '1' } } },
    })),
  };
  const results = Array.from({ length: 50 }, () =>
    it.cloud.call(operator, 'dynamodb', 'transactWriteItems', move).then(() => 1, error => error.name === 'TransactionCanceledException' ? 0 : NaN));
  await it.cloud.clock.run();
  const done = (await Promise.all(results)).reduce((sum: number, result) => sum + result, 0);
  expect(done).toBeGreaterThan(0);
  expect(done).toBeLessThan(50);
  expect(items(it)).toEqual(expect.arrayContaining([{ id: { S: 'a' }, n: { N: String(done) } }, { id: { S: 'b' }, n: { N: String(-done) } }]));
});

test('transactGetItems answers in order, with an empty answer for what is not there', () => {
  const it = lab();
  it.now('putItem', { TableName: 'simple', Item: { id: { S: 'a' }, n: { N: '1' } } });
  const answer = it.now('transactGetItems', { TransactItems: [{ Get: key('z') }, { Get: { ...key('a'), ProjectionExpression: 'n' } }] });
  expect(answer).toEqual({ Responses: [{}, { Item: { n: { N: '1' } } }] });
});
