import { cpSync, mkdirSync } from 'fs';
import { join } from 'path';
import { CHECKS, EXAMPLES, KEPT, Language, NotHere } from './tools';
import { ROOT, run, tryRun } from '../processes';

const MODULE = 'github.com/example/cdk-account-per-tenant-go/cdkaccountpertenant';
const OLDEST = 25;

/** With the module's folder in place of its repository. */
export const go: Language = {
  target: 'go',

  async need() {
    const version = /go1\.(\d+)\S*/.exec(await tryRun('go', 'version') ?? '');
    if (!(Number(version?.[1]) >= OLDEST)) {
      throw new NotHere(`Go 1.${OLDEST} or newer is needed; ${version ? `here is ${version[0]}` : 'there is no go'}. See https://go.dev/dl`);
    }
    return version![0].replace('go', 'Go ');
  },

  async install(home) {
    cpSync(join(EXAMPLES, 'go-platform'), home, { recursive: true });
    mkdirSync(join(home, 'check'));
    cpSync(join(CHECKS, 'check.go'), join(home, 'check/main.go'));
    await command(home, 'mod', 'edit', `-replace=${MODULE}=${join(ROOT, 'dist/go/cdkaccountpertenant')}`);
    await command(home, 'build', '-o', 'bin/', '.', './check');
  },

  apps: { 'probing-platform': (home, env) => run(home, 'bin/platform', [], env) },

  check: (home, env) => run(home, 'bin/check', [], env),
};

/** Modules are kept writable, so that whoever deletes the folder can. */
const command = (home: string, ...args: string[]) => run(home, 'go', args, {
  ...process.env,
  GOMODCACHE: join(KEPT, 'go/modules'),
  GOCACHE: join(KEPT, 'go/build'),
  GOFLAGS: '-modcacherw',
  GOWORK: 'off',
});
