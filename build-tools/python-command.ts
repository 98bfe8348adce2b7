import { tryRun } from './processes';

const COMMANDS = ['python3', 'python', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3.10'];
const GOOD = 'import sys, venv, ensurepip; print("Python", sys.version.split()[0]); sys.exit(sys.version_info < (3, 10))';

/** What is said where there is none. */
export const NO_PYTHON = 'Python 3.10 or newer with its module venv is needed, and none of these is: '
  + `${COMMANDS.join(', ')}. On Debian: apt-get install python3-venv`;

/** A Python that can make virtual environments, if this machine has one. */
export async function pythonCommand(): Promise<{ command: string; version: string } | undefined> {
  for (const command of COMMANDS) {
    const version = await tryRun(command, '-c', GOOD);
    if (version !== undefined) { return { command, version }; }
  }
  return undefined;
}
