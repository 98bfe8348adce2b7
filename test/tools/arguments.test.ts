import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROTECTIONS, protectionsNamed } from '../../build-tools/protections-list';

const ROOT = join(__dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'arguments-'));
afterAll(() => { rmSync(folder, { recursive: true }); });

function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

function tool(main: string, ...args: string[]) {
  const env = { ...process.env, CDK_VALIDATION: 'false', TSX_TSCONFIG_PATH: 'tsconfig.dev.json' };
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--require', 'tsx/cjs', main, ...args], { cwd: ROOT, env, encoding: 'utf8' });
  return { status, stdout, stderr };
}

const refusal = (stderr: string) => ({ status: 2, stdout: '', stderr: expect.stringMatching(stderr) as string });
const line = (text: string) => refusal(`^${text}\\n$`);

describe('lab:recorded', () => {
  const recorded = (...args: string[]) => tool('build-tools/lab-recorded.ts', ...args);
  const example = /```json\n([\s\S]*?)```/.exec(readFileSync(join(ROOT, 'docs/recordings.md'), 'utf8'))![1];

  test.each([
    ['no file', [], 'which recordings\\? npm run lab:recorded -- FILE .*; docs/recordings.md has the form of the file'],
    ['a file that there is not', ['nowhere.json'], "the recordings: there is no file 'nowhere.json'"],
    ['a folder', [folder], 'the recordings: there is no file .*'],
    ['a file that is no JSON', [file('text.json', 'text')], "the recordings: '.*text.json' cannot be read as JSON: .*"],
    ['a file of something else', [join(ROOT, 'package.json')], "the recordings: '.*' is not a list of \\{id, .*docs/recordings.md"],
    ['entries of something else', [file('other.json', '[{"id": "one"}]')], "the recordings: entry 0 of '.*' is not as in .*docs/recordings.md"],
    ['a name that no recording has', [file('one.json', example), '--only', 'x'], "no recording in '.*' has 'x' in its id"],
  ])('says in a line what it needs, given %s', (_, args, complaint) => {
    expect(recorded(...args)).toEqual(line(complaint));
  });

  test('plays the example of docs/recordings.md, and finds what differs', () => {
    expect(recorded(file('example.json', example))).toMatchObject({ status: 0, stdout: expect.stringMatching(/^agree 1 of 1\n/) as string });
    const changed = example.replace('"output": "{}"', '"output": "[]"');
    expect(recorded(file('changed.json', changed))).toMatchObject({ status: 1, stdout: expect.stringMatching(/^agree 0 of 1\n/) as string });
  });
});

test.each([
  ['a document that there is not', ['nowhere.asl.json'], "the document: there is no file 'nowhere.asl.json'"],
  ['a document that is no object', [file('list.json', '[]')], "the document: '.*' must hold a JSON object"],
  ['an input that there is not', [file('pass.json', '{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}'), '--input', 'nowhere.json'], "--input: there is no file 'nowhere.json'"],
])('lab:play says in a line what it needs, given %s', (_, args, complaint) => {
  expect(tool('build-tools/lab-play.ts', ...args)).toEqual(line(complaint));
});

test('chaos asks for numbers that are numbers, all at once', () => {
  expect(tool('test/chaos/main.ts', '--tenants', 'abc', '--seed', '-1.5', '--rate', '2')).toEqual(refusal([
    "^--tenants must be a whole number from 1 to 99999, got 'abc'",
    "--seed must be a whole number from 0 to 4294967295, got '-1.5'",
    "--rate must be a share from 0 to 1, got '2'",
    'Usage: npm run chaos',
  ].join('\n')));
});

describe('protections', () => {
  const named = (...words: string[]) => protectionsNamed(words).map(({ name }) => name);

  test('of which none has the words are refused with the names that there are', () => {
    const { status, stdout, stderr } = tool('build-tools/protections.ts', 'nosuchword');
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr.trimEnd().split('\n')).toEqual([
      "the name of no protection has 'nosuchword' in it; there are", ...PROTECTIONS.map(({ name }) => `  ${name}`),
    ]);
  });

  test('are those that have all the words, and all of them without a word', () => {
    expect(named('the', 'pace')).toEqual(['the pace: a slot each ten seconds']);
    expect(named()).toHaveLength(PROTECTIONS.length);
  });
});

test('the command line of a clone that is not compiled names what to run instead', () => {
  mkdirSync(join(folder, 'bin'));
  const copy = join(folder, 'bin/cdk-account-per-tenant');
  copyFileSync(join(ROOT, 'bin/cdk-account-per-tenant'), copy);
  const { status, stdout, stderr } = spawnSync(process.execPath, [copy, 'demo'], { encoding: 'utf8' });
  expect({ status, stdout, stderr }).toEqual(line('cdk-account-per-tenant: lib/ is not compiled. In a clone use npm run demo .*'));
});
