import { Path, readPath } from './path';
import { Reader } from './reader';
import { Json, isObject } from '../../json';

/** What stands in `[?(…)]`: whether an element stays. `@` is the element, `$` the whole. */
export type Filter = (element: Json, root: Json) => boolean;

/** A value in a filter; undefined where a path leads nowhere. */
type Operand = (element: Json, root: Json) => Json | RegExp | undefined;

type Comparison = (left: Json | undefined, right: Json | RegExp | undefined) => boolean;

const list = (value: Json | RegExp | undefined): Json[] => Array.isArray(value) ? value : [];
const same = (left: unknown, right: unknown): boolean => JSON.stringify(left) === JSON.stringify(right);
const within = (value: unknown, all: Json[]): boolean => all.some(part => same(part, value));
const ordered = (holds: (sign: number) => boolean): Comparison => (left, right) => {
  if (typeof left === 'number' && typeof right === 'number') { return holds(left - right); }
  return typeof left === 'string' && typeof right === 'string' && holds(left < right ? -1 : left > right ? 1 : 0);
};

const COMPARISONS: ReadonlyMap<string, Comparison> = new Map<string, Comparison>([
  ['==', (left, right) => left !== undefined && same(left, right)],
  ['!=', (left, right) => !same(left, right)],
  ['<=', ordered(sign => sign <= 0)],
  ['>=', ordered(sign => sign >= 0)],
  ['<', ordered(sign => sign < 0)],
  ['>', ordered(sign => sign > 0)],
  ['=~', (left, right) => typeof left === 'string' && right instanceof RegExp && right.test(left)],
  ['in', (left, right) => within(left, list(right))],
  ['nin', (left, right) => !within(left, list(right))],
  ['subsetof', (left, right) => Array.isArray(left) && left.every(part => within(part, list(right)))],
  ['anyof', (left, right) => list(left).some(part => within(part, list(right)))],
  ['noneof', (left, right) => !list(left).some(part => within(part, list(right)))],
  ['contains', (left, right) => typeof left === 'string' ? left.includes(String(right)) : within(right, list(left))],
  ['size', (left, right) => (typeof left === 'string' || Array.isArray(left)) && left.length === right],
  ['empty', (left, right) => (typeof left === 'string' || Array.isArray(left)) && (left.length === 0) === right],
]);

/** Reads from the opening parenthesis to the closing one. */
export function readFilter(reader: Reader): Filter {
  reader.spaces();
  reader.need('(');
  const filter = either(reader);
  reader.need(')');
  return filter;
}

function either(reader: Reader): Filter {
  const left = both(reader);
  if (!reader.take('||')) { return left; }
  const right = either(reader);
  return (element, root) => left(element, root) || right(element, root);
}

function both(reader: Reader): Filter {
  const left = single(reader);
  if (!reader.take('&&')) { return left; }
  const right = both(reader);
  return (element, root) => left(element, root) && right(element, root);
}

function single(reader: Reader): Filter {
  reader.spaces();
  if (reader.take(/!(?!=)/y)) {
    const inner = single(reader);
    return (element, root) => !inner(element, root);
  }
  if (reader.next === '(') {
    const inner = readFilter(reader);
    reader.spaces();
    return inner;
  }
  const left = operand(reader);
  reader.spaces();
  const sign = reader.take(/==|!=|<=|>=|=~|<|>|(in|nin|subsetof|anyof|noneof|contains|size|empty)\b/yi);
  // Without a comparison, it is asked whether there is something.
  if (sign === undefined) { return (element, root) => left(element, root) !== undefined; }
  reader.spaces();
  const right = operand(reader);
  reader.spaces();
  const compare = COMPARISONS.get(sign.toLowerCase())!;
  return (element, root) => {
    const value = left(element, root);
    return !(value instanceof RegExp) && compare(value, right(element, root));
  };
}

function operand(reader: Reader): Operand {
  const of = reader.take(/[@$]/y);
  if (of) {
    const path = readPath(reader);
    return (element, root) => found(path, of === '@' ? element : root);
  }
  const text = reader.quoted();
  if (text !== undefined) { return () => text; }
  const pattern = reader.take(/\/(\\.|[^/\\])*\/[a-z]*/y);
  if (pattern !== undefined) {
    const end = pattern.lastIndexOf('/');
    // The service's library asks for a match of the whole text.
    const expression = new RegExp(`^(?:${pattern.slice(1, end)})$`, pattern.slice(end + 1).replace(/[^ims]/g, ''));
    return () => expression;
  }
  const literal = reader.take(/true|false|null|-?\d+(\.\d+)?([eE][+-]?\d+)?/y);
  if (literal !== undefined) {
    const value = JSON.parse(literal) as Json;
    return () => value;
  }
  if (reader.take('[')) { return listOperand(reader); }
  throw reader.wrong('a value expected');
}

function listOperand(reader: Reader): Operand {
  const entries: Operand[] = [];
  reader.spaces();
  while (!reader.take(']')) {
    entries.push(operand(reader));
    reader.spaces();
    reader.take(',');
    reader.spaces();
  }
  return (element, root) => entries.map(entry => entry(element, root) as Json);
}

function found(path: Path, value: Json): Json | undefined {
  if (!isObject(value) && !Array.isArray(value) && path.text.length > 1) { return undefined; }
  try {
    return path.evaluate(value);
  } catch {
    return undefined;
  }
}
