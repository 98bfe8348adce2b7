import { invalid, invalidParameter, Limits, malformed, unmodelled } from './errors';
import { canonicalNumber, compareNumbers, significantDigits } from './numbers';
import { isObject, Json, JsonObject } from '../../json';

/** An attribute value: exactly one member is there. Values are never changed once they are stored. */
export type Value = {
  S?: string;
  N?: string;
  B?: string;
  BOOL?: boolean;
  NULL?: boolean;
  M?: Item;
  L?: Value[];
  SS?: string[];
  NS?: string[];
  BS?: string[];
};
export type Item = { [attribute: string]: Value };
export type ValueType = keyof Value;

const TYPES: readonly string[] = ['S', 'N', 'B', 'BOOL', 'NULL', 'M', 'L', 'SS', 'NS', 'BS'];
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

export function isValueType(word: string): word is ValueType {
  return TYPES.includes(word);
}

export function typeOf(value: Value): ValueType {
  for (const type in value) { return type as ValueType; }
  throw new Error('an attribute value without a type');
}

/** Reads an item or a key of a request. Numbers come out canonical, and nothing is shared with the request. */
export function readItem(json: Json | undefined, what: string, limits: Limits): Item {
  if (json === undefined || json === null) { throw invalid(`Value null at '${what}' failed to satisfy constraint: Member must not be null`); }
  if (!isObject(json)) { throw malformed(`Start of structure or map found where not expected in ${what}`); }
  return readMap(json, 0, limits);
}

export function readValue(json: Json | undefined, limits: Limits, depth = 0): Value {
  if (!isObject(json)) { throw malformed('an attribute value must be an object with one type, such as {"S": "text"}'); }
  let type: string | undefined;
  for (const member in json) {
    if (json[member] === undefined || json[member] === null || !isValueType(member)) { continue; }
    if (type !== undefined) {
      throw invalid('Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes');
    }
    type = member;
  }
  if (type === undefined) {
    throw invalid('Supplied AttributeValue is empty, must contain exactly one of the supported datatypes');
  }
  return readTyped(type as ValueType, json[type]!, limits, depth);
}

/** An attribute, if the item has it. Names come from callers, and may be such as `constructor`. */
export function attributeOf(item: Item | undefined, name: string): Value | undefined {
  return item && Object.hasOwn(item, name) ? item[name] : undefined;
}

/** A deep copy, for callers that may do with it what they like. */
export function copyValue(value: Value): Value {
  if (value.M) { return { M: copyItem(value.M) }; }
  if (value.L) { return { L: value.L.map(copyValue) }; }
  const type = typeOf(value);
  const content = value[type];
  return { [type]: Array.isArray(content) ? [...content] : content } as Value;
}

export function copyItem(item: Item): Item {
  const copy: Item = {};
  for (const name in item) { copy[name] = copyValue(item[name]); }
  return copy;
}

export function equalValues(a: Value, b: Value): boolean {
  const type = typeOf(a);
  if (type !== typeOf(b)) { return false; }
  switch (type) {
    case 'M': return equalItems(a.M!, b.M!);
    case 'L': return a.L!.length === b.L!.length && a.L!.every((element, at) => equalValues(element, b.L![at]));
    case 'SS': case 'NS': case 'BS': return sameElements(a[type]!, b[type]!);
    default: return a[type] === b[type];
  }
}

function sameElements(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every(element => b.includes(element));
}

export function equalItems(a: Item, b: Item): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length
    && names.every(name => Object.hasOwn(b, name) && equalValues(a[name], b[name]));
}

/** Negative, zero or positive; undefined for two values that have no order. */
export function compareValues(a: Value, b: Value): number | undefined {
  if (a.S !== undefined && b.S !== undefined) { return compareTexts(a.S, b.S); }
  if (a.N !== undefined && b.N !== undefined) { return compareNumbers(a.N, b.N); }
  if (a.B !== undefined && b.B !== undefined) { return Buffer.compare(bytesOf(a.B), bytesOf(b.B)); }
  return undefined;
}

export function bytesOf(base64: string): Buffer {
  return Buffer.from(base64, 'base64');
}

/** The size of an item as AWS counts it: names and values, and a little for what holds others. */
export function sizeOfItem(item: Item): number {
  let size = 0;
  for (const name in item) { size += Buffer.byteLength(name) + sizeOfValue(item[name]); }
  return size;
}

export function sizeOfValue(value: Value): number {
  const type = typeOf(value);
  switch (type) {
    case 'S': return Buffer.byteLength(value.S!);
    case 'N': return numberSize(value.N!);
    case 'B': return bytesOf(value.B!).length;
    case 'BOOL': case 'NULL': return 1;
    case 'SS': return total(value.SS!, Buffer.byteLength);
    case 'NS': return total(value.NS!, numberSize);
    case 'BS': return total(value.BS!, element => bytesOf(element).length);
    case 'L': return 3 + total(value.L!, element => 1 + sizeOfValue(element));
    case 'M': return 3 + sizeOfItem(value.M!) + Object.keys(value.M!).length;
  }
}

function total<T>(elements: readonly T[], size: (element: T) => number): number {
  let sum = 0;
  for (const element of elements) { sum += size(element); }
  return sum;
}

function numberSize(canonical: string): number {
  return Math.ceil(significantDigits(canonical) / 2) + 1;
}

/** Texts sort by their UTF-8 bytes. That is the order of code points, which UTF-16 breaks beyond U+FFFF. */
function compareTexts(a: string, b: string): number {
  if (a === b) { return 0; }
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const left = a.charCodeAt(at);
    const right = b.charCodeAt(at);
    if (left === right) { continue; }
    return byCodePoint(left) - byCodePoint(right);
  }
  return a.length - b.length;
}

function byCodePoint(unit: number): number {
  return unit >= 0xD800 && unit <= 0xDFFF ? unit + 0x10000 : unit;
}

function readMap(json: JsonObject, depth: number, limits: Limits): Item {
  const item: Item = {};
  for (const name in json) {
    if (json[name] === undefined) { continue; }
    if (name === '') { throw invalid('One or more parameter values are not valid. An attribute name must not be empty'); }
    if (name === '__proto__') { throw unmodelled("an attribute with the name '__proto__'"); }
    item[name] = readValue(json[name], limits, depth);
  }
  return item;
}

function readTyped(type: ValueType, content: Json, limits: Limits, depth: number): Value {
  switch (type) {
    case 'S': return { S: text(content, type) };
    case 'N': return { N: canonicalNumber(text(content, type), limits) };
    case 'B': return { B: binary(content) };
    case 'BOOL': return { BOOL: truth(content) };
    case 'NULL':
      if (!truth(content)) { throw invalidParameter('Null attribute value types must have the value of true'); }
      return { NULL: true };
    case 'SS': return { SS: readSet(content, 'string', element => text(element, 'S')) };
    case 'NS': return { NS: readSet(content, 'number', element => canonicalNumber(text(element, 'N'), limits)) };
    case 'BS': return { BS: readSet(content, 'binary', binary) };
    case 'L':
      deepEnough(depth, limits);
      if (!Array.isArray(content)) { throw malformed('the value of L must be a list'); }
      return { L: content.map(element => readValue(element, limits, depth + 1)) };
    case 'M':
      deepEnough(depth, limits);
      if (!isObject(content)) { throw malformed('the value of M must be a map'); }
      return { M: readMap(content, depth + 1, limits) };
  }
}

function deepEnough(depth: number, limits: Limits): void {
  if (depth >= limits.nesting) { throw invalid('Nesting Levels have exceeded supported limits'); }
}

function text(content: Json, type: string): string {
  if (typeof content !== 'string') {
    throw malformed(`${typeof content === 'number' ? 'NUMBER_VALUE' : 'a value'} cannot be converted to String (in ${type})`);
  }
  return content;
}

function truth(content: Json): boolean {
  if (typeof content !== 'boolean') { throw malformed('a value cannot be converted to Boolean'); }
  return content;
}

function binary(content: Json): string {
  const base64 = text(content, 'B');
  if (!BASE64.test(base64)) { throw malformed('a value cannot be converted to Blob: it is not Base64'); }
  return bytesOf(base64).toString('base64');
}

function readSet(content: Json, kind: string, read: (element: Json) => string): string[] {
  if (!Array.isArray(content)) { throw malformed(`a ${kind} set must be a list`); }
  if (content.length === 0) { throw invalidParameter(`An ${kind} set  may not be empty`); }
  const elements = content.map(read);
  if (new Set(elements).size !== elements.length) {
    throw invalidParameter(`Input collection [${elements.join(', ')}] contains duplicates.`);
  }
  return elements;
}
