import { SurveyItem, Tier, TierItem, TIERS } from '../../contract';

/** What the directory's index says of a tenant that is ready. */
export interface TenantSeen {
  readonly tenantId: string;
  readonly accountId: string;
  /** When its record changed last: it cannot have been idle for longer. */
  readonly changedAt: string;
}

/** What a survey knows beside the tenant. */
export interface Sight {
  readonly now: number;
  readonly idleAfterMs: number;
  /** Since when activity is seen without a gap; not there when this survey did not see all of it. */
  readonly since?: string;
  /** The tier of a tenant that was never moved. */
  readonly tierOfNewTenants: Tier;
}

/** Where a tenant belongs, and why. */
export interface Verdict {
  readonly tier: Tier;
  readonly by: string;
  readonly reason: string;
}

/** Who moves tenants when nobody has asked for it. */
export const SURVEY = 'survey';

const HOUR = 3600_000;
const DAY = 24 * HOUR;

export const dayOf = (time: number) => new Date(time).toISOString().slice(0, 10);

/** The tier that a tenant's account has: the parameter's own value until it was moved once. */
export const appliedOf = (item: TierItem | undefined, tierOfNewTenants: Tier): Tier =>
  item?.movedAt === undefined ? tierOfNewTenants : item.applied;

/**
 * Whether its account may have another tier than the one on record: a run died before it had seen the end, or StackSets
 * failed, which may keep the new value and apply it with the baseline's next update. Asked only when nobody moves it.
 */
export const isInDoubt = (item?: TierItem): boolean => item?.operation !== undefined || item?.failure !== undefined;

/**
 * Where a tenant belongs. One sign of life wakes it; it sleeps when there was none for long, as far as somebody has
 * looked without a gap.
 */
export function verdictOn(tenant: TenantSeen, item: TierItem | undefined, isActive: boolean, sight: Sight): Verdict {
  const { tierOfNewTenants } = sight;
  const applied = appliedOf(item, tierOfNewTenants);
  if (item?.fixed) { return { tier: item.tier, by: item.by ?? '', reason: item.reason ?? '' }; }
  const awake = item?.awake ?? tierOfNewTenants;
  const said = (tier: Tier, reason: string): Verdict =>
    ({ tier, by: SURVEY, reason: tier === applied && isInDoubt(item) ? 'how its last move ended is in doubt' : reason });
  if (isActive) { return said(awake, applied === TIERS.dormant ? 'it is used again' : 'it is used'); }
  // It was woken, and that has failed: the sign of life has passed by now, and counts all the same.
  if (applied === TIERS.dormant) {
    const tier = item?.tier ?? applied;
    return said(tier, tier === applied ? 'nobody uses it' : 'it is used again');
  }
  const since = idleSince(tenant, item, sight);
  return since === undefined ? said(awake, 'it is used') : said(TIERS.dormant, `no sign of life since ${since}`);
}

/** The day from which on nobody has used it; undefined when that is not known, or not long enough ago. */
function idleSince({ changedAt }: TenantSeen, item: TierItem | undefined, sight: Sight): string | undefined {
  const { now, idleAfterMs, since } = sight;
  if (since === undefined) { return undefined; }
  const seenFrom = Math.max(Date.parse(changedAt), Date.parse(since), endOf(item?.unseenOn));
  const lastSign = lastSignOf(item);
  if (now - Math.max(lastSign, seenFrom) < idleAfterMs) { return undefined; }
  return lastSign > seenFrom ? item!.lastActiveOn : dayOf(seenFrom);
}

/** The end of the day on which it was active last. */
const lastSignOf = (item?: TierItem) => endOf(item?.lastActiveOn);

const endOf = (day?: string) => day === undefined ? 0 : Date.parse(day) + DAY;

/** Whether a tenant was active of late, as far as the directory knows. */
export const wasActive = (item: TierItem | undefined, { now, idleAfterMs }: Sight) =>
  now - lastSignOf(item) < idleAfterMs;

/** CloudWatch tells who was active in the last three hours, so that two surveys may be that far apart. */
const LONGEST_GAP_MS = 3 * HOUR;

/** How long activity has been seen without a gap, after a survey that saw all of it. */
export function seenSince(before: SurveyItem | undefined, looksAt: string, now: number): SurveyItem {
  const at = new Date(now).toISOString();
  const goesOn = before?.looksAt === looksAt && now - Date.parse(before.lastAt) <= LONGEST_GAP_MS;
  return { since: goesOn ? before.since : at, lastAt: at, looksAt };
}
