import { copyFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { CHECKS, EXAMPLES, FLOOR, Language, Platform, thePackage } from './tools';
import { ROOT, run } from '../processes';

const app = (platform: Platform) => (home: string, env: NodeJS.ProcessEnv) => run(home, process.execPath, [`${platform}.js`], env);

/** From the tarball, compiled by the declarations in it. */
export const javascript: Language = {
  target: 'js',

  need: async () => `Node.js ${process.versions.node}`,

  async install(home) {
    writeFileSync(join(home, 'package.json'), '{ "private": true }');
    await run(home, 'npm', [
      'install', '--no-audit', '--no-fund', thePackage('js', '.tgz'), `aws-cdk-lib@${FLOOR.cdk}`, `constructs@${FLOOR.constructs}`,
    ]);
    for (const platform of Object.keys(this.apps)) {
      copyFileSync(join(EXAMPLES, platform, 'app.ts'), join(home, `${platform}.ts`));
    }
    writeFileSync(join(home, 'lab.ts'), "import { Lab } from 'cdk-account-per-tenant/lab';\nexport const lab = new Lab();\n");
    await run(home, process.execPath, [
      join(ROOT, 'node_modules/typescript/bin/tsc'), '--strict', '--target', 'es2022', '--module', 'node16',
      '--lib', 'es2022,esnext.disposable', // aws-cdk-lib's declarations ask for the latter
      ...Object.keys(this.apps).map(platform => `${platform}.ts`), 'lab.ts',
    ]);
  },

  apps: { 'platform': app('platform'), 'probing-platform': app('probing-platform') },

  check(home, env, outdir) {
    copyFileSync(join(CHECKS, 'installed.js'), join(home, 'installed.js'));
    return run(home, process.execPath, ['installed.js', join(outdir, 'platform')], env);
  },
};
