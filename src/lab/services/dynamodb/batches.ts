import { invalid } from './errors';
import { readExpressions } from './expressions/cache';
import { checkPrimaryKey, readKey } from './keys';
import { shown } from './reads';
import { Table } from './table';
import { readItem } from './values';
import { Stored } from './view';
import { CapacityReport, checkMembers, flag, oneOf, readParameters, World } from './world';
import { isObject, Json, JsonObject } from '../../json';
import { Call } from '../../room';

export function batchGetItem(world: World, call: Call): JsonObject {
  const parameters = readParameters(call, ['RequestItems', 'ReturnConsumedCapacity']);
  const requests = readRequests(parameters.RequestItems).map(([name, json]) => {
    if (!isObject(json) || !Array.isArray(json.Keys) || json.Keys.length === 0) {
      throw invalid("1 validation error detected: Value at 'requestItems' failed to satisfy constraint: Keys must have at least 1 member");
    }
    checkMembers(json, ['Keys', 'ProjectionExpression', 'ExpressionAttributeNames', 'ConsistentRead'], 'RequestItems');
    const { projection } = readExpressions(json, world.cache, world.limits);
    return { name, json, keys: json.Keys, projection, consistent: flag(json, 'ConsistentRead') };
  });
  checkCount(requests.flatMap(({ keys }) => keys).length, world.limits.batchGetItems, 'BatchGetItem');
  const report = new CapacityReport();
  const distinct = new DistinctItems();
  const responses: JsonObject = {};
  const unprocessed: JsonObject = {};
  let bytes = 0;
  // All keys are read before the first item, so that a bad one spoils the whole request.
  const reads = requests.map(request => {
    const table = world.tables.find(request.name, call.caller);
    const keys = request.keys.map(json => ({ json, key: table.key(readKey(json, table.keys, world.limits)) }));
    for (const { key } of keys) { distinct.add(table, key); }
    return { ...request, table, keys };
  });
  for (const { name, json: request, table, keys, consistent, projection } of reads) {
    const found: Json[] = [];
    const left: Json[] = [];
    for (const { json, key } of keys) {
      const stored = table.read(key, consistent, world.now());
      bytes += stored?.size ?? 0;
      if (bytes > world.limits.batchGetBytes) {
        left.push(json);
        continue;
      }
      report.add(table, { table: table.readUnitsOf(stored?.size ?? 0, consistent), indexes: {} });
      if (stored) { found.push(shown(stored.item, projection)); }
    }
    responses[name] = found;
    if (left.length > 0) { unprocessed[name] = { ...request, Keys: left }; }
  }
  return { Responses: responses, UnprocessedKeys: unprocessed, ...report.charge('read', parameters) };
}

interface BatchWrite {
  readonly name: string;
  readonly json: Json;
  readonly table: Table;
  readonly key: string;
  readonly stored?: Stored;
}

export function batchWriteItem(world: World, call: Call): JsonObject {
  const parameters = readParameters(call, ['RequestItems', 'ReturnConsumedCapacity', 'ReturnItemCollectionMetrics']);
  oneOf(parameters, 'ReturnItemCollectionMetrics', ['NONE', 'SIZE']);
  const requests = readRequests(parameters.RequestItems).flatMap(([name, list]) => {
    if (!Array.isArray(list) || list.length === 0) {
      throw invalid('The batch write request list for a table cannot be null or empty');
    }
    return list.map(json => ({ name, json }));
  });
  checkCount(requests.length, world.limits.batchWriteItems, 'BatchWriteItem');
  const distinct = new DistinctItems();
  const writes = requests.map(({ name, json }): BatchWrite => {
    const write = { name, json, ...readBatchWrite(world, world.tables.find(name, call.caller), json) };
    distinct.add(write.table, write.key);
    return write;
  });
  const report = new CapacityReport();
  const unprocessed: { [table: string]: Json[] } = {};
  for (const { name, json, table, key, stored } of writes) {
    // Single writes of a batch fail alone; those that a running transaction is in the way of are handed back.
    if (table.isHeld(key)) {
      (unprocessed[name] ??= []).push(json);
    } else {
      report.add(table, table.write(key, stored, world.now()));
    }
  }
  return { UnprocessedItems: unprocessed, ...report.charge('write', parameters) };
}

function readBatchWrite(world: World, table: Table, json: Json): { table: Table; key: string; stored?: Stored } {
  const { limits } = world;
  if (!isObject(json)) { throw invalid("a member of 'RequestItems' must be an object"); }
  checkMembers(json, ['PutRequest', 'DeleteRequest'], 'RequestItems');
  const { PutRequest: put, DeleteRequest: removal } = json;
  if (isObject(put) && !removal) {
    checkMembers(put, ['Item'], 'PutRequest');
    const item = readItem(put.Item, 'item', limits);
    checkPrimaryKey(item, table.keys, limits);
    return { table, key: table.key(item), stored: table.admit(item, 'Item size has exceeded the maximum allowed size') };
  }
  if (isObject(removal) && !put) {
    checkMembers(removal, ['Key'], 'DeleteRequest');
    return { table, key: table.key(readKey(removal.Key, table.keys, limits)) };
  }
  throw invalid('A write request of a batch must have exactly one of PutRequest and DeleteRequest');
}

/** No item may occur twice in one batch. */
class DistinctItems {
  private readonly met = new Set<string>();

  public add(table: Table, key: string): void {
    const item = `${table.options.arn} ${key}`;
    if (this.met.has(item)) { throw invalid('Provided list of item keys contains duplicates'); }
    this.met.add(item);
  }
}

function readRequests(json: Json | undefined): [string, Json][] {
  if (!isObject(json) || Object.keys(json).length === 0) {
    throw invalid("1 validation error detected: Value at 'requestItems' failed to satisfy constraint: Member must have length greater than or equal to 1");
  }
  return Object.entries(json).filter((entry): entry is [string, Json] => entry[1] !== undefined);
}

function checkCount(count: number, most: number, action: string): void {
  if (count > most) { throw invalid(`Too many items requested for the ${action} call`); }
}
