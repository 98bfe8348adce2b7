import { ItemReaderFailed } from './failures';
import { Json, isObject } from '../../json';

/** The items in a JSON file, or below a JSON Pointer (RFC 6901): those of an array, or the members of an object. */
export function jsonItems(text: string, pointer = ''): Json[] {
  const value = at(parsed(text), pointer);
  if (Array.isArray(value)) { return value; }
  if (isObject(value)) { return Object.entries(value).map(([Key, Value]) => ({ Key, Value })); }
  throw new ItemReaderFailed('Attempting to map over non-iterable node.');
}

/** One value on each line; empty lines are none. */
export function jsonLinesItems(text: string): Json[] {
  return text.split(/\r?\n/).filter(line => line.trim() !== '').map(parsed);
}

export function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    throw new ItemReaderFailed(`The file is no JSON: ${(error as Error).message}`);
  }
}

/** Whether this may stand in ItemsPointer. */
export function isPointer(text: unknown): text is string {
  return typeof text === 'string' && /^(\/([^~]|~[01])*)?$/.test(text);
}

function at(root: Json, pointer: string): Json | undefined {
  const names = pointer.split('/').slice(1).map(name => name.replace(/~1/g, '/').replace(/~0/g, '~'));
  return names.reduce<Json | undefined>((value, name) => {
    if (Array.isArray(value)) { return /^(0|[1-9]\d*)$/.test(name) ? value[Number(name)] : undefined; }
    return isObject(value) && Object.prototype.hasOwnProperty.call(value, name) ? value[name] : undefined;
  }, root);
}
