import { AwsError } from '../../../../src/lab/aws-error';
import { Cloud, CloudOptions } from '../../../../src/lab/cloud';
import { JsonObject } from '../../../../src/lab/json';
import { Caller, CreatedResource } from '../../../../src/lab/room';
import { dynamodb, DynamoDbOptions, DynamoDbRoom } from '../../../../src/lab/services/dynamodb/dynamodb-room';

export const operator: Caller = { principal: 'operator', account: '111111111111', region: 'eu-west-1', trusted: true };

/** A table with a partition and a sort key and two indexes; one of them keeps keys only. */
export const tenants: JsonObject = {
  TableName: 'tenants',
  AttributeDefinitions: ['pk:S', 'sk:S', 'phase:S', 'due:N'].map(definition => {
    const [AttributeName, AttributeType] = definition.split(':');
    return { AttributeName, AttributeType };
  }),
  KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }, { AttributeName: 'sk', KeyType: 'RANGE' }],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'byPhase',
      KeySchema: [{ AttributeName: 'phase', KeyType: 'HASH' }, { AttributeName: 'due', KeyType: 'RANGE' }],
      Projection: { ProjectionType: 'ALL' },
    },
    {
      IndexName: 'phaseKeys',
      KeySchema: [{ AttributeName: 'phase', KeyType: 'HASH' }],
      Projection: { ProjectionType: 'KEYS_ONLY' },
    },
  ],
};

/** A table with nothing but a partition key. */
export const simple: JsonObject = {
  TableName: 'simple',
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
};

export interface Lab {
  readonly cloud: Cloud;
  readonly room: DynamoDbRoom;
  /** One call through the kernel, played to its end. */
  call(action: string, parameters: JsonObject, caller?: Caller): Promise<JsonObject>;
  /** One call straight to the room, in no virtual time (but for transactions). */
  now(action: string, parameters: JsonObject, caller?: Caller): JsonObject;
  create(properties: JsonObject, more?: { logicalId?: string; type?: string; account?: string }): CreatedResource;
}

/** A cloud with the two tables. Nothing lags unless a test asks for it. */
export function lab(options: DynamoDbOptions = {}, cloudOptions: CloudOptions = {}): Lab {
  const cloud = new Cloud(cloudOptions);
  cloud.add(dynamodb({ indexLag: 0, replicaLag: 0, ...options }));
  const room = cloud.room<DynamoDbRoom>('dynamodb');
  const create: Lab['create'] = (properties, { logicalId = 'Table', type = 'AWS::DynamoDB::Table', account = operator.account } = {}) =>
    room.resources[type]({
      type, logicalId, properties, stack: 'stack', account, region: 'eu-west-1', asset: () => undefined,
    }) as CreatedResource;
  create(tenants);
  create(simple);
  return {
    cloud,
    room,
    create,
    now: (action, parameters, caller = operator) => room.handle({ service: 'dynamodb', action, parameters, caller }) as JsonObject,
    call: async (action, parameters, caller = operator) => played(cloud, cloud.call(caller, 'dynamodb', action, parameters)),
  };
}

/** Lets the clock run until the work is done. */
export async function played<T>(cloud: Cloud, work: Promise<T>): Promise<T> {
  const outcome = work.then(value => ({ value }), error => ({ error }));
  await cloud.clock.run();
  const result = await outcome;
  if ('error' in result) { throw result.error; }
  return result.value;
}

/** The error that some work ends with. */
export async function errorOf(work: () => unknown): Promise<AwsError> {
  try {
    await work();
  } catch (error) {
    return error as AwsError;
  }
  throw new Error('it succeeded');
}

/** Puts items into the table `simple` under the id `x`, and asks whether a condition holds for them. */
export function holds(condition: string, item: JsonObject, values?: JsonObject, names?: JsonObject): boolean {
  const { now } = lab();
  now('putItem', { TableName: 'simple', Item: { ...item, id: { S: 'x' } } });
  const found = now('scan', {
    TableName: 'simple', FilterExpression: condition, ExpressionAttributeValues: values, ExpressionAttributeNames: names,
  });
  return found.Count === 1;
}

/** The item `x` of the table `simple` after an update. */
export function updated(expression: string, item: JsonObject, values?: JsonObject, names?: JsonObject): JsonObject {
  const { now } = lab();
  now('putItem', { TableName: 'simple', Item: { ...item, id: { S: 'x' } } });
  const { Attributes } = now('updateItem', {
    TableName: 'simple',
    Key: { id: { S: 'x' } },
    UpdateExpression: expression,
    ReturnValues: 'ALL_NEW',
    ExpressionAttributeValues: values,
    ExpressionAttributeNames: names,
  });
  const { id, ...rest } = Attributes as JsonObject;
  expect(id).toEqual({ S: 'x' });
  return rest;
}
