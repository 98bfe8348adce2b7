import fc from 'fast-check';
import { parsePath } from '../../../src/lab/asl/jsonpath/path';
import { Json } from '../../../src/lab/json';

const store: Json = {
  'books': [{ title: 'A', price: 8, tags: ['x'] }, { title: 'B', price: 12, tags: [] }, { title: 'C', price: 20, isbn: '1' }],
  'limit': 10,
  'with-dash': { 'a b': 1 },
  'nothing': null,
};
const at = (path: string, data: Json = store) => parsePath(path).evaluate(data);

describe('a path that leads nowhere', () => {
  test.each([
    ['$.missing', "No results for path: $['missing']"],
    ['$.missing.deep', "Missing property in path $['missing']"],
    ['$.books[3]', "Index out of bounds when evaluating path $['books'][3]"],
    ['$.limit[0]', 'Filter: [0] can only be applied to arrays. Current context is: 10'],
    ['$.limit.deep', "Expected to find an object with property ['deep'] in path $['limit'] but found 'com.fasterxml.jackson.databind.node.IntNode'. This is not a json object according to the JsonProvider: 'com.jayway.jsonpath.spi.json.JacksonJsonNodeJsonProvider'."],
  ])('%s says what is missing', (path, message) => expect(() => at(path)).toThrow(message));

  test.each(['$.missing[*]', '$.missing.deep[1:]', '$.books[?(@.price > 99)]', '$..missing', '$.books[7,8]', '$.missing[*].deep'])(
    '%s gives an empty list, because it may give several values', path => expect(at(path)).toEqual([]),
  );
});

test.each<[string, Json]>([
  ['$', store],
  ['$.limit', 10],
  ['$.nothing', null],
  ["$['limit']", 10],
  ["$.with-dash['a b']", 1],
  ['$.books[0].title', 'A'],
  ['$.books[-1].title', 'C'],
  ['$.books[0,2].title', ['A', 'C']],
  ['$.books[1:].title', ['B', 'C']],
  ['$.books[:2].title', ['A', 'B']],
  ['$.books[-2:].title', ['B', 'C']],
  ['$.books[*].price', [8, 12, 20]],
  ['$..price', [8, 12, 20]],
  ["$.books[0]['title','price']", { title: 'A', price: 8 }],
  ['$.books[?(@.isbn)].title', ['C']],
  ['$.books[?(!@.isbn)].title', ['A', 'B']],
  ['$.books[?(@.price < $.limit)].title', ['A']],
  ['$.books[?(@.price >= 12 && @.title != "C")].title', ['B']],
  ["$.books[?(@.title == 'A' || @.price == 20)].title", ['A', 'C']],
  ["$.books[?(@.title in ['A', 'B'])].price", [8, 12]],
  ["$.books[?(@.title nin ['A', 'B'])].price", [20]],
  ['$.books[?(@.title =~ /[bc]/i)].price', [12, 20]],
  ['$.books[?(@.tags empty true)].title', ['B']],
  ["$.books[?(@.tags contains 'x')].title", ['A']],
  ['$.books[?((@.price == 8 || @.price == 12) && @.title == "B")].title', ['B']],
  ['$.books.length()', 3],
  ['$.books[*].price.sum()', 40],
  ['$..price.max()', 20],
  ['$..price.min()', 8],
  ['$.books[*].price.avg()', 40 / 3],
])('%s', (path, expected) => expect(at(path)).toEqual(expected));

test.each(['$.', '$.a[', '$.a[?(@.b ==)]', '$.a[b]', "$['a", '$.a b', '$.a.fly()', 'a.b'])('%s is no path', path => expect(() => parsePath(path)).toThrow(/at character/));

test('a backslash in a name stands for itself', () => {
  expect(at('$[\'a\\"b\']', { 'a\\"b': 1 })).toBe(1);
});

test.each<[string, readonly (string | number)[] | undefined]>([
  ['$', []], ['$.a[0].b', ['a', 0, 'b']], ["$['a b']", ['a b']], ['$.a[*]', undefined], ['$..a', undefined], ['$.a[-1]', undefined], ['$.a.length()', undefined],
])('%s as a reference path', (path, steps) => expect(parsePath(path).reference).toEqual(steps));

test('whatever the names, a path made of them leads to the value', () => {
  const name = fc.string({ minLength: 1 }).filter(text => !/['\\]/.test(text) && text !== '__proto__');
  fc.assert(fc.property(fc.array(name, { minLength: 1, maxLength: 5 }), fc.jsonValue(), (names, value) => {
    const data = names.reduceRight<Json>((inner, part) => ({ [part]: inner }), value as Json);
    expect(at(`$${names.map(part => `['${part}']`).join('')}`, data)).toEqual(value);
  }));
});
