import { invalid, Limits } from './errors';
import { Json, JsonObject } from '../../json';
import { Call } from '../../room';
import { Expressions, readExpressions } from './expressions/cache';
import { meets } from './expressions/conditions';
import { KeyRange, rangeOf } from './expressions/key-conditions';
import { project } from './expressions/paths';
import { IndexSchema, keyAttributes, keyOf, KeySchema, readKey } from './keys';
import { Table } from './table';
import { copyItem, equalValues, Item, readItem, typeOf } from './values';
import { Entry, placeAfter, placeAt, Position, scanShare, View } from './view';
import { charge, flag, oneOf, readParameters, World } from './world';

const COMMON = [
  'TableName', 'IndexName', 'ConsistentRead', 'ExclusiveStartKey', 'ExpressionAttributeNames', 'ExpressionAttributeValues',
  'FilterExpression', 'Limit', 'ProjectionExpression', 'ReturnConsumedCapacity', 'Select',
];

export function getItem(world: World, call: Call): JsonObject {
  const parameters = readParameters(call, [
    'TableName', 'Key', 'ConsistentRead', 'ProjectionExpression', 'ExpressionAttributeNames', 'ReturnConsumedCapacity',
  ]);
  const { projection } = readExpressions(parameters, world.cache, world.limits);
  const table = world.tables.find(parameters.TableName, call.caller);
  const consistent = flag(parameters, 'ConsistentRead');
  const key = table.key(readKey(parameters.Key, table.keys, world.limits));
  const stored = table.read(key, consistent, world.now());
  const units = { table: table.readUnitsOf(stored?.size ?? 0, consistent), indexes: {} };
  return { ...(stored && { Item: shown(stored.item, projection) }), ...charge('read', table, units, parameters) };
}

export function query(world: World, call: Call): JsonObject {
  const parameters = readParameters(call, ['KeyConditionExpression', 'ScanIndexForward', ...COMMON]);
  const search = readSearch(world, call, parameters);
  if (!search.expressions.keyCondition) {
    throw invalid('Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.');
  }
  const range = rangeOf(search.expressions.keyCondition, search.keys, search.expressions.given, world.limits);
  checkFilter(search);
  const forward = parameters.ScanIndexForward === undefined || flag(parameters, 'ScanIndexForward');
  const { start, keys } = search;
  if (start && !equalValues(start[keys.partition.name], range.partition)) {
    throw invalid('The provided starting key is outside query boundaries based on provided conditions');
  }
  const entries = search.view.partition(range.partition);
  return page(world, parameters, search, walk(entries, range, forward, start && positionOf(start, search)));
}

export function scan(world: World, call: Call): JsonObject {
  const parameters = readParameters(call, ['Segment', 'TotalSegments', ...COMMON]);
  const search = readSearch(world, call, parameters);
  const { view, start, keys } = search;
  const entries = view.scan(start && { partition: start[keys.partition.name], position: positionOf(start, search) });
  return page(world, parameters, search, segment(entries, search, parameters));
}

export function shown(item: Item, projection: Expressions['projection']): JsonObject {
  return projection ? project(item, projection) : copyItem(item);
}

/** What a query or a scan goes through, and how. */
interface Search {
  readonly table: Table;
  readonly index?: IndexSchema;
  readonly keys: KeySchema;
  readonly view: View;
  readonly consistent: boolean;
  readonly start?: Item;
  readonly limit: number;
  readonly select: 'ALL' | 'COUNT';
  readonly expressions: Expressions;
}

function readSearch(world: World, call: Call, parameters: JsonObject): Search {
  const expressions = readExpressions(parameters, world.cache, world.limits);
  const table = world.tables.find(parameters.TableName, call.caller);
  const { IndexName: indexName, Limit: limit = Infinity } = parameters;
  if (indexName !== undefined && typeof indexName !== 'string') { throw invalid("'IndexName' must be a string"); }
  const index = indexName === undefined ? undefined : table.index(indexName);
  const consistent = flag(parameters, 'ConsistentRead');
  if (index && consistent) { throw invalid('Consistent reads are not supported on global secondary indexes'); }
  if (typeof limit !== 'number' || limit < 1 || (limit !== Infinity && !Number.isInteger(limit))) {
    throw invalid(`1 validation error detected: Value '${String(limit)}' at 'limit' failed to satisfy constraint: `
      + 'Member must have value greater than or equal to 1');
  }
  const keys = index?.keys ?? table.keys;
  const view = index ? table.indexView(index.name, world.now()) : table.view(consistent, world.now());
  const select = readSelect(parameters, expressions, table, index);
  const start = readStart(parameters.ExclusiveStartKey, table, keys, world.limits);
  return { table, index, keys, view, consistent, start, limit, select, expressions };
}

function readSelect(parameters: JsonObject, { projection }: Expressions, table: Table, index?: IndexSchema): 'ALL' | 'COUNT' {
  const usual = projection ? 'SPECIFIC_ATTRIBUTES' : index ? 'ALL_PROJECTED_ATTRIBUTES' : 'ALL_ATTRIBUTES';
  const words = ['ALL_ATTRIBUTES', 'ALL_PROJECTED_ATTRIBUTES', 'SPECIFIC_ATTRIBUTES', 'COUNT'] as const;
  const select = parameters.Select === undefined ? usual : oneOf(parameters, 'Select', words);
  if (projection && select !== 'SPECIFIC_ATTRIBUTES') {
    throw invalid(`Cannot specify the ProjectionExpression when choosing to get ${select === 'COUNT' ? 'only the Count' : select}`);
  }
  if (!projection && select === 'SPECIFIC_ATTRIBUTES') {
    throw invalid('Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES');
  }
  if (!index && select === 'ALL_PROJECTED_ATTRIBUTES') {
    throw invalid('ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName');
  }
  if (index && index.projection !== 'ALL') { checkProjected(select, projection, table, index); }
  return select === 'COUNT' ? 'COUNT' : 'ALL';
}

/** The keys of the table are in each of its indexes. */
function checkProjected(select: string, projection: Expressions['projection'], table: Table, index: IndexSchema): void {
  if (select === 'ALL_ATTRIBUTES') {
    throw invalid('One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported '
      + `for global secondary index ${index.name} because its projection type is not ALL`);
  }
  const known = [...[table.keys, index.keys].flatMap(keyAttributes).map(({ name }) => name), ...index.included];
  const missing = projection?.map(([first]) => String(first)).filter(name => !known.includes(name)) ?? [];
  if (missing.length > 0) {
    throw invalid(`One or more parameter values were invalid: Global secondary index ${index.name} does not project [${missing.join(', ')}]`);
  }
}

/** The key at which the page before ended: that of the index, and that of the table. */
function readStart(json: Json | undefined, table: Table, keys: KeySchema, limits: Limits): Item | undefined {
  if (json === undefined || json === null) { return undefined; }
  const start = readItem(json, 'exclusiveStartKey', limits);
  const attributes = new Map(
    [...keyAttributes(table.keys), ...keyAttributes(keys)].map(({ name, type }) => [name, type]));
  const fits = Object.keys(start).length === attributes.size
    && [...attributes].every(([name, type]) => start[name] !== undefined && typeOf(start[name]) === type);
  if (!fits) { throw invalid('The provided starting key is invalid'); }
  return start;
}

function positionOf(start: Item, { table, keys }: Search): Position {
  return { sort: keys.sort && start[keys.sort.name], key: table.key(start) };
}

/** A filter works on what a query has found; what a query looks for belongs into its key condition. */
function checkFilter({ expressions: { filterAttributes }, keys }: Search): void {
  const offending = keyAttributes(keys).find(({ name }) => filterAttributes.includes(name));
  if (offending) {
    throw invalid(`Filter Expression can only contain non-primary key attributes: Primary key attribute: ${offending.name}`);
  }
}

function* walk(entries: readonly Entry[], range: KeyRange, forward: boolean, after?: Position): Generator<Entry> {
  const low = range.low ? placeAt(entries, { sort: range.low, key: '' }) : 0;
  let at = forward ? low : entries.length - 1;
  if (after) { at = forward ? Math.max(low, placeAfter(entries, after)) : placeAt(entries, after) - 1; }
  for (; at >= low && at < entries.length; at += forward ? 1 : -1) {
    const sort = entries[at].sort;
    if (!range.includes(sort)) {
      if (forward && range.isBeyond(sort)) { return; }
      continue;
    }
    yield entries[at];
  }
}

function* segment(entries: Iterable<Entry>, { keys }: Search, parameters: JsonObject): Generator<Entry> {
  const { Segment: number, TotalSegments: total } = parameters;
  if (number === undefined && total === undefined) {
    yield* entries;
    return;
  }
  if (typeof number !== 'number' || typeof total !== 'number' || number < 0 || number >= total) {
    throw invalid('Segment and TotalSegments must both be given, and Segment must be less than TotalSegments');
  }
  for (const entry of entries) {
    const partition = entry.stored.item[keys.partition.name];
    const share = scanShare(partition.S ?? partition.N ?? partition.B!);
    if (Math.floor(share * total) === number) { yield entry; }
  }
}

/** Goes through entries until the limit, a megabyte or the end; the filter comes after that, and saves nothing. */
function page(world: World, parameters: JsonObject, search: Search, entries: Iterable<Entry>): JsonObject {
  const { table, index, expressions: { filter, projection, given } } = search;
  const items: JsonObject[] = [];
  const now = world.now();
  let bytes = 0;
  let seen = 0;
  let count = 0;
  let last: Item | undefined;
  let more = false;
  for (const { stored } of entries) {
    if (!table.unlessExpired(stored, now)) { continue; }
    if (seen > 0 && bytes + stored.size > world.limits.pageBytes) {
      more = true;
      break;
    }
    bytes += stored.size;
    seen++;
    last = stored.item;
    if (!filter || meets(filter, stored.item, given)) {
      count++;
      if (search.select !== 'COUNT') { items.push(shown(stored.item, projection)); }
    }
    // AWS does not look whether anything follows, so a full page always names where it ended.
    if (seen === search.limit) {
      more = true;
      break;
    }
  }
  const units = table.readUnitsOf(bytes, search.consistent);
  return {
    ...(search.select !== 'COUNT' && { Items: items }),
    Count: count,
    ScannedCount: seen,
    ...(more && last && { LastEvaluatedKey: copyItem({ ...keyOf(last, table.keys), ...keyOf(last, search.keys) }) }),
    ...charge('read', table, index ? { table: 0, indexes: { [index.name]: units } } : { table: units, indexes: {} }, parameters),
  };
}
