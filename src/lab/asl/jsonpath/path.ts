import { Filter, readFilter } from './filter';
import { PathFunction, readFunction } from './functions';
import { Reader } from './reader';
import { Json, isObject } from '../../json';

/**
 * JSONPath as Step Functions has it, which is that of the Java library Jayway: a definite path gives one value or
 * fails, an indefinite one gives a list.
 */
export interface Path {
  /** As it was written. */
  readonly text: string;
  /** Names and numbers one after another, where the path is nothing else: a reference path. */
  readonly reference?: readonly (string | number)[];
  /** What the path leads to. Throws `PathNotFound`. */
  evaluate(root: Json): Json;
}

/** A definite path that leads nowhere. */
export class PathNotFound extends Error {}

type Step =
  | { readonly kind: 'names'; readonly names: readonly string[] }
  | { readonly kind: 'indexes'; readonly indexes: readonly number[] }
  | { readonly kind: 'slice'; readonly from?: number; readonly to?: number }
  | { readonly kind: 'filter'; readonly filter: Filter }
  | { readonly kind: 'all' }
  | { readonly kind: 'deep' };

/** Reads a path that takes the whole text. Throws an Error where it is none. */
export function parsePath(text: string): Path {
  const reader = new Reader(text);
  reader.need('$');
  const path = readPath(reader);
  if (!reader.done) { throw reader.wrong('the end expected'); }
  return path;
}

/** Reads on after the `$` or `@` (or the name of a variable), as far as the path goes. */
export function readPath(reader: Reader, begin = reader.at - 1): Path {
  const steps: Step[] = [];
  let last: PathFunction | undefined;
  for (let step = readStep(reader); step && !last; step = last ? undefined : readStep(reader)) {
    if ('call' in step) { last = step.call; } else { steps.push(step); }
  }
  const text = reader.text.slice(begin, reader.at);
  const definite = steps.every((step, at) => isDefinite(step, at === steps.length - 1));
  const reference = definite && !last ? steps.map(plain) : [undefined];
  const evaluate = (root: Json): Json => {
    if (!definite) { return [...walk([root], steps, root)]; }
    const leaf = steps.length - 1;
    return steps.reduce<Json>((value, step, at) => only(value, step, steps.slice(0, at + 1), at === leaf), root);
  };
  return {
    text,
    ...(reference.every(part => part !== undefined) && { reference: reference as (string | number)[] }),
    evaluate: last ? root => last(evaluate(root)) : evaluate,
  };
}

function plain(step: Step): string | number | undefined {
  if (step.kind === 'names' && step.names.length === 1) { return step.names[0]; }
  return step.kind === 'indexes' && step.indexes[0] >= 0 ? step.indexes[0] : undefined;
}

function isDefinite(step: Step, leaf: boolean): boolean {
  // Several names at the end give one object that has them.
  return step.kind === 'names' ? step.names.length === 1 || leaf : step.kind === 'indexes' && step.indexes.length === 1;
}

function readStep(reader: Reader): Step | { call: PathFunction } | undefined {
  if (reader.take('..')) {
    if (reader.next !== '[') { reader.at--; }
    return { kind: 'deep' };
  }
  if (reader.take('[')) { return readBrackets(reader); }
  if (!reader.take('.')) { return undefined; }
  // Jayway lets a dot stand before brackets, and published workflows have it there.
  if (reader.take('[')) { return readBrackets(reader); }
  if (reader.take('*')) { return { kind: 'all' }; }
  const name = reader.take(/[^\s.[\](),'"=!<>&|]+/y);
  if (name === undefined) { throw reader.wrong('a name expected'); }
  if (reader.next === '(') { return { call: readFunction(reader, name) }; }
  return { kind: 'names', names: [name] };
}

function readBrackets(reader: Reader): Step {
  const step = readSelector(reader);
  reader.spaces();
  reader.need(']');
  return step;
}

function readSelector(reader: Reader): Step {
  reader.spaces();
  if (reader.take('*')) { return { kind: 'all' }; }
  if (reader.take('?')) { return { kind: 'filter', filter: readFilter(reader) }; }
  if (reader.next === "'" || reader.next === '"') { return { kind: 'names', names: listOf(reader, () => reader.quoted()) }; }
  const slice = reader.take(/-?\d*\s*:\s*-?\d*/y);
  if (slice !== undefined) {
    const [from, to] = slice.split(':').map(part => part.trim() === '' ? undefined : Number(part));
    return { kind: 'slice', from, to };
  }
  return { kind: 'indexes', indexes: listOf(reader, () => reader.take(/-?\d+/y)).map(Number) };
}

function listOf(reader: Reader, read: () => string | undefined): string[] {
  const list: string[] = [];
  do {
    reader.spaces();
    const entry = read();
    if (entry === undefined) { throw reader.wrong('a name or a number expected'); }
    list.push(entry);
    reader.spaces();
  } while (reader.take(','));
  return list;
}

/** One step of a definite path. */
function only(value: Json, step: Step, until: readonly Step[], leaf: boolean): Json {
  const where = () => `$${until.map(shown).join('')}`;
  if (step.kind === 'names') {
    if (!isObject(value)) {
      throw new PathNotFound(`Expected to find an object with property ${shown(step)} in path $${until.slice(0, -1).map(shown).join('')} but found '${javaName(value)}'. This is not a json object according to the JsonProvider: 'com.jayway.jsonpath.spi.json.JacksonJsonNodeJsonProvider'.`);
    }
    if (step.names.length > 1) {
      return Object.fromEntries(step.names.filter(name => has(value, name)).map(name => [name, value[name]]));
    }
    if (!has(value, step.names[0])) { throw new PathNotFound(`${leaf ? 'No results for path:' : 'Missing property in path'} ${where()}`); }
    return value[step.names[0]] as Json;
  }
  const [index] = (step as { indexes: readonly number[] }).indexes;
  if (!Array.isArray(value)) {
    throw new PathNotFound(`Filter: ${shown(step)} can only be applied to arrays. Current context is: ${JSON.stringify(value)}`);
  }
  const found = value[index < 0 ? value.length + index : index];
  if (found === undefined) { throw new PathNotFound(`Index out of bounds when evaluating path ${where()}`); }
  return found;
}

/** All that the steps of an indefinite path lead to; what is missing on the way is left out. */
function* walk(values: Iterable<Json>, steps: readonly Step[], root: Json): Generator<Json> {
  const [step, ...rest] = steps;
  for (const value of values) {
    const found = reached(value, step, rest.length === 0, root);
    if (rest.length === 0) { yield* found; } else { yield* walk(found, rest, root); }
  }
}

function* reached(value: Json, step: Step, leaf: boolean, root: Json): Generator<Json> {
  switch (step.kind) {
    case 'names':
      if (!isObject(value)) { return; }
      if (leaf && step.names.length > 1) { yield only(value, step, [], true); return; }
      for (const name of step.names) { if (has(value, name)) { yield value[name] as Json; } }
      return;
    case 'indexes':
      if (!Array.isArray(value)) { return; }
      for (const index of step.indexes) {
        const found = value[index < 0 ? value.length + index : index];
        if (found !== undefined) { yield found; }
      }
      return;
    case 'slice':
      if (Array.isArray(value)) { yield* value.slice(step.from, step.to); }
      return;
    case 'all':
      yield* parts(value);
      return;
    case 'filter':
      for (const part of Array.isArray(value) ? value : isObject(value) ? [value] : []) {
        if (step.filter(part, root)) { yield part; }
      }
      return;
    case 'deep':
      yield value;
      for (const part of parts(value)) { yield* reached(part, step, leaf, root); }
  }
}

function parts(value: Json): Json[] {
  return Array.isArray(value) ? value : isObject(value) ? Object.values(value) as Json[] : [];
}

function has(object: object, name: string): boolean {
  return Object.prototype.hasOwnProperty.call(object, name);
}

function shown(step: Step): string {
  if (step.kind === 'names') { return `[${step.names.map(name => `'${name}'`).join(',')}]`; }
  return step.kind === 'indexes' ? `[${step.indexes.join(',')}]` : '[*]';
}

/** What the service's own library calls a value of this type. */
function javaName(value: Json): string {
  if (value === null) { return 'null'; }
  const node = { string: 'TextNode', boolean: 'BooleanNode', number: Number.isInteger(value) ? 'IntNode' : 'DoubleNode' } as Record<string, string>;
  return `com.fasterxml.jackson.databind.node.${Array.isArray(value) ? 'ArrayNode' : node[typeof value]}`;
}
