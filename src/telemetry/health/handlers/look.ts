import { Figures, isSuspect } from './judge';

/** One metric of one account, of all its functions or of one. */
export interface Asked {
  readonly accountId: string;
  readonly metricName: string;
  readonly functionName?: string;
}

/** Sums over the time of a look; undefined for what could not be seen. */
export type Sums = (region: string, asked: readonly Asked[]) => Promise<readonly (number | undefined)[]>;

/** Sums come in points of five minutes, and what was sent in the last two is not there yet. */
const PERIOD_MS = 5 * 60_000;
const LATE_MS = 2 * 60_000;

/** How long a function may run. */
const LONGEST_RUN_MS = 15 * 60_000;

/** A time, and the length of its parts in seconds. */
export interface Window {
  readonly from: Date;
  readonly to: Date;
  readonly period: number;
}

/**
 * What a look is made over: the time since the last one, and as long before it as a function may run.
 *
 * A failure bears the time of its invocation, so that one which ran into its timeout shows in a past that was looked
 * at before. Each minute is looked at until more than 16 have passed since, also when a look comes up to five minutes
 * late.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
 */
export function windowAt(now: number, everyMinutes: number): Window {
  const to = Math.floor((now - LATE_MS) / PERIOD_MS) * PERIOD_MS;
  const step = Math.ceil(everyMinutes * 60_000 / PERIOD_MS) * PERIOD_MS + PERIOD_MS;
  return { from: new Date(to - step - LONGEST_RUN_MS), to: new Date(to), period: PERIOD_MS / 1000 };
}

/** What GetMetricData takes in one call. */
export const MOST_QUERIES = 500;

/** So many calls at a time in each Region; far below the rate that AWS allows. */
const AT_A_TIME = 5;

/**
 * What each account's functions did in a Region. Accounts of which anything could not be seen are not there.
 *
 * Invocations are asked for only where something failed: GetMetricData costs by the metric, and nearly everybody is
 * healthy nearly always.
 */
export async function lookAt(region: string, accounts: readonly string[], sums: Sums): Promise<Map<string, Figures>> {
  const [errors, throttles] = await sumsOf(region, accounts, ['Errors', 'Throttles'], sums);
  const known = accounts.flatMap((accountId, index) => {
    const [failed, refused] = [errors[index], throttles[index]];
    return failed === undefined || refused === undefined ? [] : [{ accountId, errors: failed, throttles: refused }];
  });
  const suspects = known.filter(isSuspect).map(({ accountId }) => accountId);
  const [invocations] = await sumsOf(region, suspects, ['Invocations'], sums);
  const ran = new Map(suspects.map((accountId, index) => [accountId, invocations[index]]));
  return new Map(known.flatMap(({ accountId, ...failed }) => {
    const of = ran.has(accountId) ? ran.get(accountId) : 0;
    return of === undefined ? [] : [[accountId, { invocations: of, ...failed }]];
  }));
}

/** For each metric, the sums of all accounts in their order. */
async function sumsOf(
  region: string, accounts: readonly string[], metricNames: readonly string[], sums: Sums,
): Promise<(number | undefined)[][]> {
  const asked = metricNames.flatMap(metricName => accounts.map(accountId => ({ accountId, metricName })));
  const answers = await inTurn(inPages(asked, MOST_QUERIES), page => sums(region, page));
  const all = answers.flat();
  return metricNames.map((_, index) => all.slice(index * accounts.length, (index + 1) * accounts.length));
}

/** In pieces that are not larger than what is taken in one call. */
export function inPages<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, page) => all.slice(page * size, (page + 1) * size));
}

/** Does something with each, some at a time, and gives what came of it in their order. */
export async function inTurn<T, R>(each: readonly T[], act: (one: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const left = each.entries();
  const worker = async () => {
    for (const [index, one] of left) { results[index] = await act(one); }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, worker));
  return results;
}
