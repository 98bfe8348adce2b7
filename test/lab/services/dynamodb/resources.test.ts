import { errorOf, Lab, lab, operator, simple, tenants } from './fixture';
import { JsonObject } from '../../../../src/lab/json';
import { ResourceRequest } from '../../../../src/lab/room';

const globalTable = { type: 'AWS::DynamoDB::GlobalTable' };
const unnamed: JsonObject = { ...simple, TableName: undefined };
const other = { ...operator, account: '222222222222', principal: 'arn:aws:iam::222222222222:role/reader' };

function request(properties: JsonObject): ResourceRequest {
  return {
    type: 'AWS::DynamoDB::Table',
    logicalId: 'Table',
    stack: 'stack',
    account: operator.account,
    region: operator.region,
    asset: () => undefined,
    properties,
  };
}

test.each([
  ['a key without definition', { AttributeDefinitions: [] }, 'not defined in AttributeDefinitions'],
  ['a definition without key', { AttributeDefinitions: [...simple.AttributeDefinitions as [], { AttributeName: 'x', AttributeType: 'S' }] }, 'Some AttributeDefinitions are not used'],
  ['a sort key alone', { KeySchema: [{ AttributeName: 'id', KeyType: 'RANGE' }] }, 'Invalid KeySchema'],
  ['a key of a type that is none', { AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'BOOL' }] }, 'not defined in AttributeDefinitions'],
  ['a name of two letters', { TableName: 'xx' }, 'Invalid table/index name'],
  ['a name that is taken', { TableName: 'tenants' }, 'Table already exists: tenants'],
  ['an index without projection', { GlobalSecondaryIndexes: [{ IndexName: 'index', KeySchema: simple.KeySchema }] }, 'Unknown ProjectionType'],
  ['an index that includes nothing', {
    GlobalSecondaryIndexes: [{ IndexName: 'index', KeySchema: simple.KeySchema, Projection: { ProjectionType: 'INCLUDE' } }],
  }, 'NonKeyAttributes is not specified'],
  ['more than 20 indexes', {
    GlobalSecondaryIndexes: Array.from({ length: 21 }, (_, at) =>
      ({ IndexName: `index${at}`, KeySchema: simple.KeySchema, Projection: { ProjectionType: 'ALL' } })),
  }, 'exceeds the per-table limit of 20'],
  ['local secondary indexes', { LocalSecondaryIndexes: [] }, "the lab does not model the property 'LocalSecondaryIndexes'"],
  ['a property that nobody knows', { Magic: true }, "the lab does not model the property 'Magic'"],
] as [string, JsonObject, string][])('a table with %s is refused', async (_, change, complaint) => {
  expect((await errorOf(() => lab().create({ ...simple, TableName: 'another', ...change }))).message).toContain(complaint);
});

test('a global table has a replica where its stack is, and no other', async () => {
  const replicas = (...regions: string[]) => ({ ...unnamed, Replicas: regions.map(Region => ({ Region })) });
  expect((await errorOf(() => lab().create(replicas('us-east-1'), globalTable))).message).toContain('must have a replica');
  expect((await errorOf(() => lab().create(replicas('eu-west-1', 'us-east-1'), globalTable))).message)
    .toBe('the lab does not model global tables with replicas in several Regions');
  expect(lab().create(replicas('eu-west-1'), globalTable).ref).toMatch(/^stack-Table-[A-Za-z0-9]{12}$/);
});

test('a table gives its name, ARN, id and stream', () => {
  const it = lab();
  const { ref, attributes } = it.create({ ...unnamed, StreamSpecification: { StreamViewType: 'NEW_IMAGE' } });
  expect(ref).toMatch(/^stack-Table-[A-Za-z0-9]{12}$/);
  expect(attributes).toEqual({
    Arn: `arn:aws:dynamodb:eu-west-1:111111111111:table/${ref}`,
    TableId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    StreamArn: `arn:aws:dynamodb:eu-west-1:111111111111:table/${ref}/stream/2026-01-05T09:00:00.000`,
  });
  expect(it.create(unnamed).ref).not.toBe(ref);
});

test('describeTable tells keys, indexes and contents', () => {
  const it = lab();
  it.now('putItem', { TableName: 'tenants', Item: { pk: { S: 'a' }, sk: { S: 'b' } } });
  expect(it.now('describeTable', { TableName: 'tenants' }).Table).toMatchObject({
    TableName: 'tenants',
    TableStatus: 'ACTIVE',
    ItemCount: 1,
    TableSizeBytes: 6,
    KeySchema: tenants.KeySchema,
    GlobalSecondaryIndexes: [{ IndexName: 'byPhase', IndexStatus: 'ACTIVE' }, { IndexName: 'phaseKeys', Projection: { ProjectionType: 'KEYS_ONLY' } }],
  });
});

describe('a new version of the stack', () => {
  const update = (it: Lab, properties: JsonObject) =>
    it.room.updates['AWS::DynamoDB::Table'](request(properties), { ref: String(properties.TableName) }, simple);

  test.each([
    [{ KeySchema: [{ AttributeName: 'key', KeyType: 'HASH' }], AttributeDefinitions: [{ AttributeName: 'key', AttributeType: 'S' }] }, 'keys or indexes'],
    [{ StreamSpecification: { StreamViewType: 'NEW_IMAGE' } }, 'stream'],
  ] as [JsonObject, string][])('cannot be played when it changes %j', async (change, what) => {
    expect((await errorOf(() => update(lab(), { ...simple, ...change }))).message).toMatch(new RegExp(`^the lab does not model .*${what}`));
  });

  test('leaves the items of a table alone', async () => {
    const it = lab();
    it.now('putItem', { TableName: 'simple', Item: { id: { S: 'x' } } });
    await update(it, { ...simple, TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true } });
    expect(it.now('scan', { TableName: 'simple' }).Count).toBe(1);
  });

  test('removes a table unless it is protected', async () => {
    const it = lab();
    const remove = () => it.room.removals['AWS::DynamoDB::Table'](request(simple), { ref: 'simple' });
    await update(it, { ...simple, DeletionProtectionEnabled: true });
    expect((await errorOf(remove)).message).toContain('protected against deletion');
    await update(it, simple);
    await remove();
    expect((await errorOf(() => it.now('scan', { TableName: 'simple' }))).name).toBe('ResourceNotFoundException');
  });
});

describe('a table of another account', () => {
  const name = 'arn:aws:dynamodb:eu-west-1:111111111111:table/shared';
  const get: JsonObject = { TableName: name, Key: { id: { S: 'x' } } };
  const shared = (principal: string): JsonObject => ({
    ...simple,
    TableName: 'shared',
    ResourcePolicy: {
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { AWS: principal }, Action: 'dynamodb:GetItem', Resource: '*' }],
      },
    },
  });
  const caller = { ...other, trusted: false };

  test('lets nobody in without a policy', async () => {
    const it = lab();
    it.create({ ...simple, TableName: 'shared' });
    expect((await errorOf(() => it.now('getItem', get, caller))).name).toBe('AccessDeniedException');
  });

  test('lets in whom its policy names, for what it names', async () => {
    const it = lab();
    it.create(shared('arn:aws:iam::222222222222:root'));
    expect(it.now('getItem', get, caller)).toEqual({});
    expect((await errorOf(() => it.now('deleteItem', get, caller))).name).toBe('AccessDeniedException');
    expect((await errorOf(() => it.now('getItem', get, { ...caller, account: '333333333333', principal: 'arn:aws:iam::333333333333:role/x' }))).name)
      .toBe('AccessDeniedException');
  });

  test('is not reached from another Region', async () => {
    const it = lab();
    it.create(shared('*'));
    expect((await errorOf(() => it.now('getItem', get, { ...caller, region: 'us-east-1' }))).name).toBe('ValidationException');
  });
});
