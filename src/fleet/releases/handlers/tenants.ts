import { createHash } from 'crypto';
import { Pin, RingSpec, Target, TenantServiceItem } from '../../contract';

/** What the directory's index says of a tenant. */
export interface TenantSeen {
  readonly tenantId: string;
  readonly accountId?: string;
  readonly stage?: string;
  readonly ring?: string;
  /** JSON of its tags. */
  readonly tags?: string;
}

/** A tenant who may get a service, with what it has of it. */
export interface Eligible extends TenantSeen, Target {
  readonly accountId: string;
  readonly has: Partial<TenantServiceItem>;
}

/** Why a tenant is left out. */
export type LeftOut = 'pinned' | 'held' | 'stuck' | 'not ready';

export interface Sorted {
  /** Who may get the service, in the order of percentages. */
  readonly eligible: readonly Eligible[];
  readonly leftOut: ReadonlyMap<string, LeftOut>;
}

/** A pin that is for ever, or a hold whose end is still to come. */
export function pinOf(item: Pick<TenantServiceItem, 'pin'>, now: number): Pin | undefined {
  if (!item.pin) { return undefined; }
  const pin = JSON.parse(item.pin) as Pin;
  return pin.until === undefined || Date.parse(pin.until) > now ? pin : undefined;
}

export interface Everybody {
  readonly service: string;
  readonly ready: readonly TenantSeen[];
  /** Ids of those whose record says anything else. */
  readonly notReady: readonly string[];
  readonly items: readonly TenantServiceItem[];
  readonly now: number;
  /** Whether those take part whose stacks were stuck. */
  readonly stuckToo: boolean;
}

/**
 * Who may get a service, and who is left out and why. A stuck stack fails again whatever it is given, so it would
 * spoil each wave that it is in until somebody has mended it.
 */
export function sortOut({ service, ready, notReady, items, now, stuckToo }: Everybody): Sorted {
  const itemOf = new Map(items.map(item => [item.tenantId, item]));
  const eligible: Eligible[] = [];
  const leftOut = new Map<string, LeftOut>();
  for (const tenant of ready) {
    const { tenantId, accountId } = tenant;
    const has = itemOf.get(tenantId) ?? {};
    const why = whyLeftOut(has, now, stuckToo);
    if (!accountId) {
      leftOut.set(tenantId, 'not ready');
    } else if (why) {
      leftOut.set(tenantId, why);
    } else {
      eligible.push({ ...tenant, accountId, has });
    }
  }
  const known = new Set(ready.map(({ tenantId }) => tenantId));
  for (const tenantId of [...notReady, ...items.filter(({ version }) => version).map(item => item.tenantId)]) {
    if (!known.has(tenantId)) { leftOut.set(tenantId, 'not ready'); }
  }
  return { eligible: inOrder(service, eligible), leftOut };
}

function whyLeftOut(has: Partial<TenantServiceItem>, now: number, stuckToo: boolean): LeftOut | undefined {
  const pin = pinOf(has, now);
  if (pin) { return pin.until === undefined ? 'pinned' : 'held'; }
  return has.status === 'stuck' && !stuckToo ? 'stuck' : undefined;
}

/** Each service has an order of its own, so that not always the same tenants come first. */
function inOrder(service: string, tenants: readonly Eligible[]): Eligible[] {
  const place = (id: string) => createHash('sha256').update(`${service}/${id}`).digest('hex');
  return tenants.map(tenant => ({ tenant, place: place(tenant.tenantId) }))
    .sort((one, other) => one.place < other.place ? -1 : 1)
    .map(({ tenant }) => tenant);
}

/** Whether a tenant is in a ring. Of shares, each is: who is taken is decided by the order. */
export function isIn(ring: RingSpec, tenant: TenantSeen): boolean {
  switch (ring.by) {
    case 'ring': return tenant.ring === ring.name;
    case 'stage': return tenant.stage === ring.stage;
    case 'tag': return (JSON.parse(tenant.tags || '{}') as Record<string, unknown>)[ring.key] === ring.value;
    default: return true;
  }
}

/** What people call a ring. */
export function nameOf(ring: RingSpec): string {
  switch (ring.by) {
    case 'ring': return `ring '${ring.name}'`;
    case 'stage': return `stage '${ring.stage}'`;
    case 'tag': return `tag ${ring.key}=${ring.value}`;
    case 'percent': return `${ring.percent} percent`;
    default: return 'everyone';
  }
}

/** What is kept of a tenant in a list. */
export const target = ({ tenantId, accountId }: Target): Target => ({ tenantId, accountId });
