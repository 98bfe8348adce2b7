import { cpSync, existsSync, readFileSync, rmSync } from 'fs';
import { delimiter, join } from 'path';
import { CHECKS, EXAMPLES, FLOOR, KEPT, Language, NotHere } from './tools';
import { ROOT, run, tryRun } from '../processes';

const REPOSITORY = join(KEPT, 'maven');

/** From the Maven repository that dist/java is. */
export const java: Language = {
  target: 'java',

  async need() {
    const about = await tryRun('mvn', '-B', '--version') ?? '';
    const version = /^Java version: (\d+)/m.exec(about)?.[1];
    const home = /runtime: (.*)$/m.exec(about)?.[1] ?? '';
    if (!(Number(version) >= 17) || !existsSync(join(home, 'bin/javac'))) {
      throw new NotHere('Maven with a JDK, 17 or newer, is needed; '
        + `${about ? `Maven here has ${version ? `Java ${version} in ${home}` : 'none'}` : 'there is no mvn that runs'}. On Debian: apt-get install maven default-jdk`);
    }
    return `Java ${version}, ${/Apache (Maven [\d.]+)/.exec(about)?.[1]}`;
  },

  async install(home) {
    cpSync(join(EXAMPLES, 'java-platform'), home, { recursive: true, filter: from => !from.endsWith('/target') });
    // Each build has the same version: Maven would keep the one that it has.
    rmSync(join(REPOSITORY, 'io/github/example'), { recursive: true, force: true });
    await run(home, 'mvn', [
      '-B', '-q', `-Dmaven.repo.local=${REPOSITORY}`, `-Dpackages=${join(ROOT, 'dist/java')}`, `-Dcdk.version=${FLOOR.cdk}`,
      'compile', 'dependency:build-classpath', '-Dmdep.outputFile=classpath',
    ]);
  },

  apps: {
    'probing-platform': (home, env) => run(home, 'java', ['com.example.platform.PlatformApp'], withClasspath(home, env)),
  },

  check: (home, env) => run(home, 'java', [join(CHECKS, 'Check.java')], withClasspath(home, env)),
};

const withClasspath = (home: string, env: NodeJS.ProcessEnv) => ({
  ...env,
  CLASSPATH: `${join(home, 'target/classes')}${delimiter}${readFileSync(join(home, 'classpath'), 'utf8')}`,
});
