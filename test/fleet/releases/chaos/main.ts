/* Plays many releases of services under chaos, and tells what came of them. */
import { createWriteStream, openSync } from 'node:fs';
import { withGates } from './platform';
import { play } from './play';
import { isWell, print, sum, Told } from './print';
import { Tale } from './tale';
import { readOptions, SEED, wholeNumber } from '../../../../src/cli/options';
import { Entry } from '../../../../src/lab';

const USAGE = `Usage: npm run chaos:releases -- [options]

Plays releases of services to the tenants of a fleet on the lab, while everything that may go wrong does, by chance.

  --releases N    how many are asked for (default: 60)
  --tenants N     how many tenants each world has at first (default: 200)
  --each N        how many releases are asked for in one world (default: 30)
  --seed N        another seed, other faults (default: 1)
  --rate R        the share of calls that meet a fault (default: 0.006)
  --world N       plays only this world of the seed
  --tell WHAT     prints the story of a release, such as orders/000003, or of a tenant, such as t7
  --log FILE      everything that happens, as JSON lines (docs/lab-log.md)
  --all           prints all that is wrong, and each kind of fault`;

const OPTIONS = {
  releases: 'value', tenants: 'value', each: 'value', seed: 'value', rate: 'value', world: 'value', tell: 'value', log: 'value', all: 'switch', help: 'switch',
} as const;

async function main(args: string[]): Promise<number> {
  const { values, switches, complaints: misread } = readOptions(args, OPTIONS);
  const complaints = [...misread];
  const number = (name: string, otherwise: number, most: number) =>
    wholeNumber(values, name, { otherwise, least: 1, most }, complaints);
  const [releases, tenants, each] = [number('releases', 60, 99_999), number('tenants', 200, 9_999), number('each', 30, 500)];
  const seed = wholeNumber(values, 'seed', SEED, complaints);
  const only = values.world === undefined ? undefined : number('world', 1, 99_999);
  const rate = Number(values.rate ?? '0.006');
  if (!(rate >= 0 && rate <= 1)) { complaints.push(`--rate must be a share from 0 to 1, got '${values.rate}'`); }
  if (complaints.length > 0 || switches.has('help')) {
    (complaints.length > 0 ? console.error : console.log)([...complaints, USAGE].join('\n'));
    return complaints.length > 0 ? 2 : 0;
  }
  const file = values.log === undefined ? undefined : createWriteStream(values.log, { fd: openSync(values.log, 'w') });
  const tale = values.tell === undefined ? undefined : new Tale(values.tell);
  const listen = file || tale ? (entry: Entry) => {
    file?.write(`${JSON.stringify(entry)}\n`);
    tale?.hear(entry);
  } : undefined;
  const assembly = withGates();
  const began = Date.now();
  const reports: Told[] = [];
  for (let world = 1, left = releases; left > 0; world++, left -= each) {
    if (only !== undefined && world !== only) { continue; }
    const since = Date.now();
    // A world is large: only what is told of it is kept.
    const { fleet: _, judgeAgain: __, ...report } = await play({
      assembly, tenants, rate, listen, seed: seed * 10_000 + world, releases: Math.min(left, each),
    });
    reports.push(report);
    for (const [what, wrong] of Object.entries(report.verdict)) {
      for (const one of (wrong as string[]).slice(0, switches.has('all') ? Infinity : 5)) { console.log(`  world ${world}, ${what}: ${one}`); }
    }
    console.log(`world ${world}: ${report.releases} releases, ${report.virtualHours} h in ${((Date.now() - since) / 1000).toFixed(1)} s${isWell(report) ? '' : ', NOT WELL'}`);
  }
  if (file) { await new Promise<void>(done => file.end(done)); }
  for (const line of tale?.lines ?? []) { console.log(line); }
  print(sum(reports), switches.has('all'), line => console.log(line));
  const megabytes = Math.round(process.resourceUsage().maxRSS / 1024);
  console.log(`${reports.length} worlds of ${tenants} tenants, seed ${seed}, rate ${rate}, in ${((Date.now() - began) / 1000).toFixed(1)} s, ${megabytes} MB`);
  return reports.every(isWell) ? 0 : 1;
}

void main(process.argv.slice(2)).then(code => { process.exitCode = code; });
