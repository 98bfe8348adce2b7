import { Place, EventFields, together } from './event-fields';
import { invalid, Leaf, Test, testOf } from './tests';
import { isObject, Json, JsonObject } from '../../../json';

/** What one field of the event must be like: one of the tests holds for one of its values. */
interface FieldRule {
  readonly path: string;
  readonly tests: readonly Test[];
  /** The field may also be missing (`exists: false`). */
  readonly mayBeAbsent: boolean;
}

/** All of these fields have to fit. */
type Conjunction = readonly FieldRule[];

/** AWS refuses a pattern whose `$or`s multiply to more. */
const MOST_COMBINATIONS = 1000;

/** A `$or` whose members use one of these as a field's name is an ordinary field that happens to be called `$or`. */
const RESERVED = ['exactly', 'prefix', 'suffix', 'equals-ignore-case', 'wildcard', 'numeric', 'anything-but', 'exists', 'cidr'];

/** An event pattern, compiled. */
export class EventPattern {
  private readonly alternatives: readonly Conjunction[];

  /** Throws `InvalidEventPatternException` for what is no pattern. */
  constructor(document: Json | undefined) {
    if (!isObject(document)) { throw invalid('Filter is not an object'); }
    this.alternatives = compile(document, '');
  }

  public matches(event: JsonObject | EventFields): boolean {
    const fields = event instanceof EventFields ? event : new EventFields(event);
    return this.alternatives.some(conjunction => fits(conjunction, 0, fields, []));
  }
}

function compile(document: JsonObject, prefix: string): Conjunction[] {
  const entries = Object.entries(document);
  if (entries.length === 0) { throw invalid('Empty objects are not allowed'); }
  let alternatives: Conjunction[] = [[]];
  for (const [key, value] of entries) {
    const at = prefix + key;
    if (key === '$or' && isOr(value)) {
      alternatives = multiply(alternatives, value.flatMap(member => compile(member, prefix)));
    } else if (Array.isArray(value)) {
      alternatives = multiply(alternatives, [[fieldRule(at, value)]]);
    } else if (isObject(value)) {
      alternatives = multiply(alternatives, compile(value, `${at}.`));
    } else {
      throw invalid(`"${at}" must be an object or an array`);
    }
  }
  return alternatives;
}

function isOr(value: Json | undefined): value is JsonObject[] {
  return Array.isArray(value) && value.length >= 2
    && value.every(member => isObject(member) && !Object.keys(member).some(key => RESERVED.includes(key)));
}

/** Each of the one with each of the other. A field named twice counts as AWS counts it: the last one holds. */
function multiply(left: readonly Conjunction[], right: readonly Conjunction[]): Conjunction[] {
  if (left.length * right.length > MOST_COMBINATIONS) {
    throw invalid(`$or results in over ${MOST_COMBINATIONS} rule combinations`);
  }
  const without = (one: Conjunction, other: Conjunction) =>
    one.filter(rule => !other.some(({ path }) => path === rule.path));
  return left.flatMap(one => right.map(other => [...without(one, other), ...other]));
}

function fieldRule(path: string, values: readonly Json[]): FieldRule {
  if (values.length === 0) { throw invalid(`Empty arrays are not allowed (${path})`); }
  const tests = values.map(value => testOf(value, path));
  return { path, tests: tests.filter(test => test !== undefined), mayBeAbsent: tests.includes(undefined) };
}

/**
 * Whether the fields from `at` on fit. The values chosen for different fields must not come from different elements of
 * one array: `{ items: { a: [1], b: [2] } }` is about one item that has both.
 */
function fits(conjunction: Conjunction, at: number, fields: EventFields, chosen: readonly Place[]): boolean {
  if (at === conjunction.length) { return true; }
  const rule = conjunction[at];
  const candidates = fields.at(rule.path);
  if (candidates.length === 0) { return rule.mayBeAbsent && fits(conjunction, at + 1, fields, chosen); }
  for (const { value, place } of candidates) {
    if (!holds(rule, value) || !together(chosen, place)) { continue; }
    // A value outside of any array of objects ties nothing down, so that no other value of the field could do better.
    if (!place) { return fits(conjunction, at + 1, fields, chosen); }
    if (fits(conjunction, at + 1, fields, [...chosen, place])) { return true; }
  }
  return false;
}

function holds(rule: FieldRule, value: Leaf): boolean {
  return rule.tests.some(test => test(value));
}
