/* Plays many enrolments of the platform under chaos, and tells what came of it. */
import { createWriteStream, openSync } from 'node:fs';
import { play } from './play';
import { isWell, print, sayNeverApplied } from './print';
import { Tale } from './tale';
import { readOptions, SEED, wholeNumber } from '../../src/cli/options';
import { Entry } from '../../src/lab';
import { synthesize } from '../stories/platform';

const USAGE = `Usage: npm run chaos -- [options]

Plays the enrolment of tenants on the lab while everything that may go wrong does, by chance.

  --tenants N     how many tenants ask (default: 200)
  --seed N        another seed, other faults (default: 1)
  --rate R        the share of calls that meet a fault (default: 0.012)
  --log FILE      everything that happens, as JSON lines (docs/lab-log.md)
  --only TENANT   prints the story of a tenant; several with commas between
  --all           prints all that is wrong, and each fault
  --assembly DIR  the cloud assembly to play (default: the platform of the stories)`;

const OPTIONS = {
  tenants: 'value', seed: 'value', rate: 'value', log: 'value', only: 'value', assembly: 'value', all: 'switch', help: 'switch',
} as const;

async function main(args: string[]): Promise<number> {
  const { values, switches, complaints: misread } = readOptions(args, OPTIONS);
  const complaints = [...misread];
  const tenants = wholeNumber(values, 'tenants', { otherwise: 200, least: 1, most: 99_999 }, complaints);
  const seed = wholeNumber(values, 'seed', SEED, complaints);
  const rate = Number(values.rate ?? '0.012');
  if (!(rate >= 0 && rate <= 1)) { complaints.push(`--rate must be a share from 0 to 1, got '${values.rate}'`); }
  if (complaints.length > 0 || switches.has('help')) {
    (complaints.length > 0 ? console.error : console.log)([...complaints, USAGE].join('\n'));
    return complaints.length > 0 ? 2 : 0;
  }
  const { log, only, assembly = synthesize('serving') } = values;
  const file = log === undefined ? undefined : createWriteStream(log, { fd: openSync(log, 'w') });
  const tales = only === undefined ? [] : only.split(',').map(tenant => new Tale(tenant));
  const listen = (entry: Entry) => {
    file?.write(`${JSON.stringify(entry)}\n`);
    for (const tale of tales) { tale.hear(entry); }
  };
  const began = Date.now();
  const report = await play({
    assembly, tenants, seed, rate,
    ...(file || tales.length > 0) && { listen },
  });
  if (file) { await new Promise<void>(done => file.end(done)); }
  for (const { tenantId, lines } of tales) { console.log([tenantId, ...lines, ''].join('\n')); }
  print(report, switches.has('all'), line => console.log(line));
  const megabytes = Math.round(process.resourceUsage().maxRSS / 1024);
  console.log(`${tenants} tenants, seed ${seed}, rate ${rate}: ${Math.round(report.virtualSeconds / 3600)} h of virtual time in ${((Date.now() - began) / 1000).toFixed(1)} s, ${megabytes} MB`);
  sayNeverApplied(report, tenants, line => console.log(line));
  return isWell(report, tenants) ? 0 : 1;
}

void main(process.argv.slice(2)).then(code => { process.exitCode = code; });
