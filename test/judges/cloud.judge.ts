// With Python, a minute each: npx jest --testMatch '<rootDir>/test/judges/*.judge.ts', as .ci/run does.
import { createServer } from 'node:net';
import { interrupted, start } from './programs';

const MAIN = 'judges/cloud/main.ts';

jest.setTimeout(300_000);

describe('on the emulator', () => {
  test('a platform with a probe is deployed, asked, compared and destroyed', async () => {
    const { code, stdout } = await start(MAIN, ['--only', 'probe that says']).ended;
    expect(stdout).toMatch(/2 stories played in both clouds, 2 tenants/);
    expect(stdout).toMatch(/destroyed/);
    expect(code).toBe(0);
  });

  test('a busy port is told', async () => {
    const server = createServer();
    const port = await new Promise<number>(done => {
      server.listen(0, '127.0.0.1', () => done((server.address() as { port: number }).port));
    });
    try {
      const { code, stderr } = await start(MAIN, ['--only', 'probe that says yes', '--port', String(port)]).ended;
      expect(stderr).toMatch(new RegExp(`the emulator did not start: .*Port ${port} is in use`));
      expect(code).toBe(1);
    } finally {
      server.close();
    }
  });

  test.each([['SIGINT', 130], ['SIGTERM', 143]] as const)('%s leaves nothing running', async (signal, exitCode) => {
    const { code, stderr, others, left } = await interrupted(signal, start(MAIN, ['--only', 'probe that says yes']));
    expect(others.length).toBeGreaterThan(0);
    expect(stderr).toMatch(/interrupted: the emulator is stopped/);
    expect(code).toBe(exitCode);
    expect(left).toEqual([]);
  });
});
