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

/** What is likely to have made a tenant unhealthy. */
export type Cause = Pick<UnhealthyTenant, 'functionName' | 'service' | 'likelyRelease'>;

/** A release before this is not likely to have done it. */
const RELEASE_MS = 24 * 60 * 60_000;

/** Of the worst only it is asked which release touched them: when more than this change at once, it is the same one. */
const MOST_RELEASES = 500;

/** Of still fewer, which function it is: each function of an account is a metric, for which CloudWatch charges. */
const MOST_FUNCTIONS = 50;

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

/** A release of the service that fails is the likeliest; else it is the last one. */
function causeOf(functionName: string | undefined, releases: readonly string[]): Cause {
  const service = functionName && serviceIn(functionName);
  const likelyRelease = releases.find(each => each.startsWith(`${service}/`)) ?? releases.at(0);
  return { ...functionName && { functionName }, ...service && { service }, ...likelyRelease && { likelyRelease } };
}

/** The function that fails most, of the service that fails most; undefined where it cannot be seen. */
async function failingFunctionOf(
  { accountId, region, errors, throttles }: UnhealthyTenant, { functions, sums }: Witnesses,
): Promise<string | undefined> {
  const metric = { accountId, metricName: errors >= throttles ? 'Errors' : 'Throttles' };
  const names = await functions(region, metric);
  const pages = inPages(names.map(functionName => ({ ...metric, functionName })), MOST_QUERIES);
  const counts = (await inTurn(pages, page => sums(region, page))).flat();
  const ofService = new Map<string | undefined, number>();
  for (const [index, name] of names.entries()) {
    const service = serviceIn(name);
    ofService.set(service, (ofService.get(service) ?? 0) + (counts[index] ?? 0));
  }
  const [worst] = names
    .map((name, index) => ({ name, count: counts[index] ?? 0, ofService: ofService.get(serviceIn(name))! }))
    .filter(({ count }) => count > 0)
    .sort((one, other) => other.ofService - one.ofService || other.count - one.count);
  return worst?.name;
}
