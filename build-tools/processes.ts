import { spawn } from 'child_process';
import { resolve } from 'path';

export const ROOT = resolve(__dirname, '..');

/** Runs a command to its end. Returns what it printed, or throws with the end of it. */
export async function run(cwd: string, command: string, args: string[], env = process.env): Promise<string> {
  const chunks: Buffer[] = [];
  const code = await new Promise<number | null>((done, failed) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.on('data', (data: Buffer) => chunks.push(data));
    child.stderr.on('data', (data: Buffer) => chunks.push(data));
    child.on('error', failed);
    child.on('close', done);
  });
  const output = Buffer.concat(chunks).toString().trim();
  if (code !== 0) {
    const end = output.split('\n').slice(-40).map(line => line.slice(0, 400)).join('\n');
    throw new Error(`${[command, ...args].join(' ')}: exit code ${code}\n${end}`);
  }
  return output;
}

/** What a command prints, or undefined where it is missing or fails. */
export async function tryRun(command: string, ...args: string[]): Promise<string | undefined> {
  return run(ROOT, command, args).catch(() => undefined);
}
