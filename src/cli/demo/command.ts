import { createWriteStream, existsSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { isRight } from './attempts';
import { readFaultFile } from './fault-file';
import { standardPlan } from './plan';
import { play } from './play';
import { printReport } from './print';
import { isAsPromised as areAsPromised } from './release';
import { Report } from './report';
import { isAsPromised as isSeenAsPromised } from './telemetry';
import { complaintsAboutFile } from '../files';
import { Kind, readOptions, SEED, wholeNumber } from '../options';
import { Terminal } from '../terminal';
import { duration, progressOn } from '../words';

export const DEMO_USAGE = `Usage: cdk-account-per-tenant demo [options]

Plays the enrolment of tenants on the lab, on virtual time, with AWS's limits and with faults.

  --tenants N     how many tenants ask, from 10 on (default: 60)
  --seed N        another seed, other latencies and durations (default: 1)
  --faults FILE   your own faults in place of the demo's: {"faults": [...], "takenEmails": [...]} (docs/lab-log.md)
  --log FILE      everything that happens, as JSON lines (docs/lab-log.md)
  --html FILE     the release that is taken back, as a page; of a platform with a FleetStackSetPipeline
  --json          the report as JSON
  --assembly DIR  the cloud assembly to play (default: cdk.out/platform)`;

const OPTIONS: Readonly<Record<string, Kind>> = {
  tenants: 'value', seed: 'value', faults: 'value', log: 'value', html: 'value', json: 'switch', assembly: 'value', help: 'switch',
};

interface Wishes {
  readonly tenants: number;
  readonly seed: number;
  readonly json: boolean;
  readonly assembly: string;
  readonly faults?: string;
  readonly log?: string;
  readonly html?: string;
}

/** The demo. Returns the exit code: 0 when every tenant is accounted for as promised. */
export async function demo(args: string[], { stdout }: Terminal): Promise<number> {
  const wishes = wishesOf(args);
  if (!wishes) {
    stdout.write(`${DEMO_USAGE}\n`);
    return 0;
  }
  const { tenants, seed, json, assembly } = wishes;
  const own = wishes.faults === undefined ? undefined : readFaultFile(wishes.faults);
  const standard = standardPlan(tenants);
  const plan = own ? { ...standard, ...own, promises: [] } : standard;
  const log = wishes.log === undefined ? undefined : logInto(wishes.log);
  const say = json ? () => undefined : (line: string) => stdout.write(`${line}\n`);

  say(`${tenants} tenants ask for an account; ${plan.faults.length} kinds of faults are planned; seed ${seed}.`);
  const began = Date.now();
  const { report, path } = await play({
    assembly, plan, seed, html: wishes.html, log: log && (entry => { log.write(`${JSON.stringify(entry)}\n`); }),
    progress: json ? undefined : progressOn(stdout),
  });
  if (log) {
    await new Promise<void>((done, failed) => { log.on('error', failed); log.end(done); });
  }
  const seconds = (Date.now() - began) / 1000;
  const megabytes = Math.round(process.resourceUsage().maxRSS / 1024);
  if (json) {
    stdout.write(`${JSON.stringify({ ...report, realSeconds: seconds, megabytes }, undefined, 2)}\n`);
  } else {
    printReport(report, path, say);
    say('');
    if (wishes.html !== undefined) { say(report.releases.length > 0 ? `The page is in ${wishes.html}.` : `${wishes.html} is empty: this platform has no FleetStackSetPipeline.`); }
    say(`${duration(report.virtualSeconds)} of virtual time in ${seconds.toFixed(1)} s, ${megabytes} MB.`);
  }
  return isAsPromised(report, own !== undefined) ? 0 : 1;
}

/** What the user wishes; undefined for help. All complaints at once. */
function wishesOf(args: string[]): Wishes | undefined {
  const { values, switches, complaints } = readOptions(args, OPTIONS);
  if (switches.has('help')) { return undefined; }
  const all = [...complaints];
  const { assembly = 'cdk.out/platform', faults, log, html } = values;
  const tenants = wholeNumber(values, 'tenants', { otherwise: 60, least: 10, most: 100_000 }, all);
  const seed = wholeNumber(values, 'seed', SEED, all);
  if (!existsSync(join(assembly, 'manifest.json'))) {
    all.push(`there is no cloud assembly in '${assembly}'; `
      + "synthesize one with 'npx cdk synth' and name it with --assembly cdk.out");
  }
  if (html !== undefined) { all.push(...complaintsAboutFile(html)); }
  if (all.length > 0) { throw new Error(all.join('\n  ')); }
  return { tenants, seed, json: switches.has('json'), assembly, faults, log, html };
}

/** Opens the file at once: a wrong path must not come to light after the play. */
function logInto(file: string) {
  try {
    return createWriteStream(file, { fd: openSync(file, 'w') });
  } catch (error) {
    throw new Error(`--log ${file}: cannot be written: ${(error as Error).message}`);
  }
}

/** Of the user's own faults nothing is promised but an answer for each tenant and an owner for each account. */
function isAsPromised(report: Report, ownFaults: boolean): boolean {
  const { promises, faults, unanswered, accounts, tried, releases, telemetry } = report;
  return promises.every(promise => promise.kept) && faults.every(fault => ownFaults || fault.applied === fault.planned)
    && unanswered.length === 0 && accounts.orphaned.length === 0 && tried.every(isRight)
    && (ownFaults || releases.length === 0 || areAsPromised(releases.slice(1)))
    && (ownFaults || telemetry === undefined || isSeenAsPromised(telemetry));
}
