import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');
const environment = { ...process.env, CDK_VALIDATION: 'false', TSX_TSCONFIG_PATH: 'tsconfig.dev.json' };

/** Starts a program of the judges; `running` is when it has deployed. */
export function start(main: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, ['--require', 'tsx/cjs', join(ROOT, main), ...args], { cwd: ROOT, env: { ...environment, ...env } });
  const said = { stdout: '', stderr: '' };
  let deployed: () => void;
  const running = new Promise<void>(done => { deployed = done; });
  child.stdout.on('data', (data: Buffer) => {
    said.stdout += data.toString();
    if (said.stdout.includes('deployed')) { deployed(); }
  });
  child.stderr.on('data', (data: Buffer) => { said.stderr += data.toString(); });
  const ended = new Promise<{ code: number | null; stdout: string; stderr: string }>(done => {
    child.on('close', code => done({ code, ...said }));
  });
  return { child, running, ended };
}

/** Interrupts a program that has deployed, and says how it ended and what of it is left. */
export async function interrupted(signal: 'SIGINT' | 'SIGTERM', { child, running, ended }: ReturnType<typeof start>) {
  await running;
  const others = processesUnder(child.pid!);
  child.kill(signal);
  return { ...await ended, others, left: others.filter(alive) };
}

/** Children, and theirs. */
function processesUnder(parent: number): number[] {
  const { stdout } = spawnSync('pgrep', ['-P', String(parent)], { encoding: 'utf8' });
  const children = stdout.split('\n').filter(Boolean).map(Number);
  return children.flatMap(child => [child, ...processesUnder(child)]);
}

const alive = (pid: number) => spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim().replace(/^Z.*/, '') !== '';
