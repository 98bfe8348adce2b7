import * as limits from './limits.json';
import { Phases, Stretch, within } from './phases';
import { Played } from './play';
import { Watch } from './watch';
import { Cloud, Lab } from '../../lab';
import { duration, grouped, moment } from '../words';

/** Where the factory has to be: Organizations can be called from there alone. */
const REGION = 'us-east-1';

/** One of AWS's limits, what the simulation needs of it, and what to do. */
export interface Need {
  readonly id: string;
  readonly what: string;
  readonly needed: number;
  /** What AWS gives before anybody asks for more, or what the user has. */
  readonly limit: number;
  /** Needed as a part of the limit: above 1 it is too little. */
  readonly share: number;
  readonly advice: string;
  /** What has to be done before the first tenant asks, in one sentence. Absent where the limit is enough. */
  readonly first?: string;
}

/** How the line in front of CreateAccount was used while it was longest without a break. */
export interface LineUse {
  readonly stretch: Stretch;
  /** Of AWS's rate of CreateAccount, from 0 to 1. */
  readonly shareOfRate: number;
  /** Of AWS's places for accounts that are being made, from 0 to 1. */
  readonly shareOfPlaces: number;
  /** How long a creation has its place, in seconds, on average. */
  readonly secondsInPlace: number;
  readonly mostInPlaces: number;
}

export function lineUse({ lab, watch }: Played, phases: Phases): LineUse {
  const stretch = phases.longest('inLine');
  const seconds = Math.max(1, (stretch.to - stretch.from) / 1000);
  const held = watch.held();
  const places = lab.cloud.quotas.value('organizations.accountsInCreation');
  const taken = watch.takes().filter(at => at >= stretch.from && at <= stretch.to).length;
  return {
    stretch,
    // The bucket of CreateAccount holds some calls more than its rate, so that a short time can be above it.
    shareOfRate: Math.min(1, taken / seconds / rateOf(lab)),
    shareOfPlaces: within(stretch, held) / 1000 / seconds / places,
    secondsInPlace: held.reduce((sum, { from, to }) => sum + to - from, 0) / 1000 / Math.max(1, held.length),
    mostInPlaces: phases.most('creating').number,
  };
}

/** All limits that matter. */
export function needsOf(
  played: Played, phases: Phases, use: LineUse, accountQuota: number | undefined,
): Need[] {
  const { lab, watch, accountsBefore } = played;
  const { peaks } = watch;
  const quota = (name: string) => lab.cloud.quotas.value(name);
  const need = (id: string, what: string, needed: number, limit: number, advice: string): Need => (
    { id, what, needed, limit, share: needed / limit, advice });
  const soft = (id: string, what: string, needed: number, limit: number, raise: string, first = `Raise the limit of ${what} to ${grouped(needed)} first`): Need => needed > limit
    ? { ...need(id, what, needed, limit, `raise it to at least ${grouped(needed)}: ${raise}`), first }
    : need(id, what, needed, limit, needed > limit / 2 ? `more than half of it; ${raise}` : 'nothing to do');
  const { newTableReadsPerSecond: reads, newTableWritesPerSecond: writes, transitionsPerSecond } = limits.values;
  return [
    accountNeed(played, accountQuota),
    need('rate', 'CreateAccount calls, share of the rate while the line is longest (%)', percent(use.shareOfRate), 100,
      use.shareOfRate > 0.9 ? 'AWS documents no way to raise it; let tenants ask earlier' : 'nothing to do'),
    need('places', 'accounts being made at once', use.mostInPlaces, quota('organizations.accountsInCreation'),
      use.shareOfPlaces > 0.9 ? 'AWS documents no way to raise it; let tenants ask earlier' : 'nothing to do: the line keeps to it'),
    soft('instances', 'stack instances of the baseline (one Region)', accountsBefore + watch.made, quota('cloudformation.stackInstancesPerStackSet'), 'ask AWS for more stack instances per stack set'),
    soft('operations', 'operations of the stack set at once', phases.most('onboarding').number, quota('cloudformation.queuedOperationsPerStackSet'), 'let tenants ask more slowly', 'Let tenants ask more slowly: the stack set cannot follow'),
    soft('executions', 'executions open at once', watch.mostExecutions, quota('sfn.openExecutions'), 'Service Quotas, Step Functions, open executions'),
    soft('transitions', 'state transitions in a second', peaks.transitions.most, transitionsPerSecond.value, 'Service Quotas, Step Functions, StateTransition; new accounts have less than the default'),
    soft('starts', 'executions started in a second', peaks.starts.most, lab.cloud.quotas.rate('sfn', 'startExecution', REGION), 'Service Quotas, Step Functions, StartExecution'),
    soft('writes', 'DynamoDB write units in a second (all tables)', peaks.writes.most, writes.value, 'warm the tables beforehand (WarmThroughput)', `Warm the tables for ${grouped(peaks.writes.most)} write units a second first`),
    soft('reads', 'DynamoDB read units in a second (all tables)', peaks.reads.most, reads.value, 'warm the tables beforehand (WarmThroughput)', `Warm the tables for ${grouped(peaks.reads.most)} read units a second first`),
  ];
}

/** The one limit that everybody meets. */
function accountNeed({ watch, accountsBefore }: Played, accountQuota: number | undefined): Need {
  const what = accountQuota === undefined ? "accounts in the organization (AWS's default)" : 'accounts in the organization (your quota)';
  const asked = watch.tenants().length;
  const needed = accountsBefore + asked;
  // The lab of the play was told another quota, so that one that nobody has touched says what AWS begins with.
  const limit = accountQuota ?? new Cloud().quotas.value('organizations.accounts');
  const most = limits.values.largestOrganization.value;
  const room = limit - accountsBefore;
  const moments = watch.takes().sort((a, b) => a - b);
  // The last one that fits; with a quota that is full, nobody was taken after it.
  const before = moments[Math.max(0, Math.min(room, moments.length - 1))] ?? watch.firstAskedAt;
  const advice = needed > most ? `AWS grants ${grouped(most)} at most: a second organization is needed`
    : needed > limit ? `raise it to at least ${grouped(needed)} before ${moment(before)}, `
      + 'in the management account, us-east-1; AWS documents no time for its answer, so ask when the contract is likely'
      + (accountQuota === undefined ? '; yours may be higher by now: say it with --account-quota' : '')
      : `enough, with room for ${grouped(limit - needed)} more; closed accounts count for 90 days`;
  const first = needed > most ? `Plan a second organization first: ${grouped(needed)} accounts are needed, and AWS grants ${grouped(most)} at most`
    : needed > limit ? `Raise the account quota to ${grouped(needed)} first${accountQuota === undefined ? ` (AWS begins with ${grouped(limit)}; yours may be higher)` : ''}` : undefined;
  return { id: 'accounts', what, needed, limit, share: needed / limit, advice, ...(first !== undefined && { first }) };
}

/** What holds the tenants up, in one sentence. */
export function bottleneckOf(
  { lab, watch, accountsBefore }: Pick<Played, 'lab' | 'accountsBefore'> & { watch: Pick<Watch, 'refused' | 'made'> },
  phases: Phases, use: LineUse, reasons: Readonly<Record<string, number>>, accountQuota: number | undefined,
): string {
  const failed = Object.values(reasons).reduce((sum, number) => sum + number, 0);
  if (failed > 0 && accountQuota !== undefined && accountsBefore + watch.made >= accountQuota) {
    return `The account quota of ${grouped(accountQuota)}: it is full after ${grouped(watch.made)} tenants, and ${grouped(failed)} do not become ready.`;
  }
  if (failed > 0) {
    const [[reason]] = mostFirst(Object.entries(reasons));
    const [worst] = mostFirst([...watch.refused]);
    return `${grouped(failed)} tenants do not become ready, most of them for this: ${reason}`
      + (worst ? `; what AWS refused most often is ${worst[0]}, ${grouped(worst[1])} times.` : '.');
  }
  const [line, creating, onboarding] = [phases.mean('inLine'), phases.mean('creating'), phases.mean('onboarding')];
  if (line < (creating + onboarding) / 10) {
    return `Nothing but AWS's own time: ${duration(creating)} to make an account and ${duration(onboarding)} until it is ready, on average; hardly anybody stands in line.`;
  }
  const places = lab.cloud.quotas.value('organizations.accountsInCreation');
  return use.shareOfPlaces >= use.shareOfRate
    ? `AWS's ${places} places for accounts being made: ${percent(use.shareOfPlaces)} % of them are taken while the line is there, each for ${duration(use.secondsInPlace)}; a tenant stands in line for ${duration(line)} on average.`
    : `AWS's rate of CreateAccount, one each ${1 / rateOf(lab)} seconds: ${percent(use.shareOfRate)} % of it is used while the line is there; a tenant stands in line for ${duration(line)} on average.`;
}

const mostFirst = (counted: readonly (readonly [string, number])[]) => [...counted].sort(([, a], [, b]) => b - a);

const rateOf = (lab: Lab): number => lab.cloud.quotas.rate('organizations', 'createAccount', REGION);

const percent = (share: number): number => Math.round(1000 * share) / 10;
