import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kept } from '../../build-tools/kept';

const ROOT = join(__dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'processes-'));
afterAll(() => { rmSync(folder, { recursive: true }); });

/** Node with a few lines of TypeScript's, and nothing else on the path than is said. */
const script = (code: string, path: string) =>
  spawn(process.execPath, ['--require', 'tsx/cjs', '-e', code], { cwd: ROOT, env: { PATH: path } });

interface Printed { readonly code: number | null; readonly stdout: string; readonly stderr: string }

async function printed(child: ReturnType<typeof script>): Promise<Printed> {
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', (data: Buffer) => { said.stdout += data.toString(); });
  child.stderr.on('data', (data: Buffer) => { said.stderr += data.toString(); });
  return new Promise(done => child.on('close', code => done({ code, ...said })));
}

const alive = (pid: number) => /^[^Z]/.test(spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim());

describe('a program that is interrupted', () => {
  test.each([['SIGINT', 130], ['SIGTERM', 143]] as const)('by %s takes along whom it has started, and whom these have, cleans up, and says what is left', async (signal, exitCode) => {
    const child = script(`
      const { program, run } = require('./build-tools/processes');
      program(async () => {
        try {
          await run('.', 'sh', ['-c', 'echo $$ >${folder}/${signal}; sleep 60 & echo $! >>${folder}/${signal}; echo >${folder}/${signal}.there; wait']);
        } finally {
          console.log('cleaned up');
        }
      }, 'half of it');
    `, '/usr/bin:/bin');
    const result = printed(child);
    await until(() => spawnSync('cat', [join(folder, `${signal}.there`)]).status === 0);
    const started = spawnSync('cat', [join(folder, signal)], { encoding: 'utf8' }).stdout.trim().split('\n').map(Number);
    expect(started.map(alive)).toEqual([true, true]);
    child.kill(signal);
    expect(await result).toEqual({ code: exitCode, stdout: 'cleaned up\n', stderr: 'interrupted: half of it\n' });
    await until(() => !started.some(alive));
  });

  test('before it has started anybody hears of it by its signal', async () => {
    const child = script(`
      require('./build-tools/processes').program(async (_, stop) => {
        const work = setInterval(() => {}, 1000);
        console.log('begun');
        await new Promise((_, failed) => stop.addEventListener('abort', () => { clearInterval(work); failed(stop.reason); }));
      }, 'nothing');
    `, '');
    const result = printed(child);
    child.stdout.once('data', () => { child.kill('SIGTERM'); });
    expect(await result).toEqual({ code: 143, stdout: 'begun\n', stderr: 'interrupted: nothing\n' });
  });
});

test('a program that fails says why in one line, and not where in itself', async () => {
  const child = script("require('./build-tools/processes').program(async () => { throw new Error('there is no tea'); }, '')", '');
  expect(await printed(child)).toEqual({ code: 1, stdout: '', stderr: 'there is no tea\n' });
});

describe('Python', () => {
  const told = async (path: string) => {
    const code = "require('./build-tools/python-command').pythonCommand().then(({ version }) => console.log(version), ({ message }) => console.error(message))";
    return printed(script(code, path));
  };

  /** A command of that name that answers --version, and whether it is good enough. */
  function fake(where: string, version: string, good: boolean): string {
    const bin = join(folder, where);
    mkdirSync(bin);
    writeFileSync(join(bin, 'python3'), `#!/bin/sh\necho Python ${version}\n[ $1 = --version ] || exit ${good ? 0 : 1}\n`);
    chmodSync(join(bin, 'python3'), 0o755);
    return bin;
  }

  test('that is missing is told with what is looked for and how to get it', async () => {
    expect((await told(join(folder, 'nowhere'))).stderr)
      .toMatch(/^Python 3\.10 or newer .* is needed; none of these is here: python3, .*python3-venv$/m);
  });

  test('that is too old is told with its version', async () => {
    expect((await told(fake('old', '3.9.2', false))).stderr).toMatch(/^Python 3\.10 or newer .* is needed; here python3 is Python 3\.9\.2\. On Debian: apt-get install/);
  });

  test('that will do is taken', async () => {
    expect((await told(fake('good', '3.12.1', true))).stdout).toBe('Python 3.12.1\n');
  });
});

describe('a folder for what is kept', () => {
  test('is made where it is missing', () => {
    expect(kept(join(folder, 'a/b'), 'it is kept')).toBe(join(folder, 'a/b'));
    expect(kept(join(folder, 'a/b'), 'it is kept')).toBe(join(folder, 'a/b'));
  });

  test('that is a file is told with what is kept there, where it is, and what to do', () => {
    writeFileSync(join(folder, 'file'), '');
    expect(() => kept(join(folder, 'file'), 'it is kept')).toThrow(/^it is kept, and .*\/file cannot be written \(EEXIST.*\): make it .*, or remove it$/);
  });
});

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) { await new Promise(done => { setTimeout(done, 20); }); }
}
