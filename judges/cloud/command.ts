import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { checkCli } from './deploy';
import { playFleet } from './fleet/play';
import { FLEET } from './fleet/stories';
import { ForeignCloud } from './known';
import { PLATFORMS } from './platforms';
import { PlayedPlatform, playPlatform } from './play';
import { report } from './report';
import { emptyLog } from './server';
import { python } from '../python';
import { playTelemetry } from './telemetry/play';
import { FAILURES, OBSERVED } from './telemetry/stories';

/** Plays the stories on a cloud, as the arguments of a command say, and prints what came of it. */
export async function command(
  { name, args, stop, cloud }: { name: string; args: string[]; stop: AbortSignal; cloud: () => Promise<ForeignCloud> },
): Promise<number> {
  const help = `npm run ${name} [-- --only WORD] [--port NUMBER]: the stories whose names have the word in them; the port of the emulator, a free one otherwise`;
  const { only = '', port } = optionsOf(args, help);
  if (port !== undefined && !(/^\d{1,5}$/.test(port) && Number(port) < 65536)) { throw new Error(`--port must be a number up to 65535, got ${port}; ${help}`); }
  const foreign = await cloud();
  const asked = ({ name: story }: { name: string }) => story.includes(only) && !foreign.beyond.has(story);
  const chosen = PLATFORMS
    .map(platform => ({ ...platform, stories: platform.stories.filter(asked) }))
    .filter(({ stories }) => stories.length > 0);
  // Its stories follow one another: who asks for one gets all.
  const [fleet, telemetry] = [FLEET.some(asked), [OBSERVED, ...FAILURES].some(asked)];
  if (chosen.length === 0 && !fleet && !telemetry) { throw new Error(`no story has '${only}' in its name; ${help}`); }
  const begun = Date.now();
  await checkCli();
  const interpreter = await python();
  const log = emptyLog(name.replace(':', '-'));
  const home = mkdtempSync(join(tmpdir(), 'cloud-'));
  try {
    const played: PlayedPlatform[] = [];
    const options = {
      python: interpreter, log, home, stop, cloud: foreign, port: port === undefined ? undefined : Number(port),
      say: (line: string) => console.log(line),
    };
    for (const platform of chosen) {
      stop.throwIfAborted();
      played.push(await playPlatform(platform, { ...options, stories: platform.stories }));
    }
    if (fleet) { played.push(await playFleet(options)); }
    if (telemetry) { played.push(await playTelemetry(options)); }
    const { lines, ok } = report(played, only === '', foreign);
    console.log(lines.join('\n'));
    console.log(`\n${ok ? 'ok' : 'FAILED'} after ${Math.round((Date.now() - begun) / 1000)} s`);
    return ok ? 0 : 1;
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

function optionsOf(args: string[], help: string): { only?: string; port?: string } {
  try {
    return parseArgs({ args, options: { only: { type: 'string' }, port: { type: 'string' } } }).values;
  } catch (error) {
    throw new Error(`${(error as Error).message}; ${help}`);
  }
}
