import { Files, readList, writeList } from './lists';
import { hasPartOf } from './parts';
import { complaintsAboutPlan, counted } from './plan-complaints';
import { Eligible, pinOf, sortOut, Sorted, target, TenantSeen } from './tenants';
import { Spread, take, versionBefore } from './waves';
import {
  backList, NEWCOMERS, PaceSpec, PlanAnswer, PlanRequest, PublishedService, ReleaseItem, ServiceItem, Target,
  TenantServiceItem, waveList,
} from '../../contract';
import { concurrencyOf, toleranceOf } from '../../waves/rounding';

/** What planning sees of the world, and does to it. */
export interface World extends Files {
  now(): number;
  /** How many services there are. */
  services(): Promise<number>;
  service(service: string): Promise<ServiceItem | undefined>;
  release(service: string, release: string): Promise<ReleaseItem | undefined>;
  /** Tenants whose record says that they are ready. */
  ready(): Promise<TenantSeen[]>;
  /** The ids of those whose record says anything else. */
  notReady(): Promise<string[]>;
  /** What each tenant has of a service. */
  items(service: string): Promise<TenantServiceItem[]>;
  /** Takes a tenant out of `installing`; false while its enrolment is under way. */
  drop(service: string, tenantId: string): Promise<boolean>;
}

const MOST_SAMPLES = 3;

/**
 * Stack instances that are operated on at once, in each Region, over all stack sets of an administrator.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
 */
const MOST_AT_ONCE = 10_000;

/** Who may get the service, and what each has. */
interface Everybody extends Sorted { readonly items: readonly TenantServiceItem[] }

interface Scene {
  readonly release: ReleaseItem;
  readonly plan: PublishedService;
}

/** Who gets a release, and when. */
export class Planner {
  constructor(private readonly world: World) {}

  public async answer(request: PlanRequest): Promise<PlanAnswer> {
    switch (request.task) {
      case 'plan': return this.plan(request);
      case 'wave': return this.wave(request);
      case 'back': return this.back(request);
      case 'drain': return this.drain(request.service);
    }
  }

  private async plan(request: PlanRequest): Promise<PlanAnswer> {
    const scene = await this.scene(request);
    const { release, plan } = scene;
    const sorted = await this.sorted(scene);
    const takes = new Spread(release, plan, sorted.eligible).waves();
    const waves = plan.waves.map(({ name }, index) => ({ name, tenants: takes[index].length }));
    const newcomers = takes[plan.waves.length].length;
    return {
      waves: newcomers > 0 ? [...waves, { name: NEWCOMERS, tenants: newcomers }] : waves,
      sample: sampleOf(takes),
      leftOut: counted(sorted.leftOut.values()),
      // A repair takes whoever is behind: it has no tenants of its own to name.
      complaints: release.kind === 'repair' ? [] : complaintsAboutPlan({ ...scene, ...sorted, takes }),
    };
  }

  private async wave(request: PlanRequest & { readonly task: 'wave' }): Promise<PlanAnswer> {
    const { service, release: id, wave } = request;
    const scene = await this.scene(request);
    const { release, plan } = scene;
    const list = wave < plan.waves.length ? waveList(wave, 0) : NEWCOMERS;
    const targets = await this.kept(request, list, async () => {
      const taken = new Map<string, readonly number[]>();
      for (const earlier of plan.waves.slice(0, wave).keys()) {
        take(taken, await readList(this.world, service, id, waveList(earlier, 0)) ?? [], earlier);
      }
      const { eligible } = await this.sorted(scene);
      return new Spread(release, plan, eligible).wave(wave, taken);
    });
    const { concurrency, tolerance } = plan.waves[Math.min(wave, plan.waves.length - 1)];
    return this.counts(list, targets, [concurrency], tolerance);
  }

  /**
   * All who were touched, whatever has become of them since: pinned, or not ready any more. StackSets skips accounts
   * that are suspended. Who has had the version from another release and is pinned to it was not touched.
   */
  private async back(request: PlanRequest): Promise<PlanAnswer> {
    const { service, release: id } = request;
    const { release, plan } = await this.scene(request);
    const targets = await this.kept(request, backList(0), async () => {
      const touched = new Map<string, Target>();
      for (const name of [...[...plan.waves.keys()].map(wave => waveList(wave, 0)), NEWCOMERS]) {
        for (const each of await readList(this.world, service, id, name) ?? []) { touched.set(each.accountId, each); }
      }
      for (const { accountId, tenantId, ...item } of await this.world.items(service)) {
        if (accountId && this.isTouched(item, release)) { touched.set(accountId, { tenantId, accountId }); }
      }
      return [...touched.values()];
    });
    const paces = plan.waves.map(({ concurrency }) => concurrency);
    return this.counts(backList(0), targets, paces, { accounts: targets.length });
  }

  private isTouched(item: Omit<TenantServiceItem, 'tenantId'>, release: ReleaseItem): boolean {
    if (item.release === release.release) { return true; }
    const isNew = item.at !== undefined && item.at >= release.requestedAt;
    return (item.version === release.version || hasPartOf(release.version, item.through))
      && release.version !== versionBefore(release)
      && (isNew || !pinOf(item, this.world.now()));
  }

  private async drain(service: string): Promise<PlanAnswer> {
    const waiting = [...(await this.world.service(service))?.installing ?? []];
    let installing = waiting.length;
    for (const tenantId of waiting) {
      if (await this.world.drop(service, tenantId)) { installing--; }
    }
    return { installing };
  }

  private async scene({ service, release: id }: PlanRequest): Promise<Scene> {
    const release = await this.world.release(service, id);
    if (!release) { throw new Error(`service ${service} has no release ${id}`); }
    return { release, plan: JSON.parse(release.plan) as PublishedService };
  }

  /**
   * Only a repair takes those along whose stacks were stuck: somebody may have mended them, and it puts up with
   * failures.
   */
  private async sorted({ release: { service, kind } }: Scene): Promise<Everybody> {
    const [ready, notReady] = [await this.world.ready(), await this.world.notReady()];
    // The pins come last, so that few are set between the look at them and the list.
    const items = await this.world.items(service);
    return { items, ...sortOut({ service, ready, notReady, items, now: this.world.now(), stuckToo: kind === 'repair' }) };
  }

  /** A list is written once: who is taken up again finds the one that StackSets may have read already. */
  private async kept(
    { service, release }: PlanRequest, name: string, make: () => Promise<readonly Target[]>,
  ): Promise<readonly Target[]> {
    const there = await readList(this.world, service, release, name);
    if (there) { return there; }
    const targets = (await make()).map(target);
    await writeList(this.world, service, release, name, targets);
    return targets;
  }

  /** All services may be under way at the same time: each has an equal share of what AWS takes. */
  private async counts(
    list: string, targets: readonly Target[], paces: readonly PaceSpec[], tolerated: PaceSpec,
  ): Promise<PlanAnswer> {
    const accounts = targets.length;
    const most = Math.max(1, Math.floor(MOST_AT_ONCE / Math.max(1, await this.world.services())));
    const concurrency = Math.min(most, Math.max(...paces.map(pace => concurrencyOf(pace, accounts))));
    return { list, accounts, concurrency, tolerance: toleranceOf(tolerated, accounts) };
  }
}

/** Only a stack that is there can be compared with what would become of it. */
function sampleOf(waves: readonly (readonly Eligible[])[]): Target[] {
  const seen = new Map<string, Target>();
  for (const tenants of waves) {
    const found = tenants.find(({ tenantId, has }) => has.version !== undefined && !seen.has(tenantId));
    if (found && seen.size < MOST_SAMPLES) { seen.set(found.tenantId, target(found)); }
  }
  return [...seen.values()];
}
