import { Json, JsonObject, isObject } from '../../json';
import { Source } from '../flow';
import { momentOf } from '../time';
import { Visit } from '../visit';
import { Expression } from './expression';
import { PathNotFound } from './path';
import { expressionIn } from './payload';

type Condition = (visit: Visit, root: Json) => boolean;

/** Compares what Variable leads to with the value of the rule. Values of other types are never equal, and no error. */
type Comparison = (left: Json, right: Json) => boolean;

type Scalar = string | number | boolean;
type Typed = (value: Json) => Scalar | undefined;

const TYPES: ReadonlyMap<string, Typed> = new Map<string, Typed>([
  ['String', value => typeof value === 'string' ? value : undefined],
  ['Numeric', value => typeof value === 'number' ? value : undefined],
  ['Boolean', value => typeof value === 'boolean' ? value : undefined],
  ['Timestamp', value => momentOf(value, true)],
]);

const ORDERS: ReadonlyMap<string, (left: Scalar, right: Scalar) => boolean> = new Map([
  ['Equals', (left, right) => left === right],
  ['LessThan', (left, right) => left < right],
  ['GreaterThan', (left, right) => left > right],
  ['LessThanEquals', (left, right) => left <= right],
  ['GreaterThanEquals', (left, right) => left >= right],
]);

/** The tests that ask of what kind a value is. */
const KINDS: ReadonlyMap<string, (value: Json) => boolean> = new Map([
  ['IsNull', value => value === null],
  ['IsString', value => typeof value === 'string'],
  ['IsNumeric', value => typeof value === 'number'],
  ['IsBoolean', value => typeof value === 'boolean'],
  ['IsTimestamp', value => momentOf(value) !== undefined],
]);

/** The condition of a rule of a Choice in JSONPath, which is applied to the state's effective input. */
export function pathCondition(fields: JsonObject, where: string, source: Source): (visit: Visit) => boolean {
  const condition = conditionOf(fields, where, source);
  return visit => condition(visit, source.data.input(visit));
}

function conditionOf(rule: Json | undefined, where: string, source: Source): Condition {
  const nothing: Condition = () => false;
  if (!isObject(rule)) { source.complain(`${where} must be an object`); return nothing; }
  const { Comment: _, ...fields } = rule;
  for (const field of ['Next', 'Assign']) {
    if (fields[field] !== undefined) { source.complain(`${where} cannot have a ${field}`); }
  }
  const names = Object.keys(fields);
  const { And: and, Or: or, Not: not } = fields;
  if (names.length === 1 && not !== undefined) {
    const inner = conditionOf(not, `${where}/Not`, source);
    return (visit, root) => !inner(visit, root);
  }
  const list = and ?? or;
  if (names.length === 1 && list !== undefined) {
    if (!Array.isArray(list) || list.length === 0) { source.complain(`${where}/${names[0]} must be a list with at least one condition`); return nothing; }
    const inner = list.map((part, at) => conditionOf(part, `${where}/${names[0]}[${at}]`, source));
    return and !== undefined
      ? (visit, root) => inner.every(part => part(visit, root))
      : (visit, root) => inner.some(part => part(visit, root));
  }
  const { Variable: variable, ...tests } = fields;
  const [test, ...others] = Object.keys(tests);
  if (variable === undefined || test === undefined || others.length > 0) {
    source.complain(`${where} must be And, Or, Not, or a Variable with one comparison, got ${names.join(', ') || 'nothing'}`);
    return nothing;
  }
  const path = expressionIn(variable, 'Variable', source);
  return path ? testOf(path, test, tests[test] as Json, where, source) : nothing;
}

function testOf(variable: Expression, test: string, given: Json, where: string, source: Source): Condition {
  if (test === 'IsPresent' || KINDS.has(test)) {
    if (typeof given !== 'boolean') { source.complain(`${test} of ${where} must be true or false`); }
    const kind = KINDS.get(test);
    return (visit, root) => {
      if (kind) { return kind(valueOf(variable, visit, root)) === given; }
      return isThere(variable, visit, root) === given;
    };
  }
  const compare = comparisonOf(test.replace(/Path$/, ''));
  if (!compare || test === 'StringMatchesPath') {
    source.complain(`${where} has the unknown comparison '${test}'`);
    return () => false;
  }
  if (test.endsWith('Path')) {
    const other = expressionIn(given, test, source);
    return (visit, root) => !!other && compare(valueOf(variable, visit, root), valueOf(other, visit, root));
  }
  const type = TYPES.get(/^(String|Numeric|Boolean|Timestamp)/.exec(test)![0])!;
  if (type(given) === undefined) { source.complain(`${test} of ${where} cannot compare with ${JSON.stringify(given)}`); }
  return (visit, root) => compare(valueOf(variable, visit, root), given);
}

function comparisonOf(test: string): Comparison | undefined {
  if (test === 'StringMatches') { return (left, right) => typeof left === 'string' && matcher(String(right)).test(left); }
  const [, kind, order] = /^(String|Numeric|Boolean|Timestamp)(.*)$/.exec(test) ?? [];
  const holds = ORDERS.get(order);
  const type = TYPES.get(kind);
  if (!holds || !type || (kind === 'Boolean' && order !== 'Equals')) { return undefined; }
  return (left, right) => {
    const [a, b] = [type(left), type(right)];
    return a !== undefined && b !== undefined && holds(a, b);
  };
}

/** `*` stands for any text, a backslash takes the next character as it is. */
function matcher(pattern: string): RegExp {
  const parts = pattern.match(/\\.|[^\\]|\\$/gs) ?? [];
  const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${parts.map(part => part === '*' ? '.*' : escaped(part.replace(/^\\(?=.)/s, ''))).join('')}$`, 's');
}

function isThere(variable: Expression, visit: Visit, root: Json): boolean {
  try {
    variable.evaluate(visit, root);
    return true;
  } catch (error) {
    if (error instanceof PathNotFound) { return false; }
    throw error;
  }
}

function valueOf(path: Expression, visit: Visit, root: Json): Json {
  try {
    return path.evaluate(visit, root);
  } catch (error) {
    if (!(error instanceof PathNotFound)) { throw error; }
    throw visit.runtimeError(`Invalid path '${path.text}': The choice state's condition path references an invalid value.`);
  }
}
