import fc from 'fast-check';
import { Lab, one } from './lab';
import { Json, JsonObject } from '../../../src/lab/json';

/** What a function gives in a payload template. */
async function call(expression: string, input: Json = {}): Promise<Json> {
  const output = await new Lab().output({ QueryLanguage: 'JSONPath', ...one({ Type: 'Pass', Parameters: { 'it.$': expression } }) }, input);
  return (output as { it: Json }).it;
}

const failing = async (expression: string, input: Json = {}) => {
  const { error, cause } = await new Lab().play({ QueryLanguage: 'JSONPath', ...one({ Type: 'Pass', Parameters: { 'it.$': expression } }) }, input);
  return `${error}: ${cause?.replace(/^.*?#2\)\. /, '')}`;
};

describe('a call that cannot be made', () => {
  test('names the argument that was not found', async () => {
    expect(await failing('States.Array($.a, $.b.c)', { a: 1 })).toBe(
      "States.Runtime: The function 'States.Array($.a, $.b.c)' had the following error: The JsonPath argument for the field '$.b.c' could not be found in the input '{\"a\":1}'",
    );
  });

  test.each([
    ["States.Format('{} {}', 1)"], ["States.StringToJson('{')"], ['States.StringToJson(1)'], ['States.ArrayPartition($.list, 0)'], ["States.ArrayPartition('a', 1)"],
    ['States.ArrayRange(1, 9, 0)'], ['States.ArrayRange(1, 2000, 1)'], ['States.ArrayGetItem($.list, 3)'], ['States.ArrayGetItem($.list, -1)'], ['States.ArrayLength(1)'],
    ["States.Base64Decode('%')"], ["States.Hash('a', 'SHA-3')"], ['States.JsonMerge($.object, $.object, true)'], ['States.JsonMerge($.list, $.object, false)'],
    ["States.MathAdd('1', 1)"], ['States.MathAdd(2147483647, 1)'], ['States.MathRandom(5, 5)'], ['States.StringSplit(1, 2)'], ['States.Base64Encode($.long)'],
  ])('%s', async expression => {
    expect(await failing(expression, { list: [1, 2, 3], object: {}, long: 'x'.repeat(10_001) })).toMatch(/^States\.IntrinsicFailure: The function 'States/);
  });

  test.each(['States.Unheard()', 'States.UUID(1)', 'States.Format()', 'States.Array(1', 'States.Array(1) ', "States.Format('a)", 'Array(1)', 'States.MathAdd(1)', 'hello'])(
    '%s is refused with the document', expression => {
      expect(() => new Lab().machine({ QueryLanguage: 'JSONPath', ...one({ Type: 'Pass', Parameters: { 'it.$': expression } }) })).toThrow(/field 'it\.\$' must be a valid JSONPath or a valid intrinsic function call/);
    },
  );
});

test.each<[string, Json]>([
  ["States.Format('Hello {}, {} {} {}', $.name, 1, true, null)", 'Hello Ann, 1 true null'],
  ["States.Format('\\{\\} it\\'s {}\\\\', 'x')", "{} it's x\\"],
  ["States.Format('{}', $.list)", '[1,2,2]'],
  ['States.Format($.template, 7)', 'n=7'],
  ["States.StringToJson('{\"a\": [1]}')", { a: [1] }],
  ['States.StringToJson(\'{"a": "say \\"x\\""}\')', { a: 'say "x"' }],
  ['States.JsonToString($.object)', '{"a":1,"b":2}'],
  ['States.Array()', []],
  ["States.Array('a', 1, $.list, States.Array(null))", ['a', 1, [1, 2, 2], [null]]],
  ['States.ArrayPartition($.list, 2)', [[1, 2], [2]]],
  ['States.ArrayContains($.list, 2)', true],
  ['States.ArrayContains($.nested, $.object)', true],
  ["States.ArrayContains($.list, '2')", false],
  ['States.ArrayRange(1, 9, 3)', [1, 4, 7]],
  ['States.ArrayRange(3, 1, -1)', [3, 2, 1]],
  ['States.ArrayGetItem($.list, 1)', 2],
  ['States.ArrayLength($.list)', 3],
  ['States.ArrayUnique($.list)', [1, 2]],
  ["States.Base64Encode('Daten: ä')", 'RGF0ZW46IMOk'],
  ["States.Base64Decode('RGF0ZW46IMOk')", 'Daten: ä'],
  // The digests are those of sha256sum and md5sum.
  ["States.Hash('abc', 'SHA-256')", 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  ["States.Hash('abc', 'MD5')", '900150983cd24fb0d6963f7d28e17f72'],
  ['States.JsonMerge($.object, $.other, false)', { a: 1, b: { c: 3 }, d: 4 }],
  ['States.MathAdd(1.4, 2.5)', 4],
  ["States.StringSplit('1,2.3,,4', ',.')", ['1', '2', '3', '4']],
  ['States.ArrayGetItem(States.StringSplit($.csv, \',\'), States.MathAdd(0, 1))', 'y'],
  ["States.Format('{}', $$.State.Name)", 'Only'],
])('%s', async (expression, expected) => {
  expect(await call(expression, {
    name: 'Ann', list: [1, 2, 2], nested: [{ b: 2, a: 1 }], object: { a: 1, b: 2 }, other: { b: { c: 3 }, d: 4 }, csv: 'x,y,z', template: 'n={}',
  })).toEqual(expected);
});

test('a UUID is one, and another each time', async () => {
  const both = await call('States.Array(States.UUID(), States.UUID())') as string[];
  expect(both.every(uuid => /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(uuid))).toBe(true);
  expect(new Set(both).size).toBe(2);
});

test('a random number lies from the start up to the end, and is the same for the same seed', async () => {
  const [start, length] = [fc.integer({ min: -50, max: 50 }), fc.integer({ min: 1, max: 50 })];
  await fc.assert(fc.asyncProperty(start, length, fc.integer(), async (from, more, seed) => {
    const [one_, other] = await call(`States.Array(States.MathRandom(${from}, ${from + more}, ${seed}), States.MathRandom(${from}, ${from + more}, ${seed}))`) as number[];
    expect(one_).toBe(other);
    expect(one_ >= from && one_ < from + more && Number.isInteger(one_)).toBe(true);
  }), { numRuns: 30 });
});

test('partitions put together again give the list', async () => {
  await fc.assert(fc.asyncProperty(fc.array(fc.integer()), fc.integer({ min: 1, max: 9 }), async (list, size) => {
    expect((await call(`States.ArrayPartition($.list, ${size})`, { list }) as Json[]).flat()).toEqual(list);
  }), { numRuns: 30 });
});

test('what is encoded is decoded, and what is written as JSON is read', async () => {
  await fc.assert(fc.asyncProperty(fc.string(), fc.jsonValue(), async (text, value) => {
    const input: JsonObject = { text, value: value as Json };
    expect(await call('States.Base64Decode(States.Base64Encode($.text))', input)).toBe(text);
    expect(await call('States.StringToJson(States.JsonToString($.value))', input)).toEqual(JSON.parse(JSON.stringify(value)));
  }), { numRuns: 30 });
});
