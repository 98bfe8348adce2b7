import { appliedOf, dayOf, isInDoubt, seenSince, Sight, TenantSeen, Verdict, verdictOn, wasActive } from './decide';
import { chunks, inParallel } from './parallel';
import { SurveyItem, Tier, TierItem, TIERS } from '../../contract';
import { Batch, SurveyAnswer, SurveyRequest, TierWish } from '../contract';

/** A metric by which activity is seen. */
export interface Signal {
  readonly namespace: string;
  readonly metricName: string;
}

/** What the directory says of one tenant. */
export interface Tenant extends TenantSeen {
  readonly state: string;
}

/** What is to stand on a tenant's item that is not moved. */
export interface Note {
  readonly tier: Tier;
  readonly applied: Tier;
  readonly lastActiveOn?: string;
  readonly unseenOn?: string;
}

/** What is written down when somebody wishes something. */
export interface WishNote extends Verdict {
  readonly fixed: boolean;
  readonly awake?: Tier;
  readonly applied: Tier;
  /** Not there when nothing moves now. */
  readonly operation?: string;
}

/** A tenant that belongs elsewhere than it is. */
export interface Move {
  readonly tenant: TenantSeen;
  readonly verdict: Verdict;
  readonly applied: Tier;
}

/** What surveying sees of the world, and does to it. */
export interface World {
  now(): number;
  ready(): Promise<TenantSeen[]>;
  tenant(tenantId: string): Promise<Tenant | undefined>;
  items(): Promise<TierItem[]>;
  item(tenantId: string): Promise<TierItem | undefined>;
  /** How long activity was seen without a gap. */
  before(): Promise<SurveyItem | undefined>;
  saw(survey: SurveyItem): Promise<void>;
  /** Accounts whose metrics are seen in a Region. */
  linked(region: string): Promise<ReadonlySet<string>>;
  /** Accounts with a value of the metric in the last three hours. */
  active(region: string, signal: Signal): Promise<ReadonlySet<string>>;
  /** Writes it, unless an operation that began after a moment moves the tenant. */
  note(tenant: TenantSeen, note: Note, stale: string): Promise<void>;
  /** Puts a tenant into an operation, unless another one that began after a moment has it. */
  claim(move: Move, operation: string, stale: string): Promise<boolean>;
  wish(tenant: TenantSeen, wish: WishNote, before: TierItem | undefined): Promise<void>;
  /** Forgets what is on record of another account under this tenant's id. */
  forget(tenant: TenantSeen, tier: Tier): Promise<void>;
}

export interface Settings {
  readonly regions: readonly string[];
  readonly signals: readonly Signal[];
  readonly idleAfterMs: number;
  readonly tierOfNewTenants: Tier;
}

/** One operation takes so many accounts, and one run so many: its answer has to fit between two states. */
export const BATCH = 1000;
export const MOST_MOVES = 10_000;

/** After so long, the run that has put a tenant into an operation is no more: longer than the workflow may last. */
export const STALE_MS = 6 * 3600_000;

/** Looks who is active, and says who shall have which tier. */
export class Surveyor {
  private readonly now: number;

  constructor(private readonly world: World, private readonly settings: Settings) {
    this.now = world.now();
  }

  public answer({ run, wish }: SurveyRequest): Promise<SurveyAnswer> {
    return wish ? this.grant(run, wish) : this.survey(run);
  }

  private async survey(run: string): Promise<SurveyAnswer> {
    const { active, linked, silent, unlisted } = await this.look();
    const sight: Sight = { ...this.sight, since: silent.length > 0 ? undefined : await this.seenSince() };
    const [tenants, items] = await Promise.all([this.world.ready(), this.itemsByTenant()]);
    const begun = [...items.values()].filter(({ operation }) => operation?.startsWith(`${run}-`));
    const moves: Move[] = [];
    await inParallel(tenants, async tenant => {
      const item = await this.its(tenant, items.get(tenant.tenantId));
      if (this.isBusy(item)) { return; }
      const isActive = active.has(tenant.accountId);
      const isCut = linked.some(those => those?.has(tenant.accountId) === false);
      const applied = appliedOf(item, sight.tierOfNewTenants);
      // Of whom not all can be seen, nobody knows whether he is idle.
      const isSeen = linked.every(those => those?.has(tenant.accountId));
      const verdict = verdictOn(tenant, item, isActive, isSeen ? sight : { ...sight, since: undefined });
      const isMoved = verdict.tier !== applied || isInDoubt(item);
      await this.note(tenant, item, { isActive, isCut }, { tier: verdict.tier, applied, isMoved });
      if (isMoved) { moves.push({ tenant, verdict, applied }); }
    });
    const batches = [...batchesOf(begun), ...await this.claim(run, moves, begun)];
    return { batches, complaint: '', note: '', active: active.size, tenants: tenants.length, unseen: [...silent, ...unlisted] };
  }

  /** Sees who is active, and by Region who can be seen. What cannot be asked is told, the rest is seen all the same. */
  private async look() {
    const { regions, signals } = this.settings;
    const [silent, unlisted]: [string[], string[]] = [[], []];
    const ask = async (what: string, asked: () => Promise<ReadonlySet<string>>, failed: string[]) => {
      try {
        return await asked();
      } catch (error) {
        failed.push(`${what}: ${(error as Error).name} ${(error as Error).message}`.slice(0, 300));
        return undefined;
      }
    };
    const active = new Set<string>();
    const linked: (ReadonlySet<string> | undefined)[] = [];
    for (const region of regions) {
      linked.push(await ask(`${region} links`, () => this.world.linked(region), unlisted));
      for (const signal of signals) {
        const { namespace, metricName } = signal;
        const what = `${region} ${namespace} ${metricName}`;
        const those = await ask(what, () => this.world.active(region, signal), silent);
        those?.forEach(account => active.add(account));
      }
    }
    return { active, linked, silent, unlisted };
  }

  private async seenSince(): Promise<string> {
    const { regions, signals } = this.settings;
    const survey = seenSince(await this.world.before(), JSON.stringify({ regions, signals }), this.now);
    await this.world.saw(survey);
    return survey.since;
  }

  private async itemsByTenant(): Promise<Map<string, TierItem>> {
    return new Map((await this.world.items()).map(item => [item.tenantId, item]));
  }

  /** Writes only what has changed: ten thousand writes an hour would cost more than all the rest. */
  private async note(
    tenant: TenantSeen, item: TierItem | undefined,
    { isActive, isCut }: { readonly isActive: boolean; readonly isCut: boolean },
    { tier, applied, isMoved }: Note & { readonly isMoved: boolean },
  ): Promise<void> {
    const today = dayOf(this.now);
    const lastActiveOn = isActive ? today : item?.lastActiveOn;
    const unseenOn = isCut ? today : item?.unseenOn;
    const isNews = lastActiveOn !== item?.lastActiveOn || unseenOn !== item?.unseenOn;
    // Whoever is moved is written down by that.
    const isWrong = item !== undefined && (item.applied !== applied || (!isMoved && item.tier !== tier));
    if (!isNews && !isWrong) { return; }
    const note = { tier: item?.fixed ? item.tier : tier, applied, lastActiveOn, unseenOn };
    await this.world.note(tenant, note, this.stale);
  }

  /** Who wakes comes first, for somebody waits for their telemetry. */
  private async claim(run: string, moves: readonly Move[], begun: readonly TierItem[]): Promise<Batch[]> {
    const first = [...moves].sort((a, b) => rank(a) - rank(b)).slice(0, Math.max(0, MOST_MOVES - begun.length));
    const batches: Batch[] = [];
    let count = new Set(begun.map(({ operation }) => operation)).size;
    for (const tier of Object.values(TIERS)) {
      for (const part of chunks(first.filter(({ verdict }) => verdict.tier === tier), BATCH)) {
        const operation = operationOf(run, ++count, tier);
        const accounts: string[] = [];
        await inParallel(part, async move => {
          if (await this.world.claim(move, operation, this.stale)) { accounts.push(move.tenant.accountId); }
        });
        if (accounts.length > 0) { batches.push({ operation, tier, accounts: accounts.sort() }); }
      }
    }
    return batches;
  }

  /** Somebody wants something of one tenant. */
  private async grant(run: string, wish: TierWish): Promise<SurveyAnswer> {
    const { tenantId, by, reason } = wish;
    const nothing: SurveyAnswer = { batches: [], complaint: '', note: '', active: 0, tenants: 1, unseen: [] };
    const tenant = await this.world.tenant(tenantId);
    if (!tenant) { return { ...nothing, complaint: `'tenantId' must be a tenant, and there is none called '${tenantId}'` }; }
    if (tenant.state !== 'ready') {
      return { ...nothing, complaint: `'tenantId' must be a tenant that is ready, and '${tenantId}' is ${tenant.state}; ask again when it is` };
    }
    const item = await this.its(tenant, await this.world.item(tenantId));
    if (item?.operation?.startsWith(`${run}-`)) { return { ...nothing, batches: batchesOf([item]) }; }
    const applied = appliedOf(item, this.settings.tierOfNewTenants);
    const tier = wish.tier ?? this.tierByItself(item, applied);
    const fixed = wish.fixed ?? wish.tier !== undefined;
    const awake = !fixed && wish.tier !== undefined && wish.tier !== TIERS.dormant ? wish.tier : undefined;
    const isBusy = this.isBusy(item);
    const operation = isBusy || (tier === applied && !isInDoubt(item)) ? undefined : operationOf(run, 1, tier);
    await this.world.wish(tenant, { tier, by, reason, fixed, awake, applied, operation }, item);
    const batches = operation ? [{ operation, tier, accounts: [tenant.accountId] }] : [];
    const note = isBusy ? 'it is on record; the tenant is moved by somebody else just now, and the next survey looks again'
      : operation ? '' : `it is on record; the tenant is ${tier} already`;
    return { ...nothing, batches, note };
  }

  private tierByItself(item: TierItem | undefined, applied: Tier): Tier {
    return applied === TIERS.dormant && !wasActive(item, this.sight) ? applied : this.settings.tierOfNewTenants;
  }

  /** What is on record of the tenant's own account: another one under the same id hands nothing down. */
  private async its(tenant: TenantSeen, item: TierItem | undefined): Promise<TierItem | undefined> {
    if (item === undefined || item.accountId === tenant.accountId) { return item; }
    await this.world.forget(tenant, this.settings.tierOfNewTenants);
    return undefined;
  }

  /** Whether a run that may still be there moves it. */
  private isBusy(item?: TierItem): boolean {
    return item?.operation !== undefined && (item.operationAt ?? '') >= this.stale;
  }

  private get sight(): Sight { return { ...this.settings, now: this.now }; }
  private get stale(): string { return new Date(this.now - STALE_MS).toISOString(); }
}

const rank = ({ verdict }: Move) => verdict.tier === TIERS.dormant ? 1 : 0;

/** The name says the tier as well, for what stands on an item may change while it is moved. */
const operationOf = (run: string, count: number, tier: Tier) => `${run}-${count}-${tier}`;
const tierIn = (operation: string) => operation.slice(operation.lastIndexOf('-') + 1) as Tier;

/** What this run has begun before its answer was lost. */
function batchesOf(items: readonly TierItem[]): Batch[] {
  const operations = [...new Set(items.map(({ operation }) => operation!))];
  return operations.map(operation => {
    const its = items.filter(item => item.operation === operation);
    return { operation, tier: tierIn(operation), accounts: its.map(({ accountId }) => accountId).sort() };
  });
}
