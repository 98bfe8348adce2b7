// npm run consumers [-- javascript python java]: the packages in dist/ as their users get them. Each language
// installs its own, synthesizes the platform of examples/platform, and must come to the same templates, byte by byte.
import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { java } from './consumers/java';
import { javascript } from './consumers/javascript';
import { python } from './consumers/python';
import { Consumer, differences, NotHere, templates } from './consumers/tools';
import { runExample } from './examples';

const CONSUMERS: Readonly<Record<string, Consumer>> = { javascript, python, java };

async function main(names: string[]): Promise<boolean> {
  const unknown = names.filter(name => !Object.hasOwn(CONSUMERS, name));
  if (unknown.length > 0) {
    throw new Error(`no such consumer: ${unknown.join(', ')}; there are: ${Object.keys(CONSUMERS).join(', ')}`);
  }
  const work = mkdtempSync(join(tmpdir(), 'consumers-'));
  try {
    const sources = join(work, 'sources');
    const run = await runExample('platform', sources, { validate: false });
    if (!run.ok || templates(sources).length === 0) { throw new Error(`examples/platform does not synthesize\n${run.output}`); }
    const wanted = names.length > 0 ? names : Object.keys(CONSUMERS);
    return (await Promise.all(wanted.map(name => consume(name, work, sources)))).every(Boolean);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Runs one consumer and prints what came of it, all at once, for they run side by side. */
async function consume(name: string, work: string, sources: string): Promise<boolean> {
  const started = Date.now();
  const lines: string[] = [];
  let good = false;
  try {
    const outdir = join(work, name);
    await CONSUMERS[name]({ outdir, say: line => lines.push(line) });
    const different = differences(sources, outdir, line => lines.push(line));
    good = different === 0;
    if (!good) { lines.push('if the sources have changed since dist/ was made: npx projen compile, package:js, package:python, package:java'); }
  } catch (error) {
    lines.push((error as Error).message);
    good = error instanceof NotHere && !process.env.CI;
    if (good) { lines.push('not run; with CI set this is a failure'); }
  }
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  console.log([`${name} (${seconds} s)${good ? '' : ' FAILED'}`, ...lines.flatMap(line => line.split('\n')).map(line => `  ${line}`)].join('\n'));
  return good;
}

main(process.argv.slice(2)).then(
  good => { process.exitCode = good ? 0 : 1; },
  (error: Error) => {
    console.error(`consumers: ${error.message}`);
    process.exitCode = 1;
  },
);
