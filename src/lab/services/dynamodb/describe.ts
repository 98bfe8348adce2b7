import { keyAttributes, KeySchema } from './keys';
import { Table } from './table';
import { sizeOfItem } from './values';
import { readParameters, World } from './world';
import { JsonObject } from '../../json';
import { Call } from '../../room';

/** Tables of the lab are born ACTIVE: CloudFormation gives a table to others only once it is. */
export function describeTable(world: World, call: Call): JsonObject {
  const parameters = readParameters(call, ['TableName']);
  const table = world.tables.find(parameters.TableName, call.caller);
  return { Table: descriptionOf(table, world.now()) };
}

function descriptionOf(table: Table, now: number): JsonObject {
  const { options } = table;
  const items = table.items(now);
  const attributes = new Map([options.keys, ...options.indexes.map(({ keys }) => keys)]
    .flatMap(keyAttributes).map(({ name, type }) => [name, type]));
  return {
    TableName: options.name,
    TableArn: options.arn,
    TableId: options.id,
    TableStatus: 'ACTIVE',
    CreationDateTime: new Date(options.createdAt).toISOString(),
    KeySchema: keySchema(options.keys),
    AttributeDefinitions: [...attributes].map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType })),
    ItemCount: items.length,
    TableSizeBytes: items.reduce((sum, item) => sum + sizeOfItem(item), 0),
    ...(options.streamArn !== undefined && { LatestStreamArn: options.streamArn }),
    ...(options.indexes.length > 0 && {
      GlobalSecondaryIndexes: options.indexes.map(index => ({
        IndexName: index.name,
        IndexArn: `${options.arn}/index/${index.name}`,
        IndexStatus: 'ACTIVE',
        KeySchema: keySchema(index.keys),
        Projection: {
          ProjectionType: index.projection,
          ...(index.projection === 'INCLUDE' && { NonKeyAttributes: [...index.included] }),
        },
      })),
    }),
  };
}

function keySchema({ partition, sort }: KeySchema): JsonObject[] {
  return [
    { AttributeName: partition.name, KeyType: 'HASH' },
    ...(sort ? [{ AttributeName: sort.name, KeyType: 'RANGE' }] : []),
  ];
}
