import { inOnly } from './parts';
import { Change } from './settle';
import { ServiceItem, TenantServiceItem } from '../../contract';

/** What StackSets says of an account and Region. */
export interface Instance {
  readonly account: string;
  readonly region: string;
  /** Whether it has what the stack set holds. */
  readonly isCurrent: boolean;
  /** The detailed status: what became of the last operation. */
  readonly status: string;
  readonly reason: string;
  /** The id of the last operation. */
  readonly operation: string;
}

/** A change to what is on record, and the version of a tenant that is current. */
export interface Correction {
  readonly change: Change;
  readonly version: string;
}

/** The version that an operation brought, if that is known. */
export type VersionOf = (operation: string) => string | undefined;

/** In which release an operation was, and in which direction it went. */
export function readOperation(id: string): { readonly release: string; readonly isBack: boolean } | undefined {
  const [, release, list] = /^release-(\d+)-(.+)-\d+$/.exec(id) ?? [];
  return release === undefined ? undefined : { release, isBack: list.startsWith('back') };
}

/**
 * What is wrong with what is on record of a tenant, seen from his stack instances. Where these do not say which
 * version there is, the record is left as it is.
 */
export function correctionOf(
  item: Partial<TenantServiceItem>, instances: readonly Instance[], service: ServiceItem, versionOf: VersionOf,
): Correction | undefined {
  const missing = service.regions.filter(region => !instances.some(instance => instance.region === region));
  // A release creates what is missing only for those who have nothing.
  if (missing.length > 0) { return item.version === undefined ? undefined : { change: { became: 'gone' }, version: '' }; }
  const here = instances.filter(({ region }) => service.regions.includes(region));

  const inoperable = here.find(({ status }) => status === 'INOPERABLE');
  if (inoperable) {
    return item.status === 'stuck' ? undefined
      : { change: { became: 'stuck', reason: `INOPERABLE in ${inoperable.region}: ${inoperable.reason}` }, version: '' };
  }
  const failed = here.find(({ status }) => status === 'FAILED');
  if (failed) {
    return item.status !== 'current' ? undefined
      : { change: { became: 'failed', reason: `${failed.region}: ${failed.reason}` }, version: '' };
  }
  const versionIn = ({ isCurrent, status, operation }: Instance) =>
    isCurrent ? service.held?.version : status === 'SUCCEEDED' ? versionOf(operation) : undefined;
  const versions = new Set(here.map(versionIn));
  const [version] = versions;
  if (versions.has(undefined) || version === undefined) { return undefined; }
  if (versions.size > 1) {
    const regions = here.filter(each => versionIn(each) === version).map(({ region }) => region);
    return item.status === 'current' ? { change: inOnly(version, regions), version: '' } : undefined;
  }
  return item.version === version && item.status === 'current' ? undefined : { change: { became: 'current' }, version };
}

/** What is on record once it is corrected. */
export function corrected(
  item: Partial<TenantServiceItem>, { change, version }: Correction,
): Partial<TenantServiceItem> {
  switch (change.became) {
    case 'current': return { ...item, version, status: 'current' };
    case 'gone': return { ...item, version: undefined, status: undefined };
    default: return { ...item, status: change.became };
  }
}
