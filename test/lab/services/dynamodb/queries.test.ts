import * as fc from 'fast-check';
import { errorOf, Lab, lab } from './fixture';
import { JsonObject } from '../../../../src/lab/json';

const item = (pk: string, sk: string, more: JsonObject = {}): JsonObject => ({ pk: { S: pk }, sk: { S: sk }, ...more });
const a: JsonObject = { ':a': { S: 'a' } };
const inA = { TableName: 'tenants', KeyConditionExpression: 'pk = :a', ExpressionAttributeValues: a };

/** Ten items in partition `a`, sort keys 0 to 9, and one elsewhere. */
function filled(): Lab {
  const it = lab();
  for (let at = 9; at >= 0; at--) {
    const [phase, due] = [{ S: at % 2 ? 'odd' : 'even' }, { N: String(at * 5) }];
    it.now('putItem', { TableName: 'tenants', Item: item('a', String(at), { phase, due, n: { N: String(at) } }) });
  }
  it.now('putItem', { TableName: 'tenants', Item: item('b', '0') });
  return it;
}

function sortKeys(answer: JsonObject): string {
  return (answer.Items as { sk: { S: string } }[]).map(({ sk }) => sk.S).join('');
}

/** All pages, one after the other. */
function pages(it: Lab, action: string, request: JsonObject): JsonObject[] {
  const all = [it.now(action, request)];
  while (all[all.length - 1].LastEvaluatedKey) {
    all.push(it.now(action, { ...request, ExclusiveStartKey: all[all.length - 1].LastEvaluatedKey }));
  }
  return all;
}

test.each([
  [{ KeyConditionExpression: undefined, ExpressionAttributeValues: undefined }, 'must be specified'],
  [{ KeyConditionExpression: 'sk = :a' }, 'Query condition missed key schema element: pk'],
  [{ KeyConditionExpression: 'pk > :a' }, 'Query key condition not supported'],
  [{ KeyConditionExpression: 'pk = :a AND n = :a' }, 'Query condition missed key schema element: sk'],
  [{ KeyConditionExpression: 'pk = :a AND sk = :a AND due = :a' }, 'Conditions can be of length 1 or 2 only'],
  [{ KeyConditionExpression: 'pk = :a AND pk = :a' }, 'must only contain one condition per key'],
  [{ KeyConditionExpression: 'pk = :a OR sk = :a' }, 'Invalid operator used in KeyConditionExpression: OR'],
  [{ KeyConditionExpression: 'NOT pk = :a' }, 'Invalid operator used in KeyConditionExpression: NOT'],
  [{ KeyConditionExpression: 'pk = :a AND sk <> :a' }, 'Invalid operator used in KeyConditionExpression: <>'],
  [{ KeyConditionExpression: 'pk = :a AND sk IN (:a)' }, 'Invalid operator used in KeyConditionExpression: IN'],
  [{ KeyConditionExpression: 'pk = :a AND contains(sk, :a)' }, 'Invalid operator used in KeyConditionExpression: contains'],
  [{ KeyConditionExpression: 'pk = :a AND size(sk) = :a' }, 'cannot contain nested operations'],
  [{ KeyConditionExpression: 'pk.x = :a' }, 'cannot have conditions on nested attributes'],
  [{ KeyConditionExpression: 'pk = sk', ExpressionAttributeValues: undefined }, 'Multiple attribute names used in one condition'],
  [{ ExpressionAttributeValues: { ':a': { N: '1' } } }, 'Condition parameter type does not match schema type'],
  [{ ExpressionAttributeValues: { ':a': { S: '' } } }, 'cannot contain an empty string value. Key: pk'],
  [{ FilterExpression: 'sk = :a' }, 'Filter Expression can only contain non-primary key attributes: Primary key attribute: sk'],
  [{ IndexName: 'nothing' }, 'The table does not have the specified index: nothing'],
  [{ IndexName: 'byPhase', KeyConditionExpression: 'phase = :a', ConsistentRead: true }, 'Consistent reads are not supported on global secondary indexes'],
  [{ IndexName: 'phaseKeys', KeyConditionExpression: 'phase = :a', Select: 'ALL_ATTRIBUTES' }, 'its projection type is not ALL'],
  [{ IndexName: 'phaseKeys', KeyConditionExpression: 'phase = :a', ProjectionExpression: 'n' }, 'does not project [n]'],
  [{ Select: 'ALL_PROJECTED_ATTRIBUTES' }, 'ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName'],
  [{ Select: 'COUNT', ProjectionExpression: 'n' }, 'Cannot specify the ProjectionExpression'],
  [{ Select: 'SPECIFIC_ATTRIBUTES' }, 'Must specify'],
  [{ Limit: 0 }, 'greater than or equal to 1'],
  [{ ExclusiveStartKey: { pk: { S: 'a' } } }, 'The provided starting key is invalid'],
  [{ ExclusiveStartKey: item('b', '0') }, 'outside query boundaries'],
] as [JsonObject, string][])('AWS refuses a query with %j', async (change, complaint) => {
  const error = await errorOf(() => filled().now('query', { ...inA, ...change }));
  expect([error.name, error.message]).toEqual(['ValidationException', expect.stringContaining(complaint)]);
});

test.each([
  ['sk = :s', '5'], ['sk < :s', '01234'], ['sk <= :s', '012345'], ['sk > :s', '6789'], ['sk >= :s', '56789'], [':s < sk', '6789'],
  ['begins_with(sk, :s)', '5'], ['sk BETWEEN :s AND :s', '5'],
])('a query for pk = a and %s', (condition, expected) => {
  const request = { ...inA, KeyConditionExpression: `pk = :a AND ${condition}`, ExpressionAttributeValues: { ...a, ':s': { S: '5' } } };
  expect(sortKeys(filled().now('query', request))).toBe(expected);
  expect(sortKeys(filled().now('query', { ...request, ScanIndexForward: false }))).toBe([...expected].reverse().join(''));
});

test('an index has the keys of its table, whatever else is projected', () => {
  const [first] = filled().now('query', {
    TableName: 'tenants', IndexName: 'phaseKeys', ProjectionExpression: 'pk, sk',
    KeyConditionExpression: 'phase = :odd', ExpressionAttributeValues: { ':odd': { S: 'odd' } },
  }).Items as JsonObject[];
  expect(first).toEqual({ pk: expect.anything() as unknown, sk: expect.anything() as unknown });
});

test('an index sorts by its own key, and knows only items that have all of it', () => {
  const it = filled();
  it.now('putItem', { TableName: 'tenants', Item: item('c', '0', { phase: { S: 'odd' } }) });
  const odd = { TableName: 'tenants', KeyConditionExpression: 'phase = :odd', ExpressionAttributeValues: { ':odd': { S: 'odd' } } };
  const late = { ...odd, KeyConditionExpression: 'phase = :odd AND due > :n', ExpressionAttributeValues: { ':odd': { S: 'odd' }, ':n': { N: '9' } } };
  expect(sortKeys(it.now('query', { ...late, IndexName: 'byPhase' }))).toBe('3579');
  expect(it.now('query', { ...odd, IndexName: 'phaseKeys' }).Count).toBe(6);
  expect((it.now('query', { ...odd, IndexName: 'phaseKeys' }).Items as JsonObject[])[0]).not.toHaveProperty('n');
});

test('an item moves within an index when its key changes, and leaves with it', () => {
  const it = filled();
  const set = (expression: string, values?: JsonObject) => it.now('updateItem', {
    TableName: 'tenants', Key: item('a', '1'), UpdateExpression: expression, ExpressionAttributeValues: values,
  });
  const even = (): JsonObject => it.now('query', {
    TableName: 'tenants', IndexName: 'byPhase', KeyConditionExpression: 'phase = :p', ExpressionAttributeValues: { ':p': { S: 'even' } },
  });
  set('SET phase = :p', { ':p': { S: 'even' } });
  expect(sortKeys(even())).toBe('012468');
  set('SET due = :d', { ':d': { N: '100' } });
  expect(sortKeys(even())).toBe('024681');
  set('REMOVE due');
  expect(sortKeys(even())).toBe('02468');
});

test('a filter saves neither reading nor the limit', () => {
  const it = filled();
  const answer = it.now('query', { ...inA, FilterExpression: 'n > :n', ExpressionAttributeValues: { ...a, ':n': { N: '3' } }, Limit: 5 });
  expect([sortKeys(answer), answer.Count, answer.ScannedCount]).toEqual(['4', 1, 5]);
  expect(answer.LastEvaluatedKey).toEqual(item('a', '4'));
});

test('a page that is full says where it ended, even if nothing follows', () => {
  const it = filled();
  expect(it.now('query', { ...inA, Limit: 10 }).LastEvaluatedKey).toEqual(item('a', '9'));
  expect(it.now('query', { ...inA, Limit: 11 })).not.toHaveProperty('LastEvaluatedKey');
  expect(it.now('query', { ...inA, Limit: 10, ExclusiveStartKey: item('a', '9') })).toMatchObject({ Count: 0, ScannedCount: 0 });
});

test('COUNT counts and shows nothing', () => {
  expect(filled().now('query', { ...inA, Select: 'COUNT' })).toEqual({ Count: 10, ScannedCount: 10 });
});

test('a page holds at most a megabyte', () => {
  const it = lab();
  for (let at = 0; at < 6; at++) {
    it.now('putItem', { TableName: 'tenants', Item: item('a', String(at), { fill: { S: 'x'.repeat(300_000) } }) });
  }
  const found = pages(it, 'query', inA);
  expect(found.map(sortKeys)).toEqual(['012', '345']);
  expect(pages(it, 'scan', { TableName: 'tenants' })).toHaveLength(2);
});

test('pages of any size show each item once, in order, in both directions, by table and by index', () => {
  const it = filled();
  const byPhase = {
    TableName: 'tenants', IndexName: 'byPhase', KeyConditionExpression: 'phase = :p', ExpressionAttributeValues: { ':p': { S: 'even' } },
  };
  fc.assert(fc.property(fc.integer({ min: 1, max: 12 }), fc.boolean(), (limit, forward) => {
    for (const request of [inA, byPhase]) {
      const whole = sortKeys(it.now('query', { ...request, ScanIndexForward: forward }));
      expect(pages(it, 'query', { ...request, ScanIndexForward: forward, Limit: limit }).map(sortKeys).join('')).toBe(whole);
    }
  }));
});

test('a scan finds everything once, page by page and segment by segment', () => {
  const it = lab();
  const all = Array.from({ length: 60 }, (_, at) => `${String.fromCharCode(97 + at % 20)}:${at}`).sort();
  for (const [pk, sk] of all.map(key => key.split(':'))) { it.now('putItem', { TableName: 'tenants', Item: item(pk, sk) }); }
  const keys = (found: JsonObject[]) => found.flatMap(({ Items }) => Items as { pk: { S: string }; sk: { S: string } }[]).map(({ pk, sk }) => `${pk.S}:${sk.S}`);
  expect(keys(pages(it, 'scan', { TableName: 'tenants', Limit: 7 })).sort()).toEqual(all);
  const segments = [0, 1, 2].map(segment => keys(pages(it, 'scan', { TableName: 'tenants', Limit: 7, Segment: segment, TotalSegments: 3 })));
  expect(segments.every(segment => segment.length > 0)).toBe(true);
  expect(segments.flat().sort()).toEqual(all);
});

test('a scan goes on after the page before although items came and went', () => {
  const it = filled();
  const first = it.now('scan', { TableName: 'tenants', Limit: 4 });
  for (const seen of first.Items as JsonObject[]) { it.now('deleteItem', { TableName: 'tenants', Key: { pk: seen.pk, sk: seen.sk } }); }
  it.now('putItem', { TableName: 'tenants', Item: item('zz', '0') });
  const rest = pages(it, 'scan', { TableName: 'tenants', Limit: 4, ExclusiveStartKey: first.LastEvaluatedKey });
  const found = [first, ...rest].flatMap(({ Items }) => Items as { pk: { S: string } }[]).map(({ pk }) => pk.S).filter(pk => pk !== 'zz');
  expect(found.sort().join('')).toBe('aaaaaaaaaab');
});

test('a scan of an index shows what is in the index', () => {
  const it = filled();
  expect(it.now('scan', { TableName: 'tenants', IndexName: 'byPhase' }).Count).toBe(10);
  expect(it.now('scan', { TableName: 'tenants' }).Count).toBe(11);
});
