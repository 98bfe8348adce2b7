import { createHash } from 'crypto';
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'fs';
import { join } from 'path';
import { kept } from '../build-tools/kept';
import { ROOT, run, tryRun } from '../build-tools/processes';
import { pythonCommand } from '../build-tools/python-command';

const KEPT = join(ROOT, '.judges');
const REQUIREMENTS = join(ROOT, 'judges/requirements.txt');

/**
 * The interpreter of an environment that has what judges/requirements.txt names: made once, kept until that changes.
 */
export async function python(say: (line: string) => void = line => console.error(line)): Promise<string> {
  const hash = createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex').slice(0, 12);
  const folder = join(KEPT, `python-${hash}`);
  const interpreter = join(folder, 'bin/python');
  // It is no more than half a Python: whoever updates the other half breaks it.
  if (await tryRun(interpreter, '-c', '') !== undefined) { return interpreter; }
  kept(KEPT, 'the judges keep their Python environment in a folder of their own');
  const { command } = await pythonCommand();
  rmSync(folder, { recursive: true, force: true });
  say('Preparing the Python environment of the judges, once: a minute, 310 MB in .judges');
  // Made under another name: an installation that is interrupted is never taken for a whole one.
  const half = mkdtempSync(join(KEPT, 'half-'));
  try {
    await run(ROOT, command, ['-m', 'venv', '--copies', half]);
    await run(ROOT, join(half, 'bin/python'), ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', REQUIREMENTS]);
    moved(half, folder);
  } finally {
    rmSync(half, { recursive: true, force: true });
  }
  return interpreter;
}

/** Two may prepare it at once; the first one's is taken. */
function moved(half: string, folder: string): void {
  try {
    renameSync(half, folder);
  } catch (error) {
    if (!existsSync(folder)) { throw error; }
  }
}
