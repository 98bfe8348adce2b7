import { resolve } from 'path';
import type { Linter } from 'eslint';
import { LegacyESLint } from 'eslint/use-at-your-own-risk';

const ROOT = resolve(__dirname, '../..');

/** The project's own configuration, except that snippets have no types and may import what does not exist. */
const eslint = new LegacyESLint({
  cwd: ROOT,
  overrideConfig: {
    parserOptions: { project: null },
    settings: { 'import/resolver': { [resolve(__dirname, 'every-path-resolves.js')]: {} } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'off',
      '@typescript-eslint/return-await': 'off',
      'import/no-unresolved': 'off',
    },
  },
});

async function complaints(filePath: string, code: string): Promise<Linter.LintMessage[]> {
  const [result] = await eslint.lintText(`${code}\n`, { filePath: resolve(ROOT, filePath) });
  return result.messages;
}

async function rulesBroken(filePath: string, code: string): Promise<(string | null)[]> {
  return (await complaints(filePath, code)).map(message => message.ruleId);
}

const ANY_SOURCE = 'src/tenants/snippet.ts';
const ANY_TEST = 'test/tenants/snippet.test.ts';

/** Rule, what is refused, where, and the code. */
const REFUSED: [rule: string, what: string, file: string, code: string][] = [
  ['no-restricted-syntax', 'a partition in a string', ANY_SOURCE, "export const role = 'arn:aws:iam::1:role/R';"],
  ['no-restricted-syntax', 'a Chinese partition', ANY_SOURCE, "export const role = 'arn:aws-cn:iam::1:role/R';"],
  ['no-restricted-syntax', 'a partition in a template literal', ANY_SOURCE, 'export const role = (id: string) => `arn:aws:iam::${id}:root`;'],
  ['no-restricted-syntax', 'a module-level let', ANY_SOURCE, 'let count = 0;\nexport const next = () => ++count;'],
  ['no-restricted-syntax', 'a module-level var', ANY_SOURCE, 'export var count = 0;'],
  ['no-restricted-syntax', 'an exported module-level let', ANY_SOURCE, 'export let count = 0;'],
  ['no-restricted-syntax', 'a module-level Map', ANY_SOURCE, 'const seen = new Map<string, string>();\nexport const has = (id: string) => seen.has(id);'],
  ['no-restricted-syntax', 'an exported module-level Set', ANY_SOURCE, 'export const seen = new Set<string>();'],
  ['no-restricted-syntax', 'a module-level empty array', ANY_SOURCE, 'export const seen: string[] = [];'],
  ['no-restricted-syntax', 'a static field that can change', ANY_SOURCE, 'export class A {\n  private static count = 0;\n}'],
  ['no-restricted-syntax', 'a static Map', ANY_SOURCE, 'export class A {\n  private static readonly seen = new Map();\n}'],
  ['no-restricted-properties', 'process.env outside handlers', ANY_SOURCE, 'export const region = process.env.AWS_REGION;'],
  ['no-restricted-properties', 'process.env taken apart', ANY_SOURCE, 'export const { env } = process;'],
  ['@typescript-eslint/no-explicit-any', 'any in src', ANY_SOURCE, 'export const f = (x: any) => x;'],
  ['@typescript-eslint/no-explicit-any', 'any in test', ANY_TEST, 'export const f = (x: any) => x;'],
  ['max-lines', '301 lines in src', ANY_SOURCE, Array(301).fill('// a line').join('\n')],
  ['max-lines', '301 lines in test', ANY_TEST, Array(301).fill('// a line').join('\n')],
  ['@stylistic/max-len', '121 columns', ANY_SOURCE, `// ${'a'.repeat(118)}`],
  ['@stylistic/indent', 'four spaces', ANY_SOURCE, 'export function f() {\n    return 1;\n}'],
  ['@stylistic/quotes', 'double quotes', ANY_SOURCE, 'export const a = "a";'],
  ['no-restricted-syntax', 'a focused test', ANY_TEST, "test.only('x', () => undefined);"],
  ['no-restricted-syntax', 'a focused describe', ANY_TEST, "describe.only('x', () => undefined);"],
  ['no-restricted-syntax', 'a skipped test', ANY_TEST, "it.skip('x', () => undefined);"],
  ['no-restricted-syntax', 'a skipped table', ANY_TEST, "test.skip.each([1])('x', () => undefined);"],
  ['no-restricted-syntax', 'a promised test', ANY_TEST, "test.todo('x');"],
  ['no-restricted-syntax', 'a focused concurrent test', ANY_TEST, "test.concurrent.only('x', async () => undefined);"],
  ['no-restricted-syntax', 'xit', ANY_TEST, "xit('x', () => undefined);"],
  ['no-restricted-syntax', 'fdescribe', ANY_TEST, "fdescribe('x', () => undefined);"],
  ['import/no-restricted-paths', "another room's construct", ANY_SOURCE, "import { A } from '../fleet/release';\nexport const a = new A();"],
  ['import/no-restricted-paths', "another room's inner plug", ANY_SOURCE, "import { A } from '../fleet/waves/i-wave';\nexport const a = new A();"],
  ['import/no-restricted-paths', 'the lab from a room', ANY_SOURCE, "import { A } from '../lab/clock';\nexport const a = new A();"],
  ['import/no-restricted-paths', 'the command line from a room', ANY_SOURCE, "import { A } from '../cli/main';\nexport const a = new A();"],
  ['import/no-restricted-paths', 'the cdk-nag pack from a room', ANY_SOURCE, "import { A } from '../nag/pack';\nexport const a = new A();"],
  ['import/no-restricted-paths', 'the index from a room', ANY_SOURCE, "import { A } from '../index';\nexport const a = new A();"],
  ['import/no-restricted-paths', 'a room from the lab', 'src/lab/snippet.ts', "import { A } from '../tenants/contract';\nexport const a = new A();"],
  ['import/no-restricted-paths', 'the index from the lab', 'src/lab/snippet.ts', "import { A } from '../index';\nexport const a = new A();"],
  ['import/no-restricted-paths', 'a room from src/private', 'src/private/snippet.ts', "import { A } from '../tenants/directory';\nexport const a = new A();"],
  ['no-restricted-imports', 'the package by its own name', ANY_SOURCE, "import { A } from 'cdk-account-per-tenant';\nexport const a = new A();"],
];

const WELCOME: [what: string, file: string, code: string][] = [
  ['a partition in a comment', ANY_SOURCE, '// arn:aws:iam::1:root is one partition of several\nexport const a = 1;'],
  ['a lookup table that says so', ANY_SOURCE, "export const STATES: ReadonlySet<string> = new Set(['ready']);"],
  ['a collection inside a function', ANY_SOURCE, 'export function f() {\n  let n = 0;\n  return new Map([[n++, n]]);\n}'],
  ['process.env in a handler', 'src/tenants/handlers/snippet.lambda.ts', 'export const region = process.env.AWS_REGION;'],
  ['process.env in the command line', 'src/cli/snippet.ts', 'export const region = process.env.AWS_REGION;'],
  ['300 lines', ANY_SOURCE, Array(300).fill('// a line').join('\n')],
  ['301 generated lines', 'src/tenants/handlers/snippet-function.ts', Array(301).fill('// a line').join('\n')],
  ["another room's plug", ANY_SOURCE, "import { IWave } from '../fleet/i-wave';\nexport type A = IWave;"],
  ["another room's contract", ANY_SOURCE, "import { WAVE } from '../fleet/contract';\nexport const a = WAVE;"],
  ["a room's own files", ANY_SOURCE, "import { A } from './directory';\nexport const a = new A();"],
  ['src/private from a room', ANY_SOURCE, "import { known } from '../private/known';\nexport const a = known(1);"],
  ['src/private from the lab', 'src/lab/snippet.ts', "import { known } from '../private/known';\nexport const a = known(1);"],
  ["the lab's own files", 'src/lab/snippet.ts', "import { A } from './services/sts';\nexport const a = new A();"],
  ['the lab from the command line', 'src/cli/snippet.ts', "import { A } from '../lab/clock';\nexport const a = new A();"],
  ['a table of tests', ANY_TEST, "test.each([1])('x', () => undefined);"],
];

test.each(REFUSED)('%s refuses %s', async (rule, _what, file, code) => {
  expect(await rulesBroken(file, code)).toContain(rule);
});

test.each(WELCOME)('nothing is wrong with %s', async (_what, file, code) => {
  expect(await complaints(file, code)).toEqual([]);
});

test('a complaint is an error, not a warning', async () => {
  expect((await complaints(ANY_SOURCE, 'export let count = 0;')).map(message => message.severity)).toEqual([2]);
});
