import { createHash } from 'crypto';
import { accessSync, constants, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'fs';
import { join } from 'path';
import { ROOT, run } from '../build-tools/processes';
import { NO_PYTHON, pythonCommand } from '../build-tools/python-command';

const KEPT = join(ROOT, '.judges');
const REQUIREMENTS = join(ROOT, 'judges/requirements.txt');
/**
 * The interpreter of an environment that has what judges/requirements.txt names: made once, kept until that changes.
 */
export async function python(say: (line: string) => void = line => console.error(line)): Promise<string> {
  const hash = createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex').slice(0, 12);
  const folder = join(KEPT, `python-${hash}`);
  const interpreter = join(folder, 'bin/python');
  if (existsSync(interpreter)) { return interpreter; }
  writable();
  const found = await pythonCommand();
  if (!found) { throw new Error(NO_PYTHON); }
  say('Preparing the Python environment of the judges, once: a minute, 170 MB in .judges');
  // Made under another name: an installation that is interrupted is never taken for a whole one.
  const half = mkdtempSync(join(KEPT, 'half-'));
  try {
    await run(ROOT, found.command, ['-m', 'venv', '--copies', half]);
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

function writable(): void {
  try {
    mkdirSync(KEPT, { recursive: true });
    accessSync(KEPT, constants.W_OK);
  } catch (error) {
    throw new Error(`the judges keep their Python environment in .judges, which cannot be written: ${(error as Error).message}`);
  }
}
