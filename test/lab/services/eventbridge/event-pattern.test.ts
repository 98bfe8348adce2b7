import * as fc from 'fast-check';
import { EXAMPLES, INSTANCE_EVENT, REFUSED } from './pattern-examples';
import { isObject, Json, JsonObject } from '../../../../src/lab/json';
import { EventPattern } from '../../../../src/lab/services/eventbridge/pattern/event-pattern';

const matches = (pattern: JsonObject, event: JsonObject) => new EventPattern(pattern).matches(event);

describe('a pattern is refused', () => {
  test.each(REFUSED)('for %s', (_, pattern) => {
    expect(() => new EventPattern(pattern)).toThrow(expect.objectContaining({ name: 'InvalidEventPatternException' }) as Error);
  });

  test('when its $ors multiply to more than 1000', () => {
    const or = (prefix: string, count: number) => ({ $or: Array.from({ length: count }, (_, at) => ({ [`${prefix}${at}`]: ['x'] })) });
    expect(() => new EventPattern({ a: or('a', 40), b: or('b', 25) })).not.toThrow();
    expect(() => new EventPattern({ a: or('a', 40), b: or('b', 26) })).toThrow('over 1000 rule combinations');
  });

  test('by the lab, not by AWS, for the operator it does not model', () => {
    expect(() => new EventPattern({ detail: { ip: [{ cidr: '10.0.0.0/24' }] } })).toThrow("the lab does not model the operator 'cidr'");
  });
});

describe('the documented examples', () => {
  test.each(EXAMPLES)('%s', (_, pattern, expected) => {
    expect(matches(pattern, INSTANCE_EVENT)).toBe(expected);
  });
});

describe('lists of objects', () => {
  const employees = { employees: [{ first: 'Anna', last: 'Smith' }, { first: 'Peter', last: 'Jones' }] };

  test.each([
    ['fields of different elements do not make a match', { first: ['Anna'], last: ['Jones'] }, false],
    ['fields of one element do', { first: ['Peter'], last: ['Jones'] }, true],
    ['a later element is found although an earlier one fits in part', { first: [{ exists: true }], last: ['Jones'] }, true],
    ['exists: false looks at all elements', { first: [{ exists: false }] }, false],
  ])('%s', (_, pattern, expected) => {
    expect(matches({ employees: pattern }, employees)).toBe(expected);
  });

  test('lists in lists are looked into', () => {
    const nested = { a: [[{ x: 1, y: 1 }], [{ x: 2, y: 2 }]] };
    const same = (x: number, y: number) => matches({ a: { x: [x], y: [y] } }, nested);
    expect([same(2, 2), same(1, 2)]).toEqual([true, false]);
  });

  test('an empty list is no value', () => {
    expect(matches({ a: [{ exists: false }] }, { a: [] })).toBe(true);
  });
});

describe('any event', () => {
  const key = fc.constantFrom('a', 'b', 'c', 'detail', 'state');
  const leaf = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
  const { event } = fc.letrec<{ event: JsonObject; value: Json }>(tie => ({
    event: fc.dictionary(key, tie('value'), { minKeys: 1, maxKeys: 4, noNullPrototype: true }) as fc.Arbitrary<JsonObject>,
    value: fc.oneof({ depthSize: 'small' }, leaf, fc.array(leaf, { minLength: 1, maxLength: 3 }), tie('event')),
  }));

  /** Each leaf becomes a list of itself, made by `of`. */
  function patternFrom(value: JsonObject, of: (leaf: Json) => Json): JsonObject {
    return Object.fromEntries(Object.entries(value).map(([name, member]): [string, Json] => [
      name, isObject(member) ? patternFrom(member, of) : Array.isArray(member) ? [of(member[0])] : [of(member!)],
    ]));
  }

  test('is matched by the pattern of its own values', () => {
    fc.assert(fc.property(event, one => matches(patternFrom(one, value => value), one)));
  });

  test('is matched by the existence of its own fields', () => {
    fc.assert(fc.property(event, one => matches(patternFrom(one, () => ({ exists: true })), one)));
  });

  test('is never matched by anything but one of its values', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.integer()), event, (value, rest) =>
      !matches({ own: [{ 'anything-but': value }] }, { ...rest, own: value })
      && !matches({ own: [{ 'anything-but': [value] }] }, { ...rest, own: [value, value] })));
  });

  test('is matched or not, the same with each way to say it', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'A', '*'), maxLength: 4 });
    fc.assert(fc.property(text, text, (value, part) => {
      const says = (operator: Json) => matches({ own: [operator] }, { own: value });
      const escaped = part.replaceAll('*', '\\*');
      return says({ prefix: part }) === value.startsWith(part)
        && says({ prefix: part }) === says({ wildcard: `${escaped}*` })
        && says({ suffix: part }) === says({ wildcard: `*${escaped}` })
        && says({ 'equals-ignore-case': part }) === (value.toLowerCase() === part.toLowerCase())
        && (part === '' || says({ 'anything-but': { prefix: part } }) !== says({ prefix: part }))
        && says(part) === says({ wildcard: escaped });
    }));
  });

  test('$or matches when one of its members would', () => {
    fc.assert(fc.property(event, fc.array(fc.tuple(key, leaf), { minLength: 2, maxLength: 4 }), (one, members) => {
      const patterns = members.map(([name, value]) => ({ [name]: [value] }));
      return matches({ $or: patterns }, one) === patterns.some(pattern => matches(pattern, one));
    }));
  });
});
