// npm run bindings [-- javascript python java go]: packages for each language, uses each package as people who write
// that language do, and compares what they deploy with what TypeScript deploys, byte by byte.
import { mkdtempSync, rmSync, statSync } from 'fs';
import { tmpdir } from 'os';
import { basename, join } from 'path';
import { deployed, differences } from './bindings/compare';
import { go } from './bindings/go';
import { java } from './bindings/java';
import { javascript } from './bindings/javascript';
import { python } from './bindings/python';
import { KEPT, Language, NotHere, packaged, Platform } from './bindings/tools';
import { runExample, synthEnvironment } from './examples';
import { kept } from './kept';
import { program, ROOT, run } from './processes';

const LANGUAGES: Readonly<Record<string, Language>> = { javascript, python, java, go };
const PLATFORMS: readonly Platform[] = ['platform', 'probing-platform'];

async function main(names: string[], stop: AbortSignal): Promise<number> {
  const unknown = names.filter(name => !Object.hasOwn(LANGUAGES, name));
  if (unknown.length > 0) {
    throw new Error(`bindings: no such language: ${unknown.join(', ')}; there are: ${Object.keys(LANGUAGES).join(', ')}`);
  }
  const wanted = names.length > 0 ? names : Object.keys(LANGUAGES);
  const here = await present(wanted);
  if (here.length === 0) { return 1; }
  kept(KEPT, 'each language keeps what it downloads');
  const work = mkdtempSync(join(tmpdir(), 'bindings-'));
  try {
    stop.throwIfAborted();
    console.log(`compiled in ${await seconds(() => run(ROOT, 'npx', ['projen', 'compile']))}`);
    const sources = join(work, 'sources');
    for (const platform of PLATFORMS) {
      const { ok, output } = await runExample(platform, join(sources, platform), { validate: false });
      if (!ok || deployed(join(sources, platform)).length === 0) { throw new Error(`examples/${platform} does not synthesize\n${output}`); }
    }
    // One after the other: what packages a language likes to have the machine for itself.
    const good: boolean[] = [];
    for (const name of here) {
      stop.throwIfAborted();
      good.push(await judge(name, sources, join(work, name), stop));
    }
    stop.throwIfAborted();
    return good.every(Boolean) && here.length === wanted.length ? 0 : 1;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Those of some languages whose tools are on this machine; says what the others need. */
async function present(names: string[]): Promise<string[]> {
  const here: string[] = [];
  for (const name of names) {
    try {
      console.log(`${name}: ${await LANGUAGES[name].need()}`);
      here.push(name);
    } catch (error) {
      if (!(error instanceof NotHere)) { throw error; }
      console.log(`${name}: NOT RUN. ${error.message}`);
    }
  }
  return here;
}

/** Packages for one language, uses the package, and prints what came of it. */
async function judge(name: string, sources: string, outdir: string, stop: AbortSignal): Promise<boolean> {
  const language = LANGUAGES[name];
  const say = (text: string) => console.log(text.split('\n').map(line => `  ${line}`).join('\n'));
  const home = mkdtempSync(join(tmpdir(), `bindings-${name}-`));
  try {
    console.log(name);
    say(`packaged in ${await seconds(() => run(ROOT, 'npx', ['projen', `package:${language.target}`]))}`);
    sizes(language.target).forEach(say);
    say(`installed in ${await seconds(() => language.install(home))}`);
    for (const platform of PLATFORMS) {
      const app = language.apps[platform];
      if (app) {
        const time = await seconds(() => app(home, synthEnvironment(join(outdir, platform), false)));
        const different = differences(join(sources, platform), join(outdir, platform));
        if (different.length > 0) { throw new Error(`${platform} is not what TypeScript writes\n${different.join('\n')}`); }
        say(`${platform} synthesized in ${time}; as TypeScript writes it, byte by byte: ${counted(join(sources, platform))}`);
      }
    }
    say(await language.check(home, { ...synthEnvironment('', false), CDK_OUTDIR: undefined }, outdir));
    return true;
  } catch (error) {
    stop.throwIfAborted();
    say(`FAILED: ${(error as Error).message}`);
    return false;
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

async function seconds(work: () => Promise<unknown>): Promise<string> {
  const started = Date.now();
  await work();
  return `${((Date.now() - started) / 1000).toFixed(1)} s`;
}

/** What users download; a Go module is a folder. */
function sizes(target: string): string[] {
  const size = (files: string[]) => `${(files.reduce((sum, file) => sum + statSync(file).size, 0) / 1e6).toFixed(2)} MB`;
  return target === 'go'
    ? [`${size(packaged('go'))} module, of it ${size(packaged('go', '.tgz'))} what runs in Node.js`]
    : packaged(target).filter(file => /\.(tgz|whl|jar)$/.test(file)).map(file => `${size([file])} ${basename(file)}`);
}

/** `2 templates, 2 lists of assets, 5 files of assets`. */
function counted(assembly: string): string {
  const files = deployed(assembly);
  const templates = files.filter(file => file.endsWith('.template.json')).length;
  const lists = files.filter(file => file.endsWith('.assets.json')).length;
  return `${templates} templates, ${lists} lists of assets, ${files.length - templates - lists} files of assets`;
}

program(main, 'what was packaged so far is in dist');
