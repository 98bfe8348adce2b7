import { UnhealthyTenant } from '../../contract';

/** A tenant as the directory knows it. */
export interface TenantSeen {
  readonly tenantId: string;
  readonly accountId: string;
  readonly ring?: string;
}

/** What a tenant's functions did in one Region since the last census. */
export interface Figures {
  readonly invocations: number;
  readonly errors: number;
  readonly throttles: number;
}

/** The figures of each Region that could be seen; a Region that could not is not there. */
export type Sight = ReadonlyMap<string, Figures>;

/** What a census makes of a tenant. */
export interface Judged {
  /** Whether each Region was seen. */
  readonly covered: boolean;
  /** The greatest share of failed or refused invocations, where there are enough of them to count. */
  readonly share: number;
  /** How it stands now; not there when nothing is known against it. */
  readonly unhealthy?: UnhealthyTenant;
  /** What has changed, for whoever wants to be told. */
  readonly change?: 'unhealthy' | 'healthy';
}

/** What is likely to have made a tenant unhealthy. */
export type Cause = Pick<UnhealthyTenant, 'functionName' | 'service' | 'likelyRelease'>;

/** Fewer than this may be chance, whatever their share is. */
export const LEAST = 3;

/** After so many looks in a row at which nothing was wrong, a tenant is healthy again. */
const GOOD_LOOKS = 2;

/** Whether figures may be those of somebody unhealthy: the number of invocations decides then. */
export const isSuspect = ({ errors, throttles }: Omit<Figures, 'invocations'>): boolean => errors >= LEAST || throttles >= LEAST;

/** How a tenant stood before, and by what it is judged. */
export interface Stood {
  readonly before?: UnhealthyTenant;
  readonly at: string;
  readonly unhealthyAt: number;
  /** False where it could not be asked whose metrics are seen at all, so that silence may mean nothing. */
  readonly areLinksKnown?: boolean;
}

/** Judges one tenant by what was seen, and by how it stood before. */
export function judge(
  { tenantId, accountId }: TenantSeen, sight: Sight, regions: readonly string[],
  { before, at, unhealthyAt, areLinksKnown = true }: Stood,
): Judged {
  const covered = areLinksKnown && regions.every(region => sight.has(region));
  // A single failure that is all that ran in one Region hides nothing of another one.
  const [worst] = [...sight].filter(([, figures]) => isSuspect(figures))
    .map(([region, figures]) => ({ region, figures, share: shareOf(figures) }))
    .sort((one, other) => other.share - one.share || other.figures.errors - one.figures.errors);
  const share = worst?.share ?? 0;
  if (worst && share >= unhealthyAt) {
    const { region, figures } = worst;
    const since = before?.since ?? at;
    // Elsewhere it may be another function.
    const cause = before?.region === region ? causeIn(before) : {};
    return {
      covered,
      share,
      unhealthy: { tenantId, accountId, region, since, ...figures, ...cause },
      change: before ? undefined : 'unhealthy',
    };
  }
  // Who was not seen whole is not healthy by that.
  if (!before || !covered) { return { covered, share, unhealthy: before }; }
  const goodLooks = (before.goodLooks ?? 0) + 1;
  return goodLooks < GOOD_LOOKS
    ? { covered, share, unhealthy: { ...before, goodLooks } }
    : { covered, share, change: 'healthy' };
}

/** What is known of why a tenant is unhealthy, without what is not. */
export function causeIn({ functionName, service, likelyRelease }: Cause): Cause {
  return { ...functionName && { functionName }, ...service && { service }, ...likelyRelease && { likelyRelease } };
}

/** The greater of two shares: of what ran and failed, and of what was asked for and did not run. */
function shareOf({ invocations, errors, throttles }: Figures): number {
  return Math.max(errors / Math.max(invocations, errors, 1), throttles / Math.max(invocations + throttles, 1));
}
