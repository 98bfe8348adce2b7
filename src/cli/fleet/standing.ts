import { Fleet, Release, TenantRecord, TenantService } from './fleet';
import { ServiceItem } from '../../fleet/contract';

/**
 * How a tenant stands with a service: `current`: has the last good version; `new`: has the one that is on its way;
 * `behind`: has another one; `none`: has none; `partly`: Regions have different ones; `failed` and `stuck`: the last
 * attempt failed.
 */
export type Stand = 'current' | 'new' | 'behind' | 'none' | 'partly' | 'failed' | 'stuck';

/** One tenant and one service: a line of the table that says what each tenant runs. */
export interface Line {
  readonly tenantId: string;
  readonly accountId?: string;
  readonly service: string;
  readonly version?: string;
  readonly release?: string;
  readonly stand: Stand;
  /** Whether the tenant's record says that it is ready; releases leave others alone. */
  readonly ready: boolean;
  readonly reason?: string;
  readonly at?: string;
  readonly pin?: TenantService['pin'];
}

/** How a service stands, over all of its tenants. */
export interface Standing {
  readonly service: ServiceItem;
  /** The release that has the service. */
  readonly running?: Release;
  /** The newest release, be it over or not. */
  readonly last?: Release;
  readonly lines: readonly Line[];
}

/** All services, or one of them, with all of their tenants. */
export async function standingsOf(fleet: Fleet, only?: string): Promise<Standing[]> {
  const services = only === undefined ? await fleet.services() : [await fleet.service(only)];
  const ready = new Map((await fleet.readyTenants()).map(tenant => [tenant.tenantId, tenant]));
  return Promise.all(services.map(async service => {
    const { service: name, running: number } = service;
    const [items, last, running] = await Promise.all([
      fleet.tenantsOf(name), fleet.release(name, numbered(service.number)),
      number === undefined ? undefined : fleet.release(name, number),
    ]);
    return { service, running, last, lines: linesOf(service, running, items, ready) };
  }));
}

/** A release's number as records write it. */
export const numbered = (number: number | string): string => String(number).padStart(6, '0');

function linesOf(
  service: ServiceItem, running: Release | undefined, items: readonly TenantService[],
  ready: ReadonlyMap<string, TenantRecord>,
): Line[] {
  const have = new Map(items.map(item => [item.tenantId, item]));
  const tenants = [...new Set([...ready.keys(), ...have.keys()])].sort();
  return tenants.map(tenantId => {
    const [item, record] = [have.get(tenantId), ready.get(tenantId)];
    const { version, release, reason, at, pin } = item ?? {};
    return {
      tenantId, service: service.service, version, release, at, pin, ready: record !== undefined,
      accountId: record?.accountId ?? item?.accountId, stand: standOf(item, service, running),
      reason: item?.status === 'current' ? undefined : reason,
    };
  });
}

function standOf(item: TenantService | undefined, { good }: ServiceItem, running?: Release): Stand {
  if (item?.status !== undefined && item.status !== 'current') { return item.status; }
  if (item?.version === undefined) { return 'none'; }
  if (item.version === good?.version) { return 'current'; }
  return item.version === running?.version ? 'new' : 'behind';
}

/** Whether the tenant should have something else than it has. Who is not ready is nobody's debt. */
export const isBehind = ({ stand, ready }: Line): boolean => ready && stand !== 'current' && stand !== 'new';

/** Whether a pin holds at this moment. */
export const isPinned = ({ pin }: Pick<Line, 'pin'>, now: number): boolean =>
  pin !== undefined && (pin.until === undefined || Date.parse(pin.until) > now);

export interface Count { readonly what: string; readonly count: number }

/** How many things there are of each kind, those with the most first. What is of no kind does not count. */
export function tally<T>(things: readonly T[], kind: (thing: T) => string | undefined): Count[] {
  const counts = new Map<string, number>();
  for (const thing of things) {
    const what = kind(thing);
    if (what !== undefined) { counts.set(what, (counts.get(what) ?? 0) + 1); }
  }
  return [...counts].map(([what, count]) => ({ what, count }))
    .sort((a, b) => b.count - a.count || a.what.localeCompare(b.what));
}
