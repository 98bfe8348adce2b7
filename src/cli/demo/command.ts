import { createWriteStream, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { standardPlan } from './plan';
import { play } from './play';
import { duration, printReport } from './print';
import { Fault } from '../../lab';

export const DEMO_USAGE = `Usage: cdk-account-per-tenant demo [options]

Plays the enrolment of tenants on the lab, on virtual time, with AWS's limits and with faults.

  --tenants N     how many tenants ask, from 10 on (default: 60)
  --seed N        another seed, other latencies and durations (default: 1)
  --faults FILE   your own faults in place of the demo's: {"faults": [...], "takenEmails": [...]} (docs/lab-log.md)
  --log FILE      everything that happens, as JSON lines (docs/lab-log.md)
  --json          the report as JSON
  --assembly DIR  the cloud assembly to play (default: cdk.out/platform)`;

/** The demo. Returns the exit code: 0 when every tenant is accounted for as promised. */
export async function demo(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      tenants: { type: 'string', default: '60' }, seed: { type: 'string', default: '1' }, faults: { type: 'string' }, log: { type: 'string' },
      json: { type: 'boolean', default: false }, assembly: { type: 'string', default: 'cdk.out/platform' }, help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(DEMO_USAGE);
    return 0;
  }
  const tenants = wholeNumber('--tenants', values.tenants, 10, 100000);
  const seed = wholeNumber('--seed', values.seed, 0, 2 ** 32 - 1);
  if (!existsSync(join(values.assembly, 'manifest.json'))) {
    throw new Error(`there is no cloud assembly in '${values.assembly}'; synthesize one with 'npm run synth:examples', or name another with --assembly`);
  }
  const own = values.faults === undefined ? undefined : readFaults(values.faults);
  const standard = standardPlan(tenants);
  const plan = own ? { ...standard, ...own, promises: [] } : standard;
  const log = values.log === undefined ? undefined : createWriteStream(values.log);
  const say = values.json ? () => undefined : (line: string) => console.log(line);

  say(`${tenants} tenants ask for an account; ${plan.faults.length} kinds of faults are planned; seed ${seed}.`);
  const began = Date.now();
  const { report, path } = await play({
    assembly: values.assembly, plan, seed, log: log && (entry => { log.write(`${JSON.stringify(entry)}\n`); }),
    progress: values.json ? undefined : progressOn(process.stdout),
  });
  if (log) {
    await new Promise<void>((done, failed) => { log.on('error', failed); log.end(done); });
  }
  const seconds = (Date.now() - began) / 1000;
  const megabytes = Math.round(process.resourceUsage().maxRSS / 1024);
  if (values.json) {
    console.log(JSON.stringify({ ...report, realSeconds: seconds, megabytes }, undefined, 2));
  } else {
    printReport(report, path, say);
    say('');
    say(`${duration(report.virtualSeconds)} of virtual time in ${seconds.toFixed(1)} s, ${megabytes} MB.`);
  }
  const asPromised = report.promises.every(promise => promise.kept) && report.faults.every(fault => own !== undefined || fault.applied === fault.planned);
  return asPromised && report.unanswered.length === 0 && report.accounts.orphaned.length === 0 ? 0 : 1;
}

function wholeNumber(option: string, text: string, least: number, most: number): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < least || number > most) {
    throw new Error(`${option} must be a whole number from ${least} to ${most}, got '${text}'`);
  }
  return number;
}

function readFaults(file: string): { faults: Fault[]; takenEmails: string[] } {
  const complain = (why: string): never => { throw new Error(`--faults ${file}: ${why}; it must hold {"faults": [...], "takenEmails": [...]}`); };
  if (!existsSync(file)) { complain('there is no such file'); }
  let content: { faults?: Fault[]; takenEmails?: string[] };
  try {
    content = JSON.parse(readFileSync(file, 'utf8')) as typeof content;
  } catch (error) {
    return complain((error as Error).message);
  }
  const kinds = ['error', 'crash', 'creation', 'stack'];
  const faults = content.faults ?? [];
  const strange = Array.isArray(faults) ? faults.find(fault => !kinds.includes(fault.kind)) : complain("'faults' is no array");
  if (strange) { complain(`a fault's kind must be one of ${kinds.join(', ')}, got ${JSON.stringify((strange as Fault).kind)}`); }
  return { faults, takenEmails: content.takenEmails ?? [] };
}

/** One line that changes on a terminal, a line for each tenth elsewhere. */
function progressOn(stream: NodeJS.WriteStream): (done: number, of: number, virtualSeconds: number) => void {
  let told = -1;
  return (done, of, virtualSeconds) => {
    const tenth = Math.floor((10 * done) / of);
    const line = `${String(done).padStart(String(of).length)} of ${of} tenants answered after ${duration(virtualSeconds)} of virtual time`;
    if (stream.isTTY) {
      stream.write(`\r${line}${done === of ? '\n' : '   '}`);
    } else if (tenth > told) {
      told = tenth;
      stream.write(`${line}\n`);
    }
  };
}
