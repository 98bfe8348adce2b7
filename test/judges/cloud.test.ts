import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { differences } from '../../judges/cloud/compare';
import { KNOWN, Known, NOT_PROVEN, judged } from '../../judges/cloud/known';
import { normalValue } from '../../judges/cloud/normal';
import { complaintsAboutTypes, verdict } from '../../judges/cloud/play';
import { report } from '../../judges/cloud/report';
import { SECURED, STORIES } from '../../judges/cloud/stories';

const ROOT = join(__dirname, '../..');
const MAIN = join(ROOT, 'judges/cloud/main.ts');
const environment = { ...process.env, CDK_VALIDATION: 'false', TSX_TSCONFIG_PATH: 'tsconfig.dev.json' };

describe('two clouds are compared', () => {
  test('a value that is not the same is told with where it is', () => {
    expect(differences('a story', { a: [{ b: 1 }, 2] }, { a: [{ b: 3 }, 2] })).toEqual([{ story: 'a story', where: '.a[0].b', lab: 1, there: 3 }]);
  });

  test('what only one of them has is told by itself, and not all that comes after it', () => {
    expect(differences('', ['a', 'b', 'c', 'd'], ['a', 'c', 'd'])).toEqual([{ story: '', where: '[]', lab: 'b' }]);
    expect(differences('', ['a'], ['x', 'a', 'y']).map(({ there }) => there)).toEqual(['x', 'y']);
    expect(differences('', { a: 1 }, { a: 1, b: null })).toEqual([{ story: '', where: '.b', lab: undefined, there: null }]);
  });

  test('ids, times and durations stand for themselves; an account is the account of its tenant', () => {
    const names = new Map([['123456789012', 'account of acme']]);
    const run = 'arn:aws:states:us-east-1:222222222222:execution:m:1febc7e3-7262-412e-a4cc-b7df559bd6b1';
    expect(normalValue({ run, at: '2026-01-05T09:01:00.303Z', id: '123456789012', secondsToReady: 189, n: '1795258198281' }, names))
      .toEqual({ run: '<run>', at: '<time>', id: '<account of acme>', secondsToReady: '<seconds>', n: '<millis>' });
  });

  test('a hash of the request is compared as it is, since both have to come to the same', () => {
    const hash = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';
    expect(normalValue({ hash }, new Map())).toEqual({ hash });
  });
});

describe('the judgement', () => {
  const story = (found: ReturnType<typeof differences>, complaints: string[] = []) =>
    ({ name: 'a story', differences: found, complaints, tenants: 1, seconds: 1 });
  const platform = (...stories: ReturnType<typeof story>[]) =>
    ({ stories, repairs: [], complaints: [], skipped: new Set(NOT_PROVEN.keys()) });
  const known: Known = { ...KNOWN[0], story: /a story/, where: /^\.x$/, says: /1/ };

  test('a difference that nobody has explained fails the run', () => {
    const { ok, lines } = report([platform(story([{ story: 'a story', where: '.x', lab: 1, there: 2 }]))], false);
    expect(ok).toBe(false);
    expect(lines.join('\n')).toMatch(/UNKNOWN DIFFERENCES\n {2}a story: \.x/);
  });

  test('a known difference is known by story, place and content', () => {
    const one = { story: 'a story', where: '.x', lab: 1, there: 2 };
    expect(judged([one], [known])).toMatchObject({ unknown: [], met: new Map([[known, 1]]) });
    for (const other of [{ ...one, story: 'another' }, { ...one, where: '.y' }, { ...one, lab: 3 }]) {
      expect(judged([other], [known]).unknown).toEqual([other]);
    }
  });

  test('a known difference that occurs no more fails the whole run, and a part of it does not', () => {
    expect(report([platform(story([]))], true).lines.join('\n')).toContain(`take it off the list: ${KNOWN[0].name}`);
    expect(report([platform(story([]))], true).ok).toBe(false);
    expect(report([platform(story([]))], false).ok).toBe(true);
  });

  test('a tenant that ends otherwise than the story says fails the run, even where both clouds agree on it', () => {
    expect(verdict(story([], ['acme should be ready']))).toBe('DIFFER');
    expect(report([platform(story([], ['acme should be ready']))], false).ok).toBe(false);
  });

  test('no story played is no agreement', () => {
    expect(report([platform()], false).ok).toBe(false);
  });

  test('a type that the emulator skips and nobody has listed is told, and a listed one that it makes by now', () => {
    const [skipped, listed] = [new Set(['AWS::A::B']), new Map([['AWS::C::D', 'why']])];
    expect(complaintsAboutTypes(skipped, true, listed))
      .toEqual([expect.stringContaining('skips AWS::A::B'), expect.stringContaining('makes AWS::C::D by now')]);
    expect(complaintsAboutTypes(new Set(NOT_PROVEN.keys()), true)).toEqual([]);
  });

  test('a listed type is no complaint where the platform that has it was not deployed', () => {
    expect(complaintsAboutTypes(new Set(['AWS::A::B']), false, new Map([['AWS::C::D', 'why']])))
      .toEqual([expect.stringContaining('skips AWS::A::B')]);
    expect(report([{ ...platform(story([])), skipped: new Set() }], false).ok).toBe(true);
  });

  test('tenants belong to one story each, since all are played on one platform', () => {
    const all = [...STORIES, ...SECURED].flatMap(({ ends }) => Object.keys(ends));
    expect(new Set(all).size).toBe(all.length);
  });
});

describe('the command', () => {
  const cloud = (...args: string[]) => {
    const { status, stderr } = spawnSync(process.execPath, ['--require', 'tsx/cjs', MAIN, ...args], { cwd: ROOT, env: environment, encoding: 'utf8' });
    return { status, stderr };
  };

  test.each([
    [['--nonsense'], /--nonsense/], [['--only', 'no such story'], /no story has 'no such story' in its name/], [['--port', 'x'], /--port must be a number up to 65535, got x/],
    [['--port', '65536'], /--port must be a number up to 65535, got 65536/],
  ])('%s is refused with what is allowed', (args, message) => {
    expect(cloud(...args)).toEqual({ status: 1, stderr: expect.stringMatching(message) });
  });
});
