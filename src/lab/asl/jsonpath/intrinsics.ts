import { createHash } from 'crypto';
import { Json, isObject } from '../../json';
import { Random } from '../../random';
import { Sources } from '../functions';

/** An intrinsic function did not take its arguments. */
export class IntrinsicFailure extends Error {
  constructor(message: string, public readonly error = 'States.IntrinsicFailure') {
    super(message);
  }
}

/** An argument of an intrinsic function; for a text in quotes also as it was written, with its backslashes. */
export interface Argument { readonly value: Json; readonly written?: string }

interface Intrinsic {
  /** The least and the most arguments. */
  readonly takes: readonly [number, number];
  readonly call: (values: Json[], given: readonly Argument[], sources: Sources) => Json;
}

/** The characters that a backslash may stand before, in a text in quotes; before others it stands for itself. */
export const ESCAPE = /\\(['{}\\])/g;

/** The most characters that go into an encoding or a hash, and the most elements of a range. */
const LONGEST_TEXT = 10_000;
const LONGEST_RANGE = 1000;

const ALGORITHMS: ReadonlyMap<string, string> = new Map([
  ['MD5', 'md5'], ['SHA-1', 'sha1'], ['SHA-256', 'sha256'], ['SHA-384', 'sha384'], ['SHA-512', 'sha512'],
]);

/** The functions of the language by their names. */
const INTRINSICS: ReadonlyMap<string, Intrinsic> = new Map<string, Intrinsic>([
  ['States.Format', { takes: [1, Infinity], call: (values, given) => format(values, given[0]) }],
  ['States.StringToJson', { takes: [1, 1], call: ([text]) => parsed(textIn(text)) }],
  ['States.JsonToString', { takes: [1, 1], call: ([value]) => JSON.stringify(value) }],
  ['States.Array', { takes: [0, Infinity], call: values => values }],
  ['States.ArrayPartition', { takes: [2, 2], call: ([list, size]) => partition(listIn(list), wholeIn(size)) }],
  ['States.ArrayContains', { takes: [2, 2], call: ([list, value]) => listIn(list).some(part => same(part, value)) }],
  ['States.ArrayRange', { takes: [3, 3], call: ([first, last, step]) => range(wholeIn(first), wholeIn(last), wholeIn(step)) }],
  ['States.ArrayGetItem', { takes: [2, 2], call: ([list, at]) => item(listIn(list), wholeIn(at)) }],
  ['States.ArrayLength', { takes: [1, 1], call: ([list]) => listIn(list).length }],
  ['States.ArrayUnique', { takes: [1, 1], call: ([list]) => unique(listIn(list)) }],
  ['States.Base64Encode', { takes: [1, 1], call: ([text]) => Buffer.from(shortTextIn(text), 'utf8').toString('base64') }],
  ['States.Base64Decode', { takes: [1, 1], call: ([text]) => decoded(shortTextIn(text)) }],
  ['States.Hash', { takes: [2, 2], call: ([data, algorithm]) => hash(data, textIn(algorithm)) }],
  ['States.JsonMerge', { takes: [3, 3], call: ([left, right, deep]) => merged(left, right, deep) }],
  ['States.MathRandom', { takes: [2, 3], call: ([from, to, seed], _, { random }) => drawn(wholeIn(from), wholeIn(to), seed, random) }],
  ['States.MathAdd', { takes: [2, 2], call: ([left, right]) => wholeIn(wholeIn(left) + wholeIn(right)) }],
  ['States.StringSplit', { takes: [2, 2], call: ([text, delimiters]) => split(textIn(text), textIn(delimiters)) }],
  ['States.UUID', { takes: [0, 0], call: (_, __, { random }) => random.uuid() }],
]);

/** The function with this name, for this many arguments. Throws an Error where there is none. */
export function intrinsic(name: string, count: number, sources: Sources): (given: readonly Argument[]) => Json {
  const known = INTRINSICS.get(name);
  if (!known) { throw new Error(`there is no intrinsic function ${name}`); }
  const [least, most] = known.takes;
  if (count < least || count > most) { throw new Error(`${name} does not take ${count} arguments`); }
  return given => known.call(given.map(argument => argument.value), given, sources);
}

function fail(why: string): never {
  throw new IntrinsicFailure(why);
}

function textIn(value: Json): string {
  return typeof value === 'string' ? value : fail(`Expected a string, but got ${JSON.stringify(value)}`);
}

function shortTextIn(value: Json): string {
  const text = textIn(value);
  return text.length <= LONGEST_TEXT ? text : fail(`The text is longer than ${LONGEST_TEXT} characters`);
}

function listIn(value: Json): Json[] {
  return Array.isArray(value) ? value : fail(`Expected an array, but got ${JSON.stringify(value)}`);
}

/** A whole number of 32 bits. Others are rounded to one. */
function wholeIn(value: Json): number {
  if (typeof value !== 'number') { fail(`Expected a number, but got ${JSON.stringify(value)}`); }
  const whole = Math.round(value);
  return Math.abs(whole + 0.5) <= 2 ** 31 ? whole : fail(`${value} is outside of the range of integers`);
}

function same(left: Json, right: Json): boolean {
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((part, at) => same(part, right[at]));
  }
  if (!isObject(left) || !isObject(right)) { return left === right; }
  const names = Object.keys(left);
  return names.length === Object.keys(right).length
    && names.every(name => name in right && same(left[name] as Json, right[name] as Json));
}

function format(values: Json[], template: Argument): Json {
  const [, ...rest] = values;
  const written = template.written ?? textIn(template.value);
  const places = written.replace(ESCAPE, '').split('{}').length - 1;
  if (places !== rest.length) { fail(`Expected ${places} arguments after the template, but got ${rest.length}`); }
  let at = 0;
  return written.replace(new RegExp(`${ESCAPE.source}|\\{\\}`, 'g'), (_, escaped?: string) => escaped ?? shown(rest[at++]));
}

function shown(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function parsed(text: string): Json {
  // The service takes a text without anything in it for null.
  return text.trim() === '' ? null : JSON.parse(text) as Json;
}

function partition(list: Json[], size: number): Json[] {
  if (size <= 0) { fail('The size of a part must be a positive integer'); }
  return Array.from({ length: Math.ceil(list.length / size) }, (_, at) => list.slice(at * size, (at + 1) * size));
}

function range(first: number, last: number, step: number): Json[] {
  if (step === 0) { fail('The step must not be 0'); }
  const length = Math.max(0, Math.floor((last - first) / step) + 1);
  if (length > LONGEST_RANGE) { fail(`A range cannot have more than ${LONGEST_RANGE} elements`); }
  return Array.from({ length }, (_, at) => first + at * step);
}

function item(list: Json[], at: number): Json {
  return at >= 0 && at < list.length ? list[at] : fail(`There is no element ${at} in an array of ${list.length}`);
}

function unique(list: Json[]): Json[] {
  return list.filter((part, at) => list.findIndex(other => same(other, part)) === at);
}

function decoded(text: string): string {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text)) { fail('The text is no Base64'); }
  return Buffer.from(text, 'base64').toString('utf8');
}

function hash(data: Json, algorithm: string): string {
  const known = ALGORITHMS.get(algorithm) ?? fail(`${algorithm} is none of ${[...ALGORITHMS.keys()].join(', ')}`);
  return createHash(known).update(shortTextIn(shown(data)), 'utf8').digest('hex');
}

function merged(left: Json, right: Json, deep: Json): Json {
  if (!isObject(left) || !isObject(right)) { return fail('Expected two JSON objects'); }
  // Step Functions supports the shallow way alone.
  return deep === false ? { ...left, ...right } : fail('The third argument must be false');
}

function drawn(from: number, to: number, seed: Json | undefined, random: Random): number {
  if (to <= from) { fail('The end must be greater than the start'); }
  const source = seed === undefined ? random : new Random(wholeIn(seed));
  return source.whole(from, to - 1);
}

function split(text: string, delimiters: string): Json[] {
  if (delimiters === '') { return [text]; }
  const parts: string[] = [''];
  for (const character of text) {
    if (delimiters.includes(character)) { parts.push(''); } else { parts[parts.length - 1] += character; }
  }
  return parts.filter(part => part !== '');
}
