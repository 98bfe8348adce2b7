/* Lets much work fail in many tenants while everything goes wrong, has it given back, and tells what came of it. */
import { play } from './play';
import { isWell, print } from './print';
import { readOptions, SEED, wholeNumber } from '../../../../src/cli/options';
import { synthesize } from '../platform';

const USAGE = `Usage: npm run chaos:failures -- [options]

Lets work fail in tenants' accounts on the lab while the central bus is away for an hour, events come twice, late and in
another order, and functions and runs die. Then everybody's failures are given back.

  --tenants N     how many tenants there are (default: 200)
  --failures N    how many pieces of work fail (default: 10000)
  --seed N        another seed, other faults (default: 1)
  --rate R        the share of calls that meet a fault (default: 0.003)
  --all           prints all that is wrong`;

const OPTIONS = { tenants: 'value', failures: 'value', seed: 'value', rate: 'value', all: 'switch', help: 'switch' } as const;

async function main(args: string[]): Promise<number> {
  const { values, switches, complaints: misread } = readOptions(args, OPTIONS);
  const complaints = [...misread];
  const number = (name: string, otherwise: number, most: number) =>
    wholeNumber(values, name, { otherwise, least: 1, most }, complaints);
  const [tenants, failures] = [number('tenants', 200, 9_999), number('failures', 10_000, 999_999)];
  const seed = wholeNumber(values, 'seed', SEED, complaints);
  const rate = Number(values.rate ?? '0.003');
  if (!(rate >= 0 && rate <= 0.2)) { complaints.push(`--rate must be a share from 0 to 0.2, got '${values.rate}'`); }
  if (complaints.length > 0 || switches.has('help')) {
    (complaints.length > 0 ? console.error : console.log)([...complaints, USAGE].join('\n'));
    return complaints.length > 0 ? 2 : 0;
  }
  const began = Date.now();
  const report = await play({ assembly: synthesize(), tenants, failures, seed, rate });
  for (const [what, wrong] of Object.entries(report.verdict)) {
    for (const one of (wrong as string[]).slice(0, switches.has('all') ? Infinity : 5)) { console.log(`  ${what}: ${one}`); }
  }
  print(report, line => console.log(line));
  const megabytes = Math.round(process.resourceUsage().maxRSS / 1024);
  console.log(`${tenants} tenants, seed ${seed}, rate ${rate}, in ${((Date.now() - began) / 1000).toFixed(1)} s, ${megabytes} MB`);
  return isWell(report) ? 0 : 1;
}

void main(process.argv.slice(2)).then(code => { process.exitCode = code; });
