import { lab, operator } from './fixture';
import { JsonObject } from '../../../../src/lab/json';

const table = 'arn:aws:dynamodb:eu-west-1:111111111111:table/tenants';
const Key = { pk: { S: 'acme' }, sk: { S: 'tenant' } };

function asked(action: string, parameters: JsonObject) {
  return lab().room.permissions({ service: 'dynamodb', action, parameters, caller: operator });
}

test('a bad request is judged by what can be seen of it', () => {
  expect(asked('getItem', {})).toMatchObject([{ action: 'dynamodb:GetItem', resource: '*' }]);
  expect(asked('transactWriteItems', { TransactItems: 'all' })).toEqual([]);
  expect(asked('updateItem', { TableName: 'tenants', Key, UpdateExpression: '!' })[0].context).toMatchObject({ 'dynamodb:LeadingKeys': ['acme'] });
});

test.each([
  ['putItem', 'PutItem'], ['getItem', 'GetItem'], ['updateItem', 'UpdateItem'], ['deleteItem', 'DeleteItem'],
  ['query', 'Query'], ['scan', 'Scan'], ['describeTable', 'DescribeTable'],
])('%s asks for dynamodb:%s on the table', (action, permission) => {
  expect(asked(action, { TableName: 'tenants' })).toMatchObject([{ action: `dynamodb:${permission}`, resource: table }]);
  expect(asked(action, { TableName: table })).toMatchObject([{ resource: table }]);
});

test('a query of an index asks for the index, not for the table', () => {
  expect(asked('query', { TableName: 'tenants', IndexName: 'byPhase' })).toMatchObject([{ action: 'dynamodb:Query', resource: `${table}/index/byPhase` }]);
});

test('a transaction asks for what its actions ask for, and has no permission of its own', () => {
  const part = { TableName: 'tenants', Key };
  const written = asked('transactWriteItems', { TransactItems: [{ Put: { TableName: 'tenants' } }, { Update: part }, { Delete: part }, { ConditionCheck: part }] });
  expect(written.map(({ action }) => action)).toEqual(['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:ConditionCheckItem']);
  expect(written[1].context).toMatchObject({ 'dynamodb:EnclosingOperation': 'TransactWriteItems', 'dynamodb:LeadingKeys': ['acme'] });
  expect(asked('transactGetItems', { TransactItems: [{ Get: part }] })).toMatchObject([{ action: 'dynamodb:GetItem', resource: table }]);
});

test('a batch asks once for each table', () => {
  const gets = asked('batchGetItem', { RequestItems: { tenants: { Keys: [Key] }, simple: { Keys: [{ id: { S: 'x' } }] } } });
  expect(gets.map(({ action, context }) => [action, context?.['dynamodb:LeadingKeys']]))
    .toEqual([['dynamodb:BatchGetItem', ['acme']], ['dynamodb:BatchGetItem', ['x']]]);
  const puts = asked('batchWriteItem', { RequestItems: { tenants: [{ PutRequest: { Item: { ...Key, a: { S: 'x' } } } }, { DeleteRequest: { Key } }] } });
  expect(puts).toMatchObject([{
    action: 'dynamodb:BatchWriteItem', resource: table, context: { 'dynamodb:LeadingKeys': ['acme'], 'dynamodb:Attributes': ['pk', 'sk', 'a'] },
  }]);
});

test('the context names partition keys and attributes', () => {
  const [query] = asked('query', {
    TableName: 'tenants',
    KeyConditionExpression: 'pk = :p',
    FilterExpression: '#s = :p',
    ProjectionExpression: 'detail.x',
    ExpressionAttributeNames: { '#s': 'status' },
    ExpressionAttributeValues: { ':p': { S: 'acme' } },
  });
  expect(query.context).toEqual({
    'dynamodb:LeadingKeys': ['acme'], 'dynamodb:Attributes': expect.arrayContaining(['pk', 'status', 'detail']), 'dynamodb:Select': 'SPECIFIC_ATTRIBUTES',
  });
});

test('IAM is asked before the room, and its no is final', async () => {
  const it = lab();
  const asks: string[] = [];
  it.cloud.add(() => ({
    service: 'iam',
    permissions: () => [],
    handle: () => ({}),
    authorize: (_: unknown, { action, resource }: { action: string; resource: string }) => {
      asks.push(`${action} ${resource}`);
      throw new Error('no');
    },
  }));
  await expect(it.call('putItem', { TableName: 'tenants', Item: Key }, { ...operator, trusted: false })).rejects.toThrow('no');
  expect(asks).toEqual([`dynamodb:PutItem ${table}`]);
  expect(it.room.tables()[0].items()).toEqual([]);
});
