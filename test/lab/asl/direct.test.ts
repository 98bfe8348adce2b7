import * as fc from 'fast-check';
import jsonata from 'jsonata';
import { directly } from '../../../src/lab/asl/direct';
import { LEFT, Node } from '../../../src/lab/asl/direct-node';
import { addFunctions } from '../../../src/lab/asl/functions';
import { compileQuery } from '../../../src/lab/asl/jsonata';
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

/** A function that calls itself, as texts of whole values are made. */
const recursive = (stop: string, value: string) => `($f := function($x) { $type($x) = "array" ? "[" & $join($map($x, function($k) { $f($k) }), ",") & "]"
  : $type($x) = "object" ? $join($keys($x).($ & $f($lookup($x, $))), ",") : ${stop} }; $f(${value}))`;

/** Expressions out of everything that is evaluated directly, and of some that must be left to JSONata. */
const expression = fc.letrec<{ of: string }>(tie => {
  const of = tie('of');
  const some = (most: number) => fc.array(of, { maxLength: most }).map(parts => parts.join(', '));
  return {
    of: fc.oneof(
      { maxDepth: 3, depthSize: 'medium' },
      fc.constantFrom('""', '"A"', '"1"', '0', '1', '2', '-3', '1.5', 'true', 'false', 'null', '$a', '$b', '$a.a', '$a.b', '$b.a.b', '$states.input', '$absent', '$sum', '$millis()', '$', '$x', '$k', 'a', 'b', 'a.b'),
      fc.tuple(of, fc.constantFrom('and', 'or', '&', '=', '!=', 'in', '+', '-', '*', '/', '%', '<', '<=', '>', '>='), of).map(([a, by, b]) => `(${a} ${by} ${b})`),
      fc.tuple(of, of, of).map(([test, then, otherwise]) => `(${test} ? ${then} : ${otherwise})`),
      fc.tuple(of, of).map(([test, then]) => `(${test} ? ${then})`),
      some(3).map(parts => `[${parts}]`),
      fc.array(fc.tuple(key, of), { maxLength: 3 }).map(pairs => `{${pairs.map(([name, value]) => `"${name}": ${value}`).join(', ')}}`),
      fc.tuple(fc.constantFrom('x', 'a', 'string'), of, of).map(([name, value, then]) => `($${name} := ${value}; ${then})`),
      fc.tuple(of, key).map(([from, name]) => `(${from}).\`${name}\``),
      fc.tuple(of, fc.integer({ min: -2, max: 2 })).map(([from, at]) => `${from}[${at}]`),
      fc.tuple(of, of).map(([from, predicate]) => `${from}[${predicate}]`),
      fc.tuple(of, key, of, fc.constantFrom('', '.b', '.b.a', '[0]')).map(([from, name, predicate, then]) => `${from}.\`${name}\`[${predicate}]${then}`),
      fc.tuple(of, of, fc.constantFrom('', '.a', '[0].b')).map(([from, step, then]) => `${from}.(${step})${then}`),
      fc.tuple(fc.constantFrom('map', 'each', 'sift'), of, fc.constantFrom('$x', '$x, $k', ''), of).map(([name, value, given, body]) => `$${name}(${value}, function(${given}) { ${body} })`),
      fc.tuple(of, of, fc.constantFrom('$x', '$x, $k'), some(2)).map(([body, before, given, arguments_]) => `($f := function(${given}) { ${body} }; $k := ${before}; $f(${arguments_}))`),
      fc.tuple(of, of).map(([stop, value]) => recursive(stop, value)),
      fc.tuple(of, of).map(([test, message]) => `(${test} ? $error(${message}) : 1)`),
      fc.tuple(of, fc.constantFrom('/A/', '/[a-c]+/', '/x*/', '/^$/', '/A/i', '"A"', '""'), fc.constantFrom('""', '"b"', '"$0"')).map(([text, part, by]) => `[$replace(${text}, ${part}, ${by}), $contains(${text}, ${part})]`),
      fc.tuple(fc.constantFrom('exists', 'string', 'number', 'count', 'length', 'lowercase', 'uppercase', 'floor', 'parse', 'fromMillis', 'toMillis', 'min', 'max', 'merge', 'sort', 'keys', 'round', 'ceil', 'trim', 'not', 'type'), of)
        .map(([name, value]) => `$${name}(${value})`),
      fc.tuple(fc.constantFrom('substring', 'contains', 'join', 'lookup', 'power', 'hash', 'min', 'string', 'exists', 'count', 'round'), some(3)).map(([name, given]) => `$${name}(${given})`),
      fc.tuple(fc.constantFrom('min', 'max', 'merge', 'count', 'join', 'sort', 'keys', 'round'), some(3)).map(([name, given]) => `$${name}([${given}])`),
      of.map(value => `$substring(${value}, 0, 3)`),
      of.map(value => `$hash(${value}, "SHA-256")`),
    ),
  };
}).of;

const told = (value: unknown) => value === undefined ? 'nothing' : JSON.stringify(value);
const toldError = ({ code, message }: { code?: string; message?: string }) => `${code}: ${message}`;
const settled = async (work: () => unknown) => {
  try {
    return told(await work());
  } catch (error) {
    return toldError(error as Error);
  }
};

/** Some of what the generator writes is no JSONata, such as a step that is a number. */
function parsed(text: string): jsonata.Expression | undefined {
  try {
    const theirs = jsonata(text);
    addFunctions(theirs, sources);
    return theirs;
  } catch {
    return undefined;
  }
}

test('what is evaluated directly is what JSONata gives', async () => {
  let direct = 0;
  await fc.assert(fc.asyncProperty(expression, data, data, async (text, a, b) => {
    const bindings: Record<string, Json> = { a, b, states: { input: a } };
    const theirs = parsed(text);
    const ours = theirs && directly(theirs.ast() as unknown as Node, sources);
    if (!ours) { return; }
    const value = await settled(() => ours(name => Object.hasOwn(bindings, name) ? bindings[name] : undefined));
    if (value === toldError(LEFT)) { return; }
    direct++;
    expect(value).toBe(await settled(() => theirs.evaluate(undefined, bindings)));
  }), { numRuns: 5_000 });
  // Who left everything to JSONata would agree with it too.
  expect(direct).toBeGreaterThan(500);
});

test.each([
  '$a.absent = $a.absent', '$a.absent != 1', '$a.absent in [1]', '1 in $a.absent', '1 in [0, 1]', '"1" in [0, 1]', '$a.absent & 1.5 & true & null & [1]',
  '[$a.absent, [], [[1]], $a.list]', '{"a": $a.absent, "b": {}}', '$a.absent ? 1 : 2', '"" or 0 or null or $a.absent', '"0" and 1 and true', '1 < 2 and "b" > "a"',
  '($x := $a.text; $y := $x & "!"; [$x, $y])', '$exists($a.absent)', '$exists($a.nothing)', '$substring($a.text, 1, 2)', '$string($a)', '$number("-1.5") * 2 - 3 / 4',
  '$count($a.absent)', '$count($a.text)', '$count($keys({}))', '$keys({"a": 1})', '$sort(["b", "a"])', '$round(-2.4)', '$round(0.97 * 34.549, 3)', '$round(1234, -2)', '$merge([$a, {"text": 1}]).text', '$join([], ",")',
  '$toMillis("2026-01-05T09:00:00Z") - $toMillis("2026-01-05T08:59:59.5Z")', '$fromMillis(1767603600123)', '$parse("{\\"a\\": [1]}").a', '$hash("x", "SHA-256")', '$max([1, 3, 2]) - $min([2, 1])',
  '$a.people[name = "Ann"].age', '$a.people[age > 30][0].name', '$a.people[-1].name', '$a.people[age > 99]', '$a.people.name', '$a.people.(name & "!")', '$a.people[name = "Ann"].langs', '$a.people.langs[$ != "de"]',
  '$keys($a)[$not($ in ["text", "list"])]', '["a", "b"][$ = "b"]', '$a.absent[$type($) != "string"]', '$map($a.people, function($p, $i) { $p.name & $i })', '$each($a.people[0], function($v, $k) { $k })', '$map([], function($v) { $v })',
  '$sift($a, function($v, $k) { $k != "text" })', '($f := function($x) { $exists($x) }; [$f(1), $f($a.absent.x)])', '($x := $a.absent; $exists($x))', '$replace("a-b-c", "-", "")', '$replace("añb", /[ -~]+/, "")', '$contains("abc", /^[a-c]+$/)',
  '$trim("  a  b ")', '$ceil(1.2)', '$fromMillis(1767603600123.7)', '$lookup($a, "text")', recursive('$string($x)', '$a'),
])('%s is evaluated directly, to what JSONata gives', async (text) => {
  const bindings: Record<string, Json> = { a: { text: 'text', list: [1, [2]], nothing: null, people: [{ name: 'Ann', age: 30, langs: ['de'] }, { name: 'Bob', age: 40, langs: ['de', 'en'] }] } };
  const theirs = jsonata(text);
  addFunctions(theirs, sources);
  const ours = directly(theirs.ast() as unknown as Node, sources)!;
  expect(told(ours(name => bindings[name]))).toBe(told(await theirs.evaluate(undefined, bindings)));
});

test('an error that an expression raises as its own end is the error that JSONata tells', async () => {
  const theirs = parsed('$a > 1 ? $error("too " & $string($a)) : $a')!;
  const ours = directly(theirs.ast() as unknown as Node, sources)!;
  expect(ours(() => 1)).toBe(1);
  const raised = await settled(() => ours(name => name === 'a' ? 2 : undefined));
  expect(raised).toBe('D3137: too 2');
  expect(raised).toBe(await settled(() => theirs.evaluate(undefined, { a: 2 })));
});

test.each(['[$error("a"), $error("b")]', '$uuid()', '$map([1], function($x) { $keys($x) })', '($f := function($x) { ($x > 1 ? $x : $f(2))[0] }; $f(1))'])('%s is left to JSONata', (text) => {
  expect(directly(parsed(text)!.ast() as unknown as Node, sources)).toBeUndefined();
});

test('an object that JSONata would group out of a list is left to it', () => {
  const ours = directly(parsed('$a.{"b": $}')!.ast() as unknown as Node, sources)!;
  expect(ours(() => [1, 2])).toEqual([{ b: 1 }, { b: 2 }]);
  expect(() => ours(() => [1, [2]])).toThrow(LEFT);
});

test('a value too deep for the stack is left to JSONata', async () => {
  const deep = Array.from({ length: 3_000 }).reduce<Json>(value => [value], 'x');
  const query = compileQuery(recursive('$string($x)', '$a'), sources);
  const value = await query.evaluate(name => name === 'a' ? deep : undefined) as string;
  expect(value.replace(/[[\]]/g, '')).toBe('x');
});
