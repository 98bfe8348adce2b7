/* Runs aws:smoke against the emulator of npm run cloud, so that what nobody runs every day is not dead code. */
import { spawn } from 'child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { ROOT } from '../../build-tools/processes';
import { Server } from '../cloud/server';
import { python } from '../python';

const ACCOUNT = '111111111111';

async function main(): Promise<number> {
  const home = mkdtempSync(join(tmpdir(), 'smoke-on-emulator-'));
  mkdirSync(join(ROOT, '.judges'), { recursive: true });
  const server = await Server.start({
    python: await python(), management: ACCOUNT, platform: ACCOUNT, misfortunes: [],
    log: join(ROOT, '.judges/smoke.log'), temporary: home,
  });
  try {
    const program = ['--require', 'tsx/cjs', join(ROOT, 'judges/smoke/main.ts'), '--email', 'smoke+{id}@example.com', '--yes'];
    const child = spawn(process.execPath, program, {
      cwd: ROOT, stdio: 'inherit',
      env: {
        ...process.env, AWS_ENDPOINT_URL: server.endpoint, AWS_ACCESS_KEY_ID: 'ak', AWS_SECRET_ACCESS_KEY: 'sk', AWS_REGION: 'us-east-1',
        AWS_EC2_METADATA_DISABLED: 'true', CDK_DISABLE_CLI_TELEMETRY: 'true', CDK_HOME: home,
      },
    });
    return await new Promise<number>(done => child.on('close', code => done(code ?? 1)));
  } finally {
    await server.stop();
    rmSync(home, { recursive: true, force: true });
  }
}

main().then(
  code => { process.exitCode = code; },
  (error: Error) => {
    process.exitCode = 1;
    console.error(error.message);
  },
);
