import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { Consumer, FLOOR, packaged } from './tools';
import { synthEnvironment } from '../examples';
import { ROOT, run } from '../processes';

/** Far from the project, so that what the package lacks is not found in the project's node_modules. */
export const javascript: Consumer = async ({ outdir, say }) => {
  const home = mkdtempSync(join(tmpdir(), 'consumer-javascript-'));
  try {
    writeFileSync(join(home, 'package.json'), '{ "private": true }');
    await run(home, 'npm', [
      'install', '--no-audit', '--no-fund', packaged('js', '.tgz'), `aws-cdk-lib@${FLOOR.cdk}`, `constructs@${FLOOR.constructs}`,
    ]);
    copyFileSync(join(ROOT, 'examples/platform/app.ts'), join(home, 'app.ts'));
    writeFileSync(join(home, 'lab.ts'), "import { Lab } from 'cdk-account-per-tenant/lab';\nexport const lab = new Lab();\n");
    copyFileSync(join(ROOT, 'build-tools/consumers/installed.js'), join(home, 'installed.js'));
    await run(home, process.execPath, [
      join(ROOT, 'node_modules/typescript/bin/tsc'), '--strict', '--target', 'es2022', '--module', 'node16',
      '--lib', 'es2022,esnext.disposable', // aws-cdk-lib's declarations ask for the latter
      'app.ts', 'lab.ts',
    ]);
    await run(home, process.execPath, ['app.js'], synthEnvironment(outdir, false));
    say(await run(home, process.execPath, ['installed.js', outdir]));
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
};
