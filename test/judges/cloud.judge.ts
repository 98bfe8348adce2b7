// With Python, a minute each: npx jest --testMatch '<rootDir>/test/judges/*.judge.ts', as .ci/run does.
import { spawn, spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');
const MAIN = join(ROOT, 'judges/cloud/main.ts');
const environment = { ...process.env, CDK_VALIDATION: 'false', TSX_TSCONFIG_PATH: 'tsconfig.dev.json' };

jest.setTimeout(300_000);

describe('on the emulator', () => {
  test('a platform with a probe is deployed, asked, compared and destroyed', () => {
    const { status, stdout } = spawnSync(process.execPath, ['--require', 'tsx/cjs', MAIN, '--only', 'probe that says'], {
      cwd: ROOT, env: environment, encoding: 'utf8',
    });
    expect(stdout).toMatch(/2 stories played in both clouds, 2 tenants/);
    expect(stdout).toMatch(/destroyed/);
    expect(status).toBe(0);
  });

  test('a busy port is told', async () => {
    const server = createServer();
    const port = await new Promise<number>(done => {
      server.listen(0, '127.0.0.1', () => done((server.address() as { port: number }).port));
    });
    try {
      const { code, stderr } = await ended(start('--only', 'probe that says yes', '--port', String(port)).child);
      expect(stderr).toMatch(new RegExp(`the emulator did not start: .*Port ${port} is in use`));
      expect(code).toBe(1);
    } finally {
      server.close();
    }
  });

  for (const [signal, exitCode] of [['SIGINT', 130], ['SIGTERM', 143]] as const) {
    test(`${signal} leaves nothing running`, async () => {
      const { child, running } = start('--only', 'probe that says yes');
      const result = ended(child);
      await running;
      const others = processesUnder(child.pid!);
      expect(others.length).toBeGreaterThan(0);
      child.kill(signal);
      const { code, stderr } = await result;
      expect(stderr).toMatch(/interrupted: the emulator is stopped/);
      expect(code).toBe(exitCode);
      expect(others.filter(alive)).toEqual([]);
    });
  }
});

/** Starts the command; `running` is when it has deployed. */
function start(...args: string[]) {
  const child = spawn(process.execPath, ['--require', 'tsx/cjs', MAIN, ...args], { cwd: ROOT, env: environment });
  const running = new Promise<void>(done => { child.stdout.on('data', (data: Buffer) => { if (data.includes('deployed')) { done(); } }); });
  return { child, running };
}

function ended(child: ReturnType<typeof start>['child']): Promise<{ code: number | null; stderr: string }> {
  let stderr = '';
  child.stderr.on('data', (data: Buffer) => { stderr += data.toString(); });
  return new Promise(done => child.on('close', code => done({ code, stderr })));
}

/** Children, and theirs. */
function processesUnder(parent: number): number[] {
  const { stdout } = spawnSync('pgrep', ['-P', String(parent)], { encoding: 'utf8' });
  const children = stdout.split('\n').filter(Boolean).map(Number);
  return children.flatMap(child => [child, ...processesUnder(child)]);
}

const alive = (pid: number) => spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim().replace(/^Z.*/, '') !== '';
