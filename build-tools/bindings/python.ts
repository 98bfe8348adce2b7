import { createHash } from 'crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { join } from 'path';
import { CHECKS, EXAMPLES, FLOOR, KEPT, Language, NotHere, thePackage } from './tools';
import { ROOT, run, tryRun } from '../processes';
import { pythonCommand } from '../python-command';

const FOLDER = join(KEPT, 'python');
const INTERPRETER = join(FOLDER, 'bin/python');

/** From the wheel, with pip, in a virtual environment. */
export const python: Language = {
  target: 'python',

  need: async () => (await found()).version,

  async install(home) {
    cpSync(join(EXAMPLES, 'python-platform'), home, { recursive: true });
    const wheel = thePackage('python', '.whl');
    const requirements = [wheel, `aws-cdk-lib==${FLOOR.cdk}`];
    const wanted = createHash('sha256').update(readFileSync(wheel)).update(requirements.join('\n')).digest('hex');
    if (await tryRun(INTERPRETER, '-m', 'pip', '--version') === undefined) {
      rmSync(FOLDER, { recursive: true, force: true });
      mkdirSync(KEPT, { recursive: true });
      await run(ROOT, (await found()).command, ['-m', 'venv', FOLDER]);
    }
    const stamp = join(FOLDER, 'installed');
    if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
      rmSync(stamp, { force: true });
      // Each build has the same version: pip would keep the one that it has.
      await run(ROOT, INTERPRETER, ['-m', 'pip', 'uninstall', '--quiet', '--yes', 'cdk-account-per-tenant']);
      await run(ROOT, INTERPRETER, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...requirements]);
      writeFileSync(stamp, wanted);
    }
  },

  apps: {
    'platform': (home, env) => run(home, INTERPRETER, ['app.py'], env),
    'probing-platform': (home, env) => run(home, INTERPRETER, ['probing.py'], env),
  },

  check: (home, env) => run(home, INTERPRETER, [join(CHECKS, 'check.py')], env),
};

function found(): Promise<{ command: string; version: string }> {
  return pythonCommand().catch((error: Error) => { throw new NotHere(error.message); });
}
