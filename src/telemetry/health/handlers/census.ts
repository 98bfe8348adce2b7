import { causesOf, isAskedFor, Witnesses } from './cause';
import { Figures, Judged, judge, TenantSeen } from './judge';
import { lookAt, Sums } from './look';
import { CELL_TENANTS, CellItem, cellOf, UnhealthyTenant } from '../../contract';

/** What a census sees of the world, and does to it. */
export interface World extends Witnesses {
  now(): number;
  tenants(): Promise<TenantsThere>;
  /** Accounts whose metrics are seen in a Region. */
  linked(region: string): Promise<ReadonlySet<string>>;
  /** How all cells stood at the end of the last census. */
  cells(): Promise<CellItem[]>;
  /** Accounts that could not hand over all of their failures of late. */
  undelivered(region: string): Promise<Undelivered>;
  /** When the failure happened that can be redriven and has waited longest for that; undefined when none waits. */
  oldestHeld(): Promise<string | undefined>;
  tell(changes: readonly HealthChange[]): Promise<void>;
  keep(cell: CellItem): Promise<void>;
  forget(cell: number): Promise<void>;
  report(taken: CensusTaken): Promise<void>;
}

/** Tenants who are ready. */
export interface TenantsThere {
  /** Those of a tier that is looked at. */
  readonly lookedAt: readonly TenantSeen[];
  /** All others. */
  readonly asleep: readonly TenantSeen[];
  readonly inTier: ReadonlyMap<string, number>;
}

/** Accounts of a Region that could not hand over all of their failures. */
export interface Undelivered {
  /** A rule did not reach the central bus. The events are in the account's archives. */
  readonly rules: readonly string[];
  /** Lambda did not reach the destination of a function. What failed is nowhere. */
  readonly destinations: readonly string[];
}

/** The detail of `TenantHealthChanged`. */
export interface HealthChange extends Partial<UnhealthyTenant> {
  readonly tenantId: string;
  readonly accountId: string;
  /** `unknown`: it was unhealthy, and nobody looks at it any more, since it sleeps or has gone. */
  readonly health: 'unhealthy' | 'healthy' | 'unknown';
  readonly ring?: string;
  readonly at: string;
}

/** One cell for the metrics. */
export interface CellTaken {
  readonly cell: number;
  readonly unhealthy: number;
  readonly worst: number;
}

/** What came of a census. */
export interface CensusTaken {
  readonly tenants: number;
  readonly covered: number;
  readonly unhealthy: number;
  readonly cells: readonly CellTaken[];
  /** How many unhealthy ones there are by ring and by likely release. */
  readonly byRing: Readonly<Record<string, number>>;
  readonly byRelease: Readonly<Record<string, number>>;
  /** How many tenants each tier has. */
  readonly inTier: Readonly<Record<string, number>>;
  /** Accounts that could not hand over all of their failures, by Region where there are some. */
  readonly undelivered: Readonly<Record<string, Undelivered>>;
  /** For how many hours the oldest of the failures has waited that nobody has redriven; 0 when none waits. */
  readonly oldestHeldHours?: number;
  /** Why something could not be seen, by Region; `causes` for what has made tenants unhealthy. */
  readonly unseen: Readonly<Record<string, string>>;
}

export interface Terms {
  readonly regions: readonly string[];
  readonly cells: number;
  /** The share of failed invocations at which a tenant is unhealthy. */
  readonly unhealthyAt: number;
}

const HOUR_MS = 60 * 60_000;

/** Of a cell so many are named, at some 400 bytes each: an item holds 400 KB. */
const MOST_NAMED = 900;

const NOTHING: CensusTaken = {
  tenants: 0, covered: 0, unhealthy: 0, cells: [], byRing: {}, byRelease: {}, inTier: {}, undelivered: {}, unseen: {},
};

/** Each other value is a metric of its own, for which CloudWatch charges. */
const MOST_VALUES = 20;

type Told = TenantSeen & { readonly judged: Judged };

/** Looks at everybody who is awake, and tells who has become unhealthy or healthy. */
export class Census {
  private readonly unseen: Record<string, string> = {};

  constructor(private readonly world: World, private readonly terms: Terms) {}

  public async take(): Promise<CensusTaken> {
    const { world } = this;
    const at = new Date(world.now()).toISOString();
    const before = await world.cells();
    let there: TenantsThere;
    try {
      there = await world.tenants();
    } catch (error) {
      // Nobody is seen then, and it shall be known of how many.
      const count = before.reduce((sum, cell) => sum + cell.tenants, 0);
      await world.report({ ...NOTHING, tenants: Math.max(count, 1), unseen: { directory: String(error) } });
      throw error;
    }
    const { told, undelivered } = await this.look(there, before, at);
    await this.tell(told, before, at);
    const cells = await this.keep(told, before, at);
    const unhealthy = told.filter(({ judged }) => judged.unhealthy);
    const taken = {
      tenants: told.length,
      covered: told.filter(({ judged }) => judged.covered).length,
      unhealthy: unhealthy.length,
      cells,
      byRing: counted(unhealthy.map(({ ring }) => ring)),
      byRelease: counted(unhealthy.map(({ judged }) => judged.unhealthy?.likelyRelease)),
      inTier: Object.fromEntries(there.inTier),
      undelivered,
      oldestHeldHours: await this.oldestHeldHours(),
      unseen: this.unseen,
    };
    await world.report(taken);
    return taken;
  }

  private async look({ lookedAt, asleep }: TenantsThere, before: readonly CellItem[], at: string) {
    const { regions, unhealthyAt } = this.terms;
    const linked = await Promise.all(regions.map(region =>
      this.orUnseen<ReadonlySet<string> | undefined>(region, () => this.world.linked(region), undefined)));
    const areLinksKnown = !linked.includes(undefined);
    const isCut = ({ accountId }: TenantSeen) => linked.some(those => those?.has(accountId) === false);
    const sights = await Promise.all(regions.map(async (region, index) => {
      const undelivered = await this.orUnseen(region, () => this.world.undelivered(region), undefined);
      // Where nobody knows who is linked, all are looked at, and nobody counts as covered.
      const accounts = lookedAt.map(({ accountId }) => accountId).filter(each => linked[index]?.has(each) ?? true);
      const figures = undelivered ? await lookAt(region, accounts, this.sums) : new Map<string, Figures>();
      return { region, undelivered, figures };
    }));
    const unhealthy = new Map(before.flatMap(unhealthyIn).map(each => [each.accountId, each]));
    // Who sleeps is not looked at. Without a link nobody would see him wake, and he would sleep for ever.
    const told = [...lookedAt, ...asleep.filter(isCut)].map(tenant => {
      const sight = new Map(sights.flatMap(({ region, figures }) => {
        const of = figures.get(tenant.accountId);
        return of ? [[region, of]] : [];
      }));
      const stood = { before: unhealthy.get(tenant.accountId), at, unhealthyAt, areLinksKnown };
      return { ...tenant, judged: judge(tenant, sight, regions, stood) };
    });
    return {
      told,
      undelivered: Object.fromEntries(sights.flatMap(({ region, undelivered }) =>
        undelivered && accountsIn(undelivered).length > 0 ? [[region, undelivered]] : [])),
    };
  }

  private readonly sums: Sums = (region, asked) =>
    this.orUnseen(region, () => this.world.sums(region, asked), asked.map(() => undefined));

  /** What cannot be seen is not healthy: it is counted as not covered. */
  private async orUnseen<T>(what: string, look: () => Promise<T>, otherwise: T): Promise<T> {
    try {
      return await look();
    } catch (error) {
      this.unseen[what] = String(error);
      return otherwise;
    }
  }

  private async oldestHeldHours(): Promise<number> {
    const at = await this.world.oldestHeld();
    return at === undefined ? 0 : Math.max(0, (this.world.now() - Date.parse(at)) / HOUR_MS);
  }

  /** Told before it is kept: who is asked again after a crash hears it twice, and nobody never. */
  private async tell(told: Told[], before: readonly CellItem[], at: string): Promise<void> {
    const unexplained = [...told].sort(worstFirst).flatMap(({ judged }) => judged.unhealthy ?? [])
      .filter(each => isAskedFor(each, this.world.now()));
    const causes = await causesOf(unexplained, {
      now: () => this.world.now(),
      releases: (tenantIds, since) => this.world.releases(tenantIds, since),
      sums: (region, asked) => this.orUnseen('causes', () => this.world.sums(region, asked), []),
      functions: (region, asked) => this.orUnseen('causes', () => this.world.functions(region, asked), []),
    });
    for (const [index, one] of told.entries()) {
      const cause = causes.get(one.accountId);
      if (!cause) { continue; }
      const { likelyRelease, ...known } = one.judged.unhealthy!;
      told[index] = { ...one, judged: { ...one.judged, unhealthy: { ...known, ...cause } } };
    }
    const here = new Set(told.map(({ accountId }) => accountId));
    await this.world.tell([
      ...told.flatMap(({ tenantId, accountId, ring, judged: { change, unhealthy } }) =>
        change ? [{ ...unhealthy, tenantId, accountId, ...ring && { ring }, health: change, at }] : []),
      ...before.flatMap(unhealthyIn).filter(({ accountId }) => !here.has(accountId))
        .map(({ tenantId, accountId }) => ({ tenantId, accountId, health: 'unknown' as const, at })),
    ]);
  }

  private async keep(told: readonly Told[], before: readonly CellItem[], at: string): Promise<CellTaken[]> {
    // More tenants than were expected want more cells.
    const number = Math.max(this.terms.cells, Math.ceil(told.length / CELL_TENANTS));
    const cells = Array.from({ length: number }, (): Told[] => []);
    for (const each of told) { cells[cellOf(each.accountId, number)].push(each); }
    const taken: CellTaken[] = [];
    for (const [cell, all] of cells.entries()) {
      const unhealthy = [...all].sort(worstFirst).flatMap(({ judged }) => judged.unhealthy ?? []);
      const unseen = all.filter(({ judged }) => !judged.covered).map(({ accountId }) => accountId);
      const [tenants, covered] = [all.length, all.length - unseen.length];
      await this.world.keep({
        cell, at, tenants, covered, unseen: JSON.stringify(unseen.slice(0, MOST_NAMED)),
        unhealthy: JSON.stringify(unhealthy.slice(0, MOST_NAMED)), more: Math.max(0, unhealthy.length - MOST_NAMED),
      });
      taken.push({ cell, unhealthy: unhealthy.length, worst: Math.max(0, ...all.map(({ judged }) => judged.share)) });
    }
    // There were more cells once. What stood there is in another one now.
    for (const { cell } of before) {
      if (cell >= cells.length) { await this.world.forget(cell); }
    }
    return taken;
  }
}

/** Each account once, whatever it could not hand over. */
export const accountsIn = (...those: readonly Undelivered[]): string[] =>
  [...new Set(those.flatMap(({ rules, destinations }) => [...rules, ...destinations]))];

const worstFirst = (one: Told, other: Told) => other.judged.share - one.judged.share;

/** How often each is there, those that are there most often. */
function counted(values: readonly (string | undefined)[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) {
    if (value) { counts.set(value, (counts.get(value) ?? 0) + 1); }
  }
  return Object.fromEntries([...counts].sort(([, one], [, other]) => other - one).slice(0, MOST_VALUES));
}

const unhealthyIn = ({ unhealthy }: CellItem) => JSON.parse(unhealthy) as UnhealthyTenant[];
