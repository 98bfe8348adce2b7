import { invalid, invalidParameter, Limits } from './errors';
import { bytesOf, Item, readItem, typeOf, Value } from './values';
import { Json } from '../../json';

export type KeyType = 'S' | 'N' | 'B';
export interface KeyAttribute { readonly name: string; readonly type: KeyType }
export interface KeySchema { readonly partition: KeyAttribute; readonly sort?: KeyAttribute }
export interface IndexSchema {
  readonly name: string;
  readonly keys: KeySchema;
  readonly projection: 'ALL' | 'KEYS_ONLY' | 'INCLUDE';
  readonly included: readonly string[];
}

export function keyAttributes(schema: KeySchema): KeyAttribute[] {
  return schema.sort ? [schema.partition, schema.sort] : [schema.partition];
}

/** A key value as text; equal values give equal texts. */
export function keyText(value: Value): string {
  return value.S ?? value.N ?? value.B!;
}

/** An item's primary key as one text. The length in front keeps two parts from running into each other. */
export function primaryKey(item: Item, schema: KeySchema): string {
  const partition = keyText(item[schema.partition.name]);
  return schema.sort ? `${partition.length}:${partition}${keyText(item[schema.sort.name])}` : partition;
}

export function keyOf(item: Item, schema: KeySchema): Item {
  const key: Item = {};
  for (const { name } of keyAttributes(schema)) { key[name] = item[name]; }
  return key;
}

/** Reads the `Key` of a request: all key attributes, and nothing else. */
export function readKey(json: Json | undefined, schema: KeySchema, limits: Limits): Item {
  const key = readItem(json, 'key', limits);
  const attributes = keyAttributes(schema);
  const fits = Object.keys(key).length === attributes.length
    && attributes.every(({ name, type }) => key[name] !== undefined && typeOf(key[name]) === type);
  if (!fits) { throw invalid('The provided key element does not match the schema'); }
  checkKeyValues(key, schema, limits);
  return key;
}

/** Refuses an item that cannot be stored under this schema. */
export function checkPrimaryKey(item: Item, schema: KeySchema, limits: Limits): void {
  for (const { name, type } of keyAttributes(schema)) {
    const value = item[name];
    if (!value) { throw invalidParameter(`Missing the key ${name} in the item`); }
    if (typeOf(value) !== type) { throw invalidParameter(`Type mismatch for key ${name} expected: ${type} actual: ${typeOf(value)}`); }
  }
  checkKeyValues(item, schema, limits);
}

/** An item without an index's key attributes is simply not in the index; one with wrong ones is refused. */
export function checkIndexKeys(item: Item, index: IndexSchema, limits: Limits): void {
  for (const { name, type } of keyAttributes(index.keys)) {
    const value = item[name];
    if (!value) { continue; }
    if (typeOf(value) !== type) {
      throw invalidParameter(`Type mismatch for Index Key ${name} Expected: ${type} Actual: ${typeOf(value)} IndexName: ${index.name}`);
    }
    if (isEmpty(value)) {
      throw invalid('One or more parameter values are not valid. A value specified for a secondary index key is not supported. '
        + `The AttributeValue for a key attribute cannot contain an empty string value. IndexName: ${index.name}, IndexKey: ${name}`);
    }
  }
  checkSizes(item, index.keys, limits);
}

export function checkKeyValues(key: Item, schema: KeySchema, limits: Limits): void {
  for (const { name } of keyAttributes(schema)) {
    if (key[name] && isEmpty(key[name])) {
      throw invalid('One or more parameter values are not valid. '
        + `The AttributeValue for a key attribute cannot contain an empty ${key[name].B === undefined ? 'string' : 'binary'} value. Key: ${name}`);
    }
  }
  checkSizes(key, schema, limits);
}

function checkSizes(item: Item, { partition, sort }: KeySchema, limits: Limits): void {
  const size = (value: Value | undefined) =>
    value?.S !== undefined ? Buffer.byteLength(value.S) : value?.B !== undefined ? bytesOf(value.B).length : 0;
  if (size(item[partition.name]) > limits.partitionKeyBytes) {
    throw invalidParameter(`Size of hashkey has exceeded the maximum size limit of${limits.partitionKeyBytes} bytes`);
  }
  if (sort && size(item[sort.name]) > limits.sortKeyBytes) {
    throw invalidParameter(`Aggregated size of all range keys has exceeded the size limit of ${limits.sortKeyBytes} bytes`);
  }
}

function isEmpty(value: Value): boolean {
  return value.S === '' || value.B === '';
}
