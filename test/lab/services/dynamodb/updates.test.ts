import { errorOf, updated } from './fixture';
import { JsonObject } from '../../../../src/lab/json';

const refusal = async (expression: string, item: JsonObject, values?: JsonObject, names?: JsonObject) => {
  const error = await errorOf(() => updated(expression, item, values, names));
  expect(error.name).toBe('ValidationException');
  return error.message;
};
const one = { ':v': { N: '1' } };
const numbers = (...all: number[]) => all.map(number => ({ N: String(number) }));

test.each([
  ['', undefined, 'The expression can not be empty'],
  ['SET', undefined, 'Syntax error; token: "<EOF>"'],
  ['SET a = :v SET b = :v', one, 'The "SET" section can only be used once'],
  ['SET a = :v, REMOVE b', one, 'Syntax error; token: "b"'],
  ['SET a :v', one, 'Syntax error'],
  ['SET a = :v + :v + :v', one, 'Syntax error; token: "+"'],
  ['SET a = if_not_exists(a, b + :v)', one, 'Syntax error'],
  ['SET a = ((:v))', one, 'redundant parentheses'],
  ['SET a = size(b)', undefined, 'Invalid function name; function: size'],
  ['SET a = if_not_exists(:v, b)', one, 'requires a document path'],
  ['SET a = if_not_exists(b)', undefined, 'Incorrect number of operands'],
  ['SET a = b + :v', { ':v': { S: '1' } }, 'operator or function: +, operand type: S'],
  ['SET a = list_append(b, :v)', one, 'operator or function: list_append, operand type: N'],
  ['SET count = :v', one, 'reserved keyword: count'],
  ['ADD a :v', { ':v': { S: 'x' } }, 'operator: ADD, operand type: STRING'],
  ['ADD a :v', { ':v': { L: [] } }, 'operator: ADD, operand type: LIST'],
  ['DELETE a :v', one, 'operator: DELETE, operand type: NUMBER'],
  ['ADD a b', undefined, 'Syntax error'],
  ['SET a = :v, a = :v', one, 'Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a]'],
  ['SET a.b = :v REMOVE a', one, 'Two document paths overlap'],
  ['SET a.b = :v, a[0] = :v', one, 'Two document paths conflict'],
  ['SET #a = :v, a = :v', one, 'Two document paths overlap'],
])('AWS refuses %s', async (expression, values, complaint) => {
  const names = expression.includes('#a') ? { '#a': 'a' } : undefined;
  expect(await refusal(expression, {}, values, names)).toContain(complaint);
});

test.each([
  ['SET a.b = :v', {}],
  ['SET a.b = :v', { a: { S: 'text' } }],
  ['SET a.b.c = :v', { a: { M: {} } }],
  ['SET a[0] = :v', { a: { M: {} } }],
  ['REMOVE a.b', {}],
  ['REMOVE a[0]', { a: { M: {} } }],
])('%s has no place to write in %j', async (expression, item) => {
  expect(await refusal(expression, item, expression.includes(':v') ? one : undefined))
    .toBe('The document path provided in the update expression is invalid for update');
});

test('the key cannot be changed, not even to what it is', async () => {
  expect(await refusal('SET id = :v', {}, { ':v': { S: 'x' } }))
    .toBe('One or more parameter values were invalid: Cannot update attribute id. This attribute is part of the key');
});

test('an operand must be there, and of the right type', async () => {
  expect(await refusal('SET a = b', {})).toBe('The provided expression refers to an attribute that does not exist in the item');
  expect(await refusal('SET a = b + :v', {}, one)).toBe('The provided expression refers to an attribute that does not exist in the item');
  expect(await refusal('SET a = b + :v', { b: { S: '1' } }, one)).toBe('An operand in the update expression has an incorrect data type');
  expect(await refusal('ADD a :v', { a: { S: '1' } }, one)).toBe('An operand in the update expression has an incorrect data type');
  expect(await refusal('ADD a :v', { a: { NS: ['1'] } }, { ':v': { SS: ['1'] } })).toBe('An operand in the update expression has an incorrect data type');
  expect(await refusal('DELETE a :v', { a: { L: [] } }, { ':v': { SS: ['1'] } })).toBe('An operand in the update expression has an incorrect data type');
  expect(await refusal('SET a = list_append(b, b)', { b: { SS: ['1'] } })).toBe('An operand in the update expression has an incorrect data type');
});

test('everything is computed from the item as it was', () => {
  expect(updated('SET a = b, b = a', { a: { N: '1' }, b: { N: '2' } })).toEqual({ a: { N: '2' }, b: { N: '1' } });
  expect(updated('SET a = b REMOVE b', { b: { N: '2' } })).toEqual({ a: { N: '2' } });
});

test('numbers are added and subtracted exactly', () => {
  const big = { a: { N: '9007199254740993' } };
  expect(updated('SET a = a + :v', big, one)).toEqual({ a: { N: '9007199254740994' } });
  expect(updated('SET a = :v - a', big, one)).toEqual({ a: { N: '-9007199254740992' } });
  expect(updated('SET a = (a + :v)', { a: { N: '0.1' } }, { ':v': { N: '0.2' } })).toEqual({ a: { N: '0.3' } });
});

test('if_not_exists takes what is there, or else the other value', () => {
  expect(updated('SET a = if_not_exists(a, :v)', {}, one)).toEqual({ a: { N: '1' } });
  expect(updated('SET a = if_not_exists(a, :v)', { a: { S: 'x' } }, one)).toEqual({ a: { S: 'x' } });
  expect(updated('SET a = if_not_exists(a, :v) + :v', {}, one)).toEqual({ a: { N: '2' } });
  expect(updated('SET a = list_append(if_not_exists(a, :none), :more)', {}, { ':none': { L: [] }, ':more': { L: [{ N: '1' }] } }))
    .toEqual({ a: { L: [{ N: '1' }] } });
});

describe('lists', () => {
  const list = { a: { L: numbers(0, 1, 2, 3) } };

  test('indexes mean the list as it was, however many elements are removed', () => {
    expect(updated('REMOVE a[1], a[0], a[9]', list)).toEqual({ a: { L: numbers(2, 3) } });
    expect(updated('SET a[2] = :v REMOVE a[0]', list, { ':v': { S: 'x' } })).toEqual({ a: { L: [{ N: '1' }, { S: 'x' }, { N: '3' }] } });
  });

  test('elements beyond the end are appended in the order of their indexes', () => {
    expect(updated('SET a[9] = :nine, a[7] = :seven', list, { ':nine': { N: '9' }, ':seven': { N: '7' } }))
      .toEqual({ a: { L: numbers(0, 1, 2, 3, 7, 9) } });
  });

  test('an element that was not there is not removed, even if one has been appended there', () => {
    expect(updated('SET a[9] = :v REMOVE a[4]', list, { ':v': { N: '9' } })).toEqual({ a: { L: numbers(0, 1, 2, 3, 9) } });
  });

  test('are appended to at either end', () => {
    expect(updated('SET a = list_append(:v, a)', { a: { L: numbers(1) } }, { ':v': { L: numbers(0) } })).toEqual({ a: { L: numbers(0, 1) } });
  });
});

test('ADD makes numbers and sets, and adds to them', () => {
  expect(updated('ADD a :v, b :s', {}, { ...one, ':s': { SS: ['x'] } })).toEqual({ a: { N: '1' }, b: { SS: ['x'] } });
  expect(updated('ADD a :v, b :s', { a: { N: '-1' }, b: { SS: ['x'] } }, { ...one, ':s': { SS: ['x', 'y'] } }))
    .toEqual({ a: { N: '0' }, b: { SS: ['x', 'y'] } });
});

test('DELETE takes elements out of sets, and the set with the last of them', () => {
  expect(updated('DELETE a :s', { a: { SS: ['x', 'y'] } }, { ':s': { SS: ['x', 'z'] } })).toEqual({ a: { SS: ['y'] } });
  expect(updated('DELETE a :s', { a: { SS: ['x'] } }, { ':s': { SS: ['x'] } })).toEqual({});
  expect(updated('DELETE a :s', {}, { ':s': { SS: ['x'] } })).toEqual({});
});

test('REMOVE of what is not there changes nothing', () => {
  expect(updated('REMOVE a, b.c', { b: { M: {} } })).toEqual({ b: { M: {} } });
});
