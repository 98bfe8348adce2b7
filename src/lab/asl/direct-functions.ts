import { INHERITED, left, NOTHING } from './direct-node';
import { hash, parse } from './functions';
import { isObject } from '../json';

/** What a function gives for these arguments; undefined for all with which more than one thing could be meant. */
type Work = (given: readonly unknown[]) => unknown;

const PLAIN_NUMBER = /^-?\d{1,15}(\.\d{1,10})?$/;
const ISO_8601 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/;
const LATEST = Date.parse('9999-12-31T23:59:59.999Z');

/** The functions of JSONata that need no JSONata: no side effects, no context, no functions as arguments. */
export const DIRECT_FUNCTIONS: Readonly<Record<string, Work | undefined>> & { readonly string: Work } = {
  string: ([value, ...more]) => more.length > 0 || value === undefined ? undefined : written(value),
  exists: given => given.length === 1 ? given[0] !== undefined : undefined,
  number: given => {
    const [value] = given;
    if (given.length !== 1) { return undefined; }
    if (typeof value === 'string') { return PLAIN_NUMBER.test(value) ? Number(value) : undefined; }
    return typeof value === 'number' ? value : undefined;
  },
  substring: given => {
    const [text, from, length] = given;
    if (given.length < 2 || given.length > 3 || !isSimple(text) || !isPlace(from)) { return undefined; }
    if (given.length === 2) { return text.slice(from); }
    return isPlace(length) ? text.slice(from, from + length) : undefined;
  },
  lowercase: given => oneText(given)?.toLowerCase(),
  uppercase: given => oneText(given)?.toUpperCase(),
  length: given => isSimple(given[0]) ? oneText(given)?.length : undefined,
  trim: given => oneText(given)?.replace(/[ \t\n\r]+/g, ' ').replace(/^ /, '').replace(/ $/, ''),
  contains: ([text, part, ...more]) => {
    if (typeof text !== 'string' || more.length > 0) { return undefined; }
    return part instanceof RegExp ? text.search(part) >= 0 : typeof part === 'string' ? text.includes(part) : undefined;
  },
  replace: ([text, part, by, ...more]) => {
    if (typeof text !== 'string' || typeof by !== 'string' || by.includes('$') || more.length > 0) { return undefined; }
    if (part instanceof RegExp) { return part.global ? text.replace(part, found => found === '' ? left() : by) : undefined; }
    return typeof part === 'string' && part !== '' ? text.split(part).join(by) : undefined;
  },
  join: ([parts, between, ...more]) => {
    if (typeof between !== 'string' || more.length > 0) { return undefined; }
    if (parts === undefined) { return NOTHING; }
    return typeof parts === 'string' ? parts : isListOf(parts, isText) ? parts.join(between) : undefined;
  },
  sort: given => {
    const [list] = given;
    if (given.length !== 1) { return undefined; }
    if (list === undefined) { return NOTHING; }
    return typeof list === 'string' ? [list] : isListOf(list, isText) ? [...list].sort(inOrder) : undefined;
  },
  not: given => given.length !== 1 ? undefined : given[0] === undefined ? NOTHING : typeof given[0] === 'boolean' ? !given[0] : undefined,
  type: given => given.length !== 1 ? undefined : given[0] === undefined ? NOTHING : typeOf(given[0]),
  lookup: ([value, name, ...more]) => {
    if (!isObject(value) || typeof name !== 'string' || INHERITED.has(name) || more.length > 0) { return undefined; }
    return value[name] === undefined ? NOTHING : value[name];
  },
  keys: ([value, ...more]) => {
    if (!isObject(value) || more.length > 0) { return undefined; }
    const names = Object.keys(value);
    return names.length > 1 ? names : names[0] ?? NOTHING;
  },
  count: given => {
    const [list] = given;
    if (given.length !== 1 || isObject(list)) { return undefined; }
    return Array.isArray(list) ? list.length : list === undefined ? 0 : 1;
  },
  min: ([list, ...more]) =>
    isListOf(list, isNumber) && list.length > 0 && more.length === 0 ? Math.min(...list) : undefined,
  max: ([list, ...more]) =>
    isListOf(list, isNumber) && list.length > 0 && more.length === 0 ? Math.max(...list) : undefined,
  ceil: ([value, ...more]) => typeof value === 'number' && more.length === 0 ? Math.ceil(value) : undefined,
  floor: ([value, ...more]) => typeof value === 'number' && more.length === 0 ? Math.floor(value) : undefined,
  round: ([value, places = 0, ...more]) => {
    if (typeof value !== 'number' || !Number.isInteger(places) || more.length > 0 || `${value}`.includes('e')) { return undefined; }
    const shifted = Number(`${value}e${places as number}`);
    // Halves go to the even neighbour, and not everywhere the same way.
    if (Math.abs(shifted) > Number.MAX_SAFE_INTEGER || Math.abs(shifted % 1) === 0.5) { return undefined; }
    return Number(`${Math.round(shifted)}e${-(places as number)}`);
  },
  power: ([base, exponent, ...more]) => {
    if (typeof base !== 'number' || typeof exponent !== 'number' || more.length > 0) { return undefined; }
    const result = Math.pow(base, exponent);
    return Number.isFinite(result) ? result : undefined;
  },
  merge: ([list, ...more]) =>
    isListOf(list, isObject) && more.length === 0 ? Object.assign({}, ...list) as object : undefined,
  hash: ([text, algorithm, ...more]) =>
    typeof text === 'string' && algorithm === 'SHA-256' && more.length === 0 ? hash(text, algorithm) : undefined,
  parse: given => {
    try {
      return parse(oneText(given));
    } catch {
      // JSONata meets the same error, and tells it in its own words.
      return undefined;
    }
  },
  fromMillis: ([moment, ...more]) =>
    typeof moment === 'number' && moment >= 0 && moment <= LATEST && more.length === 0 ? new Date(moment).toISOString() : undefined,
  toMillis: ([text, ...more]) => {
    if (typeof text !== 'string' || !ISO_8601.test(text) || more.length > 0) { return undefined; }
    const moment = Date.parse(text);
    return Number.isNaN(moment) ? undefined : moment;
  },
};

/** As JSONata writes values: of a number's digits it trusts the first fifteen. */
function written(value: unknown): string {
  return typeof value === 'string' ? value
    : JSON.stringify(value, (_, part: unknown) => typeof part === 'number' ? Number(part.toPrecision(15)) : part);
}

function oneText(given: readonly unknown[]): string | undefined {
  return given.length === 1 && typeof given[0] === 'string' ? given[0] : undefined;
}

function typeOf(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
}

const inOrder = (a: string, b: string) => a < b ? -1 : a > b ? 1 : 0;
const isText = (value: unknown): value is string => typeof value === 'string';
const isNumber = (value: unknown): value is number => typeof value === 'number';

/** JSONata counts characters beyond the basic plane as one, JavaScript as two. */
const isSimple = (value: unknown): value is string => typeof value === 'string' && !/[\ud800-\udfff]/.test(value);

const isPlace = (value: unknown): value is number => typeof value === 'number' && Number.isInteger(value) && value >= 0;

function isListOf<T>(value: unknown, fits: (part: unknown) => part is T): value is T[] {
  return Array.isArray(value) && value.every(fits);
}
