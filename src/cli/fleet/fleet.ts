import { FleetData, HealthRecords, Item } from './data';
import {
  FLEET_KEYS, LogEntry, Pin, PREVIEW, PreviewFile, PublishedService, ReleaseItem, serviceParameterName, ServiceItem,
  TenantServiceItem, VersionRef, WaveItem, Wish, listKey,
} from '../../fleet/contract';
import { TIER_KEYS } from '../../telemetry/contract';
import type { TierItem } from '../../telemetry/items';

/** A release with what its record keeps as JSON. */
export interface Release extends Omit<ReleaseItem, 'plan' | 'waves' | 'before' | 'wish' | 'log'> {
  readonly plan: PublishedService;
  readonly waves: readonly WaveItem[];
  readonly before?: VersionRef;
  readonly wish?: Wish;
  /** Who did what, and when, from the beginning on. */
  readonly log: readonly LogEntry[];
}

/** What a tenant has of a service, with what its item keeps as JSON. */
export interface TenantService extends Omit<TenantServiceItem, 'pin'> {
  readonly pin?: Pin;
}

/** A tenant on record. */
export interface TenantRecord {
  readonly tenantId: string;
  readonly accountId?: string;
  readonly stage?: string;
  readonly state?: string;
  readonly ring?: string;
}

/** A fleet as its records tell it. */
export class Fleet {
  constructor(private readonly data: FleetData) {}

  public get platform(): string { return this.data.platform; }

  /** All services that were ever released, in the order in which new tenants get them. */
  public async services(): Promise<ServiceItem[]> {
    const items = await this.data.query(FLEET_KEYS.fleet, FLEET_KEYS.service);
    // A service that stands in its first line has no place in the order so far.
    const order = (item: ServiceItem) => item.order ?? Infinity;
    return items.map(as<ServiceItem>).sort((a, b) => order(a) < order(b) ? -1 : order(a) > order(b) ? 1 : 0);
  }

  /** The service of that name; an error that says which there are where it was never released. */
  public async service(name: string): Promise<ServiceItem> {
    const item = await this.data.item(FLEET_KEYS.fleet, `${FLEET_KEYS.service}${name}`);
    if (item) { return as<ServiceItem>(item); }
    const [all, published] = [await this.services(), await this.published()];
    if (published.some(({ service }) => service === name)) {
      throw new Error(`'${name}' is published and was never released; 'fleet release ${name}' does so`);
    }
    throw new Error(all.length === 0
      ? `there is no service '${name}': nothing was ever released on platform '${this.platform}'`
      : `there is no service '${name}' on platform '${this.platform}'; there ${all.length === 1 ? 'is' : 'are'} ${all.map(({ service }) => service).join(', ')}`);
  }

  /** The newest published version of each service, be it released or not. */
  public async published(): Promise<PublishedService[]> {
    const texts = await this.data.parameters(serviceParameterName(this.platform, '').replace(/\/$/, ''));
    return texts.map(text => JSON.parse(text) as PublishedService);
  }

  /** All releases of a service, the last one first. */
  public async releases(service: string): Promise<Release[]> {
    const items = await this.data.query(`${FLEET_KEYS.service}${service}`, FLEET_KEYS.release);
    return items.map(releaseOf).reverse();
  }

  public async release(service: string, release: string): Promise<Release | undefined> {
    const item = await this.data.item(`${FLEET_KEYS.service}${service}`, `${FLEET_KEYS.release}${release}`);
    return item && releaseOf(item);
  }

  /** What tenants have of a service. Who never had it and has no pin is not among them. */
  public async tenantsOf(service: string): Promise<TenantService[]> {
    const items = await this.data.query(`${FLEET_KEYS.service}${service}`, FLEET_KEYS.tenant);
    return items.map(item => parsed<TenantService>(item, ['pin']));
  }

  public async readyTenants(): Promise<TenantRecord[]> {
    return (await this.data.readyTenants()).map(as<TenantRecord>);
  }

  /** How tenants are, where that is on record. */
  public health(): Promise<HealthRecords | undefined> {
    return this.data.health();
  }

  /** Who was moved between tiers of telemetry. */
  public async tiers(): Promise<TierItem[]> {
    return (await this.data.query(TIER_KEYS.telemetry, TIER_KEYS.tenant)).map(as<TierItem>);
  }

  /** Whether the version was released once, so that its template is still known. */
  public async knowsVersion(service: string, version: string): Promise<boolean> {
    return await this.data.item(`${FLEET_KEYS.service}${service}`, `${FLEET_KEYS.version}${version}`) !== undefined;
  }

  public preview(service: string, release: string): Promise<PreviewFile | undefined> {
    return this.file<PreviewFile>(service, release, PREVIEW);
  }

  /** A file of a release, by its list's name. */
  public async file<T>(service: string, release: string, name: string): Promise<T | undefined> {
    const text = await this.data.file(listKey(service, release, name, 'json'));
    return text === undefined ? undefined : JSON.parse(text) as T;
  }
}

// What the table holds is written by our own workflows and functions, by the same contract.
const as = <T>(item: Item): T => item as unknown as T;

/** An item with some of its fields read as JSON, where they are there. */
function parsed<T>(item: Item, fields: readonly string[]): T {
  const read = fields.filter(field => typeof item[field] === 'string' && item[field] !== '')
    .map(field => [field, JSON.parse(item[field] as string) as unknown]);
  const unread = Object.fromEntries(fields.map(field => [field, undefined]));
  return as<T>({ ...item, ...unread, ...Object.fromEntries(read) });
}

function releaseOf(item: Item): Release {
  const release = parsed<Release>(item, ['plan', 'waves', 'before', 'wish']);
  const { log = [] } = item as { log?: readonly string[] };
  return {
    ...release, waves: release.waves ?? [], log: log.map(entry => JSON.parse(entry) as LogEntry),
    // A first release has nowhere to go back to.
    before: release.before?.version ? release.before : undefined,
  };
}
