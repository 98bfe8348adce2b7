import { mkdtempSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { checkCli } from './deploy';
import { PLATFORMS } from './platforms';
import { PlayedPlatform, playPlatform } from './play';
import { report } from './report';
import { ROOT } from '../../build-tools/processes';
import { python } from '../python';

const HELP = 'npm run cloud [-- --only WORD] [--port NUMBER]: the stories whose names have the word in them; the port of the emulator, a free one otherwise';
const LOG = join(ROOT, '.judges/cloud.log');

async function main(args: string[], stop: AbortSignal): Promise<number> {
  const { only = '', port } = optionsOf(args);
  if (port !== undefined && !/^\d{1,5}$/.test(port)) { throw new Error(`--port must be a number, got ${port}; ${HELP}`); }
  const chosen = PLATFORMS
    .map(platform => ({ ...platform, stories: platform.stories.filter(({ name }) => name.includes(only)) }))
    .filter(({ stories }) => stories.length > 0);
  if (chosen.length === 0) { throw new Error(`no story has '${only}' in its name; ${HELP}`); }
  const begun = Date.now();
  await checkCli();
  const interpreter = await python();
  rmSync(LOG, { force: true });
  const home = mkdtempSync(join(tmpdir(), 'cloud-'));
  try {
    const played: PlayedPlatform[] = [];
    for (const platform of chosen) {
      stop.throwIfAborted();
      played.push(await playPlatform(platform, {
        python: interpreter, log: LOG, home, stop, stories: platform.stories,
        port: port === undefined ? undefined : Number(port), say: line => console.log(line),
      }));
    }
    const { lines, ok } = report(played, only === '');
    console.log(lines.join('\n'));
    console.log(`\n${ok ? 'ok' : 'FAILED'} after ${Math.round((Date.now() - begun) / 1000)} s`);
    return ok ? 0 : 1;
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

function optionsOf(args: string[]): { only?: string; port?: string } {
  try {
    return parseArgs({ args, options: { only: { type: 'string' }, port: { type: 'string' } } }).values;
  } catch (error) {
    throw new Error(`${(error as Error).message}; ${HELP}`);
  }
}

const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    process.exitCode = 128 + constants.signals[signal];
    interruption.abort();
  });
}

main(process.argv.slice(2), interruption.signal).then(
  code => { process.exitCode ??= code; },
  (error: Error) => {
    process.exitCode ??= 1;
    console.error(interruption.signal.aborted ? 'interrupted: the emulator is stopped, and nothing of it is left' : error.message);
  },
);
