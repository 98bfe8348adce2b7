import { createHash } from 'crypto';
import { Files, readList } from './lists';
import { Change } from './settle';
import { pinOf, TenantSeen } from './tenants';
import { corrected, correctionOf, Instance, readOperation, VersionOf } from './truth';
import { versionBefore } from './waves';
import {
  NEWCOMERS, PHASES, ReconcileAnswer, ReleaseItem, ServiceItem, Target, TenantServiceItem, waveList,
} from '../../contract';

/** What reconciling sees of the world, and does to it. */
export interface World extends Files {
  now(): number;
  /** Whether there is too little time left for another service. */
  isLate(): boolean;
  services(): Promise<ServiceItem[]>;
  service(service: string): Promise<ServiceItem | undefined>;
  release(service: string, release: string): Promise<ReleaseItem | undefined>;
  ready(): Promise<TenantSeen[]>;
  items(service: string): Promise<TenantServiceItem[]>;
  instances(service: string): AsyncIterable<readonly Instance[]>;
  /** Whether an account has a stack in a Region, asked for by itself. */
  hasStack(service: string, account: string, region: string): Promise<boolean>;
  /** Corrects an item that has not been written since it was read; says whether it did. */
  correct(tenant: Target, change: Change, service: string, version: string, before?: string): Promise<boolean>;
  /** What Step Functions says of a run; undefined when it knows none. */
  statusOf(run: string): Promise<string | undefined>;
  /** Starts the release machine under a name; false when there was such a run before. */
  start(name: string, input: object): Promise<boolean>;
  /** The run of this name. */
  runNamed(name: string): string;
}

const ALIVE: readonly string[] = ['RUNNING', 'PENDING_REDRIVE'];

/** How often a release is begun again after the same run, when those that were begun are gone before they have it. */
const MOST_STARTS = 20;

/** What a repair left as it was is not tried again for so long. */
const PATIENCE_MS = 24 * 3600_000;

/** So many releases are looked through, for the last repair and for those that nobody is at. */
const MOST_LOOKED_THROUGH = 20;

/** About how often it is asked for: each time another service comes first. */
const EVERY_HOURS = 6;

type Items = Map<string, Partial<TenantServiceItem>>;
type Found = ReconcileAnswer['services'][number];

/** Brings together what is on record, what StackSets says, and what ought to be. */
export class Reconciler {
  private readonly releases = new Map<string, Promise<ReleaseItem | undefined>>();

  constructor(private readonly world: World) {}

  /** Releases first: whoever waits for one waits for people, too. */
  public async reconcile(): Promise<ReconcileAnswer> {
    const services = inTurn(await this.world.services(), this.world.now());
    const found = new Map<string, Found>();
    for (const service of services) {
      const began = await this.takeUp(service);
      if (began !== undefined) { found.set(service.service, { service: service.service, behind: 0, began }); }
    }
    let ready: TenantSeen[] | undefined;
    for (const service of services) {
      if (found.has(service.service) || service.stackSetName === undefined || !service.good) { continue; }
      if (ready && this.world.isLate()) { break; }
      ready ??= await this.world.ready();
      found.set(service.service, await this.compare(service, service.good.version, ready));
    }
    return { services: [...found.values()] };
  }

  /** Begins releases again that nobody is at, and says so; undefined while no release has the service. */
  private async takeUp({ service, running, queued, number }: ServiceItem): Promise<string | undefined> {
    const began: string[] = [];
    // One whose run ended before it stood in the line is not in it.
    const others = lastOf(number).filter(id => id !== running && id !== queued);
    for (const id of [running, queued, ...others]) {
      const release = id === undefined ? undefined : await this.release(service, id);
      // The last step of a release that is over is to give the service to the next one.
      const isMissed = id === running || release?.phase === PHASES.queued;
      if (!release || !isMissed || await this.isAlive(release.run)) { continue; }
      if (await this.start(release.run, { service, release: release.release })) { began.push(`release ${release.release} again`); }
    }
    return running === undefined && queued === undefined && began.length === 0 ? undefined : began.join(', ');
  }

  private async compare(service: ServiceItem, good: string, ready: readonly TenantSeen[]): Promise<Found> {
    const items = await this.correct(service, ready);
    if (!items) { return { service: service.service, behind: 0, began: '' }; }
    const behind = ready.filter(({ tenantId, accountId }) => {
      const item = items.get(tenantId) ?? {};
      return accountId && !pinOf(item, this.world.now()) && (item.version !== good || item.status !== 'current');
    }).map(({ tenantId }) => tenantId);
    return { service: service.service, behind: behind.length, began: behind.length > 0 ? await this.repair(service, behind) : '' };
  }

  /** What is on record of each tenant, as StackSets has it; undefined when a release has begun meanwhile. */
  private async correct(service: ServiceItem, ready: readonly TenantSeen[]): Promise<Items | undefined> {
    // Whoever writes an item has made the stacks before: what is on record now must be among the instances then.
    const items = await this.world.items(service.service);
    const instances = new Map<string, Instance[]>();
    for await (const page of this.world.instances(service.service)) {
      for (const each of page) { instances.set(each.account, [...instances.get(each.account) ?? [], each]); }
    }
    const versionOf = await this.versions(service, instances);
    if ((await this.world.service(service.service))?.number !== service.number) { return undefined; }
    const found: Items = new Map(items.map(item => [item.tenantId, item]));
    const accounts = new Map([...items, ...ready].flatMap(({ tenantId, accountId }) =>
      accountId ? [[tenantId, accountId]] : []));
    for (const [tenantId, accountId] of accounts) {
      const item = found.get(tenantId) ?? {};
      const correction = correctionOf(item, instances.get(accountId) ?? [], service, versionOf);
      if (!correction || (correction.change.became === 'gone' && await this.hasAll(service, accountId))) { continue; }
      const { change, version } = correction;
      const done = await this.world.correct({ tenantId, accountId }, change, service.service, version, item.at);
      // Somebody has written it since: he knows better, and the next look sees it.
      found.set(tenantId, done ? corrected(item, correction) : { version: service.good?.version, status: 'current' });
    }
    return found;
  }

  /** A list of many pages may miss what moves meanwhile. */
  private async hasAll({ service, regions }: ServiceItem, account: string): Promise<boolean> {
    for (const region of regions) {
      if (!await this.world.hasStack(service, account, region)) { return false; }
    }
    return true;
  }

  /** Which version an operation brought, out of the record of its release. */
  private async versions(
    { service }: ServiceItem, instances: ReadonlyMap<string, readonly Instance[]>,
  ): Promise<VersionOf> {
    const known = new Map<string, string | undefined>();
    for (const { operation } of [...instances.values()].flat()) {
      const read = known.has(operation) ? undefined : readOperation(operation);
      const release = read && await this.release(service, read.release);
      if (release) { known.set(operation, read?.isBack ? versionBefore(release) : release.version); }
    }
    return operation => known.get(operation);
  }

  private async repair(service: ServiceItem, behind: readonly string[]): Promise<string> {
    const last = await this.lastRepair(service);
    if (last && Date.parse(last.requestedAt) > this.world.now() - PATIENCE_MS) {
      const tried = new Set(await this.triedBy(last));
      if (last.phase !== PHASES.done || behind.every(tenantId => tried.has(tenantId))) {
        return `nothing, for release ${last.release} has tried it within a day`;
      }
    }
    const count = `${behind.length} ${behind.length === 1 ? 'tenant is' : 'tenants are'} behind`;
    const input = { service: service.service, kind: 'repair', requestedBy: 'reconcile', reason: `${count}: ${someOf(behind)}` };
    return await this.start(`repair of ${service.service} after ${service.number}`, input) ? 'a repair' : '';
  }

  private async lastRepair({ service, number }: ServiceItem): Promise<ReleaseItem | undefined> {
    for (const id of lastOf(number)) {
      const release = await this.release(service, id);
      if (release?.kind === 'repair') { return release; }
    }
    return undefined;
  }

  private async triedBy({ service, release }: ReleaseItem): Promise<string[]> {
    const names = [waveList(0, 0), NEWCOMERS];
    const lists = await Promise.all(names.map(name => readList(this.world, service, release, name)));
    return lists.flatMap(list => list ?? []).map(({ tenantId }) => tenantId);
  }

  /** The name follows from the occasion, so that two who find it start one run. */
  private async start(occasion: string, input: object): Promise<boolean> {
    const hash = createHash('sha256').update(occasion).digest('hex').slice(0, 40);
    for (let count = 1; count <= MOST_STARTS; count++) {
      const name = `reconcile-${count}-${hash}`;
      if (await this.world.start(name, input)) { return true; }
      if (await this.isAlive(this.world.runNamed(name))) { return false; }
    }
    return false;
  }

  private async isAlive(run: string): Promise<boolean> {
    return ALIVE.includes(await this.world.statusOf(run) ?? '');
  }

  private release(service: string, id: string): Promise<ReleaseItem | undefined> {
    const key = `${service}/${id}`;
    const release = this.releases.get(key) ?? this.world.release(service, id);
    this.releases.set(key, release);
    return release;
  }
}

/** The ids of the last releases, the newest first. */
function lastOf(number = 0): string[] {
  return Array.from({ length: Math.min(number, MOST_LOOKED_THROUGH) }, (_, back) => String(number - back).padStart(6, '0'));
}

/** Where time does not suffice for all, each is the first in its turn. */
function inTurn(services: readonly ServiceItem[], now: number): ServiceItem[] {
  const first = services.length === 0 ? 0 : Math.floor(now / (EVERY_HOURS * 3600_000)) % services.length;
  return [...services.slice(first), ...services.slice(0, first)];
}

function someOf(tenants: readonly string[]): string {
  const shown = tenants.slice(0, 5).join(', ');
  return tenants.length > 5 ? `${shown} and others` : shown;
}
