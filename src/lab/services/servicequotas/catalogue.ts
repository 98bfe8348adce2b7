import { Cloud } from '../../cloud';
import * as data from '../../quotas.json';

/** A quota by its codes. */
export interface KnownQuota {
  readonly service: string;
  readonly quota: string;
  readonly name: string;
  /** The value of an account that never asked for more. */
  readonly value: (cloud: Cloud) => number;
  /** The Region of a global service's quotas. */
  readonly onlyIn?: string;
  /** The name under which the lab itself keeps to this quota. */
  readonly kernelName?: string;
}

const PREFIX = 'servicequotas.quota.';

/** Quotas that the lab keeps to as a whole: an approved increase takes effect. */
const KEPT_BY_THE_LAB: Readonly<Record<string, string>> = { 'organizations/L-E619E033': 'organizations.accounts' };

/** Quotas that the lab's services keep to in each account and Region, under a name of their own. */
const KEPT_PER_ACCOUNT: Readonly<Record<string, string>> = { 'lambda/L-B99A9384': 'lambda.concurrentExecutions' };

/** The quotas of the data file and those of the user, by `service/code`. */
export function catalogueOf(more: readonly KnownQuota[]): ReadonlyMap<string, KnownQuota> {
  const catalogue = new Map<string, KnownQuota>();
  for (const [key, entry] of Object.entries(data.values as Record<string, { name?: string; onlyIn?: string }>)) {
    if (!key.startsWith(PREFIX)) { continue; }
    const code = key.slice(PREFIX.length);
    const [service, quota] = code.split('/');
    const kernelName = KEPT_BY_THE_LAB[code];
    catalogue.set(code, {
      service,
      quota,
      name: entry.name ?? code,
      onlyIn: entry.onlyIn,
      kernelName,
      value: cloud => cloud.quotas.value(kernelName ?? KEPT_PER_ACCOUNT[code] ?? key),
    });
  }
  more.forEach(known => catalogue.set(`${known.service}/${known.quota}`, known));
  return catalogue;
}
