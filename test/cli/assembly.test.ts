import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assemblyOf, complaintsAboutApp } from '../../src/cli/assembly';

const home = process.cwd();
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'app-'));
  process.chdir(folder);
});
afterEach(() => process.chdir(home));

const written = (name: string, text: string) => writeFileSync(join(folder, name), text);

/** An app that writes what it was told instead of stacks. */
const APP = 'node -e "require(\'fs\').writeFileSync(process.env.CDK_OUTDIR + \'/manifest.json\', process.env.CDK_CONTEXT_JSON)"';

test('no app and no cdk.json: how to name one', () => {
  expect(complaintsAboutApp(undefined)).toEqual([expect.stringMatching(/^--app is missing, and so is "app" in cdk\.json; name the command .* or a cloud assembly/)]);
});

test('a cdk.json whose app is no text is refused', () => {
  written('cdk.json', '{"app": 5}');
  expect(complaintsAboutApp(undefined)).toEqual([expect.stringMatching(/"app" in cdk\.json must be a text, got 5/)]);
});

test('a cdk.json that is no JSON is named', () => {
  written('cdk.json', '{');
  expect(() => complaintsAboutApp(undefined)).toThrow(/^cdk\.json cannot be read as JSON: /);
});

test('a folder without a manifest is no cloud assembly', () => {
  mkdirSync('empty');
  expect(complaintsAboutApp('empty')).toEqual([expect.stringMatching(/^--app empty: there is no cloud assembly in that folder \(no manifest\.json\)/)]);
});

test('a command that fails is told with what it said', () => {
  expect(() => assemblyOf('echo no such construct >&2; exit 3'))
    .toThrow(/^--app 'echo .*' ended with exit code 3; name the command[\s\S]*It said:\n {2}\| no such construct$/);
});

test('what is neither a folder nor a command is called so', () => {
  written('notes.txt', 'no command');
  for (const app of ['nodir', './notes.txt']) {
    expect(() => assemblyOf(app)).toThrow(`--app '${app}' is neither a folder nor a command that runs; name the command`);
  }
});

test('a command that writes no assembly is told how it would', () => {
  expect(() => assemblyOf('true')).toThrow(/^--app 'true' ended well, but wrote no cloud assembly to \$CDK_OUTDIR\. .*app\.synth\(\).*outdir/);
});

test('a cloud assembly is taken as it is, and stays', () => {
  written('manifest.json', '{}');
  const assembly = assemblyOf(folder);
  assembly.dispose();
  expect(assembly.directory).toBe(folder);
  expect(existsSync(join(folder, 'manifest.json'))).toBe(true);
});

test('a command is given the context of cdk.json and cdk.context.json, and its assembly is removed afterwards', () => {
  written('cdk.json', JSON.stringify({ app: APP, context: { flag: true, zone: 'a' } }));
  written('cdk.context.json', '{"zone": "b"}');
  expect(complaintsAboutApp(undefined)).toEqual([]);
  const { directory, dispose } = assemblyOf(undefined);
  expect(jest.requireActual(join(directory, 'manifest.json'))).toEqual({ flag: true, zone: 'b' });
  dispose();
  expect(existsSync(directory)).toBe(false);
});
