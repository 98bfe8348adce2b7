import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { MISTAKES } from '../../judges/calls/mistakes';
import { VARIATIONS } from '../../judges/calls/variations';

test('there are enough of both, and each is another one', () => {
  const all = [...MISTAKES, ...VARIATIONS].map(({ what }) => what);
  expect(new Set(all).size).toBe(all.length);
  expect(MISTAKES.length).toBeGreaterThanOrEqual(45);
  expect(VARIATIONS.length).toBeGreaterThanOrEqual(15);
});

test('an option that there is not is refused with the one that there is', () => {
  const ROOT = join(__dirname, '../..');
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--require', 'tsx/cjs', 'judges/calls/main.ts', '--mistake'], {
    cwd: ROOT, env: { ...process.env, CDK_VALIDATION: 'false', TSX_TSCONFIG_PATH: 'tsconfig.dev.json' }, encoding: 'utf8',
  });
  expect({ status, stdout, stderr }).toEqual({ status: 1, stdout: '', stderr: 'no such option: --mistake; npm run calls [-- --mistakes]\n' });
});
