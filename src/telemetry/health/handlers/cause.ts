import { Cause, causeIn } from './judge';
import { Asked, inPages, inTurn, MOST_QUERIES, Sums } from './look';
import { serviceIn } from '../../../fleet/contract';
import type { UnhealthyTenant } from '../../items';

/** Who can be asked what has made a tenant unhealthy. */
export interface Witnesses {
  /** Sums of metrics of tenants in a Region, at most 500. */
  readonly sums: Sums;
  now(): number;
  /** Functions of an account that have sent a metric of late. */
  functions(region: string, asked: Asked): Promise<readonly string[]>;
  /** By tenant, the releases that have touched it since a moment, the last one first: `<service>/<release>`. */
  releases(tenantIds: readonly string[], since: string): Promise<ReadonlyMap<string, readonly string[]>>;
}

/** A release before this is not likely to have done it. */
const RELEASE_MS = 24 * 60 * 60_000;

/** Of the worst only it is asked which release touched them: when more than this change at once, it is the same one. */
const MOST_RELEASES = 500;

/** Of still fewer, which function it is: each function of an account is a metric, for which CloudWatch charges. */
const MOST_FUNCTIONS = 50;

/** CloudWatch lists a new metric after up to 15 minutes, so that at first nobody may know which function it is. */
const ASK_AGAIN_MS = 60 * 60_000;

/** Who has become unhealthy of late, and of whom it is not known which function it is. */
export const isAskedFor = ({ functionName, goodLooks, since }: UnhealthyTenant, now: number): boolean =>
  functionName === undefined && goodLooks === undefined && now - Date.parse(since) < ASK_AGAIN_MS;

/** By account, what is likely to have made these tenants unhealthy, of whom the worst come first. */
export async function causesOf(
  unhealthy: readonly UnhealthyTenant[], witnesses: Witnesses,
): Promise<ReadonlyMap<string, Cause>> {
  const asked = unhealthy.slice(0, MOST_RELEASES);
  if (asked.length === 0) { return new Map(); }
  const since = new Date(witnesses.now() - RELEASE_MS).toISOString();
  const releases = await witnesses.releases(asked.map(({ tenantId }) => tenantId), since);
  const failing = await inTurn(asked.slice(0, MOST_FUNCTIONS), each => failingFunctionOf(each, witnesses));
  return new Map(asked.map(({ tenantId, accountId }, index) =>
    [accountId, causeOf(failing[index], releases.get(tenantId) ?? [])]));
}

/** The last release of the service that fails; of all, where nobody knows which service that is. */
function causeOf(functionName: string | undefined, releases: readonly string[]): Cause {
  const service = functionName && serviceIn(functionName);
  const likelyRelease = service ? releases.find(each => each.startsWith(`${service}/`)) : releases.at(0);
  return causeIn({ functionName, service, likelyRelease });
}

/**
 * The function that fails most, of the service that fails most; undefined where it cannot be seen, or where functions
 * that are listed explain less than half of what failed.
 */
async function failingFunctionOf(
  { accountId, region, errors, throttles }: UnhealthyTenant, { functions, sums }: Witnesses,
): Promise<string | undefined> {
  const metric = { accountId, metricName: errors >= throttles ? 'Errors' : 'Throttles' };
  const names = await functions(region, metric);
  const pages = inPages(names.map(functionName => ({ ...metric, functionName })), MOST_QUERIES);
  const sumOf = (await inTurn(pages, page => sums(region, page))).flat();
  const counts = names.map((name, index) => ({ name, of: serviceIn(name) ?? name, count: sumOf[index] ?? 0 }));
  const total = counts.reduce((sum, { count }) => sum + count, 0);
  if (total < Math.max(errors, throttles) / 2) { return undefined; }
  const ofService = new Map<string, number>();
  for (const { of, count } of counts) { ofService.set(of, (ofService.get(of) ?? 0) + count); }
  const [worst] = counts.sort((one, other) =>
    ofService.get(other.of)! - ofService.get(one.of)! || other.count - one.count);
  return worst.name;
}
