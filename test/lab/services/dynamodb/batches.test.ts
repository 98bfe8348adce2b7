import { errorOf, lab } from './fixture';
import { JsonObject } from '../../../../src/lab/json';

const put = (id: string, more: JsonObject = {}): JsonObject => ({ PutRequest: { Item: { id: { S: id }, ...more } } });
const key = (id: string): JsonObject => ({ id: { S: id } });

test.each([
  ['batchWriteItem', {}, 'requestItems'],
  ['batchWriteItem', { simple: [] }, 'cannot be null or empty'],
  ['batchWriteItem', { simple: Array.from({ length: 26 }, (_, at) => put(String(at))) }, 'Too many items requested for the BatchWriteItem call'],
  ['batchWriteItem', { simple: [put('x'), { DeleteRequest: { Key: key('x') } }] }, 'contains duplicates'],
  ['batchWriteItem', { simple: [put('x'), { PutRequest: { Item: {} } }] }, 'Missing the key id'],
  ['batchWriteItem', { simple: [{}] }, 'exactly one of PutRequest and DeleteRequest'],
  ['batchGetItem', {}, 'requestItems'],
  ['batchGetItem', { simple: { Keys: [] } }, 'requestItems'],
  ['batchGetItem', { simple: { Keys: Array.from({ length: 101 }, (_, at) => key(String(at))) } }, 'Too many items requested for the BatchGetItem call'],
  ['batchGetItem', { simple: { Keys: [key('x'), key('x')] } }, 'contains duplicates'],
  ['batchGetItem', { simple: { Keys: [{ other: { S: 'x' } }] } }, 'does not match the schema'],
] as [string, JsonObject, string][])('AWS refuses %s of %j', async (action, items, complaint) => {
  const it = lab();
  const error = await errorOf(() => it.now(action, { RequestItems: items }));
  expect([error.name, error.message]).toEqual(['ValidationException', expect.stringContaining(complaint)]);
  expect(it.room.tables()[1].items()).toEqual([]);
});

test('an unknown table fails the whole batch', async () => {
  expect((await errorOf(() => lab().now('batchGetItem', { RequestItems: { nothing: { Keys: [key('x')] } } }))).name).toBe('ResourceNotFoundException');
});

test('a batch puts and deletes, and another gets what is there', () => {
  const { now } = lab();
  expect(now('batchWriteItem', { RequestItems: { simple: [put('a'), put('b')] } })).toEqual({ UnprocessedItems: {} });
  now('batchWriteItem', { RequestItems: { simple: [{ DeleteRequest: { Key: key('a') } }, put('c', { n: { N: '1' } })] } });
  const answer = now('batchGetItem', { RequestItems: { simple: { Keys: [key('a'), key('b'), key('c')], ConsistentRead: true } } });
  expect(answer).toEqual({ Responses: { simple: [key('b'), { ...key('c'), n: { N: '1' } }] }, UnprocessedKeys: {} });
});

test('a batch reads 16 MB and hands back the rest', () => {
  const { now } = lab();
  const ids = Array.from({ length: 50 }, (_, at) => String(at));
  for (const id of ids) { now('putItem', { TableName: 'simple', Item: { ...key(id), fill: { S: 'x'.repeat(400_000) } } }); }
  const first = now('batchGetItem', { RequestItems: { simple: { Keys: ids.map(key), ProjectionExpression: 'id' } } });
  const rest = now('batchGetItem', { RequestItems: first.UnprocessedKeys as JsonObject });
  const found = [first, rest].map(({ Responses }) => (Responses as { simple: JsonObject[] }).simple);
  expect(found.map(({ length }) => length)).toEqual([41, 9]);
  expect(found.flat()).toEqual(ids.map(key));
});
