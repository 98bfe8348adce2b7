import { chunks, inParallel } from './parallel';
import { Tier, TierItem } from '../../contract';
import { SettleAnswer, SettleRequest, SortAnswer, SortRequest } from '../contract';

/** What StackSets says of one account and Region in an operation. */
export interface Result {
  readonly account: string;
  readonly region: string;
  readonly status: string;
  readonly reason?: string;
}

/** What is told of a tenant that was moved. */
export interface TierChange {
  readonly tenantId: string;
  readonly accountId: string;
  /** The one that it has now, and the one before. */
  readonly tier: Tier;
  readonly from: Tier;
  readonly by: string;
  readonly reason: string;
  readonly at: string;
}

/** What settling sees of the world, and does to it. */
export interface World {
  now(): number;
  /** Those who were put into an operation, and are still in it. */
  inOperation(operation: string): Promise<TierItem[]>;
  /** What became of each account and Region, page by page. */
  results(stackSetOperation: string): AsyncIterable<readonly Result[]>;
  /** All stack instances of the baseline, page by page. */
  instances(): AsyncIterable<readonly Pick<Result, 'account' | 'region'>[]>;
  /** At most ten. */
  tell(changes: readonly TierChange[]): Promise<void>;
  /** Writes it down, history and all, unless another operation has the tenant. */
  moved(change: TierChange, operation: string): Promise<void>;
  /** Lets go of a tenant that is tried again by the next survey, unless another operation has it. */
  failed(tenantId: string, operation: string, reason: string): Promise<void>;
  count(moved: number): Promise<void>;
}

/** EventBridge takes so many at once. */
const EVENTS_AT_ONCE = 10;
const CALLS_AT_ONCE = 5;

const LONGEST_REASON = 500;

/** Puts on record what became of an operation. */
export class Settler {
  constructor(private readonly world: World, private readonly regions: readonly string[]) {}

  public async settle({ operation, tier, stackSetOperation, refused }: SettleRequest): Promise<SettleAnswer> {
    const items = await this.world.inOperation(operation);
    const failures = refused === undefined && stackSetOperation !== undefined
      ? await this.failuresOf(stackSetOperation, items) : new Map(items.map(({ accountId }) => [accountId, refused ?? 'it was not begun']));
    const at = new Date(this.world.now()).toISOString();
    const changes = items.filter(({ accountId }) => !failures.has(accountId)).map((item): TierChange => ({
      tenantId: item.tenantId, accountId: item.accountId, tier, from: item.applied, by: item.by ?? '', reason: item.reason ?? '', at,
    }));
    // What fails in between is told again by the next attempt: twice at worst, and never not at all.
    await inParallel(chunks(changes, EVENTS_AT_ONCE), part => this.world.tell(part), CALLS_AT_ONCE);
    await inParallel(changes, change => this.world.moved(change, operation));
    const others = items.filter(({ accountId }) => failures.has(accountId));
    await inParallel(others, ({ tenantId, accountId }) => this.fail(tenantId, operation, failures.get(accountId)!));
    await this.world.count(changes.length);
    return { moved: changes.length, failed: others.length };
  }

  /** Lets go of those whom the operation cannot be asked for. */
  public async sort({ operation, accounts }: SortRequest): Promise<SortAnswer> {
    const there = new Map<string, Set<string>>();
    for await (const page of this.world.instances()) {
      for (const { account, region } of page) { there.set(account, (there.get(account) ?? new Set()).add(region)); }
    }
    const lacks = (account: string) => this.regions.filter(region => !there.get(account)?.has(region));
    const items = await this.world.inOperation(operation);
    await inParallel(items.filter(({ accountId }) => lacks(accountId).length > 0), ({ tenantId, accountId }) =>
      this.fail(tenantId, operation, `the baseline has no stack instance in ${lacks(accountId).join(', ')}`));
    return { accounts: accounts.filter(account => lacks(account).length === 0) };
  }

  private fail(tenantId: string, operation: string, reason: string): Promise<void> {
    return this.world.failed(tenantId, operation, reason.slice(0, LONGEST_REASON));
  }

  /** A tenant is moved when it is in every Region. */
  private async failuresOf(stackSetOperation: string, items: readonly TierItem[]): Promise<Map<string, string>> {
    const succeeded = new Map<string, number>();
    const failures = new Map<string, string>();
    for await (const page of this.world.results(stackSetOperation)) {
      for (const { account, region, status, reason } of page) {
        if (status === 'SUCCEEDED') {
          succeeded.set(account, (succeeded.get(account) ?? 0) + 1);
        } else if (!failures.has(account)) {
          failures.set(account, `${region}: ${status === 'FAILED' ? reason ?? 'no reason given' : 'the operation ended before its turn came'}`);
        }
      }
    }
    for (const { accountId } of items) {
      if (!failures.has(accountId) && (succeeded.get(accountId) ?? 0) < this.regions.length) {
        failures.set(accountId, 'StackSets did nothing there: the account is suspended, or has no stack instance of the baseline');
      }
    }
    return failures;
  }
}
