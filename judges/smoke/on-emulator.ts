/* Runs aws:smoke against the emulator of npm run cloud, so that what nobody runs every day is not dead code. */
import { spawn } from 'child_process';
import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { program, ROOT } from '../../build-tools/processes';
import { emptyLog, Server } from '../cloud/server';
import { python } from '../python';

const ACCOUNT = '111111111111';

async function main(_: string[], stop: AbortSignal): Promise<number> {
  const interpreter = await python();
  stop.throwIfAborted();
  const home = mkdtempSync(join(tmpdir(), 'smoke-on-emulator-'));
  const server = await Server.start({
    python: interpreter, management: ACCOUNT, platform: ACCOUNT, environments: [`${ACCOUNT}/us-east-1`], misfortunes: [], log: emptyLog('smoke'), temporary: home,
  });
  try {
    stop.throwIfAborted();
    const args = ['--require', 'tsx/cjs', join(ROOT, 'judges/smoke/main.ts'), '--email', 'smoke+{id}@example.com', '--yes'];
    const child = spawn(process.execPath, args, {
      cwd: ROOT, stdio: 'inherit', signal: stop,
      env: {
        ...process.env, AWS_ENDPOINT_URL: server.endpoint, AWS_ACCESS_KEY_ID: 'ak', AWS_SECRET_ACCESS_KEY: 'sk', AWS_REGION: 'us-east-1',
        AWS_EC2_METADATA_DISABLED: 'true', CDK_DISABLE_CLI_TELEMETRY: 'true', CDK_HOME: home,
      },
    });
    return await new Promise<number>((done, failed) => {
      // The one that is aborted still says what there is: it is waited for.
      child.on('error', error => { if (!stop.aborted) { failed(error); } });
      child.on('close', code => { done(code ?? 1); });
    });
  } finally {
    await server.stop();
    rmSync(home, { recursive: true, force: true });
  }
}

program(main, 'the emulator is stopped, and nothing of it is left');
