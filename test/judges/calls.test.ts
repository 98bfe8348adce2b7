import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { report } from '../../judges/calls/main';
import { MISTAKES } from '../../judges/calls/mistakes';
import { VARIATIONS } from '../../judges/calls/variations';

test('there are enough of both, and each is another one', () => {
  const all = [...MISTAKES, ...VARIATIONS].map(({ what }) => what);
  expect(new Set(all).size).toBe(all.length);
  expect(MISTAKES.length).toBeGreaterThanOrEqual(45);
  expect(VARIATIONS.length).toBeGreaterThanOrEqual(15);
});

test('an option that there is not is refused with those that there are', () => {
  const ROOT = join(__dirname, '../..');
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--require', 'tsx/cjs', 'judges/calls/main.ts', '--mistake'], {
    cwd: ROOT, env: { ...process.env, CDK_VALIDATION: 'false', TSX_TSCONFIG_PATH: 'tsconfig.dev.json' }, encoding: 'utf8',
  });
  expect({ status, stdout, stderr }).toEqual({ status: 1, stdout: '', stderr: 'no such option: --mistake; npm run calls [-- --all | --mistakes]\n' });
});

test('the verdict comes last, and what nobody can judge before it runs is told only to who asks for it', () => {
  const judged = { headline: '9 calls judged, 1 complaints', complaints: ['A: no such action'], unknown: ['B: $id'] };
  const verdict = ['  A: no such action', '9 calls judged, 1 complaints'];
  expect(report(judged, false)).toEqual([expect.stringMatching(/^1 states hold .* -- --all names it$/), ...verdict]);
  expect(report(judged, true)).toEqual([expect.stringMatching(/^Known only when it runs/), '  B: $id', ...verdict]);
  expect(report({ ...judged, unknown: [] }, false)).toEqual(verdict);
});
