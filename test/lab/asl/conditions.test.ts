import fc from 'fast-check';
import { Lab } from './lab';
import { Json, JsonObject } from '../../../src/lab/json';

const choosing = (rule: JsonObject): JsonObject => ({
  QueryLanguage: 'JSONPath', StartAt: 'C',
  States: {
    C: { Type: 'Choice', Choices: [{ ...rule, Next: 'Yes' }], Default: 'No' },
    Yes: { Type: 'Pass', Result: true, End: true }, No: { Type: 'Pass', Result: false, End: true },
  },
});
const holds = (rule: JsonObject, input: Json) => new Lab().output(choosing(rule), input);

describe('a rule that cannot be judged ends the execution', () => {
  test.each<[JsonObject, string]>([
    [{ Variable: '$.a', StringEquals: 'x' }, '$.a'],
    [{ Variable: '$.there', StringEqualsPath: '$.b' }, '$.b'],
    [{ Not: { Variable: '$.a', IsNull: true } }, '$.a'],
    [{ Variable: '$unset', IsString: true }, '$unset'],
  ])('%j', async (rule, path) => {
    expect(await new Lab().play(choosing(rule), { there: 'x' })).toMatchObject({
      error: 'States.Runtime',
      cause: `An error occurred while executing the state 'C' (entered at the event id #2). Invalid path '${path}': The choice state's condition path references an invalid value.`,
    });
  });

  test('and so does one without a rule that holds and without a Default', async () => {
    const { Default: _, ...rest } = (choosing({ Variable: '$.a', IsPresent: true }).States as JsonObject).C as JsonObject;
    const States = { C: rest, Yes: { Type: 'Succeed' } };
    expect(await new Lab().play({ QueryLanguage: 'JSONPath', StartAt: 'C', States })).toMatchObject({ error: 'States.NoChoiceMatched' });
  });
});

test.each<[JsonObject, Json, boolean]>([
  [{ Variable: '$.v', StringEquals: 'a' }, 'a', true],
  [{ Variable: '$.v', StringEquals: '1' }, 1, false],
  [{ Variable: '$.v', StringLessThan: 'b' }, 'a', true],
  [{ Variable: '$.v', StringGreaterThanEquals: 'b' }, 'b', true],
  [{ Variable: '$.v', NumericEquals: 1 }, 1, true],
  [{ Variable: '$.v', NumericEquals: 1 }, '1', false],
  [{ Variable: '$.v', NumericLessThanEqualsPath: '$.other' }, 3, true],
  [{ Variable: '$.v', NumericGreaterThanPath: '$.other' }, 3, false],
  [{ Variable: '$.v', BooleanEquals: false }, false, true],
  [{ Variable: '$.v', BooleanEqualsPath: '$.v' }, true, true],
  [{ Variable: '$.v', TimestampEquals: '2026-01-01T00:00:00Z' }, '2026-01-01T01:00:00+01:00', true],
  [{ Variable: '$.v', TimestampLessThan: '2026-01-01T00:00:00.5Z' }, '2026-01-01T00:00:00.4Z', true],
  [{ Variable: '$.v', TimestampGreaterThan: '2026-01-01T00:00:00Z' }, 'soon', false],
  [{ Variable: '$.v', StringMatches: 'log-*.txt' }, 'log-2026.txt', true],
  [{ Variable: '$.v', StringMatches: 'log-*.txt' }, 'log-2026.text', false],
  [{ Variable: '$.v', StringMatches: 'a\\*b' }, 'a*b', true],
  [{ Variable: '$.v', StringMatches: 'a\\*b' }, 'axb', false],
  [{ Variable: '$.v', StringMatches: 'a\\\\*' }, 'a\\b', true],
  [{ Variable: '$.v', StringMatches: 'a*' }, 'a', true],
  [{ Variable: '$.v', StringMatches: '*' }, 7, false],
  [{ Variable: '$.v', IsPresent: true }, null, true],
  [{ Variable: '$.w', IsPresent: false }, null, true],
  [{ Variable: '$.v', IsNull: true }, null, true],
  [{ Variable: '$.v', IsString: false }, 1, true],
  [{ Variable: '$.v', IsNumeric: true }, 1.5, true],
  [{ Variable: '$.v', IsBoolean: true }, 'true', false],
  [{ Variable: '$.v', IsTimestamp: true }, '2026-01-01T00:00:00Z', true],
  [{ Variable: '$.v', IsTimestamp: true }, '2026-01-01', false],
  [{ Variable: '$.v', IsTimestamp: true }, '2026-02-31T00:00:00Z', false],
  [{ Variable: '$.v', IsTimestamp: true }, '2026-01-01T24:00:00Z', false],
  [{ And: [{ Variable: '$.v', IsNumeric: true }, { Variable: '$.v', NumericGreaterThan: 1 }] }, 2, true],
  [{ And: [{ Variable: '$.w', IsPresent: true }, { Variable: '$.w', NumericGreaterThan: 1 }] }, 2, false],
  [{ Or: [{ Variable: '$.v', NumericEquals: 1 }, { Not: { Variable: '$.v', NumericEquals: 2 } }] }, 3, true],
])('%j of %j: %s', async (rule, v, expected) => expect(await holds(rule, { v, other: 3 })).toBe(expected));

test('of two numbers, exactly one comparison of three holds', async () => {
  await fc.assert(fc.asyncProperty(fc.integer(), fc.integer(), async (v, other) => {
    const all = await Promise.all(['Equals', 'LessThan', 'GreaterThan'].map(order => holds({ Variable: '$.v', [`Numeric${order}Path`]: '$.other' }, { v, other })));
    expect(all.filter(Boolean)).toHaveLength(1);
  }), { numRuns: 20 });
});

describe('a rule is refused', () => {
  test.each<[string, JsonObject, RegExp]>([
    ['without a comparison', { Variable: '$.a' }, /one comparison/],
    ['with two', { Variable: '$.a', IsNull: true, IsString: true }, /one comparison/],
    ['with an unknown one', { Variable: '$.a', StringBegins: 'x' }, /unknown comparison 'StringBegins'/],
    ['with one of JSONata', { Condition: '{% true %}' }, /one comparison/],
    ['that compares with another type', { Variable: '$.a', NumericEquals: '1' }, /cannot compare with "1"/],
    ['with a Next inside', { Not: { Variable: '$.a', IsNull: true, Next: 'Yes' } }, /cannot have a Next/],
    ['with an empty And', { And: [] }, /at least one condition/],
    ['with a broken path', { Variable: 'a', IsNull: true }, /'Variable' must be a valid JSONPath/],
  ])('%s', (_, rule, message) => expect(() => new Lab().machine(choosing(rule))).toThrow(message));
});
