import { createHash } from 'crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { join } from 'path';
import { Consumer, FLOOR, KEPT, NotHere, packaged } from './tools';
import { synthEnvironment } from '../examples';
import { ROOT, run, tryRun } from '../processes';

const COMMANDS = ['python3', 'python', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3.10'];
const GOOD = 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))';

export const python: Consumer = async ({ outdir, say }) => {
  const interpreter = await installed(packaged('python', '.whl'));
  const example = join(ROOT, 'examples/python-platform');
  const env = synthEnvironment(outdir, false);
  await run(example, interpreter, ['app.py'], env);
  say(await run(example, interpreter, ['check.py'], { ...env, CDK_OUTDIR: undefined }));
};

/** The interpreter of an environment that holds this very wheel. */
async function installed(wheel: string): Promise<string> {
  const folder = join(KEPT, 'python');
  const interpreter = join(folder, 'bin/python');
  const stamp = join(folder, 'installed');
  const requirements = [wheel, `aws-cdk-lib==${FLOOR.cdk}`];
  const wanted = createHash('sha256').update(readFileSync(wheel)).update(requirements.join('\n')).digest('hex');
  if (await tryRun(interpreter, '-m', 'pip', '--version') === undefined) {
    const command = await python310();
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(KEPT, { recursive: true });
    await run(ROOT, command, ['-m', 'venv', folder]);
  }
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
    rmSync(stamp, { force: true });
    // Each build has the same version: pip would keep the one that it has.
    await run(ROOT, interpreter, ['-m', 'pip', 'uninstall', '--quiet', '--yes', 'cdk-account-per-tenant']);
    await run(ROOT, interpreter, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...requirements]);
    writeFileSync(stamp, wanted);
  }
  return interpreter;
}

async function python310(): Promise<string> {
  for (const command of COMMANDS) {
    if (await tryRun(command, '-c', GOOD) !== undefined) { return command; }
  }
  throw new NotHere('Python 3.10 or newer with its module venv is needed');
}
