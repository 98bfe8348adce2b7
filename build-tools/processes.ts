import { spawn } from 'child_process';
import { constants } from 'os';
import { resolve } from 'path';

export const ROOT = resolve(__dirname, '..');

const INTERRUPTIONS = ['SIGINT', 'SIGTERM'] as const;

/**
 * Runs a program that may start others. When it is interrupted, it ends as any that a signal ended, after what it
 * started is gone.
 *
 * @param main what it does; gives the exit code. When `stop` is aborted, it ends what it started, and throws
 * @param left what is told of what is left then
 */
export function program(main: (args: string[], stop: AbortSignal) => Promise<number>, left: string): void {
  const interruption = new AbortController();
  const interrupt = (signal: typeof INTERRUPTIONS[number]) => {
    process.exitCode ??= 128 + constants.signals[signal];
    interruption.abort();
  };
  INTERRUPTIONS.forEach(signal => process.on(signal, interrupt));
  main(process.argv.slice(2), interruption.signal).then(
    code => { process.exitCode ??= code; },
    (error: Error) => {
      process.exitCode ??= 1;
      console.error(interruption.signal.aborted ? `interrupted: ${left}` : error.message);
    },
  );
}

/** What a command printed, and its exit code: null when a signal ended it. */
export interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** Runs a command to its end. It ends with all that it has started when this process is interrupted. */
export async function ended(cwd: string, command: string, args: string[], env = process.env): Promise<Ended> {
  // In a group of its own: a signal that is sent to npm or npx alone does not come to whom they have started.
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const interrupt = () => { endGroup(child.pid); };
  INTERRUPTIONS.forEach(signal => process.on(signal, interrupt));
  const chunks: Buffer[] = [];
  try {
    const code = await new Promise<number | null>((done, failed) => {
      child.stdout.on('data', (data: Buffer) => chunks.push(data));
      child.stderr.on('data', (data: Buffer) => chunks.push(data));
      child.on('error', failed);
      child.on('close', done);
    });
    return { code, output: Buffer.concat(chunks).toString() };
  } finally {
    INTERRUPTIONS.forEach(signal => process.off(signal, interrupt));
  }
}

function endGroup(leader: number | undefined): void {
  if (leader === undefined) { return; }
  try {
    // Not SIGINT: whom a shell has put into the background does not take it.
    process.kill(-leader, 'SIGTERM');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') { throw error; }
  }
}

/** What a command prints. Throws with the end of it where it fails. */
export async function run(cwd: string, command: string, args: string[], env = process.env): Promise<string> {
  const { code, output } = await ended(cwd, command, args, env);
  const said = output.trim();
  if (code !== 0) {
    const end = said.split('\n').slice(-40).map(line => line.slice(0, 400)).join('\n');
    throw new Error(`${[command, ...args].join(' ')}: exit code ${code}\n${end}`);
  }
  return said;
}

/** What a command prints, or undefined where it is missing or fails. */
export async function tryRun(command: string, ...args: string[]): Promise<string | undefined> {
  return run(ROOT, command, args).catch(() => undefined);
}
