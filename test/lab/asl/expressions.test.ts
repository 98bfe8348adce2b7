import * as fc from 'fast-check';
import jsonata from 'jsonata';
import { Lab, one } from './lab';
import { Expressions } from '../../../src/lab/asl/expressions';
import { Sources } from '../../../src/lab/asl/functions';
import { compileQuery } from '../../../src/lab/asl/jsonata';
import { Clock } from '../../../src/lab/clock';
import { Json, JsonObject } from '../../../src/lab/json';
import { Random } from '../../../src/lab/random';

const give = (expression: string, more: JsonObject = {}) => one({ Type: 'Pass', Output: `{% ${expression} %}`, ...more });

async function cause(expression: string, input: Json = {}): Promise<string> {
  const execution = await new Lab().play(give(expression), input);
  expect(execution).toMatchObject({ status: 'FAILED', error: 'States.QueryEvaluationError' });
  return execution.cause!;
}

describe('an expression fails the state', () => {
  test('that returns nothing, in the words of the service', async () => {
    expect(await cause('$states.input.absent')).toBe(
      "An error occurred while executing the state 'Only' (entered at the event id #2). "
      + "The JSONata expression '$states.input.absent' specified for the field 'Output' returned nothing (undefined).",
    );
  });

  test('that gives a function', async () => {
    expect(await cause('function($x){$x}')).toContain('returned an unsupported result type');
    expect(await cause('{"inner": $sum}')).toContain('returned an unsupported result type');
  });

  test('that mixes types', async () => expect(await cause('1 + "x"')).toContain('threw an error during evaluation'));
  test('that raises an error of its own', async () => expect(await cause('$error("no tenant")')).toContain('no tenant'));
  test('that reads a variable which nobody assigned', async () => expect(await cause('$nobody')).toContain('returned nothing'));
  test('that calls $eval, which Step Functions leaves out', async () => expect(await cause('$eval("1")')).toContain('non-function'));
  test('that parses what is no JSON', async () => expect(await cause('$parse("{")')).toContain('threw an error'));
  test('that hashes with an unknown algorithm', async () => expect(await cause('$hash("x", "SHA-3")')).toContain('SHA-256'));
  test('that asks for too long a range', async () => expect(await cause('$range(1, 2000, 1)')).toContain('1000'));
});

describe('the functions that Step Functions adds', () => {
  const output = (expression: string, input: Json = {}, seed = 1) =>
    new Lab({}, { seed }).output(give(expression), input);

  test('$partition cuts a list', async () => expect(await output('$partition([1,2,3,4,5], 2)')).toEqual([[1, 2], [3, 4], [5]]));
  test('$range counts up and down, rounding its arguments down', async () => {
    expect(await output('$range(0, 10, 5.9)')).toEqual([0, 5, 10]);
    expect(await output('$range(3, 1, -1)')).toEqual([3, 2, 1]);
  });
  test('$hash digests as UTF-8', async () => {
    expect(await output('$hash("María", "MD5")')).toBe('833092f3dd4a0d3b6d1ca6fd639785e6');
    expect(await output('$hash("", "SHA-1")')).toBe('da39a3ee5e6b4b0d3255bfef95601890afd80709');
  });
  test('$parse reads JSON', async () => expect(await output('$parse("[1,{}]")')).toEqual([1, {}]));
  test('$random gives the same number for the same seed of its own', async () => {
    expect(await output('$random(7)', {}, 1)).toBe(await output('$random(7)', {}, 2));
    expect(await output('$random()', {}, 1)).not.toBe(await output('$random()', {}, 2));
  });
  test('$uuid is of version 4 and follows the seed of the lab', async () => {
    expect(await output('$uuid()', {}, 3)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(await output('$uuid()', {}, 3)).toBe(await output('$uuid()', {}, 3));
  });
  test('$now and $millis tell virtual time', async () => {
    expect(await output('$now()')).toBe('2026-01-05T09:00:00.000Z');
    expect(await output('$now("[Y]-[M01]")')).toBe('2026-01');
    expect(await output('$millis()')).toBe(Date.parse('2026-01-05T09:00:00Z'));
  });
  test('$toMillis takes what its picture leaves out from virtual time', async () => {
    expect(await output('$toMillis("12:00", "[H01]:[m01]")')).toBe(Date.parse('2026-01-05T12:00:00Z'));
  });
  test('$shuffle follows the seed of the lab', async () => {
    expect(await output('$shuffle([1..50])', {}, 5)).toEqual(await output('$shuffle([1..50])', {}, 5));
  });
});

describe('the shortcut for plain paths', () => {
  const sources = { clock: new Clock(0), random: new Random(1) };
  const key = fc.constantFrom('a', 'b', 'c', 'toString', 'length', 'two words');
  const value = fc.letrec<{ value: Json }>(tie => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom<Json>(null, true, 0, 1.5, '', 'text'),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(key, tie('value'), { maxKeys: 3, noNullPrototype: true }),
    ),
  })).value;
  const path = fc.tuple(fc.constantFrom('$states.input', '$a', '$missing', '$sum'), fc.array(key, { maxLength: 4 }))
    .map(([root, rest]) => [root, ...rest.map(step => `\`${step}\``)].join('.'));

  const holdsFunction = (result: unknown): boolean => typeof result === 'function'
    || (typeof result === 'object' && result !== null && ('_jsonata_function' in result || Object.values(result).some(holdsFunction)));
  const told = async (work: () => unknown) => {
    try {
      const result = await work();
      return result === undefined ? 'nothing' : JSON.stringify(result);
    } catch {
      return 'an error';
    }
  };

  test('agrees with JSONata on whatever data', async () => {
    await fc.assert(fc.asyncProperty(path, value, async (text, data) => {
      const bindings: Record<string, Json> = { a: data, states: { input: data } };
      const lookup = (name: string) => Object.hasOwn(bindings, name) ? bindings[name] : undefined;
      const ours = await told(() => compileQuery(text, sources).evaluate(lookup));
      const theirs = await told(async () => {
        const result: unknown = await jsonata(text).evaluate(undefined, bindings);
        if (holdsFunction(result)) { throw new Error('a function'); }
        return result;
      });
      expect(ours).toBe(theirs);
    }), { numRuns: 2000 });
  });

  test.each(["'text'", '"text"', '42', '-1', 'true', 'null', "''"])('agrees with JSONata on the literal %s', async (text) => {
    expect(compileQuery(text, sources).evaluate(() => undefined)).toEqual(await jsonata(text).evaluate(undefined));
  });

  test('needs no promise, which is its point', () => {
    expect(compileQuery('$states.input.a.b', sources).evaluate(() => ({ input: { a: { b: 1 } } }))).toBe(1);
  });
});

describe('expressions that labs share', () => {
  const sourcesOf = (seed: number, expressions?: Expressions): Sources =>
    ({ clock: new Clock(seed * 1000), random: new Random(seed), expressions });

  const texts = ['$millis()', '$uuid()', '$random()', '$now()', '$now("[Y]")', '$toMillis("12:00", "[H]:[m]")'];

  test.each(texts)('have time and chance from the lab that evaluates them: %s', async (text) => {
    const shared = new Expressions();
    const gives = (sources: Sources) => compileQuery(text, sources).evaluate(() => undefined);
    for (const seed of [1, 2]) { expect(await gives(sourcesOf(seed, shared))).toEqual(await gives(sourcesOf(seed))); }
  });

  test('are read once', () => {
    const shared = new Expressions();
    expect(shared.read('$a.b')).toBe(shared.read('$a.b'));
  });

  test('with a mistake are refused each time', () => {
    const shared = new Expressions();
    for (const _ of [1, 2]) { expect(() => shared.read('$a.(')).toThrow(/Expected/); }
  });
});
