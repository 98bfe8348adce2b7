import { errorOf, lab, operator } from './fixture';
import { JsonObject } from '../../../../src/lab/json';

const acme = { pk: { S: 'acme' }, sk: { S: 'tenant' } };
const put = (item: JsonObject, more: JsonObject = {}): JsonObject => ({ TableName: 'tenants', Item: { ...acme, ...item }, ...more });
const update = (more: JsonObject): JsonObject => ({ TableName: 'tenants', Key: acme, ...more });
const get = { TableName: 'tenants', Key: acme, ConsistentRead: true };

describe('what the lab does not know', () => {
  test('an action is no silent success', async () => {
    expect(String(await errorOf(() => lab().now('executeStatement', {})))).toContain('Error: the lab does not model dynamodb:executeStatement');
    expect(String(await errorOf(() => lab().call('executeStatement', {})))).toContain('the lab does not model');
  });

  test('a parameter neither', async () => {
    expect(String(await errorOf(() => lab().now('putItem', put({}, { Expected: {} })))))
      .toBe("Error: the lab does not model the parameter 'Expected' of dynamodb:putItem");
  });
});

test('a table that is not there is not found, in another account or Region neither', async () => {
  const { now } = lab();
  expect(await errorOf(() => now('getItem', { ...get, TableName: 'nothing' })))
    .toMatchObject({ name: 'ResourceNotFoundException', message: 'Requested resource not found' });
  expect((await errorOf(() => now('getItem', get, { ...operator, account: '222222222222' }))).name).toBe('ResourceNotFoundException');
  expect((await errorOf(() => now('getItem', get, { ...operator, region: 'us-east-1' }))).name).toBe('ResourceNotFoundException');
  expect((await errorOf(() => now('getItem', { Key: acme }))).name).toBe('ValidationException');
  expect((await errorOf(() => now('getItem', { ...get, TableName: 'no such/name' }))).name).toBe('ValidationException');
});

test('a table can be named by its ARN', () => {
  const { now } = lab();
  now('putItem', put({}));
  expect(now('getItem', { ...get, TableName: 'arn:aws:dynamodb:eu-west-1:111111111111:table/tenants' }).Item).toEqual(acme);
});

describe('attribute values', () => {
  const nested = (depth: number): JsonObject => depth === 0 ? { S: 'end' } : { L: [nested(depth - 1)] };
  test.each([
    [{}, 'ValidationException', 'Supplied AttributeValue is empty'],
    [{ X: '1' }, 'ValidationException', 'Supplied AttributeValue is empty'],
    [{ S: '1', N: '1' }, 'ValidationException', 'more than one datatypes set'],
    [{ N: 1 }, 'SerializationException', 'NUMBER_VALUE cannot be converted to String'],
    [{ N: 'one' }, 'ValidationException', 'cannot be converted to a numeric value: one'],
    [{ BOOL: 'true' }, 'SerializationException', 'cannot be converted to Boolean'],
    [{ NULL: false }, 'ValidationException', 'Null attribute value types must have the value of true'],
    [{ B: 'not base64!' }, 'SerializationException', 'Base64'],
    [{ SS: [] }, 'ValidationException', 'set  may not be empty'],
    [{ SS: ['x', 'x'] }, 'ValidationException', 'contains duplicates'],
    [{ NS: ['1', '1.0'] }, 'ValidationException', 'contains duplicates'],
    [{ L: {} }, 'SerializationException', 'must be a list'],
    [{ M: [] }, 'SerializationException', 'must be a map'],
    [{ M: { a: 'bare' } }, 'SerializationException', 'attribute value'],
    [nested(33), 'ValidationException', 'Nesting Levels have exceeded supported limits'],
  ])('%j is refused', async (value, name, message) => {
    const error = await errorOf(() => lab().now('putItem', put({ a: value })));
    expect([error.name, error.message]).toEqual([name, expect.stringContaining(message)]);
  });

  test('all types are kept as they are, numbers in their canonical form', () => {
    const { now } = lab();
    const item = {
      s: { S: '' },
      n: { N: '01.50' },
      b: { B: 'AQID' },
      t: { BOOL: false },
      z: { NULL: true },
      m: { M: { l: { L: [nested(29)] } } },
      ss: { SS: ['', 'x'] },
      ns: { NS: ['1', '2'] },
      bs: { BS: ['AQ=='] },
    };
    now('putItem', put(item));
    expect(now('getItem', get).Item).toEqual({ ...acme, ...item, n: { N: '1.5' } });
  });

  test('what a caller does to its own copies does not reach the table', () => {
    const { now } = lab();
    const item = { list: { L: [{ S: 'x' }] } };
    now('putItem', put(item));
    item.list.L.push({ S: 'y' });
    const { Item } = now('getItem', get) as { Item: typeof item };
    Item.list.L.length = 0;
    expect(now('getItem', get).Item).toEqual({ ...acme, list: { L: [{ S: 'x' }] } });
  });
});

describe('keys', () => {
  test.each([
    [{ sk: undefined }, 'Missing the key sk in the item'],
    [{ sk: { N: '1' } }, 'Type mismatch for key sk expected: S actual: N'],
    [{ sk: { S: '' } }, 'cannot contain an empty string value. Key: sk'],
    [{ pk: { S: 'x'.repeat(2049) } }, 'maximum size limit of2048 bytes'],
    [{ sk: { S: 'ä'.repeat(513) } }, 'size limit of 1024 bytes'],
    [{ due: { S: 'soon' } }, 'Type mismatch for Index Key due Expected: N Actual: S IndexName: byPhase'],
    [{ phase: { S: '' } }, 'IndexName: byPhase, IndexKey: phase'],
  ])('an item with %j is refused', async (part, message) => {
    const error = await errorOf(() => lab().now('putItem', put(part)));
    expect([error.name, error.message]).toEqual(['ValidationException', expect.stringContaining(message)]);
  });

  test.each([{ pk: { S: 'acme' } }, { ...acme, more: { S: 'x' } }, { pk: { S: 'acme' }, sk: { N: '1' } }, {}])('%j is no key of the table', async key => {
    for (const action of ['getItem', 'deleteItem', 'updateItem']) {
      expect(await errorOf(() => lab().now(action, { TableName: 'tenants', Key: key })))
        .toMatchObject({ name: 'ValidationException', message: 'The provided key element does not match the schema' });
    }
  });

  test('two keys do not collide whose parts together read the same', () => {
    const { now } = lab();
    now('putItem', { TableName: 'tenants', Item: { pk: { S: 'ab' }, sk: { S: 'c' } } });
    expect(now('getItem', { TableName: 'tenants', Key: { pk: { S: 'a' }, sk: { S: 'bc' } }, ConsistentRead: true })).toEqual({});
  });
});

describe('size', () => {
  const filled = (bytes: number) => ({ a: { S: 'x'.repeat(bytes - 'pkskacmetenanta'.length) } });

  test('an item of 400 KB is taken, one of a byte more is not', async () => {
    const { now } = lab();
    now('putItem', put(filled(409_600)));
    expect(await errorOf(() => now('putItem', put(filled(409_601)))))
      .toMatchObject({ name: 'ValidationException', message: 'Item size has exceeded the maximum allowed size' });
  });

  test('an update that makes an item too large leaves it as it was', async () => {
    const { now } = lab();
    now('putItem', put(filled(409_600)));
    const grown = update({ UpdateExpression: 'SET b = :b', ExpressionAttributeValues: { ':b': { S: '' } } });
    expect(await errorOf(() => now('updateItem', grown))).toMatchObject({ message: 'Item size to update has exceeded the maximum allowed size' });
    expect(now('getItem', get).Item).not.toHaveProperty('b');
  });
});

describe('conditional writes', () => {
  const once = { ConditionExpression: 'attribute_not_exists(pk)' };

  test('a second put fails and changes nothing', async () => {
    const { now } = lab();
    now('putItem', put({ a: { N: '1' } }, once));
    expect(await errorOf(() => now('putItem', put({ a: { N: '2' } }, once))))
      .toMatchObject({ name: 'ConditionalCheckFailedException', message: 'The conditional request failed', fields: {} });
    expect(now('getItem', get).Item).toEqual({ ...acme, a: { N: '1' } });
  });

  test('the failure shows the item that stood in the way, if asked', async () => {
    const { now } = lab();
    now('putItem', put({ a: { N: '1' } }));
    const error = await errorOf(() => now('putItem', put({}, { ...once, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' })));
    expect(error.fields).toEqual({ Item: { ...acme, a: { N: '1' } } });
  });

  test('an update with a condition does not make an item, one without does', async () => {
    const { now } = lab();
    const set = { UpdateExpression: 'SET a = :a', ExpressionAttributeValues: { ':a': { N: '1' } } };
    expect((await errorOf(() => now('updateItem', update({ ...set, ConditionExpression: 'attribute_exists(pk)' })))).name)
      .toBe('ConditionalCheckFailedException');
    expect(now('getItem', get)).toEqual({});
    expect(now('updateItem', update(set))).toEqual({});
    expect(now('getItem', get).Item).toEqual({ ...acme, a: { N: '1' } });
  });

  test('a delete is conditional too', async () => {
    const { now } = lab();
    now('putItem', put({}));
    expect((await errorOf(() => now('deleteItem', update({ ConditionExpression: 'attribute_exists(a)' })))).name).toBe('ConditionalCheckFailedException');
    expect(now('deleteItem', update({ ReturnValues: 'ALL_OLD' }))).toEqual({ Attributes: acme });
    expect(now('deleteItem', update({ ReturnValues: 'ALL_OLD' }))).toEqual({});
  });

  test('of many that race for one item, one wins', async () => {
    const { cloud } = lab();
    const racers = Array.from({ length: 20 }, (_, racer) =>
      cloud.call(operator, 'dynamodb', 'putItem', put({ racer: { N: String(racer) } }, once)).then(() => 'won', error => error.name as string));
    await cloud.clock.run();
    expect((await Promise.all(racers)).sort()).toEqual([...Array.from({ length: 19 }, () => 'ConditionalCheckFailedException'), 'won']);
  });
});

describe('ReturnValues', () => {
  const change = { UpdateExpression: 'SET a = :two, m.x = :two REMOVE b', ExpressionAttributeValues: { ':two': { N: '2' } } };
  const before = { a: { N: '1' }, b: { S: 'b' }, c: { S: 'c' }, m: { M: { x: { N: '1' }, y: { N: '1' } } } };
  test.each([
    ['NONE', undefined],
    ['ALL_OLD', { ...acme, ...before }],
    ['UPDATED_OLD', { a: { N: '1' }, b: { S: 'b' }, m: { M: { x: { N: '1' } } } }],
    ['ALL_NEW', { ...acme, a: { N: '2' }, c: { S: 'c' }, m: { M: { x: { N: '2' }, y: { N: '1' } } } }],
    ['UPDATED_NEW', { a: { N: '2' }, m: { M: { x: { N: '2' } } } }],
  ])('%s', (wanted, expected) => {
    const { now } = lab();
    now('putItem', put(before));
    expect(now('updateItem', update({ ...change, ReturnValues: wanted })).Attributes).toEqual(expected);
  });

  test('a put knows only two of them', async () => {
    const { now } = lab();
    expect((await errorOf(() => now('putItem', put({}, { ReturnValues: 'ALL_NEW' })))).name).toBe('ValidationException');
    now('putItem', put({ a: { N: '1' } }));
    expect(now('putItem', put({}, { ReturnValues: 'ALL_OLD' })).Attributes).toEqual({ ...acme, a: { N: '1' } });
  });
});

test('a projection shows parts of an item', async () => {
  const { now } = lab();
  now('putItem', put({ m: { M: { x: { N: '1' }, y: { N: '2' } } }, l: { L: [{ N: '0' }, { N: '1' }, { N: '2' }] } }));
  expect(now('getItem', { ...get, ProjectionExpression: 'm.x, l[2], l[0], nothing' }).Item)
    .toEqual({ m: { M: { x: { N: '1' } } }, l: { L: [{ N: '0' }, { N: '2' }] } });
  expect((await errorOf(() => now('getItem', { ...get, ProjectionExpression: 'm, m.x' }))).message).toContain('Two document paths overlap');
});

test('names and values without an expression are refused', async () => {
  const { now } = lab();
  expect((await errorOf(() => now('getItem', { ...get, ExpressionAttributeNames: { '#a': 'a' } }))).message)
    .toBe('ExpressionAttributeNames can only be specified when using expressions');
  expect((await errorOf(() => now('putItem', put({}, { ExpressionAttributeValues: { ':a': { S: 'a' } } })))).message)
    .toContain('ExpressionAttributeValues can only be specified when using expressions');
});

test('an expression is parsed once for many calls, with other values each time', () => {
  const { now } = lab();
  for (const step of [1, 2, 3]) {
    now('updateItem', update({ UpdateExpression: 'ADD steps :step', ExpressionAttributeValues: { ':step': { N: String(step) } } }));
  }
  expect(now('getItem', get).Item).toEqual({ ...acme, steps: { N: '6' } });
});

test('attributes may bear names that objects of JavaScript have', () => {
  const { now } = lab();
  now('putItem', put({ m: { M: {} } }));
  const named = { ExpressionAttributeNames: { '#c': 'constructor' }, ConditionExpression: 'attribute_not_exists(#c) AND attribute_not_exists(m.toString)' };
  now('updateItem', update({ ...named, UpdateExpression: 'SET #c = :c', ExpressionAttributeValues: { ':c': { S: 'x' } } }));
  expect(now('getItem', { ...get, ProjectionExpression: 'toString, #c', ExpressionAttributeNames: { '#c': 'constructor' } }).Item)
    .toEqual({ constructor: { S: 'x' } });
});
