import { tryRun } from './processes';

const COMMANDS = ['python3', 'python', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3.10'];
const GOOD = 'import sys, venv, ensurepip; print("Python", sys.version.split()[0]); sys.exit(sys.version_info < (3, 10))';

/** A Python that can make virtual environments. Throws with what there is instead where this machine has none. */
export async function pythonCommand(): Promise<{ command: string; version: string }> {
  const others: string[] = [];
  for (const command of COMMANDS) {
    const version = await tryRun(command, '-c', GOOD);
    if (version !== undefined) { return { command, version }; }
    const other = await tryRun(command, '--version');
    if (other !== undefined) { others.push(`${command} is ${other}`); }
  }
  const here = others.length > 0 ? `here ${others.join(', ')}` : `none of these is here: ${COMMANDS.join(', ')}`;
  throw new Error(`Python 3.10 or newer with its module venv is needed; ${here}. On Debian: apt-get install python3-venv`);
}
