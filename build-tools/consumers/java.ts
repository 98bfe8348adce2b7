import { existsSync, rmSync } from 'fs';
import { join } from 'path';
import { Consumer, FLOOR, KEPT, NotHere } from './tools';
import { synthEnvironment } from '../examples';
import { ROOT, run, tryRun } from '../processes';

export const java: Consumer = async ({ outdir }) => {
  await needMaven();
  if (!existsSync(join(ROOT, 'dist/java'))) {
    throw new Error('there is no dist/java; run: npx projen compile && npx projen package:java');
  }
  const example = join(ROOT, 'examples/java-platform');
  const repository = join(KEPT, 'maven');
  // Each build has the same version: Maven would keep the one that it has.
  rmSync(join(repository, 'io/github/example'), { recursive: true, force: true });
  rmSync(join(example, 'target'), { recursive: true, force: true });
  await run(example, 'mvn', [
    '-B', '-q', `-Dmaven.repo.local=${repository}`, `-Dcdk.version=${FLOOR.cdk}`, 'compile', 'exec:java',
  ], synthEnvironment(outdir, false));
};

async function needMaven(): Promise<void> {
  const about = await tryRun('mvn', '-B', '--version') ?? '';
  const version = Number(/^Java version: (\d+)/m.exec(about)?.[1]);
  const home = /runtime: (.*)$/m.exec(about)?.[1] ?? '';
  if (!(version >= 17) || !existsSync(join(home, 'bin/javac'))) {
    throw new NotHere('Maven with a JDK of version 17 or newer is needed');
  }
}
