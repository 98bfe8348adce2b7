import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { said } from './command-line';
import { run } from '../../src/cli/run';
import { synthesize } from '../stories/platform';

const folder = mkdtempSync(join(tmpdir(), 'cli-'));
const assembly = synthesize('plain');
const inFolder = (name: string) => join(folder, name);

const cli = (...args: string[]) => said(terminal => run(args, terminal));

function written(name: string, text: string): string {
  writeFileSync(inFolder(name), text);
  return inFolder(name);
}

test.each<[string, string[], RegExp]>([
  ['an unknown command', ['dance'], /^cdk-account-per-tenant: there is no command 'dance'; there is demo, simulate, guardrails, fleet, telemetry, dlq\. --help shows/],
  ['a command that objects have by nature', ['toString'], /there is no command 'toString'/],
  ['an unknown option', ['demo', '--tenant', '5'], /^cdk-account-per-tenant demo: there is no option '--tenant'; there are --tenants, /],
  ['a short option', ['demo', '-t'], /there is no option '-t'; there are --tenants, /],
  ['a word too many', ['demo', 'quickly'], /'quickly' is no option; there are --tenants, /],
  ['an option without its value', ['demo', '--tenants'], /--tenants needs a value$/],
  ['an option in place of a value', ['demo', '--log', '--json'], /--log needs a value$/],
  ['a switch with a value', ['demo', '--json=yes'], /--json takes no value, got 'yes'$/],
  ['no number', ['demo', '--tenants', 'many'], /--tenants must be a whole number from 10 to 100000, got 'many'$/],
  ['too small a number', ['demo', '--tenants', '9'], /--tenants must be a whole number from 10 to 100000, got '9'$/],
  ['a number below zero', ['demo', '--seed=-1'], /--seed must be a whole number from 0 to 4294967295, got '-1'$/],
  ['half a number', ['demo', '--seed', '1.5'], /--seed must be a whole number .*, got '1\.5'$/],
  ['a missing file of faults', ['demo', '--faults', inFolder('none.json')], /--faults .*none\.json: there is no such file$/],
  ['a file of faults that is no JSON', ['demo', '--faults', written('broken.json', '{')], /broken\.json: cannot be read as JSON: .*/],
  ['a log that cannot be written', ['demo', '--log', inFolder('none/demo.jsonl')], /--log .*: cannot be written: ENOENT.*$/],
])('%s: one clear message, and exit code 2', async (_, args, message) => {
  const { code, out, err } = await cli(...args, ...(args[0] === 'demo' && !args.includes('--tenants') ? ['--assembly', assembly] : []));
  const lines = err.trimEnd().split('\n').filter(line => !line.includes('there is no cloud assembly'));
  expect(lines).toEqual([expect.stringMatching(message)]);
  expect({ code, out }).toEqual({ code: 2, out: '' });
});

test('a missing assembly: how to come by one, and exit code 2', async () => {
  const { code, err } = await cli('demo', '--assembly', inFolder('none'));
  expect(err).toMatch(/^cdk-account-per-tenant demo: there is no cloud assembly in '.*none'; synthesize one with .*\n$/);
  expect(code).toBe(2);
});

test('all complaints about options come at once', async () => {
  const { err } = await cli('demo', '--tenants', '1', '--seed', 'x', '--frob', '--assembly', inFolder('none'));
  expect(err.trimEnd().split('\n')).toEqual([
    expect.stringMatching(/no option '--frob'/), expect.stringMatching(/--tenants must/),
    expect.stringMatching(/--seed must/), expect.stringMatching(/no cloud assembly/),
  ]);
});

test('all complaints about a file of faults come at once', async () => {
  const faults = written('bad.json', JSON.stringify({ faults: [{ kind: 'explosion' }, { kind: 'crash', service: 'ec2', action: 'x' }] }));
  const { code, err } = await cli('demo', '--assembly', assembly, '--faults', faults);
  expect(err.trimEnd().split('\n')).toEqual([
    expect.stringMatching(/2 complaints/), expect.stringMatching(/^ {2}faults\[0\]\.kind/), expect.stringMatching(/^ {2}faults\[1\]\.service/),
  ]);
  expect(code).toBe(2);
});

test('one complaint about a file of faults is one', async () => {
  const { err } = await cli('demo', '--assembly', assembly, '--faults', written('one.json', '{"faults": [{"kind": "explosion"}]}'));
  expect(err).toMatch(/one\.json: 1 complaint \(docs/);
});

test('an assembly without a platform: what is missing, and no stack trace', async () => {
  const empty = mkdtempSync(join(folder, 'empty-'));
  writeFileSync(join(empty, 'manifest.json'), '{"version":"54.0.0","artifacts":{}}');
  const { code, err } = await cli('demo', '--json', '--assembly', empty);
  expect(err).toMatch(/^cdk-account-per-tenant demo: expected one AWS::Events::EventBus, found none.*\n$/);
  expect(code).toBe(2);
});

test.each([[[]], [['--help']], [['help']], [['demo', '--help']]])('%j shows how to use it', async args => {
  const { code, out, err } = await cli(...args);
  expect(out).toMatch(/^Usage: cdk-account-per-tenant (COMMAND|demo) \[options\]\n/);
  expect({ code, err }).toEqual({ code: 0, err: '' });
});

test('--json prints JSON and nothing else', async () => {
  const { code, out, err } = await cli('demo', '--tenants', '10', '--json', '--assembly', assembly);
  expect(JSON.parse(out)).toMatchObject({ tenants: 10, unanswered: [] });
  expect({ code, err }).toEqual({ code: 0, err: '' });
}, 300_000);

test('a play for people tells how it went, and writes the log', async () => {
  const log = inFolder('demo.jsonl');
  const { code, out } = await cli('demo', '--tenants', '10', '--log', log, '--assembly', assembly);
  expect(out).toMatch(/^10 tenants ask for an account; .*\n[\s\S]*\nOutcomes\n[\s\S]*of virtual time in/);
  // To look again is no error to people, whatever the log calls it.
  expect(out).toMatch(/ How is the account\?\n.* not there yet, looks again\n/);
  expect(out).not.toContain('States.QueryEvaluationError');
  expect(readFileSync(log, 'utf8')).toMatch(/"event":"retried","error":"States\.QueryEvaluationError"/);
  const lines = readFileSync(log, 'utf8').trimEnd().split('\n').map(line => JSON.parse(line) as { type: string });
  expect(lines[lines.length - 1].type).toBe('record');
  expect(code).toBe(0);
}, 300_000);

test('the program ends with the exit code', () => {
  const env = { ...process.env, TSX_TSCONFIG_PATH: 'tsconfig.dev.json' };
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--require', 'tsx/cjs', 'src/cli/main.ts', 'dance'], { env, encoding: 'utf8' });
  expect({ status, stdout, lines: stderr.trimEnd().split('\n').length }).toEqual({ status: 2, stdout: '', lines: 1 });
}, 300_000);
