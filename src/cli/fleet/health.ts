import { Fleet } from './fleet';
import { TIERS } from '../../telemetry/contract';
import type { UnhealthyTenant } from '../../telemetry/items';
import { grouped, moment } from '../words';

/** How tenants are, as far as the central place has it on record. */
export interface Health {
  /** When the last census was; undefined before the first. */
  readonly at?: string;
  /** Tenants who are awake, or sleep without a link; and those of them that were seen whole. */
  readonly tenants: number;
  readonly covered: number;
  /** By account id. */
  readonly unhealthy: ReadonlyMap<string, UnhealthyTenant>;
  readonly unseen: ReadonlySet<string>;
  /** Tenants whom nobody looks at, for they are asleep. */
  readonly asleep: ReadonlySet<string>;
  /** How many failures of an account wait to be redriven, and whether there are more than were counted. */
  readonly held: ReadonlyMap<string, number>;
  readonly more: boolean;
}

/** A census is taken at least each hour. What is older says nothing of now. */
const STALE_MS = 2 * 60 * 60_000;

export async function healthOf(fleet: Fleet): Promise<Health | undefined> {
  const records = await fleet.health();
  if (!records) { return undefined; }
  const { cells, held, more } = records;
  const tiers = await fleet.tiers();
  const unhealthy = cells.flatMap(cell => JSON.parse(cell.unhealthy) as UnhealthyTenant[]);
  const sum = (of: 'tenants' | 'covered') => cells.reduce((total, cell) => total + cell[of], 0);
  const counts = new Map<string, number>();
  for (const account of held) { counts.set(account, (counts.get(account) ?? 0) + 1); }
  return {
    at: cells.map(({ at }) => at).sort().at(-1),
    tenants: sum('tenants'), covered: sum('covered'),
    unhealthy: new Map(unhealthy.map(each => [each.accountId, each])),
    unseen: new Set(cells.flatMap(({ unseen }) => JSON.parse(unseen) as string[])),
    asleep: new Set(tiers.filter(({ applied }) => applied === TIERS.dormant).map(({ tenantId }) => tenantId)),
    held: counts, more,
  };
}

const isStale = ({ at }: Health, now: number): boolean => at === undefined || now - Date.parse(at) > STALE_MS;

/** How one tenant is, in a few words. */
export function wordsOf(
  health: Health, { tenantId, accountId }: { readonly tenantId: string; readonly accountId?: string }, now: number,
): string {
  const unhealthy = health.unhealthy.get(accountId ?? '');
  if (isStale(health, now) || accountId === undefined) { return 'unknown'; }
  if (unhealthy) {
    return `unhealthy since ${moment(Date.parse(unhealthy.since))}${unhealthy.service ? `, ${unhealthy.service}` : ''}`;
  }
  if (health.unseen.has(accountId)) { return 'unknown'; }
  return health.asleep.has(tenantId) ? 'not looked at (dormant)' : 'ok';
}

const many = (count: number, what: string): string => `${grouped(count)} ${what}${count === 1 ? '' : 's'}`;

/** All tenants in one line. */
export function healthLine(health: Health, now: number): string {
  const { at, tenants, covered, unhealthy, held, more } = health;
  const failures = [...held.values()].reduce((sum, count) => sum + count, 0);
  const looks = at === undefined ? 'nobody has looked so far'
    : isStale(health, now) ? `unknown: nobody has looked since ${moment(Date.parse(at))} UTC`
      : `${grouped(unhealthy.size)} unhealthy, ${grouped(covered)} of ${grouped(tenants)} covered at ${moment(Date.parse(at))} UTC`;
  return `${looks}; ${failures === 0 ? 'no failures' : `${more ? 'more than ' : ''}${many(failures, 'failure')} of ${many(held.size, 'tenant')}`} held`;
}
