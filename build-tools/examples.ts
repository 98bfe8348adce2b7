import { spawn } from 'child_process';
import { existsSync, readdirSync, rmSync } from 'fs';
import { availableParallelism } from 'os';
import { basename, join, resolve } from 'path';

const ROOT = resolve(__dirname, '..');

/** What one run of an example gave. */
export interface ExampleRun {
  readonly name: string;
  readonly ok: boolean;
  readonly seconds: number;
  readonly stacks: number;
  /** All that the example printed. */
  readonly output: string;
}

/** The folders of examples/ that hold an app, or those of them that are named. */
export function findExamples(only: string[] = []): string[] {
  const folder = join(ROOT, 'examples');
  const all = existsSync(folder)
    ? readdirSync(folder).sort().filter(name => existsSync(join(folder, name, 'app.ts')))
    : [];
  const unknown = only.filter(name => !all.includes(name));
  if (unknown.length > 0) {
    throw new Error(`no such example: ${unknown.join(', ')}; there are: ${all.join(', ') || 'none'}`);
  }
  return only.length > 0 ? all.filter(name => only.includes(name)) : all;
}

/** What an app, in any language, finds in its environment: the CDK's settings, as its command line gives them. */
export function synthEnvironment(outdir: string, validate: boolean): NodeJS.ProcessEnv {
  return {
    ...process.env,
    CDK_OUTDIR: outdir,
    CDK_CONTEXT_JSON: JSON.stringify({
      'aws:cdk:version-reporting': false,
      '@aws-cdk/core:validateAgainstDefaultRules': true,
    }),
    CDK_VALIDATION: String(validate),
  };
}

/** How to run an example. */
export interface RunOptions {
  /** Whether the findings of aws-cdk-lib's own template validator count as errors; if not, it does not run. */
  readonly validate: boolean;
  /** Modules to load before the app. */
  readonly hooks?: string[];
}

/** Run examples/NAME/app.ts as a user would, the package's name resolved to the sources. */
export async function runExample(name: string, outdir: string, options: RunOptions): Promise<ExampleRun> {
  const started = Date.now();
  rmSync(outdir, { recursive: true, force: true });
  const chunks: Buffer[] = [];
  const code = await new Promise<number | null>((done, failed) => {
    const requires = ['tsx/cjs', ...options.hooks ?? []].flatMap(hook => ['--require', hook]);
    const child = spawn(process.execPath, [...requires, join(ROOT, 'examples', name, 'app.ts')], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...synthEnvironment(outdir, options.validate), TSX_TSCONFIG_PATH: join(ROOT, 'tsconfig.dev.json') },
    });
    child.stdout.on('data', (data: Buffer) => chunks.push(data));
    child.stderr.on('data', (data: Buffer) => chunks.push(data));
    child.on('error', failed);
    child.on('close', done);
  });
  // Node prints the source line of an uncaught error; of a minified file that is the whole file.
  const output = Buffer.concat(chunks).toString().split('\n').filter(line => line.length < 2000).join('\n');
  const written = existsSync(join(outdir, 'manifest.json'));
  return {
    name,
    ok: code === 0 && written,
    seconds: (Date.now() - started) / 1000,
    stacks: written ? readdirSync(outdir).filter(file => file.endsWith('.template.json')).length : 0,
    output: code === 0 && !written ? `${output}\n${basename(outdir)}: the app wrote no cloud assembly\n` : output,
  };
}

/** Run all examples, as many at once as there are cores; one line each, the output of those that fail. */
export async function runExamples(names: string[], run: (name: string) => Promise<ExampleRun>): Promise<ExampleRun[]> {
  const waiting = [...names];
  const runs: ExampleRun[] = [];
  const worker = async () => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      const result = await run(name);
      runs.push(result);
      const line = `${result.name} (${result.stacks} templates, ${result.seconds.toFixed(1)} s)`;
      console.log(result.ok ? `ok ${line}` : `FAILED ${line}\n${result.output}`);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  return runs;
}
