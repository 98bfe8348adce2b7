import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Lab } from '../../src/lab';
import { synthesize } from '../stories/platform';

const page = readFileSync('docs/lab.md', 'utf8');
const blocks = (language: string) => [...page.matchAll(new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``, 'g'))].map(([, block]) => block);

/** Runs a snippet as it stands on the page. What it logs goes to `console`. */
async function run(snippet: string, console: { log(text: string): void } = global.console): Promise<Lab> {
  const body = snippet.replace(/^import (\{.*\}) from ('.*');$/gm, 'const $1 = require($2);');
  const play = new Function('require', 'expect', 'console', `return (async () => { ${body}; return lab; })()`) as
    (...world: unknown[]) => Promise<Lab>;
  return play(require, expect, console);
}

test('the first snippet of docs/lab.md runs, on a platform as users write it', async () => {
  const lab = await run(blocks('ts')[0].replace("'cdk.out'", JSON.stringify(synthesize('plain'))));
  expect(lab.states.executions().map(each => each.status)).toEqual(['SUCCEEDED']);
});

test('the workflow of docs/lab.md runs, and its timeline is the one on the page but for the milliseconds', async () => {
  const said: string[] = [];
  const outdir = mkdtempSync(join(tmpdir(), 'orders-'));
  await run(blocks('ts')[1].replace('new App()', `new App(${JSON.stringify({ outdir, analyticsReporting: false })})`), { log: text => said.push(text) });
  const timeless = (text: string) => text.trim().replace(/\.\d{3}|\d+ ms/g, '…');
  expect(timeless(said.join('\n'))).toBe(timeless(blocks('text')[0]));
});
