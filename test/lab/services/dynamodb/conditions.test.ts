import { errorOf, holds } from './fixture';
import { JsonObject } from '../../../../src/lab/json';

const refusal = async (condition: string, values?: JsonObject, names?: JsonObject) => {
  const error = await errorOf(() => holds(condition, {}, values, names));
  return `${error.name}: ${error.message}`;
};
const one = { ':v': { N: '1' } };

describe('what AWS refuses', () => {
  test.each([
    ['', undefined, 'The expression can not be empty'],
    ['a =', undefined, 'Syntax error; token: "<EOF>"'],
    ['a = :v AND', one, 'Syntax error; token: "<EOF>"'],
    ['a == :v', one, 'Syntax error; token: "="'],
    ['a = :v b = :v', one, 'Syntax error; token: "b"'],
    ['a = b = :v', one, 'Syntax error; token: "="'],
    ['(a = :v', one, 'Syntax error'],
    ['a', undefined, 'Syntax error'],
    ['_a = :v', one, 'Syntax error; token: "_"'],
    ['a-b = :v', one, 'Syntax error; token: "-"'],
    ['a[x] = :v', one, 'Syntax error; token: "x"'],
    ['a ! :v', one, 'Syntax error; token: "!"'],
    ['name = :v', one, 'Attribute name is a reserved keyword; reserved keyword: name'],
    ['a.Status = :v', one, 'reserved keyword: Status'],
    ['((a = :v))', one, 'The expression has redundant parentheses'],
    ['(((a = :v) AND b = :v))', one, 'The expression has redundant parentheses'],
    ['exists(a)', undefined, 'Invalid function name; function: exists'],
    ['Attribute_Exists(a)', undefined, 'Invalid function name'],
    ['attribute_exists(a, b)', undefined, 'Incorrect number of operands'],
    ['attribute_exists(:v)', one, 'Operator or function requires a document path'],
    ['attribute_exists(a) = :v', one, 'not allowed to be used this way in an expression; function: attribute_exists'],
    ['size(a)', undefined, 'not allowed to be used this way in an expression; function: size'],
    ['size(a) AND b = :v', one, 'not allowed to be used this way in an expression; function: size'],
    ['size(:v) > :v', one, 'operator or function: size, operand type: N'],
    ['a = a', undefined, 'The first operand must be distinct'],
    ['contains(a, a)', undefined, 'The first operand must be distinct'],
    ['begins_with(a, :v)', one, 'operator or function: begins_with, operand type: N'],
    ['a < :v', { ':v': { BOOL: true } }, 'operator: <, operand type: BOOL'],
    ['a BETWEEN :v AND :w', { ':v': { N: '2' }, ':w': { N: '1' } }, 'requires upper bound to be greater than or equal to lower bound'],
    ['a BETWEEN :v AND :w', { ':v': { N: '2' }, ':w': { S: '3' } }, 'requires same data type'],
    ['attribute_type(a, :v)', { ':v': { S: 'STRING' } }, 'Invalid attribute type name found; type: STRING'],
    ['attribute_type(a, :v)', one, 'operator or function: attribute_type, operand type: N'],
    ['attribute_type(a, b)', undefined, 'operator or function: attribute_type'],
    [`a IN (${Array.from({ length: 101 }, () => ':v').join()})`, one, 'too many operands'],
    [`a = :v${' '.repeat(4096)}`, one, 'Expression size has exceeded the maximum allowed size'],
    [`a${'.b'.repeat(32)} = :v`, one, 'too many nesting elements'],
  ])('%s', async (condition, values, complaint) => {
    expect(await refusal(condition, values)).toMatch(/^ValidationException: Invalid FilterExpression: /);
    expect(await refusal(condition, values)).toContain(complaint);
  });

  test('names and values that are not given', async () => {
    expect(await refusal('#a = :v', one)).toContain('attribute name used in the document path is not defined; attribute name: #a');
    expect(await refusal('a = :w', one)).toContain('attribute value used in expression is not defined; attribute value: :w');
  });

  test('names and values that nothing uses', async () => {
    expect(await refusal('a = :v', { ...one, ':w': { N: '2' } })).toContain('ExpressionAttributeValues unused in expressions: keys: {:w}');
    expect(await refusal('a = :v', one, { '#n': 'name' })).toContain('ExpressionAttributeNames unused in expressions: keys: {#n}');
  });

  test('names and values in the wrong form', async () => {
    expect(await refusal('a = :v', {})).toContain('ExpressionAttributeValues must not be empty');
    expect(await refusal('a = :v', one, {})).toContain('ExpressionAttributeNames must not be empty');
    expect(await refusal('a = :v', { v: { N: '1' } })).toContain('invalid key: Syntax error; key: "v"');
    expect(await refusal('a = :v', one, { a: 'a' })).toContain('invalid key: Syntax error; key: "a"');
    expect(await refusal('#a = :v', one, { '#a': '' })).toContain('Empty attribute name');
  });
});

describe('a missing attribute', () => {
  test.each(['a = :v', 'a < :v', 'a <= :v', 'a > :v', 'a >= :v', 'a IN (:v)', 'a BETWEEN :v AND :v', 'contains(a, :v)', 'a.b = :v', 'size(a) = :v'])(
    'does not fulfil %s', condition => {
      expect(holds(condition, {}, one)).toBe(false);
      expect(holds(`NOT ${condition}`, {}, one)).toBe(true);
    });

  test('differs from everything', () => {
    expect(holds('a <> :v', {}, one)).toBe(true);
    expect(holds('a <> b', {})).toBe(false);
  });
});

test('values of different types are never equal and have no order', () => {
  const item = { a: { S: '1' } };
  expect(holds('a = :v', item, one)).toBe(false);
  expect(holds('a <> :v', item, one)).toBe(true);
  expect(['<', '<=', '>', '>='].some(operator => holds(`a ${operator} :v`, item, one))).toBe(false);
});

test.each([
  ['=', 'no', 'yes', 'no'], ['<>', 'yes', 'no', 'yes'], ['<', 'yes', 'no', 'no'], ['<=', 'yes', 'yes', 'no'],
  ['>', 'no', 'no', 'yes'], ['>=', 'no', 'yes', 'yes'],
])('1, 2 and 3 %s 2: %s, %s, %s', (operator, ...answers) => {
  expect(['1', '2', '3'].map(N => holds(`a ${operator} :v`, { a: { N } }, { ':v': { N: '2' } }) ? 'yes' : 'no')).toEqual(answers);
});

test('BETWEEN includes both its bounds', () => {
  const values = { ':low': { N: '2' }, ':high': { N: '4' } };
  expect(['1', '2', '3', '4', '5'].map(N => holds('a BETWEEN :low AND :high', { a: { N } }, values))).toEqual([false, true, true, true, false]);
});

test('numbers are compared as numbers, beyond 2^53 too', () => {
  expect(holds('a < :v', { a: { N: '9' } }, { ':v': { N: '10' } })).toBe(true);
  expect(holds('a = :v', { a: { N: '1.0' } }, one)).toBe(true);
  expect(holds('a < :v', { a: { N: '9007199254740992' } }, { ':v': { N: '9007199254740993' } })).toBe(true);
});

test('texts are compared by their UTF-8 bytes', () => {
  expect(holds('a < :v', { a: { S: 'Z' } }, { ':v': { S: 'a' } })).toBe(true);
  // U+FF5E comes before U+1F600, although its UTF-16 unit is the greater one.
  expect(holds('a < :v', { a: { S: '\uFF5E' } }, { ':v': { S: '\u{1F600}' } })).toBe(true);
});

test('binaries are compared by their unsigned bytes', () => {
  expect(holds('a < :v', { a: { B: 'fw==' } }, { ':v': { B: 'gA==' } })).toBe(true);
});

test('AND binds tighter than OR, NOT tighter than both, and parentheses win', () => {
  const item = { a: { BOOL: true } };
  const values = { ':t': { BOOL: true }, ':f': { BOOL: false } };
  expect(holds('a = :t OR a = :f AND a = :f', item, values)).toBe(true);
  expect(holds('(a = :t OR a = :f) AND a = :f', item, values)).toBe(false);
  expect(holds('not a = :f and a = :t', item, values)).toBe(true);
  expect(holds('NOT (a = :f OR a = :t)', item, values)).toBe(false);
  expect(holds('(a) = (:t) OR a = :f', item, values)).toBe(true);
});

test('paths reach into maps and lists, and an alias with a dot is one name', () => {
  const item = { a: { M: { 'b': { L: [{ N: '0' }, { M: { c: { N: '1' } } }] }, 'x.y': { N: '1' } } } };
  expect(holds('a.b[1].c = :v', item, one)).toBe(true);
  expect(holds('a.b[2].c = :v', item, one)).toBe(false);
  expect(holds('a.#xy = :v', item, one, { '#xy': 'x.y' })).toBe(true);
});

test('sets are equal in any order, lists are not', () => {
  expect(holds('a = :v', { a: { SS: ['x', 'y'] } }, { ':v': { SS: ['y', 'x'] } })).toBe(true);
  expect(holds('a = :v', { a: { L: [{ S: 'x' }, { S: 'y' }] } }, { ':v': { L: [{ S: 'y' }, { S: 'x' }] } })).toBe(false);
});

test.each([
  ['contains(a, :v)', { S: 'abc' }, { S: 'bc' }, true],
  ['contains(a, :v)', { S: '12' }, { N: '1' }, false],
  ['contains(a, :v)', { SS: ['abc'] }, { S: 'bc' }, false],
  ['contains(a, :v)', { NS: ['1', '2'] }, { N: '2.0' }, true],
  ['contains(a, :v)', { L: [{ M: { b: { N: '1' } } }] }, { M: { b: { N: '1' } } }, true],
  ['contains(a, :v)', { B: 'AQID' }, { B: 'AgM=' }, true],
  ['begins_with(a, :v)', { S: 'abc' }, { S: 'ab' }, true],
  ['begins_with(a, :v)', { S: 'abc' }, { S: 'bc' }, false],
  ['begins_with(a, :v)', { B: 'AQID' }, { B: 'AQI=' }, true],
  ['begins_with(a, :v)', { B: 'AQID' }, { S: 'AQ' }, false],
  ['attribute_type(a, :v)', { L: [] }, { S: 'L' }, true],
  ['attribute_type(a, :v)', { N: '1' }, { S: 'S' }, false],
  ['size(a) = :v', { S: 'abc' }, { N: '3' }, true],
  ['size(a) = :v', { B: 'AQID' }, { N: '3' }, true],
  ['size(a) = :v', { M: { b: { N: '1' } } }, { N: '1' }, true],
  ['size(a) > :v', { N: '5' }, { N: '0' }, false],
  ['a IN (:v, b)', { S: 'x' }, { S: 'x' }, true],
] as [string, JsonObject, JsonObject, boolean][])('%s of %j and %j is %p', (condition, a, v, expected) => {
  expect(holds(condition, { a, b: { S: 'y' } }, { ':v': v })).toBe(expected);
});
