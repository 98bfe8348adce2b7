import { Reader } from './reader';
import { Json, isObject } from '../../json';

/** A function at the end of a path, such as `.length()`. */
export type PathFunction = (value: Json) => Json;

const numbers = (value: Json): number[] => {
  const found = (Array.isArray(value) ? value : [value]).filter(part => typeof part === 'number');
  if (found.length === 0) { throw new Error('Aggregation function attempted to calculate value using empty array'); }
  return found;
};
const sum = (value: Json): number => numbers(value).reduce((total, part) => total + part, 0);
const mean = (value: Json): number => sum(value) / numbers(value).length;

const FUNCTIONS: ReadonlyMap<string, PathFunction> = new Map<string, PathFunction>([
  ['length', value => Array.isArray(value) || typeof value === 'string' ? value.length : isObject(value) ? Object.keys(value).length : null],
  ['sum', sum],
  ['avg', mean],
  ['min', value => Math.min(...numbers(value))],
  ['max', value => Math.max(...numbers(value))],
  ['stddev', value => Math.sqrt(mean(numbers(value).map(part => (part - mean(value)) ** 2)))],
  ['keys', value => isObject(value) ? Object.keys(value) : []],
  ['first', value => Array.isArray(value) ? value[0] ?? null : null],
  ['last', value => Array.isArray(value) ? value[value.length - 1] ?? null : null],
]);

/** Reads the parentheses of a function. */
export function readFunction(reader: Reader, name: string): PathFunction {
  const known = FUNCTIONS.get(name);
  if (!known) { throw reader.wrong(`the function '${name}' is not known`); }
  reader.need('(');
  reader.spaces();
  reader.need(')');
  return known;
}
