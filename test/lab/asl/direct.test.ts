import * as fc from 'fast-check';
import jsonata from 'jsonata';
import { directly, LEFT, Node } from '../../../src/lab/asl/direct';
import { addFunctions } from '../../../src/lab/asl/functions';
import { Clock } from '../../../src/lab/clock';
import { Json } from '../../../src/lab/json';
import { Random } from '../../../src/lab/random';

const sources = { clock: new Clock(1_767_603_600_123), random: new Random(1) };

const key = fc.constantFrom('a', 'b', 'toString', 'sequence', '1');
const data = fc.letrec<{ value: Json }>(tie => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom<Json>(null, true, false, 0, -1, 2.5, 1e-7, 0.1 + 0.2, 1e21, '', 'A', '007', '1.50', 'é😀x', '2026-01-05T09:00:00Z', '{"a":[1]}'),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(key, tie('value'), { maxKeys: 3, noNullPrototype: true }),
  ),
})).value;

/** Expressions out of everything that is evaluated directly, and of some that must be left to JSONata. */
const expression = fc.letrec<{ of: string }>(tie => {
  const of = tie('of');
  const some = (most: number) => fc.array(of, { maxLength: most }).map(parts => parts.join(', '));
  return {
    of: fc.oneof(
      { maxDepth: 4, depthSize: 'medium' },
      fc.constantFrom('""', '"A"', '"1"', '0', '1', '2', '-3', '1.5', 'true', 'false', 'null', '$a', '$b', '$a.a', '$a.b', '$b.a.b', '$states.input', '$absent', '$sum', '$millis()'),
      fc.tuple(of, fc.constantFrom('and', 'or', '&', '=', '!=', 'in', '+', '-', '*', '/', '%', '<', '<=', '>', '>='), of).map(([a, by, b]) => `(${a} ${by} ${b})`),
      fc.tuple(of, of, of).map(([test, then, otherwise]) => `(${test} ? ${then} : ${otherwise})`),
      fc.tuple(of, of).map(([test, then]) => `(${test} ? ${then})`),
      some(3).map(parts => `[${parts}]`),
      fc.array(fc.tuple(key, of), { maxLength: 3 }).map(pairs => `{${pairs.map(([name, value]) => `"${name}": ${value}`).join(', ')}}`),
      fc.tuple(fc.constantFrom('x', 'a', 'string'), of, of).map(([name, value, then]) => `($${name} := ${value}; ${then})`),
      fc.tuple(of, key).map(([from, name]) => `(${from}).\`${name}\``),
      fc.tuple(of, fc.nat({ max: 2 })).map(([from, at]) => `${from}[${at}]`),
      fc.tuple(fc.constantFrom('exists', 'string', 'number', 'count', 'length', 'lowercase', 'uppercase', 'floor', 'parse', 'fromMillis', 'toMillis', 'min', 'max', 'merge', 'sort', 'keys', 'round'), of)
        .map(([name, value]) => `$${name}(${value})`),
      fc.tuple(fc.constantFrom('substring', 'contains', 'join', 'power', 'hash', 'min', 'string', 'exists', 'count'), some(3)).map(([name, given]) => `$${name}(${given})`),
      fc.tuple(fc.constantFrom('min', 'max', 'merge', 'count', 'join', 'sort', 'keys', 'round'), some(3)).map(([name, given]) => `$${name}([${given}])`),
      of.map(value => `$substring(${value}, 0, 3)`),
      of.map(value => `$hash(${value}, "SHA-256")`),
    ),
  };
}).of;

const told = (value: unknown) => value === undefined ? 'nothing' : JSON.stringify(value);

test('what is evaluated directly is what JSONata gives', async () => {
  let direct = 0;
  await fc.assert(fc.asyncProperty(expression, data, data, async (text, a, b) => {
    const bindings: Record<string, Json> = { a, b, states: { input: a } };
    const theirs = jsonata(text);
    addFunctions(theirs, sources);
    const ours = directly(theirs.ast() as unknown as Node, sources);
    let value: unknown = LEFT;
    try {
      value = ours ? ours(name => Object.hasOwn(bindings, name) ? bindings[name] : undefined) : LEFT;
    } catch (error) {
      expect(error).toBe(LEFT);
    }
    if (value === LEFT) { return; }
    direct++;
    expect(told(value)).toBe(told(await theirs.evaluate(undefined, bindings)));
  }), { numRuns: 5_000 });
  // Who left everything to JSONata would agree with it too.
  expect(direct).toBeGreaterThan(500);
});

test.each([
  '$a.absent = $a.absent', '$a.absent != 1', '$a.absent in [1]', '1 in $a.absent', '1 in [0, 1]', '"1" in [0, 1]', '$a.absent & 1.5 & true & null & [1]',
  '[$a.absent, [], [[1]], $a.list]', '{"a": $a.absent, "b": {}}', '$a.absent ? 1 : 2', '"" or 0 or null or $a.absent', '"0" and 1 and true', '1 < 2 and "b" > "a"',
  '($x := $a.text; $y := $x & "!"; [$x, $y])', '$exists($a.absent)', '$exists($a.nothing)', '$substring($a.text, 1, 2)', '$string($a)', '$number("-1.5") * 2 - 3 / 4',
  '$count($a.absent)', '$count($a.text)', '$count($keys({}))', '$keys({"a": 1})', '$sort(["b", "a"])', '$round(-2.4)', '$merge([$a, {"text": 1}]).text', '$join([], ",")',
  '$toMillis("2026-01-05T09:00:00Z") - $toMillis("2026-01-05T08:59:59.5Z")', '$fromMillis(1767603600123)', '$parse("{\\"a\\": [1]}").a', '$hash("x", "SHA-256")', '$max([1, 3, 2]) - $min([2, 1])',
])('%s is evaluated directly, to what JSONata gives', async (text) => {
  const bindings: Record<string, Json> = { a: { text: 'text', list: [1, [2]], nothing: null } };
  const theirs = jsonata(text);
  addFunctions(theirs, sources);
  const ours = directly(theirs.ast() as unknown as Node, sources)!;
  expect(told(ours(name => bindings[name]))).toBe(told(await theirs.evaluate(undefined, bindings)));
});
