import { writeFileSync } from 'node:fs';
import { ARRIVALS_HELP, readArrivals } from './arrivals';
import { pageOf } from './page';
import { play, Plan } from './play';
import { printReport } from './print';
import { reportOn } from './report';
import { assemblyOf, complaintsAboutApp } from '../assembly';
import { complaintsAboutFile } from '../files';
import { Kind, readOptions, SEED, wholeNumber } from '../options';
import { Terminal } from '../terminal';
import { duration, grouped, progressOn } from '../words';

export const SIMULATE_USAGE = `Usage: cdk-account-per-tenant simulate --arrivals WHAT [options]

Plays your own app on the lab, on virtual time, without faults, and says what happens when these tenants ask.

  --arrivals WHAT        a file (CSV or JSON: time, tenants), or ${ARRIVALS_HELP} (docs/simulate.md)
  --app APP              the command that synthesizes your app, or a cloud assembly (default: "app" in cdk.json)
  --tenants N            how many tenants have an account already (default: 0)
  --account-quota N      how many accounts your organization may have (default: as many as are needed)
  --creation-seconds N   how long AWS makes an account (default: half of them within 60 s, 19 of 20 within 180 s)
  --seed N               another seed, other latencies and durations (default: 1)
  --bus NAME             which bus takes the requests, where the app has several
  --html FILE            a picture and the figures, as one page
  --json                 the report as JSON`;

const OPTIONS: Readonly<Record<string, Kind>> = {
  'arrivals': 'value', 'app': 'value', 'tenants': 'value', 'account-quota': 'value', 'creation-seconds': 'value', 'seed': 'value',
  'bus': 'value', 'html': 'value', 'json': 'switch', 'help': 'switch',
};

interface Wishes {
  readonly plan: Omit<Plan, 'assembly'>;
  readonly app?: string;
  readonly html?: string;
  readonly json: boolean;
}

/** The simulation. Returns the exit code: 0 when every tenant becomes ready. */
export async function simulate(args: string[], { stdout }: Terminal): Promise<number> {
  const wishes = wishesOf(args);
  if (!wishes) {
    stdout.write(`${SIMULATE_USAGE}\n`);
    return 0;
  }
  const { app, html, json, plan } = wishes;
  const say = json ? () => undefined : (line: string) => stdout.write(`${line}\n`);
  const assembly = assemblyOf(app);
  try {
    const began = Date.now();
    const played = await play({ ...plan, assembly: assembly.directory }, json ? undefined : progressOn(stdout));
    const report = reportOn(played, plan.batches, plan);
    const seconds = (Date.now() - began) / 1000;
    if (html !== undefined) { writeFileSync(html, pageOf(report)); }
    if (json) {
      stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
    } else {
      printReport(report, say);
      say('');
      say(`${duration((played.lab.cloud.clock.now() - plan.batches[0].at) / 1000)} of virtual time in ${seconds.toFixed(1)} s; seed ${plan.seed}${html === undefined ? '' : `; the picture is in ${html}`}.`);
    }
    return report.outcomes.ready === report.tenants ? 0 : 1;
  } finally {
    assembly.dispose();
  }
}

/** What the user wishes; undefined for help. All complaints at once. */
function wishesOf(args: string[]): Wishes | undefined {
  const { values, switches, complaints } = readOptions(args, OPTIONS);
  if (switches.has('help')) { return undefined; }
  const all = [...complaints];
  const optional = (name: string, most: number) =>
    values[name] === undefined ? undefined : wholeNumber(values, name, { least: 1, most, otherwise: 1 }, all);
  const { app, arrivals, bus, html } = values;
  if (arrivals === undefined) { all.push(`--arrivals is missing: a file (docs/simulate.md), or ${ARRIVALS_HELP}`); }
  const { batches, complaints: wrong } = arrivals === undefined
    ? { batches: [], complaints: [] } : readArrivals(arrivals);
  all.push(...wrong);
  const existing = wholeNumber(values, 'tenants', { least: 0, most: 50_000, otherwise: 0 }, all);
  const accountQuota = optional('account-quota', 50_000);
  const creationSeconds = optional('creation-seconds', 86_400);
  const seed = wholeNumber(values, 'seed', SEED, all);
  all.push(...complaintsAboutApp(app));
  if (accountQuota !== undefined && existing > accountQuota) {
    all.push(`--account-quota ${accountQuota} is less than the accounts of --tenants ${grouped(existing)}; AWS's console shows the quota under Service Quotas, AWS Organizations, us-east-1`);
  }
  if (html !== undefined) { all.push(...complaintsAboutFile(html)); }
  if (all.length > 0) { throw new Error(all.join('\n  ')); }
  return { plan: { batches, existing, accountQuota, creationSeconds, seed, bus }, app, html, json: switches.has('json') };
}
